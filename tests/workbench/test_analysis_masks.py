"""Masks: logic with three values, shares with their denominator, and bouts of frames."""

from __future__ import annotations

import numpy as np
import pytest
from analysis_recordings import NAN, at_rest, letters, looked, mask, recording, spans

from graphs.errors import UserError
from workbench.analysis.masks import Mask

TRUTHS = [(one, other) for one in "TF?" for other in "TF?"]

# every combination of TT, TF, T?, FT, FF, F?, ?T, ?F, ??
AND, OR, EITHER = "TF?FFF?F?", "TTTTF?T??", "FT?TF????"


@pytest.mark.parametrize(
    ("pair", "both", "one_of_both", "either"),
    [(pair, AND[k], OR[k], EITHER[k]) for k, pair in enumerate(TRUTHS)],
)
def test_three_valued_logic(
    pair: tuple[str, str], both: str, one_of_both: str, either: str
) -> None:
    one, other = mask(*pair)["a"], mask(*pair)["b"]
    other = Mask(one.recording, other.true, other.false, one.rows, "other")
    assert letters(one & other) == [both]
    assert letters(one | other) == [one_of_both]
    assert letters(one ^ other) == [either]
    assert letters(~(one & other)) == letters(~one | ~other)
    assert letters(~(one | other)) == letters(~one & ~other)


def test_not() -> None:
    condition = mask("TF?")
    assert letters(~condition) == ["FT?"]
    assert letters(~~condition) == ["TF?"]
    assert condition.known.tolist() == [[True, True, False]]


def test_names_say_the_condition() -> None:
    rec = recording({"a": [(0, 0)] * 3})
    fast, seen = rec.speed("a") > "3 px/s", rec.tracked("a")
    assert (fast & ~seen).name == "(speed > 3 px/s) and (not (tracked))"
    assert (fast | seen).name == "(speed > 3 px/s) or (tracked)"
    assert (fast ^ seen).name == "(speed > 3 px/s) either or (tracked)"
    assert repr(fast) == "<Mask speed > 3 px/s of a, 3 frames>"


@pytest.mark.parametrize("use", ["and", "or", "not", "if", "chain", "bool"])
def test_a_mask_is_neither_true_nor_false(use: str) -> None:
    one = mask("TF?")
    signal = one.recording.speed("a")
    with pytest.raises(UserError, match=r"Use & \| ~ instead of and, or, not; or ask for"):
        _ = {
            "and": lambda: one and one,
            "or": lambda: one or one,
            "not": lambda: not one,
            "if": lambda: 1 if one else 2,
            "chain": lambda: 1 < signal < 3,
            "bool": lambda: bool(one),
        }[use]()


@pytest.mark.parametrize("other", [True, 3, "a", None])
def test_a_mask_goes_with_masks_only(other: object) -> None:
    with pytest.raises(UserError, match="expected a mask on both sides"):
        _ = mask("TF") & other  # type: ignore[operator]


def test_forgotten_brackets_are_noticed() -> None:
    rec = recording({"a": [(0, 0)] * 3})
    with pytest.raises((UserError, TypeError)):
        _ = rec.speed("a") > 3 & rec.tracked("a")  # type: ignore[operator]


@pytest.mark.parametrize(
    ("frames", "total_s", "assessed_s", "fraction"),
    [
        ("TTFF", 0.2, 0.4, 0.5),
        ("TTFF??", 0.2, 0.4, 0.5),
        ("T???", 0.1, 0.1, 1),
        ("FFFF", 0, 0.4, 0),
        ("F???", 0, 0.1, 0),
        ("????", NAN, 0, NAN),
        ("T", 0.1, 0.1, 1),
    ],
)
def test_share_of_the_assessed_time(
    frames: str, total_s: float, assessed_s: float, fraction: float
) -> None:
    condition = mask(frames)
    assert condition.total_s() == pytest.approx(total_s, nan_ok=True)
    assert condition.total_s().assessed_s == pytest.approx(assessed_s)
    assert condition.fraction() == pytest.approx(fraction, nan_ok=True)
    assert condition.fraction().assessed_s == pytest.approx(assessed_s)
    found = condition.bouts()
    assert found.total_s == pytest.approx(total_s, nan_ok=True)
    assert found.fraction == pytest.approx(fraction, nan_ok=True)
    assert found.assessed_s == pytest.approx(assessed_s)


def test_frames_count_by_how_long_they_last() -> None:
    condition = mask("TTF", times_s=[0, 0.1, 0.3])  # 0.1, 0.2 and 0.15 (the median) s
    assert condition.total_s() == pytest.approx(0.3)
    assert condition.fraction() == pytest.approx(0.3 / 0.45)
    assert spans(condition.bouts()) == [(0, 0.3)]
    assert spans((~condition).bouts()) == [(0.3, 0.45)]


