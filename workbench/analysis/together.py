"""How behaviors of one subject follow each other and go together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from graphs import intervals as algebra
from workbench.analysis.units import QuantityLike, seconds

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from workbench.analysis.bouts import Bouts


def transitions(bouts: Bouts, within_s: QuantityLike | None = None) -> pd.DataFrame:
    """Return counts of what follows what; see `Recording.transitions`, raises as that."""
    limit_s = None if within_s is None else seconds(within_s, "within_s")
    labels, label = _labels(bouts)
    counts = np.zeros((len(labels), len(labels)), np.int64)
    for mine in _by_subject(bouts):
        order = mine[np.lexsort((bouts.stop_s[mine], bouts.start_s[mine]))]
        starts, stops = bouts.start_s[order], bouts.stop_s[order]
        # the next one starts later; of several that start at once, the first in order
        following = np.searchsorted(starts, starts, side="right")
        has = following < len(order)
        if limit_s is not None:
            has[has] &= starts[following[has]] - stops[has] <= limit_s + 5e-7
        np.add.at(counts, (label[order[has]], label[order[following[has]]]), 1)
    return _square(labels, counts)


def co_occurrence(bouts: Bouts) -> pd.DataFrame:
    """Return seconds of two behaviors at the same time; see `Recording.co_occurrence`.

    Summed over subjects and recordings. The bouts of one subject count once where they overlap,
    towards whomever they are.
    """
    labels, label = _labels(bouts)
    together_s = np.zeros((len(labels), len(labels)))
    for mine in _by_subject(bouts):
        spans = {k: algebra.as_intervals(bouts.intervals[mine[label[mine] == k]])
                 for k in np.unique(label[mine])}  # fmt: skip
        for one, first in spans.items():
            for other, second in spans.items():
                shared = algebra.intersection(first, second)
                together_s[one, other] += algebra.total_s(shared)
    return _square(labels, together_s)


def _labels(bouts: Bouts) -> tuple[list[str], NDArray[np.intp]]:
    """Return the labels in order of rows, and the number of each bout's label."""
    labels = list(dict.fromkeys(row.label for row in bouts.rows))
    of_row = np.array([labels.index(row.label) for row in bouts.rows], np.intp)
    return labels, of_row[bouts.row]


def _by_subject(bouts: Bouts) -> Iterator[NDArray[np.intp]]:
    """Yield the numbers of the bouts of each subject of each recording."""
    keys = [row[:2] for row in bouts.rows]
    for key in dict.fromkeys(keys):
        rows = [index for index, other in enumerate(keys) if other == key]
        yield np.flatnonzero(np.isin(bouts.row, rows))


def _square(labels: list[str], values: NDArray[np.generic]) -> pd.DataFrame:
    import pandas as pd

    names = pd.Index(labels, name="from"), pd.Index(labels, name="to")
    return pd.DataFrame(values, *names)
