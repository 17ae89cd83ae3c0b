"""Pictures of all events of the sample recording beside decoding its video once.

Events tile the recording, eight pictures and one whole frame each, with the default marks. Decoding
is bare: every frame, nothing else. Processor time of one run each, taken in turns; the best counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from benchmarks.decode import timed
from benchmarks.sample import recording_of
from graphs.records import Event
from pipelines.opened import open_recording
from pipelines.scene import Scene
from pipelines.stills.contract import StillSettings
from pipelines.stills.make import stills_of_events
from pipelines.tracks.clean import CleanSettings
from pipelines.video import Video
from workbench.samples import sample_folder

EVENT_S = 2.5
REPEATS = 3
TARGET = 2.0
"""Most that decoding with pictures may take, in times of decoding alone."""


def tiling(length_s: float, event_s: float) -> list[Event]:
    """Return events of one length, in seconds, that tile a recording."""
    count = max(1, round(length_s / event_s))
    borders = [length_s * number / count for number in range(count + 1)]
    return [
        Event("open_field", f"bout-{number:04d}", "bout", start, stop, None, "fixed")
        for number, (start, stop) in enumerate(pairwise(borders))
    ]


def decode(video: Video) -> int:
    """Decode every frame and return their number."""
    return sum(1 for _ in video.walk())


def prepare(video: Video, scene: Scene, events: Sequence[Event]) -> int:
    """Make the pictures of all events and return their number."""
    settings = StillSettings()
    return sum(len(stills) for _, stills in stills_of_events(video, scene, events, settings))


def main() -> bool:
    """Print frames per second of processor time, and say whether the target is reached."""
    spec = recording_of(sample_folder(), "open_field")
    assert spec.video is not None
    video = Video(spec.video)
    scene = open_recording(spec, clean=CleanSettings(), body_length_cm=None).scene
    events = tiling(video.timebase.stop_s, EVENT_S)
    bare, ours = [], []
    for _ in range(REPEATS):
        bare.append(timed(lambda: decode(video)))
        ours.append(timed(lambda: prepare(video, scene, events)))
    pictures = ours[0][0]
    bare_s, ours_s = min(cpu for *_, cpu in bare), min(cpu for *_, cpu in ours)
    print(
        f"{video.frames} frames, {len(events)} events, {pictures} pictures: decoding alone "
        f"{video.frames / bare_s:.0f} frames per CPU second, with pictures "
        f"{video.frames / ours_s:.0f}, ratio {ours_s / bare_s:.2f} (target <= {TARGET:g}); "
        f"{1000 * (ours_s - bare_s) / pictures:.2f} ms per picture beside decoding"
    )
    return ours_s <= TARGET * bare_s
