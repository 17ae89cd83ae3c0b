"""What a right answer looks like, and how an answer is held against it.

Every kind says with `fits` whether an answer is it. Names match as whole words: "10" is not in
"100", and mouse_1 not in mouse_10.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from question_units import converted

from workbench.ask.answer import Answer, Cell, Table, Value

FRAME_S = 1 / 30
Sums = dict[tuple[str, ...], float]
"""Number by the names that say what it is of."""

Span = tuple[str, float, float]
"""Recording, start and stop in seconds."""


def has_name(text: str, name: str) -> bool:
    """Whether a name stands in a text as a whole word; ``mouse_1`` is also ``mouse 1``."""
    words = re.escape(plain(name))
    return re.search(rf"(?<![\w.]){words}(?!\w|\.\d)", plain(text)) is not None


def plain(text: str) -> str:
    """Return a text in small letters, with spaces for what joins words."""
    return re.sub(r"[_\s-]+", " ", text).strip().casefold()


def near(found: float, value: float, share: float, least: float) -> bool:
    """Whether a number is within a share of a value, or within the least difference."""
    return abs(found - value) <= max(share * abs(value), least) + 1e-9


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a unit, right within a share of it or an absolute difference."""

    value: float
    unit: str = ""
    share: float = 0.0
    least: float = 1e-6

    def fits(self, given: Answer) -> bool:
        """Whether the first value of an answer, or the only number of its tables, is it."""
        found = [(v.value, v.unit, v.name) for v in given.values]
        if not found:
            cells = [(cell, column) for table in given.tables for cell, column, _ in numbers(table)]
            found = [(cell, "", "") for cell, _ in cells] if len(cells) == 1 else []
            return len(found) == 1 and near(float(found[0][0]), self.value, self.share, self.least)
        name = found[0][2]
        return all(self._is(value, unit) for value, unit, other in found if other == name)

    def _is(self, value: float | bool | str, unit: str) -> bool:
        if isinstance(value, bool | str):
            return False
        number = converted(value, unit, self.unit)
        return number is not None and near(number, self.value, self.share, self.least)


@dataclass(frozen=True, slots=True)
class Intervals:
    """Stretches of time, all of them and no others; equal ones count once.

    A time that is told beside them has to be one of theirs: a start, a stop or how long.
    """

    spans: tuple[Span, ...]
    least: float = 1.5 * FRAME_S

    def fits(self, given: Answer) -> bool:
        """Whether the clips of an answer, else the lines of a table, are these."""
        found = [(clip.recording, clip.start_s, clip.stop_s) for clip in given.clips]
        found = found or [span for table in given.tables for span in self._in_table(table)]
        wanted, got = sorted(set(self.spans)), sorted(set(found))
        same = len(wanted) == len(got) and all(map(self._same, wanted, got))
        return same and all(map(self._in_line, given.values))

    def _in_line(self, value: Value) -> bool:
        """Whether a value says nothing else than the stretches do."""
        if isinstance(value.value, bool | str):
            return True
        number = converted(value.value, value.unit, "s")
        lengths = [stop - start for _, start, stop in self.spans]
        times = [time for _, *ends in self.spans for time in ends]
        theirs = [*times, *lengths, sum(lengths)]
        return number is None or any(abs(number - one) <= self.least for one in theirs)

    def _same(self, one: Span, two: Span) -> bool:
        ends = zip(one[1:], two[1:], strict=True)
        return one[0] == two[0] and all(abs(a - b) <= self.least for a, b in ends)

    def _in_table(self, table: Table) -> Iterator[Span]:
        recordings = {span[0] for span in self.spans}
        columns = [plain(column) for column in table.columns]
        start = [i for i, column in enumerate(columns) if column.startswith("start")]
        stop = [i for i, column in enumerate(columns) if column.startswith(("stop", "end"))]
        if not start or not stop:
            return
        for row in table.rows:
            a, b = row[start[0]], row[stop[0]]
            where = row[columns.index("recording")] if "recording" in columns else None
            if isinstance(a, float | int) and isinstance(b, float | int):
                only = next(iter(recordings)) if len(recordings) == 1 else ""
                yield str(where or only), float(a), float(b)


