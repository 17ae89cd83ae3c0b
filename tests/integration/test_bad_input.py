"""Bad recordings among good ones: what is said, what is kept, and that mending them is enough."""

from __future__ import annotations

import tomllib
from functools import partial
from pathlib import Path

import pytest
from bad_files import (
    Maker,
    cut,
    empty,
    lost_line,
    no_table,
    noise,
    other_header,
    sleap,
    sound,
    text,
    tracks,
    video,
)
from command_files import facts_of, files_of, lasting_files_of, run, shards_of
from warm_workbench import WarmWorkbench

from pipelines.video import Video


def check_folder(project: Path, *recordings: str) -> None:
    """Assert that a project has all its parts, the given shards, and nothing half-written."""
    assert set(lasting_files_of(project)) == {
        "project.toml", "ethogram.toml", *(f"graph/{name}.parquet" for name in recordings)
    }  # fmt: skip
    tomllib.loads((project / "project.toml").read_text(encoding="utf-8"))


UNREADABLE = (
    "'bad.csv' is not a track file that can be read. Tried:\n"
    "  DeepLabCut h5, SLEAP analysis h5, SLEAP slp, NWB ndx-pose, JABS pose h5: not an HDF5 file\n"
    "  DeepLabCut/LightningPose csv: the first lines must be headed scorer, (individuals,) "
    "bodyparts, coords; they begin with "
)
BAD: dict[str, tuple[str, Maker, str]] = {
    "empty video": (
        "mp4",
        empty,
        "Expected a video file at '{path}'; the file is empty (0 bytes). "
        "Copy it again from its source.\n",
    ),
    "truncated mp4": (
        "mp4",
        cut(video),
        "Expected a video file at '{path}'; its index (moov) is missing: the recording or the copy "
        "was cut short. Copy it again, or repair it with a tool such as untrunc.\n",
    ),
    "audio only": (
        "mp4",
        sound,
        "Expected a video in 'bad.mp4'; found only audio. "
        "Choose the file that holds the picture.\n",
    ),
    "text called mp4": (
        "mp4",
        text,
        "Expected a video file at '{path}'; found text. "
        "Check that the name and the content belong together.\n",
    ),
    "noise called mp4": (
        "mp4",
        noise,
        "Expected a video file at '{path}'; found no video in a known format. "
        "Check the file, or convert it to mp4 (H.264).\n",
    ),
    "empty csv": (
        "csv",
        empty,
        "'bad.csv' is empty (0 bytes). Export or copy the track file again.\n",
    ),
    "csv with a wrong header": ("csv", other_header, f"{UNREADABLE}'scorer', 'parts', '0'\n"),
    "csv without its first line": (
        "csv",
        lost_line,
        f"{UNREADABLE}'individuals', 'bodyparts', 'coords', '0'\n",
    ),
    "empty h5": (
        "h5",
        empty,
        "'bad.h5' is empty (0 bytes). Export or copy the track file again.\n",
    ),
    "truncated h5": ("h5", cut(sleap), "'bad.h5' is a damaged HDF5 file ("),
    "500 frames too many": (
        "csv",
        partial(tracks, frames=590),
        "'bad.csv' has 590 rows and the video 90 frames: 500 too many (at most 2 are ignored). "
        "Give the video that the tracks were made from, or track this one again.\n",
    ),
    "all NaN": (
        "csv",
        partial(tracks, missing=True),
        "'bad.csv' holds no position at all: every value of ind1, ind2 is missing. "
        "Check the tracking, or how it was exported.\n",
    ),
}
"""Name -> ending of the bad file, its maker, and how that what is said of it begins."""

MEND: dict[str, Maker] = {"mp4": video, "csv": tracks, "h5": sleap}


@pytest.mark.parametrize("name", BAD)
def test_bad_file_fails_alone_and_is_labelled_once_it_is_mended(
    workbench: WarmWorkbench, data: Path, tmp_path: Path, name: str
) -> None:
    ending, make, said = BAD[name]
    bad, project = data / f"bad.{ending}", tmp_path / "project"
    make(bad)
    video(data / "bad.mp4") if ending != "mp4" else tracks(data / "bad.csv")
    before = files_of(data)
    first = workbench("label", data, "-p", project, "--fps", 30, "--jobs", 0)
    assert first.exit_code == 1
    assert "1 done, 0 skipped, 1 failed" in first.stdout
    assert f"\nbad: {said.format(path=bad)}" in f"\n{first.stderr}"
    check_folder(project, "good")
    assert files_of(data) == before
    good = shards_of(project)

    MEND[ending](bad)
    again = workbench("label", "-p", project, "--jobs", 0, "--json")
    assert again.exit_code == 0
    assert again.states == {"bad": "done", "good": "skipped"}
    check_folder(project, "bad", "good")
    assert good.items() <= shards_of(project).items()


