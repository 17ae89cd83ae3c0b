"""Bouts as numbers and tables: counts, shares, latencies, choosing, frames and times."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from analysis_recordings import NAN, at_rest, bouts, letters, looked, mask, spans

from graphs.errors import UserError
from graphs.records import Assessed, Fact
from workbench.analysis.bout_rows import Bout
from workbench.analysis.bouts import BoutRow, Bouts
from workbench.analysis.recording import Recording
from workbench.analysis.stored import facts_as_bouts

Spans = Sequence[tuple[float, float]]
THREE = [(1, 3), (6, 7), (9, 12)]


@pytest.fixture
def rec() -> Recording:
    """A minute of three animals."""
    return at_rest()


# what, bouts, assessed, count, total_s, mean_s, latency_s, rate_per_min, fraction
NUMBERS = [
    ("three", THREE, [(0, 60)], 3, 6, 2, 1, 3, 6 / 60),
    ("assessed late", [(35, 37)], [(30, 60)], 1, 2, 2, 5, 2, 2 / 30),
    ("assessed in parts", [(35, 37), (58, 60)], [(0, 5), (30, 40)], 2, 4, 2, 35, 4, 2 / 15),
    ("before it is assessed", [(1, 3), (35, 37)], [(30, 40)], 2, 4, 2, 5, 6, 0.2),
    ("outside the assessed time only", [(1, 3)], [(3, 13)], 1, 2, 2, NAN, 0, 0),
    ("points at its ends", [(3, 3), (13, 13), (14, 14)], [(3, 13)], 3, 0, 0, 0, 12, 0),
    ("going on when it begins", [(0, 2)], [(1, 11)], 1, 2, 2, 0, 6, 1 / 10),
    ("looked for, not seen", [], [(0, 60)], 0, 0, NAN, NAN, 0, 0),
    ("never assessed", [], [], NAN, NAN, NAN, NAN, NAN, NAN),
    ("seen, but never assessed", [(1, 3)], [], 1, 2, 2, NAN, NAN, NAN),
    ("points", [(3, 3), (9, 9)], [(0, 30)], 2, 0, 0, 3, 4, 0),
    ("overlapping", [(0, 4), (2, 6)], [(0, 60)], 2, 6, 4, 0, 2, 0.1),
]


@pytest.mark.parametrize(
    ("found", "assessed", "count", "total_s", "mean_s", "latency_s", "rate", "fraction"),
    [case[1:] for case in NUMBERS],
    ids=[case[0] for case in NUMBERS],
)
def test_numbers(
    rec: Recording,
    found: Spans,
    assessed: Spans,
    count: float,
    total_s: float,
    mean_s: float,
    latency_s: float,
    rate: float,
    fraction: float,
) -> None:
    of = bouts(rec, "x", {"a": found}, assessed)
    assessed_s = sum(stop - start for start, stop in assessed)
    assert len(of) == len(found)
    for number, expected, unit in (
        (of.count, count, ""),
        (of.total_s, total_s, "s"),
        (of.mean_s, mean_s, "s"),
        (of.latency_s, latency_s, "s"),
        (of.rate_per_min, rate, "1/min"),
        (of.fraction, fraction, ""),
    ):
        assert number == pytest.approx(expected, nan_ok=True)
        assert number.unit == unit
        assert number.assessed_s == assessed_s
    line = of.summary().iloc[0]
    assert line["count"] == pytest.approx(count, nan_ok=True)
    assert line["total_s"] == pytest.approx(total_s, nan_ok=True)
    assert line["latency_s"] == pytest.approx(latency_s, nan_ok=True)
    assert line["assessed_s"] == assessed_s


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (THREE, [3, 2]),
        ([(1, 2)], []),
        ([], []),
        ([(0, 1), (1, 2)], [0]),
        ([(0, 9), (1, 2), (10, 11)], [0, 1]),
        ([(3, 3), (5, 5)], [2]),
    ],
)
def test_time_between_bouts(rec: Recording, found: Spans, expected: list[float]) -> None:
    assert bouts(rec, "x", {"a": found}).inter_bout_s.tolist() == expected


@pytest.mark.parametrize(
    ("found", "assessed", "expected"),
    [
        (THREE, [(1, 12)], [3, 2]),
        (THREE, [(0, 4), (5, 60)], [NAN, 2]),  # 3 to 6 s was not looked at from 4 to 5
        (THREE, [(0, 3), (6, 60)], [NAN, 2]),
        (THREE, [(3, 6), (7, 9)], [3, 2]),  # it is the time between them that counts
        (THREE, [(0, 8.5)], [3, NAN]),
        (THREE, [], [NAN, NAN]),
        ([(0, 5), (4, 9)], [], [0]),  # there is no time between them
        ([(3, 3), (5, 5)], [(3, 5)], [2]),
        ([(3, 3), (5, 5)], [(3, 4)], [NAN]),
        ([(0, 9), (1, 2), (10, 11)], [(0, 9), (9.5, 60)], [0, NAN]),
    ],
)
def test_time_between_bouts_is_unknown_where_not_all_of_it_was_assessed(
    rec: Recording, found: Spans, assessed: Spans, expected: list[float]
) -> None:
    of = bouts(rec, "x", {"a": found}, assessed)
    assert of.inter_bout_s == pytest.approx(expected, nan_ok=True)


def test_time_between_bouts_of_frames() -> None:
    random = np.random.default_rng(5)
    for _ in range(20):
        text = "".join(random.choice(list("TTF?"), 60, p=[0.3, 0.2, 0.4, 0.1]))
        times_s = np.cumsum(random.uniform(0.02, 0.09, 60))
        found = mask(text, times_s=times_s - times_s[0]).bouts()
        frames = found.frames()
        between = [text[a:b] for a, b in zip(frames[:-1, 1], frames[1:, 0], strict=True)]
        lengths = found.start_s[1:] - found.stop_s[:-1]
        expected = [NAN if "?" in t else s for t, s in zip(between, lengths, strict=True)]
        assert found.inter_bout_s == pytest.approx(expected, nan_ok=True, abs=2e-6)


def test_time_between_bouts_is_that_of_one_row(rec: Recording) -> None:
    both = bouts(rec, "x", {"a": [(0, 1), (5, 6)], "b": [(2, 3), (4, 5)]})
    assert both.inter_bout_s.tolist() == [4, 1]


def test_numbers_of_several_rows(rec: Recording) -> None:
    both = bouts(rec, "x", {"a": THREE, "b": [(20, 30)]}, [(0, 30)])
    assert both.count == 4
    assert both.total_s == 16
    assert both.total_s.assessed_s == 60
    assert both.fraction == pytest.approx(16 / 60)
    assert both.rate_per_min == pytest.approx(4)
    assert both.latency_s == 1
    assert both["b"].latency_s == 20
    assert both.summary()["count"].tolist() == [3, 1]


def test_time_of_an_animal_counts_once(rec: Recording) -> None:
    """It follows two others at once from 2 to 4 s: 5 s in all, of the 30 s of its own time."""
    pairs = bouts(rec, "x", {("a", "b"): [(0, 4)], ("a", "c"): [(2, 5), (20, 20)]}, [(0, 30)])
    assert pairs.total_s == 7
    assert pairs.fraction == pytest.approx(7 / 60)
    own = pairs.per_animal()
    assert (own.count, own.total_s, own.assessed_s) == (3, 5, 30)
    assert own.fraction == pytest.approx(5 / 30)
    assert own.rate_per_min == pytest.approx(6)
    assert [(row.subject, row.object) for row in own.rows] == [("a", None)]
    assert spans(own) == [(0, 4), (2, 5), (20, 20)]
    apart = bouts(rec, "x", {("a", "b"): [], ("b", "a"): [(1, 2)]}, [(0, 30)]).per_animal()
    assert [row.subject for row in apart.rows] == ["a", "b"]
    assert (len(apart["a"]), apart["a"].assessed_s) == (0, 30)


def test_nothing_at_all() -> None:
    none = Bouts.joined([])
    assert len(none) == 0
    assert list(none) == []
    assert none.coverage.tolist() == []
    for number in (
        none.count,
        none.total_s,
        none.mean_s,
        none.fraction,
        none.rate_per_min,
        none.latency_s,
    ):
        assert math.isnan(number)
    assert none.table().empty
    assert none.summary().empty
    assert none.inter_bout_s.tolist() == []
    assert none.frames().shape == (0, 2)
    for result in (none | none, none & none, none - none, none.outside()):
        assert len(result) == 0
        assert math.isnan(result.count)


def test_a_count_says_how_long_was_looked(rec: Recording) -> None:
    of = bouts(rec, "x", {"a": THREE, "b": []}, [(0, 20)])
    assert repr(of.count) == "3 (of 40 s assessed)"
    assert of["b"].count == 0  # looked for, not seen
    assert len(of) == 3
    assert isinstance(len(of), int)
    known = bouts(rec, "x", {"a": THREE}, [])
    assert known.count == 3  # marked by somebody who did not say where they looked
    assert known.count.assessed_s == 0


def test_one_by_one(rec: Recording) -> None:
    of = bouts(rec, "sniff", {("b", "a"): [(5, 6), (1, 3)], "a": [(0.25, 0.25)]}, confidence=0.5)
    first, second, third = of
    assert first == ("test", "b", "a", "sniff", 1, 3, 0.5)
    assert (first.recording, first.subject, first.object, first.label) == first[:4]
    assert (first.start_s, first.stop_s, first.confidence) == (1, 3, 0.5)
    assert (second.start_s, second.stop_s) == (5, 6)
    assert (third.subject, third.object, third.start_s, third.stop_s) == ("a", None, 0.25, 0.25)
    assert all(isinstance(bout, Bout) for bout in of)
    assert all(type(bout.start_s) is float for bout in of)
    (unknown,) = bouts(rec, "x", {"a": [(1, 2)]})
    assert math.isnan(unknown.confidence)


@pytest.mark.parametrize("which", [0, -1, slice(1, 3), 1.5, ("a", "b", "c"), ("a", 0), ("a",), ()])
def test_brackets_take_names(rec: Recording, which: object) -> None:
    of = bouts(rec, "x", {("a", "b"): THREE})
    for what in (of, of.mask(rec), rec.distance("a", "b")):
        with pytest.raises(UserError, match=r"expected the name of a subject, or of a subject and"):
            what[which]  # type: ignore[index]
    assert len(of["a"]) == len(of["a", "b"]) == len(of[None, "b"]) == len(of[None, None]) == 3


@pytest.mark.parametrize(
    ("found", "assessed", "expected"),
    [
        (THREE, [(0, 60)], [1, 1, 1]),
        (THREE, [], [0, 0, 0]),
        (THREE, [(2, 10)], [1 / 2, 1, 1 / 3]),
        (THREE, [(0, 2), (2.5, 6.25), (20, 60)], [3 / 4, 1 / 4, 0]),
        ([(3, 3), (4, 5)], [(0, 60)], [NAN, 1]),
        ([(0, 4), (2, 6)], [(1, 3)], [1 / 2, 1 / 4]),
        ([], [(0, 60)], []),
    ],
)
def test_coverage_is_the_share_of_each_bout_that_was_assessed(
    rec: Recording, found: Spans, assessed: Spans, expected: list[float]
) -> None:
    of = bouts(rec, "x", {"a": found}, assessed, confidence=0.5)
    assert of.coverage == pytest.approx(expected, nan_ok=True)
    assert of.confidence.tolist() == [0.5] * len(found)


def test_coverage_of_several_rows(rec: Recording) -> None:
    both = Bouts.joined(
        [
            bouts(rec, "x", {"a": [(0, 4)]}, [(0, 1)]),
            bouts(rec, "x", {"b": [(0, 4), (8, 12)]}, [(2, 10)]),
        ]
    )
    assert both.coverage.tolist() == [0.25, 0.5, 0.5]
    assert both.chosen([2]).coverage.tolist() == [0.5]


# choosing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choose", "expected"),
    [
        (lambda b: b.first(), [(1, 3)]),
        (lambda b: b.first(2), [(1, 3), (6, 7)]),
        (lambda b: b.first(9), THREE),
        (lambda b: b.first(0), []),
        (lambda b: b.last(), [(9, 12)]),
        (lambda b: b.last(2), [(6, 7), (9, 12)]),
        (lambda b: b.longest(), [(9, 12)]),
        (lambda b: b.longest(2), [(1, 3), (9, 12)]),
        (lambda b: b.lasting(2), [(1, 3), (9, 12)]),
        (lambda b: b.lasting("2.5 s"), [(9, 12)]),
        (lambda b: b.lasting(max_s=2), [(1, 3), (6, 7)]),
        (lambda b: b.lasting("1500 ms", 2), [(1, 3)]),
        (lambda b: b.in_window(2, 10), [(2, 3), (6, 7), (9, 10)]),
        (lambda b: b.in_window(3), [(6, 7), (9, 12)]),
        (lambda b: b.in_window("2 s", "0.1 min"), [(2, 3)]),
        (lambda b: b.in_window(stop_s=6), [(1, 3)]),
        (lambda b: b.in_window(6.5, 6.6), [(6.5, 6.6)]),
        (lambda b: b.in_window(4, 5), []),
        (lambda b: b.chosen([0, 2]), [(1, 3), (9, 12)]),
        (lambda b: b.chosen(b.start_s > 5), [(6, 7), (9, 12)]),
        (lambda b: b.confident(0.5), THREE),
        (lambda b: b.confident(0.6), []),
    ],
)
def test_choosing(
    rec: Recording, choose: Callable[[Bouts], Bouts], expected: list[tuple[float, float]]
) -> None:
    assert spans(choose(bouts(rec, "x", {"a": THREE}, confidence=0.5))) == expected


def test_choosing_is_row_by_row(rec: Recording) -> None:
    both = bouts(rec, "x", {"a": THREE, "b": [], "c": [(20, 30), (31, 32)]})
    assert spans(both.first()) == [(1, 3), (20, 30)]
    assert spans(both.last()) == [(9, 12), (31, 32)]
    assert both.longest().subject == ["a", "c"]
    assert [row.subject for row in both.first().rows] == ["a", "b", "c"]


def test_of_equally_long_ones_the_earlier_is_the_longest() -> None:
    # in floating point 0.7 - 0.4 is less than 0.3, and 2.2 - 1.9 is more
    found = mask("FFFF" + "TTT" + "F" * 12 + "TTT" + "F").bouts()
    assert found.duration_s[0] < found.duration_s[1]
    assert spans(found.longest()) == [(0.4, 0.7)]


def test_unknown_confidence_is_not_enough(rec: Recording) -> None:
    assert bouts(rec, "x", {"a": THREE}).confident(0).count == 0
    assert mask("FTTF").bouts().confident(0).count == 0


def test_a_window_cuts_the_assessed_time(rec: Recording) -> None:
    cut = bouts(rec, "x", {"a": [(8, 12), (20, 30)]}, [(0, 9), (11, 60)]).in_window(10, 25)
    assert looked(cut) == [(11, 25)]
    assert spans(cut) == [(10, 12), (20, 25)]
    assert cut.fraction == pytest.approx(6 / 14)
    assert cut.latency_s == 0
    never = cut.in_window(30, 40)
    assert never.total_s == 0 or math.isnan(never.total_s)
    assert math.isnan(never.rate_per_min)


def test_a_window_is_two_times(rec: Recording) -> None:
    of = bouts(rec, "x", {"a": THREE})
    with pytest.raises(UserError, match="start_s is -1; expected a time of 0 or more"):
        of.in_window(-1)
    with pytest.raises(UserError, match="stops before it starts"):
        of.in_window(10, 5)


def test_points_in_a_window(rec: Recording) -> None:
    points = bouts(rec, "x", {"a": [(1, 1), (2, 2), (3, 3)]})
    assert spans(points.in_window(1, 3)) == [(1, 1), (2, 2)]


# tables -----------------------------------------------------------------------------------------


def test_table_has_a_line_per_bout(rec: Recording) -> None:
    table = bouts(rec, "sniff", {("b", "a"): [(1, 3)], ("a", None): [(0.25, 0.25)]}).table()
    assert table.columns.tolist() == [
        "recording", "subject", "object", "label", "start_s", "stop_s", "duration_s",
        "start_frame", "stop_frame", "confidence",
    ]  # fmt: skip
    assert table["recording"].tolist() == ["test", "test"]
    assert table["subject"].tolist() == ["b", "a"]
    assert table["object"].tolist() == ["a", None]
    assert table["label"].tolist() == ["sniff", "sniff"]
    assert table[["start_s", "stop_s", "duration_s"]].to_numpy().tolist() == [
        [1, 3, 2],
        [0.25, 0.25, 0],
    ]
    assert table[["start_frame", "stop_frame"]].to_numpy().tolist() == [[10, 30], [2, 3]]


def test_summary_has_a_line_per_row(rec: Recording) -> None:
    summary = bouts(rec, "x", {"a": THREE, "b": []}).summary()
    assert summary.columns.tolist() == [
        "recording", "subject", "object", "label", "count", "total_s", "mean_s", "fraction",
        "rate_per_min", "latency_s", "assessed_s",
    ]  # fmt: skip
    assert summary["count"].tolist() == [3, 0]
    assert summary["total_s"].tolist() == [6, 0]
    assert summary["mean_s"].tolist() == pytest.approx([2, NAN], nan_ok=True)


def test_bouts_are_sorted_by_row_and_time(rec: Recording) -> None:
    of = bouts(rec, "x", {"b": [(5, 6), (1, 2)], "a": [(3, 9), (3, 4)]})
    assert of.subject == ["b", "b", "a", "a"]
    assert spans(of) == [(1, 2), (5, 6), (3, 4), (3, 9)]


def test_labels_and_one_row(rec: Recording) -> None:
    of = bouts(rec, "x", {"a": THREE})
    assert of.labelled("y").label == ["y"] * 3
    assert of.one_row(rec, "b", "c", "z").rows == (BoutRow("test", "b", "c", "z"),)
    assert Bouts.joined([]).one_row(rec, "b", None, "z").rows == (BoutRow("test", "b", None, "z"),)
    with pytest.raises(UserError, match="'z' gives 2 rows of bouts for one subject"):
        bouts(rec, "x", {"a": [], "b": []}).one_row(rec, "a", None, "z")


def test_joined_is_beside_each_other(rec: Recording) -> None:
    one, two = bouts(rec, "x", {"a": THREE}, [(0, 20)], 0.5), bouts(rec, "y", {"a": [(2, 4)]})
    both = Bouts.joined([one, two])
    assert both.label == ["x", "x", "x", "y"]
    assert spans(both) == [*THREE, (2, 4)]
    assert [looked(both, row) for row in (0, 1)] == [[(0, 20)], [(0, 60)]]
    assert both.confidence[:3].tolist() == [0.5] * 3


def test_two_recordings_of_one_name_are_not_mixed_up(rec: Recording) -> None:
    one, other = bouts(rec, "x", {"a": THREE}), bouts(at_rest(100), "x", {"a": THREE})
    for mix in (
        lambda: Bouts.joined([one, other]),
        lambda: one & other,
        lambda: one | other,
        lambda: one - other,
        lambda: one.after(other),
        lambda: one.sequence(other, within_s=1),
    ):
        with pytest.raises(UserError, match="Two different recordings are called 'test'"):
            mix()
    named = bouts(at_rest(100, name="second"), "x", {"a": THREE})
    assert list(Bouts.joined([one, named]).recordings) == ["test", "second"]


# frames and times -------------------------------------------------------------------------------


@pytest.mark.parametrize("fps", [10, 24, 25, 29.97, 30, 59.94, 100, 1000 / 33])
def test_frames_of_stored_times_are_the_same_frames(fps: float) -> None:
    rec = at_rest(400, fps=fps)
    random = np.random.default_rng(1)
    edges = np.sort(random.choice(400, 40, replace=False)).reshape(-1, 2)
    flags = np.zeros((1, 400), bool)
    for start, stop in edges:
        flags[0, start:stop] = True
    found = Bouts.from_frames(rec, rec.tracked("a").rows, [edges], flags | True, "x")
    assert found.frames().tolist() == edges.tolist()
    stored = [  # the store keeps whole microseconds
        Fact("test", "a", "x", None, round(float(a), 6), round(float(b), 6), 0, 0, "state", 1.0,
             "asserted", "rule", "run")
        for a, b in found.intervals
    ]  # fmt: skip
    looked_for = [Assessed("test", "a", "x", None, 0.0, round(rec.duration_s, 6))]
    again = facts_as_bouts(rec, stored, looked_for)
    assert again.frames().tolist() == edges.tolist()
    assert again.mask(rec).true.tolist() == flags.tolist()
    assert again.mask(rec).known.all()


@pytest.mark.parametrize("fps", [24, 29.97, 30, 59.94])
def test_points_at_stored_times_are_at_the_same_frame(fps: float) -> None:
    rec = at_rest(100, fps=fps)
    at = [(round(k / fps, 6), round(k / fps, 6)) for k in range(100)]
    frames = bouts(rec, "x", {"a": at}).frames()
    assert frames[:, 0].tolist() == list(range(100))
    assert (frames[:, 1] - frames[:, 0]).tolist() == [1] * 100


def test_frames_with_uneven_times() -> None:
    rec = at_rest(5, times_s=[0, 0.1, 0.15, 0.4, 0.5])
    found = bouts(rec, "x", {"a": [(0.1, 0.4), (0.12, 0.15), (0.12, 0.2), (0.45, 0.45)]})
    assert found.frames().tolist() == [[1, 3], [2, 2], [2, 3], [3, 4]]


def test_masks_of_bouts(rec: Recording) -> None:
    found = bouts(at_rest(10), "x", {"a": [(0.2, 0.4), (0.5, 0.5)], "b": []}, [(0.1, 0.8)])
    condition = found.mask(found.recordings["test"])
    assert letters(condition) == ["?FTTFTFF??", "?FFFFFFF??"]
    assert [str(row) for row in condition.rows] == ["a", "b"]
    assert condition.name == "x"
    elsewhere = at_rest(10, name="second")
    with pytest.raises(UserError, match=r"of other recordings \(test\) than 'second'"):
        found.mask(elsewhere)
    with pytest.raises(UserError, match=r"of other recordings \(none\) than 'second'"):
        Bouts.joined([]).mask(elsewhere)
    with pytest.raises(UserError, match="of other recordings"):
        elsewhere.speed("a").when(found)


def test_a_mask_of_bouts_of_several_recordings_is_of_one_of_them() -> None:
    one, two = at_rest(10, name="one"), at_rest(10, name="two")
    both = Bouts.joined(
        [
            bouts(one, "x", {"a": [(0.2, 0.4)]}, [(0, 1)]),
            bouts(two, "x", {"a": [(0.5, 0.6)]}, [(0, 1)]),
        ]
    )
    assert letters(both.mask(one)) == ["FFTTFFFFFF"]
    assert letters(both.mask(two)) == ["FFFFFTFFFF"]


def test_a_mask_has_one_row_per_subject_and_object() -> None:
    rec = at_rest(10)
    several = Bouts.joined(
        [
            bouts(rec, "x", {"a": [(0.1, 0.3)]}, [(0, 0.8)]),
            bouts(rec, "y", {("a", "b"): [(0.5, 0.6)]}, [(0, 1)]),
            bouts(rec, "z", {"a": [(0.2, 0.4), (0.9, 1)], "b": []}, [(0.2, 0.6)]),
        ]
    )
    found = several.mask(rec)
    assert [str(row) for row in found.rows] == ["a", "a -> b", "b"]
    # of a: x ?? while z was not looked for, but true where one of them is seen to go on
    assert letters(found) == ["?TTTFF???T", "FFFFFTFFFF", "??FFFF????"]
    assert found.name == "x, z, y"


# records ----------------------------------------------------------------------------------------


def test_facts_and_assessed_records(rec: Recording) -> None:
    of = bouts(rec, "sniff", {("a", "b"): [(1, 3), (5, 5)]}, [(0, 20)], 0.5)
    first, second = of.facts("human", "by hand")
    assert (first.subject, first.predicate, first.object) == ("a", "sniff", "b")
    assert (first.start_s, first.stop_s, first.start_frame, first.stop_frame) == (1, 3, 10, 30)
    assert (first.kind, second.kind) == ("state", "point")
    assert (first.source, first.run, first.confidence) == ("human", "by hand", 0.5)
    assert (first.evidence, second.evidence) == ({"coverage": 1.0}, {})  # none of a point
    (record,) = of.assessed_records()
    assert (record.subject, record.object, record.start_s, record.stop_s) == ("a", "b", 0, 20)
    again = facts_as_bouts(rec, of.facts(), of.assessed_records())
    assert again.table().equals(of.table())
    with pytest.raises(UserError, match="have no subject, and a fact is about somebody"):
        bouts(rec, "x", {(None, "b"): [(1, 2)]}).facts()


def test_facts_say_how_much_of_them_was_assessed() -> None:
    (fact,) = mask("TT?TTT??").bouts(max_gap_s=0.1, label="x").facts()
    assert (fact.start_s, fact.stop_s) == pytest.approx((0, 0.6))
    assert fact.evidence == {"coverage": 0.8333}  # five of six frames
    assert math.isnan(fact.confidence)


def test_stored_rows_are_there_without_facts(rec: Recording) -> None:
    looked_for = [
        Assessed("test", "a", "groom", None, 0, 10),
        Assessed("test", "a", "groom", None, 10, 30),
    ]
    found = facts_as_bouts(rec, [], looked_for, [("b", None, "groom")])
    assert found.summary()["subject"].tolist() == ["b", "a"]
    assert found.summary()["count"].tolist() == pytest.approx([NAN, 0], nan_ok=True)
    assert found.summary()["total_s"].tolist() == pytest.approx([NAN, 0], nan_ok=True)
    assert looked(found, 1) == [(0, 30)]
