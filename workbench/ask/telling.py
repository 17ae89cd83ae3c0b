"""How a program says what it found: `answer`.

Run for a question, what is told is collected; run as a script by itself, it is printed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from graphs.errors import UserError
from graphs.words import counted, short
from workbench.ask.answer import Cell, Clip, Table, Value

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from workbench.analysis.bout_rows import Bout
    from workbench.analysis.bouts import Bouts

_MOST = 1000
"""Values, tables and notes that one program may tell."""

_MOST_FIGURES = 100
_MOST_ROWS = 200_000
"""Rows of all tables together, and clips."""

_LONGEST_NAME = 200
"""Characters of the name of a value, and of its unit."""


@dataclass
class Told:
    """What a program told."""

    values: list[Value] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    clips: list[Clip] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def parts(self) -> int:
        """How many values, tables, pictures and notes there are."""
        return len(self.values) + len(self.tables) + len(self.figures) + len(self.notes)

    @property
    def rows(self) -> int:
        """How many rows of tables and clips there are."""
        return len(self.clips) + sum(len(table.rows) for table in self.tables)

    @property
    def empty(self) -> bool:
        """Whether nothing was told."""
        return not (self.parts or self.clips)


_told: ContextVar[Told | None] = ContextVar("told", default=None)


@contextmanager
def collecting() -> Iterator[Told]:
    """Collect what is told while this is open, instead of printing it."""
    told = Told()
    token = _told.set(told)
    try:
        yield told
    finally:
        _told.reset(token)


def answer(
    value: object = None,
    *,
    name: str = "",
    unit: str = "",
    table: pd.DataFrame | Mapping[str, object] | Sequence[Mapping[str, object]] | None = None,
    plot: Figure | None = None,
    clips: Bouts | Sequence[Bout] | None = None,
    note: str = "",
) -> None:
    """Say what a program found; may be called several times.

    Parameters
    ----------
    value
        A number, a quantity, yes or no, words, or several by name (``{"mouse_1": 3}``). Bouts stand
        for their number, with clips; a list for several.
    name
        What the value is.
    unit
        Of a plain number.
    table
        A table; values by name, one line each; or a list of lines, each with values by column.
    plot
        A picture.
    clips
        Bouts whose video shows it; also a list of single ones.
    note
        What a person should know before believing it.

    Raises
    ------
    UserError
        The value is of another kind.
    """
    _check(name, unit, plot, clips, note)
    collected = _told.get()
    told = Told() if collected is None else collected
    if clips is not None:
        told.clips += _clips(clips)
    if value is not None:
        told.values += islice(_values(value, name, unit, told), _MOST + 1)
    if table is not None and not (isinstance(table, Sequence) and not table):
        told.tables.append(_any_table(table))
    if plot is not None:
        told.figures.append(plot)
    if note:
        told.notes.append(note)
    _check_amount(told)
    if collected is None:
        _print(told)


def _check(name: object, unit: object, plot: object, clips: object, note: object) -> None:
    """Refuse what is of another kind than its name says."""
    from matplotlib.figure import Figure

    from workbench.analysis.bout_rows import Bout
    from workbench.analysis.bouts import Bouts

    wanted = (
        ("name", name, str, "a text"),
        ("unit", unit, str, "a text"),
        ("note", note, str, "a text"),
        ("plot", plot, Figure | None, "a picture, such as rec.plot_paths()"),
        ("clips", clips, Bouts | list | tuple | None, "bouts, such as rec.facts()"),
    )
    wrong = [
        f"{what}= is {kind}, found {type(given).__name__}"
        for what, given, types, kind in wanted
        if not isinstance(given, types)
    ]
    if isinstance(clips, list | tuple) and not all(isinstance(one, Bout) for one in clips):
        wrong.append("clips= is a list of something else than bouts")
    wrong += [
        f"{what}= has {len(text)} characters; {_LONGEST_NAME} are the most"
        for what, text in (("name", name), ("unit", unit))
        if isinstance(text, str) and len(text) > _LONGEST_NAME
    ]
    if wrong:
        message = f"answer(): {'; '.join(wrong)}."
        raise UserError(message)


def _check_amount(told: Told) -> None:
    if told.parts > _MOST:
        message = f"The program answers more than {_MOST} times. Make one table of it."
    elif len(told.figures) > _MOST_FIGURES:
        message = f"The program answers with more than {_MOST_FIGURES} pictures."
    elif told.rows > _MOST_ROWS:
        message = f"The program answers with more than {_MOST_ROWS:,} rows and clips."
    else:
        return
    raise UserError(message)


def _values(value: object, name: str, unit: str, told: Told) -> Iterator[Value]:
    import numpy as np
    import pandas as pd

    from workbench.analysis.bouts import Bouts
    from workbench.analysis.units import Quantity

    if isinstance(value, Bouts):
        told.clips += _clips(value)
        yield from _values(value.count, name or "bouts", unit, told)
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _values(one, f"{name} {key}".strip(), unit, told)
    elif isinstance(value, bool | np.bool_):
        yield Value(bool(value), unit, name)
    elif isinstance(value, str):
        yield Value(value, unit, name)
    elif isinstance(value, Quantity):
        yield Value(float(value), value.unit or unit, name, value.assessed_s)
    elif isinstance(value, np.ndarray | pd.Series | pd.Index):
        yield from _values(value.tolist(), name, unit, told)
    elif isinstance(value, Sequence) and not isinstance(value, bytes):
        for one in value:
            yield from _values(one, name, unit, told)
    else:
        yield Value(_number(value), unit, name)


def _number(value: object) -> float:
    import numpy as np

    if isinstance(value, float | int | np.floating | np.integer):
        try:
            return float(value)
        except OverflowError:
            message = "The number is too large to be an answer."
            raise UserError(message) from None
    if value is None:
        return math.nan
    message = (
        f"An answer is a number, a quantity, yes or no, words, bouts, or several of these by name; "
        f"found {type(value).__name__}. Tables go in table=, pictures in plot=."
    )
    raise UserError(message)


def _clips(bouts: Iterable[Bout]) -> list[Clip]:
    return [
        Clip(b.recording, b.start_s, b.stop_s, b.subject or "", b.label, b.object or "")
        for b in bouts
    ]


def _listed(values: Mapping[str, object]) -> Table:
    """Return values by name as a table; what they rest on is told where it is known."""
    inner = Told()
    found = list(_values(values, "", "", inner))
    if not any(not math.isnan(one.assessed_s) for one in found):
        return Table(("name", "value", "unit"), tuple((v.name, v.value, v.unit) for v in found))
    rows = tuple((v.name, v.value, v.unit, v.assessed_s) for v in found)
    return Table(("name", "value", "unit", "assessed_s"), rows)


def _any_table(
    table: pd.DataFrame | Mapping[str, object] | Sequence[Mapping[str, object]],
) -> Table:
    if isinstance(table, Mapping):
        return _listed(table)
    return _of_lines(table) if isinstance(table, Sequence) else _table(table)


def _of_lines(lines: Sequence[Mapping[str, object]]) -> Table:
    """Return lines as a table; a column that a line lacks is empty there."""
    if not all(isinstance(line, Mapping) for line in lines):
        message = "table= is a table, or a list of lines, each with its values by column."
        raise UserError(message)
    columns = tuple(dict.fromkeys(str(name) for line in lines for name in line))
    return Table(columns, tuple(tuple(_cell(line.get(c)) for c in columns) for line in lines))


def _table(table: pd.DataFrame) -> Table:
    """Return a table as plain values; names of its lines are a column where they say something.

    Whole numbers without a name say nothing: they are the places of lines, before they were sorted
    or some were chosen.
    """
    import pandas as pd

    if not isinstance(table, pd.DataFrame):
        message = f"table= is a table, found {type(table).__name__}."
        raise UserError(message)
    if len(table) > _MOST_ROWS:
        message = f"A table of {len(table):,} rows is too long for an answer; take .head(n) of it."
        raise UserError(message)
    if not _is_places(table.index):
        table = table.reset_index()
    rows = [tuple(map(_cell, row)) for row in table.itertuples(index=False, name=None)]
    return Table(tuple(map(str, table.columns)), tuple(rows))


def _is_places(index: pd.Index) -> bool:
    from pandas.api.types import is_integer_dtype

    return index.nlevels == 1 and index.name is None and is_integer_dtype(index.dtype)


def _cell(value: Any) -> Cell:
    plain = value.item() if hasattr(value, "item") else value
    if plain is None or isinstance(plain, str | bool | int | float):
        return float(plain) if isinstance(plain, float) else plain
    return str(plain)


def _print(told: Told) -> None:
    for value in told.values:
        assessed_s = value.assessed_s
        assessed = "" if math.isnan(assessed_s) else f" (of {short(assessed_s)} s assessed)"
        print(f"{value}{assessed}")  # noqa: T201 - a script prints what it found
    for table in told.tables:
        import pandas as pd

        print(pd.DataFrame(table.rows, columns=list(table.columns)).to_string(index=False))  # noqa: T201
    for clip in told.clips:
        who = " ".join(filter(None, (clip.subject, clip.label, clip.object)))
        print(f"{clip.recording} {clip.start_s:.2f} to {clip.stop_s:.2f} s: {who}")  # noqa: T201
    if told.figures:
        drawn = counted(len(told.figures), "picture")
        print(f"{drawn} drawn; keep one with workbench.save_picture(figure, path)")  # noqa: T201
    for note in told.notes:
        print(f"Note: {note}")  # noqa: T201
