"""From a parsed rule to a margin per frame.

Conditions are three-valued and graded. A comparison's margin is how far the signal lies beyond
its threshold, as a share of the threshold, cut to -1..1: twice a lower limit has margin 1, half of
an upper limit 0.5. ``and`` takes the smaller margin, ``or`` the larger one, ``not`` the opposite:
the tightest condition decides. Unknown follows Kleene: ``and`` with one side false is false
whatever the other says, otherwise unknown spreads.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping

import numpy as np

from pipelines.describe.signals import FUNCTIONS
from pipelines.describe.stretch import Stretch, Values
from pipelines.describe.tree import (
    ANGLE,
    LENGTH,
    NUMBER,
    SPEED,
    TURN,
    Arithmetic,
    Call,
    Comparison,
    Constant,
    Dimension,
    Logical,
    Node,
    Place,
    is_condition,
)

_EQUAL = 1e-6
"""Margin of a ``>=`` or ``<=`` that holds because both sides are equal."""

_YARDSTICK_BL: Mapping[Dimension, float] = {LENGTH: 0.25, SPEED: 0.5}
_YARDSTICK: Mapping[Dimension, float] = {ANGLE: 30.0, TURN: 90.0, NUMBER: 0.5}


class Evaluator:
    """Evaluates the nodes of rules over one stretch, each signal once.

    Parameters
    ----------
    stretch
        The frames to look at.
    """

    def __init__(self, stretch: Stretch) -> None:
        self._stretch = stretch
        self._own: dict[Hashable, Values] = {}
        self._of_pair: dict[Hashable, Values] = {}

    def next_pair(self) -> None:
        """Forget signals of two animals; there may be many pairs, and each is worked on once."""
        self._of_pair.clear()

    def margin(self, node: Node, subject: str, target: str | None) -> Values:
        """Return the margin of a condition, shape (frames,), -1..1, NaN where not assessed."""
        if isinstance(node, Logical):
            return self._logical(node, subject, target)
        if isinstance(node, Comparison):
            return self._comparison(node, subject, target)
        return self.signal(node, subject, target)

    def signal(self, node: Node, subject: str, target: str | None) -> Values:
        """Return the values of a signal in base units (px, s, deg), shape (frames,) or ()."""
        if isinstance(node, Constant):
            return np.asarray(self._stretch.constant(node.value, node.unit))
        if isinstance(node, Arithmetic):
            left = self.signal(node.left, subject, target)
            right = self.signal(node.right, subject, target)
            with np.errstate(divide="ignore", invalid="ignore"):
                result = _ARITHMETIC[node.operator](left, right)
            return np.where(np.isfinite(result), result, np.nan)
        assert isinstance(node, Call)
        key, done = self._key(node, subject, target), self._of_pair if node.pairwise else self._own
        if key not in done:
            arguments = tuple(self._argument(a, subject, target) for a in node.arguments)
            done[key] = FUNCTIONS[node.name].values(self._stretch, *arguments)
        return done[key]

    def _argument(self, node: Node, subject: str, target: str | None) -> object:
        if isinstance(node, Place):
            return self._stretch.place(node, subject, target)
        if isinstance(node, Constant):
            return self._stretch.constant(node.value, node.unit)
        if is_condition(node):
            return self.margin(node, subject, target)
        return self.signal(node, subject, target)

    def _key(self, node: Node | None, subject: str, target: str | None) -> Hashable:
        """Return what makes two nodes the same once subject and object are bound."""
        if isinstance(node, Place):
            return self._stretch.place(node, subject, target)
        if isinstance(node, Call):
            return (node.name, *(self._key(a, subject, target) for a in node.arguments))
        if isinstance(node, Arithmetic | Logical):
            sides = (self._key(n, subject, target) for n in (node.left, node.right))
            return (node.operator, *sides)
        if isinstance(node, Comparison):
            sides = (self._key(n, subject, target) for n in (node.left, node.right))
            return (node.greater, node.or_equal, *sides)
        return node

    def _logical(self, node: Logical, subject: str, target: str | None) -> Values:
        left = self.margin(node.left, subject, target)
        if node.right is None:
            return -left
        right = self.margin(node.right, subject, target)
        return both(left, right) if node.operator == "and" else -both(-left, -right)

    def _comparison(self, node: Comparison, subject: str, target: str | None) -> Values:
        left = self.signal(node.left, subject, target)
        right = self.signal(node.right, subject, target)
        beyond = left - right if node.greater else right - left
        limit = right if right.ndim == 0 else left
        yardstick = abs(float(limit)) if limit.ndim == 0 else 0.0
        if yardstick == 0.0:
            yardstick = self._yardstick(node)
        margin = np.clip(beyond / yardstick, -1.0, 1.0)
        return np.where(beyond == 0, _EQUAL, margin) if node.or_equal else margin

    def _yardstick(self, node: Comparison) -> float:
        """Return the scale of a margin whose threshold is zero or a signal itself."""
        sides = (node.left, node.right)
        dimension = max(
            (n.dimension for n in sides if isinstance(n, Call | Arithmetic | Constant)),
            key=lambda d: sum(map(abs, d)),
        )
        if dimension in _YARDSTICK:
            return _YARDSTICK[dimension]
        return self._stretch.constant(_YARDSTICK_BL.get(dimension, 1.0), "BL")


def both(left: Values, right: Values) -> Values:
    """Return the margin of two conditions together: the smaller; unknown unless one is false."""
    smaller = np.fmin(left, right)
    unknown = (np.isnan(left) | np.isnan(right)) & ~(smaller <= 0)
    return np.where(unknown, np.nan, smaller)


def comparisons(node: Node) -> list[Comparison]:
    """Return the comparisons of a rule that measure something, in reading order."""
    if isinstance(node, Logical):
        right = comparisons(node.right) if node.right is not None else []
        return comparisons(node.left) + right
    return [node] if isinstance(node, Comparison) else []


_ARITHMETIC: Mapping[str, Callable[[Values, Values], Values]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
}
