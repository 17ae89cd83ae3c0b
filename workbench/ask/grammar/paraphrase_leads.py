"""What only leads in or out of a question, and words that stand for other words.

Patterns are searched for anywhere in a question of lower-case words with one blank between them.
"""

from __future__ import annotations

import re

_NUMBER = r"\d+(?:\.\d+)?"
_WH = (
    "(?:how|what|which|who|whom|when|where|whether|if|for how|at what|at which|in which|in what|"
    "by whom|by which|for what|with what|on average|in "
    "total|is|are|does|do|did|was|were|has|have)"
)
_YOU = "(?:can|could|would|will|may|might) (?:you|we|i)(?: please| kindly| maybe| possibly| also)?"
_I_WISH = "(?:i|we) (?:want|need|wish|would like|would love)(?: you)? to"
_KNOW = "(?:know|learn|ask(?: you)?|find out|figure out|work out|determine|understand|check)"
_TOLD = (
    "(?:please )?(?:tell|show|give|report|say|calculate|compute|determine|estimate|check|"
    "find out|figure out|work out|let me know|find)(?: me| us| to me)?"
)
_IT = "(?:recordings?|videos?|sessions?|tests?|trials?|experiments?|clip|film|movie|observation)"
_IN_IT = (
    "(?:in|during|over|within) (?:the |this |that )"
    "(?:recording|video|session|test|trial|experiment|clip|film|movie|observation)"
)
_IN_ALL_OF_IT = (
    "(?:in|during|over|throughout|across|within) (?:the |this |that )"
    "(?:(?:whole|entire|full|complete|course of the) )?"
    "(?:recording|video|session|test|trial|experiment|clip|film|movie|observation)"
)

SPELLED = (
    (
        re.compile(
            rf"(?<![\w.-])({_NUMBER})\s*[-–]\s*({_NUMBER})\s*(s|sec|secs|seconds?|min|mins|"
            r"minutes?)\b"
        ),
        r"between \1 and \2 \3",
    ),
    (
        re.compile(
            rf"\b(?:in |during |over |from )?(?:the )?(second|minute)s? ({_NUMBER})\s*[-–]\s*"
            rf"({_NUMBER})"
        ),
        r"between \2 and \3 \1s",
    ),
    (re.compile(r"\b(i|we|you)['’]d\b"), r"\1 would"),
    (re.compile(r"\bi['’]m\b"), "i am"),
    (re.compile(r"\bheat-?maps?\b"), "heat map"),
)
"""Spellings, as they stand in a question before it is taken apart."""

_LEADS = (
    r"(?:hi|hello|hey|ok|okay|so|well|please)(?: there)?",
    _YOU,
    f"{_I_WISH} {_KNOW}",
    "(?:i|we) (?:wonder|am wondering|was wondering|am interested in|am curious(?: about)?|need)",
    "i am (?:looking for|after)",
    f"(?:do you (?:happen to )?|do we ){_KNOW}",
    "(?:is it known|any idea|do you have any idea|my question is|the question is|question)",
)

_MORE_LEADS = (
    r"is it possible to(?: get| know| see| find)?",
    rf"(?:know|learn|ask)(?= {_WH} )",
    r"(?:i|we) (?:want|would like|would love)(?= (?:the|a|an|number|total|mean|average) )",
    r"give(?: me| us)?(?: the)?(?= "
    r"(?:number|total|mean|average|count|fraction|percentage|time) )",
)

