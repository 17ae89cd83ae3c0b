"""Ten questions answered bout for bout as a slow, independent reference answers them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import slow_reference
from numpy.typing import NDArray
from slow_reference import BODY, TAIL, Answers, Tracks

from benchmarks.queries import CORNERS, QUERIES, ZONE, Query
from pipelines.timebase import TimeBase
from pipelines.tracks.read import read_tracks
from pipelines.tracks.schema import make_tracks
from workbench.analysis.bouts import Bouts
from workbench.analysis.recording import Recording, open_recording

FPS = 30
KEYPOINTS = (*BODY[:6], *TAIL, *BODY[6:])  # those of the body not side by side
MICE = "amadeusgpt_examples/MABe/EGS8X2MN4SSUGFWAV976.h5"
FRAME_PX = 512


@dataclass(frozen=True)
class Mice:
    """The same animals for the workbench and for the reference."""

    recording: Recording
    reference: Tracks


@pytest.fixture(scope="module")
def three_mice(shared_data: Path) -> Mice:
    tracks = read_tracks(shared_data / MICE, fps=FPS)
    recording = Recording.from_tracks(tracks, zones={ZONE.name: ZONE})
    return Mice(recording, slow_reference.read_mice(shared_data / MICE))


@pytest.fixture(scope="module")
def made_mice() -> Mice:
    """Three mice that run about, meet and rest, with gaps of all kinds."""
    position = made_positions(frames=400)
    names = ("a", "b", "c")
    clock = TimeBase.constant(len(position), FPS)
    tracks = make_tracks(position, None, KEYPOINTS, names, clock, "made")
    return Mice(
        Recording.from_tracks(tracks, zones={ZONE.name: ZONE}),
        {
            who: {
                point: [None if np.isnan(x) else (x, y) for x, y in position[:, :, k, i].tolist()]
                for k, point in enumerate(KEYPOINTS)
            }
            for i, who in enumerate(names)
        },
    )


def made_positions(frames: int) -> NDArray[np.float32]:
    """Return pixels, shape (frames, 2, keypoints, 3): bodies 40 px long in a field of 250 px."""
    random = np.random.default_rng(8)
    along = np.array([20, 12, 12, 8, 6, 6, -30, -45, 0, -14, -14, -20.0])
    across = np.array([0, -6, 6, 0, -8, 8, 0, 0, 0, -7, 7, 0.0])
    position = np.empty((frames, 2, len(KEYPOINTS), 3), np.float32)
    for i in range(3):
        pace = np.clip(6 * np.sin(np.arange(frames) / 23 + 2 * i), 0, None)
        heading = np.cumsum(random.normal(0, 0.15, frames)) + i
        walked = np.cumsum([np.cos(heading) * pace, np.sin(heading) * pace], axis=1)
        centre = 180 + 60 * np.sin(walked / 80 + 0.4 * i)
        x = (
            centre[0][:, None]
            + np.outer(np.cos(heading), along)
            - np.outer(np.sin(heading), across)
        )
        y = (
            centre[1][:, None]
            + np.outer(np.sin(heading), along)
            + np.outer(np.cos(heading), across)
        )
        position[..., i] = np.stack([x, y], axis=1) + random.normal(0, 0.3, (frames, 2, 12))
    position.transpose(0, 2, 3, 1)[random.random((frames, 12, 3)) < 0.1] = np.nan  # points
    position[50:58, :, :, 0] = np.nan  # a mouse
    position[200:210] = np.nan  # all of them
    position[[0, 301, 303, -1], :, :6, 1] = np.nan  # a head, also at both ends
    return position


def expected_of(query: Query, mice: Mice) -> Answers:
    if query.__name__ == "zone":
        return slow_reference.zone(mice.reference, CORNERS)
    answers: Answers = getattr(slow_reference, query.__name__)(mice.reference)
    return answers


def check_bout_for_bout(found: Bouts, expected: Answers) -> None:
    assert [(row.subject, row.object) for row in found.rows] == [key[:2] for key in expected]
    frames = found.frames()
    assert found.intervals * FPS == pytest.approx(frames, abs=1e-6)
    for index, (row, (bouts, assessed)) in enumerate(expected.items()):
        assert [tuple(bout) for bout in frames[found.row == index].tolist()] == bouts, row
        spans = np.asarray(assessed, np.float64).reshape(-1, 2)
        assert found.assessed[index] * FPS == pytest.approx(spans, abs=1e-6), row


@pytest.mark.parametrize(
    "query",
    [pytest.param(q, id=q.__name__) for q in QUERIES],
)
def test_three_mice_bout_for_bout(query: Query, three_mice: Mice) -> None:
    expected = expected_of(query, three_mice)
    assert any(answer.bouts for answer in expected.values())
    check_bout_for_bout(query(three_mice.recording), expected)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.__name__)
def test_made_mice_bout_for_bout(query: Query, made_mice: Mice) -> None:
    expected = expected_of(query, made_mice)
    assert any(answer.bouts for answer in expected.values())
    assert any(len(answer.assessed) > 1 for answer in expected.values())  # gaps matter
    check_bout_for_bout(query(made_mice.recording), expected)


def test_exactly_the_limit_is_neither_above_nor_below_it() -> None:
    position = np.zeros((1000, 2, len(KEYPOINTS), 1), np.float32)
    position[:, 0] = 3 * np.arange(1000)[:, None, None]
    tracks = make_tracks(position, None, KEYPOINTS, ["a"], TimeBase.constant(1000, FPS), "made")
    speed = Recording.from_tracks(tracks).speed(window_s=0)
    assert float((speed > "3 px/frame").fraction()) == 0
    assert float((speed < "3 px/frame").fraction()) == 0
    assert float((speed >= "3 px/frame").fraction()) == 1


def test_cleaning_discards_no_valid_tail_tip(shared_data: Path) -> None:
    """A filter elsewhere takes nine tail tips in ten for outliers, as tails whip about."""
    path = shared_data / MICE
    mice = slow_reference.read_mice(path)
    cleaned = open_recording(tracks=path, fps=FPS).tracks["position"]
    seen = 0
    for who, mouse in mice.items():
        after = cleaned.sel(individual=who, keypoint="tail tip").values
        for frame, before in enumerate(mouse["tail tip"]):
            if before is not None:
                assert 0 <= min(before) <= max(before) < FRAME_PX
                assert tuple(after[frame].tolist()) == before, (who, frame)
                seen += 1
    assert seen == 1442 + 1758 + 1638


def test_cleaning_moves_no_tail_tip_out_of_the_frame(shared_data: Path) -> None:
    cleaned = open_recording(tracks=shared_data / MICE, fps=FPS).tracks["position"]
    tips = cleaned.sel(keypoint="tail tip").values
    known = tips[np.isfinite(tips)]
    assert known.min() >= 0
    assert known.max() < FRAME_PX
