"""Other words for pauses, bins, zones one by one, overlap, and how far away an animal gets."""

from __future__ import annotations

import re

_NUMBER = r"\d+(?:\.\d+)?"
_SECONDS = "(s|sec|secs|seconds?|min|mins|minutes?)"
_LENGTH = "(cm|mm|m|px)"
_PART = "(first|second|third|last)"
_VS = "(and|or|vs|versus|than|to|compared to|compared with)"
_STRETCH = "(half|third|quarter|minute)"
_LEN = rf"({_NUMBER} (?:cm|mm|m|px))"
_FAR = "(?:furthest|farthest|greatest distance|most distant)"
_NEAR = "(?:closest|nearest)"
_GOT = "(?:got|gets|came|comes|went|goes|was|is|moved|ever got|ever came|ever went)"
_GROUP = "(?:the )?(GROUP)(?: group| mice| animals| rats| ones| condition| recordings)?"
_OVERLAP = "(?:total |overall )?(?:overlap|overlap time|overlapping time|shared time)"

MORE_SPELLED = (
    (re.compile(r"\s*(?:->|→|=>)\s*"), " to "),
    (re.compile(r"\s*[+&]\s*"), " and "),
    (re.compile(rf"[<≤]\s*({_NUMBER})\s*{_LENGTH}\b(?!\s*/)"), r" less than \1 \2 "),
    (re.compile(rf"[>≥]\s*({_NUMBER})\s*{_LENGTH}\b(?!\s*/)"), r" more than \1 \2 "),
    (re.compile(r"\b(?:nb|nr|num)\b\.?(?: of)?|#(?: of)?"), "number of "),
    (re.compile(r"\bavg\b\.?"), "average"),
    (re.compile(r"\bdur\b\.?"), "duration"),
    (re.compile(r"\bfreq\b\.?"), "frequency"),
    (re.compile(r"\bdist\b\.?"), "distance"),
    (re.compile(r"\bvel\b\.?"), "velocity"),
    (re.compile(r"\b([a-z]+ )u\b"), r"\1you"),
    (re.compile(rf"[>≥]=?\s*({_NUMBER})\s*{_SECONDS}\b"), r" longer than \1 \2 "),
    (re.compile(rf"[<≤]=?\s*({_NUMBER})\s*{_SECONDS}\b"), r" shorter than \1 \2 "),
    (re.compile(rf"[>≥]=?\s*({_NUMBER})\s*{_LENGTH}\s*/\s*s\b"), r" faster than \1 \2/s "),
    (re.compile(rf"[<≤]=?\s*({_NUMBER})\s*{_LENGTH}\s*/\s*s\b"), r" slower than \1 \2/s "),
)
"""Signs, as they stand in a question before it is taken apart."""

