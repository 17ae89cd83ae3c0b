"""Times of facts on a variable frame rate: the file's timestamps against index / fps.

Two questions about the twin of the sample recording, whose camera dropped frames. Is the time of
every fact the true capture time of its frame (the simulator's clock, which the program never sees)?
And are entering and leaving, which have one exact moment in the truth, found within a frame of it?
"""

from __future__ import annotations

import numpy as np

from benchmarks.sample import facts_of, read_truth, recording_of
from graphs.records import Fact
from sample_data.generate import capture_times
from workbench.samples import sample_folder

NOMINAL_FPS = 30.0


def main() -> bool:
    """Print the largest errors; return whether all times are within one frame."""
    folder = sample_folder()
    facts = facts_of(recording_of(folder, "open_field_vfr"))
    true_s = capture_times()["open_field_vfr"]
    edges_s = np.append(true_s, true_s[-1] + np.median(np.diff(true_s)))
    states = [fact for fact in facts if fact.kind == "state"]
    frames = np.array([(f.start_frame, f.stop_frame) for f in states])
    starts = np.array([f.start_s for f in states]) - edges_s[frames[:, 0]]
    # a state stops after its last frame was taken, and no later than the next one was
    stops = np.array([f.stop_s for f in states])
    late = np.maximum(stops - edges_s[frames[:, 1]], edges_s[frames[:, 1] - 1] - stops)
    clock = np.maximum(np.abs(starts), np.maximum(late, 0.0))
    naive = np.abs(frames / NOMINAL_FPS - edges_s[frames])
    mean_rate = np.abs(frames * (true_s[-1] / (len(true_s) - 1)) - edges_s[frames])
    points = _point_errors([f for f in facts if f.kind == "point"], true_s)
    print(f"{len(facts)} facts on {len(true_s)} frames at irregular times")
    print(f"file's timestamps, start and stop of states: at most {clock.max() * 1e3:.3f} ms off")
    print(f"frame index / {NOMINAL_FPS:g} fps:                     at most {naive.max():.2f} s off")
    print(f"frame index / mean rate:                   at most {mean_rate.max():.2f} s off")
    print(f"entering and leaving against the truth:    at most {points.max()} frame(s) off")
    return bool(clock.max() <= 0.001 and points.max() <= 1)


def _point_errors(facts: list[Fact], times_s: np.ndarray) -> np.ndarray:
    """Return how many frames lie between each fact and the first that can show the true event."""
    truth = [b for n, b in read_truth(sample_folder() / "truth.csv") if n == "open_field_vfr"]
    return np.array(
        [
            min(
                abs(fact.start_frame - np.searchsorted(times_s, bout.start_s))
                for bout in truth
                if (bout.subject, bout.predicate) == (fact.subject, fact.predicate)
            )
            for fact in facts
        ]
    )
