"""Recordings that are good, and files that are bad in one way each, made on the spot."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import h5py
import numpy as np

WIDTH, HEIGHT = 160, 120
SCORER = "DLC_resnet50_testJan1shuffle1_1000"
POINTS = (("nose", 10.0), ("centre", 0.0), ("tailbase", -10.0))

Maker = Callable[[Path], object]


def tracks(path: Path, frames: int = 90, missing: bool = False) -> None:
    """Write DeepLabCut tracks of two animals: one runs behind the other along a circle."""
    names = [(who, point) for who in ("ind1", "ind2") for point, _ in POINTS]
    columns = [(who, point, c) for who, point in names for c in ("x", "y", "likelihood")]
    rows = [
        ["scorer", *[SCORER] * len(columns)],
        ["individuals", *(who for who, _, _ in columns)],
        ["bodyparts", *(point for _, point, _ in columns)],
        ["coords", *(c for _, _, c in columns)],
    ]
    rows += [[str(frame), *(_cells(frame, missing))] for frame in range(frames)]
    path.write_text("\n".join(",".join(row) for row in rows) + "\n")


def _cells(frame: int, missing: bool) -> Sequence[str]:
    if missing:
        return [""] * (6 * len(POINTS))
    cells = []
    for lead in (0.0, 0.6):
        for _, ahead in POINTS:
            at = 0.05 * frame + lead + ahead / 45
            cells += [f"{80 + 45 * math.cos(at):.2f}", f"{60 + 45 * math.sin(at):.2f}", "0.99"]
    return cells


def video(path: Path, frames: int = 90, index_first: bool = False) -> None:
    """Write an H.264 mp4 of gray noise that moves a little, 30 frames per second."""
    options = {"movflags": "faststart"} if index_first else {}
    picture = np.random.default_rng(0).integers(0, 255, (HEIGHT, WIDTH, 3), np.uint8)
    with av.open(str(path), "w", format="mp4", options=options) as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for index in range(frames):
            frame = av.VideoFrame.from_ndarray(np.roll(picture, index, axis=1), "rgb24")
            frame.pts, frame.time_base = index, Fraction(1, 30)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


def sound(path: Path) -> None:
    """Write an mp4 with a second of silence and no picture."""
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=44_100)
        for block in range(43):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
            frame.sample_rate, frame.pts = 44_100, block * 1024
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


def empty(path: Path) -> None:
    """Write nothing."""
    path.write_bytes(b"")


def text(path: Path) -> None:
    """Write words."""
    path.write_text("mouse 1 sniffs mouse 2\n" * 50)


def noise(path: Path) -> None:
    """Write random bytes."""
    path.write_bytes(np.random.default_rng(0).bytes(20_000))


def cut(whole: Maker, share: float = 0.5) -> Maker:
    """Return a maker of the first part of what another one makes."""

    def write(path: Path) -> None:
        whole(path)
        content = path.read_bytes()
        path.write_bytes(content[: int(share * len(content))])

    return write


def lost_line(path: Path) -> None:
    """Write tracks without their first line, as after editing in a spreadsheet."""
    tracks(path)
    path.write_text(path.read_text().partition("\n")[2])


def other_header(path: Path) -> None:
    """Write a table whose header is half that of tracks."""
    path.write_text("scorer,a,a\nparts,nose,nose\n0,1,2\n")


def no_table(path: Path) -> None:
    """Write an HDF5 file that holds something else."""
    with h5py.File(path, "w") as file:
        file["temperature"] = np.arange(20.0)


def sleap(path: Path) -> None:
    """Write a SLEAP analysis file of one animal on a circle."""
    at = 0.05 * np.arange(90)
    nodes = [(80 + 45 * np.cos(at + d), 60 + 45 * np.sin(at + d)) for d in (0.2, 0.0, -0.2)]
    with h5py.File(path, "w") as file:
        file["tracks"] = np.array(nodes).transpose(1, 0, 2)[None]
        file["node_names"] = [point.encode() for point, _ in POINTS]
        file["track_names"] = np.array([b"mouse"], "S20")
