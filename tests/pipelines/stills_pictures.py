"""Read pictures of events back: their pixels, the numbers on their discs, whom ties lead to."""

from __future__ import annotations

import io
import tomllib
from dataclasses import replace
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from graphs.records import Event
from pipelines.entries import Entry, read_defaults
from pipelines.lettering import line_height, text_width, write
from pipelines.opened import open_recording
from pipelines.pairing import pair_files
from pipelines.scene import Scene
from pipelines.stills.contract import Mark, Still
from pipelines.stills.places import letters_px
from pipelines.stills.tags import ink_on, number_px
from pipelines.tracks.clean import CleanSettings
from pipelines.video import Video
from workbench.samples import sample_folder

Rgb = NDArray[np.uint8]


@cache
def sample(name: str = "open_field") -> tuple[Video, Scene]:
    """A sample recording."""
    folder = sample_folder()
    pairs = {pair.recording.name: pair.recording for pair in pair_files([folder]).pairs}
    said = tomllib.loads((folder / "scene.toml").read_text(encoding="utf-8"))
    said.pop("animals")
    arena = read_defaults(Entry(said, "scene.toml", [])).arena
    recording = replace(pairs[name], arena=arena)
    opened = open_recording(recording, clean=CleanSettings(), body_length_cm=None)
    return Video(recording.video), opened.scene


def tiling(stop_s: float, count: int) -> list[Event]:
    """Events of one length that tile a recording."""
    borders = np.linspace(0, stop_s, count + 1)
    return [
        Event("r", f"bout-{number:04d}", "bout", float(borders[number]), float(stop), None, "")
        for number, stop in enumerate(borders[1:])
    ]


def pixels(still: Still) -> Rgb:
    """What a reader of the file sees."""
    with Pillow.open(io.BytesIO(still.image.data)) as picture:
        return np.asarray(picture.convert("RGB"))


def read_number(rgb: Rgb, mark: Mark) -> int:
    """The number that can be read where a disc is said to be, by the letters' shapes."""
    high, reach = number_px(rgb.shape[1::-1]), 12
    left, top = max(round(mark.x) - reach, 0), max(round(mark.y) - reach - 2, 0)
    patch = rgb[top : round(mark.y) + reach + 3, left : round(mark.x) + reach + 1]
    scores = {}
    for number in range(1, 10):
        letters = np.full((line_height(high), text_width(str(number), high), 3), mark.colour)
        letters = letters.astype(np.uint8)
        write(letters, str(number), 0, 0, high, ink_on(mark.colour))
        gray = [cv2.cvtColor(one, cv2.COLOR_RGB2GRAY) for one in (patch, letters[2:-2])]
        scores[number] = float(cv2.matchTemplate(*gray, cv2.TM_CCOEFF_NORMED).max())
    return max(scores, key=scores.get)


def disc_colour(rgb: Rgb, mark: Mark) -> NDArray[np.float64]:
    """The usual colour of a disc between its number and its rim."""
    y, x = np.mgrid[: rgb.shape[0], : rgb.shape[1]]
    away = np.hypot(x - mark.x, y - mark.y)
    radius = 0.66 * number_px(rgb.shape[1::-1]) - 2.5
    return np.median(rgb[(away < radius) & (away > 0.75 * radius)], axis=0)


def tied_to(rgb: Rgb, mark: Mark, centres: dict[str, NDArray[np.float64]]) -> str:
    """The animal to whose centre a line in the disc's colour leads, as the pixels have it."""
    start, off = np.array([mark.x, mark.y]), {}
    radius = 0.66 * number_px(rgb.shape[1::-1]) + 1
    for name, centre in centres.items():
        length = float(np.hypot(*(centre - start)))
        shares = np.linspace(min(radius / length, 0.9), 1.0, 12)
        points = np.round(start + shares[:, None] * (centre - start)).astype(int)
        x, y = np.clip(points.T, 0, np.array(rgb.shape[1::-1])[:, None] - 1)
        off[name] = float(np.abs(rgb[y, x].astype(float) - mark.colour).mean())
    return min(off, key=off.get)


def centres(scene: Scene, still: Still) -> dict[str, NDArray[np.float64]]:
    """Where the centre of every animal lies in a picture, computed from the tracks alone."""
    row = int(np.searchsorted(scene.times_s, still.time_s + 1e-6) - 1)
    column = scene.keypoints.index("centre")
    left, top, right, bottom = still.box
    scale = np.array([still.image.width / (right - left), still.image.height / (bottom - top)])
    found = {}
    for index, name in enumerate(scene.individuals):
        at = (scene.position[row, :2, column, index] - (left, top)) * scale
        if np.isfinite(at).all() and (at >= 0).all() and (at < scale * (right - left)).all():
            found[name] = at
    return found


def clearness(rgb: Rgb, text: str, ground: int = 128) -> float:
    """How clearly a text can be read somewhere in a picture, up to 1."""
    size = letters_px(rgb.shape[1::-1])
    sought = np.full((size + 2, text_width(text, size) + 4, 3), ground, np.uint8)
    write(sought, text, 2, 0, size, outline_px=max(1, size // 7))
    gray = [cv2.cvtColor(one, cv2.COLOR_RGB2GRAY) for one in (rgb, sought[3:])]
    return float(cv2.matchTemplate(*gray, cv2.TM_CCOEFF_NORMED).max())


def details(gray: Rgb) -> float:
    """Variance of what differs from pixel to pixel."""
    return float(cv2.Laplacian(gray.astype(np.float64), cv2.CV_64F).var())
