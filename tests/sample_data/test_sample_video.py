"""The videos play in a browser, show the mice where they are, and carry the capture times."""

import av
import numpy as np
import pytest

from sample_data.generate import OUT, capture_times, open_field_motion
from sample_data.measures import CENTRE
from sample_data.render import background, draw
from sample_data.scene import FRAME_PX, to_px


@pytest.mark.parametrize("name", ["open_field", "open_field_vfr"])
def test_stored_timestamps_are_the_capture_times(name: str) -> None:
    with av.open(str(OUT / f"{name}.mp4")) as container:
        stream = container.streams.video[0]
        stamps = [p.pts * p.time_base for p in container.demux(stream) if p.pts is not None]
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert (stream.width, stream.height) == (FRAME_PX, FRAME_PX)
    stored = np.sort(np.array(stamps, dtype=float))
    assert stored == pytest.approx(capture_times()[name], abs=1e-3)


def test_index_over_rate_is_far_off_on_the_twin() -> None:
    times_s = capture_times()["open_field_vfr"]
    index = np.arange(len(times_s))
    assert (times_s - index / 30)[-1] > 5
    mean_rate = (len(times_s) - 1) / times_s[-1]
    assert np.abs(times_s - index / mean_rate).max() > 1
    assert np.diff(times_s).min() > 0.02


def test_index_is_in_front_so_that_playing_starts_at_once() -> None:
    for name in capture_times():
        head = (OUT / f"{name}.mp4").read_bytes()[:200_000]
        assert 0 <= head.find(b"moov") < head.find(b"mdat")


def test_mice_differ_from_the_background_where_they_are() -> None:
    floor = background().astype(int)
    motion = open_field_motion()
    for name, times_s in capture_times().items():
        expected = to_px(motion.at(times_s)[:, :, CENTRE]).astype(int)
        with av.open(str(OUT / f"{name}.mp4")) as container:
            for frame, picture in zip(range(300), container.decode(video=0), strict=False):
                if frame % 50:
                    continue
                shown = picture.to_ndarray(format="rgb24").astype(int)
                changed = np.abs(shown - floor).max(axis=2)
                for x, y in expected[frame]:
                    assert changed[y - 3 : y + 4, x - 3 : x + 4].min() > 30
                # bodies, tails and shadows of two mice, nothing else
                assert (changed > 30).mean() < 0.03


def test_drawing_is_the_same_again() -> None:
    times_s = np.array([8.5, 8.6])
    first, second = (list(draw(open_field_motion(), times_s)) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def test_committed_files_stay_small() -> None:
    assert sum(path.stat().st_size for path in OUT.iterdir()) < 4_000_000
