"""Answers over the eight recordings: per recording, per group, and which.

A mean of a group is the mean of its recordings, each of which counts the same.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from question_expected import FRAME_S, Expected, Names, Number, Rows, Sums, YesNo
from question_facts import looked, seconds, seen, stretches
from question_oracle import ANIMALS, Found, shown
from question_paths import centre, entries, frames_in, path_cm, speed

GROUPS = ("control", "treated")
UNITS = {"count": ("", 0.0), "total": ("s", 0.0), "share": ("", 0.0), "bout": ("s", 0.0),
         "path": ("cm", 0.04), "speed": ("cm/s", 0.05)}  # fmt: skip
"""Measure -> unit, and the share by which it may differ."""
LEAST = {"count": 1e-6, "total": 2 * FRAME_S, "share": 2e-3, "bout": FRAME_S,
         "path": 0.0, "speed": 0.0}  # fmt: skip


def measured(world: str, recording: str, a: str, by: str) -> float:
    """Return one number of one recording: of a claim, or of how an animal moves."""
    if by == "path":
        at = centre(world, recording, a)
        return path_cm(at, frames_in(None, len(at)))
    if by == "speed":
        return float(np.nanmean(speed(world, recording, a)))
    rows = seen(world, a, recording=recording)
    told = seconds(stretches(rows))
    return {
        "count": lambda: float(len(rows)),
        "total": lambda: told,
        "share": lambda: told / seconds(stretches(looked(world, a, recording))),
        "bout": lambda: told / len(rows) if rows else float("nan"),
    }[by]()


def each(world: str, a: str, by: str, group: str = "") -> dict[str, float]:
    """Return a measure of every recording, or of those of a group."""
    names = [name for name, entry in entries(world).items() if group in ("", entry["group"])]
    return {name: measured(world, name, a, by) for name in names}


def of_recording(world: str, recording: str, a: str, by: str) -> Found:
    """One number of one recording."""
    number = _number(measured(world, recording, a, by), by)
    return Found((number,), _fact(world, a, by, recording))


def of_group(world: str, group: str, a: str, by: str, how: str) -> Found:
    """The "sum" or the "mean" over the recordings of a group, or of all."""
    values = list(each(world, a, by, group).values())
    value = float(np.sum(values) if how == "sum" else np.nanmean(values))
    return Found((_number(value, by),), _fact(world, a, by, group))


def per_recording(world: str, a: str, by: str, group: str = "") -> Found:
    """A number for each recording."""
    rows: Sums = {(name,): value for name, value in each(world, a, by, group).items()}
    return Found((_table(rows, by),), _fact(world, a, by, group))


def per_group(world: str, a: str, by: str) -> Found:
    """The mean of each group."""
    rows: Sums = {(g,): float(np.nanmean(list(each(world, a, by, g).values()))) for g in GROUPS}
    return Found((_table(rows, by),), _fact(world, a, by, ""))


def difference(world: str, a: str, by: str, more: str = "") -> Found:
    """By how much the means of the groups differ; from which one is taken is said, or open."""
    means = {g: float(np.nanmean(list(each(world, a, by, g).values()))) for g in GROUPS}
    pairs = [(g, h) for g in GROUPS for h in GROUPS if g != h and more in ("", g)]
    answers = tuple(_number(means[g] - means[h], by) for g, h in pairs)
    return Found(answers, per_group(world, a, by).answers)


def which_group(world: str, a: str, by: str) -> Found:
    """Which group has the higher mean; both means say it, too."""
    means = {g: float(np.nanmean(list(each(world, a, by, g).values()))) for g in GROUPS}
    best = max(means, key=lambda g: means[g])
    sums: Sums = {(g,): float(np.sum(list(each(world, a, by, g).values()))) for g in GROUPS}
    table = per_group(world, a, by).answers
    named = Names(frozenset({best}), frozenset(GROUPS))
    return Found((named, *table, _table(sums, by)), table)


def more_in(world: str, a: str, by: str, group: str) -> Found:
    """Whether a group has the higher mean."""
    means = {g: float(np.nanmean(list(each(world, a, by, g).values()))) for g in GROUPS}
    table = per_group(world, a, by).answers
    return Found((YesNo(max(means, key=lambda g: means[g]) == group), *table), table)


def which_recordings(world: str, a: str, by: str, how: str, group: str = "") -> Found:
    """Which recordings have the "most" of something, "some" or "none"."""
    values = each(world, a, by, group)
    wanted = {"most": max(values.values()), "none": 0.0}
    chosen = {name for name, v in values.items() if (v > 0 if how == "some" else v == wanted[how])}
    others = frozenset(entries(world))
    return Found((Names(frozenset(chosen), others),), _fact(world, a, by, group))


def how_many_recordings(world: str, a: str, group: str = "") -> Found:
    """In how many recordings something happens."""
    values = each(world, a, "count", group)
    return Found(
        (Number(sum(value > 0 for value in values.values())),), _fact(world, a, "count", group)
    )


def per_animal_over(world: str, does: str, by: str, group: str = "") -> Found:
    """The sum over the recordings for each animal."""
    claims = {who: f"{who} {does}".strip() for who in ANIMALS}
    rows: Sums = {
        (who,): float(np.sum(list(each(world, a, by, group).values()))) for who, a in claims.items()
    }
    return Found((_table(rows, by),), _fact(world, f"* {does}", by, group))


def _number(value: float, by: str) -> Number:
    unit, share = UNITS[by]
    return Number(value, unit, share=share, least=LEAST[by])


def _table(rows: Sums, by: str) -> Rows:
    unit, share = UNITS[by]
    return Rows(rows, unit, share=share, least=LEAST[by])


def _fact(world: str, a: str, by: str, recording: str) -> tuple[Expected, ...]:
    if by in ("path", "speed"):
        claims: Sequence[str] = ANIMALS if a.startswith("*") else (a,)
        names = [name for name in entries(world) if name.startswith(recording)]
        cells: Sums = {
            (name, who): measured(world, name, who, by) for name in names for who in claims
        }
        return (_table(cells, by),)
    return shown(seen(world, a, recording=recording))
