"""The verbs under ``entities``."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from workbench.cli import app as workbench
from workbench.cli import entities
from workbench.project import open_project

RECORDING = "cage 3 ä"


@pytest.fixture(autouse=True)
def _mara(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_USER", "mara")


@pytest.fixture
def two(project: Path) -> Path:
    """A second recording with the same names."""
    tracks = project.parent / "data" / "b.csv"
    tracks.write_bytes((project.parent / "data" / f"{RECORDING}.csv").read_bytes())
    words = ["label", tracks, "-p", project, "--fps", 30, "--jobs", 0]
    assert CliRunner().invoke(workbench, list(map(str, words))).exit_code == 0
    return project


def invoke(*words: object, code: int) -> Result:
    app = typer.Typer()
    entities.register(app)
    app.command("other")(lambda: None)  # so that the group keeps its name
    done = CliRunner().invoke(app, ["entities", *map(str, words)])
    assert done.exit_code == code, done.output
    return done


def run(*words: object, code: int = 0) -> str:
    return invoke(*words, code=code).output


def as_json(*words: object, code: int = 0) -> Any:
    return json.loads(invoke(*words, "--json", code=code).stdout)


def names(project: Path) -> list[str]:
    return [e["name"] for e in as_json("list", "-p", project)["entities"]]


def test_list_with_and_without_the_verb(project: Path) -> None:
    assert names(project) == ["ind1", "ind2"]
    assert run("-p", project) == run("list", "-p", project)
    assert "2 individuals and things" in run("-p", project)
    assert as_json("-p", project) == as_json("list", "-p", project)


def test_rename_and_the_command_that_undoes_it(project: Path) -> None:
    said = run("rename", "ind1", "Bo", "-r", RECORDING, "-p", project)
    count = len([f for f in open_project(project).graph().records()
                 if "Bo" in (f.subject, f.object)])  # fmt: skip
    assert f"rename (1, by mara): ind1@{RECORDING} -> Bo" in said
    assert f"now: Bo (animal), {count} facts in {RECORDING}" in said
    assert names(project) == ["Bo", "ind2"]
    (line,) = [line for line in said.splitlines() if line.startswith("To take it back: ")]
    words = shlex.split(line.removeprefix("To take it back: "))
    assert "now: ind1 (animal)" in run(*words[words.index("entities") + 1 :])
    assert as_json("redo", "-p", project)["entities"][0]["name"] == "Bo"


def test_questions_are_settled_by_their_own_commands(two: Path) -> None:
    questions = as_json("resolve", "-p", two)["questions"]
    assert [q["why"] for q in questions] == ["same name", "same name"]
    for question, answer in zip(questions, ("one animal", "different animals"), strict=True):
        assert question["answers"][answer] in run("resolve", "-p", two)
        words = shlex.split(question["answers"][answer])
        run(*words[words.index("entities") + 1 :])
    assert "0 questions open" in run("resolve", "-p", two)
    found = as_json("-p", two)["entities"]
    assert sorted(len(e["recordings"]) for e in found) == [1, 1, 2]


def test_one_recording_of_several(two: Path) -> None:
    assert "2 questions about who is who" in run("-p", two)
    run("merge", f"ind1@{RECORDING}", "ind2@b", "--into", "Bo", "-p", two)
    (bo,) = [e for e in as_json("-p", two)["entities"] if e["name"] == "Bo"]
    assert bo["recordings"] == ["b", RECORDING]
    assert "ind1" in run("separate", f"Bo@{RECORDING}", "-p", two)
    assert "house mouse" in run("classify", "Bo", "house mouse", "-p", two)


def test_faults_are_said(project: Path) -> None:
    assert "cannot both be 'ind2'" in run("rename", "ind1", "ind2", "-p", project, code=2)
    assert "did you mean 'ind1'" in as_json("rename", "ind11", "x", "-p", project, code=2)["error"]
    assert "nothing left to undo" in run("undo", "-p", project, code=2)
