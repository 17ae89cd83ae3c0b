"""Tables and columns as plain lists, with what programs may ask of them."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from typing import Any

from workbench.practice.reference.amounts import NotJudgedError


class Column:
    """Values of a column; unknown numbers do not count."""

    surface = "Column"

    def __init__(self, values: Sequence[Any]) -> None:
        self.values = list(values)

    def _known(self) -> list[float]:
        return [
            float(value)
            for value in self.values
            if value is not None and not (isinstance(value, float) and math.isnan(value))
        ]

    def max(self) -> float:
        """Return the largest."""
        return max(self._known(), default=math.nan)

    def min(self) -> float:
        """Return the smallest."""
        return min(self._known(), default=math.nan)

    def mean(self) -> float:
        """Return the mean."""
        known = self._known()
        return sum(known) / len(known) if known else math.nan

    def median(self) -> float:
        """Return the median."""
        known = self._known()
        return statistics.median(known) if known else math.nan

    def std(self) -> float:
        """Return the standard deviation of a sample."""
        known = self._known()
        return statistics.stdev(known) if len(known) > 1 else math.nan

    def sum(self) -> float:
        """Return the sum."""
        return math.fsum(self._known())

    def tolist(self) -> list[Any]:
        """Return the values."""
        return self.values

    def __len__(self) -> int:
        return len(self.values)


class Table:
    """Lines of values under names of columns."""

    surface = "Table"

    def __init__(self, columns: Sequence[str], lines: Sequence[Sequence[Any]]) -> None:
        self.columns = list(columns)
        self.lines = [tuple(line) for line in lines]

    def __getitem__(self, name: str) -> Column:
        if name not in self.columns:
            message = f"no column {name!r}"
            raise NotJudgedError(message)
        return Column([line[self.columns.index(name)] for line in self.lines])

    def __len__(self) -> int:
        return len(self.lines)

    def head(self, n: int = 5) -> Table:
        """Return the first lines."""
        return Table(self.columns, self.lines[:n])

    def tail(self, n: int = 5) -> Table:
        """Return the last lines."""
        return Table(self.columns, self.lines[max(0, len(self.lines) - n) :])

    def sort_values(self, by: str | list[str], *, ascending: bool = True) -> Table:
        """Return the lines in the order of some columns; unknown ones last."""
        places = [self.columns.index(name) for name in ([by] if isinstance(by, str) else by)]
        unknown = [n for n in self.lines if any(_unknown(n[place]) for place in places)]
        known = [line for line in self.lines if line not in unknown]
        keys = [tuple(line[place] for place in places) for line in known]
        if len(set(keys)) < len(keys) or len(unknown) > 1:
            message = "several lines have the same place in this order"
            raise NotJudgedError(message)
        order = sorted(range(len(known)), key=lambda n: keys[n], reverse=not ascending)
        return Table(self.columns, [*(known[n] for n in order), *unknown])

    def to_dict(self, orient: str) -> list[dict[str, Any]]:
        """Return one mapping per line."""
        if orient != "records":
            message = f"to_dict({orient!r})"
            raise NotJudgedError(message)
        return [dict(zip(self.columns, line, strict=True)) for line in self.lines]


def _unknown(value: object) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))
