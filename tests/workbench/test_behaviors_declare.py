"""Declaring behaviors: what a function must look like, and how its settings are read."""

from __future__ import annotations

import numpy as np
import pytest

from graphs.errors import UserError
from pipelines.arena import Zone
from pipelines.timebase import TimeBase
from pipelines.tracks.schema import make_tracks
from workbench import Angle, Bouts, Duration, Length, Mask, Number, Recording, Speed, behavior

FPS = 10.0


def recording(px_per_cm: float | None = 10.0) -> Recording:
    """Two animals with nose and centre, 20 frames: a walks 10 px a frame to the right, b rests."""
    position = np.zeros((20, 2, 2, 2), np.float32)
    position[:, 0, 0, 0], position[:, 0, 1, 0] = np.arange(20) * 10 + 20, np.arange(20) * 10
    position[:, :, 0, 1], position[:, :, 1, 1] = (120, 50), (100, 50)
    clock = TimeBase.constant(20, FPS)
    tracks = make_tracks(position, None, ["nose", "centre"], ["a", "b"], clock, "by hand")
    zone = Zone.polygon("left", [(-5, -5), (52, -5), (52, 52), (-5, 52)])
    return Recording.from_tracks(
        tracks, "r", px_per_cm=px_per_cm, zones={"left": zone}, body_length_px=40
    )


@behavior(needs=["centre"], synonyms=["run about"])
def fast(rec: Recording, subject: str, at_least: Speed = "5 cm/s") -> Mask:
    """The subject moves at `at_least` or more."""
    return rec.speed(subject) >= at_least


@behavior(target="animal", needs=["nose"])
def near(rec: Recording, subject: str, target: str, within: Length, long: Duration = 0.2) -> Bouts:
    """The subject's nose is at the other."""
    return (rec.distance(f"{subject}.nose", target) < within).bouts(min_s=long)


def test_mask_becomes_bouts_of_the_subject() -> None:
    found = fast(recording(), "a")
    assert found.rows[0] == ("r", "a", None, "fast")
    assert found.intervals.tolist() == [[0.0, 2.0]]
    assert len(fast(recording(), "b")) == 0
    assert fast(recording(), "b").assessed_s == pytest.approx(2.0)


def test_settings_are_numbers_in_the_units_of_the_recording() -> None:
    rec = recording()
    assert near.settings(rec, {"within": "30 px", "long": "300 ms"}) == {"within": 3.0, "long": 0.3}
    assert near.settings(rec, {"within": "0.5 BL"}) == {"within": 2.0, "long": 0.2}
    assert near.settings(rec, {"within": 4})["within"] == 4.0
    assert near.settings(recording(px_per_cm=None), {"within": "30 px"})["within"] == 30.0


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "within: a length .* must be given"),
        ({"within": "3 cm", "witin": 3}, "unknown setting 'witin'; did you mean 'within'"),
        ({"within": "3 cm/s"}, "a speed .* cannot be put beside within"),
        ({"within": "3 cm", "long": "3 cm"}, "long is '3 cm'; expected a time"),
        ({"within": "three"}, "'three' is no quantity"),
    ],
)
def test_wrong_settings(settings: dict[str, object], said: str) -> None:
    with pytest.raises(UserError, match=said):
        near(recording(), "a", "b", **settings)


def test_no_scale_for_centimetres() -> None:
    with pytest.raises(UserError, match="no scale"):
        fast(recording(px_per_cm=None), "a")


def test_keypoints_that_it_needs() -> None:
    @behavior(needs=["tailbase"])
    def wag(rec: Recording, subject: str) -> Mask:
        """The tail wags."""
        return rec.speed(f"{subject}.tailbase") > 1

    with pytest.raises(UserError, match="needs tailbase; the tracks of 'r' have no keypoint for"):
        wag(recording(), "a")


