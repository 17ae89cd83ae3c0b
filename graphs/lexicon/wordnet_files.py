"""The files of a WordNet 3 dictionary, found by offset or by binary search and never read whole.

``index.noun`` has one line per lemma, in byte order, with the offsets of its synsets, most frequent
sense first. ``data.noun`` has one line per synset, which starts with its own offset in bytes. The
format is that of ``wndb(5WN)``; lines of the licence start with two spaces.
"""

from __future__ import annotations

import mmap
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from graphs.errors import DataError

Pos = Literal["n", "v"]
PARTS: tuple[Pos, ...] = get_args(Pos)
SUFFIX: dict[Pos, str] = {"n": "noun", "v": "verb"}

_QUOTED = re.compile(r'"([^"]*)"?')
_SHOWN = 60  # characters of a damaged line that a message shows


class Pointer(NamedTuple):
    """From a synset, or one of its lemmas, to another.

    ``source`` and ``target`` count lemmas from 1; both are 0 where whole synsets are meant.
    ``pos`` may also be ``a``, ``s`` or ``r``: adjectives and adverbs, which are not read.
    """

    symbol: str
    offset: int
    pos: str
    source: int
    target: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What one line of a data file says."""

    topic: int
    lemmas: tuple[str, ...]
    pointers: tuple[Pointer, ...]
    definition: str
    examples: tuple[str, ...]


class LineFile:
    """A text file whose lines are looked up in place.

    Raises
    ------
    DataError
        The file is empty or cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError:
            message = f"{path} is empty. Expected a file of a WordNet dictionary."
            raise DataError(message) from None
        except OSError as error:
            message = f"{path} cannot be read ({error.strerror})."
            raise DataError(message) from None

    def line_at(self, offset: int) -> str:
        """Return the line that starts at a byte, without its end; empty beyond the file."""
        if offset > 0 and self._bytes[offset - 1 : offset] != b"\n":
            return ""  # in the middle of a line, or beyond the last
        stop = self._bytes.find(b"\n", offset)
        line = self._bytes[offset : stop if stop >= 0 else None]
        return line.decode("utf-8", errors="replace").rstrip("\r")

    def find(self, word: str) -> tuple[int, str] | None:
        """Return offset and text of the line that begins with a word and a space, if any."""
        key = word.encode() + b" "
        low, high = 0, len(self._bytes)
        while low < high:
            start = self._bytes.rfind(b"\n", low, (low + high) // 2) + 1 or low
            stop = self._bytes.find(b"\n", start)
            stop = len(self._bytes) if stop < 0 else stop + 1
            line = self._bytes[start:stop]
            if line.startswith(key):
                return start, self.line_at(start)
            if line < key:
                low = stop
            else:
                high = start
        return None

    def damaged(self, offset: int, expected: str) -> DataError:
        """Return the error for what stands at a byte, with the number of its line."""
        number = self._bytes[:offset].count(b"\n") + 1
        stop = self._bytes.find(b"\n", offset)
        found = self._bytes[offset : stop if stop >= 0 else None][:_SHOWN]
        return DataError(
            f"{self.path}, line {number}: expected {expected}, found "
            f"{found.decode('utf-8', errors='replace')!r}. Install the WordNet files anew."
        )


def offsets_of(index: LineFile, lemma: str) -> tuple[int, ...]:
    """Return the offsets of a lemma's synsets, most frequent sense first; none if unknown."""
    found = index.find(lemma)
    if found is None:
        return ()
    start, line = found
    fields = line.split()
    try:
        count, kinds = int(fields[2]), int(fields[3])
        offsets = tuple(int(field) for field in fields[6 + kinds :])
    except (IndexError, ValueError):
        count, offsets = 0, ()
    if not offsets or len(offsets) != count:
        raise index.damaged(start, "a lemma, its pointers and as many offsets as it has senses")
    return offsets


def entry_at(data: LineFile, offset: int) -> Entry:
    """Return the synset at an offset of a data file; `DataError` where there is none."""
    line = data.line_at(offset)
    head, bar, gloss = line.partition("|")
    if not bar or not line.startswith(f"{offset:08d} "):
        raise data.damaged(offset, f"a synset that starts with {offset:08d}")
    try:
        topic, lemmas, pointers = _fields(head.split())
    except (IndexError, ValueError):
        raise data.damaged(offset, "as many lemmas and pointers as counted") from None
    return Entry(
        topic=topic,
        lemmas=lemmas,
        pointers=pointers,
        definition=re.sub(r"\s*;\s*$", "", _QUOTED.sub("", gloss)).strip(" ;"),
        examples=tuple(_QUOTED.findall(gloss)),
    )


def _fields(fields: list[str]) -> tuple[int, tuple[str, ...], tuple[Pointer, ...]]:
    count = int(fields[3], 16)
    after = 4 + 2 * count
    lemmas = tuple(fields[4:after:2])
    pointers = []
    for at in range(after + 1, after + 1 + 4 * int(fields[after]), 4):
        symbol, offset, pos, ends = fields[at], fields[at + 1], fields[at + 2], fields[at + 3]
        pointers.append(Pointer(symbol, int(offset), pos, int(ends[:2], 16), int(ends[2:], 16)))
    if count == 0 or len(lemmas) != count:
        message = "no lemmas"
        raise ValueError(message)
    return int(fields[1]), lemmas, tuple(pointers)
