"""`workbench label`: from files to a project with facts."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pipelines.batch import Outcome
from workbench.cli import app
from workbench.cli.batch_words import remarks_in_words

Write = Callable[[Path], Path]
NOBODY = 65534


def workbench(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def label(*arguments: object) -> Result:
    return workbench("label", "--jobs", 0, *arguments)


def test_label_makes_the_project_resumes_and_can_be_forced(project: Path) -> None:
    text = (project / "project.toml").read_text(encoding="utf-8")
    assert 'tracks = "../data/cage 3 ä.csv"' in text
    assert 'group = "control"' in text
    again = label("-p", project, "--json")
    assert again.exit_code == 0
    outcome = json.loads(again.stdout)["outcomes"][0]
    assert (outcome["recording"], outcome["state"]) == ("cage 3 ä", "skipped")
    assert (outcome["frames"], outcome["animals"]) == (90, 2)
    forced = json.loads(label("-p", project, "--json", "--force").stdout)
    assert forced["outcomes"][0]["state"] == "done"


def test_changed_setting_labels_again_and_is_kept(project: Path) -> None:
    done = json.loads(label("-p", project, "--segmenter", "fixed", "--json").stdout)
    assert done["outcomes"][0]["state"] == "done"
    assert json.loads(label("-p", project, "--json").stdout)["outcomes"][0]["state"] == "skipped"
    assert 'segmenter = "fixed"' in (project / "project.toml").read_text(encoding="utf-8")


def test_one_bad_recording_stops_no_other_and_the_exit_code_says_so(
    tmp_path: Path, write_tracks: Write
) -> None:
    data = tmp_path / "data"
    write_tracks(data / "good.csv")
    (data / "bad.mp4").write_text("this is text")
    (data / "empty.csv").touch()
    (data / "sub").mkdir()
    (data / "sub" / "labels.csv").write_text("frame,attack\n0,1\n")
    done = label(data, "-p", tmp_path / "p", "--fps", 30)
    assert done.exit_code == 1
    assert "1 done, 0 skipped, 2 failed" in done.stdout
    assert "labels.csv: a table of frame, attack: no tracks" in done.stderr
    outcomes = {o["recording"]: o for o in _outcomes(label("-p", tmp_path / "p", "--json"))}
    assert outcomes["good"]["state"] == "skipped"
    assert "empty" in outcomes["empty"]["error"]
    assert outcomes["bad"]["error"]


def _outcomes(result: Result) -> list[dict[str, object]]:
    outcomes = json.loads(result.stdout)["outcomes"]
    assert isinstance(outcomes, list)
    return outcomes


def test_wrong_input_makes_no_project(tmp_path: Path, write_tracks: Write) -> None:
    tracks = write_tracks(tmp_path / "m1.csv")
    labels = tmp_path / "labels.csv"
    labels.write_text("frame,attack\n0,1\n")
    folder = tmp_path / "p"
    wrong = [
        (labels, "no tracks"),
        (tmp_path / "missing.mp4", "does not exist"),
        (tracks, "--segmenter", "surprize", "surprise"),
        (tracks, "--ethogram", "rodents", "shipped"),
        (tracks, "--mapping", tmp_path / "none.csv", "cannot be read"),
    ]
    for *arguments, said in wrong:
        done = label(*arguments, "-p", folder)
        assert done.exit_code == 2
        assert str(said) in done.stderr
        assert not folder.exists()


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("--fps", -3, "a number above 0"),
        ("--fps", "nan", "a number above 0"),
        ("--px-per-cm", "inf", "a number above 0"),
        ("--animal-count", 0, "a whole number, 1 or more"),
        ("--group", "", "not empty"),
        ("--session", " ", "not empty"),
        ("--name", "", "not empty"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_option(
    tmp_path: Path, write_tracks: Write, option: str, value: object, expected: str
) -> None:
    tracks, folder = write_tracks(tmp_path / "m1.csv"), tmp_path / "p"
    done = label(tracks, "-p", folder, option, value)
    assert done.exit_code == 2
    assert f"{option} is " in done.stderr
    assert expected in done.stderr
    assert "project.toml" not in done.stderr
    assert not folder.exists()
    workbench("init", folder)
    added = workbench("add", tracks, "-p", folder, option, value)
    assert (added.exit_code, "project.toml" in added.stderr) == (2, False)
    assert f"{option} is " in added.stderr


def test_options_need_the_recordings_that_they_speak_of(project: Path) -> None:
    done = label("-p", project, "--group", "treated")
    assert done.exit_code == 2
    assert "[defaults]" in done.stderr


def test_ethogram_of_a_project_is_not_replaced(project: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text('[behavior.dig]\ndefinition = "The forepaws move bedding."\n')
    done = label("-p", project, "--ethogram", other)
    assert done.exit_code == 2
    assert "has its own ethogram.toml" in done.stderr


def test_two_recordings_with_one_name_are_refused_with_both_paths(
    tmp_path: Path, write_tracks: Write
) -> None:
    first, second = (write_tracks(tmp_path / day / "m1.csv") for day in ("day1", "day2"))
    done = label(tmp_path, "-p", tmp_path / "p")
    assert done.exit_code == 2
    assert str(first) in done.stderr
    assert str(second) in done.stderr
    assert "--mapping" in done.stderr
    assert label(first, "-p", tmp_path / "p", "--fps", 30).exit_code == 0
    clash = label(second, "-p", tmp_path / "p", "--fps", 30)
    assert clash.exit_code == 2
    assert "--name" in clash.stderr
    named = label(second, "-p", tmp_path / "p", "--fps", 30, "--name", "m1 day 2")
    assert named.exit_code == 0


def test_add_pairs_and_says_why(tmp_path: Path, write_tracks: Write) -> None:
    write_tracks(tmp_path / "120s.csv")
    (tmp_path / "2019.120s.mp4").touch()
    workbench("init", tmp_path / "p")
    done = workbench("add", tmp_path, "-p", tmp_path / "p", "--json")
    recordings = json.loads(done.stdout)["recordings"]
    assert "nearest: '2019.120s.mp4'" in recordings[0]["why"]
    again = workbench("add", tmp_path, "-p", tmp_path / "p")
    assert "2 there already" in again.stdout
    assert workbench("add", "-p", tmp_path / "p").exit_code == 2


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter and read."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@contextmanager
def without_privilege() -> Iterator[None]:
    """Be nobody in particular, because modes do not bind root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(os.name != "posix", reason="modes as on POSIX")
