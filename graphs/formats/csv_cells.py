"""CSV files as typed cells: the separator is found out, and decimal commas are understood.

Cells may be separated by commas, semicolons or tabulators. With semicolons or tabulators ``12,5``
is the number 12.5, as spreadsheets write it in many countries; in a file with commas it is not
taken for a number, for nobody can tell whether thousands were meant.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from graphs.errors import DataError
from graphs.formats.checked import Faults, opened
from graphs.formats.table_rows import Column, Row, Value

_SEPARATORS = ",;\t"
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+")
_NUMBER = re.compile(r"[+-]?([\d.]+(e[+-]?\d+)?|nan|inf)", re.ASCII | re.IGNORECASE)


def csv_line(cells: Sequence[str]) -> bytes:
    """Return a line of a CSV file; cells with commas, quotes or line ends are quoted."""
    return (",".join(map(_quoted, cells)) + "\n").encode()


def _quoted(cell: str) -> str:
    plain = not re.search(r'[",;\t\r\n]', cell) and cell == cell.strip()
    return cell if plain else '"' + cell.replace('"', '""') + '"'


def csv_rows(
    path: Path, columns: Sequence[Column], faults: Faults
) -> tuple[list[str], list[tuple[str, Row]]]:
    """Return the names of the columns of a file, and its rows, each with the number of its line.

    Parameters
    ----------
    path
        A UTF-8 file, with or without a byte order mark.
    columns
        What sort of values the columns hold; in those that are not listed, text. A number that
        cannot be understood stays text, so that a check of the row can show it.
    faults
        Where lines that are too short or too long are noted; they are left out.

    Raises
    ------
    UserError
        The file cannot be read.
    DataError
        It is no UTF-8 text, or empty.
    """
    text = _text(path)
    separator = max(_SEPARATORS, key=(text.split(maxsplit=0) or [""])[0].partition("\n")[0].count)
    header: list[str] = []
    rows = []
    sorts = {column.name: column.sort for column in columns}
    for where, cells in _lines(text, separator, path.name):
        if not header:
            header = [cell.strip().lower() for cell in cells]
        elif len(cells) != len(header):
            faults.add(where, _wrong_length(len(cells), len(header), separator))
        else:
            typed = {
                name: _typed(sorts.get(name, "optional"), cell, separator)
                for name, cell in zip(header, cells, strict=True)
            }
            rows.append((where, typed))
    if not header:
        message = f"{path.name!r} is empty; expected a line with the names of columns."
        raise DataError(message)
    return header, rows


def _lines(text: str, separator: str, file: str) -> Iterator[tuple[str, list[str]]]:
    """Return the cells of every line that is not empty, with the number of the line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 1
    try:
        for cells in reader:
            where, line = f"line {line}", reader.line_num + 1
            if any(cell.strip() for cell in cells):
                yield where, cells
    except csv.Error as error:
        message = f"{file!r}, line {line}: expected cells, found damaged text: {error}."
        raise DataError(message) from None


def _text(path: Path) -> str:
    with opened(path) as file:
        content = file.read()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = (
            f"{path.name!r}, line {line}: expected UTF-8 text, found other bytes. Save it as "
            '"CSV UTF-8" in the spreadsheet program, or convert it.'
        )
        raise DataError(message) from None


def _wrong_length(cells: int, expected: int, separator: str) -> str:
    hint = ""
    if separator == "," and cells > expected:
        hint = (
            "; if numbers have decimal commas, separate the cells by semicolons, and quote text "
            "with commas in it"
        )
    return f"found {cells} cells, expected {expected} as in the first line{hint}"


def _typed(sort: str, cell: str, separator: str) -> Value:
    if sort == "text":
        return cell
    if not cell.strip():
        return None
    if sort in ("optional", "json"):
        return cell
    number = cell.strip()
    if separator != "," and _DECIMAL_COMMA.fullmatch(number):
        number = number.replace(",", ".")
    if not _NUMBER.fullmatch(number):
        return cell
    try:
        return int(number) if sort == "whole" else float(number)
    except ValueError:
        return cell
