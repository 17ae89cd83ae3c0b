"""Tables of text as people and spreadsheets save them: their encoding, separator and rows.

UTF-8, or UTF-16 that says so in its first bytes ("Unicode text"). Rows without text do not count. A
first row ``sep=;`` names the separator; else it is that of comma, semicolon and tab which the first
row has most of. A row is a line: a line break in a cell is a quote that somebody forgot.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BREAK = re.compile(r"\r\n?|\n")
_SEPARATORS = ",;\t"
_LONE_QUOTE = (
    "a quote is opened and not closed in that line, or closed and not opened; a cell holds no line "
    'break, and a quote in it is written ""'
)
_NAMED_SEPARATOR = re.compile(r'\s*"?sep=([^\w\s"]|\t)"?\s*', re.IGNORECASE)


def encoding_of(start: bytes) -> str:
    """Return the encoding of a text by its first bytes."""
    return "utf-16" if start.startswith(_UTF16) else "utf-8-sig"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text.

    Parameters
    ----------
    columns
        What they are called, in small letters.
    separator
        Between cells.
    lines
        The rows below as they are written, by their numbers in the file.
    """

    columns: tuple[str, ...]
    separator: str
    lines: tuple[tuple[int, str], ...]

    def rows(self) -> Iterator[tuple[int, list[str] | str]]:
        """Yield the numbers of the rows below the names of the columns, with cells or a fault."""
        for number, line in self.lines:
            try:
                cells: list[str] | str = _cells(line, self.separator, strict=True)
            except csv.Error as error:
                cells = f"its cells cannot be told: {error}"
            yield number, _LONE_QUOTE if line.count('"') % 2 else cells


def read_table(text: str) -> Table:
    """Read a table, or the beginning of one.

    Raises
    ------
    csv.Error
        The names of the columns cannot be told.
    """
    lines = [
        (number, line)
        for number, line in enumerate(_BREAK.split(text), start=1)
        if line.strip(f' "{_SEPARATORS}')
    ]
    named = _NAMED_SEPARATOR.fullmatch(lines[0][1]) if lines else None
    (_, header), *below = (lines[1:] if named else lines) or [(1, "")]
    separator = named[1] if named else max(_SEPARATORS, key=header.count)
    columns = _cells(header, separator, strict=False)
    return Table(tuple(one.strip().casefold() for one in columns), separator, tuple(below))


def _cells(line: str, separator: str, *, strict: bool) -> list[str]:
    return next(csv.reader([line], delimiter=separator, strict=strict), [])
