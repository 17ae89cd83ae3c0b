"""The mapping file: which video and tracks belong together, and what is known about each recording.

Either a CSV file with one row per recording and the columns `pipelines.entries.SHEET_COLUMNS` (all
optional, separated by comma, semicolon or tab), or a TOML file with ``[[recording]]`` tables as in
``project.toml``. Relative paths start at the mapping file's own folder.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from graphs.errors import UserError
from graphs.words import did_you_mean
from pipelines.entries import SHEET_COLUMNS, Faults, plain_path, raise_faults

_NUMBERS = frozenset({"fps", "px_per_cm", "animal_count", "body_length_px"})
Row = dict[str, Any]


def read_mapping(path: Path) -> list[Row]:
    """Read a mapping file; files in the rows are absolute, keys as in `pipelines.entries`.

    Raises
    ------
    UserError
        No such file, not a mapping file, unknown columns, rows that name nothing, or files that do
        not exist; all faults are listed together.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        message = f"Mapping file {str(path)!r} cannot be read: {error}."
        raise UserError(message) from None
    faults: Faults = []
    rows = _toml_rows(path, text) if path.suffix.lower() == ".toml" else _csv_rows(text, faults)
    if not rows and not faults:
        faults.append("no rows found; expected one per recording")
    for where, row in rows:
        if not row.keys() & {"name", "video", "tracks"}:
            faults.append(f"{where}: none of name, video and tracks is given")
        for role in {"video", "tracks"} & row.keys():
            _find(row, role, where, path.parent, faults)
    raise_faults(path.name, faults)
    return [row for _, row in rows]


def _toml_rows(path: Path, text: str) -> list[tuple[str, Row]]:
    try:
        entries = tomllib.loads(text).get("recording")
    except tomllib.TOMLDecodeError as error:
        message = f"{path.name}: not valid TOML: {error}."
        raise UserError(message) from None
    if not isinstance(entries, list) or not all(isinstance(e, Mapping) for e in entries):
        message = f"{path.name}: no [[recording]] tables found; a mapping in TOML consists of them."
        raise UserError(message)
    return [(f"recording {number}", dict(e)) for number, e in enumerate(entries, start=1)]


def _csv_rows(text: str, faults: Faults) -> list[tuple[str, Row]]:
    lines = text.splitlines()
    header = lines[0] if lines else ""
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(lines, delimiter=delimiter)
    columns = [cell.strip() for cell in next(reader, [])]
    unknown = [column for column in columns if column and column not in SHEET_COLUMNS]
    faults += [f"unknown column {name!r}{did_you_mean(name, SHEET_COLUMNS)}" for name in unknown]
    rows = []
    for cells in reader:
        row = {
            column: _cell(column, cell.strip(), delimiter)
            for column, cell in zip(columns, cells, strict=False)
            if column and cell.strip()
        }
        if row:
            rows.append((f"line {reader.line_num}", row))
    return rows


def _cell(column: str, text: str, delimiter: str) -> str | float:
    if column not in _NUMBERS:
        return text
    try:
        return float(text if delimiter == "," else text.replace(",", "."))
    except ValueError:
        return text  # said later, with the other faults of the recording


def _find(row: Row, role: str, where: str, folder: Path, faults: Faults) -> None:
    if not isinstance(row[role], str):
        faults.append(f"{where}: {role} is {row[role]!r}; expected a path in quotes")
        return
    path = plain_path(Path(row[role]), folder)
    row[role] = str(path)
    if not path.is_file():
        faults.append(f"{where}: {role} {str(path)!r} does not exist")
