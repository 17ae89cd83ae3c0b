"""What memory holds besides symbols, in the TOML file that carries symbols to another project.

```
[macro.speed_in.1]
[tip.3]
[exemplar.1f2e3d4c]       # also practice and case
[conversation.2026-03-02-1.turn-001]
```

What is there already is left as it is; a macro or a conversation whose name stands for something
else is refused, or gets another name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from graphs.errors import DataError, UserError
from workbench.memory.carry import Imported, OnConflict
from workbench.memory.cases import Case
from workbench.memory.conversation import Transcript, Turn
from workbench.memory.exemplars import Exemplar
from workbench.memory.macro_checks import faults_of_macro
from workbench.memory.macros import Macro
from workbench.memory.other_kinds import Entry, Kind, Others
from workbench.memory.plain_store import filled, plain_record, stem_for, write_record
from workbench.memory.tips import Tip

if TYPE_CHECKING:
    from pathlib import Path

T = TypeVar("T")
Tables = dict[str, Any]


class Carried(NamedTuple):
    """What a file holds besides symbols."""

    macros: dict[str, list[Macro]]
    tips: list[Tip]
    exemplars: dict[Kind, list[Exemplar]]
    cases: list[Case]
    conversations: dict[str, list[Turn]]


def exported_others(others: Others, kinds: Iterable[Kind]) -> Tables:
    """Return what there is of some kinds, as tables of a file."""
    tables: Tables = {}
    for kind in kinds:
        found = {entry.name: _table(others, entry) for entry in others.all(kind)}
        if found:
            tables[kind] = found
    return tables


def _table(others: Others, entry: Entry) -> Tables:
    if entry.kind == "macro":
        numbers = others.macros.versions(entry.name)
        return {str(n): plain_record(others.macros.get(entry.name, n)) for n in numbers}
    if isinstance(entry.record, tuple):
        turns = enumerate(entry.record, 1)
        return {f"turn-{number:03}": plain_record(turn) for number, turn in turns}
    return plain_record(entry.record)


def read_others(data: Mapping[str, Any], origin: str, others: Others) -> Carried:
    """Return what the tables of a file give; `DataError` lists all that is wrong."""
    faults: list[str] = []
    macros = {
        name: _several(Macro, versions, f"macro.{name}", faults)
        for name, versions in _entries(data, "macro", faults)
    }
    for name, versions in macros.items():
        for one in versions:
            wrong = faults_of_macro(one, others.macros.functions)
            wrong += [] if one.name == name else [f"it is called {one.name!r}"]
            faults += [f"macro.{name}.{one.version}: {why}" for why in wrong]
    carried = Carried(
        macros,
        _records(Tip, data, "tip", faults),
        {
            "exemplar": _records(Exemplar, data, "exemplar", faults),
            "practice": _records(Exemplar, data, "practice", faults),
        },
        _records(Case, data, "case", faults),
        {
            name: _several(Turn, turns, f"conversation.{name}", faults)
            for name, turns in _entries(data, "conversation", faults)
        },
    )
    if faults:
        listing = "\n".join(f"  - {fault}" for fault in faults)
        message = f"{origin} is not as expected; nothing was added:\n{listing}"
        raise DataError(message)
    return carried


def conflicts_of(carried: Carried, others: Others) -> list[str]:
    """Return the identifiers in a file that stand for something else here."""
    taken = [f"macro:{name}" for name, new in carried.macros.items() if _clashes(others, name, new)]
    there = others.conversations
    known = set(there.names())
    return taken + [
        name
        for name, turns in carried.conversations.items()
        if name in known and list(Transcript(there.folder / name).turns) != turns
    ]


def import_others(carried: Carried, others: Others, on_conflict: OnConflict) -> Iterator[Imported]:
    """Add what a file holds, and yield what came of each; conflicts were looked for before."""
    for name, versions in carried.macros.items():
        yield _add_macro(others, name, versions, on_conflict)
    texts = {tip.text for tip in others.tips.all()}
    for tip in carried.tips:
        is_new = tip.text not in texts
        if is_new:
            others.tips.add(tip.text, tip.question, tip.failed)
        yield Imported(f"tip: {tip.text}", f"tip: {tip.text}", int(is_new))
    for kind, exemplars in carried.exemplars.items():
        folder = others.exemplars(kind).folder
        keys = {one.key for one in others.exemplars(kind).all()}
        for one in exemplars:
            path = folder / f"{stem_for(one.situation.question)}-{one.key}.toml"
            yield _add_file(f"{kind}:{one.key}", path, one, one.key in keys)
    for case in carried.cases:
        path = others.cases.folder / f"{stem_for(case.question)}-{case.key}.toml"
        yield _add_file(f"case:{case.key}", path, case, path.is_file())
    for name, turns in carried.conversations.items():
        yield _add_conversation(others, name, turns)


def _clashes(others: Others, name: str, versions: list[Macro]) -> bool:
    if name not in others.macros.names() or not versions:
        return False
    return replace(others.macros.get(name), version=0) != replace(versions[-1], version=0)


def _add_macro(
    others: Others, name: str, versions: list[Macro], on_conflict: OnConflict
) -> Imported:
    store, known = others.macros, set(others.macros.names())
    if name in known and not _clashes(others, name, versions):
        return Imported(f"macro:{name}", f"macro:{name}", 0)
    if name in known and on_conflict == "replace":
        number = store.versions(name)[-1] + 1
        store.take_over(replace(versions[-1], version=number))
        return Imported(f"macro:{name}", f"macro:{name}", 1)
    now = name
    if name in known:
        now = next(one for n in count(2) if (one := f"{name}_{n}") not in known)
    for version in versions:
        store.take_over(replace(version, name=now))
    return Imported(f"macro:{name}", f"macro:{now}", len(versions))


def _add_file(name: str, path: Path, record: object, is_there: bool) -> Imported:
    if not is_there:
        write_record(path, record)
    return Imported(name, name, int(not is_there))


def _add_conversation(others: Others, name: str, turns: list[Turn]) -> Imported:
    there = others.conversations
    folder = there.folder / name
    if name in there.names():
        if list(Transcript(folder).turns) == turns:
            return Imported(name, name, 0)
        folder = there.new().folder
    transcript = Transcript(folder)
    for turn in turns:
        transcript.add(turn)
    return Imported(name, folder.name, len(turns))


# reading ----------------------------------------------------------------------------------------


def _entries(
    data: Mapping[str, Any], kind: str, faults: list[str]
) -> list[tuple[str, Mapping[str, Any]]]:
    given = data.get(kind, {})
    tables = given.items() if isinstance(given, Mapping) else [(kind, given)]
    faults += [f"{kind}.{n} is {t!r}; expected a table" for n, t in tables if not _is_table(t)]
    return [(name, table) for name, table in tables if _is_table(table)]


def _records(kind: type[T], data: Mapping[str, Any], name: str, faults: list[str]) -> list[T]:
    found = (
        filled(kind, table, f"{name}.{key}.", faults) for key, table in _entries(data, name, faults)
    )
    return [one for one in found if one is not None]


def _several(kind: type[T], tables: Mapping[str, Any], where: str, faults: list[str]) -> list[T]:
    in_order = sorted(tables.items(), key=lambda pair: (len(pair[0]), pair[0]))
    pairs = [(key, table) for key, table in in_order if _is_table(table)]
    faults += [f"{where}.{key} is no table" for key, table in in_order if not _is_table(table)]
    found = (filled(kind, table, f"{where}.{key}.", faults) for key, table in pairs)
    return [one for one in found if one is not None]


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping)


def check_conflicts(names: Iterable[str], origin: str) -> None:
    """Raise `UserError` that lists identifiers which stand for something else here."""
    listing = "\n".join(f"  - {name}" for name in names)
    if listing:
        message = (
            f"{origin}: these stand for something else here. Nothing was added. Import them under "
            f"other names (--rename), or macros as their next versions (--replace):\n{listing}"
        )
        raise UserError(message)
