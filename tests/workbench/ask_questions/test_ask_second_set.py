"""The second set of questions: its halves, its oracles by hand, and the answers it accepts.

Nothing here shows what is asked in the half that is kept aside.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
import question_oracle_more as more
import question_oracle_order as order
import question_paths
from question_expected import Expected, Names, Number, YesNo
from question_judge import judge
from question_oracle_more import Series
from question_oracle_order import Order
from question_set import MARKS, Question, load
from test_ask_question_set import said

from workbench.ask.answer import Answer, Provenance, Table, Value

EMPTY = Answer("?", "", Provenance("person", "v1", "0.1.0"))


def both_halves() -> list[Question]:
    return load("second_dev") + load("second_kept")


def test_halves_differ_in_words_and_in_shapes() -> None:
    dev, kept = load("second_dev"), load("second_kept")
    shapes = [{one.shape for one in half if not one.cannot} for half in (dev, kept)]
    assert shapes[0] < shapes[1]
    assert len(shapes[1]) >= 45
    assert len(shapes[1] - shapes[0]) >= len(shapes[1]) / 4
    counts = Counter(one.shape for one in dev + kept if not one.cannot)
    assert min(counts.values()) >= 4
    assert sum(bool(one.cannot) for one in dev + kept) >= 30
    assert {one.world for one in kept if not one.cannot} == {"sample", "group"}


def test_no_question_is_asked_in_two_sets() -> None:
    texts = Counter(
        (one.world, tuple(turn.casefold().strip(" ?.") for turn in one.turns))
        for split in MARKS
        for one in load(split)
    )
    repeated = sum(number > 1 for number in texts.values())
    assert repeated == 0  # says how many, not which: some are kept aside
    ids = [one.id for one in both_halves()]
    assert len(ids) == len(set(ids))


def test_what_the_oracles_say_is_right_and_its_neighbour_wrong() -> None:
    faults = []
    for one in both_halves():
        if one.cannot:
            continue
        expected = one.expected
        numbers = [each for each in expected if isinstance(each, Number)]
        top = max(numbers, key=lambda each: each.value, default=expected[0])
        right = all(judge(one, _said(each)) == "right" for each in expected)
        wrong = judge(one, _said(top, off=True)) in ("wrong", "refused")
        if not (right and wrong and one.fact and one.fact_question):
            faults.append(one.id)
    assert not faults


def _said(expected: Expected, *, off: bool = False) -> Answer:
    if not isinstance(expected, Order):
        return said(expected, off=off)
    names = expected.order[::-1] if off else expected.order
    return replace(EMPTY, values=tuple(Value(name) for name in names))


# oracles by hand --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("oracle", "about", "wanted"),
    [
        # the rear is at 2.933-4.867, the approach after it starts at 5.933
        (order.wait_for, {"a": "mouse_1 rear", "b": "mouse_1 approach", "edge": "end"}, [1.066]),
        (order.wait_for, {"a": "mouse_1 rear", "b": "mouse_1 approach"}, [1.066, 3.0]),
        # runs at 10.133-12.733, 28.900-29.200 and 65.167-67.367
        (order.longest_gap, {"a": "mouse_2 run"}, [65.167 - 29.2]),
        (order.longest_gap, {"a": "mouse_2 run", "shortest": True}, [28.9 - 12.733]),
        (more.median_bout, {"a": "mouse_2 run"}, [2.2]),
        (more.shortest, {"a": "mouse_2 run"}, [0.3]),
        (more.longer_than, {"a": "mouse_2 run", "limit_s": 1}, [2]),
        (more.longer_than, {"a": "mouse_2 run", "limit_s": 1, "shorter": True}, [1]),
        # rears at 25.333-27.467 and 48.533-50.267; of the walks one starts at 50.567
        (order.followed_share, {"a": "mouse_2 rear", "b": "mouse_2 walk", "within_s": 1}, [0.5]),
        # 73.3 s were assessed
        (more.frequency, {"a": "mouse_2 rear"}, [60 * 2 / 73.3, 2]),
        (more.ratio, {"a": "mouse_2 walk", "b": "mouse_2 run", "by": "count"}, [10 / 3]),
        (more.ratio, {"a": "mouse_1 groom", "b": "mouse_1 rear", "by": "total"}, [7.1 / 1.933]),
        # rests of 4.7 and 5.4 s against one of 3.333 s
        (more.animals_differ, {"does": "rest", "by": "total", "more": "mouse_2"}, [6.767]),
        (more.animals_differ, {"does": "rear", "by": "count"}, [-1, 1]),
        (more.time_together, {"a": "mouse_1 groom", "b": "mouse_1 rest"}, [10.433]),
        (more.animals_that, {"does": "chase"}, [2]),
    ],
)  # fmt: skip
def test_numbers_by_hand(oracle: Any, about: dict[str, Any], wanted: list[float]) -> None:
    numbers = [one for one in oracle("sample", **about).answers if isinstance(one, Number)]
    assert [one.value for one in numbers] == pytest.approx(wanted, abs=2e-3)


@pytest.mark.parametrize(
    ("oracle", "about", "wanted"),
    [
        (order.first_of, {"a": "mouse_1 groom", "b": "mouse_1 feed"}, {"feed"}),
        (order.first_of, {"a": "mouse_1 groom", "b": "mouse_1 feed", "last": True}, {"groom"}),
        (order.who_first, {"does": "enter shelter"}, {"mouse_2"}),
        (order.who_first, {"does": "groom", "last": True}, {"mouse_1"}),
        (order.next_done, {"a": "mouse_2 rear", "at": -1}, {"walk"}),
        (order.next_done, {"a": "mouse_1 chase"}, {"contact"}),
        (order.done_before, {"a": "mouse_1 rest"}, {"walk"}),
        (order.opening, {"animal": "mouse_1"}, {"walk"}),
        (order.opening, {"animal": "mouse_2", "last": True}, {"rest"}),
        (more.more_of, {"a": "mouse_2 feed", "b": "mouse_2 rest", "by": "total"}, {"rest"}),
        (more.which_half, {"a": "mouse_1 groom", "by": "total"}, {"second half"}),
        (more.which_half, {"a": "mouse_1 contact", "by": "count"}, {"first half"}),
    ],
)  # fmt: skip
def test_names_by_hand(oracle: Any, about: dict[str, Any], wanted: set[str]) -> None:
    first = oracle("sample", **about).answers[0]
    assert isinstance(first, Names)
    assert first.names == wanted


def test_bouts_that_end_together_are_each_accepted_as_what_was_done_before() -> None:
    found = order.done_before("sample", "mouse_2 rest", at=-1).answers
    names = [set(one.names) for one in found if isinstance(one, Names)]
    assert names == [{"chase"}, {"run"}, {"chase", "run"}]


def test_before_after_and_never_by_hand() -> None:
    assert order.happened_before("sample", "mouse_1 feed", "mouse_1 groom").answers == (
        YesNo(True),
    )
    assert order.happened_before("sample", "mouse_1 flee", "mouse_1 chase").answers == (
        YesNo(False),
    )
    with pytest.raises(AssertionError):  # it walks before it grooms and again after
        order.happened_before("sample", "mouse_1 groom", "mouse_1 walk")
    assert more.never("sample", "mouse_1 rest").answers[0] == YesNo(False)
    assert more.never("sample", "mouse_1 rear", [40, 74]).answers[0] == YesNo(True)


def test_orders_by_hand() -> None:
    first = order.order_first("sample", "mouse_1", ["groom", "feed", "rear"]).answers[0]
    assert isinstance(first, Order)
    assert first.order == ("rear", "feed", "groom")
    listed = order.sequence("sample", "mouse_2", [0, 10]).answers[0]
    assert isinstance(listed, Order)
    assert listed.order == ("walk", "groom", "contact", "nose_to_nose")


def test_parts_of_the_time_by_hand() -> None:
    (walks,) = more.bins("sample", "mouse_1 walk", "count", 60).answers
    assert isinstance(walks, Series)
    assert list(walks.rows.values()) == [9, 1]
    (rests,) = more.bins("sample", "mouse_2 rest", "total", 20).answers
    assert isinstance(rests, Series)
    assert list(rests.rows.values()) == pytest.approx([3.633, 1.067, 0, 5.4], abs=2e-3)
    (far,) = more.bins("sample", "mouse_1", "path", 30).answers
    assert isinstance(far, Series)
    at = question_paths.centre("sample", "open_field", "mouse_1")
    whole = question_paths.path_cm(at, question_paths.frames_in(None, len(at)))
    assert sum(far.rows.values()) == pytest.approx(whole, rel=0.01)


def test_places_and_speeds_by_hand() -> None:
    """From straight lines: the shelter is 46-61 cm by 3-16 cm, the feeder at 12, 52 cm."""
    at = question_paths.centre("sample", "open_field", "mouse_2")
    middle, edge = more.from_zone("sample", "mouse_2", "feeder").answers
    assert isinstance(middle, Number)
    assert isinstance(edge, Number)
    gaps = [((x - 12) ** 2 + (y - 52) ** 2) ** 0.5 for x, y in at if x == x]
    assert middle.value == pytest.approx(sum(gaps) / len(gaps), rel=1e-6)
    assert edge.value == pytest.approx(middle.value - 3.5, abs=0.05)  # hardly ever inside
    aside = [
        (max(46 - x, 0, x - 61) ** 2 + max(3 - y, 0, y - 16) ** 2) ** 0.5 for x, y in at if x == x
    ]
    _, edge = more.from_zone("sample", "mouse_2", "shelter").answers
    assert isinstance(edge, Number)
    assert edge.value == pytest.approx(sum(aside) / len(aside), rel=1e-6)
    (top,) = more.speed_of("sample", "mouse_1", "max").answers
    (usual,) = more.speed_of("sample", "mouse_1", "median", "mouse_1 walk").answers
    assert isinstance(top, Number)
    assert isinstance(usual, Number)
    assert 5 < usual.value < 17 < top.value  # a run is faster than 2 body lengths of 8.5 cm
    per_minute, _ = more.path_rate("sample", "mouse_1").answers
    assert isinstance(per_minute, Number)
    assert per_minute.value == pytest.approx(456.5 / 73.77 * 60, rel=1e-3)


def test_recordings_without_by_hand() -> None:
    number, names = more.recordings_without("group", "* chase").answers
    assert number == Number(3)
    assert isinstance(names, Names)
    assert names.names == {"treated_1", "treated_2", "treated_4"}
    assert more.recordings_without("group", "mouse_1 rest", "control").answers == (Number(0),)
    assert more.animals_that("group", "rest", "treated_2").answers == (Number(1),)


# kinds of answers -------------------------------------------------------------------------------


def test_an_order_is_right_in_its_order_only() -> None:
    names = frozenset({"walk", "groom", "nose_to_nose"})
    wanted = Order(names, names | {"rest"}, order.WORDS, ("walk", "groom", "nose_to_nose"))
    rows = (("walks",), ("grooms itself",), ("sniffs the nose of",))
    assert wanted.fits(replace(EMPTY, tables=(Table(("what",), rows),)))
    assert not wanted.fits(replace(EMPTY, tables=(Table(("what",), rows[::-1]),)))
    assert not wanted.fits(replace(EMPTY, tables=(Table(("what",), (*rows, ("rest",))),)))
    assert wanted.fits(replace(EMPTY, values=(Value("walk, groom, nose_to_nose"),)))
    assert not wanted.fits(replace(EMPTY, values=(Value("groom, walk, nose_to_nose"),)))
    assert not wanted.fits(EMPTY)


def test_a_series_is_right_whatever_its_parts_are_called() -> None:
    wanted = Series({("0-60 s",): 9.0, ("60-74 s",): 1.0})
    columns = ("start_s", "stop_s", "bouts")
    assert wanted.fits(replace(EMPTY, tables=(Table(columns, ((0, 60, 9), (60, 74, 1))),)))
    assert not wanted.fits(replace(EMPTY, tables=(Table(columns, ((0, 60, 1), (60, 74, 9))),)))
    assert not wanted.fits(replace(EMPTY, tables=(Table(columns, ((0, 60, 9),)),)))
    assert wanted.fits(replace(EMPTY, values=(Value(9.0, "", "a"), Value(1.0, "", "b"))))
    assert not wanted.fits(replace(EMPTY, values=(Value(9.0), Value(1.0, "cm"))))
