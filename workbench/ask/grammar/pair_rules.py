"""What puts two things beside each other: ``A vs B``, ``more A than B``, ``the ratio of A to B``.

In what a rule makes, ``|`` stands between the two; after ``MORE ;`` stands the comparative, which
is replaced by what it asks for.
"""

from __future__ import annotations

import re
from typing import Literal

How = Literal["beside", "difference", "ratio", "part", "more", "which", "sum"]
"""What is told of two numbers."""

_DO = "do|does|did|is|was|are|were"
_VS = "vs|versus|compared to|compared with|against|relative to|rather than"
_TO = f"to|and|over|{_VS}"
_MORE = (
    "(?:more|less) (?:often|frequently|time)|(?:more|fewer|less) times|(?:for )?(?:longer|shorter)|"
    "faster|slower|"
    "farther|further|more|less"
)
_WHAT_IS = "(?:what is |what was |show |show me |give me |compute |calculate )?(?:the )?"
_DIFFERENCE = rf"{_WHAT_IS}(?:difference|differences|change)"
_IN = "(?:in|for|of|regarding|with regard to|with respect to|concerning)"
_SHARE = "percentage|percent|fraction|share|proportion|part|portion"

OVER: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("(?:more|less) (?:often|frequently)|(?:more|fewer|less) times", ("how often",)),
    ("(?:more|less) time|(?:for )?(?:longer|shorter)", ("how long",)),
    ("faster|slower", ("how fast",)),
    ("farther|further", ("how far",)),
    ("more|less", ("how often", "how far")),
)
"""Comparatives, and what they ask for."""

UNDER = re.compile(r"\b(?:less|fewer|shorter|slower|rarer)\b")

