"""Set algebra and relations of bouts: times, rows, labels, what is assessed, and who meets whom."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from analysis_recordings import NAN, at_rest, bouts, looked, mask, recording, spans
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.errors import UserError
from pipelines.arena import Zone
from workbench.analysis.bouts import Bouts
from workbench.analysis.masks import Mask
from workbench.analysis.recording import Recording

Spans = Sequence[tuple[float, float]]


@pytest.fixture(scope="module")
def rec() -> Recording:
    """A minute of three animals."""
    return at_rest()


ALGEBRA: list[tuple[str, Spans, Spans, Spans, Spans, Spans]] = [
    # what, one, other, and, or, without
    ("apart", [(1, 2)], [(3, 4)], [], [(1, 2), (3, 4)], [(1, 2)]),
    ("touching", [(1, 2)], [(2, 4)], [], [(1, 4)], [(1, 2)]),
    ("overlapping", [(1, 3)], [(2, 4)], [(2, 3)], [(1, 4)], [(1, 2)]),
    ("inside", [(1, 9)], [(2, 4)], [(2, 4)], [(1, 9)], [(1, 2), (4, 9)]),
    ("around", [(2, 4)], [(1, 9)], [(2, 4)], [(1, 9)], []),
    ("equal", [(1, 3)], [(1, 3)], [(1, 3)], [(1, 3)], []),
    ("two of one", [(1, 9)], [(2, 3), (5, 6)], [(2, 3), (5, 6)], [(1, 9)],
     [(1, 2), (3, 5), (6, 9)]),
    ("nothing", [(1, 3)], [], [], [(1, 3)], [(1, 3)]),
    ("of nothing", [], [(1, 3)], [], [(1, 3)], []),
    ("a point inside", [(2, 2)], [(1, 3)], [(2, 2)], [(1, 3)], []),
    ("a point at the start", [(1, 1)], [(1, 3)], [(1, 1)], [(1, 3)], []),
    ("a point at the stop", [(3, 3)], [(1, 3)], [], [(1, 3), (3, 3)], [(3, 3)]),
    ("a point outside", [(5, 5)], [(1, 3)], [], [(1, 3), (5, 5)], [(5, 5)]),
    ("equal points", [(2, 2)], [(2, 2)], [(2, 2)], [(2, 2)], []),
    ("points", [(2, 2), (4, 4)], [(4, 4)], [(4, 4)], [(2, 2), (4, 4)], [(2, 2)]),
    ("a state beside a point", [(1, 3)], [(2, 2)], [], [(1, 3)], [(1, 3)]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "both", "either", "without"),
    [case[1:] for case in ALGEBRA],
    ids=[case[0] for case in ALGEBRA],
)
def test_set_algebra(
    rec: Recording, one: Spans, other: Spans, both: Spans, either: Spans, without: Spans
) -> None:
    x, y = bouts(rec, "x", {"a": one}), bouts(rec, "y", {"a": other})
    assert spans(x & y) == spans(x.intersection(y)) == list(both)
    assert spans(x | y) == spans(y | x) == spans(x.union(y)) == list(either)
    assert spans(x - y) == spans(x.difference(y)) == list(without)
    assert (x & y).label == ["x and y"] * len(both)
    assert (x - y).label == ["x without y"] * len(without)
    assert (x | y).label == ["x or y"] * len(either)
    for result in (x & y, x | y, x - y):
        assert [(row.subject, row.object) for row in result.rows] == [("a", None)]
        assert looked(result) == [(0, 60)]


def test_outside_is_within_the_assessed_time(rec: Recording) -> None:
    x = bouts(rec, "x", {"a": [(1, 3), (8, 12)]}, [(0, 10), (20, 30)])
    assert spans(x.outside()) == [(0, 1), (3, 8), (20, 30)]
    assert x.outside().rows[0].label == "not x"
    assert x.outside().fraction == pytest.approx(16 / 20)
    assert spans(x.outside().outside()) == [(1, 3), (8, 10)]
    never = bouts(rec, "x", {"a": []}, [])
    assert len(never.outside()) == 0
    assert math.isnan(never.outside().count)
    assert math.isnan(never.outside().total_s)
    points = bouts(rec, "x", {"a": [(3, 3)]})
    assert spans(points.outside()) == [(0, 60)]


# what is assessed -------------------------------------------------------------------------------


def test_both_is_assessed_where_both_are_and_where_one_tells_that_it_is_not(rec: Recording) -> None:
    x = bouts(rec, "x", {"a": [(1, 9)]}, [(0, 20)])
    y = bouts(rec, "y", {"a": [(5, 12)]}, [(6, 40)])
    # both from 6 to 20; x is known not to go on before 1, and y from 12 on
    assert looked(x & y) == looked(y & x) == [(0, 1), (6, 40)]
    assert (x & y).fraction == pytest.approx(3 / 35)  # together from 5 to 9, assessed from 6 on
    # y is known to go on from 6 to 12, so that x without y does not
    assert looked(x - y) == [(0, 1), (6, 20)]
    assert (x - y).fraction == 0
    # x is known to go on from 1 to 9, and y not to from 12 on
    assert looked(y - x) == [(1, 40)]
    assert spans(y - x) == [(9, 12)]
    assert (y - x).fraction == pytest.approx(3 / 39)


def test_one_side_alone_tells_that_both_are_not(rec: Recording) -> None:
    never = bouts(rec, "y", {"a": []}, [])
    x = bouts(rec, "x", {"a": [(10, 20)]})
    for both in (x & never, never & x):
        assert looked(both) == [(0, 10), (20, 60)]
        assert both.count == both.total_s == both.fraction == 0
    assert looked(x - never) == [(0, 10), (20, 60)]
    assert looked(never - x) == [(10, 20)]
    all_the_time = bouts(rec, "x", {"a": [(0, 60)]})
    assert looked(all_the_time & never) == looked(all_the_time - never) == []
    assert looked(never - all_the_time) == [(0, 60)]
    assert math.isnan((all_the_time & never).count)
    assert (never - all_the_time).fraction == 0


def test_rows_with_points_are_assessed_where_both_are(rec: Recording) -> None:
    y = bouts(rec, "y", {"a": [(5, 12)]}, [(0, 40)])
    for found in ([(2, 2), (8, 8), (50, 50)], [(2, 2), (7, 9)]):
        x = bouts(rec, "x", {"a": found}, [(6, 60)])
        assert looked(x & y) == looked(x - y) == [(6, 40)]
    points = bouts(rec, "x", {"a": [(2, 2), (8, 8), (50, 50)], "b": [(1, 3)]}, [(6, 60)])
    with_b = Bouts.joined([y, bouts(rec, "y", {"b": []}, [(0, 40)])])
    assert spans(points & y) == [(8, 8)]
    assert looked(points & with_b, 0) == [(6, 40)]
    assert looked(points & with_b, 1) == [(0, 60)]  # of b there are states alone


def test_rates_do_not_count_what_lies_outside_the_assessed_time(rec: Recording) -> None:
    x = bouts(rec, "x", {"a": [(k, k + 1) for k in range(0, 60, 6)]})  # ten in a minute
    left = x - bouts(rec, "y", {"a": []}, [(30, 60)])
    # assessed from 30 s on, and before it the 25 s in which x is known not to go on
    assert looked(left) == [(1, 6), (7, 12), (13, 18), (19, 24), (25, 60)]
    assert left.count == 10
    assert left.rate_per_min == pytest.approx(5 / 55 * 60)
    assert left.fraction == pytest.approx(5 / 55)
    assert left.latency_s == 29  # from 1 to 30


def test_either_is_assessed_where_both_are_or_one_is_seen(rec: Recording) -> None:
    x = bouts(rec, "x", {"a": [(1, 9)]}, [(0, 20)])
    y = bouts(rec, "y", {"a": [(30, 35)]}, [(15, 40)])
    either = x | y
    assert looked(either) == [(1, 9), (15, 20), (30, 35)]
    assert spans(either) == [(1, 9), (30, 35)]
    assert either.fraction == pytest.approx(13 / 18)


def test_what_was_never_assessed_does_not_become_so(rec: Recording) -> None:
    x, y = bouts(rec, "x", {"a": [(1, 9)]}, []), bouts(rec, "y", {"a": [(5, 12)]}, [])
    for result in (x | y, x & y, x - y):
        assert looked(result) == []
        assert math.isnan(result.fraction)
        assert math.isnan(result.rate_per_min)
        assert math.isnan(result.latency_s)
    assert (x | y).total_s == 11
    seen_beyond = bouts(rec, "x", {"a": [(1, 9)]}, [(0, 5)]) | bouts(rec, "y", {"a": []}, [(0, 20)])
    assert looked(seen_beyond) == [(0, 5)]


def test_a_bout_with_itself_is_itself(rec: Recording) -> None:
    x = mask("FTT??TFF?F").bouts(max_gap_s=0.2)
    for same in (x & x, x | x):
        assert spans(same) == spans(x)
        assert looked(same) == looked(x)
    assert (x - x).count == 0


def test_without_several_rows_is_assessed_where_all_are(rec: Recording) -> None:
    x = bouts(rec, "x", {"a": [(0, 30)]})
    others = Bouts.joined(
        [
            bouts(rec, "y", {("b", "a"): [(5, 6)]}, [(0, 10)]),
            bouts(rec, "y", {("b", "c"): [(12, 13)]}, [(4, 20)]),
        ]
    )
    left = x.difference(others)
    assert spans(left) == [(0, 5), (6, 12), (13, 30)]
    assert looked(left) == [(4, 10), (12, 13), (30, 60)]  # x does not go on after 30
    assert spans(x & others) == [(5, 6), (12, 13)]
    assert looked(x & others) == [(4, 10), (12, 13), (30, 60)]


@pytest.mark.parametrize(
    "relate",
    [
        lambda x, y: x.after(y),
        lambda x, y: x.before(y, 5),
        lambda x, y: x.during(y),
        lambda x, y: x.overlapping(y),
        lambda x, y: x.followed_by(y, 1),
        lambda x, y: x.within(y, 1),
        lambda x, y: x.sequence(y, within_s=1),
    ],
)
def test_relations_to_what_was_never_looked_for_are_unknown(
    rec: Recording, relate: Callable[[Bouts, Bouts], Bouts]
) -> None:
    x = bouts(rec, "x", {"a": [(1, 3)]})
    for nothing in (bouts(rec, "y", {"a": []}, []), Bouts.joined([])):
        found = relate(x, nothing)
        assert len(found) == 0
        assert math.isnan(found.count)
        assert math.isnan(found.total_s)
        assert math.isnan(found.rate_per_min)
        assert math.isnan(found.fraction)
    not_seen = relate(x, bouts(rec, "y", {"a": []}))
    assert not_seen.count == 0
    assert not_seen.total_s == 0
    assert not_seen.rate_per_min == 0


def test_stored_and_computed_times_leave_no_slivers() -> None:
    rec = at_rest(300, fps=30)
    exact = [(k / 30, (k + 7) / 30) for k in range(0, 280, 10)]
    stored = [(round(a, 6), round(b, 6)) for a, b in exact]
    x, y = bouts(rec, "x", {"a": exact}, [(0, 10)]), bouts(rec, "x", {"a": stored}, [(0, 10)])
    assert (x - y).count == (y - x).count == 0
    assert (x & y).count == (x | y).count == 28
    assert np.array_equal((x & y).frames(), x.frames())
    assert (x & y.outside()).count == 0
    touching = bouts(rec, "z", {"a": [(round(b, 6), b + 0.05) for _, b in exact]}, [(0, 10)])
    assert (x | touching).count == 28


# whose ------------------------------------------------------------------------------------------


def test_rows_that_only_one_side_has_stay_as_they_are(rec: Recording) -> None:
    x = bouts(rec, "x", {"a": [(1, 3)]}, [(0, 20)])
    y = bouts(
        rec, "y", {"a": [(2, 5)], "b": [(7, 8), (8, 9)], ("a", "c"): [(1, 2)]}, confidence=0.5
    )
    either = x | y
    assert [str(row.subject) for row in either.rows] == ["a", "b", "a"]
    assert either.summary()["label"].tolist() == ["x or y", "y", "y"]
    assert spans(either) == [(1, 5), (7, 8), (8, 9), (1, 2)]
    assert either.confidence[1:].tolist() == [0.5] * 3
    assert [looked(either, row) for row in (0, 1, 2)] == [[(0, 20)], [(0, 60)], [(0, 60)]]


@pytest.mark.parametrize(
    ("one", "other", "same", "expected"),
    [
        ({"a": [(1, 2)]}, {"b": [(1, 2)]}, None, ["a"]),
        ({"a": [(1, 2)], "b": [(1, 2)]}, {"b": [(1, 2)]}, None, ["a", "b"]),
        ({"a": [(1, 2)]}, {"a": [], "b": [(1, 2)]}, None, []),
        ({"a": [(1, 2)], "b": [(1, 2)]}, {"a": [], "b": [(1, 2)]}, None, ["b"]),
        ({"c": [(1, 2)]}, {"a": [(1, 2)], "b": [(1, 2)]}, None, []),
        ({"c": [(1, 2)]}, {("b", "a"): [], ("b", "c"): [(1, 2)]}, None, ["c"]),
        ({"a": [(1, 2)], "c": [(1, 2)]}, {"b": [(1, 2)]}, None, ["a", "c"]),
        ({("a", "b"): [(1, 2)]}, {("a", "c"): [(1, 2)]}, None, []),
        ({("a", "b"): [(1, 2)]}, {"a": [(1, 2)]}, None, ["a"]),
        ({"a": [(1, 2)]}, {("a", "b"): [(1, 2)]}, None, ["a"]),
        ({("a", "b"): [(1, 2)]}, {("a", "nest"): [(1, 2)]}, None, ["a"]),
        ({("a", "nest"): [(1, 2)]}, {("a", "b"): [(1, 2)]}, None, ["a"]),
        ({("a", "nest"): [(1, 2)]}, {("a", "yard"): [(1, 2)]}, None, ["a"]),
        ({("a", "b"): [(1, 2)]}, {("b", "a"): [(1, 2)]}, None, ["a"]),
        ({("a", "b"): [(1, 2)]}, {("b", "a"): [(1, 2)], ("a", "c"): [(1, 2)]}, None, []),
        ({"a": [(1, 2)]}, {"a": [], "b": [(1, 2)]}, "any", ["a"]),
        ({"a": [(1, 2)], "b": [(1, 2)]}, {"a": [], "b": [(1, 2)]}, "any", ["a", "b"]),
        ({"a": [(1, 2)]}, {"a": [], "b": [(1, 2)]}, "subject", []),
        ({("a", "b"): [(1, 2)], ("b", "a"): [(1, 2)]}, {("a", "c"): [(1, 2)]}, "subject", ["a"]),
        ({("a", "b"): [(1, 2)], ("b", "a"): [(1, 2)]}, {("c", "b"): [(1, 2)]}, "object", ["a"]),
        ({("a", "b"): [(1, 2)], ("b", "a"): [(1, 2)]}, {("a", "b"): [(1, 2)]}, "pair", ["a"]),
        ({("a", "b"): [(1, 2)], ("b", "a"): [(1, 2)]}, {("a", "b"): [(1, 2)]}, "reverse", ["b"]),
        ({("a", "b"): [(1, 2)]}, {("a", "b"): [(1, 2)]}, "reverse", []),
        ({("a", "nest"): [(1, 2)]}, {("b", "nest"): [(1, 2)]}, "object", ["a"]),
    ],
)
def test_who_meets_whom(
    rec: Recording, one: dict[Any, Spans], other: dict[Any, Spans], same: Any, expected: list[str]
) -> None:
    x, y = bouts(rec, "x", one), bouts(rec, "y", other)
    assert x.intersection(y, same=same).subject == expected
    assert x.overlapping(y, same=same).subject == expected
    assert x.during(y, same=same).subject == expected
    others = [row.subject for row in x.rows if row.subject not in expected]
    assert x.difference(y, same=same).subject == others
    assert x.not_overlapping(y, same=same).subject == others


def test_pairs_meet_their_own_and_what_has_no_animal_as_object(rec: Recording) -> None:
    x = bouts(rec, "x", {pair: [(0, 9)] for pair in (("a", "b"), ("a", "c"), ("b", "a"))})
    y = bouts(rec, "y", {("a", "c"): [(1, 2)], ("a", "nest"): [(3, 4)], "a": [(5, 6)]})
    both = (x & y).table()
    pairs = list(zip(both["subject"], both["object"], both["start_s"], strict=True))
    to_nest_and_alone = [3, 5]
    assert pairs == [
        *(("a", "b", at) for at in to_nest_and_alone),
        *(("a", "c", at) for at in (1, *to_nest_and_alone)),
        *(("b", "a", at) for at in (1, *to_nest_and_alone)),  # of b, y has nothing: only a is left
    ]


ROWS = [(subject, object_) for subject in "abc" for object_ in (None, *"abc", "nest")]
ROWS = [(subject, object_) for subject, object_ in ROWS if subject != object_]
some_times = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 4)).map(lambda at: (at[0], at[0] + at[1])),
    max_size=3,
)
some_rows = st.dictionaries(st.sampled_from(ROWS), some_times, min_size=1, max_size=5)
some_looked = st.sampled_from([[(0, 30)], [(3, 9), (12, 15)], []])

RELATING: list[Callable[[Bouts, Bouts], Bouts]] = [
    lambda x, y: x & y,
    lambda x, y: x - y,
    lambda x, y: x.before(y, 3),
    lambda x, y: x.after(y),
    lambda x, y: x.after(y, 2),
    lambda x, y: x.during(y),
    lambda x, y: x.overlapping(y),
    lambda x, y: x.not_overlapping(y),
    lambda x, y: x.within(y, 1),
    lambda x, y: x.followed_by(y, 2),
    lambda x, y: x.not_followed_by(y, 2),
    lambda x, y: x.allen(y, "overlaps"),
    lambda x, y: x.sequence(y, within_s=2),
]


@settings(max_examples=150, deadline=None)
@given(some_rows, some_rows, some_looked, some_looked, st.sampled_from(RELATING))
def test_subjects_are_chosen_before_or_after_with_the_same_result(
    rec: Recording,
    one: dict[Any, Spans],
    other: dict[Any, Spans],
    looked_one: Spans,
    looked_other: Spans,
    relate: Callable[[Bouts, Bouts], Bouts],
) -> None:
    x, y = bouts(rec, "x", one, looked_one), bouts(rec, "y", other, looked_other)
    everybody = relate(x, y)
    for row in x.rows:
        for which in (row.subject, (row.subject, row.object)):
            after, before = everybody[which], relate(x[which], y)
            assert after.rows == before.rows
            assert spans(after) == spans(before)
            for index in range(len(after.rows)):
                assert looked(after, index) == looked(before, index)


def test_one_pair_of_three_animals_is_chosen_before_or_after(rec: Recording) -> None:
    near = rec.distance("*", "*") < 100  # all six pairs, all the time
    x, y = near.bouts(label="x"), near["a", "c"].bouts(label="y")
    for found in (x.overlapping(y)["a"], x["a"].overlapping(y), x["a"] & y, (x & y)["a"]):
        assert [(bout.subject, bout.object) for bout in found] == [("a", "c")]


def test_a_pair_meets_its_subject_in_a_zone_and_at_a_thing() -> None:
    nest = Zone.polygon("nest", [(-1, -1), (1, -1), (1, 1), (-1, 1)])
    at = {"a": [[(0, 0), (5, 5)]], "b": [[(9, 9), (5, 5)]]}  # the second point is a thing's
    rec = recording(at, ("centre", "feeder"), zones=[nest], objects={"toy": (3, 4)})
    of_pair = (rec.distance("a", "b") < 100).bouts()
    for place in (rec.in_zone("*"), rec.distance("*", "toy") < 6, rec.distance("*", "feeder") < 8):
        assert len(of_pair.during(place)) == 1
        assert len(place.bouts()["a"].during(of_pair)) == 1


def test_rows_meet_within_one_recording_only() -> None:
    one, two = at_rest(name="one"), at_rest(name="two")
    x = Bouts.joined([bouts(one, "x", {"a": [(1, 2)]}), bouts(two, "x", {"a": [(5, 6)]})])
    y = bouts(one, "y", {"a": [(0, 9)]})
    assert (x & y).summary()["recording"].tolist() == ["one", "two"]
    assert spans(x & y) == [(1, 2)]
    assert spans(x | y) == [(0, 9), (5, 6)]
    # of the second recording, y knows nothing; x alone tells when both are not
    assert [looked(x & y, row) for row in (0, 1)] == [[(0, 60)], [(0, 5), (6, 60)]]
    assert [looked(x.during(y), row) for row in (0, 1)] == [[(0, 60)], []]


def test_who_meets_whom_does_not_depend_on_other_recordings() -> None:
    one, two = at_rest(name="one"), at_rest(name="two")
    x, y = bouts(one, "x", {"a": [(1, 2)]}), bouts(one, "y", {"b": [(1, 2)]})
    assert x.overlapping(y).count == 1  # of a, y has nothing: the only subject there is
    more_x = Bouts.joined([x, bouts(two, "x", {"a": [], "b": [], "c": []})])
    more_y = Bouts.joined([y, bouts(two, "y", {"a": [(1, 2)], "c": []})])
    assert more_x.overlapping(more_y).count == 1
    of_both = bouts(one, "y", {"a": [], "b": [(1, 2)]})
    assert x.overlapping(of_both).count == 0
    assert more_x.overlapping(Bouts.joined([of_both, bouts(two, "y", {"b": []})])).count == 0


# what may stand on the right --------------------------------------------------------------------


def test_a_mask_stands_for_its_bouts(rec: Recording) -> None:
    x = bouts(rec, "x", {"a": [(1, 3), (10, 12)], "b": [(4, 5)]})
    early = rec.window(0, 2)
    as_bouts = early.bouts()
    assert spans(x & early) == spans(x & as_bouts) == [(1, 2)]
    assert spans(x - early) == [(2, 3), (10, 12), (4, 5)]
    assert spans(x | early) == [(1, 3), (10, 12), (4, 5), (0, 2)]
    assert spans(x.overlapping(early)) == [(1, 3)]
    assert spans(x.after(early, 2)) == [(4, 5)]
    assert spans(x.sequence(early, within_s=1)) == []
    assert spans(x.before(rec.window("11 s"), 8)) == [(1, 3), (4, 5)]


@pytest.mark.parametrize("other", ["rest", None, 3, [(1, 2)]])
@pytest.mark.parametrize(
    "relate",
    [
        lambda x, y: x & y,
        lambda x, y: x | y,
        lambda x, y: x - y,
        lambda x, y: x.union(y),
        lambda x, y: x.after(y),
        lambda x, y: x.not_overlapping(y),
        lambda x, y: x.allen(y, "meets"),
        lambda x, y: x.sequence(x, y, within_s=1),
    ],
)
def test_nothing_else_stands_for_bouts(
    rec: Recording, relate: Callable[[Bouts, object], Bouts], other: object
) -> None:
    x = bouts(rec, "x", {"a": [(1, 3)]})
    kind = type(other).__name__
    with pytest.raises(UserError, match=f"expected bouts, such as .*, or a mask; found {kind}"):
        relate(x, other)


def test_a_signal_is_no_bouts(rec: Recording) -> None:
    with pytest.raises(UserError, match=r"A relation: expected bouts, .* found Signal"):
        bouts(rec, "x", {"a": [(1, 3)]}).during(rec.speed("a"))  # type: ignore[arg-type]


def test_an_unknown_way_to_meet_is_said(rec: Recording) -> None:
    x = bouts(rec, "x", {"a": []})
    with pytest.raises(UserError, match=r"same='subjects'; did you mean 'subject'"):
        x.after(x, same="subjects")  # type: ignore[arg-type]


# relations --------------------------------------------------------------------------------------

ONE = [(0, 1), (2, 4), (5, 9), (12, 13)]
OTHER = [(3, 5), (6, 7), (9, 10)]

RELATIONS: list[tuple[str, Callable[[Bouts, Bouts], Bouts], Spans]] = [
    ("before any", lambda x, y: x.before(y), ONE[:3]),
    ("before, within 1 s", lambda x, y: x.before(y, 1), [(5, 9)]),
    ("before, within 2 s", lambda x, y: x.before(y, 2), ONE[:3]),
    ("after any", lambda x, y: x.after(y), [(5, 9), (12, 13)]),
    ("after, at once", lambda x, y: x.after(y, 0), [(5, 9)]),
    ("after, within 2 s", lambda x, y: x.after(y, 2), [(5, 9), (12, 13)]),
    ("after, within 1.9 s", lambda x, y: x.after(y, 1.9), [(5, 9)]),
    ("during", lambda x, y: x.during(y), []),
    ("during, the other way", lambda x, y: y.during(x), [(6, 7)]),
    ("overlapping", lambda x, y: x.overlapping(y), [(2, 4), (5, 9)]),
    ("not overlapping", lambda x, y: x.not_overlapping(y), [(0, 1), (12, 13)]),
    ("within 0 s", lambda x, y: x.within(y, 0), [(2, 4), (5, 9)]),
    ("within 2 s", lambda x, y: x.within(y, 2), ONE),
    ("within 1.9 s", lambda x, y: x.within(y, 1.9), [(2, 4), (5, 9)]),
    ("followed by", lambda x, y: x.followed_by(y, 0), [(2, 4), (5, 9)]),
    ("followed by, within 2 s", lambda x, y: x.followed_by(y, 2), ONE[:3]),
    ("not followed by", lambda x, y: x.not_followed_by(y, 2), [(12, 13)]),
    ("Allen: before", lambda x, y: x.allen(y, "before"), ONE[:2]),
    ("Allen: after", lambda x, y: x.allen(y, "after"), [(12, 13)]),
    ("Allen: meets", lambda x, y: x.allen(y, "meets"), [(5, 9)]),
    ("Allen: met by", lambda x, y: x.allen(y, "met_by"), [(5, 9)]),
    ("Allen: overlaps", lambda x, y: x.allen(y, "overlaps"), [(2, 4)]),
    ("Allen: contains", lambda x, y: x.allen(y, "contains"), [(5, 9)]),
    ("Allen: equals", lambda x, y: x.allen(x, "equals"), ONE),
]


@pytest.mark.parametrize(
    ("relate", "expected"), [case[1:] for case in RELATIONS], ids=[case[0] for case in RELATIONS]
)
def test_relations(
    rec: Recording, relate: Callable[[Bouts, Bouts], Bouts], expected: Spans
) -> None:
    x = bouts(rec, "x", {"a": ONE}, confidence=0.5)
    found = relate(x, bouts(rec, "y", {"a": OTHER}, confidence=0.5))
    assert spans(found) == list(expected)
    assert found.confidence.tolist() == [0.5] * len(expected)
    assert set(found.label) <= {"x", "y"}
    assert looked(found) == [(0, 60)]


@pytest.mark.parametrize(
    ("within_s", "expected"),
    [(0, [(2, 5), (5, 9)]), (1.9, [(2, 5), (5, 9)]), (2, [(0, 5), (2, 7), (5, 10)])],
)
def test_sequences_of_two(
    rec: Recording, within_s: float, expected: list[tuple[float, float]]
) -> None:
    x, y = bouts(rec, "x", {"a": ONE}), bouts(rec, "y", {"a": OTHER})
    found = x.sequence(y, within_s=within_s)
    assert spans(found) == expected
    assert found.label == ["x, then y"] * len(expected)


def test_sequences_of_three_use_no_bout_twice(rec: Recording) -> None:
    x = bouts(rec, "x", {"a": [(0, 1), (10, 11), (20, 21)]})
    y = bouts(rec, "y", {"a": [(2, 3), (12, 13)]})
    z = bouts(rec, "z", {"a": [(4, 5), (14, 15), (24, 25)]})
    found = x.sequence(y, z, within_s=1)
    assert spans(found) == [(0, 5), (10, 15)]
    assert found.label == ["x, then y, then z"] * 2
    assert x.sequence(y, z, within_s=0.9).count == 0


def test_sequences_of_a_pair_and_back(rec: Recording) -> None:
    x = bouts(rec, "x", {("a", "b"): [(0, 1)], ("b", "a"): [(10, 11)]})
    y = bouts(rec, "y", {("a", "b"): [(11.5, 12)], ("b", "a"): [(1.5, 2)]})
    back = x.sequence(y, within_s=1, same="reverse")
    assert spans(back) == [(0, 2), (10, 12)]
    assert back.subject == ["a", "b"]
    assert x.sequence(y, within_s=1, same="pair").count == 0


# frames as sets ---------------------------------------------------------------------------------

three_values = st.lists(st.sampled_from("TF?"), min_size=12, max_size=12).map("".join)


@settings(max_examples=60, deadline=None)
@given(three_values, three_values)
def test_set_algebra_is_that_of_the_frames(one: str, other: str) -> None:
    both = mask(one, other)
    rec = both.recording
    x, y = both["a"].bouts(label="x"), both["b"].bouts(label="y")
    y = Bouts.of(x.recordings, [x.rows[0]._replace(label="y")], [y.span(0)], y.assessed)
    true, false, known = both.true, both.false, both.known
    not_both = false[0] | false[1]
    not_alone = false[0] | true[1]
    for result, expected, assessed in (
        (x & y, true[0] & true[1], (known[0] & known[1]) | not_both),
        (x.difference(y), true[0] & ~true[1], (known[0] & known[1]) | not_alone),
        (x.outside(), ~true[0] & known[0], known[0]),
    ):
        found = result.mask(rec)
        assert found.true[0].tolist() == expected.tolist()
        assert (found.known[0] & ~found.true[0]).tolist() == (assessed & ~expected).tolist()
    either = (x | y).mask(rec)
    assert either.true[0].tolist() == (true[0] | true[1]).tolist()
    assert either.known[0].tolist() == ((known[0] & known[1]) | true[0] | true[1]).tolist()


@settings(max_examples=200, deadline=None)
@given(three_values, three_values, st.booleans())
def test_set_algebra_is_three_valued_as_masks_are(one: str, other: str, uneven: bool) -> None:
    times_s = np.cumsum([0, 0.1, 0.13, 0.2, 0.07, 0.1, 0.05, 0.2, 0.1, 0.1, 0.11, 0.09])
    both = mask(one, other, times_s=times_s if uneven else None)
    p, q = both["a"], both["b"]
    q = Mask(q.recording, q.true, q.false, p.rows, "q")
    for of_masks, of_bouts in (
        (p & q, p.bouts() & q.bouts()),
        (p & q, p.bouts() & q),
        (p | q, p.bouts() | q.bouts()),
        (p & ~q, p.bouts() - q.bouts()),
        (p & ~q, p.bouts() & q.bouts().outside()),
        (~p, p.bouts().outside()),
        (~(p & q), (p.bouts() & q.bouts()).outside()),
        (~(p | q), (p.bouts() | q.bouts()).outside()),
    ):
        assert of_bouts.fraction == pytest.approx(of_masks.fraction(), nan_ok=True)
        assert of_bouts.fraction.assessed_s == pytest.approx(of_masks.fraction().assessed_s)
        assert looked(of_bouts) == looked(of_masks.bouts())
        inside = of_bouts & of_bouts.outside().outside()  # what of them was assessed
        assert spans(inside) == spans(of_masks.bouts())


def test_unknown_confidence_of_combined_bouts(rec: Recording) -> None:
    x = bouts(rec, "x", {"a": [(1, 3)]}, confidence=0.9)
    assert (x & x).confidence == pytest.approx([NAN], nan_ok=True)
    assert (x & x).confident(0.1).count == 0
