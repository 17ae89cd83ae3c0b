"""The page Memory: lists, one thing in full with its versions, and what changes it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from graphs.errors import UserError
from workbench.project import Project, open_project
from workbench.ui.actions.asking import AcceptAnswer, Ask
from workbench.ui.actions.contract import CancelledError, Report
from workbench.ui.actions.memory import (
    EditSymbol,
    ExportMemory,
    Forget,
    ImportMemory,
    Replay,
    Restore,
    SetPortrait,
    WriteSymbol,
)
from workbench.ui.opened import OpenProjects
from workbench.ui.routes import memory
from workbench.ui.routes.state import ROOT, State

_QUESTION = "how often does mouse_1 rear?"


@pytest.fixture
def project(sample_copy: Callable[[], Path]) -> Project:
    return open_project(sample_copy())


@pytest.fixture
def get(project: Project) -> Callable[..., Any]:
    projects = OpenProjects()
    key = projects.open(project.folder)
    server = FastAPI()
    server.include_router(memory.router(State(projects=projects)), prefix=ROOT)
    client = TestClient(server)

    def answer(path: str, status: int = 200, **query: str) -> Any:
        found = client.get(f"{ROOT}/p/{key}/memory/{path}", params=query)
        assert found.status_code == status, found.text
        return found.json()

    return answer


def _accepted(project: Project) -> str:
    kept = str(Ask(_QUESTION).do(project).data["kept"])
    AcceptAnswer(kept).do(project)
    return kept


def test_nothing_is_remembered_at_first(get: Callable[..., Any]) -> None:
    known = get("all")
    assert known["symbols"] == known["others"] == known["forgotten"] == []
    assert "definition" in known["symbol_kinds"]
    assert known["portrait"]["species"] == "social rodents"


def test_all_kinds_are_listed(project: Project, get: Callable[..., Any]) -> None:
    WriteSymbol("far", "more than 20 cm away").do(project)
    WriteSymbol("near", "less than 5 cm away").do(project)
    Forget("near").do(project)
    place = _accepted(project)
    known = get("all")
    assert [(one["name"], one["kind"], one["pinned"]) for one in known["symbols"]] == [
        ("far", "definition", True)
    ]
    assert [one["name"] for one in known["forgotten"]] == ["near"]
    kinds = {one["kind"] for one in known["others"]}
    assert kinds == {"case", "exemplar", "conversation"}
    assert place.rpartition(".")[0] in {one["id"] for one in known["others"]}


def test_a_symbol_is_shown_with_its_versions(project: Project, get: Callable[..., Any]) -> None:
    WriteSymbol("far", "more than 20 cm away").do(project)
    EditSymbol("far", "more than 25 cm away").do(project)
    done = EditSymbol("far", pinned=False).do(project)
    assert done.data["version"] == 3
    one = get("one", id="far")
    assert [version["text"] for version in one["versions"]] == [
        "more than 20 cm away", "more than 25 cm away", "more than 25 cm away",
    ]  # fmt: skip
    assert [version["pinned"] for version in one["versions"]] == [True, True, False]
    assert not one["forgotten"]


def test_what_is_forgotten_is_kept_and_comes_back(
    project: Project, get: Callable[..., Any]
) -> None:
    WriteSymbol("far", "more than 20 cm away").do(project)
    Forget("far").do(project)
    gone = get("one", id="far")
    assert gone["forgotten"]
    assert gone["versions"][0]["text"] == "more than 20 cm away"
    Restore("far").do(project)
    assert not get("one", id="far")["forgotten"]


def test_other_kinds_are_forgotten_and_come_back(project: Project, get: Callable[..., Any]) -> None:
    _accepted(project)
    [case] = [one["id"] for one in get("all")["others"] if one["kind"] == "case"]
    shown = get("one", id=case)
    assert shown["uses"][0]["question"] == _QUESTION
    assert "program" in shown["text"]
    assert Forget(case).do(project).data == {"forgotten": case}
    assert get("all")["forgotten_others"] == [case]
    assert get("one", id=case)["forgotten"]
    Restore(case).do(project)
    assert get("one", id=case)["text"] == shown["text"]


def test_a_conversation_is_shown_with_its_turns(project: Project, get: Callable[..., Any]) -> None:
    place = _accepted(project)
    [turn] = get("one", id=place.rpartition(".")[0])["turns"]
    assert (turn["question"], turn["standing"]) == (_QUESTION, "accepted")


def test_what_is_not_there_is_told(get: Callable[..., Any]) -> None:
    assert "no symbol <far>" in get("one", 400, id="far")["error"]
    assert "no tip '7'" in get("one", 400, id="tip:7")["error"]
    assert get("one", 400, id="../../etc/passwd")["error"]


def test_an_edit_that_spoils_accepted_answers_is_refused_unless_one_insists(
    project: Project,
) -> None:
    WriteSymbol("who", "mouse_1", kind="correction").do(project)
    asked = Ask("how often does <who> rear?").do(project)
    AcceptAnswer(asked.data["kept"]).do(project)
    with pytest.raises(UserError, match="that were accepted"):
        EditSymbol("who", "mouse_2").do(project)
    with pytest.raises(UserError, match="that were accepted"):
        Forget("who").do(project)
    assert project.memory.read("who").text == "mouse_1"
    EditSymbol("who", "mouse_2", anyway=True).do(project)
    done = Replay().do(project)
    assert list(done.data["different"]) == ["how often does <who> rear?"]


def test_replay_says_what_is_the_same_and_can_be_stopped(project: Project) -> None:
    _accepted(project)
    shares: list[float] = []
    report = Report(lambda share, _what: shares.append(share))
    done = Replay().run(project, report)
    assert done.data["same"] == (_QUESTION,)
    assert shares == [0.0]
    report.stop()
    with pytest.raises(CancelledError):
        Replay().run(project, report)


def test_what_is_exported_can_be_imported(
    project: Project, sample_copy: Callable[[], Path]
) -> None:
    WriteSymbol("far", "more than 20 cm away").do(project)
    EditSymbol("far", "more than 25 cm away").do(project)
    text = ExportMemory(kinds=("all",)).do(project).data["text"]
    other = open_project(sample_copy())
    done = ImportMemory(text).do(other)
    assert [(one["name"], one["versions"]) for one in done.data["imported"]] == [("far", 2)]
    assert [one.text for one in other.memory.history("far")] == [
        "more than 20 cm away", "more than 25 cm away",
    ]  # fmt: skip
    EditSymbol("far", "more than 30 cm away").do(other)
    with pytest.raises(UserError, match="stand for something else here"):
        ImportMemory(text).do(other)
    renamed = ImportMemory(text, "rename").do(other)
    assert [one["now"] for one in renamed.data["imported"]] == ["far_2"]


def test_preferences_are_said_and_forgotten(project: Project) -> None:
    with pytest.raises(UserError, match="No unit 'inch'"):
        SetPortrait(units="inch").do(project)
    assert SetPortrait(units="mm").do(project).data["said"] == ["units"]
    assert SetPortrait(clear=("units",)).do(project).data["units"] == ""
