"""The mapping file: which video and tracks belong together, and what is known about each recording.

Either a CSV file (see `pipelines.inputs.tables`) with one row per recording and the columns
`COLUMNS`, all optional, or a TOML file with ``[[recording]]`` tables as in ``project.toml``.
Relative paths start at the mapping file's own folder, which may be behind a URL, as may the files.

In a CSV file ``animals`` is a number of animals, or new names such as ``ind1=resident;
ind2=intruder``; ``labels`` is a file of scored bouts.
"""

from __future__ import annotations

import csv
import os
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphs.errors import UserError
from graphs.words import did_you_mean
from pipelines.entries import SHEET_COLUMNS, Faults, raise_faults
from pipelines.inputs.places import (
    as_written,
    input_path,
    not_there,
    printable,
    url_of,
    why_unwritable,
)
from pipelines.inputs.tables import encoding_of, read_table

COLUMNS = (*SHEET_COLUMNS, "animals", "labels")
_FILES = ("video", "tracks", "labels")
_NUMBERS = frozenset({"fps", "px_per_cm", "animal_count", "body_length_px"})
_TOO_MANY = "more cells than columns: quote cells that hold the separator"
_START = 4096
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A recording as a mapping file has it.

    Parameters
    ----------
    where
        How messages call it: ``"line 3"``.
    values
        Keys as in `pipelines.entries`, files absolute.
    labels
        File of scored bouts.
    """

    where: str
    values: Values
    labels: Path | None = None


def read_mapping(path: Path, cache: Path, *, missing_ok: bool = False) -> list[Row]:
    """Read a mapping file.

    Parameters
    ----------
    path
        The file; it may be behind a URL.
    cache
        Where files behind a URL have their places.
    missing_ok
        Rows may name files that are not there yet.

    Raises
    ------
    UserError
        No such file, not a mapping file, unknown columns, rows that name nothing, name the same
        recording, or files that do not exist; all faults are listed together.
    """
    text = _text(path)
    faults: Faults = []
    read = _toml_rows if path.suffix.lower() == ".toml" else _csv_rows
    found = [
        _row(where, values, path.parent, cache, faults)
        for where, values in read(path, text, faults)
    ]
    rows = [row for row in found if row is not None]
    if not found and not faults:
        faults.append("no rows found; expected one per recording")
    faults += [] if missing_ok else _missing(rows)
    faults += _twice(rows)
    raise_faults(printable(path).name, faults)
    return rows


def is_mapping(path: Path) -> bool:
    """Whether a file is a table that says which files belong together, by its first row.

    One in an encoding that `read_mapping` refuses is one, too.
    """
    if path.suffix.lower() not in (".csv", ".tsv", ".txt"):
        return False
    try:
        start = _start(path)
        names = set(read_table(start.decode(encoding_of(start), errors="replace")).columns)
    except (OSError, csv.Error):
        return False
    return bool({"video", "tracks"} & names) or names > {"name", "group"}


def _start(path: Path) -> bytes:
    if (url := url_of(path)) is not None:
        from pipelines.inputs.remote import read_start  # slow to import

        return read_start(url, _START)
    if not path.is_file():  # a pipe is read once
        return b""
    with path.open("rb") as file:
        return file.read(_START)


def _text(path: Path) -> str:
    name = as_written(printable(path))
    try:
        if (url := url_of(path)) is not None:
            from pipelines.inputs.remote import read_whole  # slow to import

            content = read_whole(url)
        else:
            content = path.read_bytes()
        return content.decode(encoding_of(content))
    except UnicodeDecodeError:
        message = (
            f"Mapping file {name!r} is not UTF-8. Save it as UTF-8: in Excel, as 'CSV UTF-8'; "
            "elsewhere, as CSV with the character set UTF-8."
        )
        raise UserError(message) from None
    except OSError as error:
        message = f"Mapping file {name!r} cannot be read: {error.strerror or error}."
        raise UserError(message) from None


def _toml_rows(path: Path, text: str, _faults: Faults) -> Iterator[tuple[str, Values]]:
    try:
        entries = tomllib.loads(text).get("recording")
    except tomllib.TOMLDecodeError as error:
        message = f"{printable(path).name}: not valid TOML: {error}."
        raise UserError(message) from None
    if not isinstance(entries, list) or not all(isinstance(e, Mapping) for e in entries):
        message = (
            f"{printable(path).name}: no [[recording]] tables found; a mapping in TOML consists "
            "of them."
        )
        raise UserError(message)
    yield from ((f"recording {number}", dict(e)) for number, e in enumerate(entries, start=1))


def _csv_rows(_path: Path, text: str, faults: Faults) -> Iterator[tuple[str, Values]]:
    try:
        table = read_table(text)
    except csv.Error as error:
        faults.append(f"the names of the columns cannot be read: {error}")
        return
    columns = table.columns
    unknown = [column for column in columns if column and column not in COLUMNS]
    faults += [f"unknown column {name[:40]!r}{did_you_mean(name, COLUMNS)}" for name in unknown]
    faults += [f"column {name!r} is there twice" for name in _repeated(columns)]
    for number, cells in table.rows():
        where = f"line {number}"
        if isinstance(cells, str):
            faults.append(f"{where}: {cells}")
            continue
        if any(cell.strip() for cell in cells[len(columns) :]):
            faults.append(f"{where}: {_TOO_MANY}")
            continue
        values = {
            column: _cell(column, cell.strip(), table.separator)
            for column, cell in zip(columns, cells, strict=False)
            if column and cell.strip()
        }
        if values:
            _read_animals(values, where, faults)
            yield where, values


def _repeated(columns: Sequence[str]) -> list[str]:
    return sorted({column for column in columns if column and columns.count(column) > 1})


def _cell(column: str, text: str, separator: str) -> str | float:
    if column not in _NUMBERS:
        return text
    try:
        return float(text if separator == "," else text.replace(",", "."))
    except ValueError:
        return text  # said later, with the other faults of the recording


def _read_animals(values: Values, where: str, faults: Faults) -> None:
    """Put how many animals there are, or what they are called, where entries have it."""
    text = values.pop("animals", None)
    if text is None:
        return
    if text.isdecimal():
        values.setdefault("animal_count", float(text))
        return
    named = [pair.partition("=") for pair in re.split(r"[;,|]", text) if pair.strip()]
    if all(old.strip() and new.strip() for old, _, new in named):
        values["animals"] = {old.strip(): new.strip() for old, _, new in named}
    else:
        faults.append(
            f"{where}: animals is {text!r}; expected how many there are, or their names in the "
            "tracks and those to use, such as ind1=resident;ind2=intruder"
        )


def _row(where: str, values: Values, folder: Path, cache: Path, faults: Faults) -> Row | None:
    """Return a row with absolute files; ``None`` if one of them is no path."""
    if not values.keys() & {"name", "video", "tracks"}:
        faults.append(f"{where}: none of name, video and tracks is given")
        return None
    paths: dict[str, Path] = {}
    for role in _FILES:
        text = values.get(role)
        if text is None:
            continue
        if not isinstance(text, str) or not text.strip():
            faults.append(f"{where}: {role} is {text!r}; expected a path in quotes")
            return None
        try:
            path = input_path(text, folder, cache)
        except UserError as error:
            faults.append(f"{where}: {role}: {error}")
            return None
        if (reason := why_unwritable(path)) is not None:
            faults.append(f"{where}: {role}: {reason}")
            return None
        paths[role] = path
    labels = paths.pop("labels", None)
    kept = {key: value for key, value in values.items() if key != "labels"}
    return Row(where, kept | {role: str(path) for role, path in paths.items()}, labels)


def _missing(rows: list[Row]) -> Faults:
    """Say which files do not exist; what is behind URLs is asked for folder by folder."""
    files = [
        (row.where, role, Path(row.values[role])) for row in rows for role in _FILES[:2]
        if role in row.values
    ] + [(row.where, "labels", row.labels) for row in rows if row.labels is not None]  # fmt: skip
    there = _there_remotely({path for _, _, path in files if url_of(path)})
    return [
        f"{where}: {role} {not_there(as_written(path))}"
        for where, role, path in files
        if not (path in there if url_of(path) else os.path.isfile(path))  # noqa: PTH113 - a name too long is none
    ]


def _there_remotely(paths: set[Path]) -> set[Path]:
    if not paths:
        return set()
    from pipelines.inputs.remote import is_there, names_in, streams  # slow to import

    by_folder: dict[Path, set[Path]] = defaultdict(set)
    for path in paths:
        by_folder[path.parent].add(path)
    there: set[Path] = set()
    for folder, files in by_folder.items():
        url = url_of(folder)
        if url is None or len(files) == 1 or not streams(url):
            there |= {path for path in files if is_there(url_of(path) or "")}
        else:
            names = names_in(url)
            there |= {path for path in files if path.name in names}
    return there


def _twice(rows: list[Row]) -> Faults:
    """Say which rows are of a recording that an earlier row is of."""
    seen: dict[tuple[object, ...], str] = {}
    faults = []
    for row in rows:
        files = tuple(row.values.get(role) for role in ("video", "tracks"))
        for key in {("files", *files), ("name", row.values.get("name"))}:
            if not any(key[1:]):
                continue
            if key in seen:
                same = f"name {key[1]!r}" if key[0] == "name" else "the same files"
                faults.append(f"{row.where}: {same} as in {seen[key]}")
            seen.setdefault(key, row.where)
    return faults
