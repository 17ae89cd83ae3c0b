"""Files that are dropped on the page Start: kept if they are understood, else refused and gone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from graphs.errors import UserError
from workbench.project import open_project
from workbench.project_new import create_project
from workbench.samples import sample_folder
from workbench.ui import incoming_files
from workbench.ui.actions.projects import AddRecordings, ImportLabels
from workbench.ui.incoming_files import Arriving, safe_name
from workbench.ui.routes.state import State
from workbench.ui.server import make_app

VIDEO = "open_field.mp4"
TRACKS = "open_fieldDLC_resnet50_open_fieldNov3shuffle1_50000_el.h5"
SCORED = """Observation id,Subject,Behavior,Behavior type,Start (s),Stop (s)
open_field,mouse_1,groom,STATE,5.0,6.5
m9,mouse_1,rear,STATE,1.0,2.0
"""


@pytest.fixture(scope="module")
def server() -> tuple[TestClient, State]:
    state = State()
    headers = {"Origin": "http://127.0.0.1:7860"}
    client = TestClient(make_app(state), base_url="http://127.0.0.1:7860", headers=headers)
    return client, state


@pytest.fixture
def drop(server: tuple[TestClient, State], tmp_path: Path) -> Callable[..., Any]:
    """Drop a file on the page of a new project: ``drop(name, content)``."""
    client, state = server
    key = state.projects.open(create_project(tmp_path / "mice").folder)

    def dropped(name: str, content: bytes) -> Any:
        return client.post(f"/wb/p/{key}/media?name={quote(name, safe='')}", content=content).json()

    return dropped


@pytest.fixture
def media(tmp_path: Path) -> Path:
    return tmp_path / "mice" / "media"


def sample(name: str) -> bytes:
    return (sample_folder() / name).read_bytes()


def test_what_is_understood_is_kept(drop: Callable[..., Any], media: Path) -> None:
    assert drop("m1.mp4", sample(VIDEO))["words"] == "video, 640 x 640 px, 74 s"
    assert drop("m1DLC_x.h5", sample(TRACKS))["words"] == (
        "tracks by DeepLabCut, 2220 frames, 2 animals, 6 keypoints"
    )
    assert drop("scored.csv", SCORED.encode())["what"] == "labels"
    assert sorted(path.name for path in media.iterdir()) == ["m1.mp4", "m1DLC_x.h5", "scored.csv"]
    assert (media / "m1.mp4").read_bytes() == sample(VIDEO)


def test_a_refused_file_is_named_once(drop: Callable[..., Any]) -> None:
    for content in (SCORED.replace("6.5", "soon"), "Observation id,Subject,Time\nm1,a,b\n"):
        refused = drop("of last week.csv", content.encode())["refused"]
        assert refused.startswith("of last week.csv ")
        assert refused.count("of last week") == 1


def test_what_is_added_is_told_as_a_sentence(tmp_path: Path) -> None:
    project = create_project(tmp_path / "mice")
    for name in ("m1.mp4", "m2.mp4"):
        shutil.copy(sample_folder() / VIDEO, tmp_path / name)
    one, two = str(tmp_path / "m1.mp4"), str(tmp_path / "m2.mp4")
    done = AddRecordings((one,)).do(project)
    assert done.message.startswith("1 recording added.")
    done = AddRecordings((one, two)).do(open_project(project.folder))
    assert done.message.startswith("1 recording added, 1 there already.")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("fake.mp4", b"no video at all " * 100, "found text"),
        ("empty.mp4", b"", "empty"),
        ("fake.h5", b"\x89HDF\r\n\x1a\nand then nothing", "is a damaged HDF5 file"),
        ("notes.csv", b"day,weight\n1,20\n", "is not a track file"),
        ("photo.png", b"\x89PNG", "neither a video nor a track file (.png)"),
        ("run.sh", b"#!/bin/sh\n", "neither a video nor a track file (.sh)"),
        ("project.toml", b"schema = 1\n", "neither a video nor a track file (.toml)"),
        ("half.csv", b"Observation id,Subject,Time\nm1,a,b\n", "aggregated"),
    ],
)
def test_what_is_not_understood_is_refused_and_gone(
    drop: Callable[..., Any], media: Path, name: str, content: bytes, why: str
) -> None:
    refused = drop(name, content)["refused"]
    assert why in refused
    assert ".arriving" not in refused
    assert list(media.rglob("*")) == []


def test_a_video_cut_short_is_refused_or_said_to_be_short(drop: Callable[..., Any]) -> None:
    told = drop("cut.mp4", sample(VIDEO)[:2000])
    assert "cut.mp4 is not understood" in told["refused"]


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("../../project.toml", "project.toml"),
        ("C:\\data\\m1.mp4", "m1.mp4"),
        ("/etc/m1.mp4", "m1.mp4"),
        (".hidden.mp4", "hidden.mp4"),
        ("a<b>:c|d?.mp4", "a_b__c_d_.mp4"),
        ("line\nbreak\x00.mp4", "line_break_.mp4"),
        ("Mäuse 1.mp4", "Mäuse 1.mp4"),
        ("m" * 300 + "DLC.h5", "m" * 197 + ".h5"),
    ],
)
def test_names_are_made_safe(told: str, kept: str) -> None:
    assert safe_name(told) == kept


@pytest.mark.parametrize("told", ["", "..", ".", "/", "  ", "con", "NUL.mp4", "x." + "y" * 300])
def test_names_of_which_nothing_is_left_are_refused(told: str) -> None:
    with pytest.raises(UserError, match="cannot be the name of a file here"):
        safe_name(told)


def test_nothing_is_written_outside(drop: Callable[..., Any], tmp_path: Path) -> None:
    kept = drop("../../../m1.mp4", sample(VIDEO))
    assert kept["path"] == str(tmp_path / "mice" / "media" / "m1.mp4")


def test_the_same_file_twice_is_one_and_another_is_refused(drop: Callable[..., Any]) -> None:
    drop("m1.mp4", sample(VIDEO))
    assert "was here already" in drop("m1.mp4", sample(VIDEO))["words"]
    assert "another file of this name" in drop("m1.mp4", sample("open_field_vfr.mp4"))["refused"]


def test_files_that_are_too_large_or_find_no_room_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = create_project(tmp_path / "mice")
    monkeypatch.setattr(incoming_files, "LARGEST", 10)
    arriving = Arriving(project, "m1.mp4")
    arriving.write(b"0123456789")
    with pytest.raises(UserError, match="nothing is copied then"):
        arriving.write(b"!")
    arriving.end()
    monkeypatch.setattr(incoming_files, "KEPT_FREE", 10**18)
    arriving = Arriving(project, "m1.mp4")
    with pytest.raises(UserError, match="the disk is nearly full"):
        arriving.write(b"0")
    arriving.end()
    assert list((project.folder / "media").iterdir()) == []


def test_files_are_paired_with_the_reason(
    server: tuple[TestClient, State], drop: Callable[..., Any], tmp_path: Path
) -> None:
    client, state = server
    key = state.projects.open(tmp_path / "mice")
    drop("open_field.mp4", sample(VIDEO))
    drop("open_fieldDLC_x.h5", sample(TRACKS))
    drop("m2DLC_x.h5", sample(TRACKS))
    drop("scored.csv", SCORED.encode())
    told = client.post(f"/wb/p/{key}/pairing", json={"paths": []}).json()
    assert [(one["name"], one["why"]) for one in told["pairs"]] == [
        ("m2DLC_x", "no video of this stem"), ("open_field", "same beginning"),
    ]  # fmt: skip
    (labels,) = told["labels"]
    assert (labels["of"], labels["unknown"]) == (["open_field"], ["m9"])
    assert labels["waits_for"] == ["open_field"]


def test_a_folder_of_this_machine_is_looked_at_and_nothing_is_copied(
    server: tuple[TestClient, State], tmp_path: Path
) -> None:
    client, state = server
    project = create_project(tmp_path / "mice")
    key = state.projects.open(project.folder)
    own = tmp_path / "own"
    own.mkdir()
    shutil.copy(sample_folder() / VIDEO, own / "m1.mp4")
    (own / "notes.txt").write_text("hello")
    told = client.post(f"/wb/p/{key}/pairing", json={"paths": [str(own)]}).json()
    assert [one["name"] for one in told["pairs"]] == ["m1"]
    assert [one["why"] for one in told["left_out"]] == ["neither a video nor a track file (.txt)"]
    assert not (project.folder / "media").exists()
    fields = {"paths": [str(own)], "fps": 30}
    added = client.post(f"/wb/p/{key}/do/project.add", json=fields).json()
    assert added["data"]["added"]["new"] == ["m1"]
    assert open_project(project.folder).spec("m1").video == own / "m1.mp4"
    again = client.post(f"/wb/p/{key}/pairing", json={"paths": [str(own)]}).json()
    assert again["pairs"][0]["is_here"]
    answer = client.post(f"/wb/p/{key}/pairing", json={"paths": ["mice"]})
    assert "expected a whole path" in answer.json()["refused"]
    answer = client.post(f"/wb/p/{key}/pairing", json={"paths": [str(tmp_path / "gone")]})
    assert "does not exist" in answer.json()["refused"]


def test_labels_of_people_come_in_beside_what_was_labelled(
    sample_copy: Callable[[], Path],
) -> None:
    project = open_project(sample_copy())
    (project.folder / "scored.csv").write_text(SCORED)
    labels = ImportLabels(str(project.folder / "scored.csv"))
    with pytest.raises(UserError, match="m9"):
        labels.do(project)
    done = ImportLabels(labels.file, skip_unknown=True).do(project)
    assert done.message.startswith("1 new fact from scored.csv.")
    (groomed,) = [one for one in project.graph().records() if one.source == "human"]
    assert (groomed.subject, groomed.predicate, groomed.start_s) == ("mouse_1", "groom", 5.0)
