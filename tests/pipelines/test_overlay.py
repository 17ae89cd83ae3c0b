"""Marks on pictures: the right animal, at the right pixels, and only where it was tracked."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scenes import body, scene

from pipelines.arena import FixedObject, Zone
from pipelines.lettering import INK, WHITE, line_height, shortened, text_width, wrap, write
from pipelines.overlay import BLUE, GREEN, ORANGE, SUBJECT, VERMILION, Overlay
from pipelines.scene import Scene

SIZE = (400, 300)
GRAY = 128


def still(x: float, y: float, heading: float = 0.0, frames: int = 10) -> NDArray[np.float64]:
    """An animal that does not move: nose 40 px before its centre, tail base 40 px behind."""
    return body(np.full(frames, x), y, heading)


def draw(
    of: Scene,
    subject: str | None = None,
    object_: str | None = None,
    time_s: float = 0.0,
    size: tuple[int, int] = SIZE,
) -> NDArray[np.uint8]:
    """Return a gray picture of a video of 400 x 300 pixels, with the marks."""
    picture = np.full((size[1], size[0], 3), GRAY, np.uint8)
    Overlay(of, subject, object_, SIZE, size).draw(picture, time_s)
    return picture


def inked(picture: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return which pixels were drawn on."""
    return (picture != GRAY).any(axis=2)


def pixels_of(picture: NDArray[np.uint8], colour: tuple[int, int, int]) -> NDArray[np.int64]:
    """Return x and y of the pixels of exactly this colour, shape (n, 2)."""
    return np.argwhere((picture == colour).all(axis=2))[:, ::-1]


def is_blue(pixel: NDArray[np.uint8]) -> bool:
    """Whether a pixel has the colour of the object, as nearly as a smoothed line can."""
    return bool(np.abs(pixel.astype(int) - BLUE).max() < 50)


# animals ----------------------------------------------------------------------------------------


def test_keypoints_of_subject_and_object_differ_in_colour_and_shape() -> None:
    picture = draw(scene({"a": still(100, 100), "b": still(300, 200)}), "a", "b")
    for x in (140, 100, 60):
        assert tuple(picture[100, x]) == VERMILION
    for x in (340, 300, 260):
        assert tuple(picture[200, x]) == WHITE
        assert (picture[200, x - 5 : x, 2] > picture[200, x - 5 : x, 0] + 50).any()


def test_who_is_neither_has_a_tag_and_its_centre_marked_but_no_keypoints() -> None:
    of = scene({"a": still(100, 100), "b": still(300, 200), "c": still(100, 250)})
    picture = draw(of, "a", "b")
    assert tuple(picture[250, 100]) != (GRAY,) * 3
    assert tuple(picture[250, 140]) == (GRAY,) * 3
    without = scene({"a": still(100, 100), "b": still(300, 200)})
    added = inked(picture) & ~inked(draw(without, "a", "b"))
    x, y = np.argwhere(added)[:, 1], np.argwhere(added)[:, 0]
    assert (x.min(), x.max()) > (60, 100)
    assert 215 < y.min() < y.max() < 255


def test_an_animal_keeps_its_colour_whoever_acts() -> None:
    of = scene({"a": still(100, 100), "b": still(300, 200)})
    nobody = draw(of)
    assert len(pixels_of(nobody, GREEN)) > 50
    assert len(pixels_of(nobody, ORANGE)) > 50
    assert len(pixels_of(draw(of, "a"), ORANGE)) == len(pixels_of(nobody, ORANGE))
    assert not len(pixels_of(draw(of, "a"), GREEN))


