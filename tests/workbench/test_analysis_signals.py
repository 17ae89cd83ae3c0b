"""Signals: arithmetic with units, signed angles, windows, numbers over time, parts of the time."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from analysis_recordings import NAN, at_rest, bouts, letters, mask, recording
from matplotlib.collections import QuadMesh
from matplotlib.image import AxesImage

from graphs.errors import UserError
from workbench.analysis.bouts import Bouts
from workbench.analysis.recording import Recording
from workbench.analysis.signals import Signal


def values(signal: Signal) -> list[float]:
    """The values of the only row."""
    (row,) = signal.values.tolist()
    return [float(value) for value in row]


@pytest.fixture
def rec() -> Recording:
    """Two animals 1, 2, 3, ? and 8 px apart in x, both at y = 0, with a scale of 2 px per cm."""
    xs = [2, 4, 6, NAN, 16]
    return recording({"a": [(0, 0)] * 5, "b": [(x, 0) for x in xs]}, px_per_cm=2)


ARITHMETIC: list[tuple[str, Callable[[Signal], Signal], str, list[float]]] = [
    ("plus a number", lambda d: d + 1, "cm", [2, 3, 4, NAN, 9]),
    ("plus text", lambda d: d + "10 mm", "cm", [2, 3, 4, NAN, 9]),
    ("text plus", lambda d: "10 mm" + d, "cm", [2, 3, 4, NAN, 9]),
    ("minus pixels", lambda d: d - "2 px", "cm", [0, 1, 2, NAN, 7]),
    ("number minus", lambda d: 10 - d, "cm", [9, 8, 7, NAN, 2]),
    ("twice", lambda d: 2 * d, "cm", [2, 4, 6, NAN, 16]),
    ("twice, by numpy", lambda d: np.float64(2) * d, "cm", [2, 4, 6, NAN, 16]),
    ("half", lambda d: d / 2, "cm", [0.5, 1, 1.5, NAN, 4]),
    ("negative", lambda d: -d, "cm", [-1, -2, -3, NAN, -8]),
    ("size", lambda d: abs(-d), "cm", [1, 2, 3, NAN, 8]),
    ("sum of two", lambda d: d + d, "cm", [2, 4, 6, NAN, 16]),
    ("an area", lambda d: d * d, "cm^2", [1, 4, 9, NAN, 64]),
    ("a share", lambda d: d / d, "", [1, 1, 1, NAN, 1]),
    ("nothing over nothing", lambda d: (d - d) / (d - d), "", [NAN] * 5),
    ("over its median", lambda d: d / d.median(), "", [0.4, 0.8, 1.2, NAN, 3.2]),
    ("an area over its own", lambda d: d * d / (d * d).min(), "", [1, 4, 9, NAN, 64]),
    ("one over", lambda d: (d / d) / d, "1/cm", [1, 1 / 2, 1 / 3, NAN, 1 / 8]),
    ("times a mean", lambda d: d * d.min(), "cm^2", [1, 2, 3, NAN, 8]),
    ("sum()", lambda d: sum([d, d], start=d), "cm", [3, 6, 9, NAN, 24]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("compute", "unit", "expected"),
    [case[1:] for case in ARITHMETIC],
    ids=[case[0] for case in ARITHMETIC],
)
def test_arithmetic(
    rec: Recording, compute: Callable[[Signal], Signal], unit: str, expected: list[float]
) -> None:
    found = compute(rec.distance("a", "b"))
    assert found.unit == unit
    assert values(found) == pytest.approx(expected, nan_ok=True)


def test_length_over_time(rec: Recording) -> None:
    speed = rec.speed("b", 0)  # in frames 0 to 2: 1 cm in 0.1 s
    assert speed.unit == "cm/s"
    assert values(speed)[:3] == pytest.approx([10, 10, 10])
    until = rec.distance("a", "b") / speed
    assert until.unit == "s"
    assert values(until)[:3] == pytest.approx([0.1, 0.2, 0.3])
    assert (speed / rec.distance("a", "b")).unit == "1/s"
    assert (speed * until).unit == "cm"


def test_only_equal_dimensions_can_be_added(rec: Recording) -> None:
    with pytest.raises(UserError, match=r"distance \(cm\) is a length .* speed \(cm/s\), a speed"):
        _ = rec.distance("a", "b") + rec.speed("b")
    with pytest.raises(UserError, match="cannot be put beside"):
        _ = rec.distance("a", "b") + "3 deg"
    with pytest.raises(UserError, match="only \\+ and - take text"):
        _ = rec.distance("a", "b") * "3 cm"  # type: ignore[operator]


def test_names_say_what_was_done(rec: Recording) -> None:
    distance = rec.distance("a", "b")
    assert (distance + 1).name == "distance + 1 cm"
    assert (distance - "2 px").name == "distance - 2 px"
    assert (distance / 2).name == "distance / 2"
    assert (distance / distance.median()).name == "distance / 2.5 cm"
    assert (distance < distance.median()).name == "distance < 2.5 cm"
    assert (distance < 3).name == "distance < 3 cm"
    assert (distance < distance).name == "distance < distance (cm)"


def test_signals_of_two_recordings_do_not_meet() -> None:
    one, two = at_rest(5, name="one"), at_rest(5, name="two")
    with pytest.raises(UserError, match="'one' and 'two' are different recordings"):
        _ = one.speed("a") > two.speed("a")
    with pytest.raises(UserError, match="different recordings"):
        one.speed("a").when(two.tracked("a"))


# signed angles ----------------------------------------------------------------------------------


@pytest.fixture
def turned() -> Recording:
    """An animal that looks 170, then -170 degrees; another that looks to -170, then 170."""
    at = {
        d: (100 * math.cos(math.radians(d)), 100 * math.sin(math.radians(d))) for d in (170, -170)
    }
    body = {d: [at[d], (0, 0)] for d in at}
    return recording({"a": [body[170], body[-170]], "b": [body[-170], body[170]]}, ("nose", "tail"))


def test_signed_angles_wrap_around(turned: Recording) -> None:
    a, b = turned.heading("a"), turned.heading("b")
    assert values(a - b) == pytest.approx([-20, 20], abs=1e-5)
    assert values(a + 20) == pytest.approx([-170, -150], abs=1e-5)
    assert values(180 - a) == pytest.approx([10, -10], abs=1e-5)
    assert values(abs(a - b)) == pytest.approx([20, 20], abs=1e-5)
    assert values(abs(a) + b) == pytest.approx([0, -20], abs=1e-5)
    assert (abs(a) + b).circular


def test_the_opposite_of_180_degrees_is_180_degrees() -> None:
    west = recording({"a": [[(-10, 0), (0, 0)]]}, ("nose", "tail")).heading("a")
    assert values(west) == [180]
    assert values(-west) == [180]


@pytest.mark.parametrize(
    "number", ["mean", "median", "std", "percentile", "smooth", "table", "plot_around"]
)
def test_signed_angles_have_no_arithmetic_mean(turned: Recording, number: str) -> None:
    arguments = {
        "percentile": (50,),
        "smooth": (0.2,),
        "plot_around": (turned.tracked("a").bouts(),),
    }.get(number, ())
    with pytest.raises(UserError, match=r"a signed angle has no arithmetic mean"):
        getattr(turned.heading("a"), number)(*arguments)


def test_what_signed_angles_have(turned: Recording) -> None:
    heading = turned.heading("a")
    assert heading.max() == pytest.approx(170)
    assert abs(heading).mean() == pytest.approx(170)
    assert values(heading.rate(0)) == pytest.approx([200, 200], abs=1e-3)  # 20 degrees in 0.1 s
    assert heading.rate(0).unit == "deg/s"
    assert not heading.rate(0).circular


# windows ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("window_s", "statistic", "expected"),
    [
        (0.2, "mean", [1.5, 2, 2.5, 5.5, 8]),  # 2, 3, 3 (one unknown), 3 and 2 frames
        ("200 ms", "mean", [1.5, 2, 2.5, 5.5, 8]),
        (0.2, "max", [2, 3, 3, 8, 8]),
        (0.2, "min", [1, 1, 2, 3, 8]),
        (0.2, "median", [1.5, 2, 2.5, 5.5, 8]),
        (0.2, "std", [0.5, math.sqrt(2 / 3), 0.5, 2.5, 0]),
        (0, "mean", [1, 2, 3, NAN, 8]),
        (10, "mean", [3.5] * 5),
    ],
)
def test_smoothing(
    rec: Recording, window_s: float | str, statistic: str, expected: list[float]
) -> None:
    found = rec.distance("a", "b").smooth(window_s, statistic)  # type: ignore[arg-type]
    assert values(found) == pytest.approx(expected, nan_ok=True)
    assert found.unit == "cm"


def test_smoothing_says_its_window(rec: Recording) -> None:
    found = rec.distance("a", "b").smooth("200 ms")
    assert found.label == "mean of distance over 0.2 s (cm)"
    with pytest.raises(UserError, match="window_s is '3 cm'; expected a time"):
        rec.distance("a", "b").smooth("3 cm")


@pytest.mark.parametrize(
    ("statistic", "message"),
    [("mode", "statistic='mode'"), ("meen", r"statistic='meen'; did you mean 'mean'")],
)
def test_an_unknown_statistic_is_said(rec: Recording, statistic: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        rec.distance("a", "b").smooth(0.2, statistic)  # type: ignore[arg-type]


def test_less_than_half_of_a_window_is_not_enough() -> None:
    xs = [NAN, NAN, 4, NAN, NAN]
    far = recording({"a": [(0, 0)] * 5, "b": [(x, 0) for x in xs]}).distance("a", "b")
    assert values(far.smooth(0.2)) == pytest.approx([NAN] * 5, nan_ok=True)


def test_rate_is_the_slope(rec: Recording) -> None:
    found = rec.distance("a", "b").rate(0)
    assert found.unit == "cm/s"
    assert values(found) == pytest.approx([10, 10, 10, NAN, NAN], nan_ok=True)


# numbers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (lambda d: d.mean(), 3.5),
        (lambda d: d.median(), 2.5),
        (lambda d: d.min(), 1),
        (lambda d: d.max(), 8),
        (lambda d: d.std(), math.sqrt((2.5**2 + 1.5**2 + 0.5**2 + 4.5**2) / 4)),
        (lambda d: d.percentile(0), 1),
        (lambda d: d.percentile(50), 2.5),
        (lambda d: d.percentile(100), 8),
        (lambda d: d.percentile(25), 1.75),
    ],
)
def test_numbers_are_of_the_known_frames(
    rec: Recording, number: Callable[[Signal], float], expected: float
) -> None:
    found = number(rec.distance("a", "b"))
    assert found == pytest.approx(expected)
    assert found.unit == "cm"  # type: ignore[attr-defined]
    assert found.assessed_s == pytest.approx(0.4)  # type: ignore[attr-defined]


def moved_then_still(still: float = 20.0) -> Recording:
    """2 s at 50 frames a second, moving 1 px per frame; then seconds at 5, at rest."""
    slow = round(5 * still)
    times_s = [*(k / 50 for k in range(100)), *(2 + k / 5 for k in range(slow))]
    x = [*range(100), *[100] * slow]
    return recording({"a": [(k, 0) for k in x]}, times_s=times_s)


def test_every_frame_counts_for_as_long_as_it_lasts() -> None:
    speed = moved_then_still().speed("a", 0)
    # 50 px/s for 2 s. In the first slow frame, 1 px between its neighbours, 1.98 and 2.2 s; it
    # stands for 0.2 s, as do the others but the last: that lasts as long as the median frame, 0.02
    first, total_s = 1 / 0.22, 2 + 99 * 0.2 + 0.02
    mean = (50 * 2 + first * 0.2) / total_s
    assert speed.mean() == pytest.approx(mean)  # 4.6; over frames alone it would be 25.0
    assert speed.mean().assessed_s == pytest.approx(total_s)
    square = (50**2 * 2 + first**2 * 0.2) / total_s
    assert speed.std() == pytest.approx(math.sqrt(square - mean**2))
    assert speed.median() == 0
    # moving takes 2 of 21.82 s, the frame before it 0.2 s
    assert speed.percentile(89) == pytest.approx(0, abs=1e-9)
    assert speed.percentile(92) == pytest.approx(50)
    line = speed.table().iloc[0]
    assert [line[name] for name in ("mean", "std", "median", "p5", "p95")] == pytest.approx(
        [mean, math.sqrt(square - mean**2), 0, 0, 50]
    )
    assert line["assessed_s"] == pytest.approx(total_s)
    assert (speed > 25).fraction() == pytest.approx(2 / total_s)  # frames above count the same way


def test_the_time_that_was_moved_through_times_the_mean_is_the_way() -> None:
    for still in (1, 5, 20):
        rec = moved_then_still(still)
        moving = rec.speed("a", 0).when(rec.window(0, 2))
        assert moving.mean() * moving.mean().assessed_s == pytest.approx(100)
        assert moving.median() == pytest.approx(50)


def test_percentiles_of_frames_of_different_length() -> None:
    # 0, 6 and 12 px, for 0.1, 0.3 and (the last: the median of both) 0.2 s
    x = recording({"a": [(0, 0), (6, 0), (12, 0)]}, times_s=[0, 0.1, 0.4]).position("a").x
    assert x.mean() == pytest.approx((6 * 0.3 + 12 * 0.2) / 0.6)
    # the middles of their times are at 0.05, 0.25 and 0.5 s: 0, 4/9 and 1 of the way
    for percent, expected in ((0, 0), (100 * 4 / 9, 6), (50, 6.6), (100, 12), (100 * 2 / 9, 3)):
        assert x.percentile(percent) == pytest.approx(expected)
    assert x.median() == pytest.approx(6.6)
    assert (x.min(), x.max()) == (0, 12)


@pytest.mark.parametrize("frames", [1, 2, 3, 10, 101])
def test_at_a_constant_rate_numbers_are_those_of_numpy(frames: int) -> None:
    random = np.random.default_rng(frames)
    at = random.normal(0, 9, (frames, 2)).round(random.integers(0, 3))  # some of them equal
    at[random.random(frames) < 0.2] = NAN
    at[0] = 3
    x = recording({"a": at}, fps=29.97).position("a").x
    known = x.values[0][np.isfinite(x.values[0])]
    assert x.mean() == pytest.approx(known.mean())
    assert x.std() == pytest.approx(known.std(), abs=1e-12)
    assert x.median() == pytest.approx(np.median(known))
    for percent in (0, 5, 12.5, 50, 77, 95, 100):
        assert x.percentile(percent) == pytest.approx(np.percentile(known, percent))
    line = x.table().iloc[0]
    assert [line[n] for n in ("mean", "std", "median", "p5", "p95")] == pytest.approx(
        [known.mean(), known.std(), *np.percentile(known, [50, 5, 95])], abs=1e-12
    )


def test_numbers_of_nothing_known_are_unknown() -> None:
    never = recording({"a": [(NAN, NAN)] * 3}).speed("a")
    assert math.isnan(never.mean())
    assert never.mean().assessed_s == 0
    table = never.table()[["mean", "std", "median", "p5", "p95"]]
    assert table.isna().all(axis=None)
    for number in ("mean", "std", "median", "min", "max"):
        assert math.isnan(getattr(never, number)())


def test_numbers_are_of_one_row(rec: Recording) -> None:
    with pytest.raises(UserError, match=r"mean\(\) is of one row; here are 2: a, b\. Choose one"):
        rec.speed("*").mean()
    with pytest.raises(UserError, match="A percentile lies between 0 and 100; found 101"):
        rec.speed("a").percentile(101)


def test_table_has_a_line_per_row(rec: Recording) -> None:
    table = rec.distance("*", "*").table()
    assert table["subject"].tolist() == ["a", "b"]
    assert table["object"].tolist() == ["b", "a"]
    assert table["mean"].tolist() == pytest.approx([3.5, 3.5])
    assert table["p95"].tolist() == pytest.approx([7.25, 7.25])  # 3 + 0.85 * 5
    assert table["assessed_s"].tolist() == pytest.approx([0.4, 0.4])
    assert table["unit"].tolist() == ["cm", "cm"]


def test_frames_have_times(rec: Recording) -> None:
    frames = rec.distance("*", "*").frames()
    assert frames.columns.tolist() == ["a -> b", "b -> a"]
    assert frames.index.tolist() == pytest.approx([0, 0.1, 0.2, 0.3, 0.4])
    assert frames["a -> b"].tolist() == pytest.approx([1, 2, 3, NAN, 8], nan_ok=True)


# parts of the time ------------------------------------------------------------------------------


def test_when_a_mask_is_true() -> None:
    condition = mask("TF?TT")
    found = (condition.recording.position("a").x + 7).when(condition)
    assert values(found) == pytest.approx([7, NAN, NAN, 7, 7], nan_ok=True)
    assert found.mean().assessed_s == pytest.approx(0.3)
    assert found.name == "position x + 7 px when condition"


def test_when_a_bout_goes_on() -> None:
    rec = at_rest(10)
    found = rec.position("b").x.when(bouts(rec, "x", {"b": [(0.2, 0.5)]}))
    assert letters(found > 0) == ["??TTT?????"]


def test_when_one_of_several_behaviors_goes_on() -> None:
    rec = at_rest(10)
    both = Bouts.joined(
        [bouts(rec, "x", {"b": [(0.2, 0.4)]}), bouts(rec, "y", {"b": [(0.3, 0.5)], "a": [(0, 1)]})]
    )
    assert letters(rec.position("b").x.when(both["b"]) > 0) == ["??TTT?????"]
    assert letters(rec.position(["a", "b"]).x.when(both) >= 0) == ["T" * 10, "??TTT?????"]


@pytest.mark.parametrize(
    ("who", "rows", "onsets"),
    [
        ("a", {"a": [(1, 2), (4, 5)], "b": [(2, 3)]}, 2),
        ("b", {"a": [(1, 2), (4, 5)], "b": [(2, 3)]}, 1),
        ("c", {"b": [(1, 2), (4, 5), (7, 8)]}, 3),  # the only subject there is
        ("a", {("a", "b"): [(1, 2)], ("a", "c"): [(4, 5)], ("c", "a"): [(2, 3)]}, 2),
        ("c", {"a": [(1, 2), (4, 5)], "b": [(2, 3)]}, 0),
    ],
)
def test_around_the_onsets_of_bouts_of_the_same_subject(
    who: str, rows: dict[str, list[tuple[float, float]]], onsets: int
) -> None:
    rec = at_rest(100)
    figure = rec.position(who).x.plot_around(bouts(rec, "x", rows), 0.5, 0.5)
    heat = [a for a in figure.findobj() if isinstance(a, AxesImage | QuadMesh)]
    assert [len(image.get_array()) for image in heat[:1]] == ([onsets] if onsets else [])


def test_when_rows_find_each_other() -> None:
    rec = recording({"a": [(1, 0), (2, 0)], "b": [(5, 0), (6, 0)]})
    x = rec.position("*").x
    found = x.when(x > 1)
    assert found.values.tolist()[1] == [5, 6]
    assert found.values[0] == pytest.approx([NAN, 2], nan_ok=True)
    of_one = x.when(x["a"] > 1)  # one single row goes with every row
    assert of_one.values[1] == pytest.approx([NAN, 6], nan_ok=True)


def test_when_never_is_unknown() -> None:
    rec = at_rest(10)
    assert math.isnan(rec.speed("a").when(rec.speed("a") > 1).mean())
    assert math.isnan(rec.speed("a").when(bouts(rec, "x", {"a": []})).mean())
