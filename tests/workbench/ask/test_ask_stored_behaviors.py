"""Behaviors that people brought in and that the ethogram does not have: questions know them."""

from __future__ import annotations

from pathlib import Path

import pytest
from grammar_worlds import grammar_world
from typer.testing import CliRunner

from workbench.ask.asking import Conversation
from workbench.ask.grammar.planner import GrammarPlanner
from workbench.ask.plan import NotUnderstoodError
from workbench.cli import app
from workbench.project import Project, open_project
from workbench.sandbox.names import names_of

SCORED = """recording,subject,predicate,object,start_s,stop_s
cage,mouse_1,interact,,1,4
cage,mouse_1,interact,,6,7
cage,mouse_1,nudge,mouse_2,8,9
cage,mouse_2,tail rattle,,10,10
"""


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Two mice in two recordings; of one of them a person scored what no ethogram has."""
    folder = tmp_path_factory.mktemp("scored")
    rears = [("mouse_2", "rear", None, 2, 3)]
    project = grammar_world(folder, recordings={"cage": None, "other": None}, claims=rears)
    table = folder / "scored.csv"
    table.write_text(SCORED)
    words = ["import", str(table), "--source", "human", "--assessed", "all"]
    done = CliRunner().invoke(app, [*words, "-p", str(project.folder)])
    assert done.exit_code == 0, done.output
    return open_project(project.folder)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("how often does mouse_1 interact?", 2),
        ("how long does mouse_1 interact in cage?", 4.0),
        ("how often does mouse_1 nudge mouse_2?", 1),
        ("how long is mouse_1 interacting while mouse_2 rears in cage?", 1.0),
        ("when does mouse_1 first interact in cage?", 1.0),
    ],
)
def test_what_people_labelled_is_asked_for_by_its_name(
    scored: Project, question: str, value: float
) -> None:
    answer = Conversation(scored).ask(question)
    assert answer.value is not None
    assert answer.value.value == pytest.approx(value)
    meant = [term.meaning for term in answer.terms]
    assert any("not in the ethogram; labelled by people" in one for one in meant)


def test_what_it_is_done_to_is_read_from_its_facts(scored: Project) -> None:
    names = names_of(scored)
    assert names.stored == ("interact", "nudge", "tail rattle")
    planner = GrammarPlanner(scored, names)
    assert "'nudge', 'mouse_2'" in planner.plan("how often does mouse_1 nudge mouse_2?").program
    with pytest.raises(NotUnderstoodError):
        planner.plan("how long does mouse_1 interact mouse_2?")


def test_what_nobody_labelled_is_not_understood(scored: Project) -> None:
    with pytest.raises(NotUnderstoodError, match="Not understood: 'wiggle'"):
        GrammarPlanner(scored).plan("how often does mouse_1 wiggle?")


def test_an_ethogram_that_has_all_that_is_stored_gets_no_more_words(tmp_path: Path) -> None:
    project = grammar_world(tmp_path, claims=[("mouse_1", "rear", None, 1, 2)])
    assert names_of(project).stored == ()
