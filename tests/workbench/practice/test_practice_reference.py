"""The second computation against numbers worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from practice_worlds import hand_world, program

from workbench.practice.interpreter import Interpreter
from workbench.practice.reference import kinematics, shapes
from workbench.practice.reference import spans as ends
from workbench.practice.reference.amounts import NotJudgedError, base, in_seconds
from workbench.practice.telling import Answers
from workbench.practice.worlds import Told

TOLD = (
    Told("mouse_1", "chase", "mouse_2", 1.0, 3.0, 0.9),
    Told("mouse_1", "chase", "mouse_2", 6.0, 7.0, 0.5),
    Told("mouse_2", "rear", None, 2.0, 4.0, 0.8),
    Told("mouse_2", "rear", None, 7.5, 8.0, 0.8),
)


def answered(body: str) -> Answers:
    return Interpreter(hand_world(TOLD)).run(program(body))


def number(body: str) -> float:
    return float(answered(f"answer({body})").values[0][0])


@pytest.mark.parametrize(
    ("asked", "right"),
    [
        # 4 px a frame, 50 frames a second, 10 px per cm
        ('rec.speed("mouse_1").mean()', 20.0),
        ('rec.speed("mouse_2").max()', 0.0),
        ('rec.path_length("mouse_1")', 799 * 4 / 10),
        # 400 px ahead at first, passed after 100 frames
        ('rec.distance("mouse_1", "mouse_2").min()', 0.0),
        ('rec.distance("mouse_1", "mouse_2").max()', (799 * 4 - 400) / 10),
        ('rec.facing("mouse_1", "mouse_2").min()', 0.0),
        ('rec.facing("mouse_1", "mouse_2").max()', 180.0),
        ('rec.body_length("mouse_1").mean()', 8.0),
        ('rec.heading("mouse_1").max()', 0.0),
        # the shelter reaches from 430 to 610 px: strictly inside in frames 108 to 152
        ('rec.time_in("mouse_1", "shelter")', 45 / 50),
        ('rec.entries("mouse_1", "shelter").count', 1),
        ('rec.latency(rec.in_zone("mouse_1", "shelter"))', 108 / 50),
        ('rec.facts("mouse_1", "chase").total_s', 3.0),
        ('rec.facts("mouse_1", "chase").rate_per_min', 8.0),
        ('rec.facts("mouse_1", "chase").confident(0.6).count', 1),
        ('rec.facts("mouse_1", "chase").in_window(2, 6.5).total_s', 1.5),
        ('(rec.facts("mouse_1", "chase") & rec.facts("mouse_2", "rear")).total_s', 1.0),
        ('rec.facts("mouse_1", "chase").outside().total_s', 12.0),
        ('rec.facts("mouse_2", "rear").after(rec.facts("mouse_1", "chase"), 1).count', 1),
        ('rec.facts("mouse_1", "chase").followed_by(rec.facts("mouse_2", "rear"), 1).count', 2),
    ],
)
def test_numbers_by_hand(asked: str, right: float) -> None:
    assert number(asked) == pytest.approx(right, abs=1e-9)


def test_tables_by_hand() -> None:
    body = 'answer(table=rec.transitions(rec.facts(predicate=["chase", "rear"])))'
    (table,) = answered(body).tables
    assert {line[0]: line[1:] for line in table.lines} == {"chase": (1, 0), "rear": (0, 1)}


def test_a_slope_is_the_line_through_its_window() -> None:
    values = np.array([0.0, 1.0, 4.0, 9.0, 16.0])
    by_numpy = np.polyfit(np.arange(5) / 50, values, 1)[0]
    assert kinematics.slope(values, 4 / 50, 50)[2] == pytest.approx(by_numpy)
    assert np.isnan(kinematics.slope(np.array([0.0, math.nan, 1.0]), 0.04, 50)[1])


@pytest.mark.parametrize(
    ("text", "dimension", "right"),
    [
        ("50 mm", (1, 0, 0), 5.0), ("30 px/s", (1, -1, 0), 3.0), ("2 BL", (1, 0, 0), 16.0),
        ("1 px/frame", (1, -1, 0), 5.0), ("30 deg", (0, 0, 1), 30.0), ("7", (1, 0, 0), 7.0),
    ],
)  # fmt: skip
def test_quantities(text: str, dimension: tuple[int, int, int], right: float) -> None:
    assert base(text, dimension, 10.0, 80.0, 50.0) == pytest.approx(right)


def test_what_is_no_quantity_here() -> None:
    for text, scale in (("3 cm", None), ("3 cm/s", 10.0), ("3 parsec", 10.0), ("three", 10.0)):
        with pytest.raises(NotJudgedError):
            base(text, (1, 0, 0), scale, 80.0, 50.0)
    with pytest.raises(NotJudgedError):
        in_seconds("3 cm")
    assert in_seconds("200 ms") == pytest.approx(0.2)


def test_each_relation_of_allen_by_hand() -> None:
    one = (2.0, 4.0)
    found = {
        "before": (5, 6), "after": (0, 1), "meets": (4, 6), "met_by": (0, 2), "overlaps": (3, 6),
        "overlapped_by": (1, 3), "starts": (2, 6), "started_by": (2, 3), "during": (1, 6),
        "contains": (2.5, 3), "finishes": (1, 4), "finished_by": (3, 4), "equals": (2, 4),
    }  # fmt: skip
    assert {ends.allen(one, other) for other in found.values()} == set(found)
    assert all(ends.allen(one, other) == name for name, other in found.items())


def test_outlines() -> None:
    square = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0]])
    ring = shapes.outline(np.vstack([square, [[5.0, 5.0]]]))
    assert len(ring) == 4
    assert shapes.meet(ring, ring + 9.0)
    assert not shapes.meet(ring, ring + 10.5)
    points = np.array([[5.0, 5.0], [13.0, 14.0], [np.nan, 1.0]])
    assert shapes.to_border(points, square)[:2] == pytest.approx([-5.0, 5.0])
