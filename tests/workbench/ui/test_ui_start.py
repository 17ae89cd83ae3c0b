"""The page Start: beginning a project, what it holds, scale and zones."""

from __future__ import annotations

import json
import shlex
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from graphs.errors import UserError
from workbench.cli import app
from workbench.project import open_project
from workbench.project_set import Said, with_said, zone_of
from workbench.ui.actions.beginning import NewFolder, OpenFolder, TakeDemo, beginning_of
from workbench.ui.actions.contract import CancelledError, Report
from workbench.ui.actions.projects import SetRecordings
from workbench.ui.routes.state import State
from workbench.ui.server import make_app

JSON = {"Origin": "http://127.0.0.1:7860"}


@pytest.fixture(scope="module")
def client(sample_folder: Path) -> TestClient:
    """A server that shows the demo project; nothing in it may be changed."""
    state = State()
    state.projects.open(sample_folder)
    return TestClient(make_app(state), base_url="http://127.0.0.1:7860", headers=JSON)


@pytest.fixture
def key(client: TestClient, sample_folder: Path) -> str:
    """The key of the demo project, which the server has open."""
    return State().projects.open(sample_folder)


def ended(client: TestClient, number: int) -> dict[str, Any]:
    """Wait until a beginning is done."""
    for _ in range(600):
        (job,) = [one for one in client.get("/wb/begin/jobs").json() if one["number"] == number]
        if job["state"] != "running":
            return dict(job)
        time.sleep(0.05)
    raise AssertionError(job)


def begun(client: TestClient, name: str, **fields: str) -> dict[str, Any]:
    answer = client.post(f"/wb/begin/do/{name}", json=fields)
    assert answer.status_code == 200, answer.text
    return ended(client, answer.json()["job"]["number"])


# beginnings --------------------------------------------------------------------------------------


def test_a_new_project_is_that_of_the_command(client: TestClient, tmp_path: Path) -> None:
    job = begun(client, "begin.new", folder=str(tmp_path / "page"), ethogram="flies")
    assert job["state"] == "done", job
    assert job["command"] == f"workbench init --ethogram=flies {tmp_path / 'page'}"
    assert client.get(f"/wb/p/{job['data']['key']}/about").json()["name"] == "page"

    made = NewFolder(str(tmp_path / "shell"), "flies")
    done = CliRunner().invoke(app, shlex.split(made.command())[1:])
    assert done.exit_code == 0, done.output
    for name in ("project.toml", "ethogram.toml"):
        assert (tmp_path / "page" / name).read_text() == (tmp_path / "shell" / name).read_text()


def test_the_demo_can_be_stopped_and_is_that_of_the_command(tmp_path: Path) -> None:
    taken, stopped = TakeDemo(str(tmp_path / "page")), Report()
    stopped.tell = lambda share, _what: stopped.stop() if share > 0 else None
    with pytest.raises(CancelledError):
        taken.make(stopped)
    said: list[float] = []
    done = taken.make(Report(tell=lambda share, _what: said.append(share)))
    assert done.data["folder"] == tmp_path / "page"
    assert said == sorted(said)
    assert said[-1] < 1

    run = CliRunner().invoke(app, ["demo", "--project", str(tmp_path / "shell"), "--json"])
    assert run.exit_code == 0, run.output
    facts = [open_project(tmp_path / one).graph().records() for one in ("page", "shell")]
    assert [one.fact_id for one in facts[0]] == [one.fact_id for one in facts[1]]
    drawn = [sorted(p.name for p in (tmp_path / one / "pictures").iterdir())
             for one in ("page", "shell")]  # fmt: skip
    assert drawn[0] == drawn[1] != []


def test_the_command_of_opening_shows_the_project(tmp_path: Path) -> None:
    assert OpenFolder(str(tmp_path / "my mice")).command() == f"workbench app '{tmp_path}/my mice'"


def test_what_cannot_begin_says_why(client: TestClient, tmp_path: Path) -> None:
    job = begun(client, "begin.open", folder=str(tmp_path))
    assert job["state"] == "failed"
    assert "is not a project: it has no project.toml" in job["error"]
    begun(client, "begin.new", folder=str(tmp_path / "twice"))
    again = begun(client, "begin.new", folder=str(tmp_path / "twice"))
    assert "is a project already" in again["error"]
    assert client.post("/wb/begin/do/begin.open", json={"folder": " "}).json()["refused"]
    for name, fields in (("begin.other", {}), ("begin.open", {}), ("begin.new", {"folder": 3})):
        with pytest.raises(UserError):
            beginning_of(name, fields)


def test_ethograms_are_told_with_their_descriptions(client: TestClient) -> None:
    known = client.get("/wb/begin").json()
    (flies,) = [one for one in known["ethograms"] if one["name"] == "flies"]
    assert flies["description"]
    assert "chase" in flies["behaviors"]
    assert known["usual"] in [one["name"] for one in known["ethograms"]]


# what it holds -----------------------------------------------------------------------------------


