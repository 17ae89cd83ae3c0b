"""Scores of facts and frames against a reference; by hand."""

from __future__ import annotations

import math

import numpy as np

from pipelines.evaluate.facts import Bout, Score, frame_score, match_bouts, pooled


def bout(start: float, stop: float, predicate: str = "chase", to: str | None = "b") -> Bout:
    return Bout("a", predicate, to, start, stop)


def test_tiou_decides() -> None:
    true = [bout(10, 20), bout(40, 50)]
    assert match_bouts([bout(15, 20), bout(41, 55)], true)["chase"] == Score(2, 2, 2)
    assert match_bouts([bout(15.1, 20), bout(41, 55)], true)["chase"] == Score(1, 2, 2)


def test_one_true_bout_counts_once() -> None:
    found = match_bouts([bout(10, 20), bout(10, 19), bout(11, 20)], [bout(10, 20)])["chase"]
    assert found == Score(1, 3, 1)
    assert found.precision == 1 / 3
    assert found.recall == 1


def test_as_many_pairs_as_can_be_had() -> None:
    # the first fits both, the second only the first true one: a greedy match would lose one
    predicted = [bout(0, 10), bout(0, 6)]
    assert match_bouts(predicted, [bout(0, 8), bout(3, 10)])["chase"].matched == 2


def test_subject_predicate_and_object_must_agree() -> None:
    true = [bout(0, 10)]
    for wrong in (Bout("b", "chase", "a", 0, 10), bout(0, 10, to="c"), bout(0, 10, "follow")):
        assert pooled(match_bouts([wrong], true)) == Score(0, 1, 1)


def test_points_may_be_a_third_of_a_second_off() -> None:
    true = [bout(5, 5, "enter")]
    assert match_bouts([bout(5.33, 5.33, "enter")], true)["enter"].matched == 1
    assert match_bouts([bout(5.34, 5.34, "enter")], true)["enter"].matched == 0


def test_nothing_to_compare_is_unknown_not_zero() -> None:
    assert math.isnan(Score(0, 0, 0).f1)
    assert math.isnan(Score(0, 0, 3).precision)
    assert Score(0, 0, 3).f1 == 0


def test_frames_that_were_not_scored_do_not_count() -> None:
    predicted = np.array([True, True, False, True])
    true = np.array([True, False, True, True])
    counted = np.array([True, True, True, False])
    assert frame_score(predicted, true) == Score(2, 3, 3)
    assert frame_score(predicted, true, counted) == Score(1, 2, 2)
