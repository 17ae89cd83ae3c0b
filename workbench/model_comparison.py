"""Two models on the same events: what both say, what only one says, and where they differ most.

A *cell* is an event and a triple that is legal in it: who, which behavior of the ethogram, to whom
or where. Cells of events without an answer, and those that one of the two called not visible, are
left out and counted: not to know is not to deny. Where the tracks rule a triple out, both models
deny it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graphs.errors import UserError
from graphs.ethogram import Ethogram, parse_ethogram
from graphs.intervals import Intervals, as_intervals, intersection, total_s, union
from graphs.words import did_you_mean
from pipelines.describe.by_model.run_read import ReadRun, SaidClaim, SaidEvent
from pipelines.describe.claims import Triple

if TYPE_CHECKING:
    from workbench.model_runs import ModelRun

Pair = tuple["ModelRun", "ModelRun"]


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells by who says so, and how many of them the tracks contradict.

    Parameters
    ----------
    both, only_a, only_b, neither
        How many.
    both_contradicted, only_a_contradicted, only_b_contradicted
        How many of them the tracks contradict, of either model.
    not_told
        Left out: one of the two called them not visible, or was not asked about them.
    overlap, overlapping
        Sum of the temporal intersection over union of what both say, and of how many: behaviors
        that last.
    """

    both: int = 0
    only_a: int = 0
    only_b: int = 0
    neither: int = 0
    both_contradicted: int = 0
    only_a_contradicted: int = 0
    only_b_contradicted: int = 0
    not_told: int = 0
    overlap: float = 0.0
    overlapping: int = 0

    def __add__(self, other: Cells) -> Cells:
        return Cells(*(getattr(self, n) + getattr(other, n) for n in self.__slots__))

    @property
    def tiou(self) -> float:
        """Mean temporal intersection over union of what both say; NaN if there is nothing."""
        return self.overlap / self.overlapping if self.overlapping else math.nan

    @property
    def kappa(self) -> float:
        """Agreement beyond chance (Cohen 1960); NaN if both say the same of all cells."""
        count = self.both + self.only_a + self.only_b + self.neither
        if not count:
            return math.nan
        agreed = (self.both + self.neither) / count
        one, two = (self.both + self.only_a) / count, (self.both + self.only_b) / count
        chance = one * two + (1 - one) * (1 - two)
        return (agreed - chance) / (1 - chance) if chance < 1 else math.nan


