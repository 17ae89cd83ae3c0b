"""What must not be seen cannot be seen: blurred, gray and scaled down before anything is drawn."""

from __future__ import annotations

from dataclasses import fields, replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from stills_pictures import details, pixels, sample

from graphs.errors import UserError
from pipelines.arena import Arena, Zone
from pipelines.stills.contract import Marks, Privacy, Still, StillSettings
from pipelines.stills.make import make_stills
from pipelines.stills.private import PrivateFrames

SIZE = (320, 240)
ARENA = Arena({"desk": Zone.polygon("desk", [(40, 40), (200, 40), (200, 160), (40, 160)]),
               "door": Zone.circle("door", (260, 200), 25)})  # fmt: skip
BARE = Marks(**{switch.name: False for switch in fields(Marks)})


def noise(seed: int = 0) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (SIZE[1], SIZE[0], 3)).astype(np.uint8)


def gray(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)


def test_nothing_is_taken_out_unasked() -> None:
    private = PrivateFrames(Privacy(), ARENA, SIZE)
    assert private.size == SIZE
    np.testing.assert_array_equal(private.clean(noise()), noise())


@pytest.mark.parametrize("area", ["desk", (40.0, 40.0, 200.0, 160.0)])
def test_details_of_an_area_are_gone_and_all_else_is_as_it_was(area: object) -> None:
    before = noise()
    after = PrivateFrames(Privacy(blur=(area,)), ARENA, SIZE).clean(before.copy())
    assert details(gray(before)[40:161, 40:201]) > 1000
    assert details(gray(after)[42:159, 42:199]) < 2
    outside = np.ones(before.shape[:2], bool)
    outside[38:163, 38:203] = False
    np.testing.assert_array_equal(after[outside], before[outside])


def test_a_round_zone_is_blurred_to_its_border() -> None:
    before = noise()
    after = PrivateFrames(Privacy(blur=("door",)), ARENA, SIZE).clean(before.copy())
    y, x = np.mgrid[: SIZE[1], : SIZE[0]]
    away = np.hypot(x - 260, y - 200)
    same = (after == before).all(axis=2)
    assert not same[away < 25].any()
    assert same[away > 28].all()


def test_what_was_there_cannot_be_told_from_what_is_left() -> None:
    """A face and its blocks' means give the same picture: nothing else of it is in the file."""
    face = noise()
    cv2.putText(face, "Ann", (60, 120), cv2.FONT_HERSHEY_SIMPLEX, 2.0, (255, 255, 255), 6)
    flat = face.copy()
    part = flat[40:160, 40:200]
    for top in range(0, 120, 40):
        for left in range(0, 160, 40):
            block = part[top : top + 40, left : left + 40]
            block[:] = np.round(block.reshape(-1, 3).mean(axis=0))
    private = PrivateFrames(Privacy(blur=((40, 40, 199, 159),)), Arena(), SIZE)
    one, other = private.clean(face)[45:155, 45:195], private.clean(flat)[45:155, 45:195]
    assert np.abs(one.astype(int) - other).mean() < 6
    assert details(gray(one)) < 2


def test_frames_are_scaled_down_never_up() -> None:
    assert PrivateFrames(Privacy(longest_side=160), ARENA, SIZE).size == (160, 120)
    assert PrivateFrames(Privacy(longest_side=1000), ARENA, SIZE).size == SIZE
    small = PrivateFrames(Privacy(longest_side=80, blur=("desk",)), ARENA, SIZE)
    frame = noise()[:60, :80].copy()
    after = small.clean(frame.copy())
    assert details(gray(after)[11:39, 11:49]) < details(gray(frame)[11:39, 11:49]) / 20
    np.testing.assert_array_equal(after[45:], frame[45:])


def test_what_cannot_be_blurred_is_said_before_anything_is_shown() -> None:
    wrong = ("dsek", (10.0, 10.0, 5.0, 20.0), (400.0, 0.0, 500.0, 50.0))
    with pytest.raises(UserError, match=r"no zone 'dsek'; did you mean 'desk'.*10.0.*400.0"):
        PrivateFrames(Privacy(blur=wrong), ARENA, SIZE)
    video, _ = sample()
    settings = StillSettings(privacy=Privacy(blur=("shelter",)))
    with pytest.raises(UserError, match="this recording has no zones"):
        make_stills(video, None, 1, 2, settings)


# in pictures of events --------------------------------------------------------------------------


def shown(privacy: Privacy, marks: Marks = BARE, **settings: object) -> list[Still]:
    video, of = sample()
    return make_stills(video, of, 60.0, 61.0, StillSettings(
        frames=2, crop=False, marks=marks, privacy=privacy, quality=95, side=640, **settings
    ))  # fmt: skip


def test_a_zone_in_a_picture_is_blurred_wherever_it_is_shown() -> None:
    plain, blurred = shown(Privacy()), shown(Privacy(blur=("feeder",)))
    for one, other in zip(plain, blurred, strict=True):
        inside = np.s_[500:540, 100:140]
        before, after = gray(pixels(one))[inside], gray(pixels(other))[inside]
        assert details(before) > 100
        assert details(after) < 5
        assert np.abs(pixels(one)[:400].astype(int) - pixels(other)[:400]).max() < 12


def test_gray_pictures_have_no_colour_but_that_of_marks() -> None:
    (plain, *_), (marked, *_) = shown(Privacy(grayscale=True)), shown(
        Privacy(grayscale=True), Marks(zones=False, scale_bar=False, clock=False)
    )  # fmt: skip
    assert np.ptp(pixels(plain).astype(int), axis=2).max() <= 2
    assert np.ptp(pixels(shown(Privacy())[0]).astype(int), axis=2).max() > 30
    colourful = np.argwhere(np.ptp(pixels(marked).astype(int), axis=2) > 20)[:, ::-1]
    assert len(colourful) > 300
    at = np.array([(mark.x, mark.y) for mark in marked.marks])
    assert np.hypot(*(colourful[:, None] - at[None]).transpose(2, 0, 1)).min(axis=1).max() < 80


def test_a_crop_shows_no_more_than_the_frame_scaled_down() -> None:
    video, of = sample()
    settings = StillSettings(frames=2, full_frame=False, marks=BARE, quality=95)
    coarse = replace(settings, privacy=Privacy(longest_side=160))
    sharp, soft = (make_stills(video, of, 10.0, 11.0, one)[0] for one in (settings, coarse))
    assert (sharp.view, soft.view) == ("crop", "crop")
    assert details(gray(pixels(soft))) < details(gray(pixels(sharp))) / 4
    left, top, right, bottom = (edge / 4 for edge in soft.box)
    frame = next(video.iter_frames(size=(160, 160), start=soft.frame))[2]
    part = frame[int(top) : int(bottom), int(left) : int(right)]
    expected = cv2.resize(part, (448, 448), interpolation=cv2.INTER_LINEAR)
    assert np.abs(pixels(soft).astype(int) - expected).mean() < 2