WARNED = {
    "1 frame too many": (
        91,
        "'odd.csv' has 91 rows and the video 90 frames: the first 90 of both are used.",
    ),
    "tracks end early": (
        50,
        "'odd.csv' has 50 rows and the video 90 frames: the last 40 frames have no tracks and are "
        "not assessed.",
    ),
}
"""Name -> rows of tracks of a video of 90 frames, and what is said of that."""


@pytest.mark.parametrize("name", WARNED)
def test_usable_file_is_labelled_with_a_warning(
    workbench: WarmWorkbench, data: Path, tmp_path: Path, name: str
) -> None:
    rows, said = WARNED[name]
    video(data / "odd.mp4")
    tracks(data / "odd.csv", rows)
    before = files_of(data)
    done = workbench("label", data, "-p", tmp_path / "p", "--fps", 30, "--jobs", 0)
    assert done.exit_code == 0
    assert done.said(f"odd: {said}")
    assert files_of(data) == before
    check_folder(tmp_path / "p", "good", "odd")


def test_truncated_mp4_with_its_index_in_front(
    workbench: WarmWorkbench, data: Path, tmp_path: Path
) -> None:
    cut(partial(video, index_first=True), 0.6)(data / "cut.mp4")
    frames = Video(data / "cut.mp4").frames
    assert 20 < frames < 80
    short = (
        f"The file ends early: its header promises 90 frames, it holds {frames} frames "
        f"({frames / 30:.1f} s). Those are used; copy the file again to get the rest."
    )
    tracks(data / "cut.csv", 90)
    label = ("label", data, "-p", tmp_path / "p", "--fps", 30, "--jobs", 0)
    refused = workbench(*label)
    assert refused.exit_code == 1
    assert refused.said(
        f"cut: 'cut.csv' has 90 rows and the video {frames} frames: {90 - frames} too many (at "
        "most 2 are ignored). Give the video that the tracks were made from, or track this one "
        f"again. About the video: {short}"
    )
    tracks(data / "cut.csv", frames)
    used = workbench(*label)
    assert used.exit_code == 0
    assert used.said(f"cut: {short}")
    check_folder(tmp_path / "p", "cut", "good")


def test_video_of_one_frame(workbench: WarmWorkbench, data: Path, tmp_path: Path) -> None:
    video(data / "one.mp4", frames=1)
    project = tmp_path / "p"
    done = workbench("label", data, "-p", project, "--fps", 30, "--jobs", 0)
    assert done.exit_code == 1
    assert done.said(
        "one: 'one.mp4': tracking needs at least 5 frames to tell animals from the background; "
        "found 1. Give a longer video or a track file."
    )
    check_folder(project, "good")
    tracks(data / "one.csv", frames=1)
    again = workbench("label", data, "-p", project, "--fps", 30, "--jobs", 0, "--json")
    assert again.exit_code == 0
    assert again.states == {"good": "skipped", "one": "done"}
    assert again.outcomes["one"]["frames"] == 1


def test_h5_without_a_table_is_left_out_and_said(
    workbench: WarmWorkbench, data: Path, tmp_path: Path
) -> None:
    no_table(data / "room.h5")
    reason = (
        "HDF5 without pose tracks (looked for DeepLabCut h5, DeepLabCut/LightningPose csv, "
        "SLEAP analysis h5, SLEAP slp, NWB ndx-pose, JABS pose h5, numpy array)"
    )
    alone = workbench("label", data / "room.h5", "-p", tmp_path / "p")
    assert alone.exit_code == 2
    assert alone.said(
        f"workbench: No video or track file was found.\n  - {data / 'room.h5'}: {reason}"
    )
    assert not (tmp_path / "p").exists()
    done = workbench("label", data, "-p", tmp_path / "p", "--fps", 30, "--jobs", 0)
    assert done.exit_code == 0
    assert done.said(f"left out: room.h5: {reason}")
    check_folder(tmp_path / "p", "good")


def test_h5_without_a_table_beside_its_video_is_named_there(
    workbench: WarmWorkbench, data: Path, tmp_path: Path
) -> None:
    no_table(data / "room.h5")
    video(data / "room.mp4")
    workbench("init", tmp_path / "p")
    added = workbench("add", data, "-p", tmp_path / "p")
    assert added.exit_code == 0
    assert "no tracks: 'room.h5' is left out" in added.stdout


def test_names_with_spaces_and_of_other_scripts(
    workbench: WarmWorkbench, data: Path, tmp_path: Path
) -> None:
    name = "Käfig 3 (früh) мышь 雪 'a' #1 100%"
    video(data / f"{name}.mp4")
    tracks(data / f"{name}.csv")
    project = tmp_path / "Projekt Übersicht № 1"
    before = files_of(data)
    done = workbench("label", data, "-p", project, "--jobs", 0, "--fps", 30, "--json")
    assert done.exit_code == 0
    assert done.states == {name: "done", "good": "done"}
    assert files_of(data) == before
    assert workbench("label", "-p", project, "--json").states == {
        name: "skipped",
        "good": "skipped",
    }
    assert facts_of(workbench, project)
    assert workbench("show", name, "-p", project).exit_code == 0


