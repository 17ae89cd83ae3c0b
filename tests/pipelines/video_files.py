"""Small real video files made on the spot; every picture carries its number as a bar code."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

BITS, CELL = 10, 8


def picture(number: int, width: int = 160, height: int = 120) -> NDArray[np.uint8]:
    """Return a picture with a red left edge and its number in black and white cells at the top."""
    rgb = np.full((height, width, 3), 60, np.uint8)
    rgb[:, :24] = (200, 0, 0)
    rng = np.random.default_rng(number)
    rgb[60:, 40:] = rng.integers(40, 120, (height - 60, width - 40, 1))
    for bit in range(BITS):
        left = 40 + bit * CELL
        rgb[8:24, left : left + CELL] = 255 if number >> bit & 1 else 0
    return rgb


def number_in(rgb: NDArray[np.uint8]) -> int:
    """Read the number back from a picture of the original size, in colour or gray."""
    row = rgb[16, 44 : 44 + BITS * CELL : CELL].reshape(BITS, -1).mean(axis=1)
    return int(sum(1 << bit for bit in range(BITS) if row[bit] > 127))


def make(
    path: Path,
    frames: int = 90,
    *,
    codec: str = "libx264",
    pixels: str = "yuv420p",
    ticks: Sequence[int] | None = None,
    rotation: float | None = None,
    mirrored: bool = False,
    audio: bool = False,
    kind: str | None = None,
    gop: int = 30,
    shape: tuple[int, int] = (160, 120),
    options: dict[str, str] | None = None,
) -> Path:
    """Write a file at 30 frames/s, or with presentation times in ticks of 1/90000 s."""
    with av.open(str(path), "w", format=kind) as container:
        stream = container.add_stream(codec, rate=30, options=options)
        stream.width, stream.height = shape
        stream.pix_fmt = pixels
        stream.codec_context.gop_size = gop
        if ticks is not None:
            stream.codec_context.time_base = Fraction(1, 90_000)
        if rotation is not None or mirrored:
            stream.set_display_rotation(rotation or 0, hflip=mirrored)
        if audio:
            sound = container.add_stream("aac", rate=44_100)
        for index in range(frames):
            frame = av.VideoFrame.from_ndarray(picture(index, *shape), "rgb24")
            frame.pts = index if ticks is None else ticks[index]
            frame.time_base = Fraction(1, 30) if ticks is None else Fraction(1, 90_000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
        if audio:
            _add_sound(container, sound, frames / 30)
    return path


def make_audio(path: Path) -> Path:
    """Write a file with sound only."""
    with av.open(str(path), "w") as container:
        _add_sound(container, container.add_stream("aac", rate=44_100), 1.0)
    return path


def _add_sound(container, sound, length_s: float) -> None:
    for block in range(int(length_s * 44_100 / 1024)):
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
        frame.sample_rate, frame.pts = 44_100, block * 1024
        container.mux(sound.encode(frame))
    container.mux(sound.encode())


def cut_copy(source: Path, path: Path, start_s: float) -> Path:
    """Cut by copying packets, as `ffmpeg -ss ... -c copy`: the mp4 gets an edit list."""
    with av.open(str(source)) as old, av.open(str(path), "w") as new:
        stream = old.streams.video[0]
        copy = new.add_stream_from_template(stream)
        offset = round(start_s / stream.time_base)
        old.seek(offset, stream=stream)
        for packet in old.demux(stream):
            if packet.dts is not None:
                packet.pts, packet.dts = packet.pts - offset, packet.dts - offset
                packet.stream = copy
                new.mux(packet)
    return path


def damage(source: Path, path: Path, at: float, bytes_: int = 1500) -> Path:
    """Overwrite some bytes of the pictures of an mp4 with noise, at a share of their length."""
    data = bytearray(source.read_bytes())
    first = data.index(b"mdat") + 4
    place = first + int(at * (len(data) - first))
    data[place : place + bytes_] = np.random.default_rng(1).bytes(bytes_)
    path.write_bytes(data)
    return path


def zero_packet(source: Path, path: Path, number: int) -> Path:
    """Overwrite one stored picture, by its place in the file, with zeros."""
    data = bytearray(source.read_bytes())
    with av.open(str(source)) as container:
        packet = list(container.demux(video=0))[number]
        data[packet.pos : packet.pos + packet.size] = bytes(packet.size)
    path.write_bytes(data)
    return path
