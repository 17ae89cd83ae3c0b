"""Draw the scene from above: bedding, shelter, feeder, and mice with head, ears, tail and shadow.

The background never changes, so a blob tracker can subtract it. Pictures are 8-bit RGB.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.proxy import write_video
from sample_data.motion import KEYPOINTS, Motion
from sample_data.scene import (
    ARENA_CM,
    FEEDER_CM,
    FEEDER_RADIUS_CM,
    FRAME_PX,
    PX_PER_CM,
    SHELTER_CM,
    Floats,
    to_px,
)

Picture = NDArray[np.uint8]
Colour = tuple[float, float, float]

FUR: tuple[Colour, ...] = ((46, 42, 40), (118, 98, 78))
"""Fur of mouse_1 (dark) and mouse_2 (grey-brown)."""

SKIN: Colour = (196, 150, 140)
SHADE = 0.72
SUBPIXEL_BITS = 4

TAIL_SEGMENTS, TAIL_SEGMENT_CM = 9, 0.8

WIDTHS_CM = (0.5, 1.35, 1.65, 1.7, 1.55, 1.25, 1.06, 1.02, 0.72, 0.26)
"""Half the width of the body at even steps of its outline, from rump to nose."""


def write_movie(path: Path, motion: Motion, times_s: Floats) -> None:
    """Draw and encode the scene at some capture times, which become presentation times."""
    timed = zip(times_s.tolist(), draw(motion, times_s), strict=True)
    write_video(path, timed, crf=27, preset="slow", gop=150, threads=1)


def draw(motion: Motion, times_s: Floats) -> Iterator[Picture]:
    """Yield one picture per capture time, shape (640, 640, 3)."""
    floor = background()
    points = motion.at(times_s)
    postures = [
        np.column_stack([np.interp(times_s, motion.times_s, column) for column in values.T])
        for values in (motion.rearing, motion.grooming)
    ]
    tails = [_first_tail(points[0, animal]) for animal in range(points.shape[1])]
    for frame, animals in enumerate(points):
        picture = floor.copy()
        tails = [_drag(tail, animals[i]) for i, tail in enumerate(tails)]
        # who rears is nearer to the camera and drawn on top
        for animal in np.argsort(postures[0][frame], kind="stable").tolist():
            _draw_mouse(picture, animals[animal], tails[animal], FUR[animal])
        yield picture


def background() -> Picture:
    """Return the empty arena: bedding, walls, shelter and feeder."""
    generator = np.random.default_rng(1)
    coarse = generator.normal(0, 1, (FRAME_PX // 16, FRAME_PX // 16)).astype(np.float32)
    fine = generator.normal(0, 1, (FRAME_PX // 3 + 1, FRAME_PX // 3 + 1)).astype(np.float32)
    grain = 3.0 * cv2.resize(coarse, (FRAME_PX, FRAME_PX), interpolation=cv2.INTER_CUBIC)
    grain += 3.5 * cv2.resize(fine, (FRAME_PX, FRAME_PX), interpolation=cv2.INTER_CUBIC)
    picture = np.array([214, 205, 186], np.float32) + grain[..., None]
    low, high = (int(v) for v in to_px(np.array([0.0, ARENA_CM])))
    picture[_shelter_rows()] *= np.array([0.82, 0.82, 0.85], np.float32)
    wall = np.ones((FRAME_PX, FRAME_PX), bool)
    wall[low:high, low:high] = False
    picture[wall] = np.array([108, 112, 118], np.float32) + 0.4 * grain[wall][:, None]
    drawn = np.clip(picture, 0, 255).astype(np.uint8)
    cv2.rectangle(drawn, (low, low), (high, high), (78, 82, 88), 3, cv2.LINE_AA)
    corners = to_px(np.array(SHELTER_CM)).astype(np.int32)
    cv2.polylines(drawn, [corners], isClosed=True, color=(86, 70, 56), thickness=3, lineType=16)
    _draw_feeder(drawn, generator)
    return drawn


def _shelter_rows() -> tuple[slice, slice]:
    (left, top), (right, bottom) = to_px(np.array([SHELTER_CM[0], SHELTER_CM[2]])).astype(int)
    return slice(top, bottom), slice(left, right)


def _draw_feeder(picture: Picture, generator: np.random.Generator) -> None:
    """Draw a dish with pellets."""
    x, y = to_px(np.array(FEEDER_CM)).astype(int).tolist()
    radius = int(FEEDER_RADIUS_CM * PX_PER_CM)
    cv2.circle(picture, (x, y), radius, (164, 170, 176), -1, cv2.LINE_AA)
    cv2.circle(picture, (x, y), radius, (118, 124, 132), 3, cv2.LINE_AA)
    for _ in range(40):
        angle, share = generator.uniform(0, 2 * np.pi), np.sqrt(generator.uniform(0, 0.55))
        at = (int(x + share * radius * np.cos(angle)), int(y + share * radius * np.sin(angle)))
        cv2.circle(picture, at, 3, (176, 138, 84), -1, cv2.LINE_AA)


def _draw_mouse(picture: Picture, points_cm: Floats, tail_cm: Floats, fur: Colour) -> None:
    """Draw shadow, tail, body, ears and nose of one mouse."""
    point = {name: points_cm[i] for i, name in enumerate(KEYPOINTS)}
    outline = _outline(point)
    _cast_shadow(picture, to_px(outline) + np.array([4.0, 6.0]))
    for i in range(len(tail_cm) - 1):
        width = 5 if i < 3 else (4 if i < 6 else 3)
        ends = _fixed(to_px(tail_cm[i : i + 2]))
        cv2.line(picture, ends[0].tolist(), ends[1].tolist(), SKIN, width, 16, SUBPIXEL_BITS)
    for share, light in ((1.0, 0.82), (0.8, 1.0), (0.5, 1.12)):
        _fill(picture, _outline(point, share), _tint(fur, light))
    for name in ("left_ear", "right_ear"):
        _disc(picture, point[name], 0.72, _tint(fur, 0.78))
        _disc(picture, point[name], 0.46, _tint(SKIN, 0.85))
    _disc(picture, point["nose"], 0.24, _tint(SKIN, 0.95))
    forward = point["nose"] - point["neck"]
    forward /= max(float(np.linalg.norm(forward)), 1e-6)
    side = np.array([-forward[1], forward[0]])
    for sign in (-1, 1):
        _disc(picture, point["nose"] - 0.85 * forward + sign * 0.42 * side, 0.13, (16, 14, 14))


def _outline(point: dict[str, Floats], share: float = 1.0) -> Floats:
    """Return the outline of body and head, centimetres; `share` of the full width."""
    knots = np.array([point[name] for name in ("tailbase", "centre", "neck", "nose")])
    steps = np.linspace(0, 1, 28)
    middle = _curve(knots, steps)
    along = np.gradient(middle, axis=0)
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-6)
    side = np.column_stack([-along[:, 1], along[:, 0]])
    half = share * np.interp(steps, np.linspace(0, 1, len(WIDTHS_CM)), WIDTHS_CM)[:, None]
    return np.concatenate([middle + half * side, (middle - half * side)[::-1]])


def _curve(knots: Floats, steps: Floats) -> Floats:
    """Return a smooth curve through some knots: Catmull-Rom, by share of the knots."""
    padded = np.concatenate([[2 * knots[0] - knots[1]], knots, [2 * knots[-1] - knots[-2]]])
    at = steps * (len(knots) - 1)
    index = np.minimum(at.astype(int), len(knots) - 2)
    t = (at - index)[:, None]
    p0, p1, p2, p3 = (padded[index + i] for i in range(4))
    linear, square, cube = p2 - p0, 2 * p0 - 5 * p1 + 4 * p2 - p3, 3 * p1 - p0 - 3 * p2 + p3
    return np.asarray(0.5 * (2 * p1 + linear * t + square * t**2 + cube * t**3))


def _cast_shadow(picture: Picture, outline_px: Floats) -> None:
    low = np.maximum(outline_px.min(axis=0).astype(int) - 12, 0)
    high = np.minimum(outline_px.max(axis=0).astype(int) + 12, FRAME_PX)
    shade = np.zeros((high[1] - low[1], high[0] - low[0]), np.float32)
    cv2.fillPoly(shade, [_fixed(outline_px - low)], 1.0, 8, SUBPIXEL_BITS)
    shade = cv2.GaussianBlur(shade, (0, 0), 5)[..., None]
    patch = picture[low[1] : high[1], low[0] : high[0]]
    patch[:] = np.round(patch * (1 - (1 - SHADE) * shade)).astype(np.uint8)


def _fill(picture: Picture, outline_cm: Floats, colour: Colour) -> None:
    cv2.fillPoly(picture, [_fixed(to_px(outline_cm))], colour, 16, SUBPIXEL_BITS)


def _disc(picture: Picture, at_cm: Floats, radius_cm: float, colour: Colour) -> None:
    centre = _fixed(to_px(at_cm)).tolist()
    radius = round(radius_cm * PX_PER_CM * 2**SUBPIXEL_BITS)
    cv2.circle(picture, centre, radius, colour, -1, 16, SUBPIXEL_BITS)


def _fixed(position_px: Floats) -> NDArray[np.int32]:
    """Return pixels as the fixed-point numbers that the drawing functions take."""
    return np.asarray(np.round(position_px * 2**SUBPIXEL_BITS), dtype=np.int32)


def _tint(colour: Colour, light: float) -> Colour:
    red, green, blue = (min(255.0, value * light) for value in colour)
    return red, green, blue


def _first_tail(points_cm: Floats) -> Floats:
    """Return a straight tail behind a mouse, shape (segments + 1, 2)."""
    back = _backwards(points_cm)
    steps = np.arange(TAIL_SEGMENTS + 1)[:, None] * TAIL_SEGMENT_CM
    return np.asarray(points_cm[KEYPOINTS.index("tailbase")] + steps * back)


def _drag(tail_cm: Floats, points_cm: Floats) -> Floats:
    """Pull a tail after its base: each joint keeps its distance to the one before."""
    moved = tail_cm.copy()
    moved[0] = points_cm[KEYPOINTS.index("tailbase")]
    stiff = _backwards(points_cm)
    for i in range(1, len(moved)):
        along = tail_cm[i] - moved[i - 1]
        along /= max(float(np.linalg.norm(along)), 1e-6)
        along = along + stiff * (0.5 if i < 3 else 0.06)
        moved[i] = moved[i - 1] + TAIL_SEGMENT_CM * along / np.linalg.norm(along)
    return moved


def _backwards(points_cm: Floats) -> Floats:
    back = points_cm[KEYPOINTS.index("tailbase")] - points_cm[KEYPOINTS.index("centre")]
    return np.asarray(back / np.linalg.norm(back))
