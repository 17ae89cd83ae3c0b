"""The library on the sample, whose truth is known, and on real recordings, if they are there."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import numpy as np
import pytest

from graphs import intervals as algebra
from graphs.ethogram import parse_ethogram
from pipelines.arena import Zone
from pipelines.evaluate.facts import Bout, frame_score, match_bouts
from workbench.analysis.bouts import Bouts
from workbench.analysis.recording import Recording, open_recording
from workbench.behaviors.library import built_in
from workbench.behaviors.rules import described
from workbench.ethograms import ethogram_text
from workbench.samples import sample_folder

COUNTERPARTS = {
    "approach": "approach",
    "chase": "chase",
    "flee": "flee",
    "follow": "follow",
    "groom": "grooming",
    "nose_to_nose": "nose_to_nose",
    "nose_to_tail": "nose_to_tail",
    "rear": "rearing",
    "rest": "rest",
    "enter": "enter_zone",
    "leave": "exit_zone",
}
"""Word of the truth and of the shipped rules -> behavior of the library."""

TRACKS = "DLC_resnet50_open_fieldNov3shuffle1_50000_el.h5"
NOT_ON_MABE = {"rearing_3d", "explore_object"}


@pytest.fixture(scope="module")
def sample() -> Recording:
    folder = sample_folder()
    scene = tomllib.loads((folder / "scene.toml").read_text(encoding="utf-8"))
    corners = [(float(x), float(y)) for x, y in scene["zones"]["shelter"]["polygon"]]
    return open_recording(
        folder / "open_field.mp4",
        folder / f"open_field{TRACKS}",
        px_per_cm=scene["px_per_cm"],
        zones={"shelter": Zone.polygon("shelter", corners)},
    )


@pytest.fixture(scope="module")
def mabe(shared_data: Path) -> Recording:
    folder = shared_data / "amadeusgpt_examples" / "MABe"
    stem = folder / "EGS8X2MN4SSUGFWAV976"
    floor = Zone.polygon("floor", [(80, 90), (450, 90), (450, 465), (80, 465)], "arena")
    return open_recording(
        stem.with_suffix(".mp4"), stem.with_suffix(".h5"), fps=30, zones={"floor": floor}
    )


def as_truth(found: Bouts, word: str) -> list[Bout]:
    return [
        Bout(subject or "", word, target, float(start_s), float(stop_s))
        for subject, target, (start_s, stop_s) in zip(
            found.subject, found.object, found.intervals, strict=True
        )
    ]


@pytest.mark.parametrize("word", COUNTERPARTS)
def test_the_truth_of_the_sample_is_found(sample: Recording, word: str) -> None:
    with (sample_folder() / "truth.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["recording"] == "open_field"]
    true = [
        Bout(r["subject"], word, r["object"] or None, float(r["start_s"]), float(r["stop_s"]))
        for r in rows
        if r["predicate"] == word
    ]
    found = as_truth(sample.behavior(COUNTERPARTS[word]), word)
    assert true
    assert match_bouts(found, true)[word].f1 >= 0.9


@pytest.mark.parametrize("word", [w for w in COUNTERPARTS if w not in ("enter", "leave")])
def test_the_library_agrees_with_the_shipped_rules(sample: Recording, word: str) -> None:
    ethogram = parse_ethogram(ethogram_text("social_rodents"))
    facts = described(sample, ethogram, ethogram[word]).facts
    found = sample.behavior(COUNTERPARTS[word])
    shared_s, either_s = 0.0, 0.0
    for index, row in enumerate(found.rows):
        theirs = [(f.start_s, f.stop_s) for f in facts if (f.subject, f.object) == (row[1], row[2])]
        ours = algebra.as_intervals(found.span(index))
        other = algebra.as_intervals(np.array(theirs).reshape(-1, 2))
        shared_s += algebra.total_s(algebra.intersection(ours, other))
        either_s += algebra.total_s(algebra.union(ours, other))
    assert shared_s > 0.95 * either_s > 0


@pytest.mark.parametrize("name", sorted(set(built_in().behaviors) - NOT_ON_MABE))
def test_everything_runs_on_a_real_recording(mabe: Recording, name: str) -> None:
    one = built_in().behaviors[name]
    paw = {"paw": "left hindpaw"} if name in ("stride", "stance") else {}
    found = mabe.behavior(name, **paw)
    pairs = 6 if one.entry.target == "animal" else 3
    assert len(found.rows) == pairs
    assert 100 < found.assessed_s / pairs * 3 <= 180.1
    if one.entry.kind == "state":
        assert (found.duration_s > 0).all()
    else:
        assert (found.duration_s == 0).all()
    for index in range(len(found.rows)):
        assert (np.diff(found.span(index).ravel()) >= 0).all()


def test_rearing_in_three_dimensions_on_a_real_recording(shared_data: Path) -> None:
    file = shared_data / "amadeusgpt_examples" / "MausHaus3D" / "keypoints_3d_short.h5"
    rec = open_recording(tracks=file, fps=30)
    found = rec.behavior("rearing_3d")
    assert found.assessed_s > 10
    assert found.fraction < 0.2


@pytest.mark.parametrize(("near", "least"), [("0.4 BL", 0.74), ("2.5 cm", 0.77)])
def test_exploration_agrees_with_a_person(shared_data: Path, near: str, least: float) -> None:
    folder = shared_data / "mouse_object_exploration"
    pooled = None
    for line in (folder / "videos.csv").read_text(encoding="utf-8").splitlines()[1:]:
        video = line.split(",")[0]
        rec = _exploring(folder, video)
        with (folder / "labels" / f"{video}_labels.csv").open(encoding="utf-8") as file:
            labels = list(csv.DictReader(file))
        for thing in ("obj_1", "obj_2"):
            found = rec.behavior("explore_object", target=thing, near=near).mask(rec).true[0]
            score = frame_score(found, np.array([row[thing] == "1" for row in labels]))
            pooled = score if pooled is None else pooled + score
    assert pooled is not None
    assert pooled.f1 >= least


def _exploring(folder: Path, video: str) -> Recording:
    with (folder / "videos.csv").open(encoding="utf-8") as file:
        scales = {row["video"]: 1 / float(row["cm_per_px"]) for row in csv.DictReader(file)}
    tracks = folder / "pose" / f"{video}_DLC.h5"
    return open_recording(tracks=tracks, fps=25, px_per_cm=scales[video])
