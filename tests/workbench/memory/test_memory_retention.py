"""Retention by hand-computed values, and what decay does and does not do."""

from __future__ import annotations

import math
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from memory_clock import Clock

from workbench.memory.retention import ARCHIVE_BELOW, Days, days_between, retention, score
from workbench.memory.store import Memory

EXPECTED = {1: 0.0498, 2: 0.2231, 3: 0.3679, 4: 0.4724}


def test_published_values() -> None:
    for strength, expected in EXPECTED.items():
        assert retention(3, strength) == pytest.approx(expected, abs=1e-4)


def test_the_published_program_forgets_what_is_recalled_often() -> None:
    """Its exponent is -(t / 5) * S; the values above tell it from the formula."""
    program = [math.exp(-(3 / 5) * strength) for strength in EXPECTED]
    assert program == pytest.approx([0.549, 0.301, 0.165, 0.091], abs=1e-3)
    assert program == sorted(program, reverse=True)
    formula = [retention(3, strength) for strength in EXPECTED]
    assert formula == sorted(formula)


days = st.floats(0.01, 100)
strengths = st.floats(1, 100)


@given(days, strengths, st.floats(0.01, 10))
def test_rises_with_strength_and_falls_with_time(t: float, s: float, more: float) -> None:
    assert 0 <= retention(t, s) <= 1
    assert retention(t, s + more) >= retention(t, s)
    assert retention(t + more, s) <= retention(t, s)
    if retention(t + more, s) > 1e-300:
        assert retention(t, s + more) > retention(t, s)
        assert retention(t + more, s) < retention(t, s)


def test_archived_after_three_times_the_strength() -> None:
    for strength, first in {1: 3, 5: 15, 20: 60}.items():
        assert retention(first - 1, strength) >= ARCHIVE_BELOW > retention(first, strength)


def test_score() -> None:
    assert score(0.8, 1.0) == 0.8
    assert score(0.8, 0.0) == 0.4
    assert score(0.5, 0.5) == pytest.approx(0.375)


def test_days_of_use() -> None:
    used = ["2026-03-01", "2026-03-02", "2026-03-05", "2026-03-09"]
    assert days_between(used, "2026-03-01", "2026-03-01") == 0
    assert days_between(used, "2026-03-01", "2026-03-02") == 1
    assert days_between(used, "2026-03-01", "2026-03-04") == 2  # today counts as used
    assert days_between(used, "2026-03-01", "2026-03-09") == 3
    assert days_between(used, "2026-03-03", "2026-04-09") == 3
    assert days_between([], "2026-03-03", "2026-04-09") == 1
    assert days_between(used, "2026-03-09", "2026-03-01") == 0  # a clock set back


def test_the_file_of_days(tmp_path: Path) -> None:
    file = Days(tmp_path / "days.txt")
    for day in ("2026-03-02", "2026-03-01", "2026-03-02"):
        file.note(day)
    assert file.path.read_text() == "2026-03-02\n2026-03-01\n"
    assert file.all() == ["2026-03-01", "2026-03-02"]
    file.path.write_text("2026-03-01\n\n2026-3-2")
    file.note("2026-03-04")
    assert file.all() == ["2026-03-01", "2026-03-04"]
    (fault,) = file.faults()
    assert fault.endswith("line 3 is left out: '2026-3-2' is no day such as 2026-03-02")


def test_thirty_days(tmp_path: Path) -> None:
    """The one recalled on days 7, 14, 21, 28 wins over one that is more alike and was used once."""
    clock = Clock()
    similarity = {"often": 0.8, "once": 0.9}
    memory = Memory(
        tmp_path / "memory",
        clock=clock,
        start=1,
        similarity=lambda _, symbols: [similarity[symbol.name] for symbol in symbols],
    )
    for day in range(1, 31):
        clock.day(day)
        memory.active()
        if day == 1:
            memory.write("often", "asked again and again", kind="result")
        if day == 5:
            memory.write("once", "asked once", kind="result")
        if day in (7, 14, 21, 28):
            # the best one alone, as "once" would be recalled with it
            similarity["once"] = 0.0
            assert [one.symbol.name for one in memory.recall("again?", archived=True)] == ["often"]
            similarity["once"] = 0.9
    found = {one.symbol.name: one for one in memory.rank("again?", archived=True)}
    often, once = found["often"], found["once"]
    assert often.symbol.strength == 5
    assert often.retention == pytest.approx(0.670, abs=5e-4)
    assert often.score == pytest.approx(0.668, abs=5e-4)
    assert once.retention < 1e-10
    assert once.score == pytest.approx(0.45, abs=1e-9)
    assert list(found) == ["often", "once"]
    assert [one.symbol.name for one in memory.rank("again?")] == ["often"]


def test_a_project_left_alone_forgets_nothing(tmp_path: Path) -> None:
    clock = Clock()
    memory = Memory(tmp_path / "memory", clock=clock)
    memory.write("found", "12 approaches", kind="result")
    clock.day(31)
    assert memory.retention(memory.read("found")) == pytest.approx(math.exp(-1 / 5))


def test_archived_is_not_recalled_but_is_there(tmp_path: Path) -> None:
    clock = Clock()
    memory = Memory(tmp_path / "memory", clock=clock)
    memory.write("found", "12 approaches in the open field", kind="result")
    memory.write("approach", "walks up to in the open field")
    for day in range(2, 17):
        clock.day(day)
        memory.active()
        names = [one.symbol.name for one in memory.rank("approaches in the open field")]
        assert ("found" in names) == (day <= 15), day  # R(14, 5) = 0.061, R(15, 5) = 0.0498
        assert "approach" in names
    assert memory.is_archived(memory.read("found"))
    assert "found" in [one.symbol.name for one in memory.rank("approaches", archived=True)]
    assert memory.reads("what is <found>")[0].text == "12 approaches in the open field"
    restored = memory.restore("found")
    assert not memory.is_archived(restored)
    assert "found" in [one.symbol.name for one in memory.rank("approaches in the open field")]


def test_pinned_is_never_archived(tmp_path: Path) -> None:
    clock = Clock()
    memory = Memory(tmp_path / "memory", clock=clock)
    kept = {"definition", "correction", "behavior", "zone"}
    for kind in (*kept, "result", "preference", "program"):
        memory.write(f"my {kind}", "one two three", kind=kind)
    memory.write("kept result", "one two three", kind="result", pinned=True)
    days = [date(2026, 3, 1) + timedelta(days=number) for number in range(400)]
    memory.days.path.write_text("".join(f"{day}\n" for day in days))
    clock.day(400)
    found = {one.symbol.name for one in memory.rank("one two three", 99)}
    assert found == {*(f"my_{kind}" for kind in kept), "kept_result"}
    assert len(memory.rank("one two three", 99, archived=True)) == 8
