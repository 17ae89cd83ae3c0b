"""The verb ``search``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from told_project import ONE, TWO, damage, told_project
from typer.testing import CliRunner, Result

from workbench.cli import app
from workbench.cli.search import ALWAYS, LEAST_OF_BEST
from workbench.project import Project
from workbench.project_new import create_project


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return told_project(tmp_path_factory.mktemp("asked"))


def invoke(told: Project, *words: object, code: int = 0) -> Result:
    done = CliRunner().invoke(app, ["search", *map(str, words), "-p", str(told.folder)])
    assert done.exit_code == code, done.output
    return done


def as_json(told: Project, *words: object, code: int = 0) -> Any:
    return json.loads(invoke(told, *words, "--json", code=code).stdout)


def test_events_with_their_facts(told: Project) -> None:
    lines = invoke(told, "A chases C", "-k", 1).stdout.splitlines()
    assert lines[0].startswith(f"{TWO}  0.0 to 8.0 s  bout-0001  rank 1, score ")
    assert "    A chases C from 5.0 to 6.0 s" in lines
    hits = as_json(told, "chases", "--to", 8)["hits"]
    assert [(h["hit"]["recording"], h["hit"]["event_id"]) for h in hits] == [
        (ONE, "bout-0001"), (TWO, "bout-0001"),
    ]  # fmt: skip
    assert as_json(told, "chases", "--from", 8, "-r", TWO, "--zone", "shelter")["notes"]


def test_events_that_hardly_fit_are_left_out(told: Project) -> None:
    every = as_json(told, "C", "--all", "-k", 9)
    scores = [hit["hit"]["score"] for hit in every["hits"]]
    fits = [
        hit["hit"]["score"]
        for hit in every["hits"]
        if hit["hit"]["rank"] <= ALWAYS or hit["hit"]["score"] >= LEAST_OF_BEST * max(scores)
    ]
    some = as_json(told, "C", "-k", 9)
    assert [hit["hit"]["score"] for hit in some["hits"]] == fits
    assert (every["left_out"], some["left_out"]) == (0, len(scores) - len(fits))
    assert 0 < len(fits) < len(scores)
    said = invoke(told, "C", "-k", 9).stdout
    assert "left out that hardly fit; see them with --all" in said
    starts = [(hit["hit"]["recording"], hit["hit"]["start_s"]) for hit in every["hits"]]
    assert starts == sorted(starts)


def test_why(told: Project) -> None:
    said = invoke(told, "C", "--related", "--explain", "-k", 2).stdout
    assert "    why: named in the question: C 1.000" in said
    (hit, *_) = as_json(told, "C", "--related", "--explain")["hits"]
    assert hit["why"]["seeds"] == {"C": 1.0}
    assert "why" not in as_json(told, "C")["hits"][0]


def test_faults_are_said(told: Project, tmp_path: Path) -> None:
    assert "did you mean 'C'" in invoke(told, "chases", "--animal", "c", code=2).stderr
    assert "did you mean 'day " in as_json(told, "chases", "-r", "day 3", code=2)["error"]
    assert "numbers of seconds" in invoke(told, "chases", "--from", "nan", code=2).stderr
    empty = invoke(create_project(tmp_path / "empty"), "chases")
    assert "Nothing is labelled yet; run: " in empty.stderr
    assert empty.stdout == "No event fits.\n"


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    broken = told_project(tmp_path)
    damage(broken)
    done = invoke(broken, "chases", code=1)
    assert "'day 1'" in done.stderr
    assert TWO in done.stdout
    assert as_json(broken, "chases", code=1)["problems"]
