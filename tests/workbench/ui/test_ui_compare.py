"""Groups compared: the numbers of known facts, what is refused, and what the page is offered."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from group_files import RESTED_S, add_groups
from typer.testing import CliRunner

from graphs.errors import UserError
from graphs.filters import FactFilter
from graphs.plain_json import to_json
from workbench.cli import app
from workbench.comparing import Wanted, compare_recordings, comparison_of
from workbench.knowledge.imports import import_graph
from workbench.project import Project, open_project
from workbench.ui.actions.comparing import Budget, Compare
from workbench.ui.actions.contract import Report
from workbench.ui.routes import act, compare
from workbench.ui.routes.state import State


@pytest.fixture
def folder(sample_copy: Callable[[], Path]) -> Path:
    """The demo project with four more recordings, of two groups."""
    return add_groups(open_project(sample_copy())).folder


def _client(folder: Path) -> tuple[TestClient, str]:
    state, server = State(), FastAPI()
    for module in (act, compare):
        server.include_router(module.router(state), prefix="/wb")
    return TestClient(server, base_url="http://127.0.0.1"), state.projects.open(folder)


def test_known_facts_give_known_numbers(folder: Path) -> None:
    heard: list[tuple[int, int, str]] = []
    done = compare_recordings(
        open_project(folder),
        Wanted(("rest",), ("total", "bouts", "share", "distance")),
        lambda *told: heard.append(told),
    )
    rows = {row["measure"]: row for row in done.to_dict()["measures"]}
    assert list(rows) == [
        "rest: total time",
        "rest: number of bouts",
        "rest: share of the assessed time",
        "distance moved",
    ]
    total = rows["rest: total time"]
    assert (total["group_a"], total["group_b"], total["n_a"], total["n_b"]) == (
        "control",
        "treated",
        4,
        4,
    )
    assert (total["mean_a"], total["mean_b"]) == pytest.approx((0.8, 1.8))
    assert total["difference"] == pytest.approx(1.0)
    assert total["p"] == pytest.approx(2 / 70)
    assert rows["rest: number of bouts"]["difference"] == 0
    assert rows["rest: share of the assessed time"]["difference"] == pytest.approx(1 / 3, abs=0.01)
    assert total["p_corrected"] >= total["p"]
    assert heard == [(at, 4, name) for at, name in enumerate(RESTED_S)]
    assert done.remarks == ["Left out, without a group: open_field."]
    assert "The unit of analysis was the animal" in done.comparison.methods


def test_what_is_told_can_be_drawn(folder: Path) -> None:
    done = compare_recordings(open_project(folder), Wanted(("rest",)))
    again = comparison_of(done.to_dict())
    assert again.table.equals(done.comparison.table)
    assert again.plot().get_axes()


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (Wanted(), "Say what to compare"),
        (Wanted(("rset",)), "Did you mean 'rest'"),
        (Wanted(("rest",), ("totl",)), "No measure 'totl'; did you mean 'total'"),
        (Wanted((), ("rate",)), "Say of which behavior: bouts per minute"),
        (Wanted(zones=("shelfer",)), "No zone 'shelfer'; did you mean 'shelter'"),
        (Wanted(("rest",), by="sex"), "group or session; found 'sex'"),
        (Wanted(("rest",), ("total",), cutoff_s=9), "ask for the measure latency, too"),
        (Wanted(("rest",), ("latency",), cutoff_s=-1), "The cutoff is -1; expected a time"),
        (Wanted(("rest",), groups=("control",)), "Two groups are compared; found 1"),
        (Wanted(("rest",), groups=("control", "trated")), "did you mean 'treated'"),
        (Wanted(("rest",), by="session"), "needs recordings of two sessions"),
    ],
)
def test_what_is_wrong_is_told(folder: Path, wanted: Wanted, message: str) -> None:
    with pytest.raises(UserError, match=message):
        compare_recordings(open_project(folder), wanted)


def _one_group_grooms(folder: Path) -> Project:
    """Let a person have looked for grooming in all four, and seen it in those that were treated."""
    project = open_project(folder)
    lines = ["recording,subject,predicate,object,start_s,stop_s"]
    lines += [f"{name},ind{i},groom,,{i},{i + 0.5}" for name in ("t1", "t2") for i in (1, 2)]
    lines += [f"{name},ind{i},groom,,2.9,2.9" for name in ("c1", "c2") for i in (1, 2)]
    (folder / "groomed.csv").write_text("\n".join(lines) + "\n")
    import_graph(project.graph(), folder / "groomed.csv", source="human", whole=True)
    for name in ("c1", "c2"):
        for fact in project.graph().records(FactFilter(name, predicate="groom")):
            project.graph().corrections.reject(fact, by="mara")
    return project


def test_a_measure_that_one_group_has_not_is_left_out_and_said(folder: Path) -> None:
    project = _one_group_grooms(folder)
    wanted = Wanted(("groom",), ("total", "mean", "latency"))
    told = compare_recordings(project, wanted).to_dict()
    assert [row["measure"] for row in told["measures"]] == ["groom: total time"]
    assert told["notes"][0] == (
        "Not compared, as a comparison needs at least two animals in each group: 'groom: mean "
        "length of a bout' has 0 animals in 'control'; 'groom: time to the first bout' has 0 "
        "animals in 'control'. Some were assessed and have no value, because it never happened or "
        "is undefined: give latencies a cutoff (cutoff_s; --cutoff of workbench compare)."
    )
    with pytest.raises(UserError, match="Some were assessed and have no value"):
        compare_recordings(project, Wanted(("groom",), ("latency",)))


def test_a_cutoff_stands_for_who_never_did_it(folder: Path) -> None:
    _one_group_grooms(folder)
    words = ["compare", "-p", str(folder), "--behavior", "groom", "--measure", "latency"]
    done = CliRunner().invoke(app, [*words, "--cutoff", "1.5", "--json"])
    assert done.exit_code == 0, done.output
    (row,) = json.loads(done.stdout)["measures"]
    assert row["measure"] == "groom: time to the first bout, at most 1.5 s"
    assert (row["mean_a"], row["mean_b"], row["n_a"]) == (1.5, 1.25, 4)
    action = Compare(("groom",), ("latency",), cutoff_s=1.5)
    done_on_page = action.run(open_project(folder), Report())
    assert json.loads(to_json(done_on_page.data))["measures"] == [row]
    assert "--cutoff=1.5" in action.words().options


def test_one_recording_cannot_be_compared(sample_folder: Path) -> None:
    with pytest.raises(UserError, match="this project has 1 recording and no group") as told:
        compare_recordings(open_project(sample_folder), Wanted(("rest",)))
    assert "workbench set RECORDING... --group NAME" in str(told.value)


def test_the_command_prints_and_draws(folder: Path, tmp_path: Path) -> None:
    words = ["compare", "-p", str(folder), "--behavior", "rest", "--pictures", str(tmp_path / "f")]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert "rest: total time s" in done.stdout
    assert "Means were compared with two-sided permutation tests" in done.stdout
    assert [path.name for path in (tmp_path / "f").iterdir()] == ["control-treated-comparison.png"]
    refused = CliRunner().invoke(app, [*words, "--format", "gif", "--json"])
    assert refused.exit_code == 2
    assert "found gif" in json.loads(refused.stdout)["error"]


def test_the_page_is_offered_what_there_is(folder: Path, sample_folder: Path) -> None:
    client, key = _client(folder)
    offered: dict[str, Any] = client.get(f"/wb/p/{key}/compare").json()
    assert offered["by"]["group"] == {"control": 2, "treated": 2}
    assert list(offered["lacking"]) == ["session"]
    assert {"name": "rest", "seen": True} in offered["behaviors"]
    assert offered["zones"] == ["feeder", "shelter"]
    assert offered["animals"] == ["ind1", "ind2", "mouse_1", "mouse_2"]
    client, key = _client(sample_folder)
    assert set(client.get(f"/wb/p/{key}/compare").json()["lacking"]) == {"group", "session"}


def test_pictures_are_of_work_that_is_done(folder: Path) -> None:
    client, key = _client(folder)
    budget = client.get(f"/wb/p/{key}/budget/open_field")
    assert budget.content.startswith(b"\x89PNG")
    assert client.get(f"/wb/p/{key}/budget/nowhere").status_code == 404
    started = client.post(f"/wb/p/{key}/do/compare", json={"behaviors": ["rest"]}).json()
    number = started["job"]["number"]
    while (job := client.get(f"/wb/p/{key}/jobs").json()[0])["state"] == "running":
        time.sleep(0.05)
    assert job["state"] == "done", job["error"]
    picture = client.get(f"/wb/p/{key}/compare/picture/{number}")
    assert picture.headers["content-type"] == "image/png"
    assert client.get(f"/wb/p/{key}/compare/picture/{number + 1}").status_code == 404


def test_a_budget_is_what_show_prints(sample_folder: Path) -> None:
    done = Budget("open_field").do(open_project(sample_folder))
    printed = CliRunner().invoke(app, ["show", "open_field", "-p", str(sample_folder), "--json"])
    assert json.loads(to_json(done.data)) == json.loads(printed.stdout)


def test_a_place_without_its_whole_path_is_refused(folder: Path) -> None:
    with pytest.raises(UserError, match="expected a whole path"):
        Compare(("rest",), folder="figures").do(open_project(folder))