def test_read_only_place_is_refused_and_left_as_it_was(
    open_folder: Path, write_tracks: Write
) -> None:
    tracks = write_tracks(open_folder / "data" / "m1.csv")
    project, locked = open_folder / "p", open_folder / "locked"
    assert label(tracks, "-p", project, "--fps", 30).exit_code == 0
    assert workbench("facts", "-p", project).exit_code == 0  # modules may be out of reach later
    locked.mkdir()
    before = {path: path.stat().st_mtime_ns for path in open_folder.rglob("*")}
    for folder in (project, project / "graph", locked):
        folder.chmod(0o555)
    with without_privilege():
        refused = [
            label(tracks, "-p", locked / "p", "--fps", 30),
            label(tracks, "-p", locked, "--fps", 30),
            label("-p", project, "--force"),
            label(tracks, "-p", project, "--group", "treated"),
        ]
        looked = workbench("facts", "-p", project)
    for done in refused:
        assert done.exit_code == 2
        assert "no permission to write there" in done.stderr
    assert looked.exit_code == 0
    assert {path: path.stat().st_mtime_ns for path in open_folder.rglob("*")} == before


def test_equal_remarks_of_many_recordings_are_said_once() -> None:
    doubt = "The confidence cut-off 0.6 removes more than half."
    outcomes = [Outcome(f"m{n}", "done", 0.1, warnings=(doubt,)) for n in range(20)]
    texts = remarks_in_words([*outcomes, Outcome("bad", "failed", 0.1, error="It is empty.")])
    assert texts[0] == f"20 recordings (m0, m1, m2, m3, m4, ...): {doubt}"
    assert texts[1] == "bad: It is empty."
    assert "[label.clean] min_confidence = 0.3" in texts[2]
    assert remarks_in_words([Outcome("m1", "done", 0.1, warnings=("Odd.",))]) == ["m1: Odd."]


def test_reasons_stand_below_the_table_only(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    done = label(tmp_path / "empty.csv", "-p", tmp_path / "p")
    assert "see below" in done.stdout
    assert "empty.csv" not in done.stdout.partition("remarks")[2]
    assert "empty: " in done.stderr
    assert "recording: 1 added" in done.stderr
