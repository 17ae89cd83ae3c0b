"""Events by camera cuts: for edited or concatenated video, where a cut is a new scene.

Method: the content detector of *PySceneDetect* (mean change of hue, saturation and brightness from
frame to frame), fed with our own frames so that times are presentation timestamps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphs.errors import UserError, missing_extra
from graphs.records import Event
from pipelines.segment.registry import register_segmenter
from pipelines.segment.tiling import at_least_apart, require_positive, tile

if TYPE_CHECKING:
    from pipelines.segment.inputs import SegmentInput
    from pipelines.video import Video

_WIDTH = 256  # pixels to which frames are scaled


@register_segmenter("scenes")
@dataclass(frozen=True, slots=True)
class ScenesSegmenter:
    """Boundaries at camera cuts; needs a video and the extra ``segment``.

    Parameters
    ----------
    threshold
        Mean change of a pixel, 0 to 255, that makes a cut.
    min_s
        Shortest bout; of two cuts nearer than this the first counts.
    episode_scale
        Shortest episode in units of `min_s`.
    """

    threshold: float = 27.0
    min_s: float = 1.0
    episode_scale: int = 10

    def __post_init__(self) -> None:
        require_positive(self, "threshold", "min_s", "episode_scale")

    def segment(self, clip: SegmentInput) -> list[Event]:
        """Return bouts and episodes of a recording.

        Raises
        ------
        UserError
            The recording has no video, or *PySceneDetect* is not installed.
        """
        if clip.video is None:
            message = (
                f"Recording {clip.recording!r} has no video, and segmenter 'scenes' looks for cuts "
                "in one. Add the video or choose a segmenter that uses tracks, such as 'surprise'."
            )
            raise UserError(message)
        from pipelines.video import Video  # slow to import

        cuts = at_least_apart(list(self._cuts(Video(clip.video))), self.min_s, clip.duration_s)
        least = self.min_s * self.episode_scale
        return tile(clip, "scenes", cuts, at_least_apart(cuts, least, clip.duration_s))

    def _cuts(self, video: Video) -> Iterator[float]:
        """Yield the time in seconds of the first frame after each cut."""
        try:
            from scenedetect import ContentDetector, FrameTimecode
        except ImportError as error:
            what = "Segmenting by camera cuts"
            raise missing_extra(what, "segment") from error
        # frames are counted, not timed, here: the detector only compares neighbours
        detector = ContentDetector(threshold=self.threshold, min_scene_len=0)
        height = max(2, round(video.height * _WIDTH / video.width))
        for index, time_s, picture in video.iter_frames("rgb24", size=(_WIDTH, height)):
            if detector.process_frame(FrameTimecode(index, fps=30.0), picture[..., ::-1].copy()):
                yield time_s
