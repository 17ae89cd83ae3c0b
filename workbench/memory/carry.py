"""Symbols carried from one project to another, all versions, in one TOML file that people can read.

```
format = "behavior-workbench symbols"
schema = 1

[symbol.chase.1]          # its first version
kind = "definition"
text = "one mouse follows the other"
...
```

What is there already is never written over unasked.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import count
from typing import Any, Literal, NamedTuple

from graphs.errors import DataError, UserError
from workbench.memory.names import MOST_LETTERS, normalised
from workbench.memory.plain_text import to_toml
from workbench.memory.store import Memory
from workbench.memory.symbol_file import error_with_line, faults_of, record_of, symbol_of
from workbench.memory.symbols import Symbol

FORMAT, SCHEMA = "behavior-workbench symbols", 1

OnConflict = Literal["refuse", "rename", "replace"]


class Imported(NamedTuple):
    """What came of a symbol.

    Parameters
    ----------
    name
        In the file.
    now
        What it is called here.
    versions
        How many were added; 0 if it was there already.
    """

    name: str
    now: str
    versions: int


def exported(
    memory: Memory,
    names: Iterable[str] | None = None,
    others: Mapping[str, Any] | None = None,
) -> str:
    """Return symbols with all their versions as the text of a TOML file.

    Parameters
    ----------
    memory
        Where they are.
    names
        Of those to export; all that are not forgotten, if not given.
    others
        Tables of other kinds, as `workbench.memory.carry_others.exported_others` gives them.

    Raises
    ------
    UserError
        There is no symbol of a name.
    DataError
        A file is damaged.
    """
    wanted = memory.names() if names is None else [memory.read(name).name for name in names]
    symbols = {
        name: {str(one.version): record_of(one) for one in memory.history(name)} for name in wanted
    }
    held = {"symbol": symbols} if symbols or not others else {}
    return to_toml({"format": FORMAT, "schema": SCHEMA, **held, **(others or {})})


def imported(
    memory: Memory, text: str, origin: str, on_conflict: OnConflict = "refuse"
) -> list[Imported]:
    """Add the symbols of a file that `exported` made, and say what came of each.

    Parameters
    ----------
    memory
        Where to.
    text
        Of the file.
    origin
        Name of the file: what symbols without an origin come from.
    on_conflict
        What to do with one whose name stands for something else here: ``refuse`` all, ``rename``
        it, or ``replace``: its last version becomes the next one here.

    Raises
    ------
    UserError
        Names stand for something else here; all are listed, and nothing was added.
    DataError
        The file is damaged; all faults are listed, and nothing was added.
    """
    bundle = _parsed(text, origin)
    known = {*memory.names(), *memory.files.forgotten()}
    theirs = {name for name in bundle if name in known}
    same = {name for name in theirs if _is_same(memory, name, bundle[name][-1])}
    conflicts = sorted(theirs - same)
    if conflicts and on_conflict == "refuse":
        listing = "\n".join(f"  - <{name}>{_stands(memory, name)}" for name in conflicts)
        message = (
            f"{origin}: these names stand for something else here. Nothing was added. Import them "
            f"under other names (--rename) or as their next versions (--replace):\n{listing}"
        )
        raise UserError(message)
    done = []
    for name, versions in bundle.items():
        if name in same:
            done.append(Imported(name, name, 0))
            continue
        clash = name in conflicts
        now = _free_name(name, known) if clash and on_conflict == "rename" else name
        added = versions[-1:] if clash and on_conflict == "replace" else versions
        memory.take_over([replace(version, name=now) for version in added])
        known.add(now)
        done.append(Imported(name, now, len(added)))
    return done


def _is_same(memory: Memory, name: str, theirs: Symbol) -> bool:
    return name in memory.names() and memory.history(name)[-1].says_the_same(theirs)


def _stands(memory: Memory, name: str) -> str:
    return "" if name in memory.names() else ", which is forgotten"


def _free_name(name: str, known: Iterable[str]) -> str:
    taken = set(known)
    tries = (f"{name[: MOST_LETTERS - 5].rstrip('_')}_{number}" for number in count(2))
    return next(one for one in tries if one not in taken)


# reading ----------------------------------------------------------------------------------------


def bundle_of(text: str, origin: str) -> dict[str, Any]:
    """Return the tables of a file; `DataError` if it is no TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"{origin}: {error_with_line(error, text)}. Export the symbols again, or mend it."
        raise DataError(message) from None


def _parsed(text: str, origin: str) -> dict[str, list[Symbol]]:
    data = bundle_of(text, origin)
    if data.get("format") != FORMAT or data.get("schema") != SCHEMA:
        message = (
            f"{origin} is not a file of symbols that this version reads: expected format = "
            f"{FORMAT!r} and schema = {SCHEMA}; found {data.get('format')!r} and "
            f"{data.get('schema')!r}."
        )
        raise DataError(message)
    faults: list[str] = []
    entries = _table(data.get("symbol", {}), "symbol", faults)
    bundle = {name: _versions(name, said, origin, faults) for name, said in entries.items()}
    if not bundle and not data.keys() - {"format", "schema", "symbol"}:
        faults.append("it holds no [symbol.NAME.1]")
    if faults:
        listing = "\n".join(f"  - {fault}" for fault in faults)
        message = f"{origin} is not as expected; nothing was added:\n{listing}"
        raise DataError(message)
    return bundle


def _versions(name: str, said: Any, origin: str, faults: list[str]) -> list[Symbol]:
    """Return the versions of a symbol, and note what is wrong."""
    before = len(faults)
    try:
        if normalised(name) != name:
            faults.append(f"[symbol.{name}]: expected the name {normalised(name)}")
    except UserError as error:
        faults.append(str(error))
    versions = _table(said, name, faults)
    if sorted(versions) != sorted(str(number + 1) for number in range(len(versions))):
        faults.append(f"{name} has the versions {', '.join(versions)}; expected 1, 2, ...")
    in_order = sorted(versions.items(), key=lambda one: (len(one[0]), one[0]))
    tables = [(number, _table(data, f"{name}.{number}", faults)) for number, data in in_order]
    faults += [
        f"{name}, version {number}: {why}" for number, data in tables for _, why in faults_of(data)
    ]
    if not versions or len(faults) > before:
        return []
    found = [symbol_of(name, data) for _, data in tables]
    return [replace(one, origin=one.origin or f"imported from {origin}") for one in found]


def _table(value: Any, where: str, faults: list[str]) -> Mapping[str, Any]:
    if isinstance(value, Mapping) and value:
        return value
    if value:
        faults.append(f"{where} is {value!r}; expected a table")
    return {}