def test_a_pause_of_the_camera_belongs_to_no_frame() -> None:
    times_s = [0, 0.1, 0.2, 60.0, 60.1, 60.2]  # a frame lasts 0.3 s at most: three median frames
    condition = mask("TTTTTF", times_s=times_s)
    assert condition.total_s() == pytest.approx(0.5 + 0.2)
    assert condition.total_s().assessed_s == pytest.approx(0.5 + 0.3)
    found = condition.bouts()
    assert spans(found) == [(0, 0.5), (60, 60.2)]
    assert looked(found) == [(0, 0.5), (60, 60.3)]
    assert found.frames().tolist() == [[0, 3], [3, 5]]
    assert spans(condition.bouts(max_gap_s=1)) == [(0, 0.5), (60, 60.2)]
    assert spans(condition.bouts(max_gap_s=60)) == [(0, 60.2)]


def test_table_has_a_line_per_row() -> None:
    table = mask("TTF?", "????").table()
    assert table["recording"].tolist() == ["test", "test"]
    assert table["subject"].tolist() == ["a", "b"]
    assert table["total_s"].tolist() == pytest.approx([0.2, NAN], nan_ok=True)
    assert table["fraction"].tolist() == pytest.approx([2 / 3, NAN], nan_ok=True)
    assert table["assessed_s"].tolist() == pytest.approx([0.3, 0])
    with pytest.raises(UserError, match=r"total_s\(\) is of one row; here are 2: a, b"):
        mask("TTF?", "????").fraction()


# bouts ------------------------------------------------------------------------------------------

BOUTS: list[tuple[str, str, dict[str, float | str], list[tuple[float, float]]]] = [
    ("none", "FFFFF", {}, []),
    ("none assessed", "?????", {}, []),
    ("all", "TTTTT", {}, [(0, 0.5)]),
    ("one frame", "T", {}, [(0, 0.1)]),
    ("one frame among others", "FFTFF", {}, [(0.2, 0.3)]),
    ("at both ends", "TTFFT", {}, [(0, 0.2), (0.4, 0.5)]),
    ("ended by what is not assessed", "TT?TF", {}, [(0, 0.2), (0.3, 0.4)]),
    ("long enough", "TTFTT", {"min_s": 0.2}, [(0, 0.2), (0.3, 0.5)]),
    ("too short", "TTFTT", {"min_s": 0.21}, []),
    ("long enough in ms", "TFFTT", {"min_s": "200 ms"}, [(0.3, 0.5)]),
    ("gap closed", "TTFTT", {"max_gap_s": 0.1}, [(0, 0.5)]),
    ("gap too long", "TTFFT", {"max_gap_s": 0.1}, [(0, 0.2), (0.4, 0.5)]),
    ("gap closed across what is not assessed", "TT??T", {"max_gap_s": "0.2 s"}, [(0, 0.5)]),
    ("gap partly assessed", "TT?FT", {"max_gap_s": 0.2}, [(0, 0.5)]),
    ("no gap at the ends", "FTTTF", {"max_gap_s": 1}, [(0.1, 0.4)]),
    ("gaps close before short ones go", "TFTFT", {"min_s": 0.5, "max_gap_s": 0.1}, [(0, 0.5)]),
    ("too long", "TTFTT", {"max_s": 0.1}, []),
    ("one of them too long", "TTFTF", {"max_s": 0.1}, [(0.3, 0.4)]),
    ("just short enough", "TTFTT", {"max_s": "0.2 s"}, [(0, 0.2), (0.3, 0.5)]),
    ("too long once the gap is closed", "TTFTT", {"max_s": 0.2, "max_gap_s": 0.1}, []),
]


@pytest.mark.parametrize(
    ("frames", "settings", "expected"), [case[1:] for case in BOUTS], ids=[c[0] for c in BOUTS]
)
def test_bouts(
    frames: str, settings: dict[str, float | str], expected: list[tuple[float, float]]
) -> None:
    found = mask(frames).bouts(**settings)  # type: ignore[arg-type]
    assert spans(found) == expected


HELD = [
    ("before and after", "FFTFFF", "FTTTTF", [(0.1, 0.5)]),
    ("never met", "FFFFFF", "FTTTTF", []),
    ("met twice", "FTFFTF", "FTTTTF", [(0.1, 0.5)]),
    ("lost in between", "FTFFTF", "FTTFTT", [(0.1, 0.3), (0.4, 0.6)]),
    ("met where it does not hold", "FFTFFF", "FFFFFF", [(0.2, 0.3)]),
    ("what holds it not assessed", "FFTFFF", "F?T?FF", [(0.2, 0.3)]),
]


