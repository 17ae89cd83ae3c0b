"""Two groups compared by hand: means, difference, rank, and all relabelings.

Intervals are draws, and are not computed here: they cannot be told from another right answer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from workbench.practice.reference.amounts import NotJudgedError
from workbench.practice.reference.drawn import Drawn
from workbench.practice.reference.tables import Table

_COLUMNS = ("measure", "unit", "group_a", "group_b", "n_a", "n_b", "mean_a", "mean_b", "sd_a",
            "sd_b", "difference", "cliffs_delta", "p")  # fmt: skip


@dataclass(frozen=True)
class Says:
    """A text of which it is known what it has to say, not in which words.

    Parameters
    ----------
    parts
        Each has to be in it.
    """

    parts: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Comparison:
    """What came out."""

    surface = "Comparison"

    table: Table
    animals: Table
    methods: Says
    notes: list[Says]

    def plot(self) -> Drawn:
        """Return what is drawn: the values of the animals of both groups."""
        names = list(dict.fromkeys(line[0] for line in self.animals.lines))
        groups = [self.table["group_a"].values[0], self.table["group_b"].values[0]]
        panels = [
            [sorted(n[4] for n in self.animals.lines if n[:1] == (m,) and n[2] == g)
             for g in groups]
            for m in names
        ]  # fmt: skip
        return Drawn("comparison", {"panels": panels})


def compared(
    lines: Sequence[tuple[str, Sequence[Any]]], place: int, groups: tuple[str, str] | None
) -> Comparison:
    """Compare measures of animals; every animal of a recording is one of its own.

    Parameters
    ----------
    lines
        Name of the measure, and a line of `Recording.measure`.
    place
        Which column is compared: 1 for the group, 2 for the session.
    groups
        The two; in sorted order if not given.
    """
    found = sorted({line[place] for _, line in lines})
    first, second = groups or (found if len(found) == 2 else (None, None))
    if first not in found or second not in found:
        message = "there are not two groups"
        raise NotJudgedError(message)
    rows, animals = [], []
    for name in dict.fromkeys(name for name, _ in lines):
        mine = [line for n, line in lines if n == name and not math.isnan(line[5])]
        unit = mine[0][6]
        values = []
        for group in (first, second):
            here = sorted((f"{n[0]}: {n[3]}", n[5]) for n in mine if n[place] == group)
            animals += [(name, unit, group, who, value, 1) for who, value in here]
            values.append([value for _, value in here])
        rows.append((name, unit, first, second, *_numbers(*values)))
    count = rows[0][4:6]
    columns = ["measure", "unit", "group", "animal", "value", "rows"]
    return Comparison(
        Table(_COLUMNS, rows), Table(columns, animals),
        Says((str(first), str(second), f"n = {count[0]} and {count[1]}", "permutation test")),
        [Says(("no animal is in both", str(first), str(second))), Says(("fewer than 10 animals",))],
    )  # fmt: skip


def _numbers(a: list[float], b: list[float]) -> tuple[float, ...]:
    if min(len(a), len(b)) < 2:
        message = "fewer than two animals in a group"
        raise NotJudgedError(message)
    means = math.fsum(a) / len(a), math.fsum(b) / len(b)
    spread = [
        math.sqrt(math.fsum((x - m) ** 2 for x in xs) / (len(xs) - 1))
        for xs, m in zip((a, b), means, strict=True)
    ]
    rank = sum((y > x) - (y < x) for x in a for y in b) / (len(a) * len(b))
    return len(a), len(b), *means, *spread, means[1] - means[0], rank, _p(a, b)


def _p(a: list[float], b: list[float]) -> float:
    """Return the share of all relabelings whose difference is at least as large."""
    together = [*a, *b]
    total, size = math.fsum(together), len(a)

    def difference(chosen: Sequence[int]) -> float:
        mine = math.fsum(together[n] for n in chosen)
        return abs((total - mine) / (len(together) - size) - mine / size)

    observed = difference(range(size))
    all_of_them = [difference(one) for one in combinations(range(len(together)), size)]
    slack = 1e-12 * max(map(abs, together))
    return sum(d >= observed - slack for d in all_of_them) / len(all_of_them)
