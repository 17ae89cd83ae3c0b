"""Questions of order in note form, or in other words."""

from __future__ import annotations

_REST = r"((?: (?:in|during|between|after|before|within|from|for|until) (?:the |recording |\d).*)?)"
_THING = "(?:behaviou?r|thing|action|event)"
_ANIMAL = "(?:mouse|rat|animal|individual|subject|fly|fish)"
_RIGHT = "(?:right|directly|immediately|straight|just)"

ORDER_RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    # which came first
    (
        r"(?:for |in )?(NAME) (which|what) ((?:came|comes|happened|was|is|occurred|started) "
        r"(?:first|earlier|last|later)) (.+)",
        (r"\2 \3 for \1 \4",),
    ),
    (
        r"(?:for |in )?(NAME) (\w+ or (?:\w+ )*\w+) (first|last)",
        (r"which came \3 for \1 \2",),
    ),
    (r"(\w+ or \w+) (first|last) (?:for|in|by|of)? ?(NAME)", (r"which came \2 for \3 \1",)),
    (
        r"(?:what|which) (?:is|was) the (?:order|sequence) of (NAME 's first .+)",
        (r"which came first \1",),
    ),
    (
        r"(?:is|was) it (.+) or (.+) (?:that )?(?:came|comes|happened) first",
        (r"which came first \1 or \2",),
    ),
    (r"(NAME) (\w+) before (\w+)", (r"did \1 \2 before \3",)),
    (
        r"(?:the )?first (?:thing|behaviou?r|action) (?:of |by |for )?(NAME)" + _REST,
        (r"what was the first thing \1 did\2",),
    ),
    (
        r"(?:the )?last (?:thing|behaviou?r|action) (?:of |by |for )?(NAME)" + _REST,
        (r"what was the last thing \1 did\2",),
    ),
    (rf"(NAME)(?: 's)? (first|last) {_THING}", (r"what was the \2 thing \1 did",)),
    (r"(?:for|in) (NAME) ((?:does|did|is|was) (?!it |he |she ).+)", (r"\2 for \1",)),
    (
        rf"(who|which {_ANIMAL}) (?:is|was) (?:the )?first(?: one)? to (.+?)"
        r" ((?:after|before|in|within|during) (?:the )?(?:first |last )?\d.*)",
        (r"\1 \2 first \3",),
    ),
    (
        rf"(who|which {_ANIMAL}) (?:started|began|starts|begins)(?: to)? (.+) first",
        (r"\1 \2 first",),
    ),
    # what comes next
    (
        rf"what (?:is|was) (?:the )?(?:very )?next {_THING} (?:of|by|for|in) (NAME) after (.+)",
        (r"what does \1 do next after \2",),
    ),
    (
        rf"(?:the )?next {_THING} (?:of |by |for )?(NAME) after (.+)",
        (r"what does \1 do next after \2",),
    ),
    (
        rf"what (?:is|was) (?:the )?(?:previous|preceding) {_THING} (?:of|by|for|in) (NAME) "
        r"before (.+)",
        (r"what does \1 do right before \2",),
    ),
    (
        r"(?:when|whenever|each time|every time) (NAME) (.+) what (does|did) (?:it|he|she|\1) do "
        r"(?:next|afterwards|after that|then)",
        (r"what \3 \1 do next after \1 \2",),
    ),
    (
        r"what (does|did|do) (NAME) (?:usually |typically )?do (?:when it is done|once it is done|"
        r"when it has finished|once finished|when done) (.+)",
        (r"what \1 \2 do next after \3",),
    ),
    (
        r"what (?:is|was) (NAME) (?:usually |typically )?doing (?:right |just |directly )?"
        r"before (.+)",
        (r"what does \1 do right before \2",),
    ),
    # how long
    (
        r"(\w+) to (\w+) (?:time|latency|delay|interval) (?:of |for |by )?(NAME)",
        (r"latency from \1 to \2 for \3",),
    ),
    (
        r"(NAME)(?: 's)? (\w+) to (\w+) (?:time|latency|delay|interval)",
        (r"latency from \2 to \3 for \1",),
    ),
    (
        r"(?:time|latency|delay|interval) (\w+) to (\w+) (?:of |for |by )?(NAME)",
        (r"latency from \1 to \2 for \3",),
    ),
    # in a row
    (
        rf"(NAME)(?: 's)? (\w+) {_RIGHT} (after|before) (\w+) (?:count|number|how often|how many)",
        (r"how often does \1 \2 directly \3 \4",),
    ),
    (
        r"(?:how many |number of |count of )?(\w+) to (\w+) transitions "
        r"(?:of |by |for |in )?(NAME)",
        (r"number of transitions from \1 to \2 for \3",),
    ),
    # everything in order
    (
        r"(NAME)(?: 's)? (?:behaviou?rs|actions|bouts) in order" + _REST,
        (r"in what order did \1 do things\2",),
    ),
    (
        r"(?:tell me |list |show me )?(?:step by step|in order|chronologically) what (NAME) "
        r"(?:did|does)" + _REST,
        (r"in what order did \1 do things\2",),
    ),
    (
        r"(?:the )?(?:order|sequence|succession) (?:of )?(?:behaviou?rs|events|actions)? ?"
        r"(?:of |by |for )?(NAME)" + _REST,
        (r"in what order did \1 do things\2",),
    ),
    (
        r"(?:how|in what way) did (NAME) 's (?:behaviou?rs?|recording) (?:unfold|proceed|go)"
        + _REST,
        (r"in what order did \1 do things\2",),
    ),
)
