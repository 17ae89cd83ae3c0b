"""The page Describe: what is told before, what a model would get, stopping and going on."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from model_server import ModelServer, Request
from starlette.testclient import TestClient
from typer.testing import CliRunner

from graphs.errors import UserError
from graphs.filters import FactFilter
from workbench.cli import app
from workbench.previewing import preview
from workbench.project import open_project
from workbench.project_new import create_project
from workbench.samples import sample_folder as samples
from workbench.ui.actions.contract import CancelledError, Report, command
from workbench.ui.actions.labelling import EstimateModel, Label
from workbench.ui.actions.models import PreviewQuestion, SetModel
from workbench.ui.pace import keep_pace, pace
from workbench.ui.routes.state import State
from workbench.ui.server import make_app

VIDEO, TRACKS = "open_field.mp4", "open_fieldDLC_resnet50_open_fieldNov3shuffle1_50000_el.h5"


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """A project of three recordings that are not described, one of which cannot be read."""
    own = tmp_path / "own"
    own.mkdir()
    for name in ("m1", "m2", "m3"):
        shutil.copy(samples() / TRACKS, own / f"{name}.h5")
    (own / "m2.h5").write_bytes(b"\x89HDF\r\n\x1a\n and nothing")
    project = create_project(tmp_path / "mice")
    project.add([{"name": n, "tracks": own / f"{n}.h5", "fps": 30.0} for n in ("m1", "m2", "m3")])
    return project.folder


def test_a_recording_that_fails_stops_no_other_and_is_told(three: Path) -> None:
    done = Label().run(open_project(three), Report())
    assert done.message.startswith("2 done, 1 failed.\nm2: ")
    states = {one["recording"]: one["state"] for one in done.data["outcomes"]}
    assert states == {"m1": "done", "m2": "failed", "m3": "done"}


def test_stopped_work_keeps_what_is_done_and_goes_on(three: Path) -> None:
    report = Report()
    report.tell = lambda share, _what: report.stop() if share >= 1 / 3 else None
    with pytest.raises(CancelledError):
        Label(("m1", "m3")).run(open_project(three), report)
    assert open_project(three).store().recordings() == ["m1"]

    shares: list[float] = []
    report = Report(tell=lambda share, _what: shares.append(share))
    done = Label(("m1", "m3")).run(open_project(three), report)
    states = {one["recording"]: one["state"] for one in done.data["outcomes"]}
    assert states == {"m1": "skipped", "m3": "done"}
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_only_what_is_chosen_is_described(three: Path) -> None:
    Label(("m3",), "fixed").run(open_project(three), Report())
    project = open_project(three)
    assert project.store().recordings() == ["m3"]
    assert project.settings.segmenter == "fixed"
    line = command(Label(("m3",), "fixed", budget="9 calls", model=True), three)
    assert line == (
        f"workbench label --recording=m3 --segmenter=fixed --model '--budget=9 calls' "
        f"--project {three}"
    )
    with pytest.raises(UserError, match="no segmenter 'fixd'; did you mean 'fixed'"):
        Label(segmenter="fixd").run(project, Report())


def test_corrections_that_moved_are_told(sample_copy: Callable[[], Path]) -> None:
    project = open_project(sample_copy())
    (chase,) = project.graph().records(
        FactFilter(subject="mouse_2", predicate="chase", source="rule")
    )
    project.graph().corrections.reject([chase.fact_id])
    text = project.ethogram_path.read_text()
    longer = text.replace(
        "> 1.3 BL/s and speed(object, 0.3 s) > 1.2", "> 0.9 BL/s and speed(object, 0.3 s) > 0.9"
    )
    assert longer != text
    project.ethogram_path.write_text(longer)
    done = Label().run(open_project(project.folder), Report())
    assert done.data["carried"] == {"open_field": 1}
    first, second = done.message.splitlines()
    assert first == "1 done."
    assert second.startswith(
        "open_field: 1 correction now applies to bouts with other times, or to none; see: "
    )


def test_a_model_that_works_is_told_from_its_first_question(
    sample_copy: Callable[[], Path],
) -> None:
    project = open_project(sample_copy())
    told = [""]
    heard: list[str] = []

    def reply(_request: Request) -> object:
        heard.append(told[-1])
        return {"colour": "red"}

    server = ModelServer(reply)
    try:
        SetModel("openai-compatible", server.model, server.url).do(project)
        report = Report(tell=lambda _share, what: told.append(what))
        done = Label(model=True, budget="1 calls").run(open_project(project.folder), report)
    finally:
        server.close()
    assert heard[:1] == ["open_field: asking the model"]
    assert done.message.splitlines()[0] == "1 skipped."
    assert done.message.splitlines()[1].startswith("By ")


def test_recordings_and_paths_are_not_given_together(three: Path) -> None:
    words = ["label", str(three.parent / "own"), "--recording", "m1", "-p", str(three)]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 2
    assert "Give PATHS, or --recording" in done.stderr
    done = CliRunner().invoke(app, ["label", "--recording", "m9", "-p", str(three)])
    assert "No recording 'm9'" in done.stderr


def test_without_recordings_there_is_nothing_to_describe(tmp_path: Path) -> None:
    project = create_project(tmp_path / "empty")
    with pytest.raises(UserError, match="no recordings yet"):
        Label().run(project, Report())


# what is told before -----------------------------------------------------------------------------


def test_what_is_to_be_expected(sample_copy: Callable[[], Path]) -> None:
    project = open_project(sample_copy())
    state = State()
    key = state.projects.open(project.folder)
    client = TestClient(make_app(state), base_url="http://127.0.0.1:7860")
    told = client.get(f"/wb/p/{key}/describing").json()
    assert told["recordings"] == [
        {"name": "open_field", "seconds": 74.0, "has_video": True, "described": True,
         "changed": False}
    ]  # fmt: skip
    assert [one["name"] for one in told["segmenters"]] == [
        "activity", "changepoint", "fixed", "scenes", "surprise",
    ]  # fmt: skip
    assert all(one["about"].endswith((".", ";")) for one in told["segmenters"])
    assert told["model"] is None

    project.set_values("label", {"segmenter": "fixed"})
    assert client.get(f"/wb/p/{key}/describing").json()["recordings"][0]["changed"]


def test_the_pace_is_that_of_what_was_done(sample_copy: Callable[[], Path]) -> None:
    from pipelines.batch import Outcome

    project = open_project(sample_copy())
    assert pace(project) is None
    keep_pace(project, [Outcome("open_field", "skipped", 0.1)])
    assert pace(project) is None
    keep_pace(project, [Outcome("open_field", "done", 7.4)])
    assert pace(project) == pytest.approx(0.1)
    keep_pace(project, [Outcome("open_field", "done", 22.2)])
    assert pace(project) == pytest.approx(0.2)
    (project.cache_folder / "pace.json").write_text("{half")
    assert pace(project) is None


def test_a_model_is_told_with_the_variable_of_its_key_and_never_the_key(
    sample_copy: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pydantic_ai", reason="needs the extra models")
    project = open_project(sample_copy())
    state = State()
    key = state.projects.open(project.folder)
    client = TestClient(make_app(state), base_url="http://127.0.0.1:7860")
    SetModel("openai", "gpt-x").do(project)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    told = client.get(f"/wb/p/{key}/describing").json()["model"]
    assert (told["key_env"], told["has_key"], told["stays"]) == ("OPENAI_API_KEY", False, False)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    answer = client.get(f"/wb/p/{key}/describing")
    assert answer.json()["model"]["has_key"]
    assert "sk-secret" not in answer.text
    assert "sk-secret" not in (project.folder / "project.toml").read_text()
    SetModel("ollama", "qwen").do(project)
    told = client.get(f"/wb/p/{key}/describing").json()["model"]
    assert (told["key_env"], told["stays"]) == (None, True)


def test_an_estimate_without_a_model_says_so(sample_copy: Callable[[], Path]) -> None:
    with pytest.raises(UserError, match="has no model"):
        EstimateModel().run(open_project(sample_copy()), Report())


# what a model would get --------------------------------------------------------------------------


def test_the_question_is_the_one_that_would_be_asked(sample_copy: Callable[[], Path]) -> None:
    project = open_project(sample_copy())
    found = preview(project, "open_field")
    assert found.question is not None
    told = PreviewQuestion("open_field").do(project).data
    assert told["event"] == found.event.event_id == "bout-0001"
    assert told["text"] == found.question.text
    assert "mouse_1" in told["text"]
    pictures = [one["data"].removeprefix("data:image/jpeg;base64,") for one in told["pictures"]]
    assert [base64.b64decode(one) for one in pictures] == [
        image.data for image in found.question.images
    ]
    assert not project.runs_folder.exists()


def test_another_event_can_be_asked_for(sample_copy: Callable[[], Path]) -> None:
    project = open_project(sample_copy())
    assert preview(project, "open_field", "bout-0003").event.event_id == "bout-0003"
    with pytest.raises(UserError, match="No event 'bout-003'"):
        preview(project, "open_field", "bout-003")


def test_what_is_not_described_or_has_no_video_has_no_question(three: Path) -> None:
    project = open_project(three)
    with pytest.raises(UserError, match="describe it by rules first"):
        preview(project, "m1")
    Label(("m1",)).run(project, Report())
    with pytest.raises(UserError, match="has no video"):
        preview(project, "m1")
