"""What the benchmark of questions prints: sums that are right, and no question that is held out."""

from __future__ import annotations

import pytest

from benchmarks import ask
from benchmarks.ask import load  # finds the questions, which are no package

ASKED = ("how-often/1", "how-long/1", "unknown-behavior/1")


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Three questions of either split, two of which can be answered; returns how they begin."""
    some = [one for one in load("dev") if one.id in ASKED]
    monkeypatch.setattr(ask, "load", lambda split: some if split in ("dev", "held_out") else [])
    monkeypatch.setattr(ask, "NEW_PROCESSES", 1)
    assert [one.id for one in some] == list(ASKED)
    return [one.turns[0] for one in some]


def told(output: str, row: str) -> list[str]:
    line = [line for line in output.splitlines() if line.startswith(row)][-1]
    return line.removeprefix(row).replace(" %", "").split()


def test_sums(three: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert ask.main()
    output = capsys.readouterr().out
    assert told(output.split("second_dev:")[0], "sample") == [
        "2", "100.0", "100.0", "0", "0", "1", "0", "1", "0",
    ]  # fmt: skip
    assert told(output, "group") == ["0", "-", "-", "0", "0", "0", "0", "0", "0"]
    assert told(output, "fact right") == ["2", "0"]
    assert told(output, "fact wrong") == ["0", "0"]
    assert told(output, "no fact told") == ["0", "0"]
    assert "median" in output


def test_wrong_answers_are_told_unless_held_out(
    three: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ask, "judge", lambda question, given: "wrong")
    ask.main()
    output = capsys.readouterr().out
    assert all(question in output for question in three)
    assert told(output, "all") == ["2", "100.0", "0.0", "2", "0", "1", "1", "0", "0"]
    assert told(output, "fact right") == ["0", "2"]
    ask.main(held_out=True)
    output = capsys.readouterr().out
    assert not any(question in output for question in three)
    assert not any(world in output for world in ask.WORLDS)
    assert told(output, "all") == ["2", "100.0", "0.0", "2", "0", "1", "1", "0", "0"]
