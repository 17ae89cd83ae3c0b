"""Comparisons with quantities: units, scales, and what is refused."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest
from analysis_recordings import NAN, letters, recording

from graphs.errors import UserError
from workbench.analysis.recording import Recording
from workbench.analysis.units import Quantity, QuantityLike, seconds, split_quantity


def apart(*px: float, px_per_cm: float | None = None) -> Recording:
    """Two animals so many pixels apart, one number per frame; a body is 60 px long."""
    return recording(
        {"a": [(0, 0)] * len(px), "b": [(x, 0) for x in px]},
        px_per_cm=px_per_cm,
        body_length_px=60,
    )


@pytest.mark.parametrize(
    ("limit", "px_per_cm"),
    [
        ("3 cm", 10), ("30 mm", 10), ("0.03 m", 10), ("3cm", 10), (" 3.0  cm ", 10), ("3e0 cm", 10),
        (3, 10), (3.0, 10), ("3", 10), ("30 px", 10), ("0.5 BL", 10), (np.float64(3), 10),
        (30, None), ("30", None), ("30 px", None), ("0.5 BL", None), ("+30 px", None),
        (Quantity(3, "cm"), 10), (Quantity(30, "px"), 10), (Quantity(3, ""), 10),
    ],
)  # fmt: skip
def test_thirty_pixels_in_every_way(limit: QuantityLike, px_per_cm: float | None) -> None:
    distance = apart(20, 30, 40, NAN, px_per_cm=px_per_cm).distance("a", "b")
    assert letters(distance < limit) == ["TFF?"]
    assert letters(distance <= limit) == ["TTF?"]
    assert letters(distance > limit) == ["FFT?"]
    assert letters(distance >= limit) == ["FTT?"]
    assert letters(limit > distance) == ["TFF?"]
    assert letters(limit <= distance) == ["FTT?"]


@pytest.mark.parametrize(
    ("limit", "px_per_cm"),
    [
        ("3 px/frame", None), ("30 px/s", None), ("0.5 BL/s", None), ("0.05 BL/frame", None),
        (30, None), ("3 cm/s", 10), ("30 mm/s", 10), ("0.3 cm/frame", 10), ("3 cm / s", 10),
    ],
)  # fmt: skip
def test_three_pixels_per_frame_in_every_way(limit: str, px_per_cm: float | None) -> None:
    steps = np.cumsum([0, 2, 2, 2, 5, 5])  # 20 px/s, then 50
    rec = recording({"a": [(x, 0) for x in steps]}, px_per_cm=px_per_cm, body_length_px=60)
    assert letters(rec.speed("a", 0) > limit) == ["FFFTTT"]


def test_other_dimensions() -> None:
    turning = [[(10, 0), (0, 0)], [(0, 10), (0, 0)], [(-10, 0), (0, 0)]]  # 90 degrees per frame
    rec = recording({"a": turning}, ("nose", "tailbase"), px_per_cm=10)
    assert letters(rec.heading("a") >= "90 deg") == ["FTT"]
    assert letters(rec.turning("a", 0) > "899 deg/s") == ["TTT"]
    assert letters(rec.turning("a", 0) > "91 deg/frame") == ["FFF"]
    # the centre lies at (5, 0), (0, 5), (-5, 0): 7.1, 5 and 7.1 cm/s
    assert letters(rec.acceleration("a", 0) < "1 cm/s2") == ["TTF"]
    assert letters(rec.acceleration("a", 0) < "20 cm/s^2") == ["TTF"]
    assert letters(rec.acceleration("a", 0) < "210 mm/s^2") == ["TTT"]
    share = rec.body_length("a") / rec.body_length("a")
    assert letters(share > "99 %") == ["TTT"]
    assert letters(share > 0.99) == ["TTT"]


def test_time_as_length_over_speed() -> None:
    rec = recording({"a": [(10 * k, 0) for k in range(4)], "b": [(50, 0)] * 4})
    until = rec.distance("a", "b") / rec.speed("a", 0)  # 0.5, 0.4, 0.3, 0.2 s
    assert until.unit == "s"
    assert letters(until < "350 ms") == ["FFTT"]
    assert letters(until > "0.005 min") == ["TTFF"]


REFUSED = [
    ("speed", "3 cm", "'3 cm' is a length .* cannot be put beside speed .* a speed"),
    ("distance", "3 cm/s", "'3 cm/s' is a speed .* cannot be put beside distance .* a length"),
    ("distance", "30 deg", "'30 deg' is an angle"),
    ("speed", "200 ms", "'200 ms' is a time"),
    ("distance", "3 parsec", "unknown unit 'parsec'"),
    ("distance", "3 cmm", "unknown unit 'cmm'; did you mean"),
    ("distance", "three cm", "'three cm' is no quantity; expected a number with a unit"),
    ("distance", "", "'' is no quantity"),
    ("distance", "cm", "'cm' is no quantity"),
    ("speed", "3 cm/min", "unknown unit 'cm/min'"),
    ("distance", Quantity(3, "cm/s"), "is a speed .* cannot be put beside distance"),
]


@pytest.mark.parametrize(("signal", "limit", "message"), REFUSED)
def test_what_does_not_fit_is_said(signal: str, limit: QuantityLike, message: str) -> None:
    rec = apart(20, 30, 40, px_per_cm=10)
    measured = rec.speed("a") if signal == "speed" else rec.distance("a", "b")
    with pytest.raises(UserError, match=message):
        _ = measured < limit


def test_cm_without_a_scale_is_refused() -> None:
    with pytest.raises(UserError, match=r"this recording has no scale\. Set px_per_cm"):
        _ = apart(20, 30).distance("a", "b") < "3 cm"


def test_body_lengths_without_a_body_length_are_refused() -> None:
    rec = recording({"a": [(0, 0)] * 2, "b": [(0, 0)] * 2})  # nothing moves: no length is known
    with pytest.raises(UserError, match="body length of this recording is"):
        _ = rec.distance("a", "b") < "1 BL"


@pytest.mark.parametrize("times_s", [[0, 0.1, 0.3, 0.4], [0.0]])
def test_per_frame_needs_a_constant_frame_rate(times_s: list[float]) -> None:
    rec = recording({"a": [(0, 0)] * len(times_s)}, times_s=times_s)
    with pytest.raises(UserError, match="frame rate of this recording is not constant"):
        _ = rec.speed("a") > "3 px/frame"


def test_timestamps_in_whole_milliseconds_are_not_constant() -> None:
    rec = recording({"a": [(0, 0)] * 4}, times_s=[0, 0.033, 0.067, 0.1])
    with pytest.raises(UserError, match="Say it per second"):
        _ = rec.speed("a") > "3 px/frame"


def test_an_unknown_limit_leaves_everything_unassessed() -> None:
    distance = apart(20, 30, 40).distance("a", "b")
    never = distance.when(distance < 0).mean()
    assert math.isnan(never)
    for limit in (NAN, never, Quantity(NAN, "px")):
        assert letters(distance < limit) == ["???"]
        assert letters(~(distance < limit)) == ["???"]
        assert math.isnan((distance < limit).bouts().total_s)


def test_no_upper_limit() -> None:
    distance = apart(20, 30, 40, NAN).distance("a", "b")
    assert letters(distance < float("inf")) == ["TTT?"]
    assert letters(distance.between("30 px", float("inf"))) == ["FTT?"]


def test_between_includes_the_low_end_only() -> None:
    distance = apart(20, 30, 40, NAN).distance("a", "b")
    assert letters(distance.between(20, 40)) == ["TTF?"]
    assert letters(distance.between("20 px", "0.5 BL")) == ["TFF?"]


def test_a_number_from_a_recording_of_another_scale_is_converted_or_refused() -> None:
    cm, px = apart(20, 30, 40, px_per_cm=10), apart(20, 30, 40)
    middle = cm.distance("a", "b").median()
    assert middle.unit == "cm"
    assert middle == pytest.approx(3)
    assert letters(cm.distance("a", "b") < Quantity(30, "px")) == ["TFF"]
    assert letters(apart(20, 30, 40, px_per_cm=5).distance("a", "b") < middle) == ["FFF"]
    with pytest.raises(UserError, match="this recording has no scale"):
        _ = px.distance("a", "b") < middle


def test_a_quantity_is_a_number_with_a_unit() -> None:
    spent = Quantity(12.5, "s", 60)
    assert repr(spent) == str(spent) == "12.5 s (of 60 s assessed)"
    assert spent * 2 == 25
    assert f"{spent:.2f}" == "12.50"
    assert repr(Quantity(NAN, "cm", 0)) == "unknown cm (of 0 s assessed)"
    assert repr(Quantity(0.25, "")) == "0.25"
    assert repr(Quantity(22053.4, "mm", 36053.2)) == "22050 mm (of 36050 s assessed)"
    kept = pickle.loads(pickle.dumps(spent))
    assert (kept, kept.unit, kept.assessed_s) == (12.5, "s", 60)


@pytest.mark.parametrize(
    ("duration", "expected"),
    [
        (0.5, 0.5), ("0.5", 0.5), ("0.5 s", 0.5), ("200 ms", 0.2), ("2 min", 120), (0, 0),
        ("0 s", 0), (Quantity(3, "s"), 3),
    ],
)  # fmt: skip
def test_durations(duration: QuantityLike, expected: float) -> None:
    assert seconds(duration, "min_s") == pytest.approx(expected)


@pytest.mark.parametrize("wrong", [-1, "-1 s", "3 cm", "3 frames", NAN, Quantity(3, "cm")])
def test_what_is_no_duration(wrong: QuantityLike) -> None:
    with pytest.raises(UserError, match=r"min_s is .*; expected a time of 0 or more"):
        seconds(wrong, "min_s")


def test_text_is_split_into_number_and_unit() -> None:
    assert split_quantity("10 cm/s") == (10, "cm/s")
    assert split_quantity("-.5deg") == (-0.5, "deg")
    assert split_quantity("7") == (7, "")


# a number with its unit beside another ---------------------------------------------------------


@pytest.mark.parametrize(
    ("quantity", "same", "more"),
    [
        (Quantity(5, "cm/s"), "5 cm/s", "51 mm/s"), (Quantity(5, "cm"), "0.05 m", "5.1"),
        (Quantity(0.3, "cm"), "3 mm", "1 cm"), (Quantity(90, "s"), "1.5 min", "2 min"),
        (Quantity(0.5, ""), "50 %", "0.6"), (Quantity(2, "1/min"), "2 1/min", "3 1/min"),
        (Quantity(30, "px"), "30 px", "31 px"), (Quantity(9, "deg"), "9 deg", "10 deg"),
        (Quantity(5, "cm"), Quantity(50, "mm"), Quantity(51, "mm")),
    ],
)  # fmt: skip
def test_a_text_with_a_unit_beside_a_quantity(
    quantity: Quantity, same: QuantityLike, more: QuantityLike
) -> None:
    assert quantity == same
    assert same == quantity
    assert not quantity.__ne__(same)
    assert quantity != more
    assert quantity in ["1000 min" if quantity.unit == "s" else "1000000", same]
    assert (quantity < same, quantity <= same, quantity > same, quantity >= same) == (
        False, True, False, True,
    )  # fmt: skip
    assert (quantity < more, quantity <= more, quantity > more, quantity >= more) == (
        True, True, False, False,
    )  # fmt: skip
    assert more > quantity
    assert max([quantity, Quantity(0, quantity.unit)]) is quantity


@pytest.mark.parametrize(
    ("quantity", "other", "said"),
    [
        (Quantity(5, "cm/s"), "fast", "'fast' is no quantity"),
        (Quantity(5, "cm/s"), "5 cm", "a length .*cannot be compared with a speed"),
        (Quantity(5, "cm/s"), "5 furlong", "unknown unit 'furlong'"),
        (Quantity(5, "cm"), "5 px", "'px' cannot be converted to 'cm' without a recording"),
        (Quantity(5, "cm/s"), "1 cm/frame", "cannot be converted to 'cm/s'"),
        (Quantity(5, "cm"), Quantity(5, "s"), "a time .*cannot be compared with a length"),
        (Quantity(2, "1/min"), "2 s", "unknown unit '1/min'"),
        (Quantity(2, "1/min"), Quantity(2, "s"), "their units differ"),
    ],
)
def test_what_cannot_be_compared_is_an_error_and_not_false(
    quantity: Quantity, other: QuantityLike, said: str
) -> None:
    for compare in ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"):
        with pytest.raises(UserError, match=said):
            getattr(quantity, compare)(other)


def test_beside_plain_numbers_a_quantity_is_one_with_the_same_hash() -> None:
    quantity = Quantity(5, "cm", 60)
    assert quantity == 5.0
    assert quantity == Quantity(5, "")
    assert hash(quantity) == hash(5.0)
    by_number: dict[float, str] = {quantity: "five"}
    assert by_number[5.0] == "five"
    assert quantity in {5.0, 7.0}
    assert quantity != None  # noqa: E711 - the operator is what is tested
    unknown = Quantity(NAN, "cm")
    assert not unknown.__eq__(unknown)  # as NaN is
    assert not unknown.__eq__("5 cm")
    assert not unknown < "5 cm"
    assert not unknown > "5 cm"
    assert unknown != "5 cm"
