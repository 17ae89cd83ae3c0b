"""What a program found, looked at before a person believes it: by machine checks alone.

Faults send a program of a model back. Doubts may be how things are, such as a value that cannot be
known: they send it back once, and are told with the answer if they stay.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from graphs.errors import UserError
from graphs.words import did_you_mean
from pipelines.describe.tree import LENGTH, NUMBER, SPEED, TIME, Dimension, dimension_words
from workbench.ask.answer import Value
from workbench.ask.telling import Told
from workbench.sandbox.names import DataNames

_LEAST_COVERAGE = 0.5
"""Share of a recording in which a value should have been known."""

_AFTER_THE_END_S = 0.1
"""A bout that ends with the last frame may end this much after it."""

_WANTED: tuple[tuple[re.Pattern[str], tuple[Dimension, ...]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), dimensions)
    for pattern, dimensions in (
        (r"\bin (cm|mm|m|px|pixels|centimet\w+|millimet\w+|met\w+)(?![\w/])", (LENGTH,)),
        (r"\bin (cm|mm|m|px)/s\b", (SPEED,)),
        (r"\bin (s|sec|seconds|min|minutes)\b", (TIME,)),
        (r"\bhow (many (seconds|minutes)|much time)\b", (TIME,)),
        (r"\bhow long\b", (TIME, LENGTH)),
        (r"\bhow far\b", (LENGTH,)),
        (r"\bhow fast\b", (SPEED,)),
        (r"\b(what|which) (fraction|share|percentage)\b", (NUMBER,)),
    )
)
"""Words of a question -> dimensions that its answer can have; of several, the first counts."""

_CUT = re.compile(r"\b(window|in_window|when|during)\b")
"""Calls after which a value need not rest on a whole recording."""

_NUMBERED = re.compile(r"(.*?)[ _-]?(\d+)")


def reflected(told: Told) -> tuple[str, ...]:
    """Return what a person should know of an answer."""
    return tuple(dict.fromkeys(_remarks(told)))


def _remarks(told: Told) -> Iterator[str]:
    if told.empty:
        yield "The program ran, and answered nothing."
    for value in told.values:
        named = f"{value.name}: " if value.name else ""
        if value.assessed_s == 0:
            yield f"{named}not assessed at all: the answer is unknown, not zero."
        elif not value.known:
            yield f"{named}there is no value: it never happened, or was not assessed."
    if told.clips and any(clip.stop_s < clip.start_s for clip in told.clips):
        yield "A clip ends before it starts."


@dataclass(frozen=True, slots=True)
class Checks:
    """What is known of the data, to check answers by.

    Parameters
    ----------
    names
        In the project.
    length_s
        Gives the seconds of a recording by name; ``None`` where they are not known.
    """

    names: DataNames
    length_s: Callable[[str], float | None]

    def faults(self, question: str, told: Told) -> tuple[str, ...]:
        """Return what cannot be right, whatever the data are."""
        found = (self._nothing(told), self._clips(told), self._animals(told), _unit(question, told))
        return tuple(dict.fromkeys(fault for faults in found for fault in faults))

    def doubts(self, program: str, told: Told) -> tuple[str, ...]:
        """Return what may be wrong: nothing is known, or too little."""
        numbers = _numbers(told)
        if numbers and not any(value.known for value in numbers):
            return ("no value is known: all are NaN",)
        return self.low_coverage(program, told)

    def low_coverage(self, program: str, told: Told) -> tuple[str, ...]:
        """Return that a value rests on less than half of a recording, if the program cut none."""
        numbers = _numbers(told)
        lengths = [found for name in self.names.recordings if (found := self.length_s(name))]
        assessed = [v.assessed_s for v in numbers if v.known and not math.isnan(v.assessed_s)]
        if not lengths or not assessed or _CUT.search(program):
            return ()
        shortest, least = min(lengths), min(assessed)
        if least >= _LEAST_COVERAGE * shortest:
            return ()
        return (
            f"it rests on {least:.4g} s, {least / shortest:.0%} of the {shortest:.4g} s of the "
            "shortest recording",
        )

    def _nothing(self, told: Told) -> Iterator[str]:
        if told.empty:
            yield "the program ran and answered nothing: give what it found to answer()"

    def _clips(self, told: Told) -> Iterator[str]:
        known = {*self.names.recordings}
        for clip in told.clips:
            if clip.recording not in known:
                yield f"a clip is of {clip.recording!r}, which is no recording"
                continue
            stop_s = self.length_s(clip.recording) or math.inf
            if clip.start_s < 0 or clip.stop_s > stop_s + _AFTER_THE_END_S:
                yield (
                    f"a clip from {clip.start_s:.4g} to {clip.stop_s:.4g} s lies outside "
                    f"{clip.recording!r}, which has {stop_s:.4g} s"
                )

    def _animals(self, told: Told) -> Iterator[str]:
        """Yield names of values that look like an animal's and are none."""
        animals = self.names.animals
        stems = {found[1] for name in animals if (found := _NUMBERED.fullmatch(name))}
        for word in {word for value in told.values for word in value.name.split()}:
            found = _NUMBERED.fullmatch(word)
            if found and found[1] in stems - {""} and word not in animals:
                yield f"there is no animal {word!r}{did_you_mean(word, animals)}"


def _numbers(told: Told) -> list[Value]:
    return [v for v in told.values if isinstance(v.value, float) and not isinstance(v.value, bool)]


def _unit(question: str, told: Told) -> Iterator[str]:
    """Yield that no number has the unit that the question asks for."""
    wanted = next((said for pattern, said in _WANTED if pattern.search(question)), ())
    known = [value for value in _numbers(told) if value.known]
    if not wanted or not known or any(_dimension(value.unit) in wanted for value in known):
        return
    expected = " or ".join(map(dimension_words, wanted))
    found = ", ".join(dict.fromkeys(str(value) for value in known[:3]))
    yield f"the question asks for {expected}; the answer is {found}"


def _dimension(unit: str) -> Dimension | None:
    from workbench.analysis.units import unit_dimension  # slow to import

    try:
        return unit_dimension(unit, unit)
    except UserError:
        return None
