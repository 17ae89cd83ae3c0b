"""Which behavior follows which: the transitions of each subject as a networkx graph.

Nodes are predicates, with ``count`` (facts of it) and ``followed`` (how many of them have a next
one). Edges lead from a behavior to the next one:

- ``count``: how often
- ``probability``: ``count`` over all transitions from the same behavior that are in the graph
- ``median_gap_s``: seconds from the stop of the one to the start of the next; negative where the
  next one starts before the first has stopped

Graph attributes: ``transitions`` (their number), ``max_gap_s``, ``self_transitions``.

**Next.** The facts of one recording and subject stand in the order of their starts. The next one is
the first that starts later than this one starts, at the resolution of stored times (one
microsecond). Facts that start together are ordered by stop, predicate and object: each of them has
the same next one, and only the first of them is the next one of an earlier fact.

Two describers that saw the same thing make facts that start at nearly the same time, which look
like transitions: ask for the facts of one source.
"""

from __future__ import annotations

import statistics
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import networkx as nx

from graphs.errors import UserError
from graphs.records import STANDING, Fact, microseconds


def transition_graph(
    facts: Iterable[Fact],
    *,
    max_gap_s: float | None = None,
    self_transitions: bool = True,
) -> nx.DiGraph:
    """Return how often each behavior is followed by each other one of the same subject.

    Parameters
    ----------
    facts
        Of any recordings and subjects, which are counted together. Facts that do not stand
        (rejected or superseded) are left out.
    max_gap_s
        The next one counts only if it starts at most so many seconds after this one stops; ``None``
        for no limit.
    self_transitions
        Whether a behavior that follows itself is counted. If not, such transitions are left out of
        counts and probabilities; the behavior after them is not taken instead.

    Returns
    -------
    networkx.DiGraph
        As the head of this module says.

    Raises
    ------
    UserError
        `max_gap_s` is negative or NaN.
    """
    if max_gap_s is not None and not max_gap_s >= 0:
        message = f"max_gap_s is zero or more seconds, or None for no limit; found {max_gap_s}."
        raise UserError(message)
    longest = None if max_gap_s is None or max_gap_s == float("inf") else microseconds(max_gap_s)
    counts: Counter[str] = Counter()
    gaps: dict[tuple[str, str], list[int]] = defaultdict(list)
    for bouts in _of_each_subject(facts):
        counts.update(bout[2] for bout in bouts)
        for before, after, gap in _successors(bouts):
            if (longest is None or gap <= longest) and (self_transitions or before != after):
                gaps[before, after].append(gap)
    leaving: Counter[str] = Counter()
    for (before, _), found in gaps.items():
        leaving[before] += len(found)
    graph = nx.DiGraph(
        transitions=leaving.total(), max_gap_s=max_gap_s, self_transitions=self_transitions
    )
    for name in sorted(counts):
        graph.add_node(name, count=counts[name], followed=leaving[name])
    for (before, after), found in sorted(gaps.items()):
        graph.add_edge(
            before,
            after,
            count=len(found),
            probability=len(found) / leaving[before],
            median_gap_s=statistics.median(found) / 1e6,
        )
    return graph


_Bout = tuple[int, int, str, str]  # start and stop in microseconds, predicate, object


def _of_each_subject(facts: Iterable[Fact]) -> Iterator[list[_Bout]]:
    found: dict[tuple[str, str], list[_Bout]] = defaultdict(list)
    for fact in facts:
        if fact.status in STANDING:
            times = microseconds(fact.start_s), microseconds(fact.stop_s)
            found[fact.recording, fact.subject].append((*times, fact.predicate, fact.object or ""))
    for bouts in found.values():
        yield sorted(bouts)


def _successors(bouts: list[_Bout]) -> Iterator[tuple[str, str, int]]:
    """Yield predicate, next predicate and gap in microseconds, for each bout that has a next."""
    starts = [bout[0] for bout in bouts]
    for start, stop, predicate, _ in bouts:
        after = bisect_right(starts, start)
        if after < len(bouts):
            yield predicate, bouts[after][2], bouts[after][0] - stop
