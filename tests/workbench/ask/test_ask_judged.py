"""Answers accepted and rejected on the command line, and all kinds of memory under one roof."""

from __future__ import annotations

from pathlib import Path

import pytest
from talked_project import MACRO, REARS_1, REARS_2, again, as_json, run, talked_project

from workbench.ask.asking import Conversation
from workbench.ask.model.keeping import cases_of, exemplars_of
from workbench.ask.told import known_of, tips_of
from workbench.memory.conversations import Conversations
from workbench.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return talked_project(tmp_path)


def test_an_accepted_answer_is_a_case_and_an_example(project: Project) -> None:
    run(project, "ask", REARS_1)
    assert f"{REARS_1} -> 2" in run(project, "memory", "accept")
    [case], [exemplar] = cases_of(project).all(), exemplars_of(project).all()
    assert (case.question, case.values[0].value, case.before) == (REARS_1, 2, ())
    assert (exemplar.situation.question, exemplar.accepted_by) == (REARS_1, "person")
    [turn] = Conversations(project.memory).get().turns
    assert turn.standing == "accepted"
    assert "1 of 1 answers are the same" in run(project, "memory", "replay")


def test_a_rejected_answer_is_neither(project: Project) -> None:
    run(project, "ask", REARS_1)
    run(project, "memory", "accept")
    said = as_json(project, "memory", "reject", "last", "--why", "rears on the wall do not count")
    assert said["why"] == "rears on the wall do not count"
    assert cases_of(project).all() == []
    [exemplar] = exemplars_of(project).all()
    assert exemplar.rejected == "rears on the wall do not count"
    assert "rejected: rears on" in run(project, "memory", "list", "--kind", "exemplar")
    assert "rejected: rears on" in run(project, "memory", "show", "last")


def test_a_follow_up_is_a_case_after_what_it_leans_on(project: Project) -> None:
    run(project, "ask", REARS_1, "and mouse_2?", f"{REARS_1[:-1]} in the first 5 s?")
    [name] = Conversations(project.memory).names()
    said = as_json(project, "memory", "accept", f"{name}.2")
    assert "leans on the question before it" in said["not_kept"][0]
    assert as_json(project, "memory", "accept", "last")["not_kept"] == []
    follow_up, alone = cases_of(project).all()
    assert (follow_up.question, follow_up.before) == ("and mouse_2?", (REARS_1,))
    assert alone.before == ()
    assert as_json(project, "memory", "replay") == {
        "same": ["and mouse_2?", alone.question], "different": {}, "not_comparable": [],
        "score": 100.0,
    }  # fmt: skip
    assert [one.situation.question for one in exemplars_of(project).all()] == [alone.question]


def test_what_is_no_answer_cannot_be_judged(project: Project) -> None:
    assert "nothing was asked yet" in run(project, "memory", "accept", code=2)
    run(project, "ask", "how blorp?", code=2)
    assert "was refused" in run(project, "memory", "accept", code=2)
    run(project, "ask", "define <|loaf|> as resting for at least 3 s")
    assert "defines a name" in run(project, "memory", "reject", code=2)
    assert "names no turn" in run(project, "memory", "accept", "last.x", code=2)


def test_python_marks_the_turn_that_is_kept(project: Project) -> None:
    talk = Conversation.begin(project)
    first = talk.ask(REARS_1)
    second = talk.ask(REARS_2)
    talk.reject(first, "no")
    talk.accept(second)
    turns = Conversations(again(project).memory).get().turns
    assert [(one.standing, one.why) for one in turns] == [("rejected", "no"), ("accepted", "")]


def test_a_name_that_accepted_answers_read_is_not_changed_unasked(project: Project) -> None:
    run(project, "memory", "write", "early", "-t", "in the first 7.2 s")
    run(project, "ask", "how often does mouse_1 rear <early>?")
    run(project, "memory", "accept")
    for words in (("write", "Early", "-t", "in the first 10 s"), ("forget", "early"),
                  ("edit", "early", "-t", "in the first 10 s")):  # fmt: skip
        assert "changes 1 answer of 1" in run(project, "memory", *words, code=2)
    assert len(project.memory.history("early")) == 1
    run(project, "memory", "edit", "early", "-t", "in the first 7.3 s")  # the answer is the same
    run(project, "memory", "edit", "early", "-t", "in the first 10 s", "--anyway")
    assert "was 1; is 2" in run(project, "memory", "replay", code=1)


def test_tips_are_added_told_forgotten_and_brought_back(project: Project) -> None:
    run(project, "ask", REARS_1)
    assert "--why" in run(project, "memory", "reject", "--tip", "Count both.", code=2)
    run(project, "memory", "reject", "--why", "too few", "--tip", "Count rears on the wall.")
    said = as_json(project, "memory", "tip", "Use seconds.", "--question", "how long?",
                   "--failed", "frames were told")  # fmt: skip
    assert said["id"] == "tip:2"
    [tip] = tips_of(project).best("how often does mouse_2 rear?")
    assert (tip.text, tip.question, tip.failed) == ("Count rears on the wall.", REARS_1, "too few")
    run(project, "memory", "forget", "tip:1")
    assert "tip:1" in run(project, "memory", "list", "--forgotten")
    assert [one.number for one in tips_of(project).all()] == [2]
    run(project, "memory", "restore", "tip:1")
    assert [one.number for one in tips_of(project).all()] == [2, 1]
    assert tips_of(project).archived() == []
    assert "failed: too few" in run(project, "memory", "why", "tip:1")
    assert "no archived tip 9" in run(project, "memory", "restore", "tip:9", code=2)
    assert "one line" in run(
        project, "memory", "tip", "a\nb", "--question", "q", "--failed", "f", code=2
    )


