"""One CSV file of facts, made by hand, by a spreadsheet or by another program."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from graphs.formats.checked import Faults
from graphs.formats.contract import Described
from graphs.formats.csv_cells import csv_rows
from graphs.formats.table_rows import FACTS, TABLES, Row, Value, graphs_of
from graphs.plain_json import to_json
from graphs.records import Run
from graphs.words import nearest

_REQUIRED = ("recording", "subject", "predicate", "start_s")
_EVIDENCE = "evidence:"
_CLAIM = ("recording", "subject", "predicate", "object", "start_s", "stop_s", "source", "run")


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

    Notes
    -----
    Where a column or a cell is missing, a fact has no object and stops ``duration_s`` after its
    start; without a duration it is a point. What lasts is a state. Frames are -1, which means that
    they are not known, confidence is NaN, status ``asserted``, source ``import``, and the run
    ``import:STEM`` with the name of the file. Of ``stop_s`` and ``duration_s`` the first counts,
    and ``fact_id`` is worked out anew. Spaces around a cell do not count. A column of another name
    is refused, because ``stop`` for ``stop_s`` would make points of everything.
    """
    faults = Faults(path.name)
    header, rows = csv_rows(path, TABLES[FACTS], faults)
    _check_columns(header, faults)
    advice = "Nothing was read. Correct the file and try again."
    if not set(_REQUIRED) <= set(header):  # then every line would be at fault
        faults.raise_any(advice)
    run = Run(f"import:{path.stem}", "import", "", "csv", "", "", {"file": path.name}, {})
    filled = [(where, _filled(row, run.run_id)) for where, row in rows]
    _check_repeated(filled, faults)
    graphs = graphs_of({FACTS: filled}, faults)
    faults.raise_any(advice)
    return [replace(g, runs=_runs_used(g, run)) for g in graphs]


def _runs_used(graph: Described, run: Run) -> list[Run]:
    return [run] if any(fact.run == run.run_id for fact in graph.facts) else []


def _check_columns(header: Sequence[str], faults: Faults) -> None:
    known = [column.name for column in TABLES[FACTS]]
    where = "line 1"
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
            faults.add(
                where,
                f"column {name!r} is not known{nearest(name, known)}; remove it, or keep it as "
                f"evidence by the name '{_EVIDENCE}{name}'",
            )


def _filled(row: Row, run: str) -> Row:
    """Return a row with all columns of the table of facts."""
    filled: Row = {column.name: row.get(column.name) for column in TABLES[FACTS]}
    for name, value in filled.items():
        if isinstance(value, str):
            filled[name] = value.strip() or None
    start_s, stop_s, duration_s = (filled[name] for name in ("start_s", "stop_s", "duration_s"))
    if stop_s is None:
        stop_s = start_s
        if isinstance(start_s, float) and duration_s is not None:
            stop_s = start_s + duration_s if isinstance(duration_s, float) else duration_s
    evidence = {
        name.removeprefix(_EVIDENCE): _number_or_text(value)
        for name, value in row.items()
        if name.startswith(_EVIDENCE) and value is not None
    }
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
