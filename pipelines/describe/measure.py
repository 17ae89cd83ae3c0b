"""Rules measured over a whole recording, a stretch of ten minutes at a time.

Stretches overlap by as much as the rules look around, so that results do not depend on where they
are cut, and memory does not grow with the number of signals.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from pipelines.describe.bouts import Margins, Packed, pack
from pipelines.describe.evaluate import Evaluator, comparisons
from pipelines.describe.rules import Rule
from pipelines.describe.signals import FUNCTIONS
from pipelines.describe.stretch import MissingPoint, Stretch
from pipelines.describe.tree import Call, Constant, Node, base_unit, node_dimension
from pipelines.scene import Scene

STRETCH_S = 600.0

Frames = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A rule with its subject and its object bound."""

    rule: Rule
    subject: str
    target: str | None


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """A stretch: frames that count, and those that are looked at."""

    start: int
    stop: int
    first: int
    last: int


class MarginStore:
    """Margins of all cases, compressed: most behaviors are absent most of the time."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self._when: dict[Case, list[bytes]] = {case: [] for case in cases}
        self._hold: dict[Case, list[bytes]] = {case: [] for case in cases}

    def add_when(self, case: Case, margin: NDArray[np.float64]) -> None:
        """Append the next frames of the starting condition."""
        self._when[case].append(zlib.compress(pack(margin).tobytes(), 1))

    def add_hold(self, case: Case, margin: NDArray[np.float64]) -> None:
        """Append the next frames of the holding condition."""
        self._hold[case].append(zlib.compress(pack(margin).tobytes(), 1))

    def __getitem__(self, case: Case) -> Margins:
        when = _frames(self._when[case])
        return Margins(when, _frames(self._hold[case]) if self._hold[case] else when)


def _frames(parts: Sequence[bytes]) -> Packed:
    return np.frombuffer(b"".join(zlib.decompress(part) for part in parts), dtype=np.int8)


class Measurement:
    """Rules on a scene.

    Parameters
    ----------
    scene
        The recording.
    rules
        What will be measured; decides how far stretches overlap.
    """

    def __init__(self, scene: Scene, rules: Sequence[Rule]) -> None:
        self.scene = scene
        self._parts = _parts(scene.times_s, max((r.reach_s for r in rules), default=0.0))
        self._last: tuple[_Part, Evaluator] | None = None

    def cases(self, rules: Sequence[Rule]) -> tuple[list[Case], list[str]]:
        """Return every rule with its possible subjects and objects, and why some have none."""
        cases: list[Case] = []
        reasons: dict[str, list[str]] = {}
        for rule in rules:
            bound = self._bound(rule)
            reason = self._missing_points(bound[0]) if bound else _nothing_to_act_on(rule)
            if reason is None:
                cases.extend(bound)
            else:
                reasons.setdefault(reason, []).append(rule.behavior.name)
        notes = [f"Not assessed, as {why}: {', '.join(names)}." for why, names in reasons.items()]
        return cases, notes

    def _missing_points(self, case: Case) -> str | None:
        """Return why a rule cannot be measured with the keypoints of this recording."""
        stretch = Evaluator(Stretch(self.scene, 0, min(2, len(self.scene.times_s))))
        try:
            for node in (case.rule.when, case.rule.hold):
                stretch.margin(node, case.subject, case.target)
        except MissingPoint as error:
            return str(error)
        return None

    def _bound(self, rule: Rule) -> list[Case]:
        behavior, scene = rule.behavior, self.scene
        if behavior.target == "none":
            return [Case(rule, subject, None) for subject in scene.individuals]
        if behavior.target == "animal":
            names = scene.individuals
        else:
            things = scene.arena.zones if behavior.target == "zone" else scene.arena.objects
            kind = behavior.target_kind
            names = tuple(n for n, thing in things.items() if kind in (None, thing.kind))
        pairs = ((s, t) for s in scene.individuals for t in names if s != t)
        return [Case(rule, s, t) for s, t in pairs]

    def margins(self, cases: Sequence[Case], progress: Callable[[float], None]) -> MarginStore:
        """Return the margins of every case over the whole recording."""
        store = MarginStore(cases)
        in_pairs = sorted(cases, key=lambda case: (case.subject, case.target or ""))
        for number, part in enumerate(self._parts):
            inner = slice(part.start - part.first, part.stop - part.first)
            evaluator = self._evaluator(part)
            for _, group in groupby(in_pairs, key=lambda case: (case.subject, case.target)):
                evaluator.next_pair()
                for case in group:
                    margin = evaluator.margin(case.rule.when, case.subject, case.target)[inner]
                    store.add_when(case, margin)
                    if case.rule.hold is not case.rule.when:
                        margin = evaluator.margin(case.rule.hold, case.subject, case.target)[inner]
                        store.add_hold(case, margin)
            progress((number + 1) / len(self._parts))
        return store

    def evidence(self, bouts: Mapping[Case, Frames]) -> dict[Case, list[dict[str, float]]]:
        """Return, per bout, the mean of what the rule's comparisons measure, with units in the key.

        Parameters
        ----------
        bouts
            Frame ranges, half-open, shape (n, 2), per case.
        """
        totals = {
            case: np.zeros((len(measured(case)), 2, len(ranges))) for case, ranges in bouts.items()
        }
        in_pairs = sorted(bouts, key=lambda case: (case.subject, case.target or ""))
        for part in reversed(self._parts):  # the last one is still at hand
            for _, group in groupby(in_pairs, key=lambda case: (case.subject, case.target)):
                self._evaluator(part).next_pair()
                for case in group:
                    ranges = bouts[case]
                    here = (ranges[:, 0] < part.stop) & (ranges[:, 1] > part.start)
                    if here.any():
                        self._add_up(part, case, ranges, np.flatnonzero(here), totals[case])
        return {case: self._means(case, total) for case, total in totals.items()}

    def _add_up(
        self, part: _Part, case: Case, ranges: Frames, which: Frames, total: NDArray[np.float64]
    ) -> None:
        evaluator = self._evaluator(part)
        starts = np.maximum(ranges[which, 0], part.start) - part.first
        stops = np.minimum(ranges[which, 1], part.stop) - part.first
        for row, node in enumerate(measured(case).values()):
            values = evaluator.signal(node, case.subject, case.target)
            known = np.isfinite(values)
            for column, array in ((0, np.where(known, values, 0.0)), (1, known)):
                running = np.concatenate([[0.0], np.cumsum(array)])
                total[row, column, which] += running[stops] - running[starts]

    def _means(self, case: Case, total: NDArray[np.float64]) -> list[dict[str, float]]:
        with np.errstate(invalid="ignore", divide="ignore"):
            means = total[:, 0] / total[:, 1]
        result: list[dict[str, float]] = [{} for _ in range(total.shape[2])]
        for row, (text, node) in enumerate(measured(case).items()):
            per_unit, unit = shown_in(self.scene, node)
            for bout, value in enumerate(means[row] / per_unit):
                if np.isfinite(value):
                    result[bout][f"{text} {unit}".strip()] = float(f"{value:.4g}")
        return result

    def _evaluator(self, part: _Part) -> Evaluator:
        if self._last is None or self._last[0] is not part:
            self._last = (part, Evaluator(Stretch(self.scene, part.first, part.last)))
        return self._last[1]


def _nothing_to_act_on(rule: Rule) -> str:
    behavior = rule.behavior
    if behavior.target == "animal":
        return "there is no other animal"
    kind = f" of kind {behavior.target_kind!r}" if behavior.target_kind else ""
    return f"there is no {behavior.target}{kind}"


def shown_in(scene: Scene, node: Node) -> tuple[float, str]:
    """Return the unit in which people are shown what a node measures: its size and its name."""
    length_unit = scene.scale.display_unit
    dimension = node_dimension(node)
    per_unit = scene.scale.to_px(1.0, length_unit) if dimension[0] == 1 else 1.0
    return per_unit, base_unit(dimension, length_unit)


def measured(case: Case) -> dict[str, Node]:
    """Return what the comparisons of a rule measure: text -> node, each once."""
    nodes: dict[str, Node] = {}
    for comparison in comparisons(case.rule.when):
        left = not isinstance(comparison.left, Constant)
        node = comparison.left if left else comparison.right
        circular = isinstance(node, Call) and FUNCTIONS[node.name].signature.circular
        if not circular:
            nodes.setdefault(comparison.left_text if left else comparison.right_text, node)
    return nodes


def _parts(times_s: NDArray[np.float64], reach_s: float) -> list[_Part]:
    """Cut a recording into stretches of ten minutes that look `reach_s` beyond their ends."""
    edges = np.arange(times_s[0], times_s[-1] + STRETCH_S, STRETCH_S)
    borders = np.unique(np.append(np.searchsorted(times_s, edges), len(times_s)))
    parts = []
    for start, stop in pairwise(borders):
        first = np.searchsorted(times_s, times_s[start] - reach_s - 1.0)
        last = np.searchsorted(times_s, times_s[stop - 1] + reach_s + 1.0, side="right")
        parts.append(_Part(int(start), int(stop), int(first), int(last)))
    return parts