def test_positions_are_scaled_with_the_picture() -> None:
    picture = draw(scene({"a": still(100, 100)}), "a", size=(200, 100))
    assert tuple(picture[33, 50]) == tuple(picture[33, 70]) == VERMILION
    assert not inked(picture)[100 * 2 // 3 :].any()


def test_untracked_animals_have_no_mark() -> None:
    gone = still(300, 200)
    gone[5:] = np.nan
    of = scene({"a": still(100, 100), "b": gone})
    alone = scene({"a": still(100, 100)})
    assert (draw(of, "a", "b", 0.4) != draw(alone, "a", time_s=0.4)).any()
    for time_s in (0.5, 0.9):
        np.testing.assert_array_equal(draw(of, "a", "b", time_s), draw(alone, "a", time_s=time_s))


def test_points_that_are_not_seen_have_no_mark_and_a_lost_centre_is_not_guessed() -> None:
    points = still(200, 150)
    points[:, :, 1] = np.nan  # centre
    points[:, 0, 2] = np.inf  # tail base
    picture = draw(scene({"a": points}), "a")
    assert tuple(picture[150, 240]) == VERMILION
    assert not inked(picture)[146:, :230].any()


def test_what_lies_outside_the_picture_has_no_mark() -> None:
    assert not inked(draw(scene({"a": still(-50, 100)}), "a")).any()
    assert not inked(draw(scene({"a": still(1e12, -1e12)}), "a")).any()
    half_out = draw(scene({"a": still(-10, 100)}), "a")
    assert tuple(half_out[100, 30]) == VERMILION


def test_tracks_that_end_early_or_pause_leave_no_marks_behind() -> None:
    times_s = np.array([0, 0.1, 0.2, 5.0, 5.1])
    of = scene({"a": still(100, 100, frames=5)}, times_s=times_s)
    for time_s, marked in [(0.25, True), (0.6, False), (5.0, True), (5.19, True), (5.3, False)]:
        assert inked(draw(of, "a", time_s=time_s)).any() == marked


def test_stored_times_find_their_own_frame() -> None:
    """A time in whole microseconds may lie just before the frame that it was taken from."""
    times_s = np.arange(4) / 30
    moving = body(np.array([50.0, 150.0, 250.0, 350.0]), 100)
    picture = draw(scene({"a": moving}, times_s=times_s), "a", time_s=round(1 / 30, 6))
    assert tuple(picture[100, 150]) == VERMILION


def test_names_that_the_scene_does_not_have_are_not_marked() -> None:
    of = scene({"a": still(100, 100)})
    np.testing.assert_array_equal(draw(of, "nobody", "nothing"), draw(of))


# tags -------------------------------------------------------------------------------------------


def test_tags_keep_off_the_noses_that_meet() -> None:
    """One animal above the other, nose to nose: the lower one's tag goes below it."""
    of = scene({"a": still(200, 100, 90), "b": still(200, 190, -90)})
    marks = inked(draw(of, "a", "b"))
    assert not marks[135:155, :190].any()
    assert not marks[135:155, 210:].any()
    assert marks[:60, 150:190].any()
    assert marks[230:, 150:190].any()


@pytest.mark.parametrize("at", [(2, 2), (397, 2), (2, 297), (397, 297)])
def test_a_tag_at_the_border_is_complete(at: tuple[int, int]) -> None:
    middle = draw(scene({"name": still(200, 150)}))
    corner = draw(scene({"name": still(*at)}))
    assert len(pixels_of(corner, WHITE)) == len(pixels_of(middle, WHITE)) > 10


def test_a_tag_stays_on_its_side_while_it_can() -> None:
    """What trembles at the edge of a tag does not throw it about; what covers it moves it."""
    heights = np.array([122.0, 125.5] * 10 + [136.0] * 10)
    of = scene({"a": still(200, 150, frames=30), "b": body(np.full(30, 200.0), heights)})
    overlay, above = Overlay(of, "a", "b", SIZE, SIZE), []
    for frame in range(30):
        picture = np.full((300, 400, 3), GRAY, np.uint8)
        overlay.draw(picture, frame / 10)
        above.append(bool((pixels_of(picture, VERMILION)[:, 1] < 144).any()))
    assert above == [True] * 20 + [False] * 10


def test_a_long_name_is_cut_and_leaves_the_picture_visible() -> None:
    of = scene({"individual " * 20: still(200, 150)})
    columns = np.flatnonzero(inked(draw(of)).any(axis=0))
    assert np.ptp(columns) < 260


# places -----------------------------------------------------------------------------------------


def test_a_zone_that_is_acted_on_is_outlined() -> None:
    zones = {"nest": Zone.polygon("nest", [(200, 100), (300, 100), (300, 200), (200, 200)])}
    of = scene({"a": still(100, 250)}, zones=zones)
    picture = draw(of, "a", "nest")
    for x, y in [(250, 100), (250, 200), (200, 150), (300, 150)]:
        assert is_blue(picture[y, x])
    assert not inked(picture)[110:190, 210:290].any()
    assert inked(picture)[80:97, 200:230].any()  # its name
    assert not len(pixels_of(draw(of, "a"), BLUE))
    half = draw(of, "a", "nest", size=(200, 150))
    assert is_blue(half[50, 125])
    assert is_blue(half[75, 150])


def test_a_zone_of_several_parts_and_an_object() -> None:
    two = Zone.circle("food", (100, 100), 20).shape.union(Zone.circle("", (300, 100), 20).shape)
    objects = {"cup": FixedObject("cup", (200, 200))}
    of = scene({"a": still(100, 250)}, zones={"food": Zone("food", two)}, objects=objects)
    food = draw(of, "a", "food")
    assert is_blue(food[100, 80])
    assert is_blue(food[100, 320])
    cup = pixels_of(draw(of, "a", "cup"), BLUE)
    np.testing.assert_allclose(cup.mean(axis=0), (200, 200), atol=0.6)
    assert (np.ptp(cup, axis=0) < 40).all()


# text -------------------------------------------------------------------------------------------


def test_lines_fit_and_keep_every_word() -> None:
    text = "mouse_1 chases Mäuse/2 to the nest and an_uncommonly_long_word_that_must_be_broken"
    lines = wrap(text, 14, 120)
    assert all(0 < text_width(line, 14) <= 120 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert wrap("short", 14, 120) == ["short"]


def test_a_text_is_shortened_to_a_width() -> None:
    short = shortened("a caption that is too long", 14, 90)
    assert short.startswith("a cap")
    assert short.endswith("…")
    assert text_width(short, 14) <= 90
    assert shortened("fits", 14, 90) == "fits"


@pytest.mark.parametrize("text", ["Mäuse/1", "мышь", "γάτα", "chase →", "فأر"])
def test_any_script_is_drawn_within_its_line(text: str) -> None:
    picture = np.full((60, 200, 3), GRAY, np.uint8)
    write(picture, text, 20, 20, 14, INK)
    rows, columns = np.nonzero(inked(picture))
    assert 20 <= rows.min() < rows.max() <= 20 + line_height(14)
    assert 18 <= columns.min() < columns.max() <= 22 + text_width(text, 14)
    boxes = np.full((60, 200, 3), GRAY, np.uint8)
    write(boxes, "\U000f0000" * len(text), 20, 20, 14, INK)
    assert (boxes != picture).any()


def test_letters_that_no_font_has_and_control_characters_do_no_harm() -> None:
    picture = np.full((60, 200, 3), GRAY, np.uint8)
    write(picture, "a\n\x00b\U000f0000", 20, 20, 14, INK)
    assert inked(picture).any()


def test_text_is_cut_at_the_borders() -> None:
    whole = np.full((100, 300, 3), GRAY, np.uint8)
    write(whole, "behavior", 100, 40, 14, SUBJECT, 2)
    for left, top in [(-20, 10), (80, 10), (20, -8), (20, 55), (-500, 0), (20, 500), (20, -500)]:
        small = np.full((60, 100, 3), GRAY, np.uint8)
        write(small, "behavior", left, top, 14, SUBJECT, 2)
        expected = np.full((60, 100, 3), GRAY, np.uint8)
        for y in range(60):
            for x in range(100):
                from_x, from_y = x - left + 100, y - top + 40
                if 0 <= from_x < 300 and 0 <= from_y < 100:
                    expected[y, x] = whole[from_y, from_x]
        np.testing.assert_array_equal(small, expected)
