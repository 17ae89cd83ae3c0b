"""The schema card: short, complete, honest about what was looked at."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import numpy as np
import pytest

from graphs.records import Assessed, Event, Fact, Run
from graphs.storage.shard import RecordingGraph
from pipelines.arena import Arena, Zone
from pipelines.recording import RecordingSpec
from workbench.analysis import recording as recordings
from workbench.ask.card import MOST, card_text, spans
from workbench.ask.card_data import FACT_NAMES, MOST_READ, Body, DataCard, data_card, spread
from workbench.memory.conditions import why_not
from workbench.memory.situation import Situation
from workbench.project import open_project
from workbench.project_new import create_project

POINTS = (
    "nose", "left_ear", "right_ear", "neck", "left_shoulder", "right_shoulder", "left_front_paw",
    "right_front_paw", "left_front_knuckle", "right_front_knuckle", "spine_1", "spine_2", "spine_3",
    "spine_4", "spine_5", "left_hip", "right_hip", "left_hind_paw", "right_hind_paw",
    "left_hind_knuckle", "right_hind_knuckle", "tail_base", "tail_1", "tail_2", "tail_3",
    "tail_tip", "implant_cable",
)  # fmt: skip


def written(path: Path, animals: int, frames: int, missing: float = 0.0) -> Path:
    """Write DeepLabCut tracks; of the last animal this share of the frames is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    who = [f"mouse_{number}" for number in range(1, animals + 1)]
    names = [(animal, point) for animal in who for point in POINTS]
    heads = [
        ["scorer", *["DLC"] * 3 * len(names)],
        ["individuals", *(animal for animal, _ in names for _ in range(3))],
        ["bodyparts", *(point for _, point in names for _ in range(3))],
        ["coords", *["x", "y", "likelihood"] * len(names)],
    ]
    seen = np.arange(frames) >= round(missing * frames)
    lines = []
    for frame in range(frames):
        cells = [str(frame)]
        for animal, point in names:
            x = 50.0 * who.index(animal) + POINTS.index(point)
            there = animal != who[-1] or seen[frame]
            cells += [f"{x:.0f}", "100", "0.99"] if there else ["", "", ""]
        lines.append(",".join(cells))
    path.write_text("\n".join([*(",".join(head) for head in heads), *lines]) + "\n")
    return path


def test_ten_animals_for_an_hour_fit_with_every_keypoint(tmp_path: Path) -> None:
    tracks = written(tmp_path / "big.csv", 10, 360, missing=0.25)
    project = create_project(tmp_path / "project")
    zones = {
        f"zone of interest number {number}": {
            "circle": {"centre": [100 * number, 100], "radius": 40}
        }
        for number in range(1, 9)
    }
    entry = {"name": "colony", "tracks": tracks, "fps": 0.1, "px_per_cm": 12.5, "group": "control",
             "session": "day 1", "zones": zones}  # fmt: skip
    project.add([entry])
    card = data_card(project)
    text = card_text(card)
    assert len(text) <= MOST
    for point in set(POINTS) - {"spine_2", "spine_3", "spine_4"}:  # within "spine_1 ... spine_5"
        assert point in text
    assert "Keypoints (27): nose, " in text
    assert "spine_1 ... spine_5" in text
    assert "Animals (10): mouse_1 ... mouse_10" in text
    assert "1 recording of social rodents, 0 labelled, 3600 s long, 0.1 frames/s" in text
    assert "zone of interest number 8" in text
    assert "mouse_10 25%" in text
    assert "mouse_1 0%" in text
    assert "Lengths: cm (12.5 px per cm)" in text
    assert "Groups: control 1\nSessions: day 1" in text
    assert "Behaviors (nothing is labelled yet): approach, chase, " in text


