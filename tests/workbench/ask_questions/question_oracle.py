"""Answers from stored facts, computed the plain way: counts, times, order, coincidence.

An oracle takes a world and what a question is about, and returns the answers that are accepted (the
first is the one meant) and the fact that one has to know for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from question_expected import FRAME_S, Expected, Intervals, Names, Number, Rows, Sums, YesNo
from question_facts import (
    EDGE_S,
    Seen,
    Stretch,
    common,
    looked,
    merged,
    rows_of,
    seconds,
    seen,
    stretches,
    without,
)

ANIMALS = ("mouse_1", "mouse_2")
SPOKEN = {
    "nose_to_nose": ("sniffs the nose of",),
    "nose_to_tail": ("sniffs the tail base of",),
    "contact": ("touches", "touching"),
    **{name: (f"{name}s", f"{name}ing") for name in ("walk", "feed", "rest", "rear", "groom")},
    "run": ("runs", "running"),
    "chase": ("chases", "chasing"),
}
"""Behavior -> other forms in which an answer may name it."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is accepted as an answer, and the fact behind it."""

    answers: tuple[Expected, ...]
    fact: tuple[Expected, ...]


def shown(rows: Iterable[Seen]) -> tuple[Intervals, ...]:
    """Return bouts as the fact behind an answer."""
    return (Intervals(tuple((row.recording, *row.stretch) for row in rows)),)


def in_seconds(value: float, times: int = 1) -> Number:
    """Return seconds, right to a frame for each of some bouts."""
    return Number(value, "s", least=times * FRAME_S)


# one behavior -----------------------------------------------------------------------------------


def count(world: str, a: str, within: Sequence[float] | None = None, recording: str = "") -> Found:
    """How often."""
    rows = seen(world, a, _window(within), recording)
    return Found((Number(len(rows)),), shown(rows))


def total(world: str, a: str, within: Sequence[float] | None = None, recording: str = "") -> Found:
    """How long, summed; only what lies in the window counts."""
    rows = seen(world, a, _window(within), recording)
    lo, hi = _window(within) or (0.0, float("inf"))
    names = {row.recording for row in rows}
    parts = [stretches(r for r in rows if r.recording == name) for name in sorted(names)]
    value = sum(seconds(common(part, [(lo, hi)])) for part in parts)
    return Found((in_seconds(value),), shown(rows))


def when(world: str, a: str) -> Found:
    """At which times."""
    rows = seen(world, a)
    start = (in_seconds(rows[0].start_s),) if len(rows) == 1 else ()
    return Found((*shown(rows), *start), shown(rows))


def fraction(world: str, a: str) -> Found:
    """Share of the assessed time; time that was not assessed is in no bout, or in the bout."""
    told, spans = stretches(seen(world, a)), stretches(looked(world, a))
    shares = {seconds(common(told, spans)) / seconds(spans), seconds(told) / seconds(spans)}
    return Found(
        tuple(Number(share, least=6e-4) for share in sorted(shares)), shown(seen(world, a))
    )


def rate(world: str, a: str) -> Found:
    """Bouts per minute of assessed time."""
    rows = seen(world, a)
    return Found(
        (Number(60 * len(rows) / _assessed_s(world, a), "1/min", share=2e-3),), shown(rows)
    )


def longest(world: str, a: str) -> Found:
    """How long the longest bout is, or which one it is."""
    best = max(seen(world, a), key=lambda row: row.stop_s - row.start_s)
    return Found((in_seconds(best.stop_s - best.start_s), *shown([best])), shown([best]))


def mean_bout(world: str, a: str) -> Found:
    """Mean length of a bout."""
    rows = seen(world, a)
    return Found((in_seconds(sum(r.stop_s - r.start_s for r in rows) / len(rows)),), shown(rows))


def nth(world: str, a: str, at: int, after: str = "") -> Found:
    """When the first (0) or last (-1) bout starts; of those after the first other one, if given."""
    from_s = seen(world, after)[0].stop_s if after else 0.0
    row = [one for one in seen(world, a) if one.start_s >= from_s][at]
    return Found((in_seconds(row.start_s), *shown([row])), shown([row]))


def latency(world: str, a: str) -> Found:
    """Time from the start of what was assessed to the first bout."""
    row, first = seen(world, a)[0], looked(world, a)[0]
    return Found((in_seconds(row.start_s - first.start_s),), shown([row]))


