"""Whatever reads stored facts tells which recordings have to be labelled again, until they are."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from workbench.ask.asking import Conversation
from workbench.cli import app
from workbench.comparing import Wanted, compare_recordings
from workbench.labelled import look_for_stale
from workbench.project import Project, open_project
from workbench.ui.actions.comparing import Budget
from workbench.ui.actions.exporting import Export
from workbench.ui.routes import timeline
from workbench.ui.routes.state import State

NAMES = ["c1", "c2", "t1", "t2"]
ALL = (
    "4 recordings were labelled with other settings or files than those of now (c1, c2, t1, t2), "
    "and this reads what was stored then. Label again: on the page Describe, or workbench label."
)
ONE = (
    "t2 was labelled with other settings or files than those of now, and this reads what was "
    "stored then. Label again: on the page Describe, or workbench label."
)
FOLLOWS, RESTS = (
    "how often does ind1 follow ind2 in c1?",
    "what fraction of the time does ind1 rest?",
)


def run(folder: Path, *words: object) -> Result:
    done = CliRunner().invoke(app, [*map(str, words), "-p", str(folder)])
    assert done.exit_code == 0, done.output
    return done


@pytest.fixture(scope="module")
def _groups(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("groups")


@pytest.fixture
def folder(_groups: Path, tmp_path: Path, write_tracks: Callable[[Path], Path]) -> Path:
    """A project of two groups of two recordings, labelled; the first test makes it."""
    if not any(_groups.iterdir()):
        for name in NAMES:
            write_tracks(_groups / "data" / name[0] / f"{name}.csv")
        for group, first in (("control", "c"), ("treated", "t")):
            words = ("label", _groups / "data" / first, "--fps", 30, "--group", group, "--jobs", 0)
            run(_groups / "project", *words)
    return Path(shutil.copytree(_groups, tmp_path / "copy")) / "project"


def change_rule(folder: Path) -> None:
    """Let a contact take longer."""
    path = folder / "ethogram.toml"
    text = path.read_text(encoding="utf-8")
    head, heading, rest = text.partition("[behavior.contact.rule]")
    changed = f"{head}{heading}{rest.replace('min_s = 0.3', 'min_s = 2.0', 1)}"
    assert changed != text
    path.write_text(changed, encoding="utf-8")


def change_scale(folder: Path) -> None:
    """Say another scale of one recording."""
    run(folder, "set", "t2", "--px-per-cm", 12)


def listed(folder: Path, path: str = "recordings") -> Any:
    """Return what the page is sent of a project."""
    state, server = State(), FastAPI()
    key = state.projects.open(folder)
    server.include_router(timeline.router(state))
    return TestClient(server).get(f"/p/{key}/{path}").json()


def stale(folder: Path) -> list[str]:
    found = listed(folder)
    return [name for name, is_stale in zip(found["name"], found["stale"], strict=True) if is_stale]


def caveats(project: Project, question: str) -> list[str]:
    told = Conversation(project).ask(question).caveats
    return [one for one in told if "labelled with other settings" in one]


def test_nothing_is_said_of_what_is_up_to_date(folder: Path) -> None:
    project = open_project(folder)
    assert look_for_stale(project, NAMES) == ([], "")
    assert compare_recordings(project, Wanted(("follow",))).remarks == []
    assert stale(folder) == []
    assert caveats(project, FOLLOWS) == caveats(project, RESTS) == []
    assert json.loads(run(folder, "query", "count follow", "--json").stdout)["remarks"] == []
    assert "labelled with other" not in run(folder, "export", folder / "f.jsonl").stderr


def test_a_changed_rule_is_told_wherever_stored_facts_are_read(folder: Path) -> None:
    change_rule(folder)
    project = open_project(folder)
    assert stale(folder) == NAMES
    compared = run(folder, "compare", "--behavior", "follow")
    assert ALL in " ".join(compared.stderr.split())
    assert compare_recordings(project, Wanted(("follow",))).to_dict()["remarks"] == [ALL]
    assert caveats(project, RESTS) == [ALL]
    assert caveats(project, FOLLOWS) == [ONE.replace("t2", "c1")]
    assert ALL in json.loads(run(folder, "query", "count follow", "--json").stdout)["remarks"]
    told = run(folder, "export", folder / "f.jsonl", "--json")
    assert json.loads(told.stdout)["stale"] == NAMES
    assert "4 recordings (c1, c2, t1, t2) were labelled with other settings" in told.stderr
    done = Export("csv", str(folder / "csv"), ("t2",)).do(project)
    assert done.message.endswith(ONE)


def test_a_changed_scale_is_told_of_its_recording(folder: Path) -> None:
    change_scale(folder)
    project = open_project(folder)
    assert stale(folder) == ["t2"]
    assert ONE in compare_recordings(project, Wanted(("follow",))).remarks
    assert caveats(project, RESTS) == [ONE]
    assert caveats(project, FOLLOWS) == []


def test_what_is_not_stored_is_not_told_of(folder: Path) -> None:
    change_rule(folder)
    project = open_project(folder)
    assert compare_recordings(project, Wanted((), ("distance",))).remarks == []
    assert caveats(project, "how fast is ind1 in c1?") == []
    program = "answer(open_project().recording('c1').behavior('rest').count)"
    answer = Conversation(project).run(f"from workbench import answer, open_project\n{program}")
    assert answer.caveats == ()


def test_labelled_again_nothing_is_said(folder: Path) -> None:
    before = listed(folder, "version/t2")["version"]
    change_scale(folder)
    changed = listed(folder, "version/t2")["version"]
    assert changed != before  # so that an open page shows it
    assert stale(folder) == ["t2"]
    run(folder, "label", "--jobs", 0)
    assert stale(folder) == []
    assert caveats(open_project(folder), RESTS) == []


def test_rules_that_cannot_be_read_are_told(folder: Path) -> None:
    (folder / "ethogram.toml").write_text("[behavior", encoding="utf-8")
    project = open_project(folder)
    (remark,) = look_for_stale(project, NAMES).remarks
    assert remark.startswith("Whether the labels are up to date cannot be told: ")
    assert remark in listed(folder)["problems"]
    assert Budget("c1").do(project).data["stale"] == []