def large(points: int, zones: int, animals: int, many: int, letters: int = 20) -> DataCard:
    arena = Arena(
        {f"{'z' * letters}{n}x": Zone.circle(f"z{n}", (0, 0), 1) for n in range(zones)}, {}, None
    )
    specs = tuple(
        RecordingSpec(f"{'r' * letters}{n}x", arena=arena, group=f"{'g' * letters}{n}x")
        for n in range(many)
    )
    keypoints = tuple(f"{'k' * letters}{n}x" for n in range(points))
    names = tuple(f"{'a' * letters}{n}x" for n in range(animals))
    body = Body(names, keypoints, (), {}, 3600.0, 30.0, dict.fromkeys(names, 0.5), "px")
    behaviors = {f"{'b' * letters}{n}x": n for n in range(100)}
    return DataCard("mice", specs, 0, {specs[0].name: body}, behaviors)


def test_whatever_there_is_the_card_is_short_and_names_the_keypoints() -> None:
    card = large(points=27, zones=30, animals=40, many=5000)
    text = card_text(card)
    assert len(text) <= MOST
    assert all(point in text for point in card.keypoints)
    assert "and 4998 more" in text
    assert "those of 1 of 5000 recordings" in text


def test_even_names_without_end_do_not_make_it_longer() -> None:
    assert len(card_text(large(100, 30, 40, 300, letters=300))) <= MOST
    text = card_text(large(200, 0, 1, 1))
    assert len(text) <= MOST
    assert " more" in next(line for line in text.splitlines() if line.startswith("Keypoints (200)"))


def test_of_two_hundred_recordings_few_are_read(tmp_path: Path, monkeypatch) -> None:
    tracks = written(tmp_path / "one.csv", 2, 20)
    project = create_project(tmp_path / "project")
    project.add(
        [{"name": f"m{number:03}", "tracks": tracks, "fps": 30.0} for number in range(1, 201)]
    )
    read: list[str] = []
    opened = recordings.Recording.opened.fget
    assert opened is not None

    def noted(self: recordings.Recording) -> object:
        if not self.is_read:
            read.append(self.name)
        return opened(self)

    monkeypatch.setattr(recordings.Recording, "opened", property(noted))
    text = card_text(data_card(open_project(tmp_path / "project")))
    assert read == ["m001", "m101", "m200"]
    assert len(read) == MOST_READ
    assert "Recordings: m001 ... m200\n" in text
    assert "those of 3 of 200 recordings, evenly spread" in text


def labelled(name: str, animals: dict[str, float]) -> RecordingGraph:
    """Return what labelling writes of a recording of 10 s: one chase, and for ``b`` one rest."""
    run = Run("r", "workbench", "0.1.0", "geometry", "surprise", "imported", {}, {})
    facts = [
        Fact(name, "a", verb, whom, 1.0, 2.0, 10, 20, "state", 0.9, "asserted", "rule", "r",
             event_id="bout-0001")
        for verb, whom in (("chase", "b"), ("rest", None))
    ]  # fmt: skip
    events = [Event(name, "bout-0001", "bout", 0.0, 10.0, None, "surprise")]
    looked = [Assessed(name, "a", verb, None, 0.0, 10.0) for verb in ("chase", "rest")]
    notes = {
        "frames": 250, "duration_s": 10.0, "animals": list(animals), "seen_share": animals,
        "scale": "10 px per cm",
        "roles": {"nose": ["snout"], "centre": ["spine"], "neck": [], "body": ["snout", "spine"],
                  "tail": ["tip"], "objects": ["lever"]},
    }  # fmt: skip
    return RecordingGraph(name, run, "f", events, facts, looked, notes)


