"""The part of a rule that decides whether it holds at its best moment, and what was measured there.

Of ``and`` it is the side with the smaller margin, of ``or`` that with the larger one. Margins are
cut to -1..1 and thus often alike: of the moments at which the rule's is largest that one counts at
which the other parts hold best too, and of those the one at which the deciding part is nearest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.describe.evaluate import Evaluator
from pipelines.describe.measure import Case, Frames, shown_in
from pipelines.describe.tree import LENGTH, Call, Comparison, Constant, Logical, Node, Place
from pipelines.scene import Scene

ALIKE = 1e-9
"""Margins that differ by less are the same."""


@dataclass(frozen=True, slots=True)
class Deciding:
    """The part of a rule that decides at a moment.

    Parameters
    ----------
    fullness
        Sum of the margins of all parts.
    part
        The one that decides.
    nearness
        How near it comes to what the rule wants of it, in base units; rises.
    text
        As it stands in the rule, with what was measured.
    """

    fullness: float
    part: Node
    nearness: float
    text: str

    def before(self, other: Deciding) -> bool:
        """Tell whether this counts rather than another one at a later moment."""
        if abs(self.fullness - other.fullness) > ALIKE:
            return self.fullness > other.fullness
        return self.part is not other.part or self.nearness >= other.nearness


def deciding(scene: Scene, evaluator: Evaluator, case: Case, frames: Frames) -> Deciding:
    """Return what decides about a rule.

    Parameters
    ----------
    scene
        Gives the unit that people are shown.
    evaluator
        Evaluates the stretch that `frames` count in.
    case
        The rule with subject and object.
    frames
        Moments at which the margin of the rule is largest.
    """
    parts = _Parts(scene, evaluator, case)
    fullness = parts.fullness(frames)
    frames = frames[fullness >= fullness.max() - ALIKE]
    part, negated = parts.part(case.rule.when, int(frames[0]))
    nearness = parts.nearness(part, negated, frames)
    frame = int(frames[nearness.argmax()])
    if isinstance(part, Comparison):
        text, said = parts.comparison(part, frame)
    else:
        text, said = parts.condition(part, frame)
    said = f"not ({text}){said}" if negated else f"{text}{said}"
    return Deciding(float(fullness.max()), part, float(nearness.max()), said)


class _Parts:
    def __init__(self, scene: Scene, evaluator: Evaluator, case: Case) -> None:
        self._scene, self._evaluator, self._case = scene, evaluator, case

    def fullness(self, frames: Frames) -> NDArray[np.float64]:
        """Return the sum of the margins of all parts, by frame."""
        total = np.zeros(len(frames))
        for leaf, negated in _leaves(self._case.rule.when):
            margins = self._margins(leaf, frames)
            total += np.nan_to_num(-margins if negated else margins, nan=-1.0)
        return total

    def part(self, node: Node, frame: int, negated: bool = False) -> tuple[Node, bool]:
        """Return the part that decides at a moment, and whether the rule wants its opposite."""
        if not isinstance(node, Logical):
            return node, negated
        if node.right is None:
            return self.part(node.left, frame, not negated)
        sides, here = (node.left, node.right), np.array([frame])
        margins = np.array([self._margins(side, here)[0] for side in sides])
        # an unknown side does not decide; a "not" around turns both the operator and the margins
        if node.operator == "and":
            place = int(np.nan_to_num(margins, nan=np.inf).argmin())
        else:
            place = int(np.nan_to_num(margins, nan=-np.inf).argmax())
        return self.part(sides[place], frame, negated)

    def nearness(self, part: Node, negated: bool, frames: Frames) -> NDArray[np.float64]:
        """Return how near a part comes to what the rule wants of it, by frame; rises."""
        if isinstance(part, Comparison):
            beyond = self._values(part.left, frames) - self._values(part.right, frames)
            wants_more = part.greater != negated
        elif isinstance(part, Call) and part.name == "inside":
            beyond, wants_more = self._values(_apart(part), frames), negated
        else:
            return np.zeros(len(frames))
        return np.nan_to_num(beyond if wants_more else -beyond, nan=-np.inf)

    def comparison(self, node: Comparison, frame: int) -> tuple[str, str]:
        """Return a comparison as written, with its limit in the unit that is shown, and values."""
        sign = (">" if node.greater else "<") + ("=" if node.or_equal else "")
        text = f"{node.left_text} {sign} {node.right_text}"
        values = []
        for side in (node.left, node.right):
            shown = self._shown(side, frame)
            if not isinstance(side, Constant):
                values.append(shown)
            elif not shown.endswith(side.unit):
                text += f", that is {shown}"
        return text, f" (at best {' against '.join(values)})"

    def condition(self, node: Node, frame: int) -> tuple[str, str]:
        """Return a condition such as ``inside(subject, object)``, with the distance to a zone."""
        assert isinstance(node, Call)
        text = f"{node.name}({', '.join(map(_written, node.arguments))})"
        if node.name != "inside":
            return text, ""
        return text, f" (at best {self._shown(_apart(node), frame)} away)"

    def _margins(self, node: Node, frames: Frames) -> NDArray[np.float64]:
        return self._evaluator.margin(node, self._case.subject, self._case.target)[frames]

    def _values(self, node: Node, frames: Frames) -> NDArray[np.float64]:
        values = self._evaluator.signal(node, self._case.subject, self._case.target)
        return np.full(len(frames), float(values)) if values.ndim == 0 else values[frames]

    def _shown(self, node: Node, frame: int) -> str:
        value = float(self._values(node, np.array([frame]))[0])
        per_unit, unit = shown_in(self._scene, node)
        rounded = float(f"{value / per_unit:.3g}") + 0.0  # no minus zero
        return f"{rounded:g} {unit}".rstrip()


def _leaves(node: Node, negated: bool = False) -> Iterator[tuple[Node, bool]]:
    """Yield the comparisons and conditions of a rule, and whether their opposite is wanted."""
    if not isinstance(node, Logical):
        yield node, negated
    elif node.right is None:
        yield from _leaves(node.left, not negated)
    else:
        yield from _leaves(node.left, negated)
        yield from _leaves(node.right, negated)


def _apart(node: Call) -> Call:
    """Return the distance that an ``inside`` is about."""
    return Call("distance", node.arguments, LENGTH, condition=False, pairwise=node.pairwise)


def _written(node: Node) -> str:
    if isinstance(node, Place):
        return node.role + (f".{node.point}" if node.point else "")
    return f"{node.value:g} {node.unit}".rstrip() if isinstance(node, Constant) else "..."