def test_by_name_and_synonym_from_a_recording() -> None:
    rec = recording()
    every = rec.behavior("locomotion", at_least="5 cm/s")
    assert [row.subject for row in every.rows] == ["a", "b"]
    assert [row.subject for row in rec.behavior("move", "b").rows] == ["b"]


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda r: r.behavior("locomotoin"), "No behavior 'locomotoin'; did you mean 'locomotion'"),
        (lambda r: r.behavior("locomotion", "c"), "No animal 'c'"),
        (lambda r: r.behavior("locomotion", target="a"), "has no target"),
        (lambda r: r.behavior("contact", "a", "left"), "'left' is no animal for 'contact'"),
        (lambda r: r.behavior("contact", "a", "a"), "there is no such pair"),
    ],
)
def test_wrong_names(ask: object, said: str) -> None:
    with pytest.raises(UserError, match=said):
        ask(recording())  # type: ignore[operator]


def test_what_is_wrong_with_a_declaration_is_said_together() -> None:
    with pytest.raises(UserError) as fault:

        @behavior(target="mouse", score=2)
        def Wrong(recording: Recording, who: str, near=3) -> Mask:  # type: ignore[no-untyped-def]  # noqa: N802
            return recording.tracked(who)

    said = str(fault.value)
    assert "no docstring" in said
    assert "not lower case" in said
    assert "target is 'mouse'" in said
    assert "(rec, subject, target)" in said
    assert "score is 2" in said


def test_arguments_without_unit_are_refused() -> None:
    with pytest.raises(UserError, match="argument 'near' says no unit"):

        @behavior()
        def close(rec: Recording, subject: str, near: float = 3) -> Mask:
            """Something near."""
            return rec.tracked(subject)


def test_other_units() -> None:
    @behavior(target="zone")
    def odd(
        rec: Recording, subject: str, target: str, off: Angle = "30 deg", times: Number = 2
    ) -> Mask:
        """The subject is in the zone."""
        assert (off, times) == (30.0, 2)
        return rec.in_zone(subject, target)

    found = odd(recording(), "a", "left")
    assert found.rows[0] == ("r", "a", "left", "odd")
    assert found.intervals.tolist() == [[0.0, 0.6]]  # centre at 0, 10 ... 50 px


def test_without_brackets() -> None:
    @behavior
    def here(rec: Recording, subject: str) -> Mask:
        """The subject is tracked."""
        return rec.tracked(subject)

    assert here.name == "here"
    assert (here.entry.target, here.entry.kind, here.score) == ("none", "state", 0.8)
    assert here(recording(), "a").intervals.tolist() == [[0.0, 2.0]]


def test_names_of_settings_are_checked_before_what_a_recording_lacks() -> None:
    @behavior(needs=["tailbase"])
    def wag(rec: Recording, subject: str, fast: Speed = "1 cm/s") -> Mask:
        """The tail wags."""
        return rec.speed(f"{subject}.tailbase") > fast

    with pytest.raises(UserError, match="unknown setting 'fsat'"):
        wag(recording(), "a", fsat=3)


def test_wrong_result() -> None:
    @behavior()
    def number(rec: Recording, subject: str) -> Mask:
        """A number."""
        return 3  # type: ignore[return-value]

    with pytest.raises(UserError, match="returned int; expected a mask"):
        number(recording(), "a")


def test_several_rows_are_refused() -> None:
    @behavior()
    def everybody(rec: Recording, subject: str) -> Mask:
        """Everybody is tracked."""
        return rec.tracked()

    with pytest.raises(UserError, match="2 rows of bouts for one subject"):
        everybody(recording(), "a")


def test_a_function_that_exits() -> None:
    @behavior
    def leaving(rec: Recording, subject: str) -> Mask:
        """Leaves."""
        raise SystemExit(1)

    with pytest.raises(UserError, match=r"line \d+\): SystemExit: 1"):
        leaving(recording(), "a")


def test_a_fault_in_the_function_is_said_with_its_line() -> None:
    @behavior()
    def broken(rec: Recording, subject: str) -> Mask:
        """Broken."""
        found: Mask = rec.nothing  # type: ignore[attr-defined]
        return found

    with pytest.raises(UserError, match=r"'broken' \(test_behaviors_declare.py, line \d+\): Attr"):
        broken(recording(), "a")