def ever(world: str, a: str, within: Sequence[float] | None = None) -> Found:
    """Whether it happened at all; how often says it, too."""
    rows = seen(world, a, _window(within))
    assert rows or looked(world, a)
    return Found((YesNo(bool(rows)), Number(len(rows))), shown(rows))


# several behaviors or animals -------------------------------------------------------------------


def which_more(world: str, does: str, by: str) -> Found:
    """Which animal does something more often ("count") or longer ("total")."""
    by_animal: Sums = {(who,): _measure(seen(world, f"{who} {does}"), by) for who in ANIMALS}
    best = max(by_animal, key=lambda key: by_animal[key])
    assert len(set(by_animal.values())) == len(by_animal), by_animal
    named = Names(frozenset(best), frozenset(ANIMALS))
    return Found((named, _rows(by_animal, by)), shown(seen(world, f"* {does}")))


def per_animal(world: str, does: str, by: str) -> Found:
    """A number for each animal."""
    by_animal: Sums = {(who,): _measure(seen(world, f"{who} {does}"), by) for who in ANIMALS}
    return Found((_rows(by_animal, by),), shown(seen(world, f"* {does}")))


def budget(world: str, animal: str, by: str = "total") -> Found:
    """A number for each behavior that lasts, of one animal."""
    rows = [row for row in seen(world, f"{animal} *") if row.stop_s > row.start_s]
    names = sorted({row.predicate for row in rows})
    sums: Sums = {(name,): _measure([r for r in rows if r.predicate == name], by) for name in names}
    return Found((_rows(sums, by),), shown(rows))


def most(world: str, animal: str, by: str) -> Found:
    """Which behavior an animal shows most often or longest."""
    rows = seen(world, f"{animal} *")
    names = {row.predicate for row in rows}
    sums = {name: _measure([r for r in rows if r.predicate == name], by) for name in names}
    best = max(sums, key=lambda name: sums[name])
    return Found((_behaviors(world, {best}),), shown(r for r in rows if r.predicate == best))


def doing_at(world: str, animal: str, at_s: float) -> Found:
    """What an animal is doing at a time."""
    rows = [r for r in seen(world, f"{animal} *") if r.start_s <= at_s < r.stop_s]
    return Found((_behaviors(world, {row.predicate for row in rows}),), shown(rows))


def count_while(world: str, a: str, b: str, apart: bool = False) -> Found:
    """Bouts that share time with one of the others, or with none."""
    others = stretches(seen(world, b))
    rows = [row for row in seen(world, a) if bool(common([row.stretch], others)) is not apart]
    return Found((Number(len(rows)),), shown(rows))


def count_near(world: str, a: str, b: str, within_s: float, order: str) -> Found:
    """Bouts "after" the end, or "before" the start, of one of the others by so much at most."""
    rows = [
        one
        for one in seen(world, a)
        if any(_gap(one, two, order) <= within_s + EDGE_S for two in seen(world, b))
    ]
    return Found((Number(len(rows)),), shown(rows))


def time_of(world: str, a: str, b: str, how: str) -> Found:
    """Time in "both" of two behaviors, in "either", in the first "without" the second."""
    one, two = stretches(seen(world, a)), stretches(seen(world, b))
    ways: dict[str, Callable[[], list[Stretch]]] = {
        "both": lambda: common(one, two),
        "either": lambda: merged([*one, *two]),
        "without": lambda: without(one, two),
        "neither": lambda: without(stretches(looked(world, a)), [*one, *two]),
    }
    value = seconds(ways[how]())
    return Found((in_seconds(value, 2),), shown([*seen(world, a), *seen(world, b)]))


def _gap(one: Seen, two: Seen, order: str) -> float:
    gap = one.start_s - two.stop_s if order == "after" else two.start_s - one.stop_s
    return gap if gap >= -EDGE_S else float("inf")


def _measure(rows: Sequence[Seen], by: str) -> float:
    return float(len(rows)) if by == "count" else seconds(stretches(rows))


def _rows(sums: Sums, by: str) -> Rows:
    return Rows(sums) if by == "count" else Rows(sums, "s", least=1.5 * FRAME_S)


def _behaviors(world: str, names: set[str]) -> Names:
    known = {row.predicate for row in rows_of(world, "assessed")}
    return Names(frozenset(names), frozenset(known), SPOKEN)


def _assessed_s(world: str, a: str) -> float:
    return seconds(stretches(looked(world, a)))


def _window(within: Sequence[float] | None) -> Stretch | None:
    return None if within is None else (float(within[0]), float(within[1]))