def everything(project: Project, folder: Path) -> None:
    """Let a project remember one of each kind."""
    file = folder / "macro.toml"
    file.write_text(MACRO)
    run(project, "ask", REARS_1, "late_rears(mouse_1)", code=1)
    run(project, "memory", "accept", "last.1")
    run(project, "memory", "macro", file)
    run(project, "memory", "tip", "Use seconds.", "--question", "how long?", "--failed", "frames")
    run(project, "memory", "write", "early", "-t", "in the first 7.2 s")


def test_all_kinds_are_listed_shown_explained_and_forgotten(
    project: Project, tmp_path: Path
) -> None:
    everything(project, tmp_path)
    said = run(project, "memory")
    assert "1 macro, 1 tip, 1 dialogue, 1 accepted answer, 1 conversation; to see:" in said
    listed = as_json(project, "memory", "list")
    assert [one["name"] for one in listed["symbols"]] == ["early"]
    ids = [entry["id"] for entries in listed["others"].values() for entry in entries]
    assert len(ids) == 5
    for one in ids:
        shown = as_json(project, "memory", "show", one)
        assert shown["id"] == one
        assert as_json(project, "memory", "why", one)["id"] == one
        assert run(project, "memory", "show", one)
        assert run(project, "memory", "why", one)
        assert run(project, "memory", "list", "--kind", shown["kind"])
    for one in ids:
        assert as_json(project, "memory", "forget", one, "--anyway")["forgotten"] == one
    listed = as_json(project, "memory", "list")
    assert not any(listed["others"].values())
    assert sorted(as_json(project, "memory", "list", "--forgotten")["others"]) == sorted(ids)
    for one in ids:
        assert as_json(project, "memory", "restore", one)["restored"] == one
    assert as_json(project, "memory", "list")["faults"] == []
    assert "was forgotten is called" in run(project, "memory", "restore", "macro:x", code=2)
    assert "No kind 'macros'" in run(project, "memory", "list", "--kind", "macros", code=2)


def test_a_turn_is_not_forgotten_alone(project: Project) -> None:
    run(project, "ask", REARS_1)
    assert "forget its conversation" in run(project, "memory", "forget", "last.1", code=2)


def test_all_kinds_are_carried_to_another_project(project: Project, tmp_path: Path) -> None:
    everything(project, tmp_path)
    file = tmp_path / "lab.toml"
    said = as_json(project, "memory", "export", file, "--kind", "all")
    assert said == {"file": str(file), "symbols": 1, "macro": 1, "tip": 1, "exemplar": 1,
                    "case": 1, "conversation": 1}  # fmt: skip
    other = talked_project(tmp_path / "other")
    came = as_json(other, "memory", "import", file)["imported"]
    assert [one["versions"] for one in came] == [1, 1, 1, 1, 1, 2]
    first, second = (as_json(one, "memory", "list")["others"] for one in (project, other))
    assert first == second
    again_ = as_json(other, "memory", "import", file)["imported"]
    assert not any(one["versions"] for one in again_)
    assert run(other, "ask", "late_rears(mouse_1)").startswith("1")
    assert Conversation.go_on(again(other), first["conversation"][0]["id"]).turns[0].answer == "2"


def test_what_stands_for_something_else_is_not_carried_over_unasked(
    project: Project, tmp_path: Path
) -> None:
    everything(project, tmp_path)
    file = tmp_path / "lab.toml"
    run(project, "memory", "export", file, "--kind", "macro", "--kind", "conversation")
    other = talked_project(tmp_path / "other")
    (tmp_path / "macro.toml").write_text(MACRO.replace("default = 5", "default = 6"))
    run(other, "memory", "macro", tmp_path / "macro.toml")
    run(other, "ask", REARS_2)
    said = run(other, "memory", "import", file, code=2)
    assert "- macro:late_rears" in said
    assert "-1\n" in said
    came = as_json(other, "memory", "import", file, "--rename")["imported"]
    assert "macro:late_rears_2" in [one["now"] for one in came]
    assert len(Conversations(other.memory).names()) == 2
    run(other, "memory", "import", file, "--replace")
    assert as_json(other, "memory", "show", "macro:late_rears")["version"] == 2
    file.write_text(
        file.read_text().replace("rec.facts", "rec.fcts").replace("answer =", "answr =")
    )
    said = run(other, "memory", "import", file, code=1)
    assert "there is no 'fcts'" in said
    assert "answr" in said


def test_a_model_is_told_of_what_the_conversation_is_about(
    project: Project, tmp_path: Path
) -> None:
    everything(project, tmp_path)
    run(project, "memory", "portrait", "--units", "mm")
    Conversation.begin(project).ask("how often does mouse_1 rear <early>?")
    talk = Conversation.go_on(again(project))
    known = known_of(project, talk.kept, talk.macros)("zzz qqq")
    assert [one.name for one in known] == ["my_units", "early", "macro:late_rears"]
    assert "late_rears(animal: animal, from_s: number = 5)" in known[2].text
    assert "rec.facts(subject=animal" in known[2].program
