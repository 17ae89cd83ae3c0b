"""The unit that a person prefers: in the program and in the terms, and only where they said so."""

from __future__ import annotations

from pathlib import Path

import pytest
from grammar_worlds import grammar_world
from talked_project import REARS_1, again, as_json, run, talked_project

from workbench.ask.asking import Conversation
from workbench.memory.portrait import prefer
from workbench.project import Project

APART = "how far apart are mouse_1 and mouse_2?"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return talked_project(tmp_path)


def test_lengths_are_told_in_it_and_the_terms_say_so(project: Project) -> None:
    before = Conversation(project).ask(APART)
    assert (before.value.unit, before.value.value) == ("cm", pytest.approx(10.0, rel=0.05))  # type: ignore[union-attr]
    prefer(project.memory, "units", "mm")
    talk = Conversation(project)
    after = talk.ask(APART)
    assert after.value is not None
    assert after.value.unit == "mm"
    assert after.value.value == pytest.approx(float(before.value.value) * 10)  # type: ignore[union-attr]
    assert [one.meaning for one in after.terms if one.word == "unit"] == ["in mm, as you prefer"]
    assert talk.run(after.program).values == after.values
    assert talk.ask("in the first 5 s").value.unit == "mm"  # type: ignore[union-attr]


def test_what_is_asked_for_stands(project: Project) -> None:
    prefer(project.memory, "units", "mm")
    answer = Conversation(project).ask(APART[:-1] + " in m?")
    assert answer.value is not None
    assert (answer.value.unit, answer.value.value) == ("m", pytest.approx(0.1, rel=0.05))
    assert not any("prefer" in one.meaning for one in answer.terms)


def test_other_answers_are_as_before(project: Project) -> None:
    before = Conversation(project).ask(REARS_1)
    prefer(project.memory, "units", "mm")
    after = Conversation(project).ask(REARS_1)
    assert (after.program, after.terms, after.caveats) == (
        before.program, before.terms, before.caveats,
    )  # fmt: skip


def test_a_speed_says_that_it_is_not(project: Project) -> None:
    prefer(project.memory, "units", "mm")
    answer = Conversation(project).ask("how fast is mouse_1?")
    assert answer.value is not None
    assert answer.value.unit == "cm/s"
    assert "You prefer mm: distances are told in it, speeds are not." in answer.caveats


@pytest.mark.parametrize(("unit", "scale"), [("px", 10.0), ("BL", 10.0), ("mm", None)])
def test_one_that_cannot_be_is_told(tmp_path: Path, unit: str, scale: float | None) -> None:
    said = {} if scale is None else {"px_per_cm": scale}
    project = grammar_world(tmp_path, **said)
    before = Conversation(project).ask(APART)
    prefer(project.memory, "units", unit)
    after = Conversation(project).ask(APART)
    assert after.values == before.values
    assert any(one.startswith(f"Not in {unit}, as you prefer: ") for one in after.caveats)


def test_what_follows_from_use_changes_no_answer(project: Project) -> None:
    talk = Conversation.begin(project)
    for _ in range(3):
        talk.ask(APART[:-1] + " in mm?")
    Conversation.begin(again(project)).ask(REARS_1)
    assert project.memory.read("my_units").text == "mm"
    answer = Conversation.begin(again(project)).ask(APART)
    assert answer.value is not None
    assert answer.value.unit == "cm"
    assert as_json(project, "memory", "portrait")["said"] == []


def test_it_is_shown_said_and_cleared_on_the_command_line(project: Project) -> None:
    assert "from the project and its questions" in run(project, "memory", "portrait")
    shown = as_json(project, "memory", "portrait", "--units", "mm", "--plots", "raster")
    assert (shown["units"], shown["plots"], shown["said"]) == ("mm", "raster", ["plots", "units"])
    assert "you said so" in run(project, "memory", "portrait")
    assert "in mm, as you prefer" in run(project, "ask", APART)
    assert "No unit 'mmm'" in run(project, "memory", "portrait", "--units", "mmm", code=2)
    assert as_json(project, "memory", "portrait", "--clear", "units")["units"] == ""
    assert "prefer" not in run(project, "ask", APART)
    assert as_json(project, "memory", "portrait", "--clear", "all")["said"] == []
    assert as_json(project, "memory", "portrait", "--units", "m")["units"] == "m"
