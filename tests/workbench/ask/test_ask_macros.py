"""Macros asked for in words: used where the data allow it, left out with the reason where not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from talked_project import MACRO, REARS_1, again, as_json, run, talked_project

from graphs.errors import UserError
from workbench.ask.asking import Conversation
from workbench.ask.by_macro import macros_of
from workbench.ask.plan import AmbiguousError, NotUnderstoodError
from workbench.ask.replaying import replayed_now, save_macro
from workbench.memory.macros import Macro
from workbench.memory.plain_store import read_record
from workbench.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return talked_project(tmp_path)


@pytest.fixture
def macro(tmp_path: Path) -> Macro:
    path = tmp_path / "macro.toml"
    path.write_text(MACRO)
    return read_record(path, Macro)


def write_by_hand(project: Project, macro: Macro, **changes: object) -> None:
    """Write a macro without its checks, as a person may in an editor."""
    macros_of(project).take_over(replace(macro, version=1, **changes))  # type: ignore[arg-type]


def test_a_macro_answers_and_is_named(project: Project, macro: Macro) -> None:
    saved, replayed = save_macro(project, macro, {"animal": "mouse_1"})
    assert (saved.version, replayed.same) == (1, ())
    talk = Conversation(project)
    answer = talk.ask("How many late rears has Mouse 1?")
    assert answer.text == "1"
    assert answer.provenance.planner == "macro"
    assert answer.provenance.symbols == {"macro:late_rears": 1}
    assert [(term.word, term.meaning) for term in answer.terms[:3]] == [
        ("How many late rears has Mouse 1",
         "the macro late_rears, version 1: How often an animal rears after so many seconds."),
        ("animal", "mouse_1"), ("from_s", "5, as the macro has it"),
    ]  # fmt: skip
    assert answer.values == talk.run(answer.program).values
    assert talk.ask("late_rears(mouse_1, 0)").text == "2"
    assert talk.ask("and mouse_2?").text == "1"
    assert talk.ask(REARS_1).text == "2"


def test_a_follow_up_of_a_macro_goes_on_in_another_process(project: Project, macro: Macro) -> None:
    save_macro(project, macro, {"animal": "mouse_1"})
    talk = Conversation.begin(project)
    talk.ask(REARS_1)
    talk.ask("how many late rears has mouse_1?")
    answer = Conversation.go_on(again(project)).ask("and mouse_2?")
    assert answer.provenance.planner == "macro"
    with pytest.raises(NotUnderstoodError):  # what came before the macro is not what is meant
        Conversation.go_on(again(project)).ask("how long?")


def test_a_macro_that_does_not_fit_is_left_out_with_the_reason(
    project: Project, macro: Macro
) -> None:
    write_by_hand(
        project, macro, when="n_animals >= 3", asked=REARS_1.replace("mouse_1", "{animal}")
    )
    answer = Conversation(project).ask(REARS_1)
    assert (answer.text, answer.provenance.planner) == ("2", "grammar")
    why = "The macro 'late_rears' is not used here: n_animals >= 3 does not hold (n_animals is 2)."
    assert why in answer.caveats
    with pytest.raises(NotUnderstoodError) as told:
        Conversation(project).ask("late_rears(mouse_1)")
    assert why in str(told.value)


def test_a_damaged_macro_is_told(project: Project, macro: Macro) -> None:
    save_macro(project, macro, {"animal": "mouse_1"})
    (macros_of(project).folder / "late_rears" / "1.toml").write_text("name = 3")
    answer = Conversation(project).ask(REARS_1)
    assert answer.text == "2"
    assert any("'late_rears' was not looked at" in caveat for caveat in answer.caveats)
    assert as_json(project, "memory", "list", "--kind", "macro", code=1)["macro"] == []


def test_two_macros_of_one_phrase_are_asked_back(project: Project, macro: Macro) -> None:
    write_by_hand(project, macro)
    write_by_hand(project, macro, name="other")
    with pytest.raises(AmbiguousError, match="'late_rears' and 'other'"):
        Conversation(project).ask("how many late rears has mouse_1?")
    assert Conversation(project).ask("other(mouse_1)").text == "1"


@pytest.mark.parametrize(
    "call", ["late_rears(mouse_9)", "late_rears()", "late_rears(mouse_1, 1, 2)"]
)
def test_wrong_arguments_are_refused(project: Project, macro: Macro, call: str) -> None:
    save_macro(project, macro, {"animal": "mouse_1"})
    with pytest.raises(NotUnderstoodError, match="cannot be used so"):
        Conversation(project).ask(call)


def test_one_that_spoils_accepted_answers_is_not_saved(project: Project, macro: Macro) -> None:
    talk = Conversation(project)
    talk.accept(talk.ask(REARS_1))
    thief = replace(macro, asked="how often does {animal} rear")
    with pytest.raises(UserError, match=r"changes 1 answer of 1 .*\n.*was 2; is 1"):
        save_macro(project, thief, {"animal": "mouse_1"})
    assert macros_of(project).names() == []
    _, replayed = save_macro(project, macro, {"animal": "mouse_1"})
    assert replayed.same == (REARS_1,)


def test_one_that_gave_accepted_answers_is_not_forgotten(project: Project, macro: Macro) -> None:
    save_macro(project, macro, {"animal": "mouse_1"})
    talk = Conversation.begin(project)
    talk.ask("how many late rears has mouse_1?")
    assert talk.accept(talk.ask("and mouse_2?")) != ()
    assert replayed_now(project).score == 100.0
    said = run(project, "memory", "forget", "macro:late_rears", code=2)
    assert "is not done" in said
    run(project, "memory", "forget", "macro:late_rears", "--anyway")
    assert macros_of(project).names() == []
    assert replayed_now(project).different != {}
    run(project, "memory", "restore", "macro:late_rears")
    assert Conversation(project).ask("how many late rears has mouse_1?").text == "1"


def test_the_command_line_adds_shows_and_replaces(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "macro.toml"
    assert "no file" in run(project, "memory", "macro", file, code=2)
    file.write_text(MACRO)
    said = run(project, "memory", "macro", file)
    assert "macro:late_rears, version 1: late_rears(animal: animal, from_s: number = 5)" in said
    assert "tried with animal = mouse_1" in said
    assert "version 1 is there" in run(project, "memory", "macro", file, code=2)
    made = as_json(project, "memory", "macro", file, "--replaces", 1, "--with", "from_s=7")
    assert (made["version"], made["tried_with"]) == (2, {"animal": "mouse_1", "from_s": 7.0})
    for wrong in ("from=7", "from_s=x"):
        run(project, "memory", "macro", file, "--replaces", 2, "--with", wrong, code=2)
    run(project, "ask", "late_rears(mouse_2)")
    assert 'name = "late_rears"' in run(project, "memory", "show", "macro:late_rears@1")
    why = as_json(project, "memory", "why", "macro:late_rears")
    assert [use["question"] for use in why["uses"]] == ["late_rears(mouse_2)"]
    assert "1 macro" in run(project, "memory")
    assert "did you mean 'late_rears'" in run(project, "memory", "show", "macro:late_rear", code=2)
    file.write_text(MACRO.replace("all.in_window", "all.in_windw"))
    assert "did you mean 'in_window'" in run(
        project, "memory", "macro", file, "--replaces", 2, code=2
    )
