"""Time budgets by hand: the denominator is assessed time, unknown is not zero."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest

from graphs.budget import COLUMNS, time_budget
from graphs.records import Assessed, Fact


def fact(who: str, does: str, whom: str | None, start: float, stop: float) -> Fact:
    return Fact(
        "r", who, does, whom, start, stop, 0, 1, "point" if start == stop else "state", 1.0,
        "asserted", "rule", "r1",
    )  # fmt: skip


def looked(who: str, does: str, whom: str | None, start: float, stop: float) -> Assessed:
    return Assessed("r", who, does, whom, start, stop)


def row(table: pd.DataFrame, **where: object) -> pd.Series:
    for column, value in where.items():
        table = table[table[column].isna() if value is None else table[column] == value]
    assert len(table) == 1
    return table.iloc[0]


def test_a_state_by_hand() -> None:
    """Looked for in [0, 100) and [200, 300); three bouts, one half in the blind time."""
    table = time_budget(
        [
            fact("A", "chase", "B", 10, 20),
            fact("A", "chase", "B", 30, 35),
            fact("A", "chase", "B", 190, 210),
        ],
        [looked("A", "chase", "B", 0, 100), looked("A", "chase", "B", 200, 300)],
    )
    assert list(table.columns) == list(COLUMNS)
    only = row(table, subject="A")
    assert (only["object"], only.kind, only["count"]) == ("B", "state", 3)
    assert only.total_s == 35
    assert only.mean_s == pytest.approx(35 / 3)
    assert only.assessed_s == 200
    assert only.outside_s == 10
    assert only.fraction == 25 / 200
    assert only.rate_per_min == pytest.approx(3 / (200 / 60))
    assert only.latency_s == 10


def test_points() -> None:
    """At 100.0 the first look has ended; at 200.0 the second has begun."""
    facts = [fact("A", "rear", None, t, t) for t in (50.0, 50.0, 100.0, 150.0, 200.0)]
    table = time_budget(
        facts, [looked("A", "rear", None, 40, 100), looked("A", "rear", None, 200, 260)]
    )
    only = row(table, predicate="rear")
    assert (only["count"], only.total_s, only.mean_s, only.assessed_s) == (4, 0, 0, 120)
    assert only.rate_per_min == 1.0
    assert only.latency_s == 10
    assert math.isnan(only.fraction)


def test_not_assessed_is_unknown_and_never_seen_is_zero() -> None:
    table = time_budget([fact("A", "groom", None, 1, 3)], [looked("A", "rest", None, 0, 60)])
    unknown = row(table, predicate="groom")
    assert (unknown["count"], unknown.total_s, unknown.assessed_s) == (1, 2, 0)
    assert unknown[["fraction", "rate_per_min", "latency_s"]].isna().all()
    never = row(table, predicate="rest")
    assert (never["count"], never.total_s, never.fraction, never.rate_per_min) == (0, 0, 0, 0)
    assert never[["mean_s", "latency_s"]].isna().all()
    assert never.assessed_s == 60


def test_overlapping_and_touching_facts_are_one_bout() -> None:
    facts = [fact("A", "rest", None, *t) for t in ((0, 5), (5, 9), (8, 10), (20, 21))]
    only = row(time_budget(facts, [looked("A", "rest", None, 0, 100)]), predicate="rest")
    assert (only["count"], only.total_s, only.fraction) == (2, 11, 0.11)


def test_rejected_facts_do_not_count() -> None:
    rejected = dataclasses.replace(fact("A", "rest", None, 0, 5), status="rejected")
    table = time_budget([rejected], [looked("A", "rest", None, 0, 10)])
    assert row(table, predicate="rest")["count"] == 0


def test_time_assessed_for_any_object_holds_for_each() -> None:
    facts = [fact("A", "sniff", "B", 0, 5), fact("A", "sniff", "C", 8, 10)]
    table = time_budget(facts, [looked("A", "sniff", None, 0, 50)])
    assert len(table) == 2
    assert row(table, object="B").fraction == 0.1
    assert row(table, object="C").fraction == 0.04


def test_objects_taken_together() -> None:
    facts = [fact("A", "sniff", "B", 0, 5), fact("A", "sniff", "C", 4, 10)]
    sight = [looked("A", "sniff", "B", 0, 20), looked("A", "sniff", "C", 10, 50)]
    only = row(time_budget(facts, sight, per_object=False), predicate="sniff")
    assert only["object"] is None
    assert (only["count"], only.total_s, only.assessed_s, only.fraction) == (1, 10, 50, 0.2)


def test_state_and_point_of_one_name_are_two_rows() -> None:
    table = time_budget([fact("A", "rear", None, 1, 2), fact("A", "rear", None, 5, 5)], [])
    assert row(table, kind="state").total_s == 1
    assert row(table, kind="point")["count"] == 1


def test_nothing() -> None:
    assert list(time_budget([], []).columns) == list(COLUMNS)
    assert len(time_budget([], [])) == 0


def test_order_and_recordings() -> None:
    facts = [
        dataclasses.replace(fact("B", "rest", None, 0, 1), recording="z"),
        fact("B", "chase", "A", 0, 1),
        fact("B", "chase", None, 0, 1),
        fact("A", "rest", None, 0, 1),
    ]
    table = time_budget(facts, [])
    assert list(zip(table.recording, table.subject, table["object"].fillna("-"), strict=True)) == [
        ("r", "A", "-"),
        ("r", "B", "-"),
        ("r", "B", "A"),
        ("z", "B", "-"),
    ]


def test_against_a_count_of_milliseconds() -> None:
    """The same figures from one truth value per millisecond, on random bouts."""
    generator = np.random.default_rng(3)
    for _ in range(20):
        seen, looked_at = np.zeros(1000, bool), np.zeros(1000, bool)
        facts, sight = [], []
        for _ in range(8):
            start, stop = np.sort(generator.choice(1001, 2, replace=False)) // 4
            if start < stop:
                seen[start:stop] = True
                facts.append(fact("A", "rest", None, start / 1000, stop / 1000))
            start, stop = np.sort(generator.choice(1001, 2, replace=False))
            looked_at[start:stop] = True
            sight.append(looked("A", "rest", None, start / 1000, stop / 1000))
        only = row(time_budget(facts, sight), subject="A")
        edges = np.diff(np.concatenate([[0], seen.astype(int), [0]]))
        assert only["count"] == (edges == 1).sum()
        assert only.total_s == pytest.approx(seen.sum() / 1000)
        assert only.assessed_s == pytest.approx(looked_at.sum() / 1000)
        assert only.fraction == pytest.approx((seen & looked_at).sum() / looked_at.sum())
        assert only.outside_s == pytest.approx((seen & ~looked_at).sum() / 1000, abs=1e-9)