def test_two_recordings_with_one_name(workbench: WarmWorkbench, tmp_path: Path) -> None:
    for day in ("day1", "day2"):
        (tmp_path / "data" / day).mkdir(parents=True)
        tracks(tmp_path / "data" / day / "m1.csv")
    first, second = (tmp_path / "data" / day / "m1.csv" for day in ("day1", "day2"))
    project = tmp_path / "p"
    refused = workbench("label", tmp_path / "data", "-p", project, "--fps", 30)
    assert refused.exit_code == 2
    assert refused.said(
        "workbench: Pairing of files: 1 fault:\n"
        f"  - more than one recording would be called 'm1': '{first}', '{second}'. "
        "Say which belong together in a mapping file (--mapping FILE, a csv with the columns "
        "video, tracks, name), or give only the files that you mean."
    )
    assert not project.exists()
    mapping = tmp_path / "mapping.csv"
    mapping.write_text(f"tracks,name,fps\n{first},m1 day 1,30\n{second},m1 day 2,30\n")
    done = workbench("label", "--mapping", mapping, "-p", project, "--jobs", 0, "--json")
    assert done.exit_code == 0
    assert done.states == {"m1 day 1": "done", "m1 day 2": "done"}


TYPO = (
    "Ethogram 'social rodents': 1 fault in its rules. Correct them in its TOML file and run "
    "again:\n  - chase.rule.when: unknown function 'sped'; did you mean 'speed'?, at >>> in: "
)


def test_ethogram_with_a_typo_in_a_rule(
    workbench: WarmWorkbench, data: Path, tmp_path: Path
) -> None:
    project, own = tmp_path / "p", tmp_path / "own.toml"
    workbench("init", tmp_path / "other")
    right = (tmp_path / "other" / "ethogram.toml").read_text(encoding="utf-8")
    head, chase, rest = right.partition("[behavior.chase]")
    wrong = head + chase + rest.replace("speed(", "sped(", 1)
    own.write_text(wrong, encoding="utf-8")
    label = ("label", data, "-p", project, "--fps", 30, "--jobs", 0)
    refused = workbench(*label, "--ethogram", own)
    assert refused.exit_code == 2
    assert f"workbench: {TYPO}" in refused.stderr
    assert not project.exists()
    own.write_text(right, encoding="utf-8")
    assert workbench(*label, "--ethogram", own).exit_code == 0
    stored = shards_of(project)

    (project / "ethogram.toml").write_text(wrong, encoding="utf-8")
    later = workbench("label", "-p", project, "--jobs", 0)
    assert later.exit_code == 2
    assert f"workbench: {TYPO}" in later.stderr
    assert shards_of(project) == stored
    (project / "ethogram.toml").write_text(right, encoding="utf-8")
    assert workbench("label", "-p", project, "--json").states == {"good": "skipped"}


def test_zone_outside_the_frame(workbench: WarmWorkbench, data: Path, tmp_path: Path) -> None:
    video(data / "seen.mp4")
    tracks(data / "seen.csv")
    project = tmp_path / "p"
    label = ("label", "-p", project, "--jobs", 0)
    assert workbench(*label, data, "--fps", 30).exit_code == 0
    before, file = shards_of(project), project / "project.toml"
    text, zone = file.read_text(encoding="utf-8"), "\n[recording.zones.shelter]\npolygon = "
    file.write_text(f"{text}{zone}[[500, 30], [610, 30], [610, 160]]\n", encoding="utf-8")
    refused = workbench(*label)
    assert refused.exit_code == 1
    assert "0 done, 1 skipped, 1 failed" in refused.stdout
    assert refused.said(
        "seen: Nothing of zone 'shelter' (x 500 to 610, y 30 to 160) lies inside the frame (160 x "
        "120 px). Correct the corners in project.toml: pixels of this video, counted from its top "
        "left."
    )
    assert shards_of(project) == before
    file.write_text(f"{text}{zone}[[100, 30], [220, 30], [220, 60], [100, 60]]\n", encoding="utf-8")
    partly = workbench(*label)
    assert partly.exit_code == 0
    assert partly.said(
        "seen: Zone 'shelter' (x 100 to 220, y 30 to 60) reaches out of the frame (160 x 120 px); "
        "50% of it is inside."
    )


def test_all_of_them_at_once_with_workers(data: Path, tmp_path: Path) -> None:
    project = tmp_path / "p"
    for number, (ending, make, _) in enumerate(BAD.values()):
        make(data / f"bad{number}.{ending}")
        if ending == "csv":
            video(data / f"bad{number}.mp4")
    tracks(data / "also good.csv")
    before = files_of(data)
    done = run("label", data, "-p", project, "--fps", 30, "--jobs", 2, "--json")
    assert done.exit_code == 1
    assert {n for n, state in done.states.items() if state == "done"} == {"good", "also good"}
    assert sum(state == "failed" for state in done.states.values()) == len(BAD)
    assert not any("unexpected" in (o["error"] or "") for o in done.outcomes.values())
    check_folder(project, "also%20good", "good")
    assert files_of(data) == before
