"""The verbs under ``behaviors``."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from workbench.behaviors.library import built_in
from workbench.cli import app


def workbench(*words: object, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["behaviors", *map(str, words)])
    assert done.exit_code == code, done.output
    return done.output


def as_json(*words: object, code: int = 0) -> Any:
    done = CliRunner().invoke(app, ["behaviors", *map(str, words), "--json"])
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


def test_list_without_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    listed = as_json("list")["behaviors"]
    assert [b["name"] for b in listed] == list(built_in().behaviors)
    assert {b["from"] for b in listed} == {"built in"}
    assert "freezing" in workbench("list")


def test_list_of_a_project_has_its_rules_first(project: Path) -> None:
    listed = as_json("list", "-p", project)["behaviors"]
    (chase,) = [b for b in listed if b["name"] == "chase"]
    assert chase["from"] == "ethogram"
    assert chase["entry"]["rule"]["when"].startswith("speed(subject")


def test_show(project: Path) -> None:
    assert "when: speed(subject, 0.3 s) > 2 BL/s" in workbench("show", "pursue", "-p", project)
    shown = workbench("show", "freezing")
    assert "Settings:" in shown
    assert "a time (s)" in shown
    assert "did you mean 'freezing'" in workbench("show", "freezin", code=2)


def test_those_with_examples_pass_on_them() -> None:
    scores = as_json("test")
    assert {s["behavior"] for s in scores} >= {"chase", "flee", "follow", "rest", "enter_zone"}
    assert all(s["passes"] for s in scores)
    assert all(s["f1"] >= 0.9 for s in scores)


def test_one_without_examples_is_said() -> None:
    assert "freezing: no examples to try it on." in workbench("test", "freezing")


def test_run(project: Path) -> None:
    found = as_json("run", "locomotion", "-p", project, "--subject", "ind1", "--set", "min_s=0.2")
    assert {b["subject"] for b in found["bouts"]} == {"ind1"}
    assert found["summary"][0]["assessed_s"] > 2
    rows = list(csv.DictReader(io.StringIO(workbench("run", "locomotion", "-p", project, "--csv"))))
    assert {r["label"] for r in rows} == {"locomotion"}
    assert "2 bouts" in workbench("run", "locomotion", "-p", project)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "locomotoin"], "did you mean 'locomotion'"),
        (["run", "locomotion", "--set", "min_s"], "expected NAME=VALUE"),
        (["run", "locomotion", "--set", "min_s=2 cm"], "expected a time"),
        (["run", "locomotion", "--subject", "ind3"], "No animal 'ind3'"),
        (["run", "locomotion", "-r", "cage"], "No recording 'cage'"),
        (["test", "wlak"], "that is a function"),
        (["test", "no.py"], "no.py does not exist"),
    ],
)
def test_wrong_words(project: Path, words: list[str], said: str) -> None:
    assert said in workbench(*words, "-p", project, code=2)


@pytest.fixture
def two(project: Path, write_tracks: Callable[[Path], Path]) -> Path:
    """The same with a second recording, which has a zone."""
    write_tracks(project.parent / "data" / "b.csv")
    with (project / "project.toml").open("a") as file:
        file.write(
            '[[recording]]\nname = "b"\ntracks = "../data/b.csv"\nfps = 30\n'
            "zones.left = { circle = { centre = [320, 240], radius = 90 } }\n"
        )
    return project


def test_a_recording_that_lacks_something_is_named_and_the_rest_goes_on(two: Path) -> None:
    found = as_json("run", "dwell", "-p", two, "--target", "left", code=1)
    (problem,) = found["problems"]
    assert problem.startswith("cage 3 ä: 'left' is no zone for 'dwell'")
    assert {row["recording"] for row in found["summary"]} == {"b"}
    assert "cage 3 ä: 'left' is no zone" in workbench(
        "run", "dwell", "-p", two, "--target", "left", code=1
    )


@pytest.mark.parametrize(
    ("setting", "said"), [("mn_s=2", "unknown setting 'mn_s'"), ("min_s=2 cm", "expected a time")]
)
def test_a_wrong_setting_is_said_once(two: Path, setting: str, said: str) -> None:
    output = workbench("run", "locomotion", "-p", two, "--set", setting, code=2)
    assert output.count(said) == 1


def test_run_needs_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "is not a project" in workbench("run", "locomotion", code=2)
