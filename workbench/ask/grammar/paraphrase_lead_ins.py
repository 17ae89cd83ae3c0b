"""More that only leads in or out of a question, and words that stand for plainer ones.

Patterns are searched for anywhere in a question of lower-case words; signs come before that.
"""

from __future__ import annotations

import re

_MEASURE = (
    "(?:mean|average|median|total|number|count|maximum|max|top|minimum|sd|std|standard|speed|"
    "distance|time|latency|rate|fraction|share|proportion|percent|percentage|list|longest|"
    "shortest|first|last|duration|variance|coefficient|range|quartiles)"
)
_STRETCH = "(?:half|third|quarter|minute)"
_IT = "(?:recordings?|videos?|sessions?|films?|movies?|clips?|trials?|tests?|observation)"
_ANIMALS = "(?:animals|mice|rats|individuals|subjects|flies|fish)"
_ONE = "(?:animal|mouse|rat|individual|subject|fly|fish)"
_SEE = "(?:see|have|get|view|look at|be shown)"
_AND = "(?:and |with |plus )?"
_COLUMN = (
    "(?:recordings?|animals?|subjects?|individuals?|start(?: times?)?|stop(?: times?)?|"
    "end(?: times?)?|onset|offset|durations?|lengths?|times?)"
)

LEAD_SPELLED = (
    (re.compile(r"\bhow (long|far|fast|often|much|many|soon|close)['’]s\b"), r"how \1 is"),
    (re.compile(r"\bgimme\b"), "give me"),
    (re.compile(r"\bco-?(?=occur)"), "co"),
    (re.compile(r"\brate[- ]normali[sz]ed (.+?) \((?:per|/) ?min(?:ute)?\)"), r"rate of \1"),
    (re.compile(r"\brate[- ]normali[sz]ed "), "rate of "),
    (
        re.compile(
            r"(?<![\w.-])(\d+(?:\.\d+)?)\s*[-–]\s*(\d+(?:\.\d+)?)\s+(vs\.?|versus|and) "
            r"(\d+(?:\.\d+)?)\s*[-–]\s*(\d+(?:\.\d+)?)(?: ?(?:s|sec|seconds))?(?=$|[\s,.?!])"
        ),
        r"between \1 and \2 s vs between \4 and \5 s",
    ),
    *(
        (re.compile(rf"\b{word}\b"), str(number))
        for word, number in {
            "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
            "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "forty-five":
            45, "fifty": 50, "sixty": 60, "ninety": 90,
        }.items()
    ),
)  # fmt: skip
"""Spellings, as they stand in a question before it is taken apart."""

