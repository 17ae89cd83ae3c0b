"""Marks: whose number stands where, read from the pixels; switches change their own marks only."""

from __future__ import annotations

from dataclasses import fields, replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from scenes import body, scene
from stills_pictures import (
    centres,
    clearness,
    disc_colour,
    pixels,
    read_number,
    sample,
    tied_to,
    tiling,
)

from pipelines.arena import FixedObject, Zone
from pipelines.lettering import INK, write
from pipelines.scene import Scene
from pipelines.shapes import Rectangle, gaps
from pipelines.stills.contract import Box, Mark, Marks, Still, StillSettings, numbers
from pipelines.stills.make import stills_of_events
from pipelines.stills.marks import Marker
from pipelines.stills.places import bar_of
from pipelines.stills.tags import COLOURS, NUMBER_SHARE

GRAY = 128
BOX: Box = (0, 0, 400, 300)
NOTHING = Marks(**{switch.name: False for switch in fields(Marks)})
ALL = Marks(**{switch.name: True for switch in fields(Marks)})


def draw(
    of: Scene | None,
    marks: Marks,
    time_s: float = 2.0,
    box: Box = BOX,
    size: tuple[int, int] = (448, 336),
) -> tuple[NDArray[np.uint8], tuple[Mark, ...]]:
    picture = np.full((size[1], size[0], 3), GRAY, np.uint8)
    return picture, Marker(of, marks).draw(picture, box, time_s)


def two() -> Scene:
    """Two animals that walk to the right, a zone and an object."""
    way = np.linspace(80, 120, 50)
    zones = {"nest": Zone.polygon("nest", [(220, 20), (380, 20), (380, 120), (220, 120)])}
    objects = {"cup": FixedObject("cup", (330, 250))}
    return scene({"a": body(way, 100), "b": body(way + 150, 200, 30)}, zones, objects)


# identities -------------------------------------------------------------------------------------


def is_right(still: Still, of: Scene) -> list[bool]:
    """Whether each number of a picture stands for its animal, as seen and as computed."""
    rgb, at = pixels(still), centres(of, still)
    in_prompt = numbers(of.individuals)
    return [
        read_number(rgb, mark) == mark.number == in_prompt[mark.individual]
        and np.abs(disc_colour(rgb, mark) - mark.colour).max() < 40
        and tied_to(rgb, mark, at) == mark.individual
        for mark in still.marks
        if mark.individual in at
    ]


@pytest.fixture(scope="module")
def pictures() -> list[Still]:
    """300 pictures of events that tile the sample."""
    video, of = sample()
    events = tiling(video.timebase.stop_s, 37)
    made = stills_of_events(video, of, events, StillSettings())
    return [still for _, stills in made for still in stills][:300]


def test_numbers_stand_for_their_animals_in_300_pictures(pictures: list[Still]) -> None:
    _, of = sample()
    checked = [right for still in pictures for right in is_right(still, of)]
    assert len(pictures) == 300
    assert len(checked) > 550
    assert all(checked)


def test_swapped_animals_are_noticed(pictures: list[Still]) -> None:
    """The same check on tracks whose two animals have each other's names fails in every picture."""
    _, of = sample()
    swapped = replace(of, position=of.position[..., ::-1])
    both = [still for still in pictures[:40] if len(still.marks) == 2]
    assert len(both) > 20
    assert not any(right for still in both for right in is_right(still, swapped))


def test_a_wrong_number_is_noticed(pictures: list[Still]) -> None:
    _, of = sample()
    for still in pictures[:20]:
        marks = tuple(replace(mark, number=mark.number + 1) for mark in still.marks)
        assert not any(is_right(replace(still, marks=marks), of))


