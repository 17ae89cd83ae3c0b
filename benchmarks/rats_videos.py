"""Twenty videos of two rats with a person's labels, and what rules find in them.

Contact is what the person called social or aggression. Frames that were not labelled (``base``) do
not count. A rule that reads the same from either side gives two facts for each bout, one each way.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter

from benchmarks.expert_scores import Mask, event_score, facts_mask
from benchmarks.segmentation import DATA, FPS, read_blocks
from graphs.ethogram import Ethogram
from graphs.records import Fact
from pipelines.evaluate.facts import Score, frame_score
from pipelines.label import LabelSettings, label_recording, plan_run
from pipelines.opened import open_recording
from pipelines.recording import RecordingSpec
from pipelines.tracks.clean import CleanSettings

BEHAVIORS: Mapping[str, tuple[str, ...]] = {
    "contact": ("social", "aggression"),
    "aggression": ("aggression",),
}
UNTOUCHED = CleanSettings(min_confidence=None, max_gap_s=0.0, max_jump_lengths=None)
ONE_LINE_PX = 180.0
ONE_LINE_FRAMES = 9


@dataclass(frozen=True, slots=True, eq=False)
class Video:
    """A recording with what a person saw.

    Parameters
    ----------
    number
        As in the file names.
    recording
        Tracks.
    scored
        Frames that the person labelled at all, shape (frames,).
    true
        Behavior -> frames in which it goes on, shape (frames,).
    lost
        Frames in which the tracker has not both bodies.
    """

    number: int
    recording: RecordingSpec
    scored: Mask
    true: Mapping[str, Mask]
    lost: Mask

    def score(self, behavior: str, predicted: Mask) -> tuple[Score, Score]:
        """Return the score of scored frames and that of events within them."""
        true = self.true[behavior]
        events = event_score(predicted & self.scored, true & self.scored, FPS)
        return frame_score(predicted, true, self.scored), events


def read_videos(folder: Path = DATA) -> list[Video]:
    """Return the videos by number."""
    videos = []
    for pose in (folder / "pose").glob("*.csv.gz"):
        number = int(pose.name.split("DLC")[0])
        recording = RecordingSpec(str(number), tracks=pose, fps=FPS)
        lost: Mask = np.asarray(np.isnan(_bodies(recording)).any(axis=(1, 2)))
        labels = np.full(len(lost), "base", dtype="U32")
        for start, stop, label in read_blocks(folder / "annotations" / f"{number}_annot.txt"):
            labels[round(start * FPS) : round(stop * FPS)] = label
        true = {name: np.isin(labels, said) for name, said in BEHAVIORS.items()}
        videos.append(Video(number, recording, np.asarray(labels != "base"), true, lost))
    return sorted(videos, key=lambda video: video.number)


def _bodies(recording: RecordingSpec) -> NDArray[np.float64]:
    """Return the middles of the bodies as tracked, pixels, shape (frames, 2, animals)."""
    opened = open_recording(recording, clean=UNTOUCHED, body_length_cm=None)
    return opened.tracks.data["position"].sel(keypoint="body").to_numpy().astype(np.float64)


def either_way(facts: Sequence[Fact], frames: int) -> Mask:
    """Return the frames in which one of two animals does something to the other."""
    names = sorted({fact.subject for fact in facts})
    masks = [facts_mask(facts, frames, a, b) for a, b in itertools.permutations(names, 2)]
    if any((mask != masks[0]).any() for mask in masks):
        raise ValueError("a rule that reads the same from either side found different bouts")
    return np.any(masks, axis=0) if masks else np.zeros(frames, dtype=bool)


def labelled(video: Video, ethogram: Ethogram, clean: CleanSettings) -> dict[str, Mask]:
    """Return what the whole pipeline finds: read, clean, segment, describe."""
    settings = LabelSettings(clean=clean)
    run = plan_run(video.recording, ethogram, settings)
    facts = label_recording(video.recording, ethogram, settings, run).facts
    return {
        name: either_way([fact for fact in facts if fact.predicate == name], len(video.scored))
        for name in BEHAVIORS
    }


def one_line(video: Video) -> Mask:
    """Return frames with bodies less than 180 px apart: gaps interpolated, median of 9 frames."""
    body = _bodies(video.recording)
    apart = np.linalg.norm(body[:, :, 0] - body[:, :, 1], axis=1)
    known = np.flatnonzero(np.isfinite(apart))
    filled = np.interp(np.arange(len(apart)), known, apart[known])
    return np.asarray(median_filter(filled, ONE_LINE_FRAMES) < ONE_LINE_PX)
