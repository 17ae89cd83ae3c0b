"""How well a behavior does on intervals that people judged.

Counted is time: of the judged seconds in which it happens, how much the behavior finds, and of
those in which it does not, how much it finds all the same; F1 = 2 tp / (2 tp + fp + fn). Points
count as points: a judged interval in which it happens is found or missed. What could not be
assessed counts neither way, and is said.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graphs import intervals as algebra
from graphs.errors import UserError
from graphs.intervals import Intervals
from workbench.behaviors.declare import BehaviorFunction, Example

if TYPE_CHECKING:
    from workbench.analysis.recording import Recording

_SHOWN = 5  # places in a message


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """A behavior on one example.

    Parameters
    ----------
    example
        What was judged.
    found, missed, false_alarm
        Seconds (for points, how many): true positives, false negatives, false positives.
    not_assessed_s
        Judged seconds that count neither way.
    wrong
        Where it was missed (``"missed"``) or found in vain (``"false alarm"``), in seconds.
    """

    example: Example
    found: float
    missed: float
    false_alarm: float
    not_assessed_s: float
    wrong: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    """A behavior on all its examples.

    Parameters
    ----------
    name
        Of the behavior.
    wanted
        F1 that it has to reach.
    tried
        One entry per example.
    """

    name: str
    wanted: float
    tried: tuple[Tried, ...]

    @property
    def f1(self) -> float:
        """F1 over all judged time; NaN without examples, or where nothing was assessed."""
        found = sum(one.found for one in self.tried)
        wrong = sum(one.missed + one.false_alarm for one in self.tried)
        return 2 * found / (2 * found + wrong) if found or wrong else math.nan

    @property
    def passes(self) -> bool:
        """Whether it has examples and reaches its score on them."""
        return bool(self.tried) and (self.f1 >= self.wanted or self._nothing_to_find)

    @property
    def _nothing_to_find(self) -> bool:
        """Whether all examples say only where it does not happen, and it finds nothing there."""
        only_absent = not any(one.example.present for one in self.tried)
        return only_absent and not any(one.false_alarm for one in self.tried)

    def in_words(self) -> str:
        """Return what came out, with the places that are wrong."""
        if not self.tried:
            return f"{self.name}: no examples to try it on."
        verdict = "passes" if self.passes else "fails"
        reached = "unknown" if math.isnan(self.f1) else f"{self.f1:.2f}"
        lines = [f"{self.name} {verdict}: F1 {reached} on its examples, wanted {self.wanted:g}."]
        for one in self.tried:
            who = " -> ".join(filter(None, (one.example.subject, one.example.target)))
            where = f"{one.example.recording}, {who}"
            lines += [
                f"  {where}: {what} from {start:.2f} to {stop:.2f} s"
                for what, start, stop in one.wrong[:_SHOWN]
            ]
            if len(one.wrong) > _SHOWN:
                lines.append(f"  {where}: and {len(one.wrong) - _SHOWN} more")
            if one.not_assessed_s:
                lines.append(f"  {where}: {one.not_assessed_s:.2f} judged s could not be assessed")
        return "\n".join(lines)


def score(behavior: BehaviorFunction, lookup: Callable[[str], Recording]) -> Score:
    """Return how a behavior does on its examples.

    Parameters
    ----------
    behavior
        With examples; without any the score is empty.
    lookup
        Gives the recording of a name.

    Raises
    ------
    UserError
        An example names a recording or an animal that is not there, is not of one subject (and one
        target), or has no judged interval or one that is both present and absent; or the function
        gives points in time where bouts that last were declared, or the other way.
    """
    tried = tuple(_try(behavior, example, lookup) for example in behavior.examples)
    return Score(behavior.name, behavior.score, tried)


def _try(behavior: BehaviorFunction, example: Example, lookup: Callable[[str], Recording]) -> Tried:
    from workbench.analysis.selection import EVERY
    from workbench.behaviors.find import function_bouts

    present, absent = _judged(behavior, example)
    if EVERY in (example.subject, example.target):
        message = (
            f"An example of {behavior.name!r} is of one subject and one target; found {EVERY!r}. "
            "Write an example for each."
        )
        raise UserError(message)
    recording = lookup(example.recording)
    bouts = function_bouts(recording, behavior, example.subject, example.target or EVERY, {})
    if len(bouts.rows) != 1:
        message = f"An example of {behavior.name!r} must name its target; found none."
        raise UserError(message)
    if behavior.entry.kind == "point":
        return _points(example, present, absent, bouts.start_s)
    known = algebra.as_intervals(bouts.assessed[0])
    spans = algebra.as_intervals(bouts.span(0))
    seen, empty = (algebra.intersection(times, known) for times in (present, absent))
    found = algebra.intersection(seen, spans)
    missed, alarm = algebra.difference(seen, spans), algebra.intersection(empty, spans)
    judged_s = algebra.total_s(present) + algebra.total_s(absent)
    assessed_s = algebra.total_s(seen) + algebra.total_s(empty)
    return Tried(
        example,
        algebra.total_s(found),
        algebra.total_s(missed),
        algebra.total_s(alarm),
        max(0.0, round(judged_s - assessed_s, 6)),
        _places(missed, alarm),
    )


def _points(
    example: Example,
    present: Intervals,
    absent: Intervals,
    at_s: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> Tried:
    hit = np.array([((at_s >= a) & (at_s < b)).any() for a, b in present], dtype=bool)
    in_vain = [(t, t) for t in at_s if ((absent[:, 0] <= t) & (t < absent[:, 1])).any()]
    alarm = np.array(in_vain).reshape(-1, 2)
    missed = present[~hit]
    return Tried(
        example, float(hit.sum()), float(len(missed)), float(len(alarm)), 0.0,
        _places(missed, alarm),
    )  # fmt: skip


def _places(missed: Intervals, alarm: Intervals) -> tuple[tuple[str, float, float], ...]:
    places = [("missed", float(a), float(b)) for a, b in missed]
    places += [("false alarm", float(a), float(b)) for a, b in alarm]
    return tuple(sorted(places, key=lambda place: place[1]))


def _judged(behavior: BehaviorFunction, example: Example) -> tuple[Intervals, Intervals]:
    try:
        present, absent = map(algebra.as_intervals, (example.present, example.absent))
    except ValueError as error:
        message = f"An example of {behavior.name!r} is wrong: {error}."
        raise UserError(message) from None
    both = algebra.intersection(present, absent)
    if len(both) or not (len(present) or len(absent)):
        found = f"{both[0][0]:g} to {both[0][1]:g} s in both" if len(both) else "neither"
        message = (
            f"An example of {behavior.name!r} needs intervals in which it is present or absent, "
            f"not both at once; found {found}."
        )
        raise UserError(message)
    return present, absent