def test_all_numbers_can_be_read_in_small_pictures() -> None:
    animals = {f"m{k}": body(np.full(30, 60 + 130 * (k % 3)), 60 + 90 * (k // 3)) for k in range(9)}
    picture, marks = draw(scene(animals), Marks(), size=(448, 336))
    assert [mark.number for mark in marks] == list(range(1, 10))
    assert [read_number(picture, mark) for mark in marks] == list(range(1, 10))
    assert [mark.colour for mark in marks] == [COLOURS[k % len(COLOURS)] for k in range(9)]
    assert round(NUMBER_SHARE * 448) >= 16


def test_discs_cover_neither_animals_nor_each_other() -> None:
    """Nose to nose, the usual place of discs beside one animal is on the other."""
    of = scene({"a": body(np.full(30, 150.0), 150), "b": body(np.full(30, 250.0), 150, 180)})
    _, marks = draw(of, Marks(), size=(400, 300))
    at = np.array([(mark.x, mark.y) for mark in marks])
    assert np.hypot(*(at[0] - at[1])) > 24
    for row in of.position[20].transpose(2, 1, 0).reshape(-1, 2):
        assert np.hypot(*(at - row).T).min() > 16
    assert (np.abs(at[:, 1] - 150) > 20).all()


@pytest.mark.parametrize("at", [(5, 5), (395, 5), (5, 295), (395, 295)])
def test_numbers_at_the_border_are_complete(at: tuple[int, int]) -> None:
    picture, marks = draw(scene({"a": body(np.full(30, at[0]), at[1])}), Marks())
    assert read_number(picture, marks[0]) == 1
    assert 12 <= marks[0].x <= 448 - 12
    assert 12 <= marks[0].y <= 336 - 12


def test_gaps_between_rectangles_and_points() -> None:
    """3 left of and 4 above a corner, inside, on the border, and right beside an edge."""
    points = np.array([(7.0, 16.0), (15.0, 25.0), (10.0, 20.0), (42.0, 30.0)])
    away = gaps([Rectangle(10, 20, 40, 50), Rectangle(42, 30, 43, 31)], points)
    np.testing.assert_allclose(away[0], [5, 0, 0, 2])
    np.testing.assert_allclose(away[1], [np.hypot(35, 14), np.hypot(27, 5), np.hypot(32, 10), 0])


def test_letters_cover_what_their_outline_leaves_and_are_cut_at_borders() -> None:
    """Letters of a black ground are as bright as without an outline; nothing else changes."""
    plain, lined = np.zeros((40, 120, 3), np.uint8), np.zeros((40, 120, 3), np.uint8)
    write(plain, "12.4 s", 10, 5, 15)
    write(lined, "12.4 s", 10, 5, 15, outline_px=2)
    np.testing.assert_array_equal(plain == 255, lined == 255)
    assert (plain == 255).any()
    assert lined.min() == 0
    assert (lined[(lined > 0) & (plain == 0)] <= max(INK)).all()
    cut = np.zeros((10, 50, 3), np.uint8)
    write(cut, "12.4 s", 10 - 20, 5 - 8, 15, outline_px=2)
    np.testing.assert_array_equal(cut, lined[8:18, 20:70])


def test_who_is_not_tracked_has_no_mark() -> None:
    gone = body(np.full(30, 300.0), 200)
    gone[10:] = np.nan
    of = scene({"a": body(np.full(30, 100.0), 100), "b": gone})
    assert [mark.individual for mark in draw(of, ALL, 0.5)[1]] == ["a", "b"]
    alone = scene({"a": body(np.full(30, 100.0), 100)})
    later, marks = draw(of, replace(ALL, trails=False), 2.5)
    assert [mark.individual for mark in marks] == ["a"]
    np.testing.assert_array_equal(later, draw(alone, replace(ALL, trails=False), 2.5)[0])
    assert draw(of, Marks(), 4.0)[1] == ()  # after the tracks
    assert draw(of, Marks(), box=(0, 0, 40, 30))[1] == ()  # out of the picture


def test_marks_follow_crop_and_scale() -> None:
    """The dot on the centre, found by its colour, is where the crop has the centre."""
    of = scene({"a": body(np.full(30, 200.0), 150)})
    for box in [BOX, (100, 100, 300, 250), (150, 100, 250, 175)]:
        picture, marks = draw(of, replace(NOTHING, numbers=True), box=box)
        scale = 448 / (box[2] - box[0])
        centre = (np.array([200, 150]) - box[:2] + 0.5) * scale - 0.5
        x, y = np.round(centre).astype(int)
        assert tuple(picture[y, x]) == marks[0].colour


# switches ---------------------------------------------------------------------------------------


def changed(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return (one != other).any(axis=2)


@pytest.mark.parametrize("switch", [switch.name for switch in fields(Marks)])
def test_each_switch_draws_its_marks_and_moves_no_others(switch: str) -> None:
    of = two()
    bare, none = draw(of, NOTHING)
    only, some = draw(of, replace(NOTHING, **{switch: True}))
    everything, marks = draw(of, ALL)
    without, left = draw(of, replace(ALL, **{switch: False}))
    assert not changed(bare, np.full_like(bare, GRAY)).any()
    assert none == ()
    assert changed(only, bare).any()
    assert changed(everything, without).any()
    near = cv2.dilate(changed(only, bare).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    assert not (changed(everything, without) & ~near).any()
    assert (some, left) == ((marks, ()) if switch == "numbers" else ((), marks))


def test_keypoints_skeleton_boxes_and_trails_lie_on_the_animal() -> None:
    of = scene({"a": body(np.linspace(100, 200, 50), 150)})
    x = 100 + 100 * 20 / 49  # at 2 s
    for name, place in [
        ("keypoints", (x + 40, 150)),
        ("skeleton", (x + 20, 150)),
        ("trails", (x - 15, 150)),
        ("boxes", (x, 150 - 0.18 * 80)),
    ]:
        picture, _ = draw(of, replace(NOTHING, **{name: True}), size=(400, 300))
        at = np.round(place).astype(int)
        around = picture[at[1] - 1 : at[1] + 2, at[0] - 1 : at[0] + 2].reshape(-1, 3).astype(int)
        assert np.abs(around - COLOURS[0]).sum(axis=1).min() < 60, name
    trail, _ = draw(of, replace(NOTHING, trails=True), size=(400, 300))
    columns = np.flatnonzero(changed(trail, np.full_like(trail, GRAY)).any(axis=0))
    assert x - 100 / 4.9 - 3 < columns.min() < x - 100 / 4.9 + 1  # the way of one second
    assert columns.max() < x + 3


def test_zones_and_objects_are_outlined_and_named() -> None:
    picture, _ = draw(two(), replace(NOTHING, zones=True), size=(400, 300))
    for x, y in [(300, 20), (300, 120), (220, 70), (380, 70)]:
        assert picture[y, x].min() > 200
    assert clearness(picture, "nest") > 0.85
    assert clearness(picture, "cup") > 0.85
    far, _ = draw(two(), replace(NOTHING, zones=True), box=(0, 150, 160, 270))
    assert not changed(far, np.full_like(far, GRAY)).any()


def test_the_clock_says_the_time() -> None:
    picture, _ = draw(None, Marks(), 12.4)
    assert clearness(picture, "12.400 s") > 0.85
    assert clearness(picture, "12.401 s") < 0.8
    assert clearness(draw(None, replace(Marks(), clock=False), 12.4)[0], "12.400 s") < 0.8


def test_clock_and_scale_bar_make_room_for_animals() -> None:
    free, _ = draw(scene({"a": body(np.full(30, 200.0), 60)}), replace(NOTHING, clock=True))
    low, _ = draw(scene({"a": body(np.full(30, 50.0), 280)}), replace(NOTHING, clock=True))
    gray = np.full_like(free, GRAY)
    assert np.flatnonzero(changed(free, gray).any(axis=1)).min() > 300
    assert np.flatnonzero(changed(low, gray).any(axis=1)).max() < 30


def test_the_scale_bar_has_a_round_length() -> None:
    assert bar_of(10.0, 448) == (100.0, "10 cm")
    assert bar_of(21.0, 448) == (105.0, "5 cm")
    assert bar_of(300.0, 448) == (60.0, "2 mm")
    assert bar_of(1.0, 448) == (100.0, "1 m")
    assert bar_of(1e-4, 448) is None
    picture, _ = draw(two(), replace(NOTHING, scale_bar=True), size=(400, 300))
    white = (picture == 255).all(axis=2)
    assert 98 <= white.sum(axis=1).max() <= 102  # 10 cm at 10 px
    unknown, _ = draw(replace_scale(two()), replace(NOTHING, scale_bar=True))
    assert not changed(unknown, np.full_like(unknown, GRAY)).any()


def replace_scale(of: Scene) -> Scene:
    """The same without a scale."""
    return replace(of, scale=replace(of.scale, px_per_cm=None))
