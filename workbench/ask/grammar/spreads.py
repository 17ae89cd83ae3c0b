"""Questions for percentiles, quartiles, the range, the variance and the coefficient of variation.

Such a question is read as one for the median, which stands where these do, and then asked again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from workbench.ask.grammar.expressions import Writing
from workbench.ask.grammar.frames import Frame, Statistic
from workbench.ask.grammar.terms import caveats, terms
from workbench.ask.grammar.terms_more import more_terms
from workbench.ask.grammar.write import write
from workbench.ask.grammar.write_spreads import CALLED
from workbench.ask.plan import NotUnderstoodError, Plan

_ASK = "(?:what (?:is|was|are|were) |give me |show me |compute |calculate |report )?(?:the )?"
_OVER = "(?: (?:between|across|over|among) (?:the |all )?(?:recordings|videos))?"
_OF = "(?: (?:of|in|for))?(?: the)?"
_SAID: tuple[tuple[str, Statistic], ...] = (
    (
        r"(?:lower |upper )?quartiles(?: of)?(?: the)?|25 th 50 th (?:and )?75 th percentiles?",
        "quartiles",
    ),
    (r"(\d+(?:\.\d+)?) (?:st|nd|rd|th) percentile", "percentile"),
    ("variance", "var"),
    ("coefficient of variation|cv", "cv"),
    ("range", "range"),
)
_FIRST = tuple((re.compile(rf"^{_ASK}(?:{said}){_OVER}{_OF} (.+)$"), s) for said, s in _SAID)
_LAST = tuple((re.compile(rf"^(.+?) (?:{said})$"), s) for said, s in _SAID if s != "range")
_TAIL = re.compile(
    r" (?:25 th 50 th (?:and )?75 th|min to max|minimum to maximum|sd / mean|sd over mean)$"
)
_TAILS = {"quartiles": "25", "range": "min", "cv": "sd"}


@dataclass(frozen=True)
class Spreads:
    """Plans questions for how numbers are spread.

    Parameters
    ----------
    single
        Reads one question; ``None`` if it is not understood, or can mean two things.
    writing
        What programs are written for.
    """

    single: Callable[[str], Frame | None]
    writing: Writing

    def plan(self, text: str) -> Plan | None:
        """Return a program; ``None`` if this is no such question, or not understood."""
        tail = _TAIL.search(text)
        core = text[: tail.start()] if tail is not None else text
        for pattern, statistic in (*_FIRST, *_LAST):
            match = pattern.match(core)
            if match is None:
                continue
            if tail is not None and not tail[0].strip().startswith(_TAILS.get(statistic, "-")[:2]):
                continue
            rest, given = (match.groups()[-1], match.groups()[:-1])
            if pattern in [one for one, _ in _LAST]:
                rest, given = match.groups()[0], match.groups()[1:]
            number = float(given[0]) if statistic == "percentile" and given[0] else 50.0
            frame = self.single(f"median {rest}")
            if frame is None or frame.statistic != "median" or not 0 <= number <= 100:
                continue
            assumed = frame.assumed.replace("median of", f"{CALLED[statistic]} of")
            asked = frame.with_(statistic=statistic, percentile=number, assumed=assumed)
            return self._told(asked)
        return None

    def _told(self, frame: Frame) -> Plan | None:
        try:
            program = write(frame, self.writing)
        except NotUnderstoodError:
            return None
        behaviors = self.writing.vocabulary.behaviors
        said = (*terms(frame, behaviors), *more_terms(frame))
        return Plan(program, said, (*caveats(frame, behaviors), *filter(None, [frame.assumed])))
