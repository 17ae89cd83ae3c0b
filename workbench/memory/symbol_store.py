"""Symbols by name: written, read, edited, forgotten and brought back.

Nothing is ever deleted: what is forgotten can be brought back, and each version that an answer used
can be read as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from graphs.errors import DataError, UserError
from graphs.words import did_you_mean
from workbench.memory.names import SymbolRef, normalised, reads_of
from workbench.memory.retention import Days
from workbench.memory.symbol_folder import SymbolFolder
from workbench.memory.symbols import (
    PINNED,
    START,
    Kind,
    Source,
    Symbol,
    check,
    plain_result,
)
from workbench.memory.usage import Event, UsageLog, What


@dataclass(frozen=True, slots=True)
class Why:
    """Where a symbol comes from, and what it is for.

    Parameters
    ----------
    symbol
        As it stands; the last version of one that is forgotten.
    reads
        Symbols that its text reads.
    read_by
        Names of symbols whose text reads it.
    uses
        Events that recalled or used it, oldest first.
    """

    symbol: Symbol
    reads: tuple[str, ...]
    read_by: tuple[str, ...]
    uses: tuple[Event, ...]


def local_time() -> datetime:
    """Return the time with its offset from UTC."""
    return datetime.now().astimezone()


class SymbolStore:
    """The symbols of a project, a log of what happened to them, and the days of use.

    Parameters
    ----------
    folder
        Made with the first symbol.
    clock
        Gives the time, with its offset from UTC.
    start
        Strength of a symbol that was never recalled.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], datetime] = local_time,
        start: int = START,
    ) -> None:
        self.folder = folder
        self._clock = clock
        self.start = start
        self.files = SymbolFolder(folder / "symbols", self.time)
        self.log = UsageLog(folder / "log.jsonl")
        self.days = Days(folder / "days.txt")

    # writing ------------------------------------------------------------------------------------

    def write(
        self,
        name: str,
        text: str = "",
        *,
        kind: Kind = "definition",
        program: str = "",
        result: object = None,
        data_version: str = "",
        source: Source = "person",
        pinned: bool | None = None,
        origin: str = "",
    ) -> Symbol:
        """Give a name to something, and return it; of a name that is there, the next version.

        Parameters
        ----------
        name, text, kind, program, data_version, source, origin
            As of `Symbol`.
        result
            Numbers, texts, lists and tables of them; NaN is kept as ``None``.
        pinned
            Whether it is never archived; by default so for kinds that say what words mean.

        Raises
        ------
        UserError
            Something of it cannot be; all faults are listed. Or the place cannot be written.
        DataError
            The file of that name is damaged: nothing is written over it.
        """
        now = self.time()
        symbol = Symbol(
            name=normalised(name),
            kind=kind,
            text=text,
            program=program,
            result=plain_result(result),
            data_version=data_version,
            created=now,
            updated=now,
            source=source,
            pinned=kind in PINNED if pinned is None else pinned,
            origin=origin,
        )
        check(symbol)
        with self.files.locked():
            self.files.settled(symbol.name)
            known = self.files.versions(symbol.name)
            if known:
                first = self.files.version(symbol.name, known[0])
                symbol = replace(symbol, created=first.created)
            return self._add(symbol)

    def edit(
        self,
        name: str,
        *,
        text: str | None = None,
        program: str | None = None,
        pinned: bool | None = None,
        source: Source = "person",
    ) -> Symbol:
        """Change a symbol, and return its next version; the same one if nothing is other."""
        given = {"text": text, "program": program, "pinned": pinned}
        changes: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
        with self.files.locked():
            before = self._settled(name)
            after = replace(before, **changes, source=source, updated=self.time())
            check(after)
            return before if after.says_the_same(before) else self._add(after)

    def _settled(self, name: str) -> Symbol:
        """Return a symbol as it stands; the lock is held."""
        key = normalised(name)
        symbol = self.files.settled(key)
        if symbol is None:
            raise UserError(self._unknown(key))
        return self._with_use(symbol)

    def _add(self, symbol: Symbol) -> Symbol:
        """Write a version and note it; the lock is held."""
        written = self.files.add(symbol)
        self._note("wrote", {written.name: written.version})
        return self._with_use(written)

    def take_over(self, versions: Sequence[Symbol]) -> None:
        """Write versions of a symbol as they are, behind those that are there."""
        now = self.time()
        with self.files.locked():
            for symbol in versions:
                created, updated = symbol.created or now, symbol.updated or now
                written = self.files.add(replace(symbol, created=created, updated=updated))
                self._note("imported", {written.name: written.version})

    def forget(self, name: str) -> Symbol:
        """Take a symbol out of use, and return it; all its versions stay."""
        with self.files.locked():
            symbol = self._settled(name)
            self.files.remove(symbol.name)
            self._note("forgot", {symbol.name: symbol.version})
        return symbol

    def restore(self, name: str) -> Symbol:
        """Bring a symbol back that is forgotten or archived, and return it."""
        key = normalised(name)
        if key in self.files.forgotten():
            with self.files.locked():
                self.files.bring_back(key)
        symbol = self.read(key)
        with self.files.locked():
            self._note("restored", {key: symbol.version})
        return self.read(key)

    # reading ------------------------------------------------------------------------------------

    def read(self, name: str, version: int | None = None) -> Symbol:
        """Return a symbol as it stands, or one of its versions.

        Raises
        ------
        UserError
            There is none; the message names the nearest ones, or how to bring it back.
        DataError
            Its file is damaged.
        """
        key = normalised(name)
        if version is not None and self.files.versions(key):
            return self._with_use(self.files.version(key, version))
        symbol = self.files.current(key)
        if symbol is None or version not in (None, symbol.version):
            raise UserError(self._unknown(key))
        return self._with_use(symbol)

    def reads(self, message: str) -> list[Symbol]:
        """Return what a message reads, each once, in its order.

        Raises
        ------
        UserError
            Something of it is not there; all that is missing is listed.
        """
        found: dict[SymbolRef, Symbol] = {}
        faults: dict[str, None] = {}
        for mark in reads_of(message):
            try:
                symbol = self.read(mark.name, mark.version)
                found[symbol.ref] = symbol
            except UserError as error:
                faults[str(error)] = None
        if faults:
            raise UserError("\n".join(faults))
        return list(found.values())

    def names(self) -> list[str]:
        """Return the names of all that is not forgotten, in the order of the alphabet."""
        return self.files.names()

    def symbols(self) -> list[Symbol]:
        """Return all that is not forgotten and can be read, by name; see `faults`."""
        return self.survey()[0]

    def faults(self) -> list[str]:
        """Say which files and lines cannot be read."""
        return self.survey()[1]

    def survey(self) -> tuple[list[Symbol], list[str]]:
        """Return `symbols` and `faults` in one reading."""
        found, faults = [], []
        for name in self.files.names():
            try:
                symbol = self.files.current(name)
            except DataError as error:
                faults.append(str(error))
                continue
            if symbol is not None:
                found.append(self._with_use(symbol))
        return found, [*faults, *self.files.misnamed(), *self.log.faults(), *self.days.faults()]

    def history(self, name: str) -> list[Symbol]:
        """Return all versions of a symbol, oldest first; of one that is forgotten, too."""
        key = normalised(name)
        self.files.current(key)  # what somebody changed becomes a version
        versions = [self.files.version(key, number) for number in self.files.versions(key)]
        if not versions:
            raise UserError(self._unknown(key))
        return versions

    def why(self, name: str) -> Why:
        """Return where a symbol comes from, and which answers used it."""
        symbol = self._with_use(self.history(name)[-1])
        others = [one for one in self.symbols() if one.name != symbol.name]
        uses = [
            event
            for event in self.log.events()
            if event.what in ("recalled", "used") and symbol.name in event.symbols
        ]
        return Why(
            symbol,
            _read_in(symbol),
            tuple(one.name for one in others if symbol.name in _read_in(one)),
            tuple(uses),
        )

    def _unknown(self, key: str) -> str:
        if self.files.versions(key):
            return f"<{key}> is forgotten. To bring it back: workbench memory restore {key}"
        hint = did_you_mean(key, self.names()) or "; nothing has a name yet"
        return (
            f"There is no symbol <{key}>{hint}. To make one, write <|{key}|> where you say what it "
            f"is; to write no name, put spaces: < {key} >"
        )

    def _note(
        self, what: What, symbols: Mapping[str, int], question: str = "", answer: str = ""
    ) -> None:
        """Write to the log and the days; the lock is held."""
        now = self.time()
        self.days.note(now[:10])
        self.log.add(Event(now, what, symbols, question, answer))

    def time(self) -> str:
        """Return the time as it is stored: ISO 8601 with the offset from UTC."""
        return self._clock().isoformat(timespec="seconds")

    def _with_use(self, symbol: Symbol) -> Symbol:
        times, last = self.log.recalls(symbol.name)
        used = max(filter(None, (symbol.updated, last)), key=datetime.fromisoformat)
        return replace(symbol, strength=self.start + times, last_used=used)


def _read_in(symbol: Symbol) -> tuple[str, ...]:
    names = (mark.name for mark in reads_of(symbol.text) if mark.name != symbol.name)
    return tuple(dict.fromkeys(names))
