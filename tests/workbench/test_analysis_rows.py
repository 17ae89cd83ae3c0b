"""How rows find each other, and whose the result is."""

from __future__ import annotations

import numpy as np
import pytest
from analysis_recordings import letters, recording

from graphs.errors import UserError
from pipelines.arena import Zone
from workbench.analysis.recording import Recording
from workbench.analysis.rows import Row, align, choose, only

A, B, C = Row("a"), Row("b"), Row("c")
AB, AC, BA, BC, CA, CB = (Row(*pair) for pair in ("ab", "ac", "ba", "bc", "ca", "cb"))
PAIRS = (AB, AC, BA, BC, CA, CB)
OBJECTS = tuple(row.of_object for row in (A, B, C))
NOBODY = Row(None)
CN, CY = Row("c", "nest"), Row("c", "yard")
ZONES = tuple(Row(animal, zone) for animal in "ab" for zone in ("nest", "yard"))

# what, left, right, rows of the result, index into left, index into right
ALIGNED = [
    ("equal rows", (A, B), (A, B), (A, B), [0, 1], [0, 1]),
    ("another order", (A, B), (B, A), (A, B), [0, 1], [1, 0]),
    ("one beside one", (A,), (B,), (A,), [0], [0]),
    ("one beside the pair of it", (A,), (AB,), (AB,), [0], [0]),
    ("a pair beside one", (AB,), (C,), (AB,), [0], [0]),
    ("one beside an object", (A,), (B.of_object,), (AB,), [0], [0]),
    ("an object beside one", (B.of_object,), (A,), (AB,), [0], [0]),
    ("a pair beside its object", (AB,), (B.of_object,), (AB,), [0], [0]),
    ("an object beside its pair", (B.of_object,), (AB,), (AB,), [0], [0]),
    ("subjects beside objects", (A, B), OBJECTS, (AB, AC, BA, BC), [0, 0, 1, 1], [1, 2, 0, 2]),
    ("objects beside subjects", OBJECTS, (A, B), (AB, AC, BA, BC), [1, 2, 0, 2], [0, 0, 1, 1]),
    ("one beside objects", (A,), OBJECTS, (AB, AC), [0, 0], [1, 2]),
    ("many beside an object", (A, B, C), (A.of_object,), (BA, CA), [1, 2], [0, 0]),
    ("one beside many", (A,), (A, B, C), (A, B, C), [0, 0, 0], [0, 1, 2]),
    ("one beside all pairs", PAIRS, (A,), PAIRS, [0, 1, 2, 3, 4, 5], [0] * 6),
    ("one pair beside many", (A, B), (BC,), (A, B), [0, 1], [0, 0]),
    ("pairs by subject", PAIRS, (A, B, C), PAIRS, [0, 1, 2, 3, 4, 5], [0, 0, 1, 1, 2, 2]),
    ("by subject, the other way", (C, A, B), PAIRS, PAIRS, [1, 1, 2, 2, 0, 0], [0, 1, 2, 3, 4, 5]),
    ("pairs by object", PAIRS, OBJECTS, PAIRS, [0, 1, 2, 3, 4, 5], [1, 2, 0, 2, 0, 1]),
    ("some pairs by subject", (AB, BC), (A, B, C), (AB, BC), [0, 1], [0, 1]),
    ("pairs beside fewer pairs", (AB, BA), (BA, AB), (AB, BA), [0, 1], [1, 0]),
    ("zones by subject", ZONES, (A, B), ZONES, [0, 1, 2, 3], [0, 0, 1, 1]),
    ("zones by object", ZONES, (CY, CN), ZONES, [0, 1, 2, 3], [1, 0, 1, 0]),
    ("only what is on both sides", (A, B), (A, B, C), (A, B), [0, 1], [0, 1]),
    ("only pairs on both sides", (AB, AC, BA), (AB, AC), (AB, AC), [0, 1], [0, 1]),
    ("an object beside two pairs", (A.of_object,), (AB, BA), (BA,), [0], [1]),
    ("two rows of one animal", (A, A), (A, B), (A, A), [0, 1], [0, 0]),
    ("an object with all its pairs", (AC, BC), (C.of_object,), (AC, BC), [0, 1], [0, 0]),
    ("nobody beside one", (NOBODY,), (A,), (A,), [0], [0]),
    ("nobody beside many", (NOBODY,), (A, B), (A, B), [0, 0], [0, 1]),
    ("pairs beside nobody", PAIRS, (NOBODY,), PAIRS, [0, 1, 2, 3, 4, 5], [0] * 6),
    ("nobody beside a zone", (NOBODY,), (CN,), (CN,), [0], [0]),
    ("nobody beside objects", (NOBODY,), OBJECTS, OBJECTS, [0, 0, 0], [0, 1, 2]),
    ("nobody beside nobody", (NOBODY,), (NOBODY,), (NOBODY,), [0], [0]),
    ("none beside one", (), (A,), (), [], []),
    ("none beside many", (), (A, B), (), [], []),
    ("none beside none", (), (), (), [], []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("left", "right", "rows", "into_left", "into_right"),
    [case[1:] for case in ALIGNED],
    ids=[case[0] for case in ALIGNED],
)
def test_alignment(
    left: tuple[Row, ...],
    right: tuple[Row, ...],
    rows: tuple[Row, ...],
    into_left: list[int],
    into_right: list[int],
) -> None:
    found = align(left, right, "&")
    assert found[0] == rows
    assert found[1].tolist() == into_left
    assert found[2].tolist() == into_right


MISFITS = [
    ("missing subjects", (A, B), (A, C)),
    ("more animals than subjects", PAIRS, (A, B)),
    ("pairs of a subject each, of others", (AB, BC), (CA, CB)),
    ("two animals beside one's pairs", (B, C), (AB, AC)),
    ("two rows of one animal beside its pairs", (A, A), (AB, AC)),
    ("an animal as its own object", (A,), (A.of_object,)),
    ("all pairs as objects", PAIRS, tuple(row.of_object for row in PAIRS)),
    ("an object beside a pair with another", (AB,), (A.of_object,)),
    ("an object beside pairs with others", (A.of_object,), PAIRS),
]


@pytest.mark.parametrize(
    ("left", "right"), [case[1:] for case in MISFITS], ids=[case[0] for case in MISFITS]
)
@pytest.mark.parametrize("turned", [False, True])
def test_rows_that_do_not_fit(left: tuple[Row, ...], right: tuple[Row, ...], turned: bool) -> None:
    sides = (right, left) if turned else (left, right)
    with pytest.raises(UserError, match=r"&: the rows of the two sides do not fit: .* of_object"):
        align(*sides, "&")


@pytest.fixture
def rec() -> Recording:
    """a is at rest; b runs at 10, c at 20 px per second. The nest is where a is."""
    nest = Zone.polygon("nest", [(-1, -1), (1, -1), (1, 1), (-1, 1)])
    return recording(
        {"a": [(0, 0)] * 4, "b": [(k, 10) for k in range(4)], "c": [(2 * k, 20) for k in range(4)]},
        zones=[nest],
    )


def rows_of(signal: object) -> list[str]:
    return [str(row) for row in signal.rows]  # type: ignore[attr-defined]


def test_conditions_on_both_of_a_pair(rec: Recording) -> None:
    fast = rec.speed("*") > 15
    pairs = rec.distance("*", "*") < 100
    subject = pairs & fast
    assert rows_of(subject) == ["a -> b", "a -> c", "b -> a", "b -> c", "c -> a", "c -> b"]
    assert letters(subject) == ["FFFF"] * 4 + ["TTTT"] * 2
    assert letters(pairs & fast.of_object()) == [
        "FFFF", "TTTT", "FFFF", "TTTT", "FFFF", "FFFF",
    ]  # fmt: skip


def test_comparing_a_subject_with_its_object(rec: Recording) -> None:
    quicker = rec.speed("*") > rec.speed("*").of_object()
    assert rows_of(quicker) == ["a -> b", "a -> c", "b -> a", "b -> c", "c -> a", "c -> b"]
    assert letters(quicker) == ["FFFF", "FFFF", "TTTT", "FFFF", "TTTT", "TTTT"]
    assert letters((rec.distance("*", "*") < 15) & quicker) == [
        "FFFF", "FFFF", "TTTT", "FFFF", "FFFF", "TTTT",
    ]  # fmt: skip
    both = (rec.speed("*") < 15) & (rec.speed("*") < 15).of_object()
    assert both["a", "b"].fraction() == 1
    assert both["a", "c"].fraction() == 0


def test_an_animal_beside_pairs_that_it_is_not_the_object_of(rec: Recording) -> None:
    still = (rec.speed("a") < 1).of_object()
    near = rec.distance("*", "*") < 100
    with pytest.raises(UserError, match="do not fit"):
        _ = near & still
    assert rows_of(near[None, "a"] & still) == ["b -> a", "c -> a"]
    assert rows_of(near & (rec.speed("a") < 1)) == rows_of(near)  # one single row goes with all


def test_a_pair_of_one_and_the_object_of_another(rec: Recording) -> None:
    found = rec.speed("c") > rec.speed("b").of_object()
    assert rows_of(found) == ["c -> b"]
    assert letters(found) == ["TTTT"]


def test_pairs_and_zones_meet_by_subject(rec: Recording) -> None:
    inside = rec.in_zone("*", "nest")
    assert rows_of(inside) == ["a -> nest", "b -> nest", "c -> nest"]
    found = inside & (rec.distance("*", "*") < 15)
    assert rows_of(found)[:2] == ["a -> b", "a -> c"]
    assert letters(found) == ["TTTT", "FFFF", "FFFF", "FFFF", "FFFF", "FFFF"]
    assert rows_of(inside & (rec.speed("*") < 1)) == rows_of(inside)


def test_a_window_goes_with_every_row(rec: Recording) -> None:
    window = rec.window(0.1, 0.3)
    for condition in (
        rec.tracked("*"),
        rec.tracked("a"),
        rec.distance("*", "*") < 100,
        rec.distance("a", "b") < 100,
        rec.in_zone("a", "nest") | rec.tracked("a"),
        rec.in_zone("*", "nest") | ~rec.in_zone("*", "nest"),
    ):
        for found in (condition & window, window & condition):
            assert rows_of(found) == rows_of(condition)
            assert letters(found) == ["FTTF"] * len(condition.rows)
        bouts = condition.bouts(label="x")
        assert [row[:3] for row in (bouts & window).rows] == [row[:3] for row in bouts.rows]
        assert (condition.bouts() & window).total_s == pytest.approx(0.2 * len(condition.rows))
        assert condition.bouts(hold=window).start_s == pytest.approx([0] * len(condition.rows))
    for signal in (rec.speed("*"), rec.distance("*", "*"), rec.distance("a", "nest")):
        found = signal.when(window)
        assert rows_of(found) == rows_of(signal)
        assert np.isfinite(found.values).tolist() == [[False, True, True, False]] * len(signal.rows)
    assert letters(window & rec.window(0.2)) == ["FFTF"]


def test_choosing_rows(rec: Recording) -> None:
    distance = rec.distance("*", "*")
    assert rows_of(distance["b"]) == ["b -> a", "b -> c"]
    assert rows_of(distance["b", "c"]) == ["b -> c"]
    assert rows_of(distance[None, "c"]) == ["a -> c", "b -> c"]
    assert rows_of((distance < 5)["a"]) == ["a -> b", "a -> c"]
    bouts = (distance < 100).bouts()
    assert [str(row.subject) for row in bouts["c"].rows] == ["c", "c"]
    assert bouts["c", "a"].count == 1
    with pytest.raises(UserError, match=r"No row 'd'; known: a -> b, a -> c, b -> a"):
        _ = distance["d"]
    with pytest.raises(UserError, match="No row 'a -> a'"):
        _ = distance["a", "a"]


def test_choose_and_only() -> None:
    assert choose(PAIRS, "a", None).tolist() == [0, 1]
    assert choose(PAIRS, None, None).tolist() == [0, 1, 2, 3, 4, 5]
    only((A,), "mean()")
    with pytest.raises(UserError, match=r"mean\(\) is of one row; here are 6: a -> b"):
        only(PAIRS, "mean()")
    with pytest.raises(UserError, match=r"mean\(\) is of one row; here is none"):
        only((), "mean()")


def test_long_lists_of_rows_are_cut_short() -> None:
    many = tuple(Row(f"m{n}") for n in range(20))
    with pytest.raises(UserError, match=r"m5 and 14 more beside"):
        align(many, (AB, AC), "+")


def test_rows_by_index_are_those_of_the_values(rec: Recording) -> None:
    found = (rec.position("*").x + rec.position(["c", "b", "a"]).x).values[:, 3]
    assert np.array_equal(found, [0, 6, 12])