PHRASES: tuple[tuple[str, str], ...] = (
    (f"^(?:{'|'.join((*_LEADS, *_MORE_LEADS))}) (?=.)", ""),
    (f"^{_TOLD} (?={_WH} )", ""),
    (r"^(?:i|we) (?:would like|want|would love|need) to (?=plot|draw|see|compare|list)", ""),
    (r"^see (?=\S)", "show me "),
    (r" (?:please|thanks|thank you|thx|then|exactly)$", ""),
    (r" (?:at any (?:point|time|moment)|at some point|even once)$", " ever"),
    (rf"(?<=\S) {_IN_IT}(?= |$)", ""),
    (rf"^{_IN_IT} (?={_WH} )", ""),
    (
        r"^(?!how many (?:animals|mice|rats|individuals|subjects|flies|fish) "
        r")((?:how|number|total|"
        rf"what is the|fraction|percentage|mean|average|distance) .+) {_IN_ALL_OF_IT}$",
        r"\1",
    ),
    (
        r"^(?:in total|overall|altogether|all in all|in all|in sum|all told|taken together)(?: "
        r"and)? (?=how|for how)",
        "",
    ),
    (
        r"^(how (?:long|often|much time|many times|frequently)) (?:in "
        r"total|overall|altogether|all told|in all|all in all) ",
        r"\1 ",
    ),
    (
        r"^(how many \w+(?: \w+)?) (?:in total|overall|altogether|all told|in all|all in all) "
        r"(?=do|does|did|are|were) ",
        r"\1 ",
    ),
    (r"^on average (how .+)$", r"\1 on average"),
    (
        r"^what(?= (?:mouse|rat|animal|individual|subject|fly|fish|group|treatment|recording|"
        r"video)s? )",
        "which",
    ),
    (
        r"^(?:how many times|how often|in how many (?:cases|instances)) "
        r"(?:is|was|does|did) it (?:happen |the case |so |true )?that ",
        "how often ",
    ),
    (
        r"^(?:in|on|during) how many (?:instances|cases|occasions)(?= "
        r"(?:does|do|did|is|was|are|were))",
        "how often",
    ),
    (r"\blatter half\b", "second half"),
    (r"\bfirst half (?:a |of a |of the first )?minute\b", "first 30 s"),
    (
        r"\b(?:in|during|over|within) (?:the )?(?:interval|period|window|span|stretch|time span)"
        r"(?: of time)? (?=from|between)",
        "",
    ),
    (r"\b(go|goes|went|going) inside(?: of)?(?= the| ZONE)", r"\1 into"),
    (
        r"\b(?:get|gets|got|getting|come|comes|came|coming|move|moves|moved|moving) into"
        r"(?= the ZONE)",
        "enter",
    ),
    (r"^(?:percent|%) time ", "percentage of time "),
    (r"^(what |which )?% of ", r"\1percentage of "),
    (r"^for what (fraction|share|proportion|percentage|part|percent) ", r"what \1 "),
    (
        r"\b(fraction|share|proportion|part|portion|percentage|percent|how much) of (?!(?:the |"
        r"all |all the )?(?:recordings|videos|sessions|tests|trials|experiments)\b)(?:the |this )?"
        rf"(?:whole |entire )?{_IT}(?: time)?(?= "
        rf"(?:does|do|did|is|was|that|has|have|are|were|spent) )",
        r"\1 of the time",
    ),
    (r"^how many (?:separate|distinct|individual|single) ", "how many "),
    (r"^(?:tally|enumerate|count up) ", "count "),
    (
        r"^(how many .+?|number of .+?) (?:were|are|was|is|have been|been)? ?"
        r"(?:made|performed|done|shown|displayed|initiated|executed) by ",
        r"\1 by ",
    ),
    (r" (?:do|did|can) (?:we|you|i) see (WHO) ", r" does \1 "),
    (r" (?:can|could) (WHO) be (?:seen|observed) ", r" is \1 "),
    (r" (is|was|are|were) (WHO) (?:seen|observed)(?: to be)? (?=\w+ing)", r" \1 \2 "),
    (r"^for how much time ", "how much time "),
    (r"^(?:the )?sum of (?:the |all )?(?=.*time)", "total "),
    (r"\bratio of (?:the )?time\b(?!.* to )", "fraction of time"),
    (
        r"^how (?:big|large|great|high) (?:a|is the|was the) "
        r"(?=fraction|share|proportion|percentage)",
        "what ",
    ),
    (r"\b(in|during|within|for|over) minute (?:1|one)\b", r"\1 the first minute"),
    (r"\b(in|during|within|for|over) minute (?:2|two)\b", r"\1 the second minute"),
    (r"\b(in|during|within|for|over) minute (?:3|three)\b", r"\1 the third minute"),
    (r"\b(in|during|within|for|over) minute (?:4|four)\b", r"\1 the fourth minute"),
    (r"\b(in|during|within|for|over) minute (?:5|five)\b", r"\1 the fifth minute"),
    (
        r"^(how many .+) (?:(?:last|lasted|take|took) (?:for )?(?:longer than|more than)|"
        r"(?:exceed|exceeded)) (?=\d)",
        r"\1 are longer than ",
    ),
    (r" (?:would you say|do you think|did you say)(?= )", ""),
    (r"^what amount of time ", "how much time "),
    (r" (?:devote|devotes|devoted|dedicate|dedicated) (?:to )?(?=\w+ing)", " spend "),
    (r" busy(?: with)? (?=\w+ing)", " "),
    (r"^in what (fraction|share|proportion|percentage|part|percent) (?=of )", r"what \1 "),
    (
        r"^(?:after|in) how (?:long|much time|many seconds|many s) (?=(?:do|does|did) "
        r")",
        "how soon ",
    ),
    (r"^(how soon (?:do|does|did) WHO) first ", r"\1 "),
    (r"^what (?:is|was) (?=total |overall )", "the "),
    (
        r"^(?:how (?:big|large|great|high)|what) (?:is|was) the (?=(?:total |overall "
        r")?distance )",
        "",
    ),
)
"""What is said, and what that stands for, anywhere in a question."""
