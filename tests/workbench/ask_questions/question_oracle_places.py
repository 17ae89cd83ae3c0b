"""Answers from where the animals were: paths, speeds, distances, zones; and pictures.

Tolerances are stated with each, as sound ways to clean and smooth tracks differ a little.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from question_expected import Expected, Intervals, Names, Number, Picture, Rows, Sums
from question_facts import common, looked, seconds, seen, stretches
from question_oracle import ANIMALS, Found, shown
from question_paths import (
    FPS,
    Bools,
    apart,
    centre,
    frames_in,
    in_zone,
    known,
    path_cm,
    runs,
    speed,
)

SAMPLE = "open_field"
OF_PATH, OF_SPEED, OF_TIME = 0.04, 0.05, 0.06
"""Shares by which paths, mean speeds, and times above or below a threshold may differ."""


def path(
    world: str, animal: str, within: Sequence[float] | None = None, during: str = "",
    recording: str = SAMPLE,
) -> Found:  # fmt: skip
    """How far the centre goes, in a window or during a behavior."""
    at = centre(world, recording, animal)
    value = path_cm(at, _frames(world, within, during, recording, len(at)))
    return Found((Number(value, "cm", share=OF_PATH),), _tracked(at, recording))


def mean_speed(
    world: str, animal: str, within: Sequence[float] | None = None, during: str = "",
    recording: str = SAMPLE,
) -> Found:  # fmt: skip
    """How fast on average."""
    at = centre(world, recording, animal)
    chosen = _frames(world, within, during, recording, len(at))
    value = float(np.nanmean(speed(world, recording, animal)[chosen]))
    return Found((Number(value, "cm/s", share=OF_SPEED),), _tracked(at, recording))


def faster(
    world: str, animal: str, cm_s: float, slower: bool = False, share: bool = False
) -> Found:
    """How long, or in what share of the time, the speed is above (or below) a threshold."""
    at = centre(world, SAMPLE, animal)
    fast = speed(world, SAMPLE, animal)
    holds = fast < cm_s if slower else fast > cm_s
    value = holds.sum() / (known(at).sum() if share else FPS)
    answer = Number(float(value), "" if share else "s", share=OF_TIME)
    return Found((answer,), (Intervals(_spans(holds), least=0.2),))


def close(world: str, cm: float, farther: bool = False) -> Found:
    """How long the centres (or the nearest points) are closer than a distance."""
    answers: list[Expected] = []
    for between in ("centres", "nearest points"):
        gap = apart(world, SAMPLE, between)
        holds = gap > cm if farther else gap < cm
        answers.append(Number(float(holds.sum() / FPS), "s", share=OF_TIME))
    return Found(
        tuple(answers), (Number(float(np.nanmean(apart(world, SAMPLE))), "cm", share=0.03),)
    )


def mean_apart(world: str, during: str = "") -> Found:
    """How far the centres are apart on average."""
    gap = apart(world, SAMPLE)
    chosen = _frames(world, None, during, SAMPLE, len(gap))
    answer = Number(float(np.nanmean(gap[chosen])), "cm", share=0.03)
    return Found((answer,), (answer,))


def time_in(world: str, animal: str, zone: str, share: bool = False) -> Found:
    """Time, or share of time, with the centre in a zone; unknown time left out, or bridged."""
    at = centre(world, SAMPLE, animal)
    inside, told = in_zone(world, SAMPLE, zone, at), known(at)
    spans = runs(inside, ~told)
    seen_s, bridged_s = inside.sum() / FPS, seconds(spans)
    ways = [(seen_s, told.sum() / FPS), (bridged_s, len(at) / FPS), (bridged_s, told.sum() / FPS)]
    answers = tuple(
        Number(some / of, share=0.02) if share else Number(some, "s", least=0.1)
        for some, of in ways
    )
    fact = tuple(Intervals(_named(part), least=0.1) for part in (spans, runs(inside)))
    return Found(answers, fact)


def does_in(world: str, a: str, zone: str, by: str = "total") -> Found:
    """How often, or how long, an animal does something in a zone."""
    at = centre(world, SAMPLE, a.split()[0])
    inside, told = in_zone(world, SAMPLE, zone, at), known(at)
    rows = seen(world, a)
    there = [row for row in rows if common([row.stretch], runs(inside))]
    if by == "count":
        return Found((Number(len(there)),), shown(there))
    ways = (runs(inside, ~told), runs(inside))
    times = [seconds(common(stretches(rows), part)) for part in ways]
    return Found(tuple(Number(value, "s", least=0.1) for value in times), shown(there))


def which_moves(world: str, by: str, within: Sequence[float] | None = None) -> Found:
    """Which animal goes farther ("path") or is faster on average ("speed")."""
    found = _by_animal(world, by, within)
    best = max(found, key=lambda key: found[key])
    table = _moves(found, by)
    return Found((Names(frozenset(best), frozenset(ANIMALS)), table), (table,))


def each_moves(world: str, by: str) -> Found:
    """How far or how fast each animal is."""
    table = _moves(_by_animal(world, by), by)
    return Found((table,), (table,))


def picture(world: str, kind: str, of: Sequence[str] = ()) -> Found:
    """A picture of a kind; the others are not in it if some are named."""
    others = [name for name in ANIMALS if of and name not in of]
    drawn = Picture(kind, tuple(of), tuple(others))
    return Found((drawn,), (drawn,))


def _by_animal(world: str, by: str, within: Sequence[float] | None = None) -> Sums:
    found: Sums = {}
    for who in ANIMALS:
        at = centre(world, SAMPLE, who)
        chosen = _frames(world, within, "", SAMPLE, len(at))
        mean = float(np.nanmean(speed(world, SAMPLE, who)[chosen]))
        found[(who,)] = path_cm(at, chosen) if by == "path" else mean
    return found


def _moves(found: Sums, by: str) -> Rows:
    unit, share = ("cm", OF_PATH) if by == "path" else ("cm/s", OF_SPEED)
    return Rows(found, unit, share=share)


def _frames(
    world: str, within: Sequence[float] | None, during: str, recording: str, frames: int
) -> Bools:
    chosen = frames_in(None if within is None else [(within[0], within[1])], frames)
    if during:
        assert looked(world, during, recording)
        chosen &= frames_in(stretches(seen(world, during, recording=recording)), frames)
    return chosen


def _tracked(at: np.ndarray, recording: str) -> tuple[Expected, ...]:
    told = float(known(at).sum() / FPS)
    return (Number(told, "s", share=0.01),)


def _spans(holds: Bools) -> tuple[tuple[str, float, float], ...]:
    return _named(runs(holds))


def _named(parts: Sequence[tuple[float, float]]) -> tuple[tuple[str, float, float], ...]:
    return tuple((SAMPLE, *part) for part in parts)