@dataclass(frozen=True, slots=True)
class EventDifference:
    """What two models say of one event.

    Parameters
    ----------
    recording, event_id, start_s, stop_s
        Which event; seconds, half-open.
    both, only_a, only_b
        Triples.
    """

    recording: str
    event_id: str
    start_s: float
    stop_s: float
    both: tuple[Triple, ...]
    only_a: tuple[Triple, ...]
    only_b: tuple[Triple, ...]

    @property
    def differing(self) -> int:
        """How many triples only one of them says."""
        return len(self.only_a) + len(self.only_b)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models compared.

    Parameters
    ----------
    models
        Their names.
    runs
        Pairs of runs that were compared.
    cells
        Behavior -> cells.
    events
        In order of recording and time.
    left_out
        Events that only one of them described.
    """

    models: tuple[str, str]
    runs: tuple[tuple[str, str], ...]
    cells: Mapping[str, Cells]
    events: tuple[EventDifference, ...]
    left_out: int

    @property
    def same(self) -> int:
        """Events of which both say the same triples, or both none."""
        return sum(event.differing == 0 for event in self.events)

    @property
    def same_share(self) -> float:
        """The share of them; NaN if there are no events."""
        return self.same / len(self.events) if self.events else math.nan

    @property
    def all_cells(self) -> Cells:
        """Cells of all behaviors together."""
        return sum(self.cells.values(), Cells())

    def most_differing(self) -> list[EventDifference]:
        """Return the events of which they say different things, most first."""
        events = [event for event in self.events if event.differing]
        return sorted(events, key=lambda event: -event.differing)


def pairs_of_models(runs: Sequence[ModelRun], first: str, second: str) -> list[Pair]:
    """Return the runs of two models that are in the graph, recording by recording.

    Raises
    ------
    UserError
        A model has described nothing, or the two no recording in common.
    """
    by_model: dict[str, dict[str, ModelRun]] = {}
    for run in runs:
        if run.in_graph:
            by_model.setdefault(run.read.model, {})[run.recording] = run
    faults = [
        f"there is no run of a model {name!r} in the graph{did_you_mean(name, by_model)}"
        for name in (first, second)
        if name not in by_model
    ]
    if faults:
        raise UserError("; ".join(faults))
    shared = sorted(by_model[first].keys() & by_model[second].keys())
    if not shared:
        message = f"{first!r} and {second!r} have described no recording in common."
        raise UserError(message)
    return [(by_model[first][name], by_model[second][name]) for name in shared]


def compare(pairs: Iterable[Pair]) -> Comparison:
    """Compare two models on the events that both described.

    Parameters
    ----------
    pairs
        Runs of one and of the other, of the same recordings.

    Raises
    ------
    UserError
        A run did not end, or two of them are not of the same files.
    """
    total = Comparison(("", ""), (), {}, (), 0)
    for first, second in pairs:
        total = _joined(total, _compared(first, second))
    return replace(total, cells=dict(sorted(total.cells.items())))


def _joined(one: Comparison, other: Comparison) -> Comparison:
    cells = dict(one.cells)
    for behavior, more in other.cells.items():
        cells[behavior] = cells.get(behavior, Cells()) + more
    return Comparison(
        other.models,
        one.runs + other.runs,
        cells,
        one.events + other.events,
        one.left_out + other.left_out,
    )


def _compared(first: ModelRun, second: ModelRun) -> Comparison:
    a, b = first.read, second.read
    _check(first, second)
    ours, theirs = _by_span(a), _by_span(b)
    ethogram = parse_ethogram(str(a.run.parameters["ethogram"]))
    cells: dict[str, Cells] = {}
    events = []
    for span in sorted(ours.keys() & theirs.keys()):
        one, two = ours[span], theirs[span]
        said, also = one.triples, two.triples
        events.append(EventDifference(
            first.recording, one.event_id, *span, _sorted(said & also), _sorted(said - also),
            _sorted(also - said),
        ))  # fmt: skip
        told, also_told = _Told(one), _Told(two)
        for triple in told.legal | also_told.legal:
            known = cells.get(triple.predicate, Cells())
            cells[triple.predicate] = known + _cell(triple, told, also_told, ethogram)
    return Comparison(
        (a.model, b.model),
        ((a.run.run_id, b.run.run_id),),
        cells,
        tuple(events),
        len(ours.keys() ^ theirs.keys()),
    )


def _check(first: ModelRun, second: ModelRun) -> None:
    for run in (first, second):
        if not run.read.ended:
            message = (
                f"Run {run.read.run.run_id} of {run.read.model} has not ended: there is nothing to "
                "compare yet. workbench label goes on with it."
            )
            raise UserError(message)
    if first.read.run.inputs != second.read.run.inputs:
        message = (
            f"Run {first.read.run.run_id} describes {first.recording!r} and "
            f"{second.read.run.run_id} {second.recording!r}, which are not the same files. Compare "
            "runs of one recording; workbench runs lists them."
        )
        raise UserError(message)


def _by_span(run: ReadRun) -> dict[tuple[float, float], SaidEvent]:
    return {(event.start_s, event.stop_s): event for event in run.events}


def _sorted(triples: Iterable[Triple]) -> tuple[Triple, ...]:
    return tuple(sorted(triples, key=lambda t: (t.subject, t.predicate, t.object or "")))


class _Told:
    """What one model told of an event, triple by triple."""

    def __init__(self, event: SaidEvent) -> None:
        self.assessed = frozenset(event.assessed)
        self.legal = self.assessed.union(event.not_visible)
        self.claims: dict[Triple, list[SaidClaim]] = {}
        for said in event.claims:
            self.claims.setdefault(said.claim.triple, []).append(said)

    def is_contradicted(self, triple: Triple) -> bool:
        return any(said.tracks == "disagree" for said in self.claims.get(triple, ()))

    def times(self, triple: Triple) -> Intervals:
        return as_intervals([(s.claim.start_s, s.claim.stop_s) for s in self.claims[triple]])


def _cell(triple: Triple, one: _Told, two: _Told, ethogram: Ethogram) -> Cells:
    """Return one cell."""
    if triple not in one.assessed or triple not in two.assessed:
        return Cells(not_told=1)
    contradicted = int(one.is_contradicted(triple) or two.is_contradicted(triple))
    match triple in one.claims, triple in two.claims:
        case True, False:
            return Cells(only_a=1, only_a_contradicted=contradicted)
        case False, True:
            return Cells(only_b=1, only_b_contradicted=contradicted)
        case False, False:
            return Cells(neither=1)
    if ethogram[triple.predicate].kind == "point":
        return Cells(both=1, both_contradicted=contradicted)
    overlap = _tiou(one.times(triple), two.times(triple))
    return Cells(both=1, both_contradicted=contradicted, overlap=overlap, overlapping=1)


def _tiou(first: Intervals, second: Intervals) -> float:
    outside = total_s(union(first, second))
    return total_s(intersection(first, second)) / outside if outside else 0.0
