"""A trained DeepLabCut model follows two mice in a video, and their facts come out."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from make_model import FPS, FURS, POINTS, SIZE_PX, clip_times, scene, truth_px

from pipelines.tracks.read import read_tracks
from sample_data.scene import BODY_LENGTH_CM, FRAME_PX, PX_PER_CM
from workbench.project_new import create_project

pytestmark = [pytest.mark.heavy, pytest.mark.filterwarnings("ignore")]

BODY_PX = BODY_LENGTH_CM * PX_PER_CM * SIZE_PX / FRAME_PX


def in_own_process(*arguments: object) -> dict[str, Any]:
    """Run the workbench as a person does; returns its JSON."""
    done = subprocess.run(
        [sys.executable, "-m", "workbench", *map(str, arguments), "--json"],
        capture_output=True, text=True, check=False, env=os.environ,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    document = json.loads(done.stdout)
    assert isinstance(document, dict)
    return document


def digest(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        str(path): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def tracked(two_mice: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of the workbench with the clip, tracked with the trained model."""
    folder = tmp_path_factory.mktemp("tracked") / "p"
    project = create_project(folder)
    text = (folder / "project.toml").read_text()
    # a minute of training leaves confidences low
    (folder / "project.toml").write_text(f"{text}\n[label.clean]\nmin_confidence = 0.1\n")
    clip = two_mice.parent / "clip.mp4"
    before = digest(two_mice.parent)
    document = in_own_process("track", clip, "--model", two_mice, "--project", folder)
    (outcome,) = document["outcomes"]
    assert (outcome["state"], outcome["frames"]) == ("done", len(clip_times()))
    assert Path(outcome["tracks"]).parent == project.folder / "tracks"
    assert document["added"]["new"] == ["clip"]
    assert digest(two_mice.parent) == before
    return folder


def test_the_mice_are_where_they_really_are(tracked: Path, measured: Callable[[str], None]) -> None:
    (path,) = (tracked / "tracks").iterdir()
    tracks = read_tracks(path, fps=FPS)
    assert (tracks.individuals, tracks.keypoints) == (list(FURS), list(POINTS))
    position = tracks.data["position"].to_numpy().transpose(0, 3, 2, 1)
    error = np.linalg.norm(position - truth_px(scene("two"), clip_times()), axis=-1)
    each = ", ".join(f"{p} {np.median(error[:, :, k]):.2f}" for k, p in enumerate(POINTS))
    measured(
        f"two mice, {len(error)} frames: median error {np.median(error):.2f} px ({each}); "
        f"body length {BODY_PX:.1f} px"
    )
    assert np.median(error) < BODY_PX / 4
    assert (np.median(error, axis=(0, 2)) < BODY_PX / 2).all()


def test_what_is_done_is_not_tracked_again(two_mice: Path, tracked: Path) -> None:
    clip = two_mice.parent / "clip.mp4"
    again = in_own_process("track", clip, "--model", two_mice, "--project", tracked)
    assert again["outcomes"][0]["state"] == "skipped"
    assert again["added"]["unchanged"] == ["clip"]


def test_facts_come_out_of_a_video_and_a_model(
    tracked: Path, measured: Callable[[str], None]
) -> None:
    labelled = in_own_process("label", "--project", tracked, "--jobs", 0)
    (outcome,) = labelled["outcomes"]
    assert outcome["state"] == "done"
    assert outcome["facts"] > 0
    facts = in_own_process("facts", "--project", tracked)["facts"]
    measured(f"{len(facts)} facts: {', '.join(sorted({fact['predicate'] for fact in facts}))}")
    assert {fact["subject"] for fact in facts} == set(FURS)