def test_of_labelled_recordings_no_tracks_are_read(tmp_path: Path) -> None:
    project = create_project(tmp_path / "project")
    entries = [
        {"name": name, "tracks": tmp_path / "gone.csv", "fps": 30.0, "group": group}
        for name, group in (("one", "x"), ("two", "y"))
    ]
    (tmp_path / "gone.csv").write_text("no tracks at all")
    project.add(entries)
    project.store().write(labelled("one", {"a": 1.0, "b": 0.75}))
    project.store().write(labelled("two", {"a": 0.5, "c": 1.0}))
    card = data_card(project)
    assert card.animals == ("a", "b", "c")
    assert card.keypoints == ("snout", "spine", "tip")
    assert card.roles == {"nose": ("snout",), "centre": ("spine",)}
    assert card.not_seen == {"a": 0.25, "b": 0.25, "c": 0.0}
    assert (card.behaviors["chase"], card.behaviors["rest"], card.behaviors["rear"]) == (2, 2, 0)
    text = card_text(card)
    assert "2 recordings of social rodents, 2 labelled, 10 s long, 25 frames/s" in text
    assert "Behaviors (bouts stored): chase 2, rest 2, " in text
    assert "Objects: lever" in text
    assert "Other words for keypoints: centre = spine, nose = snout" in text
    only = data_card(project, ["two"])
    assert only.facts()["animals"] == ("a", "c")
    assert only.behaviors["chase"] == 1


def test_conditions_of_macros_ask_what_is_known(tmp_path: Path) -> None:
    project = create_project(tmp_path / "project")
    project.add([{"name": "m", "tracks": written(tmp_path / "m.csv", 2, 20), "fps": 30.0}])
    facts = data_card(project).facts()
    assert set(facts) == FACT_NAMES
    situation = data_card(project).situation("How often?")
    assert situation == Situation("How often?", "social rodents", 2, POINTS, ())
    assert why_not("n_animals == 2 and 'nose' in keypoints and 'tailbase' in roles", facts) == ""
    assert why_not("not has_scale and not labelled and n_recordings == 1", facts) == ""
    assert why_not("'rear' in behaviors and fps > 29 and duration_s < 1", facts) == ""
    assert why_not("'shelter' in zones", facts) == (
        "'shelter' in zones does not hold (zones is empty)"
    )


def test_an_empty_project_has_a_card(tmp_path: Path) -> None:
    card = data_card(create_project(tmp_path / "project"))
    assert card_text(card).startswith("Data: 0 recordings of social rodents, 0 labelled\n")
    assert card.facts()["n_animals"] == 0
    assert card.facts()["labelled"] is False


def test_a_recording_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("no tracks at all")
    project = create_project(tmp_path / "project")
    project.add(
        [
            {"name": "bad", "tracks": tmp_path / "bad.csv", "fps": 30.0},
            {"name": "good", "tracks": written(tmp_path / "good.csv", 1, 20), "fps": 30.0},
        ]
    )
    text = card_text(data_card(project))
    assert "those of 1 of 2 recordings" in text
    assert "Animals (1): mouse_1" in text


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["t1", "t2", "t3"], ("t1", "t2", "t3")),
        (["t1", "t2", "t3", "t4"], ("t1 ... t4",)),
        (["t08", "t09", "t10", "t11", "x"], ("t08 ... t11", "x")),
        (["t1", "t2", "t4", "t5"], ("t1", "t2", "t4", "t5")),
        ([], ()),
    ],
)
def test_names_numbered_through_are_one(names: list[str], said: tuple[str, ...]) -> None:
    assert spans(names) == said


def test_samples_are_evenly_spread() -> None:
    assert spread(range(200), 3) == [0, 100, 199]  # 99.5 is rounded to the even neighbour
    assert spread(range(2), 3) == [0, 1]
    assert len(set(spread(range(21), 20))) == 20


def test_units_are_told_as_they_are() -> None:
    card = large(1, 0, 1, 2)
    assert "Lengths: px" in card_text(card)
    scaled = dataclasses.replace(card.specs[0], arena=Arena({}, {}, 10.0))
    both = dataclasses.replace(card, specs=(scaled, card.specs[1]))
    body = next(iter(card.bodies.values()))
    two = {"1": dataclasses.replace(body, scale="10 px per cm"), "2": body}
    mixed = dataclasses.replace(both, bodies=two)
    assert "cm where the scale is known, px in 1 of 2 recordings" in card_text(mixed)
    assert not math.isnan(mixed.facts()["fps"])
