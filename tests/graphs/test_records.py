"""Identifiers and times of records."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.records import Event, Fact, content_id, microseconds

FACT = Fact(
    "r", "A", "chase", "B", 1.0, 2.5, 30, 75, "state", 0.9, "asserted", "rule", "run1", "bout-0001",
    {"distance_cm": 2.0},
)  # fmt: skip


def test_known_identifiers_stay_what_they_are() -> None:
    """Reviews refer to facts by these; a change would orphan them.

    As ``printf 'r\\x1fA\\x1fchase\\x1fB\\x1f1000000\\x1f2500000\\x1frule\\x1frun1' | md5sum``.
    """
    assert FACT.fact_id == "bff3fd8097efad56"
    assert content_id("a", 1, None) == "153c46a9588fd9b6"


def test_what_makes_another_fact() -> None:
    same = dataclasses.replace(
        FACT, confidence=0.1, status="rejected", evidence={}, event_id=None, start_frame=31
    )
    assert same.fact_id == FACT.fact_id
    changes: list[dict[str, object]] = [
        {"recording": "s"}, {"subject": "C"}, {"predicate": "flee"}, {"object": None},
        {"object": "None"}, {"start_s": 1.000001}, {"stop_s": 2.6}, {"source": "human"},
        {"run": "run2"},
    ]  # fmt: skip
    others = {dataclasses.replace(FACT, **change).fact_id for change in changes}  # type: ignore[arg-type]
    assert len(others) == len(changes)
    assert FACT.fact_id not in others


def test_other_names_do_not_make_another_fact() -> None:
    """What people call an animal later changes nothing in who was labelled."""
    shown = dataclasses.replace(FACT, subject="Max", object="Moritz", labelled=("A", "B"))
    assert shown.fact_id == FACT.fact_id
    assert dataclasses.replace(shown, labelled=("A", None)).fact_id != FACT.fact_id
    unary = dataclasses.replace(FACT, object=None)
    assert dataclasses.replace(unary, subject="Max", labelled=("A", None)).fact_id == unary.fact_id


def test_parts_do_not_run_together() -> None:
    assert content_id("ab", "c") != content_id("a", "bc")
    assert content_id({"a": 1, "b": 2}) == content_id({"b": 2, "a": 1})
    assert len(content_id("a")) == 16
    assert len(content_id("a", length=8)) == 8


@given(st.integers(-(10**12), 10**12))
def test_stored_times_come_back_the_same(us: int) -> None:
    """Up to eleven days either way, storing again what was read changes nothing."""
    assert microseconds(us / 1e6) == us


@pytest.mark.parametrize("frame", [1, 2, 7, 299, 107_999])
def test_frame_times_survive_the_store_within_half_a_microsecond(frame: int) -> None:
    time_s = frame / 29.97
    assert microseconds(time_s) / 1e6 == pytest.approx(time_s, abs=5.1e-7)


def test_durations() -> None:
    assert FACT.duration_s == 1.5
    assert dataclasses.replace(FACT, stop_s=1.0).duration_s == 0
    assert Event("r", "bout-0001", "bout", 2.0, 5.0, None, "fixed").duration_s == 3


def test_records_are_frozen_and_facts_fit_in_sets() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        FACT.subject = "C"  # type: ignore[misc]
    assert len({FACT, dataclasses.replace(FACT), dataclasses.replace(FACT, subject="C")}) == 2
