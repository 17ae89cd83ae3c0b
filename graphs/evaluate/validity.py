"""Whether an answer that leads through the graph is really there: invented steps, loops, detours.

A *step* is subject, predicate, object (or none), with or without a time. What a step says is in the
graph if a standing fact (neither rejected nor superseded) says the same and, where the step has a
time, overlaps it; a point fact must lie in it. Names mean what they mean in the facts that are
given: one recording, or several in which `graphs.networks.views.renamed` has put identities for
names.

- **Invented**: the graph has no such fact. An answer with an invented step is never shown as fact.
- **Broken** (paths): the step does not start where the one before it ended.
- **Out of order** (sequences): the fact is there, but not so late that it could follow the step
  before it.
- **Loop** (paths): the step arrives at a node where the path has been before.
- **Detour** (paths): the path has more steps than the shortest one between its ends.

The first three make an answer invalid. Loops and detours are true, but say the same in a
roundabout way; they are counted beside.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import networkx as nx

from graphs.errors import UserError
from graphs.networks.scene import overlaps, target_key
from graphs.records import STANDING, Fact
from graphs.words import counted

_Claim = tuple[str, str, str | None]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an answer.

    Parameters
    ----------
    subject, predicate, object
        As in a fact; the predicate is the canonical name.
    start_s, stop_s
        Seconds, half-open, or a moment if equal; both or none.
    """

    subject: str
    predicate: str
    object: str | None
    start_s: float | None = None
    stop_s: float | None = None

    def __post_init__(self) -> None:
        """Refuse half a time, or one that ends before it starts (`UserError`)."""
        times = self.start_s, self.stop_s
        none = [time is None for time in times]
        if any(none) and not all(none):
            message = f"A step has a start and a stop, or neither; found {times}."
            raise UserError(message)
        if self.start_s is not None and self.stop_s is not None and self.stop_s < self.start_s:
            message = f"A step stops before it starts: [{self.start_s}, {self.stop_s}) s."
            raise UserError(message)

    @property
    def target(self) -> str:
        """The node that the step leads to, as in `graphs.networks.scene`."""
        return target_key(self.predicate, self.object)

    def words(self) -> str:
        """Return the step as text: ``mouse_1 chase mouse_2 [3, 5) s``."""
        who = " ".join(filter(None, (self.subject, self.predicate, self.object)))
        return who if self.start_s is None else f"{who} [{self.start_s:g}, {self.stop_s:g}) s"


@dataclass(frozen=True, slots=True)
class Validity:
    """What is right and wrong with an answer; positions of steps count from 0.

    Parameters
    ----------
    steps
        The answer.
    invented, broken, out_of_order, loops
        Positions of such steps.
    detour_steps
        Steps more than the shortest path between the ends has; 0 where the graph has no path.
    """

    steps: tuple[Step, ...]
    invented: tuple[int, ...] = ()
    broken: tuple[int, ...] = ()
    out_of_order: tuple[int, ...] = ()
    loops: tuple[int, ...] = ()
    detour_steps: int = 0

    @property
    def valid(self) -> bool:
        """Whether the answer may be shown as fact."""
        return not (self.invented or self.broken or self.out_of_order)

    def text(self) -> str:
        """Return what to write beside the answer: a mark if it is not valid, and why."""
        faults = [
            (self.invented, "not in the graph"),
            (self.broken, "does not go on from the step before"),
            (self.out_of_order, "cannot follow the step before"),
        ]
        lines = [
            f"step {at + 1}, {self.steps[at].words()}: {what}"
            for positions, what in faults
            for at in positions
        ]
        if lines:
            return "\n".join(["NOT SUPPORTED BY THE GRAPH", *lines])
        beside = [counted(len(self.loops), "loop")] if self.loops else []
        if self.detour_steps:
            beside.append(f"{counted(self.detour_steps, 'step')} longer than the shortest path")
        every = f"In the graph: {counted(len(self.steps), 'step')}"
        return f"{every} ({', '.join(beside)})" if beside else every


