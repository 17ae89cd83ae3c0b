"""Questions in other words: who, movement, pictures, what is done at a time or after it."""

from __future__ import annotations

_ANIMAL = "(?:mouse|rat|animal|individual|subject|fly|fish)"
_LONGER = "(?:longer|longest|greater|greatest|higher|highest|most|more|larger|largest)"
_SHORTER = "(?:shorter|shortest|lower|lowest|smaller|smallest|least|less)"
_WHICH = f"(?:who|which {_ANIMAL}|which group|which recording|which video|which one)"
_LEN = r"(\d\S* (?:cm|mm|m|px|pixels|centimeters|centimetres|body lengths|bl))"
_BELOW = "(?:below|under|less than|smaller than|shorter than|at most|no more than|not more than)"
_ABOVE = "(?:above|over|more than|greater than|larger than|longer than|at least)"
_PICTURE = (
    "trajectory|trajectories|path|track|route|heat map|occupancy|raster|ethogram|timeline|"
    "transitions?|behaviou?r transitions?|behaviou?ral transitions?|transition"
)
_DRAW = "(?:plot|draw|chart|map|visuali[sz]e|display|show me|show|sketch|graph|make|create|give me)"

OTHER_RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    # who
    (r"(?:do|does|did) (NAME) or (NAME) (.+)", (r"who \3 \1 or \2",)),
    (r"(is|was) (NAME) or (NAME) (.+)", (r"who \1 \4 \2 or \3",)),
    (rf"(?:the )?({_ANIMAL}|group|recording|video) (?:that|which|who) (.+)", (r"which \1 \2",)),
    (
        rf"({_WHICH}) (?:has|had) (?:a |the )?{_LONGER} (\w+) (?:count|number)",
        (r"\1 has the most \2",),
    ),
    (
        rf"({_WHICH}) (?:has|had) (?:a |the )?{_SHORTER} (\w+) (?:count|number)",
        (r"\1 has the fewest \2",),
    ),
    (
        rf"(?:the )?({_ANIMAL}|group|recording|video) (?:with|that has|having) (.+)",
        (r"which \1 has \2",),
    ),
    (
        rf"({_WHICH}) (?:has|had|have|shows|with) (?:the )?{_LONGER} (?:number|amount|count) "
        rf"of (.+)",
        (r"\1 has the most \2",),
    ),
    (
        rf"({_WHICH}) (?:has|had|have|shows|with) (?:the )?{_SHORTER} (?:number|amount|count) "
        rf"of (.+)",
        (r"\1 has the fewest \2",),
    ),
    (
        rf"({_WHICH}) (?:has|had|have) (?:the )?{_LONGER} (?:total |overall )?(.+) "
        rf"(?:time|duration)",
        (r"\1 spends the most time \2",),
    ),
    (
        rf"({_WHICH}) (?:has|had|have) (?:the )?{_SHORTER} (?:total |overall )?(.+) "
        rf"(?:time|duration)",
        (r"\1 spends the least time \2",),
    ),
    (
        r"(which (?:group|recording|video)) (?:spends|spent|spend) (?:the )?(?:most|more) "
        r"time (.+)",
        (r"\1 spends time \2 longest",),
    ),
    (
        r"(which (?:group|recording|video)) (?:spends|spent|spend) (?:the )?(?:least|less) "
        r"time (.+)",
        (r"\1 spends time \2 shortest",),
    ),
    (
        r"(?:are|were) there (more|fewer) (.+) (?:of|by|from) (NAME) than (?:of |by |from "
        r")?(NAME)",
        (r"does \3 have \1 \2 than \4",),
    ),
    (rf"({_WHICH}) (?:is|was) (?:the )?first(?: one)? to (.+)", (r"\1 \2 first",)),
    (rf"who (?:is|was) the (faster|slower|fastest|slowest) {_ANIMAL}", (r"which mouse is \1",)),
    # movement
    (
        r"((?:.+ )?)(walking|running) (speed|velocity) (?:of |for |by )?(WHO)",
        (r"\1\3 of \4 while \2",),
    ),
    (
        r"((?:.+ )?)(WHO) 's ((?:\w+ )?)(walking|running) (speed|velocity)",
        (r"\1\3\5 of \2 while \4",),
    ),
    (
        r"(?:what is )?(?:the )?(mean|average|median|maximum|minimum) of (WHO) 's "
        r"(speed|velocity)",
        (r"\1 \3 of \2",),
    ),
    (
        r"(?:what is )?(.+ (?:speed|velocity)) ((?:in|inside|outside) (?:the )?ZONE) (?:of "
        r"|for |by )?(WHO)",
        (r"\1 of \3 \2",),
    ),
    (
        r"how much (?:ground|distance) (do|does|did) (WHO) (?:cover|travel|move|walk|run)",
        (r"how far \1 \2 travel",),
    ),
    (
        r"how long (?:is|was|are|were) (WHO) 's (?:path|track|trajectory)",
        (r"distance travelled by \1",),
    ),
    (
        r"how long (?:is|was|are|were) the (?:path|track|trajectory) of (WHO)",
        (r"distance travelled by \1",),
    ),
    (
        r"what (?:is|was) the (?:highest|top|maximum|fastest|peak) (?:speed|velocity) "
        r"(?:that )?(WHO) (?:reaches|reached|attains|attained|has|had|moves at|ran at)",
        (r"maximum speed of \1",),
    ),
    (r"(?:the )?(.+ speed) reached by (WHO)", (r"\1 of \2",)),
    (r"what is the (.+ speed) reached by (WHO)", (r"\1 of \2",)),
    (
        r"what (?:is|was) the fastest (?:that )?(WHO) "
        r"(?:moves|moved|runs|ran|gets|got|goes|went)",
        (r"maximum speed of \1",),
    ),
    (
        r"how fast (?:do|does|did) (WHO) (?:get|run|move|go) (?:at most|at maximum|maximally)",
        (r"maximum speed of \1",),
    ),
    (
        r"how fast (?:at most|maximally) (?:do|does|did) (WHO) (?:get|run|move|go)",
        (r"maximum speed of \1",),
    ),
    (
        r"at what (?:mean |average )speed (do|does|did) (WHO) (?:run|move|go|travel|walk)",
        (r"mean speed of \2",),
    ),
    (r"(?:is|was) (NAME) on average (faster|slower) than (NAME)", (r"is \1 \2 than \3",)),
    (
        r"(?:the )?(?:total |overall )?(?:distance|path)(?: that)? (WHO) "
        r"(?:covers|covered|travels|travelled|traveled|moves|moved|walks|walked|runs|ran)",
        (r"distance travelled by \1",),
    ),
    (r"(?:the )?length of (WHO) 's (?:path|track|trajectory)", (r"distance travelled by \1",)),
    (
        r"(?:the )?(?:total |overall )?(?:path|locomotion distance|locomotion) "
        r"(?:of|by|for) (WHO)(.*)",
        (r"distance travelled by \1\2",),
    ),
    (
        r"(.+) (?:do|does|did) (.*(?:speed|velocity).*) (?:go|rise|get|climb|drop|fall) "
        r"(above|over|below|under) (.+)",
        (r"\1 is \2 \3 \4",),
    ),
    # distances
    (
        r"how (?:close|near) together (do|did|are|were) (WHO)( get| "
        r"come)?",
        (r"how close \1 \2\3",),
    ),
    (
        r"how close (do|did) (NAME and NAME) (?:come|get) to each other",
        (r"minimum distance between \2",),
    ),
    (r"(.*)\binter (?:animal|individual|mouse) distance", (r"\1 distance between the animals",)),
    (
        r"((?:mean|average|median|minimum|maximum|minimal|maximal|smallest|largest|closest) )?"
        r"distance (NAME) (?:and |to |from )?(NAME)",
        (r"\1distance between \2 and \3",),
    ),
    (
        rf"(.+) (?:is|was) the distance between (WHO) (?:and|to) (WHO) {_BELOW} {_LEN}(.*)",
        (r"\1 is \2 within \4 of \3\5",),
    ),
    (
        rf"(.+) (?:is|was) the distance between (WHO) (?:and|to) (WHO) {_ABOVE} {_LEN}(.*)",
        (r"\1 is \2 more than \4 from \3\5",),
    ),
    (
        rf"(.+) (?:is|was) the distance between ((?:the|both) \w+) {_BELOW} {_LEN}(.*)",
        (r"\1 are \2 less than \3 apart\4",),
    ),
    (
        rf"(.+) (?:is|was) the distance between ((?:the|both) \w+) {_ABOVE} {_LEN}(.*)",
        (r"\1 are \2 more than \3 apart\4",),
    ),
    (r"(.+) (?:do|does|did) (WHO) exceed (.+)", (r"\1 is \2 faster than \3",)),
    (
        r"(at (?:second |minute )?\d\S*(?: \w+)?) ((?:is|was|are|were|does|do|did) "
        r".+)",
        (r"\2 \1",),
    ),
    # everything that an animal does
    (r"what (do|does|did) (WHO) do and (?:for )?how long", (r"time budget of \2",)),
    (
        r"how (?:is|was) (WHO) 's time (?:divided|split|distributed|spent|allocated)"
        r"(?: (?:among|over|between|across|on)(?: the| its| different)* behaviou?rs)?",
        (r"time budget of \1",),
    ),
    (r"what (?:is|was) (WHO) up to (at .+)", (r"what is \1 doing \2",)),
    (r"(at .+) what (?:is|was) (WHO) up to", (r"what is \2 doing \1",)),
    (
        r"(?:what|which) behaviou?r (?:do|does|did) (WHO) (?:show|do|perform|display) (at .+)",
        (r"what is \1 doing \2",),
    ),
    (r"(?:what is )?(WHO)(?: 's)? (?:behaviou?r|activity) (at .+)", (r"what is \1 doing \2",)),
    (r"(?:behaviou?r|activity) of (WHO) (at .+)", (r"what is \1 doing \2",)),
    # what follows
    (
        r"(after .+) what (does|did|do) (WHO) (?:usually |typically )?do(?: next| then)?",
        (r"what \2 \3 do \1",),
    ),
    (
        r"what (does|did|do) (WHO) do (?:next|right|directly|immediately)(?: right)? (after .+)",
        (r"what \1 \2 do \3",),
    ),
    (
        r"what (?:comes|happens|follows)(?: next)? after (.+) (?:for|in|of|by) (WHO)",
        (r"what does \2 do after \1",),
    ),
    # pictures
    (
        r"(?:a |the )?(?:bar )?(?:chart|graph|diagram|plot) of (?:the "
        r")?(.+)",
        (r"plot the \1", r"plot \1"),
    ),
    (
        r"(?:show|show me|plot|draw|display) (.+) as a (?:bar )?(?:chart|plot|graph|diagram)",
        (r"plot \1",),
    ),
    (
        r"(?:the )?(time|activity|behaviou?r) budget (?:plot|chart|graph) (?:of |for )?(WHO)",
        (r"plot the \1 budget of \2",),
    ),
    (
        r"(?:the )?(speed|velocity) (?:plot|curve|trace|graph) (?:of |for )?(WHO)",
        (r"plot the speed of \2",),
    ),
    (
        rf"{_DRAW} how far apart (.+) (?:is|are|was|were)( over "
        rf"time)?",
        (r"plot the distance between \1\2",),
    ),
    (r"(?:plot|draw|show|show me) (?:the |all )?behaviou?rs(?: over time)?", (r"plot a raster",)),
    (
        r"how (?:do|does|did) (WHO) (?:switch|change|move) between (?:the |its )?behaviou?rs",
        (r"plot the transitions of \1",),
    ),
    (
        rf"{_DRAW} (?:a |the |an )?(?:figure|picture|image|chart|graph|diagram|drawing|plot) "
        rf"of (?:the )?(.+)",
        (r"plot the \1", r"plot \1"),
    ),
    (r"(?:chart|map|display|depict|graph) (?!of )(.+)", (r"plot \1",)),
    (
        rf"(WHO)(?: 's)? ({_PICTURE})((?: plot| map| diagram| graph| matrix| chart)?)",
        (r"plot the \2\3 of \1",),
    ),
    (
        rf"({_PICTURE})((?: plot| map| diagram| graph| matrix| chart)?) (?:of |for |from )?(WHO)",
        (r"plot the \1\2 of \3",),
    ),
    (rf"{_DRAW} (?:the )?({_PICTURE}) (?:of |for )?(WHO)", (r"plot the \1 of \2",)),
    (
        r"(?:the )?behaviou?r (?:timeline|raster|ethogram)(?: of all "
        r"behaviou?rs)?",
        (r"plot a raster",),
    ),
    (
        rf"{_DRAW} (?:where|the places where) (WHO) (?:spends|spent) (?:most of "
        rf")?(?:its|the|their) time",
        (r"heat map of \1",),
    ),
    (
        r"where (?:do|does|did) (WHO) spend (?:most of )?(?:its|their|the) time as a heat map",
        (r"heat map of \1",),
    ),
)
