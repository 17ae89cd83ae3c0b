"""Long videos made quickly: a short one again and again."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av


def repeat_video(piece: Path, path: Path, piece_s: float, times: int) -> Path:
    """Write the packets of a video several times in a row; nothing is encoded again.

    Parameters
    ----------
    piece
        Video without reordered frames.
    path
        What to write.
    piece_s
        How long the piece lasts, in seconds.
    times
        How often it comes.
    """
    with av.open(str(path), "w") as new:
        into, first = None, 0
        for _ in range(times):
            with av.open(str(piece)) as old:
                stream = old.streams.video[0]
                into = into or new.add_stream_from_template(stream)
                assert stream.time_base is not None
                for packet in old.demux(stream):
                    if packet.dts is None or packet.pts is None:
                        continue
                    packet.pts, packet.dts = packet.pts + first, packet.dts + first
                    packet.stream = into
                    new.mux(packet)
                first += int(piece_s / Fraction(stream.time_base))
    return path