MORE_PHRASES: tuple[tuple[str, str], ...] = (
    (
        r"\b((?:mov|walk|travel|wander)\w*|runs?|ran|running|goes|went) (?:around|about)"
        r"(?=$| (?:in|during|after|before|on|per|while))",
        r"\1",
    ),
    (rf"\b{_PART} {_VS} (in |during )?(?:the )?{_PART} {_STRETCH}\b", r"\1 \5 \2 \3the \4 \5"),
    (
        rf"\bfirst {_STRETCH} {_VS} (in |during )?(?:the )?(second|last)(?= one$|$)(?: one)?",
        r"first \1 \2 \3the \4 \1",
    ),
    (
        rf"\bfirst (minute|half|third|quarter|{_NUMBER} \w+) {_VS} (?:the )?rest\b(?: of it)?",
        r"first \1 \2 after the first \1",
    ),
    (rf"\bfirst {_VS} (in |during )?(?:the )?last ({_NUMBER} \w+)", r"first \3 \1 \2the last \3"),
    (r"\bentries (?=(?:the )?ZONE)", "entries into "),
    (r"\bvisits (?=(?:the )?ZONE)", "visits to "),
    (r"\bexits (?=(?:the )?ZONE)", "exits from "),
    (r"\b(different|distinct) things\b", r"\1 behaviors"),
    (
        r"^how long (?:is|was) the (?=(?:mean|average|median|longest|shortest|maximum|minimum) "
        r"(?:pause|gap|interval|time|break)s? )",
        "",
    ),
    (r"\bafter the first half\b", "in the second half"),
    (
        rf"\b(in|inside) (?:the )?(ZONE) {_VS} outside(?: of it| it)?(?=$| (?!the |of |ZONE))",
        r"\1 the \2 \3 outside the \2",
    ),
    (r"\b(is|was|are|were) (?:the )?(more|most|less|least) active\b", r"travels \2"),
    (r"^(is|was) (NAME) travels (more|less) than", r"does \2 travel \3 than"),
    (
        r"\b(?:close to|near|near to|next to) (each other|one another|(?:the )?(?:NAME|ZONE)) "
        rf"(?:less than|within|closer than|under|below) {_LEN}",
        r"within \2 of \1",
    ),
    (
        rf"^(?:what is |what was )?(?:the )?{_FAR}(?: that)? (NAME) {_GOT}(?: away)? from (.+)",
        r"maximum distance between \1 and \2",
    ),
    (
        r"^how far (?:away )?from (.+) (?:did|does|is|was) (NAME)(?: stay| keep| remain)? on "
        r"average$",
        r"mean distance between \2 and \1",
    ),
    (
        r"^how far (?:away )?from (.+) (?:did|does) (NAME) (?:ever )?(?:get|go|move|come)$",
        r"maximum distance between \2 and \1",
    ),
    (
        rf"^(?:what is |what was )?(?:the )?{_NEAR}(?: that)? (NAME) {_GOT} to (.+)",
        r"minimum distance between \1 and \2",
    ),
    (r"^what (?:is|was) (?:going on|happening)(?= at )", "what are the animals doing"),
    (
        r"^(?:a |the )?(?:table|overview|list) of (?=.*\b(?:per|for each|for every|in each|by "
        r"each) )",
        "",
    ),
    (r"\b(per|for each|in each|by) (minute|min) bins?\b", "in 1 minute bins"),
    (
        r"\b(?:minute by minute|for each minute|in each minute|every minute|per minute of "
        r"(?:the )?(?:recording|video))\b",
        "in 1 minute bins",
    ),
    (rf"\b(?:in |per |by )?bins of ({_NUMBER}) {_SECONDS}\b", r"in \1 \2 bins"),
    (
        rf"\b(?:per|by|for each|in each|every) ({_NUMBER}) {_SECONDS}(?: bins?)?(?=$| )",
        r"in \1 \2 bins",
    ),
    (r"\b(?:in|over|during) (?:a|an|each|one) (?=\w+ bout)", "in a "),
)

