"""Sequences of facts as a scorer reads forward, in all rows at once.

The rule is that of `graphs.relations.sequences`, row by row; here the rows lie behind each other
on one line of time (`graphs.query.spans`), so one pass reads all of them.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from graphs.query.spans import Ints, Line, Spans
from graphs.relations import forward_paths


def read_forward(sets: Sequence[Spans], limits: Sequence[int], line: Line) -> Spans:
    """Return the sequences, from the start of the first to the latest end of their facts.

    Parameters
    ----------
    sets
        The facts of each position on the line, by start.
    limits
        For each position but the first: at most so many microseconds after the end before it.
    line
        The line on which they lie.
    """
    first = sets[0]
    links = [
        _link(one, other, limit, line)
        for (one, other), limit in zip(itertools.pairwise(sets), limits, strict=True)
    ]
    heads = np.flatnonzero(links[0][0] < links[0][1])
    taken = _complete(heads, links)
    stops = np.max([s.stop[path] for s, path in zip(sets, taken.T, strict=True)], axis=0)
    return Spans(first.group[taken[:, 0]], first.start[taken[:, 0]], stops)


def _link(one: Spans, other: Spans, limit: int, line: Line) -> tuple[Ints, Ints]:
    """Return the ranks between which the next facts of each fact lie, the second one left out."""
    base, latest = line.base[one.group], line.latest[one.group]
    last = base + np.minimum(one.stop - base + limit, latest)
    return (
        np.searchsorted(other.start, one.start, side="right"),
        np.searchsorted(other.start, last, side="right"),
    )


def _complete(heads: Ints, links: Sequence[tuple[Ints, Ints]]) -> Ints:
    """Return the sequences as ranks, shape (sequences, positions), in the order of their heads.

    Ranks of later rows are higher, so what was looked at in one row (see
    `graphs.relations.forward_paths`) takes nothing from the next one.
    """
    lists = [(firsts.tolist(), ends.tolist()) for firsts, ends in links]
    found = forward_paths(heads.tolist(), lists)
    return np.array(found, dtype=np.int64).reshape(-1, len(links) + 1)
