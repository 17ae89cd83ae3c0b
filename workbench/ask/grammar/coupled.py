"""Plans for two questions in one: each is read by itself, and one program tells of both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from workbench.ask.answer import Term
from workbench.ask.grammar.expressions import Writing
from workbench.ask.grammar.frames import Frame
from workbench.ask.grammar.pairs import Pair, Pairs, is_total
from workbench.ask.grammar.terms import caveats, terms
from workbench.ask.grammar.write_pairs import write_pair
from workbench.ask.plan import AmbiguousError, NotUnderstoodError, Plan

_TOLD = {
    "beside": "one number for each", "difference": "the first number minus the second",
    "ratio": "the first number divided by the second", "which": "of which the number is most",
    "part": "the time in which both go on, divided by the time in which the second does",
    "more": "whether the first number is greater", "sum": "one number for each, and for both",
}  # fmt: skip
_COUNTED = "Bouts are counted; say 'time' to put times beside each other."
_MEANS = "Of each group the mean over its recordings is taken."
_SUMS = "Numbers of all recordings are added up."


class Coupling:
    """Plans two questions in one.

    Parameters
    ----------
    pairs
        Finds the two questions.
    single
        Reads one question; ``None`` if it is not understood, or can mean two things.
    writing
        What programs are written for.
    """

    def __init__(
        self, pairs: Pairs, single: Callable[[str], Frame | None], writing: Writing
    ) -> None:
        self._pairs, self._writing = pairs, writing
        self._single = single

    def plan(self, text: str) -> Plan | None:
        """Return a program for both; ``None`` if the question is no two questions.

        Raises
        ------
        AmbiguousError
            Two comparisons can be meant.
        """
        known: dict[str, Frame | None] = {}
        for asked in self._pairs.of(text):
            found = [self._first(pairs, known, is_total(text)) for pairs in asked]
            plans = {plan.program: plan for plan in found if plan is not None}
            if len(plans) > 1:
                message = "The question can mean several things: how often, or how far? Say which."
                raise AmbiguousError(message)
            if plans:
                return next(iter(plans.values()))
        return None

    def _first(
        self, pairs: list[Pair], known: dict[str, Frame | None], summed: bool
    ) -> Plan | None:
        """Return the program for the first way to split a question that is understood."""
        for pair in (replace(one, summed=summed) for one in pairs):
            frames: list[Frame] = []
            for text in pair.texts:
                if text not in known:
                    known[text] = self._single(text)
                frame = known[text]
                if frame is None:
                    break
                frames.append(_counted(frame))
            if len(frames) < len(pair.texts):
                continue
            try:
                program = write_pair(pair, frames, self._writing)
            except NotUnderstoodError:
                continue
            return self._told(pair, frames, program)
        return None

    def _told(self, pair: Pair, frames: list[Frame], program: str) -> Plan:
        behaviors = self._writing.vocabulary.behaviors
        found = [Term(" | ".join(pair.names), _TOLD[pair.how])]
        if pair.least:
            found = [replace(found[0], meaning=found[0].meaning.replace("most", "least")
                             .replace("greater", "less"))]  # fmt: skip
        said: list[str] = []
        for frame in frames:
            found += terms(frame, behaviors)
            said += [*caveats(frame, behaviors), *filter(None, [frame.assumed])]
        scopes = [frame.scope for frame in frames]
        if any(scope.groups for scope in scopes) and not pair.summed:
            said.append(_MEANS)
        elif len(self._writing.vocabulary.names.recordings) > 1 and not scopes[0].recordings:
            said.append(_SUMS)
        return Plan(program, tuple(dict.fromkeys(found)), tuple(dict.fromkeys(said)))


def _counted(frame: Frame) -> Frame:
    """Return a question for a number, where bouts were only named."""
    if frame.measure in ("when", "frequency"):
        return frame.with_(measure="count", assumed=_COUNTED)
    return frame
