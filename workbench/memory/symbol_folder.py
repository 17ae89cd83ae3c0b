"""The folder of symbols: the latest version of each to read and edit, and all versions beside.

```
symbols/
  chase.toml               the latest version; edit it freely
  versions/chase/1.toml    all versions, which never change
  versions/chase/2.toml
```

A file that somebody changed becomes the next version when it is read next; one that somebody made
becomes version 1. Without its file a symbol is forgotten: its versions stay, and it can be brought
back.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from graphs.errors import DataError, UserError
from graphs.storage.atomic import cannot_write, remove_stale_temporaries, write_atomic
from graphs.storage.lock import locked
from workbench.memory.names import normalised
from workbench.memory.plain_store import SUFFIX, make_folder
from workbench.memory.symbol_file import from_bytes, stamped, to_text
from workbench.memory.symbols import Symbol

LOCK = ".lock"
_READ_ONLY = stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH


class SymbolFolder:
    """The files of all symbols.

    Parameters
    ----------
    folder
        Of the symbols; made with the first one.
    now
        Gives the time as it is stored.
    """

    def __init__(self, folder: Path, now: Callable[[], str]) -> None:
        self.folder = folder
        self._now = now

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other processes from writing; not to be held twice."""
        make_folder(self.folder)
        with locked(self.folder / LOCK):
            yield

    def names(self) -> list[str]:
        """Return what is not forgotten, in the order of the alphabet."""
        return sorted(path.stem for path in self._files() if _is_name(path.stem))

    def misnamed(self) -> list[str]:
        """Say which files have names that are none."""
        faults = []
        for path in self._files():
            if not _is_name(path.stem):
                try:
                    expected = f"call it {normalised(path.stem)}{SUFFIX}"
                except UserError as error:
                    expected = str(error)
                faults.append(f"{path} is not read: {expected}")
        return sorted(faults)

    def _files(self) -> list[Path]:
        return [one for one in self.folder.glob(f"*{SUFFIX}") if not one.name.startswith(".")]

    def forgotten(self) -> list[str]:
        """Return what has versions and no file."""
        kept = set(self.names())
        folders = (self.folder / "versions").glob("*/")
        return sorted(
            one.name for one in folders if one.name not in kept and self._latest(one.name)
        )

    def path(self, name: str) -> Path:
        """Return the file of a symbol."""
        return self.folder / f"{name}{SUFFIX}"

    def version_path(self, name: str, version: int) -> Path:
        """Return the file of one of its versions."""
        return self.folder / "versions" / name / f"{version}{SUFFIX}"

    def versions(self, name: str) -> list[int]:
        """Return the numbers of the versions that there are, in their order."""
        paths = self.version_path(name, 1).parent.glob(f"*{SUFFIX}")
        return sorted(int(path.stem) for path in paths if path.stem.isdecimal())

    def _latest(self, name: str) -> int:
        return max(self.versions(name), default=0)

    def version(self, name: str, version: int) -> Symbol:
        """Return a version; `DataError` if it is damaged, `UserError` if there is none such."""
        path = self.version_path(name, version)
        content = _content(path)
        if content is None:
            known = self.versions(name)
            has = f"{known[0]} to {known[-1]}" if len(known) > 1 else f"only {known[0]}"
            message = f"There is no version {version} of <{name}>; it has {has}."
            raise UserError(message)
        return replace(from_bytes(name, content, path), version=version)

    def current(self, name: str) -> Symbol | None:
        """Return the latest version; ``None`` if there is no file of that name.

        Raises
        ------
        DataError
            The file is damaged.
        """
        content = _content(self.path(name))
        if content is None:
            return None
        latest = self._latest(name)
        if latest and content == _content(self.version_path(name, latest)):
            return replace(self._parsed(name, content), version=latest)
        self._parsed(name, content)  # a damaged one is told before anything is locked
        with self.locked():
            return self.settled(name)

    def settled(self, name: str) -> Symbol | None:
        """Return the latest version, as `current` does; the lock is held."""
        path = self.path(name)
        content = _content(path)
        if content is None:
            return None
        latest = self._latest(name)
        said = self._parsed(name, content)
        before = self.version(name, latest) if latest else None
        if before is not None and said.says_the_same(before):
            return before
        version = latest + 1
        if said.version != version or not said.updated:
            content = stamped(content, self._stamps(said, before, version))
            said = self._parsed(name, content)
            write_atomic(path, content)
        self._keep(name, version, content)
        return said

    def _stamps(self, said: Symbol, before: Symbol | None, version: int) -> dict[str, str | int]:
        """Return what a change by hand leaves to be noted."""
        now = self._now()
        created = before.created if before is not None else said.created or now
        source = "person" if before is not None else said.source
        return {"version": version, "source": source, "created": created, "updated": now}

    def add(self, symbol: Symbol) -> Symbol:
        """Write the next version of a symbol, and return it; the lock is held.

        A change of its file that was not read yet becomes a version before.
        """
        remove_stale_temporaries(self.folder)
        self.settled(symbol.name)
        return self._write(symbol, self._latest(symbol.name) + 1)

    def remove(self, name: str) -> None:
        """Remove the file of a symbol, whose versions stay; the lock is held."""
        self.settled(name)
        path = self.path(name)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise cannot_write(path, error) from error

    def bring_back(self, name: str) -> Symbol:
        """Write the file of a forgotten symbol again, and return it; the lock is held."""
        latest = self._latest(name)
        symbol = self.version(name, latest)
        write_atomic(self.path(name), self.version_path(name, latest).read_bytes())
        return symbol

    def _write(self, symbol: Symbol, version: int) -> Symbol:
        """Write a version.

        The file comes first: a process that dies in between leaves a change that is taken in as
        that version.
        """
        symbol = replace(symbol, version=version)
        content = to_text(symbol).encode()
        write_atomic(self.path(symbol.name), content)
        self._keep(symbol.name, version, content)
        return symbol

    def _keep(self, name: str, version: int, content: bytes) -> None:
        path = self.version_path(name, version)
        make_folder(path.parent)
        write_atomic(path, content)
        path.chmod(_READ_ONLY)

    def _parsed(self, name: str, content: bytes) -> Symbol:
        try:
            return from_bytes(name, content, self.path(name))
        except DataError as error:
            latest = self._latest(name)
            if not latest:
                raise
            message = f"{error}\nIts last whole version is {name}@{latest}."
            raise DataError(message) from None


def _is_name(stem: str) -> bool:
    try:
        return normalised(stem) == stem
    except UserError:
        return False


def _content(path: Path) -> bytes | None:
    """Return the content of a file, ``None`` if it is not there."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}."
        raise DataError(message) from None