def test_recordings_come_in_pages_and_can_be_searched(client: TestClient, tmp_path: Path) -> None:
    job = begun(client, "begin.new", folder=str(tmp_path / "many"))
    (tmp_path / "tracks.h5").touch()
    project = open_project(tmp_path / "many")
    project.add(
        [
            {"name": f"m{n:03}", "tracks": tmp_path / "tracks.h5", "group": "ab"[n % 2] * 4}
            for n in range(200)
        ]
    )
    (tmp_path / "tracks.h5").unlink()
    place = f"/wb/p/{job['data']['key']}/holds"
    page = client.get(f"{place}/25/25").json()
    assert page["total"] == 200
    assert [row["name"] for row in page["rows"]] == [f"m{n:03}" for n in range(25, 50)]
    assert "does not exist" in page["rows"][0]["faults"][0]
    assert client.get(f"{place}/0/25?search=BBBB").json()["total"] == 100
    assert client.get(f"{place}/0/25?search=m19").json()["total"] == 10


def test_a_recording_is_told_with_rate_scale_and_zones(client: TestClient, key: str) -> None:
    (row,) = client.get(f"/wb/p/{key}/holds/0/25").json()["rows"]
    assert (row["video_fps"], row["px_per_cm"]) == (30, 10)
    assert row["zones"] == ["feeder", "shelter"]
    told = client.get(f"/wb/p/{key}/animals/open_field").json()
    assert told == {"names": ["mouse_1", "mouse_2"], "called": {}}


def test_a_frame_has_the_size_in_which_corners_are_counted(client: TestClient, key: str) -> None:
    import cv2
    import numpy as np

    answer = client.get(f"/wb/p/{key}/frame/0.5/open_field")
    assert answer.headers["content-type"] == "image/jpeg"
    picture = cv2.imdecode(np.frombuffer(answer.content, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    assert picture.shape == (640, 640, 3)
    assert client.get(f"/wb/p/{key}/frame/0.5/nothing").status_code == 404
    arena = client.get(f"/wb/p/{key}/arena/open_field").json()
    (shelter,) = [one for one in arena["zones"] if one["name"] == "shelter"]
    assert shelter["polygon"] == [[460, 30], [610, 30], [610, 160], [460, 160]]
    assert not shelter["shared"]


# what people say ---------------------------------------------------------------------------------

TEXT = """schema = 1 # first

[defaults]
px_per_cm = 10.0  # measured

[[recording]]
name = "m1"
tracks = "m1.h5"
group = "a"

[[recording]]
name = "m2" # the second
tracks = "m2.h5"
"""


def test_what_is_said_is_written_and_the_rest_stays() -> None:
    said = Said({"group": "control"}, {"ind1": "resident"}, {"nest": {"polygon": [[0, 0]]}})
    text = with_said(TEXT, ["M1", "m2"], said)
    for one in tomllib.loads(text)["recording"]:
        assert one["group"] == "control"
        assert one["animals"] == {"ind1": "resident"}
        assert one["zones"] == {"nest": {"polygon": [[0, 0]]}}
    assert "# the second" in text
    assert "# measured" in text


def test_what_is_taken_out_leaves_nothing_behind() -> None:
    said = Said({"group": "control"}, {"ind1": "resident"}, {"nest": {"polygon": [[0, 0]]}})
    gone = Said({"group": None}, {"ind1": ""}, {"nest": None})
    document = tomllib.loads(with_said(with_said(TEXT, ["m1"], said), ["m1"], gone))
    assert document["recording"][0] == {"name": "m1", "tracks": "m1.h5"}
    with pytest.raises(UserError, match="No zone 'nest' is said here"):
        with_said(TEXT, [], Said(zones={"nest": None}))


def test_without_names_it_holds_for_all() -> None:
    zones = {"nest": {"kind": "shelter", "polygon": [[0, 0], [1, 0], [1, 1]]}}
    document = tomllib.loads(with_said(TEXT, [], Said({"px_per_cm": 12.5}, zones=zones)))
    assert document["defaults"] == {"px_per_cm": 12.5, "zones": zones}
    assert "zones" not in document["recording"][0]


@pytest.mark.parametrize("text", ["nest", "=1,2 3,4", "nest=", "nest=1,2 3", "nest=1,b 2,3"])
def test_a_zone_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="A zone is said as NAME"):
        zone_of(text)


def test_zones_are_said_by_corners() -> None:
    assert zone_of("nest:shelter=10,20 30.5,20 30,40") == (
        "nest", {"kind": "shelter", "polygon": [[10, 20], [30.5, 20], [30, 40]]},
    )  # fmt: skip


def test_a_zone_that_crosses_itself_is_refused_and_nothing_is_written(
    sample_copy: Callable[[], Path],
) -> None:
    project = open_project(sample_copy())
    before = (project.folder / "project.toml").read_text()
    with pytest.raises(UserError, match="polygon crosses itself"):
        SetRecordings(("open_field",), zones=("bow=0,0 10,10 10,0 0,10",)).do(project)
    with pytest.raises(UserError, match="Nothing is said"):
        SetRecordings(("open_field",)).do(project)
    assert (project.folder / "project.toml").read_text() == before


def test_the_verb_set_says_what_it_kept(sample_copy: Callable[[], Path]) -> None:
    folder = sample_copy()
    words = ["set", "open_field", "-p", str(folder), "--group", "control", "--json"]
    done = CliRunner().invoke(app, words)
    assert json.loads(done.stdout)["said"]["values"] == {"group": "control"}
    assert open_project(folder).spec("open_field").group == "control"
    done = CliRunner().invoke(app, ["set", "open_feld", "-p", str(folder), "--group", "a"])
    assert done.exit_code == 2
    assert "did you mean 'open_field'" in done.stderr
