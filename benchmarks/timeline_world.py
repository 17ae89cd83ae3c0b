"""A made project for the timeline: an hour with video, tracks and bouts, among other recordings."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.repeat_video import repeat_video
from graphs.records import Assessed, Event, Fact, Run
from graphs.storage.shard import RecordingGraph
from pipelines.proxy import write_video
from workbench.project import Project
from workbench.project_new import create_project

RECORDING = "hour"
HOUR_S, MINUTE_S, FPS, SIDE = 3600, 60, 30, 640
SHORT_S = 60.0
ANIMALS = ("mouse_1", "mouse_2")
POINTS = {
    "nose": (20, 0), "left_ear": (12, -7), "right_ear": (12, 7), "centre": (0, 0),
    "tailbase": (-22, 0),
}  # fmt: skip
"""Keypoints, in pixels ahead of the centre and to its right."""

ALONE = ("groom", "rear", "walk", "run", "rest")
TOGETHER = ("approach", "follow", "chase", "flee", "nose_to_nose", "nose_to_tail", "contact")
_ROWS = [
    (who, what, None if what in ALONE else ANIMALS[1 - at])
    for at, who in enumerate(ANIMALS)
    for what in (*ALONE, *TOGETHER)
]
_RUN = Run("r1", "workbench", "0.1.0", "geometry", "surprise", "imported", {}, {})


def timeline_project(folder: Path, bouts: int, recordings: int, seed: int = 0) -> Project:
    """Make a project: the recording ``hour`` with its bouts, and shorter ones with a few each."""
    project = create_project(folder / "project", ethogram="social_rodents")
    video = _write_hour(folder)
    tracks = _write_tracks(folder / "hour.h5", HOUR_S)
    short = _write_tracks(folder / "short.h5", int(SHORT_S))
    names = [f"short_{number:03}" for number in range(1, recordings)]
    project.add(
        [
            {"name": RECORDING, "video": video, "tracks": tracks, "fps": FPS},
            *({"name": name, "tracks": short, "fps": FPS} for name in names),
        ]
    )
    store, rng = project.store(), random.Random(seed)
    store.write(_scored(RECORDING, HOUR_S, bouts, rng))
    for name in names:
        store.write(_scored(name, SHORT_S, 2 * len(_ROWS), rng))
    return project


def _scored(name: str, length_s: float, bouts: int, rng: random.Random) -> RecordingGraph:
    """Return as many bouts as asked, evenly many in each row; those of a row never overlap."""
    facts: list[Fact] = []
    for row, (who, what, whom) in enumerate(_ROWS):
        count = bouts // len(_ROWS) + (row < bouts % len(_ROWS))
        room = length_s / count
        for number in range(count):
            lasts = room * rng.uniform(0.1, 0.6)
            start = room * number + rng.uniform(0, room - lasts)
            times = (start, start + lasts, int(start * FPS), int((start + lasts) * FPS) + 1)
            sure = round(rng.uniform(0.3, 1.0), 3)
            facts.append(
                Fact(
                    name, who, what, whom, *times, "state", sure, "asserted", "rule", _RUN.run_id,
                    event_id="episode-0001",
                )
            )  # fmt: skip
    facts.sort(key=lambda fact: fact.start_s)
    whole = Event(name, "episode-0001", "episode", 0.0, length_s, None, "surprise")
    spans = [Assessed(name, who, what, None, 0.0, length_s) for who, what, _ in _ROWS]
    notes = {"duration_s": length_s, "animals": list(ANIMALS)}
    return RecordingGraph(name, _RUN, "made", [whole], facts, spans, notes)


def _places(seconds: int) -> NDArray[np.float64]:
    """Return where the centres are, shape (frames, animals, 2): after a minute, at the beginning.

    Pixels.
    """
    turn = 2 * np.pi * np.arange(seconds * FPS) / (MINUTE_S * FPS)
    at = [
        (np.sin(3 * turn + number), np.cos((4 + number) * turn + 2 * number))
        for number in range(len(ANIMALS))
    ]
    return SIDE / 2 + 220 * np.moveaxis(np.array(at), 2, 0)


def _write_tracks(path: Path, seconds: int) -> Path:
    """Write tracks as DeepLabCut does."""
    places = _places(seconds)
    step = np.gradient(places, axis=0)
    heading = np.arctan2(step[..., 1], step[..., 0])
    columns: dict[tuple[str, str, str, str], NDArray[np.float64]] = {}
    for number, who in enumerate(ANIMALS):
        cos, sin = np.cos(heading[:, number]), np.sin(heading[:, number])
        for point, (ahead, right) in POINTS.items():
            x = places[:, number, 0] + ahead * cos - right * sin
            y = places[:, number, 1] + ahead * sin + right * cos
            sure = np.full(len(x), 0.98)
            for name, values in (("x", x), ("y", y), ("likelihood", sure)):
                columns["DLC", who, point, name] = values
    table = pd.DataFrame(columns)
    table.columns.names = ["scorer", "individuals", "bodyparts", "coords"]
    table.to_hdf(path, key="df_with_missing", mode="w")
    return path


def _write_hour(folder: Path) -> Path:
    """Encode a minute, and repeat it."""
    minute = folder / "minute.mp4"
    write_video(minute, _pictures(), fps=FPS, preset="ultrafast", crf=32)
    return repeat_video(minute, folder / "hour.mp4", MINUTE_S, HOUR_S // MINUTE_S)


def _pictures() -> Iterator[tuple[float, NDArray[np.uint8]]]:
    floor = np.random.default_rng(0).integers(190, 210, (SIDE, SIDE)).astype(np.uint8)
    for frame, places in enumerate(_places(MINUTE_S).astype(int)):
        picture = floor.copy()
        for number, (x, y) in enumerate(places):
            picture[y - 12 : y + 12, x - 12 : x + 12] = 40 + 60 * number
        yield frame / FPS, picture