@dataclass(frozen=True, slots=True)
class Names:
    """One name or several, all of them and none of the others of their kind."""

    names: frozenset[str]
    among: frozenset[str]
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Name -> other words for it."""

    def fits(self, given: Answer) -> bool:
        """Whether the words of an answer's values, else of its tables, name these."""
        text = "; ".join(
            f"{v.name} {v.value if isinstance(v.value, str) else ''}" for v in given.values
        )
        if not text.strip("; "):
            cells = [c for table in given.tables for row in table.rows for c in row]
            text = "; ".join(cell for cell in cells if isinstance(cell, str))
        return {name for name in self.among if self._named(text, name)} == self.names

    def _named(self, text: str, name: str) -> bool:
        return any(has_name(text, word) for word in (name, *self.also.get(name, ())))


@dataclass(frozen=True, slots=True)
class YesNo:
    """Yes or no."""

    yes: bool

    def fits(self, given: Answer) -> bool:
        """Whether the first value says so."""
        if given.value is None:
            return False
        value = given.value.value
        if isinstance(value, bool):
            return value is self.yes
        word = re.match(r"\s*(yes|no|true|false)\b", str(value).casefold())
        return word is not None and (word[1] in ("yes", "true")) is self.yes


@dataclass(frozen=True, slots=True)
class Rows:
    """Numbers by name; all of them, and none for other names unless it is 0.

    The key of a row is the names that say which it is, in any order: ``("control_1", "mouse_1")``.
    """

    rows: Mapping[tuple[str, ...], float]
    unit: str = ""
    share: float = 0.0
    least: float = 1e-6

    def fits(self, given: Answer) -> bool:
        """Whether the named values, or one measure of a table, are these numbers."""
        if any(isinstance(value.value, bool | str) for value in given.values):
            return False  # what is told in words decides
        if len(given.values) >= len(self.rows):
            return self._all([(v.name, self._number(v)) for v in given.values])
        return any(self._in_table(table) for table in given.tables)

    def _number(self, value: Value) -> float:
        if isinstance(value.value, bool | str):
            return math.nan
        number = converted(value.value, value.unit, self.unit)
        return math.nan if number is None else number

    def _in_table(self, table: Table) -> bool:
        measures: dict[str, list[tuple[str, float]]] = {}
        for number, column, labels in numbers(table):
            measure = self._without_keys(column)
            measures.setdefault(measure, []).append((f"{labels}; {column}", number))
        return any(self._all(found) for found in measures.values())

    def _without_keys(self, column: str) -> str:
        """Return the name of a column without the names of rows: what it measures."""
        left = plain(column)
        for word in sorted({plain(w) for key in self.rows for w in key}, key=len, reverse=True):
            left = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", " ", left)
        return plain(left)

    def _all(self, found: list[tuple[str, float]]) -> bool:
        left = list(found)
        for key, value in self.rows.items():
            mine = [one for one in left if all(has_name(one[0], word) for word in key)]
            if len(mine) != 1 or not near(mine[0][1], value, self.share, self.least):
                return False
            left.remove(mine[0])
        return all(number == 0 or math.isnan(number) for _, number in left)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a kind, of these animals and no others; all if none is named."""

    kind: str
    of: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    def fits(self, given: Answer) -> bool:
        """Whether there is one picture, drawn by a program that calls for this kind."""
        if len(given.figures) != 1:
            return False
        kinds = {kind for kind, called in KINDS.items() if re.search(called, given.program)}
        text = f"{given.program}; {_written(given)}"
        places = self.kind in ("trajectory", "heat map")
        shown = text if places else given.program  # what one does to the other names both
        return (
            kinds == {self.kind}
            and all(has_name(text, name) for name in self.of)
            and not any(has_name(shown, name) for name in self.others)
        )


KINDS = {
    "trajectory": r"plot_(paths?|traject\w*)\b",
    "heat map": r"plot_(occupancy|heat\w*)\b",
    "raster": r"plot_(raster|ethogram|bouts)\b|\.plot\(",
    "budget": r"plot_(time_)?budget\b",
    "transitions": r"plot_transitions?\b",
}
"""Kind of picture -> what a program calls to draw it."""

Expected = Number | Intervals | Names | YesNo | Rows | Picture


def numbers(table: Table) -> Iterator[tuple[float, str, str]]:
    """Yield the numbers of a table with their column and the words of their line."""
    for row in table.rows:
        labels = "; ".join(cell for cell in row if isinstance(cell, str))
        for column, cell in zip(table.columns, row, strict=True):
            if is_number(cell):
                yield float(cell or 0), column, labels


def is_number(cell: Cell) -> bool:
    """Whether a cell is a number, and not yes or no."""
    return isinstance(cell, float | int) and not isinstance(cell, bool)


def _written(given: Answer) -> str:
    from matplotlib.text import Text

    return "; ".join(t.get_text() for t in given.figures[0].findobj(Text) if isinstance(t, Text))