LEAD_PHRASES: tuple[tuple[str, str], ...] = (
    # what leads in
    (
        rf"^(?:would it be possible|is it possible|is there a way|may i|can i|could i|i would "
        rf"like|i want|i need|i wish|let me|let us) (?:for me )?(?:to )?{_SEE} ",
        "show me ",
    ),
    (
        r"^(?:please |kindly )?(?:tabulate|make (?:me )?a table of|"
        r"(?:give|show) (?:me |us )?(?:a |the )?table of|a table of|table of)"
        r"(?! first| last) (?:all |the |all the )*(?=\w+ (?:bouts|episodes|events))",
        "list all ",
    ),
    (r"^(?:give|show) (?:me |us )?(?:a |the )?list of (?:all )?", "list all "),
    (r"^(?:please |kindly )?(?:quantify|assess|extract|obtain|return|output|provide|derive|"
     rf"work out|find out|retrieve) (?:the )?(?={_MEASURE} )", ""),
    (rf"^compute (?:the )?(?={_MEASURE} )", ""),
    (r"^show (?:me )?(?=(?:the )?GROUP (?:vs|versus|against|and) )", ""),
    # what leads out
    (r" (?:if (?:there )?(?:is|was|are|were|exists?) (?:one|any|some|there)|if any|if it exists|"
     r"if applicable)$", ""),
    (r" (?:by|after|since|from) the (?:start|beginning|onset) of the "
     r"(?:recording|video|film|movie|clip)$", ""),
    (r"^((?:how long|how soon|latency|time until|time to) .+) after the (?:recording|video|film) "
     r"(?:began|begins|started|starts)$", r"\1"),
    (r"^how long (did|does) it take (?:for )?(WHO) to (?:start|begin) (\w+ing)$",
     r"how long \1 it take until \2 is \3"),
    (r"^((?:list all|the longest|the shortest|longest|shortest|show) .+?) with "
     rf"(?:their |its |the )?{_COLUMN}(?: {_AND}{_COLUMN})*$", r"\1"),
    (rf"^(?!.*(?:NAME|\beach\b|per {_ONE}\b|by {_ONE}\b|\bspeed\b|\bdistance\b|\bpath\b))(.+?) "
     rf"(?:(?:with )?(?:both |all |the )?{_ANIMALS} (?:pooled|combined)|pooled {_ANIMALS}|"
     rf"pool(?:ed|ing) (?:over|across) (?:both |all |the )?{_ANIMALS}|"
     rf"pooling (?:both|all|the) {_ANIMALS})$", r"\1"),
    (rf"^(plot|draw|show|ethogram|raster|heat map|trajectory|transitions?)\b(.*) "
     rf"(?:over|for|across|throughout|during) the (?:whole|full|entire|complete) {_IT}$", r"\1\2"),
    (rf" (?:by|of|from|for) either (?:of the )?(?:two )?{_ONE}(?= |$)", ""),
    (rf"\bdo(?:es)? either (?:of the )?(?:two )?{_ONE} (?:take|make|have|show)\b", "are there"),
    (r"(?<=\w) just (?=\w+(?:ed|ing|t)\b)(?!just after|just before)", " "),
    # recordings
    (r"\b(?:films?|movies?|clips?|footage|tape)\b(?= (?:is|last|run)|$)", "recording"),
    (r"\brecs?\b", "recordings"),
    (r"\b(in|of|for) (?:each|every)(?: one)? of (?:the |all )?NREC (?:recordings|videos)",
     r"\1 each recording"),
    (r"(?<!each of the )(?<!which of the )(?<!each of )\b(?:the )?(?:all )?NREC (recordings|videos)"
     r"(?= each|$)", r"all \1"),
    (r"\b(which) of (?:the |all )?NREC (recording|video)s", r"\1 \2"),
    (r"^(?:now )?(?:for |in )?the NREC (recording|video)s which one ", r"which \1 "),
    (r"^(.*\bper recording\b.*?) all (?:recordings|videos)$", r"\1"),
    (r"^(.*\bper recording\b.*?) NREC (?:rows|lines)$", r"\1"),
    (r"\bcontains the (most|fewest|least|longest)\b", r"has the \1"),
    # groups
    (r"\b(?:under|on) (?:the )?(GROUP)(?: conditions?)?(?= |$)", r"in the \1 group"),
    (r"\b(?:under|in|on) (GROUP) conditions?\b", r"in the \1 group"),
    (r" per (recording|video) (?:per|by|for each) group$", r" per group"),
    (r"(?<! in)(?<! and)(?<! the)(?<! vs)(?<! between) (GROUP) (?:and )?(GROUP)$",
     r" in \1 and in \2"),
    (r"\bin the (GROUP) group (?:then|and|and then) in the (GROUP) group", r"in \1 and in \2"),
    (r" group means$", " per group"),
    # who does it
    (r"\b(?:initiated|initiates|initiate|carries out|carried out) (?=(?:the )?(?:more|most|fewer|"
     r"fewest|less|least) )", "made "),
    (r"\bcarry out\b", "do"),
    (r"\b(do|does|did) (WHO) (ever )?get (?=\w+ed\b)", r"is \2 \3"),
    (r"\b(\w+) (bouts|episodes|events) of (?=NAME\b)", r"\1 \2 by "),
    # how two stand to each other in time
    (r"\b(?:that|which) (?:coincided?|overlap(?:ped)?|cooccur(?:red)?|concur(?:red)?)(?: in time)?"
     r"(?: with)? no ", "without "),
    (r"\b(?:that|which) (?:do not|does not|did not|never) (?:coincide|overlap|cooccur)(?: in time)?"
     r"(?: with)? (?:any |a )?", "without "),
    (r"\b(?:that|which) (?:coincided?|overlap(?:ped|s)?|cooccur(?:red)?)(?: in time)?(?: with)? "
     r"(?=\w)", "while "),
    (r"\bduring which (?=(?:NAME|the other|it) )", "while "),
    (r"\b(?:that|which) (?:did|do|does) not end (?:in|with) ", "not followed by "),
    (r"\b(?:that|which) end(?:s|ed)? (?:in|with) (?=\w+(?: \w+)* within )",
     "that are followed by "),
    (r"\bnose to (nose|tail) (?:contact|sniffing|sniff|event)s?\b", r"nose to \1"),
    # the two of them
    (r"\bwith the (?:pair|dyad|two) (?=more|less|closer|within|farther|further|over|under)",
     "the animals are "),
    (r"\bthe (?:pair|dyad)\b(?! of)", "the animals"),
    (r"\b(fraction|share|proportion|percentage|percent) of (?:the )?(?:whole |entire |full )?"
     r"(?:session|recording|video|observation)(?: time)?(?: spent)? "
     r"(?=\w+ing\b|in |inside |outside |at |NAME|the |with )", r"\1 of time "),
    (r"\btime (?:spent )?moving (?=\w+ or \w+)", "time "),
    (rf"^compare (?:the )?(?=(?:{_MEASURE}) .+ (?:first|second|last) {_STRETCH} and (?:in )?"
     rf"(?:the )?(?:first|second|last) {_STRETCH})", ""),
    (r"\b(fraction|share|proportion|percentage|percent) of time at rest$", r"\1 of time resting"),
    # how often, how long
    (r"\bper (\d+(?:\.\d+)?) (s|sec|seconds?|min|minutes?) (?:interval|window|block|epoch)s?\b",
     r"in \1 \2 bins"),
    (r"\b(?:longest|greatest) absence of (WHO) from (?:the )?(ZONE)",
     r"the longest time that \1 is outside the \2"),
    (r"\b(?:longest|greatest) presence of (WHO) (?:in|inside|at) (?:the )?(ZONE)",
     r"the longest time that \1 is in the \2"),
    (r"\b(absence) of (WHO) from (?:the )?(ZONE)", r"time that \2 is outside the \3"),
    (r"\bpresence of (WHO) (?:in|inside|at) (?:the )?(ZONE)", r"time that \1 is in the \2"),
    (r"\b(longest|shortest) (?:period|stretch|spell|time)(?: of time)? (?:during which|in which|"
     r"for which|when) ", r"\1 time that "),
    (r"\b(longest|shortest) (?:that )(?=NAME |the )", r"\1 time that "),
    (r"^what is (?=the (?:longest|shortest) time that)", ""),
    (r"\bstayed in contact\b", "were in contact"),
    (r"\b(top|maximum|max|highest|peak|mean|average|minimum|lowest) (speed|velocity) that (WHO) "
     r"(?:reached|reaches|had|attained|showed|ran at|moved at)", r"\1 \2 of \3"),
    (r"^what (?:is|was) the (?=(?:top|maximum|max|highest|peak|mean|average|minimum|lowest) "
     r"(?:speed|velocity) of)", ""),
)  # fmt: skip
"""What is said, and what that stands for, anywhere in a question."""
