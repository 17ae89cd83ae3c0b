"""The verb ``practise``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from workbench.cli import app
from workbench.practice.casts import cast_of
from workbench.practice.recall import practice_of
from workbench.practice.rounds import Practice
from workbench.project import open_project
from workbench.project_new import create_project

FUNCTIONS = "Recording.path_length,Bouts.count"


def run(*words: object, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["practise", *map(str, words)])
    assert done.exit_code == code, done.output
    return done.output


def as_json(*words: object, code: int = 0) -> Any:
    done = CliRunner().invoke(app, ["practise", *map(str, words), "--json"])
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return create_project(tmp_path / "project ö").folder


def test_what_is_verified_is_in_the_memory_of_the_project(project: Path) -> None:
    found = as_json("-p", project, "-f", FUNCTIONS, "--most", 2)
    assert found["kept"] == {"Recording.path_length": 2, "Bouts.count": 2}
    kept = practice_of(project).all()
    assert len(kept) == 4
    assert {one.data_version for one in kept} == {"practice project"}
    assert {one.situation.species for one in kept} == {"social rodents"}
    assert any("chase" in one.program or "approach" in one.program for one in kept)


def test_again_asks_other_questions(project: Path) -> None:
    run("-p", project, "-f", "Bouts.count", "--most", 1)
    (first,) = practice_of(project).all()
    said = run("-p", project, "-f", "Bouts.count", "--most", 1)
    assert "1 example kept" in said
    questions = [one.situation.question for one in practice_of(project).all()]
    assert len(set(questions)) == 2
    assert first.situation.question in questions


def test_an_interrupt_keeps_what_is_verified(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Practice.function

    def interrupted(self: Practice, function: str, most: int) -> Any:
        for count, done in enumerate(real(self, function, most)):
            if count == 2:
                raise KeyboardInterrupt
            yield done

    monkeypatch.setattr(Practice, "function", interrupted)
    said = run("-p", project, "-f", "Recording.path_length", code=130)
    assert "What was finished is kept" in said
    assert practice_of(project).all()


def test_part_of_the_shipped_set_is_judged_again() -> None:
    assert as_json("--check", "-f", "Recording.path_length") == {"examples": 6, "wrong": []}


def test_wrong_usage(project: Path) -> None:
    assert "did you mean 'Recording.speed'" in run("-p", project, "-f", "Recording.sped", code=2)
    assert "no third axis" in run("-p", project, "-f", "Vectors.z", code=2)
    assert "--model only" in run("-p", project, "--estimate", code=2)
    assert "no model" in run("-p", project, "--model", "--estimate", code=2)


def test_a_cast_has_the_names_of_the_project(project: Path) -> None:
    text = project / "project.toml"
    text.write_text(
        text.read_text()
        + "\n[defaults.zones.burrow]\npolygon = [[0, 0], [9, 0], [9, 9]]\n"
        + '\n[[recording]]\nname = "m1"\nvideo = "m1.mp4"\n'
    )
    cast = cast_of(open_project(project, check_files=False))
    assert next(iter(cast.places)) == "burrow"
    assert len(cast.places) == 2
    assert {doing.target for doing in cast.doings} >= {"none", "animal"}