def check_path(steps: Sequence[Step], facts: Iterable[Fact], *, directed: bool = True) -> Validity:
    """Return whether a path, in which each step goes on from the one before, is in the graph.

    Parameters
    ----------
    steps
        From the start of the path to its end. What an animal does alone leads to the node
        ``behavior:NAME``.
    facts
        The graph; of any status, only standing ones count.
    directed
        Steps are walked from subject to object only. Otherwise a step may be walked backwards, as
        in "how is A connected with C": A chases B, C chases B.

    Notes
    -----
    The shortest path takes no account of times. After a broken step the walk goes on from the
    subject of that step.
    """
    claims = _standing(facts)
    nodes, broken = _walk(steps, directed)
    seen: set[str] = set()
    loops = []
    for at, (start, stop) in enumerate(nodes):
        seen.add(start)
        if stop in seen:
            loops.append(at)
        seen.add(stop)
    return Validity(
        steps=tuple(steps),
        invented=_invented(steps, claims),
        broken=broken,
        loops=tuple(loops),
        detour_steps=_detour(nodes, claims, directed),
    )


def check_sequence(steps: Sequence[Step], facts: Iterable[Fact]) -> Validity:
    """Return whether facts that an answer tells one after the other happened in that order.

    Parameters
    ----------
    steps
        In the order told: each starts no earlier than the one before.
    facts
        Of one recording; of any status, only standing ones count.

    Raises
    ------
    UserError
        The facts are of several recordings, between which there is no order.

    Notes
    -----
    Each step is taken to be the earliest fact that it can be. A step that is invented or out of
    order is passed over, and the next one is compared with the last that was found.
    """
    facts = list(facts)
    recordings = sorted({fact.recording for fact in facts})
    if len(recordings) > 1:
        message = (
            f"A sequence is of one recording; found facts of {len(recordings)}: "
            f"{', '.join(recordings[:5])}. Check each recording by itself."
        )
        raise UserError(message)
    claims = _standing(facts)
    invented, late = _invented(steps, claims), []
    now_s = -math.inf
    for at, step in enumerate(steps):
        if at in invented:
            continue
        starts = [fact.start_s for fact in _said(step, claims) if fact.start_s >= now_s]
        if starts:
            now_s = min(starts)
        else:
            late.append(at)
    return Validity(tuple(steps), invented=invented, out_of_order=tuple(late))


def _standing(facts: Iterable[Fact]) -> dict[_Claim, list[Fact]]:
    claims: dict[_Claim, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.status in STANDING:
            claims[fact.subject, fact.predicate, fact.object].append(fact)
    return claims


def _said(step: Step, claims: dict[_Claim, list[Fact]]) -> list[Fact]:
    """Return the facts that say what a step says."""
    facts = claims.get((step.subject, step.predicate, step.object), [])
    if step.start_s is None or step.stop_s is None:
        return facts
    start_s, stop_s = step.start_s, step.stop_s
    if stop_s == start_s:
        stop_s = math.nextafter(start_s, math.inf)
    return [fact for fact in facts if overlaps(fact, start_s, stop_s)]


def _invented(steps: Sequence[Step], claims: dict[_Claim, list[Fact]]) -> tuple[int, ...]:
    return tuple(at for at, step in enumerate(steps) if not _said(step, claims))


def _walk(steps: Sequence[Step], directed: bool) -> tuple[list[tuple[str, str]], tuple[int, ...]]:
    """Return where each step starts and arrives, and the positions of broken ones."""
    nodes: list[tuple[str, str]] = []
    broken = []
    for at, step in enumerate(steps):
        ways = [(step.subject, step.target)]
        if not directed:
            ways.append((step.target, step.subject))
        on = [way for way in ways if nodes and way[0] == nodes[-1][1]]
        if nodes and not on:
            broken.append(at)
        if not on and at + 1 < len(steps):  # a start: the way from which the next step goes on
            following = steps[at + 1]
            ends = {following.subject} if directed else {following.subject, following.target}
            on = [way for way in ways if way[1] in ends]
        nodes.append((on or ways)[0])
    return nodes, tuple(broken)


def _detour(nodes: list[tuple[str, str]], claims: dict[_Claim, list[Fact]], directed: bool) -> int:
    if not nodes:
        return 0
    graph = nx.DiGraph() if directed else nx.Graph()
    graph.add_edges_from((who, target_key(does, whom)) for who, does, whom in claims)
    try:
        shortest: int = nx.shortest_path_length(graph, nodes[0][0], nodes[-1][1])
    except (nx.NodeNotFound, nx.NetworkXNoPath):
        return 0
    return max(0, len(nodes) - shortest)
