"""Claims about a sample recording that are true, and claims that are not, for testing a referee.

True claims are whole bouts of ``truth.csv``, parts of them, and bouts with some time around them,
as a model that is shown an event of a few seconds would say. A false claim has one element changed,
and names nothing that the truth has, within a second: the subject and the object of a bout the
other way round, another animal, another time, or another behavior.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

KINDS = ("direction", "animal", "time", "behavior")
_CLEAR_S = 1.0
"""Seconds around a false claim in which the truth has nothing of the kind."""

_TRIES = 1000


@dataclass(frozen=True)
class Said:
    """Who does what to whom, and when; `kind` says what is wrong with it, if anything is."""

    subject: str
    predicate: str
    object: str | None
    start_s: float
    stop_s: float
    kind: str = ""

    @property
    def triple(self) -> tuple[str, str, str | None]:
        """Subject, predicate and object."""
        return self.subject, self.predicate, self.object


def truth(folder: Path, recording: str = "open_field") -> list[Said]:
    """Return the true bouts of a sample recording."""
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["recording"] == recording]
    return [
        Said(
            row["subject"],
            row["predicate"],
            row["object"] or None,
            float(row["start_s"]),
            float(row["stop_s"]),
        )
        for row in rows
    ]


def true_claims(bouts: Sequence[Said], count: int, seed: int) -> list[Said]:
    """Return true claims: whole bouts, inner parts, and bouts with up to 2 s around them."""
    draw = np.random.default_rng(seed)
    return [_as_said(bouts[draw.integers(len(bouts))], draw) for _ in range(count)]


def _as_said(bout: Said, draw: np.random.Generator) -> Said:
    how, length = draw.integers(3), bout.stop_s - bout.start_s
    if how == 0 or length == 0:
        return bout
    if how == 1:
        part = length * draw.uniform(0.4, 0.9)
        start_s = bout.start_s + draw.uniform(0, length - part)
        return replace(bout, start_s=start_s, stop_s=start_s + part)
    before, after = draw.uniform(0, 2, 2)
    return replace(bout, start_s=max(0.0, bout.start_s - before), stop_s=bout.stop_s + after)


def false_claims(
    bouts: Sequence[Said], duration_s: float, others: Sequence[str], count: int, seed: int
) -> list[Said]:
    """Return false claims, as many of each kind.

    Parameters
    ----------
    bouts
        The truth.
    duration_s
        Of the recording.
    others
        Behaviors that the truth has scored throughout.
    count, seed
        How many, and which.
    """
    draw = np.random.default_rng(seed)
    animals = sorted({bout.subject for bout in bouts})
    change: dict[str, Callable[[Said], Said | None]] = {
        "direction": _turned,
        "animal": lambda bout: _other_animal(bout, animals),
        "time": lambda bout: _moved(bout, duration_s, draw),
        "behavior": lambda bout: _other_behavior(bout, bouts, others, draw),
    }
    found = []
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        for _ in range(_TRIES):
            bout = _as_said(bouts[draw.integers(len(bouts))], draw)
            changed = change[kind](bout)
            if changed is not None and not _is_true(changed, bouts):
                found.append(replace(changed, kind=kind))
                break
    return found


def _turned(bout: Said) -> Said | None:
    if bout.object is None or not bout.object.startswith("mouse"):
        return None
    return replace(bout, subject=bout.object, object=bout.subject)


def _other_animal(bout: Said, animals: Sequence[str]) -> Said | None:
    if bout.object in animals:
        return None
    other = next(animal for animal in animals if animal != bout.subject)
    return replace(bout, subject=other)


def _moved(bout: Said, duration_s: float, draw: np.random.Generator) -> Said:
    length = bout.stop_s - bout.start_s
    start_s = draw.uniform(0, max(duration_s - length, 0.0))
    return replace(bout, start_s=start_s, stop_s=start_s + length)


def _other_behavior(
    bout: Said, bouts: Sequence[Said], others: Sequence[str], draw: np.random.Generator
) -> Said | None:
    """Return a bout with another behavior that has the same kind of object."""
    if bout.start_s == bout.stop_s:
        return None
    kinds = {one.predicate for one in bouts if _target(one) == _target(bout)} & set(others)
    fitting = sorted(kinds - {bout.predicate})
    return replace(bout, predicate=fitting[draw.integers(len(fitting))]) if fitting else None


def _target(bout: Said) -> str | None:
    if bout.object is None:
        return None
    return "animal" if bout.object.startswith("mouse") else bout.object


def _is_true(claim: Said, bouts: Sequence[Said]) -> bool:
    """Whether the truth has anything of the kind in a claim or near it."""
    return any(
        bout.triple == claim.triple
        and bout.start_s < claim.stop_s + _CLEAR_S
        and bout.stop_s > claim.start_s - _CLEAR_S
        for bout in bouts
    )
