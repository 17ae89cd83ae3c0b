"""Whether what the tracks show of a behavior speaks for a claim or against it.

``agree``
    A bout and the claim have enough time in common: `ENOUGH_S`, or half of the shorter of the two
    if that is less. Claims are often as long as the event, and what they name fills a part of it.
    A point agrees if its crossing lies in the claim or within `POINT_SLACK_S` of it.
``disagree``
    The claim was assessed for at least `LEAST_COVERAGE` of its time, and nothing speaks for it: no
    bout in it or within `EDGE_S` of its ends; nowhere there does the rule hold for a moment, even
    if too briefly for a bout; and the weaker condition that keeps a bout going holds for less than
    `HELD` of the time that was assessed.
``untestable``
    Anything else. A claim is not called wrong over thresholds, borders and gaps: they are where
    rules and people differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipelines.describe.claims import State
from pipelines.verify.overlap import covered, longest_s, nearest_s, within
from pipelines.verify.shown import Shown

ENOUGH_S = 0.5
"""Time in common with a bout that is always enough for a claim."""

LEAST_COVERAGE = 0.5
"""Share of a claim that must have been assessed before it is denied."""

STRIKE_COVERAGE = 0.9
"""Share of an event that must have been assessed before a candidate is not even asked about."""

HELD = 0.2
EDGE_S = 0.25
POINT_SLACK_S = 0.5

Ground = Literal["shown", "absent", "unassessed", "touched", "brief", "held"]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is decided about a claim, and on which ground."""

    state: State
    ground: Ground


def rule_on(shown: Shown, start_s: float, stop_s: float, least: float = LEAST_COVERAGE) -> Ruling:
    """Return what the tracks say about a behavior between two times.

    Parameters
    ----------
    shown
        The behavior of the subject.
    start_s, stop_s
        The claim.
    least
        Share of the claim that must have been assessed for a ``disagree``.
    """
    if _agrees(shown, start_s, stop_s):
        return Ruling("agree", "shown")
    slack_s = POINT_SLACK_S if shown.is_point else EDGE_S
    if nearest_s(shown.bouts, start_s, stop_s) <= slack_s:
        return Ruling("untestable", "touched")
    if nearest_s(shown.traces, start_s, stop_s) <= slack_s:
        return Ruling("untestable", "brief")
    seen = covered(shown.assessed, start_s, stop_s)
    if seen < least:
        return Ruling("untestable", "unassessed")
    if not shown.is_point and covered(shown.held, start_s, stop_s) >= HELD * seen:
        return Ruling("untestable", "held")
    return Ruling("disagree", "absent")


def _agrees(shown: Shown, start_s: float, stop_s: float) -> bool:
    if shown.is_point:
        return nearest_s(shown.bouts, start_s, stop_s) <= POINT_SLACK_S
    if stop_s <= start_s:
        return covered(shown.bouts, start_s, stop_s) > 0
    met = shown.bouts[(shown.bouts[:, 0] < stop_s) & (shown.bouts[:, 1] > start_s)]
    if len(met) == 0:
        return False
    shortest = min(stop_s - start_s, float((met[:, 1] - met[:, 0]).min()))
    return longest_s(within(shown.bouts, start_s, stop_s)) >= min(ENOUGH_S, 0.5 * shortest)
