"""What a segmenter is given: one recording, and its signal at a low, fixed rate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.roles import Roles

if TYPE_CHECKING:
    from pipelines.arena import Zone
    from pipelines.segment.features import Samples
    from pipelines.tracks.schema import Tracks


@dataclass(slots=True, eq=False)
class SegmentInput:
    """One recording to be cut into events.

    Parameters
    ----------
    recording
        Name of the recording; the events carry it.
    duration_s
        Length in seconds; the events tile ``[0, duration_s)``.
    tracks
        Positions of the animals, if there are any.
    roles
        What the keypoints stand for; decided by their names if not given. Used are the centre, the
        axis of the body (else the direction of motion is the heading) and the keypoints of the
        body, whose share that is seen makes a sample valid.
    zones
        Name -> zone, in pixels.
    video
        File whose pictures give the signal when there are no tracks, and which `scenes` reads.
    """

    recording: str
    duration_s: float
    tracks: Tracks | None = None
    roles: Roles | None = None
    zones: Mapping[str, Zone] = field(default_factory=dict)
    video: Path | None = None
    _samples: dict[float, Samples] = field(default_factory=dict, init=False, repr=False)

    def samples(self, rate_hz: float) -> Samples:
        """Return the signal at a rate in samples per second; computed once per rate.

        From the tracks; without tracks from the pictures of the video; without either nothing is
        ever seen.
        """
        if rate_hz not in self._samples:
            self._samples[rate_hz] = self._compute(rate_hz)
        return self._samples[rate_hz]

    def _compute(self, rate_hz: float) -> Samples:
        from pipelines.segment.features import pose_samples, unseen  # slow to import
        from pipelines.segment.thumbnails import video_samples

        if self.tracks is not None:
            roles = self.roles or Roles.from_keypoints(self.tracks.keypoints)
            return pose_samples(self.tracks, roles, self.zones, self.duration_s, rate_hz)
        if self.video is not None:
            return video_samples(self.video, self.duration_s, rate_hz)
        return unseen(self.duration_s, rate_hz)