@pytest.mark.parametrize(
    ("when", "hold", "expected"), [case[1:] for case in HELD], ids=[case[0] for case in HELD]
)
def test_a_weaker_condition_keeps_a_bout_going(
    when: str, hold: str, expected: list[tuple[float, float]]
) -> None:
    both = mask(when, hold)
    weaker = Mask(both.recording, both.true[1:], both.false[1:], both.rows[:1], "weaker")
    assert spans(both["a"].bouts(hold=weaker)) == expected


def test_bouts_of_every_row() -> None:
    found = mask("TTFF", "FFFF", "?TTT").bouts(label="x")
    assert [row.subject for row in found.rows] == ["a", "b", "c"]
    assert found.subject == ["a", "c"]
    assert found.label == ["x", "x"]
    assert [looked(found, row) for row in range(3)] == [[(0, 0.4)], [(0, 0.4)], [(0.1, 0.4)]]
    assert repr(found) == "<Bouts x: 2 in 1.1 s assessed>"


def test_bouts_are_called_by_their_condition() -> None:
    rec = recording({"a": [(0, 0)] * 3})
    assert (rec.speed("a") < "3 px/s").bouts().rows[0].label == "speed < 3 px/s"


def test_coverage_is_the_share_of_assessed_frames() -> None:
    found = mask("TT?TFFT??T").bouts(max_gap_s=0.2)
    assert spans(found) == [(0, 1.0)]
    assert found.coverage == pytest.approx([7 / 10])
    assert mask("TTF").bouts().coverage == pytest.approx([1])
    uneven = mask("T?TF", times_s=[0, 0.1, 0.3, 0.4]).bouts(max_gap_s=0.2)
    assert uneven.coverage == pytest.approx([2 / 4])  # of 0.4 s, 0.2 s are not assessed


def test_how_sure_a_computed_bout_is_nobody_knows() -> None:
    found = mask("TT?TFFT??T", "FFTTTTFFFF").bouts(max_gap_s=0.2)
    assert found.confidence == pytest.approx([NAN, NAN], nan_ok=True)
    assert found["b"].coverage == pytest.approx([1])


def test_a_condition_that_was_never_assessed_was_not_met_zero_times() -> None:
    assert np.isnan(mask("????").bouts().count)
    assert mask("F???").bouts().count == 0
    assert mask("????", "F???").bouts().summary()["count"].tolist() == pytest.approx(
        [NAN, 0], nan_ok=True
    )


def test_time_that_was_not_assessed_counts_for_the_bout_but_not_for_its_share() -> None:
    found = mask("TT??TFFF").bouts(max_gap_s=0.2)
    assert found.total_s == pytest.approx(0.5)
    assert found.assessed_s == pytest.approx(0.6)
    assert found.fraction == pytest.approx(0.3 / 0.6)


@pytest.mark.parametrize("settings", [{"min_s": -1}, {"max_gap_s": "3 cm"}, {"max_s": "long"}])
def test_durations_are_checked(settings: dict[str, float | str]) -> None:
    with pytest.raises(UserError, match="expected a"):
        mask("TTF").bouts(**settings)  # type: ignore[arg-type]


def test_round_trip_of_frames() -> None:
    random = np.random.default_rng(3)
    rows = ["".join(random.choice(list("TF?"), 200)) for _ in range(3)]
    for times_s in (None, np.cumsum(random.uniform(0.02, 0.09, 200)) - 0.02):
        times = None if times_s is None else times_s - times_s[0]
        condition = mask(*rows, times_s=times)
        assert letters(condition.bouts().mask(condition.recording)) == rows
        assert letters((~condition).bouts().mask(condition.recording)) == letters(~condition)


def test_two_recordings_do_not_meet() -> None:
    one, two = at_rest(3, name="one"), at_rest(3, name="two")
    with pytest.raises(UserError, match="&: 'one' and 'two' are different recordings"):
        _ = one.tracked("a") & two.tracked("a")
    with pytest.raises(UserError, match="hold: 'one' and 'two' are different recordings"):
        one.tracked("a").bouts(hold=two.tracked("a"))


def test_unknown_stays_unknown_through_a_long_condition() -> None:
    rec = recording({"a": [(0, 0), (NAN, 0), (0, 0)], "b": [(0, 0), (0, 0), (NAN, 0)]})
    near, seen = rec.distance("a", "b") < 5, rec.tracked("a") & rec.tracked("b")
    assert letters(near) == ["T??"]
    assert letters(seen) == ["TFF"]
    assert letters(near & seen) == ["TFF"]
    assert letters(near | seen) == ["T??"]
    assert letters(near ^ seen) == ["F??"]
    assert letters(near & ~near) == ["F??"]
