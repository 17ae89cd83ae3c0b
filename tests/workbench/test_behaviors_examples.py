"""Scores of behaviors on intervals that people judged, counted by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from graphs.errors import UserError
from pipelines.timebase import TimeBase
from pipelines.tracks.schema import make_tracks
from workbench import Bouts, Example, Mask, Recording, behavior
from workbench.behaviors.declare import BehaviorFunction
from workbench.behaviors.examples import Score, score

GAP = slice(80, 90)


def recording(name: str = "r") -> Recording:
    """One animal, 100 frames at 10 per second, at x > 0 from 2 to 5 s; unseen from 8 to 9 s."""
    position = np.full((100, 2, 1, 1), -1, np.float32)
    position[20:50] = 1
    position[GAP] = np.nan
    clock = TimeBase.constant(100, 10)
    return Recording.from_tracks(make_tracks(position, None, ["p"], ["a"], clock, ""), name)


def right(rec: Recording, subject: str) -> Mask:
    """The subject is on the right."""
    return rec.position(subject).x > 0


def tried(*examples: Example, wanted: float = 0.8) -> Score:
    return score(behavior(examples=examples, score=wanted)(right), recording)


def test_time_that_is_found_missed_and_in_vain() -> None:
    one = tried(Example("r", "a", present=[(1, 4)], absent=[(4.5, 7)]))
    (result,) = one.tried
    assert (result.found, result.missed, result.false_alarm) == pytest.approx((2, 1, 0.5))
    assert one.f1 == pytest.approx(4 / 5.5)
    assert result.wrong == (("missed", 1.0, 2.0), ("false alarm", 4.5, 5.0))
    assert not one.passes
    assert "missed from 1.00 to 2.00 s" in one.in_words()


def test_examples_count_together() -> None:
    one = tried(
        Example("r", "a", present=[(2, 5)]), Example("s", "a", present=[(1.5, 2.5)]), wanted=0.9
    )
    assert one.f1 == pytest.approx(2 * 3.5 / (2 * 3.5 + 0.5))
    assert one.passes


def test_not_assessed_counts_neither_way() -> None:
    one = tried(Example("r", "a", present=[(2, 5)], absent=[(7.5, 9.5)]))
    assert one.tried[0].not_assessed_s == pytest.approx(1.0)
    assert one.f1 == 1.0
    assert "1.00 judged s could not be assessed" in one.in_words()


def test_nothing_assessed_is_no_pass() -> None:
    one = tried(Example("r", "a", present=[(8, 9)]))
    assert math.isnan(one.f1)
    assert not one.passes


def test_only_where_it_is_absent() -> None:
    assert tried(Example("r", "a", absent=[(0, 2)])).passes
    assert not tried(Example("r", "a", absent=[(0, 3)])).passes


def test_without_examples() -> None:
    one = tried()
    assert not one.passes
    assert one.in_words() == "right: no examples to try it on."


def points() -> BehaviorFunction:
    def crossing(rec: Recording, subject: str) -> Bouts:
        """The subject crosses over, at 2 s."""
        bouts = right(rec, subject).bouts()
        return Bouts.of(bouts.recordings, bouts.rows, [bouts.intervals[:, [0, 0]]], bouts.assessed)

    examples = [Example("r", "a", present=[(1.5, 2.5), (4, 6)], absent=[(0, 1)])]
    return behavior(kind="point", examples=examples)(crossing)


def test_points_are_found_or_missed() -> None:
    one = score(points(), recording)
    assert (one.tried[0].found, one.tried[0].missed, one.tried[0].false_alarm) == (1, 1, 0)
    assert one.f1 == pytest.approx(2 / 3)


def test_a_forgotten_kind_is_said() -> None:
    one = points()
    state = behavior(examples=one.examples)(one.function)
    with pytest.raises(UserError, match=r'is a state .* gives points in time.*kind="point"'):
        score(state, recording)
    lasting = behavior(kind="point", examples=one.examples)(right)
    with pytest.raises(UserError, match=r'is a point .* gives bouts that last.*kind="state"'):
        score(lasting, recording)


@pytest.mark.parametrize(
    ("example", "said"),
    [
        (Example("r", "a"), "found neither"),
        (Example("r", "a", present=[(1, 3)], absent=[(2, 4)]), "2 to 3 s in both"),
        (Example("r", "a", present=[(3, 1)]), "stops before it starts"),
        (Example("r", "b", present=[(1, 3)]), "No animal 'b'"),
        (Example("r", "*", present=[(1, 3)]), "one subject and one target; found '\\*'"),
        (Example("r", "a", "*", present=[(1, 3)]), "one subject and one target; found '\\*'"),
    ],
)
def test_wrong_examples(example: Example, said: str) -> None:
    with pytest.raises(UserError, match=said):
        tried(example)