PAIR_RULES: tuple[tuple[How, str, tuple[str, ...]], ...] = (
    # 'fold change of A, treated over control', 'A minus B', 'or was it the other way round'
    ("ratio", rf"{_WHAT_IS}fold change (?:of|in|for) (.+?) (?:from )?(?:the )?(GROUP) "
     r"(?:over|vs|versus|relative to|against) (?:the )?(GROUP)", (r"\1 in \2 | in \3",)),
    ("difference", r"(.+?) (?:of )?(NAME) minus (NAME)((?: in (?:s|seconds|cm|m))?)",
     (r"\1 of \2\4 | \1 of \3\4",)),
    ("difference", r"(.+?) (?:of )?(NAME) minus (NAME) s",
     (r"how many seconds does \2 \1 | how many seconds does \3 \1",)),
    ("difference", r"(?!.*NAME minus)(.+) minus (.+)", (r"\1 | \2",)),
    ("beside", rf"(?:{_DO}) (NAME) (.+) (NAME) or (?:is it |was it )?(?:the )?other way "
     "(?:round|around)",
     (r"how often does \1 \2 \3 | how often does \3 \2 \1",)),
    # 'what fraction of the time that mouse 1 was running was it chasing'
    ("part", rf"(?:for )?(?:what |which )?(?:{_SHARE}) of the time "
     rf"(?:that |when |while |in which )?(NAME) (is|was) (.+ing) (?:{_DO}) (?:it|he|she) (.+)",
     (r"how long is \1 \3 while \1 is \4 | how long is \1 \3",)),
    ("part", rf"how much of (?:its|the) (\w+ing)(?: time)? (?:{_DO}) (NAME) (?:do|spend) "
     r"(in|inside|outside|at) (.+?)(?: (?:as a|in|as) (?:percentage|percent|fraction|share|%))?",
     (r"how long does \2 spend \1 while \3 \4 | how long does \2 spend \1",)),
    # 'ratio of A to B', 'A to B ratio', 'A / B'
    ("ratio", rf"{_WHAT_IS}ratio (?:of|for|between) (.+) (?:{_TO}) (.+)", (r"\1 | \2",)),
    ("ratio", rf"{_WHAT_IS}(?:ratio )?(?!.*NAME / NAME)(.+?) / (.+?)(?: ratio)?", (r"\1 | \2",)),
    ("ratio", rf"{_WHAT_IS}(.+) to (.+?) ratio(| (?:of|for|in|by) .+)", (r"\1 | \2 \3",)),
    ("ratio", rf"{_WHAT_IS}ratio of (.+) (?:between|of|for) (.+) (?:{_TO}) (.+)",
     (r"\1 of \2 | \3", r"\1 in \2 | \3")),
    # 'how much longer does A rest than B'
    ("difference", rf"how (?:much|many) ({_MORE}) ({_DO}) (NAME) (.*?) ?than (NAME)(| .+)",
     (r"MORE ; \1 ; \2 \3 | \5 \4 \6",)),
    ("difference", rf"how many (?:more|fewer|less) (.+?) (?:{_DO}) (NAME) (?:have|make|do|show|"
     r"perform) than (NAME)", (r"number of \1 by \2 | \3",)),
    ("difference", rf"how (?:much|many) ({_MORE}) ({_DO}) (.+) than (.+)",
     (r"MORE ; \1 ; \2 \3 | \4",)),
    # 'difference between A and B in X', 'difference in X between A and B'
    ("difference", rf"{_DIFFERENCE} (?:between|from) (.+) (?:{_TO}) (.+?) {_IN} (.+)",
     (r"\3 of \1 | \2", r"\3 \1 | \2", r"\3 in \1 | \2", r"\1 | \2 \3")),
    ("difference", rf"{_DIFFERENCE} {_IN} (.+) (?:between|from) (.+) (?:{_TO}) (.+)",
     (r"\1 of \2 | \3", r"\1 \2 | \3", r"\1 in \2 | \3")),
    ("difference", rf"{_DIFFERENCE} between (.+) (?:{_TO}) (.+)", (r"\1 | \2",)),
    # 'does it rear more in A or B', 'more than it grooms', 'more A or B'
    ("which", rf"({_DO}) (.+?) ({_MORE}) (.*?) ?or (.+)", (r"MORE ; \3 ; \1 \2 \4 | \5",)),
    ("more", rf"({_DO}) (.+?) ({_MORE}) (.*?) ?than (.+)", (r"MORE ; \3 ; \1 \2 \4 | \5",)),
    ("which", rf"({_DO}) (WHO) (.+) or (.+?) ({_MORE})", (r"MORE ; \5 ; \1 \2 \3 | \4",)),
    ("which", rf"(?:what|which) ({_DO}) (WHO) do ({_MORE}) (.+) or (.+)",
     (r"MORE ; \3 ; \1 \2 \4 | \5",)),
    ("which", r"(?:what|which) is (?:longer|more|more frequent|shorter|less) (?:for|in|of) (WHO) "
     r"(?:the )?(.+) or (?:the )?(.+)", (r"\2 of \1 | \3 of \1",)),
    ("which", rf"(?:in|during) which half(?: of it)? ({_DO}) (.+) ({_MORE})",
     (r"MORE ; \3 ; \1 \2 in the first half | in the second half",)),
    ("which", rf"({_DO}) there (?:more|fewer|less) (.+?) or (.+)", (r"number of \2 | \3",)),
    ("more", rf"({_DO}) there (?:more|fewer|less) (.+?) than (.+)", (r"number of \2 | \3",)),
    ("which", rf"(?:{_DO}) (.+?) (?:more|less) (?:frequent|common|often) (.+) or (.+)",
     (r"number of \1 \2 | \3",)),
    ("more", rf"(?:{_DO}) (.+?) (?:more|less) (?:frequent|common|often) (.+) than (.+)",
     (r"number of \1 \2 | \3",)),
    # 'what percentage of its resting time is it in the shelter'
    ("part", rf"(?:for )?(?:what |which )?({_SHARE}) of (?:its|their|the) (.+) time ({_DO}) (WHO) "
     r"(in|inside|outside|at) (.+)",
     (r"how long does \4 spend \2 while \5 \6 | how long does \4 spend \2",)),
    # 'A vs B', 'compare A and B'
    ("beside", rf"(?:compare )?(.+) (?:{_VS}) (.+)", (r"\1 | \2",)),
    ("beside", r"compare (.+) (?:and|with|to) (.+)", (r"\1 | \2",)),
    ("beside", rf"compare (.+) (?:and|with|to) (.+?) {_IN} (.+)",
     (r"\3 of \1 | \2", r"\3 in \1 | \2")),
    # 'time spent grooming and rearing'
    ("sum", r"(?!compare )(.+) and (.+?)(?: together| combined)?", (r"\1 | \2",)),
)  # fmt: skip