MORE_RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    # one bin after the other
    (
        r"(?:the |what is the )?(?:change|changes|development|course) (?:in|of) (.+?) "
        r"(?:over|across|through|throughout) (?:the )?(?:time|recording|video|session)"
        r"((?: (?:of|for|by) WHO)?)(?: in 1 minute bins)?",
        (r"number of \1\2 in 1 minute bins", r"\1\2 in 1 minute bins"),
    ),
    (
        r"how (?:does|did|do) (WHO)(?: 's)? (.+?) (?:change|develop|vary|evolve)"
        r"(?: (?:over|across|through|throughout|during) (?:the )?(?:time|recording|video|session))?"
        r"(?: in 1 minute bins)?",
        (r"number of \2 by \1 in 1 minute bins", r"\2 of \1 in 1 minute bins"),
    ),
    (r"(.+) over time", (r"\1 in 1 minute bins",)),
    (
        r"how (?:does|did|do) (?:the )?(.+?) (?:change|develop|vary|evolve)(?: "
        r"(?:over|across|through|"
        r"throughout|during) (?:the )?(?:time|recording|video|session))?(?: in 1 minute bins)?",
        (r"\1 in 1 minute bins", r"number of \1 in 1 minute bins"),
    ),
    (
        r"(?:what is )?(?:the )?(?:(\w+) )?bout (?:length|duration) distribution (?:of|for|by) "
        r"(.+)",
        (r"distribution of bout durations of \2", r"distribution of bout durations of \1 by \2"),
    ),
    # one bout
    (
        r"how (?:much time|long) (?:do|does|did) (WHO) (?:usually |typically |normally "
        r"|generally )?"
        r"(.+?) (?:at a time|in one go|per bout)(?: on average)?",
        (r"mean bout duration of \2 by \1",),
    ),
    (
        r"(?:when|at what time) (?:do|does|did) (WHO) (?:begin|start) (?:its|their|the) "
        r"(first|last) "
        r"(.+)",
        (r"when is the \2 \3 of \1",),
    ),
    (
        r"how (?:much time|long) on average (?:do|does|did) (WHO) spend in a (.+?) bouts?",
        (r"mean bout duration of \2 by \1",),
    ),
    (r"(how (?:much time|long)) on average (.+)", (r"\1 \2 on average",)),
    (
        r"how (?:much time|long) (?:do|does|did) (WHO) spend in a (.+?) bouts? on average",
        (r"mean bout duration of \2 by \1",),
    ),
    # both at once
    (
        rf"(?:how long is |what is )?(?:the )?{_OVERLAP} (?:of|between) (NAME) (.+) and (NAME) "
        r"(.+)",
        (r"total time \1 is \2 while \3 is \4", r"total time \1 \2 while \3 is \4"),
    ),
    (
        rf"(?:how long is |what is )?(?:the )?{_OVERLAP} of (\w+ing) (?:of |between |by )"
        r"(NAME) and (NAME)",
        (r"total time \2 is \1 while \3 is \1",),
    ),
    (
        r"how (?:long|much) (?:do|does|did) (NAME) and (NAME) overlap (?:in|while) (\w+ing)",
        (r"total time \1 is \3 while \2 is \3",),
    ),
    # zones one by one
    (
        r"how (?:long|much time) (?:is|was|does|did) (NAME)(?: spend| stay)? in "
        r"(?:each|every|which) "
        r"(?:zone|area|place|region)((?: (?:in|during|between|after|before) .*)?)",
        (r"time per zone of \1\2",),
    ),
    (
        r"(?:time|duration)s? (?:per|by|in each|for each|in every) (?:zone|area|place|region)"
        r"(?: (?:of|for|by))? (NAME)(.*)",
        (r"time per zone of \1\2",),
    ),
    (
        r"(?:how often|how many times) (?:did|does) (NAME) (?:change|switch|cross)(?: between)? "
        r"(?:the )?(?:zones?|areas?|places)(.*)",
        (r"zone changes of \1\2",),
    ),
    (
        r"(?:the )?number of (?:zone|area) (?:changes|transitions|switches|crossings)"
        r"(?: (?:of|for|by))? (NAME)(.*)",
        (r"zone changes of \1\2",),
    ),
    (
        r"(?:in )?(?:which|what) (?:zone|area|place) (?:does|did) (NAME) spend (?:the )?most "
        r"(?:of its )?time(?: in)?",
        (r"zone spent most time of \1",),
    ),
    # groups
    (
        rf"{_GROUP} (?:vs|versus|compared to|compared with|against) {_GROUP} (?:in |for )?(.+)",
        (r"compare \3 between \1 and \2",),
    ),
    (
        rf"(.+ (?:do|does|did|are|were)) (?:the )?(?:mice|animals|rats) in {_GROUP} (.+)",
        (r"\1 the animals \3 in the \2 group",),
    ),
    (r"how many (recordings|videos) without (?:any |a )?(.+)", (r"how many \1 have no \2",)),
    (
        r"(?:are|is) there (?:any )?(recordings|videos) (?:in which|where) (.+)",
        (r"in which \1 \2", r"in which \1 does \2"),
    ),
    (
        r"(?:list|show|show me|find) (?:the |all |all the )?(recordings|videos) "
        r"(?:where|in which|when) (.+)",
        (r"in which \1 \2",),
    ),
    # everything
    (
        r"what (?:is|was) (WHO) doing (?:for )?most of the time",
        (r"which behavior does \1 spend the most time on",),
    ),
    (
        r"(?:what|which) behaviou?r (?:takes|took) up (?:the )?most of (WHO) 's time",
        (r"which behavior does \1 spend the most time on",),
    ),
)
