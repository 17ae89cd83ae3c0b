"""Checked fields of records that come out of files; all faults of a file are reported together."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, TypeVar

from graphs.errors import DataError, UserError
from graphs.words import counted

MOST_SHOWN = 10
"""Faults in a message; of the others it says how many there are."""

W = TypeVar("W", bound=str)
R = TypeVar("R")


class Faults:
    """What is wrong in a file, collected while it is read.

    Parameters
    ----------
    file
        Its name, for the message.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.count = 0
        self._shown: list[str] = []

    def add(self, where: str, what: str) -> None:
        """Note a fault; `where` is a line, a row or an entry."""
        self.count += 1
        if len(self._shown) < MOST_SHOWN:
            self._shown.append(f"  - {where}: {what}")

    def raise_any(self, advice: str) -> None:
        """Raise a `DataError` that lists the first faults, if there are any.

        Parameters
        ----------
        advice
            What to do about them, in a sentence.
        """
        if not self.count:
            return
        more = self.count - len(self._shown)
        shown = [*self._shown, f"  - and {more} more"] if more else self._shown
        listing = "\n".join(shown)
        message = f"{self.file!r}: {counted(self.count, 'fault')}:\n{listing}\n{advice}"
        raise DataError(message)


class Fields:
    """The fields of one record of a file.

    Every method returns the value of a field as what it is expected to be. If it is missing or is
    something else, that is noted as a fault, and a stand-in is returned, so that the other fields
    can be checked, too.

    Parameters
    ----------
    entry
        Field -> value, as in JSON: ``None`` where there is none.
    where
        The line, row or entry, for messages.
    faults
        Where faults are noted.
    """

    def __init__(self, entry: Mapping[str, object], where: str, faults: Faults) -> None:
        self._entry = entry
        self._where = where
        self._faults = faults

    @property
    def where(self) -> str:
        """The line, row or entry of the record."""
        return self._where

    def fault(self, what: str) -> None:
        """Note a fault of this record."""
        self._faults.add(self._where, what)

    def text(self, name: str) -> str:
        """Return a text, which may be empty."""
        value = self._get(name)
        if isinstance(value, str):
            return value
        return self._wrong(name, "text", "")

    def name(self, name: str) -> str:
        """Return a text that is not empty."""
        value = self._get(name)
        if isinstance(value, str) and value:
            return value
        return self._wrong(name, "a name", "")

    def optional_text(self, name: str) -> str | None:
        """Return a text or ``None``."""
        value = self._get(name)
        if value is None or isinstance(value, str):
            return value
        return self._wrong(name, "text or nothing", None)

    def number(self, name: str) -> float:
        """Return a number; NaN where there is none."""
        value = self._get(name)
        if value is None:
            return math.nan
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value) if abs(value) <= 1e300 or math.isnan(value) else math.inf
        return self._wrong(name, "a number", math.nan)

    def fraction(self, name: str) -> float:
        """Return a number from 0 to 1; NaN where there is none."""
        value = self.number(name)
        if math.isnan(value) or 0 <= value <= 1:
            return value
        return self._wrong(name, "a number from 0 to 1", math.nan)

    def seconds(self, name: str) -> float:
        """Return a time or length in seconds, which is finite."""
        value = self._get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            seconds = self.number(name)
            if math.isfinite(seconds):
                return seconds
        return self._wrong(name, "a number of seconds", 0.0)

    def interval(self) -> tuple[float, float]:
        """Return ``start_s`` and ``stop_s``, the second no less than the first."""
        start_s, stop_s = self.seconds("start_s"), self.seconds("stop_s")
        if stop_s < start_s:
            self.fault(f"stops before it starts: start_s is {start_s}, stop_s is {stop_s}")
        return start_s, stop_s

    def whole(self, name: str) -> int:
        """Return a whole number."""
        value = self._get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        return self._wrong(name, "a whole number", 0)

    def word(self, name: str, known: tuple[W, ...]) -> W:
        """Return one of some words."""
        value = self._get(name)
        for word in known:
            if value == word:
                return word
        return self._wrong(name, "one of " + ", ".join(known), known[0])

    def mapping(self, name: str) -> Mapping[str, object]:
        """Return names with values."""
        value = self._get(name)
        if isinstance(value, dict):
            return value
        return self._wrong(name, "names with values, {...}", {})

    def texts(self, name: str) -> list[str]:
        """Return a list of texts."""
        value = self._get(name)
        if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
            return value
        return self._wrong(name, "a list of texts", [])

    def record(self, name: str) -> Fields:
        """Return a record inside this one, to be checked in its turn.

        That it is missing is one fault; that its fields are missing then, is none.
        """
        before = self._faults.count
        entry = self.mapping(name)
        faults = self._faults if self._faults.count == before else Faults(self._faults.file)
        return Fields(entry, f"{self._where}, {name}", faults)

    def several(self, name: str) -> list[Fields]:
        """Return the records in a list, each to be checked in its turn."""
        value = self._get(name)
        if not isinstance(value, list):
            return self._wrong(name, "a list, [...]", [])
        records = []
        for number, entry in enumerate(value, start=1):
            where = f"{self._where}, {name}, entry {number}"
            if isinstance(entry, dict):
                records.append(Fields(entry, where, self._faults))
            else:
                self._faults.add(where, f"expected a record, {{...}}, found {_short(entry)}")
        return records

    def __contains__(self, name: str) -> bool:
        return name in self._entry

    def _get(self, name: str) -> object:
        return self._entry.get(name)

    def _wrong(self, name: str, expected: str, instead: R) -> R:
        if name in self._entry:
            found = "nothing" if self._entry[name] is None else _short(self._entry[name])
            self.fault(f"{name} is {found}; expected {expected}")
        else:
            self.fault(f"{name} is missing; expected {expected}")
        return instead


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def opened(path: Path) -> BinaryIO:
    """Return a file, open to read its bytes; `UserError` says why it cannot be read."""
    try:
        return path.open("rb")
    except FileNotFoundError:
        message = f"There is no file {str(path)!r}. Check the path."
    except IsADirectoryError:
        message = f"{str(path)!r} is a folder; expected a file."
    except OSError as error:
        message = f"{str(path)!r} cannot be read: {error.strerror or error}."
    raise UserError(message)


def refuse_newer(file: str, version: int, newest: int) -> None:
    """Raise a `UserError` if a file has a newer schema than this version of the program knows."""
    if version > newest:
        message = (
            f"{file!r} was written by a newer version of the workbench (schema {version}; this one "
            f"reads up to {newest}). Update with: pip install --upgrade behavior-workbench"
        )
        raise UserError(message)
