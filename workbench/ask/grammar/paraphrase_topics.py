"""Questions in note form that name the animal first, or last: ``mouse_1 rearing count``."""

from __future__ import annotations

_ASKS = r"(?:how|what|when|which|at|does|did|is|was|has|number|where)"

TOPIC_RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    # 'mouse 1: when does it groom', 'for mouse 1, how many rears'
    (
        rf"(?:for |regarding |concerning |as for )?(NAME) ({_ASKS} (?:(?!NAME).)*?)"
        r"\b(?:it|he|she)\b"
        r"((?:(?! it | NAME).)*)",
        (r"\2\1\3",),
    ),
    (
        r"(?:for |regarding |concerning |as for )?(WHO) (how many \w+(?: bouts| events| "
        r"episodes)?)"
        r"(?: (?:are|were) there)?((?: (?:in|during|between|after|before|within|while) .*)?)",
        (r"\2 by \1\3",),
    ),
    (
        r"(?:for |regarding |concerning |as for )?(WHO) (number of .+|how (?:much|long) .+)",
        (r"\2 by \1",),
    ),
    # 'mouse 1 mean speed', 'rears per minute mouse 1'
    (
        r"(WHO)(?: 's)? ((?:mean|average|typical|total|maximum|max|top|peak|minimum|median|"
        r"overall|"
        r"distance|speed|velocity|path|trajectory|track|heat map|raster|time budget|"
        r"activity budget|"
        r"latency|longest|shortest|first|last|transition|ethogram|fraction|proportion|"
        r"percentage|share|percent|rate|number|time|locomotion).*)",
        (r"\2 by \1", r"\2 of \1", r"\1 's \2"),
    ),
    (
        r"((?:(?!\b(?:WHO|how|what|when|which|who|does|did|is|was|are|can)\b).)* "
        r"(?!(?:of|by|for|to|from|with|and|or|at|than|as|between|s|versus|vs) )[\w%]+) (WHO)",
        (r"\1 of \2", r"\1 for \2"),
    ),
)
