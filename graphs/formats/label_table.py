"""One CSV file of facts, made by hand, by a spreadsheet or by another program."""

from __future__ import annotations

import contextlib
import json
import math
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from graphs.formats.boris import is_boris, read_boris
from graphs.formats.checked import Faults
from graphs.formats.contract import Described
from graphs.formats.csv_cells import csv_rows
from graphs.formats.table_rows import FACTS, TABLES, Row, Value, graphs_of
from graphs.plain_json import to_json
from graphs.records import Run
from graphs.words import nearest

_REQUIRED = ("recording", "subject", "predicate", "start_s")
_EVIDENCE = "evidence:"
_MEANT = {
    **dict.fromkeys(("end", "end_s", "end_time", "stop_time", "offset"), "stop_s"),
    **dict.fromkeys(("start_time", "begin", "onset", "time", "time_s"), "start_s"),
    **dict.fromkeys(("target", "partner"), "object"),
    **dict.fromkeys(("behavior", "behaviour"), "predicate"),
}
"""Other names of columns, without which a file would say something else."""
_CLAIM = (
    *("recording", "subject", "predicate", "object", "start_s", "stop_s", "source", "run"),
    *("subject_labelled", "object_labelled"),
)


def read_labels(path: Path) -> list[Described]:
    """Return the recordings that a file of facts tells of.

    Parameters
    ----------
    path
        A file with the columns ``recording``, ``subject``, ``predicate`` and ``start_s``, in any
        order, separated by commas, semicolons or tabulators. It may have every other column of the
        table of facts (`graphs.formats.table_rows`), and columns ``evidence:NAME``.

    Raises
    ------
    UserError
        There is no such file.
    DataError
        Columns or values are missing or wrong; the first ten faults are listed.

    Warns
    -----
    UserWarning
        Columns are not known, and became evidence.

    Notes
    -----
    Where a column or a cell is missing, a fact has no object and stops ``duration_s`` after its
    start; without a duration it is a point. What lasts is a state. Frames are -1, which means that
    they are not known, confidence is NaN, status ``asserted``, source ``import``, and the run
    ``import:STEM`` with the name of the file. Of ``stop_s`` and ``duration_s`` the first counts,
    and ``fact_id`` is worked out anew. Spaces around a cell do not count. A column of another name
    becomes evidence, with a warning; but not one that is nearly named as a known one, because
    ``stop`` for ``stop_s`` would make points of everything. An export of BORIS is told by its
    columns, see `graphs.formats.boris`.
    """
    faults = Faults(path.name)
    header, rows = csv_rows(path, TABLES[FACTS], faults)
    if is_boris(header):
        return read_boris(path)
    unknown = _check_columns(header, faults)
    advice = "Nothing was read. Correct the file and try again."
    if not set(_REQUIRED) <= set(header):  # then every line would be at fault
        faults.raise_any(advice)
    run = Run(f"import:{path.stem}", "import", "", "csv", "", "", {"file": path.name}, {})
    filled = [(where, _filled(row, run.run_id, unknown)) for where, row in rows]
    _check_repeated(filled, faults)
    graphs = graphs_of({FACTS: filled}, faults)
    faults.raise_any(advice)
    if unknown:
        message = (
            f"{path.name!r}: kept as evidence, for no column of facts has such a name: "
            f"{', '.join(unknown)}."
        )
        warnings.warn(message, stacklevel=2)
    return [replace(g, runs=_runs_used(g, run)) for g in graphs]


def _runs_used(graph: Described, run: Run) -> list[Run]:
    return [run] if any(fact.run == run.run_id for fact in graph.facts) else []


def _check_columns(header: Sequence[str], faults: Faults) -> list[str]:
    """Return the columns that are not known; what is wrong with others is noted."""
    known = [column.name for column in TABLES[FACTS]]
    where = "line 1"
    unknown = []
    for name in _REQUIRED:
        if name not in header:
            found = ", ".join(header)
            faults.add(where, f"column {name} is missing; found {found}{nearest(name, header)}")
    for number, name in enumerate(header, start=1):
        if header.index(name) < number - 1:
            faults.add(where, f"column {name!r} is there more than once")
        elif not name:
            faults.add(where, f"column {number} has no name; name it or remove it")
        elif name not in known and not name.startswith(_EVIDENCE):
            meant = _nearly(name, known)
            if meant is None:
                unknown.append(name)
                continue
            faults.add(
                where,
                f"column {name!r} is not known; did you mean {meant!r}? Rename or remove it, or "
                f"keep it as evidence by the name '{_EVIDENCE}{name}'",
            )
    return unknown


def _nearly(name: str, known: Sequence[str]) -> str | None:
    """Return the known column that an unknown one is likely to be meant as."""
    most = min(len(name) // 3, 2) if len(name) > 3 else 0
    near = [(_letters(name, column), column) for column in known]
    found = [column for letters, column in sorted(near) if letters <= most]
    begun = [column for column in known if column.startswith(f"{name}_")]
    return _MEANT.get(name) or next(iter(found or begun), None)


def _letters(one: str, other: str) -> int:
    """Return how many letters to change, add or leave out to make one word of another."""
    before = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        now = [row]
        for column, wanted in enumerate(other, start=1):
            changed = before[column - 1] + (letter != wanted)
            now.append(min(changed, before[column] + 1, now[-1] + 1))
        before = now
    return before[-1]


def _filled(row: Row, run: str, unknown: Sequence[str]) -> Row:
    """Return a row with all columns of the table of facts."""
    filled: Row = {column.name: row.get(column.name) for column in TABLES[FACTS]}
    for name, value in filled.items():
        if isinstance(value, str):
            filled[name] = value.strip() or None
    start_s, stop_s, duration_s = (filled[name] for name in ("start_s", "stop_s", "duration_s"))
    if stop_s is None:
        stop_s = start_s
        if not isinstance(start_s, float) or not math.isfinite(start_s):
            stop_s = 0.0  # that the start is wrong is said once
        elif duration_s is not None:
            stop_s = start_s + duration_s if isinstance(duration_s, float) else duration_s
    evidence = {
        name.removeprefix(_EVIDENCE): _number_or_text(value)
        for name, value in row.items()
        if (name.startswith(_EVIDENCE) or name in unknown) and value is not None
    }
    told = filled["evidence"]
    if evidence and isinstance(told, str):
        with contextlib.suppress(ValueError, RecursionError):  # checked with the other columns
            filled["evidence"] = to_json({**evidence, **json.loads(told)})
    defaults: Row = {
        "start_frame": -1,
        "stop_frame": -1,
        "kind": "point" if stop_s == start_s else "state",
        "status": "asserted",
        "source": "import",
        "run": run,
        "evidence": to_json(evidence),
    }
    given = {name: value for name, value in filled.items() if value is not None}
    return {**filled, **defaults, **given, "stop_s": stop_s}


def _number_or_text(value: Value) -> Value:
    try:
        return float(str(value))
    except ValueError:
        return value


def _check_repeated(rows: Iterable[tuple[str, Row]], faults: Faults) -> None:
    first: dict[tuple[Value, ...], str] = {}
    for where, row in rows:
        claim = tuple(row[name] for name in _CLAIM)
        if first.setdefault(claim, where) != where:
            faults.add(where, f"says the same as {first[claim]}; remove one of them")
