"""A behavior that was defined in words, changed and forgotten in memory."""

from __future__ import annotations

from pathlib import Path

import pytest
from grammar_worlds import grammar_world
from typer.testing import CliRunner

from graphs.errors import UserError
from workbench.ask.asking import Conversation
from workbench.ask.editing import edit_symbol
from workbench.cli import app
from workbench.project import Project
from workbench.ui.actions.memory import EditSymbol, Forget

NEAR, NEARER = "being within 12 cm of the other animal", "being within 2 cm of the other animal"
QUESTION = "how long does mouse_1 <close> mouse_2?"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Two mice that stand 10 cm from each other for 20 s, and what close means."""
    project = grammar_world(tmp_path, claims=[("mouse_1", "rear", None, 1, 2)], px_per_cm=10.0)
    Conversation(project).ask(f"define <|close|> as {NEAR}")
    return project


def found(project: Project) -> str:
    return Conversation(project).ask(QUESTION).text


def run(project: Project, *words: str, code: int = 0, stdin: str | None = None) -> str:
    done = CliRunner().invoke(app, [*words, "-p", str(project.folder)], input=stdin)
    assert done.exit_code == code, done.output
    return " ".join(done.output.split())


def test_new_words_make_a_new_program(project: Project) -> None:
    assert found(project) == "20 s"
    done = EditSymbol("close", text=NEARER).do(project)
    assert done.message == "<close>, a behavior, is version 2 now."
    after = project.memory.read("close")
    assert after.text == NEARER
    assert "rec.distance(subject, target) < '2 cm'" in after.program
    assert (project.folder / "behaviors" / "close.py").read_text("utf-8") == after.program
    assert found(project) == "0 s"
    run(project, "memory", "edit", "close", "--text", NEAR)
    assert found(project) == "20 s"
    assert Conversation(project).ask(QUESTION.replace("close", "close@2")).text == "0 s"


def test_words_that_make_no_program_are_refused(project: Project) -> None:
    with pytest.raises(UserError, match="<close> is not changed: its program would still say"):
        EditSymbol("close", text="cosy togetherness").do(project)
    said = run(project, "memory", "edit", "close", "-t", "cosy togetherness", code=2)
    assert f"its program would still say '{NEAR}'" in said
    assert "define it again: define <|close|> as ..." in said
    assert len(project.memory.history("close")) == 1
    assert found(project) == "20 s"


def test_a_new_program_is_what_finds_it(project: Project) -> None:
    program = project.memory.read("close").program
    after = edit_symbol(project, "close", program=program.replace("12 cm", "2 cm"))
    assert (after.version, after.text) == (2, NEAR)
    assert found(project) == "0 s"
    run(project, "memory", "edit", "close", "--program", "-", "-t", NEAR, stdin=program)
    assert found(project) == "20 s"
    with pytest.raises(UserError, match="must hold the behavior 'close'"):
        edit_symbol(project, "close", program=program.replace("def close", "def far"))
    assert found(project) == "20 s"


def test_an_editor_is_not_for_behaviors(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "true")
    assert "Give the new words with --text" in run(project, "memory", "edit", "close", code=2)
    assert not edit_symbol(project, "close", pinned=False).pinned
    assert found(project) == "20 s"


def test_forgetting_says_that_the_behavior_stays(project: Project) -> None:
    said = run(project, "memory", "forget", "close")
    assert "'close' is still a behavior of the project: listed, found and counted" in said
    assert "take [behavior.close] out of ethogram.toml" in said
    assert "remove behaviors/close.py, then label again" in said
    assert Conversation(project).ask("how long does mouse_1 close mouse_2?").text == "20 s"
    run(project, "memory", "restore", "close")
    assert "take [behavior.close] out of ethogram.toml" in Forget("close").do(project).message
    text = project.ethogram_path.read_text("utf-8")
    entry = '[behavior.close]\nfunction = "close"\n'
    assert entry in text
    project.ethogram_path.write_text(text.replace(entry, ""), encoding="utf-8")
    (project.folder / "behaviors" / "close.py").unlink()
    with pytest.raises(UserError, match="not how 'close mouse_2' goes on"):
        Conversation(project).ask("how long does mouse_1 close mouse_2?")
    run(project, "memory", "restore", "close")
    assert Forget("close").do(project).message == "<close> is forgotten; it can be brought back."


def test_words_that_are_no_behavior_are_changed_as_they_are(project: Project) -> None:
    project.memory.write("near_by", "within 3 cm")
    done = EditSymbol("near_by", text="within 4 cm").do(project)
    assert done.message == "<near_by>, a definition, is version 2 now."
    assert Forget("near_by").do(project).data["stays"] is None
