"""Time budgets by hand."""

from __future__ import annotations

import math

from graphs.records import Assessed, Fact, Kind
from workbench.budget import time_budget


def fact(predicate: str, start_s: float, stop_s: float, kind: Kind = "state") -> Fact:
    return Fact(
        "m1", "a", predicate, None, start_s, stop_s, 0, 1, kind, 0.9, "asserted", "rule", "run"
    )


def test_share_is_of_assessed_time_and_overlaps_count_once() -> None:
    facts = [fact("rest", 0, 4), fact("rest", 3, 5), fact("enter", 6, 6, "point")]
    assessed = [
        Assessed("m1", "a", "rest", None, 0, 10),
        Assessed("m1", "a", "rest", None, 20, 30),
        Assessed("m1", "a", "enter", None, 0, 30),
        Assessed("m1", "a", "rear", None, 0, 15),
    ]
    rest, enter, rear = time_budget(facts, assessed)
    assert (rest.predicate, rest.count, rest.present_s, rest.assessed_s) == ("rest", 2, 5, 20)
    assert rest.share == 0.25
    assert (enter.count, enter.present_s) == (1, 0)
    assert math.isnan(enter.share)
    assert (rear.count, rear.kind, rear.share) == (0, None, 0.0)


def test_nothing_assessed_is_unknown_not_zero() -> None:
    (row,) = time_budget([fact("rest", 0, 4)], [])
    assert math.isnan(row.share)
