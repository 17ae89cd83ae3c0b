"""Changes that the tool makes in a ``project.toml``: people's comments and order stay."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT, Item, Table

from graphs.errors import UserError
from pipelines.entries import raise_faults
from pipelines.inputs.places import CACHE_FOLDER, as_written, input_path, may_exist, url_of
from pipelines.stems import same
from workbench.project_file import DEFAULT_SEGMENTER, SCHEMA

_FILES = ("video", "tracks")
_NOTHING: frozenset[str] = frozenset()
_Key = tuple[str, Path | str]
"""A role and its file, or ``name`` and the name."""

NEW_PROJECT = f"""\
# A project of the behavior workbench. Edit freely: comments and order survive changes by the tool.
# Relative paths start at this folder; positions are video pixels, origin top left, y down.
schema = {SCHEMA}

# What holds for every recording that does not say otherwise: fps (used only where neither video nor
# tracks have timestamps), px_per_cm, animal_count, body_length_px, animals, keypoints, zones,
# objects. All of them may also stand under a [[recording]], for that one only.
[defaults]

[label]
segmenter = "{DEFAULT_SEGMENTER}"

# Cleaning of the tracks, with the usual values; a tracker that scores low needs less confidence.
# [label.clean]
# min_confidence = 0.6
# max_gap_s = 0.2
"""


@dataclass(slots=True)
class Added:
    """What adding recordings changed: their names, as the project has them.

    Parameters
    ----------
    new, updated, unchanged
        Names.
    renamed
        Old name -> new name of those that a person gave another one.
    notes
        For a person: which files and names of the project were replaced.
    """

    new: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """All of them."""
        return [*self.new, *self.updated, *self.unchanged]


@dataclass(slots=True)
class _Adding:
    """What is the same for all entries that are added."""

    folder: Path
    is_other: Callable[[str, str, Path], bool]
    added: Added = field(default_factory=Added)
    faults: list[str] = field(default_factory=list)


def with_recordings(
    text: str,
    entries: Iterable[Mapping[str, Any]],
    folder: Path,
    said: Sequence[Collection[str]] = (),
    is_other: Callable[[str, str, Path], bool] = lambda _name, _role, _path: False,
) -> tuple[str, Added]:
    """Return the text with recordings added, and what changed.

    Parameters
    ----------
    text
        A valid ``project.toml``.
    entries
        Recordings with the keys of `pipelines.entries`. One that is there already (same file, else
        same name) gets the values that are new; a different file in its place is an error, unless
        the old one is gone.
    folder
        The project folder; relative paths of the text start there.
    said
        For each entry the keys that a person gave: name and files among them replace those of the
        project.
    is_other
        Whether a file (recording, role, path) is known to differ from the one that is gone.

    Raises
    ------
    UserError
        A name is taken by another recording; all such cases are listed together.
    """
    document = tomlkit.parse(text)
    there = document.get("recording")
    if there is None:
        there = tomlkit.aot()
        document.append("recording", there)
    assert isinstance(there, AoT)
    adding = _Adding(folder, is_other)
    known = _Known(folder, there)
    for entry, sure in zip(entries, chain(said, repeat(_NOTHING)), strict=False):
        absolute = {**entry, **_paths(entry, Path(), folder)}
        number = known.find(absolute)
        if number is None:
            there.append(_new_table(absolute, folder))
            adding.added.new.append(str(entry["name"]))
            number = known.note(there[-1])
        else:
            _update(known.tables[number], absolute, sure, adding)
            known.note(known.tables[number], number)
        known.claimed.add(number)
    raise_faults("Adding recordings", adding.faults)
    return tomlkit.dumps(document).rstrip("\n") + "\n", adding.added


def without_recordings(text: str, names: Collection[str]) -> tuple[str, list[str]]:
    """Return the text without some recordings, and the names of those that it had."""
    document = tomlkit.parse(text)
    there = document.get("recording", [])
    wanted = {same(name) for name in names}
    removed = []
    for index in reversed(range(len(there))):
        if same(str(there[index].get("name"))) in wanted:
            removed.append(str(there[index]["name"]))
            del there[index]
    if removed and not there:
        del document["recording"]
    return tomlkit.dumps(document), removed[::-1]


def with_values(text: str, section: Sequence[str], values: Mapping[str, Any]) -> str:
    """Return the text with some values set in a table such as ``["defaults"]``."""
    document: Any = tomlkit.parse(text)
    table = document
    for name in section:
        table = table.setdefault(name, tomlkit.table())
    for key, value in values.items():
        if key not in table or table[key] != value:
            table[key] = _item(key, value)
    return tomlkit.dumps(document)


def without_table(text: str, name: str) -> str:
    """Return the text without a table such as ``[model]``, if it has one."""
    document: Any = tomlkit.parse(text)
    document.pop(name, None)
    return tomlkit.dumps(document)


def _paths(entry: Mapping[str, Any], base: Path, folder: Path) -> dict[str, Path]:
    """Return the files of an entry; relative paths start at `base`, the cache is in `folder`."""
    return {
        key: input_path(str(entry[key]), base, folder / CACHE_FOLDER)
        for key in _FILES
        if entry.get(key)
    }


class _Known:
    """The tables of recordings by their files and names: there may be ten thousand.

    Parameters
    ----------
    folder
        The project folder.
    tables
        In file order.
    """

    def __init__(self, folder: Path, tables: Iterable[Table]) -> None:
        self.tables: list[Table] = []
        self.claimed: set[int] = set()
        """Numbers of the tables that an entry was found to be."""
        self._folder = folder
        self._keys: list[list[_Key]] = []
        self._numbers: dict[_Key, set[int]] = defaultdict(set)
        for table in tables:
            self.note(table)

    def note(self, table: Table, number: int | None = None) -> int:
        """Take up a new table, or one that was changed; return its number."""
        if number is None:
            number = len(self.tables)
            self.tables.append(table)
            self._keys.append([])
        for key in self._keys[number]:
            self._numbers[key].discard(number)
        files = _paths(table, self._folder, self._folder)
        self._keys[number] = [*files.items(), ("name", same(str(table.get("name"))))]
        for key in self._keys[number]:
            self._numbers[key].add(number)
        return number

    def find(self, entry: Mapping[str, Any]) -> int | None:
        """Return the number of the table that holds one of the entry's files, or else has its name.

        Of several that hold one, that of the entry's name is best, then that of its video. A table
        that an earlier entry claimed is another recording of the same file.
        """
        named = self._numbers.get(("name", same(str(entry["name"]))), set())
        for key in _paths(entry, self._folder, self._folder).items():
            free = self._numbers.get(key, set()) - self.claimed
            if free:
                return min(free & named or free)
        return min(named, default=None)


def _update(table: Table, entry: Mapping[str, Any], said: Collection[str], adding: _Adding) -> None:
    folder, added = adding.folder, adding.added
    name = str(table["name"])
    replaced = _replaced_files(table, entry, said, adding)
    changed = {
        key: _relative(value, folder) if key in _FILES else value
        for key, value in entry.items()
        if key not in table
        or (key in _FILES and key in replaced)
        or (key not in _FILES and table[key] != value and (key != "name" or "name" in said))
    }
    for key, value in changed.items():
        table[key] = _item(key, value)
    if "name" in changed:
        added.renamed[name] = name = str(changed["name"])
        added.notes.append(f"{next(reversed(added.renamed))!r} is now called {name!r}")
    (added.updated if changed else added.unchanged).append(name)


def _replaced_files(
    table: Table, entry: Mapping[str, Any], said: Collection[str], adding: _Adding
) -> list[str]:
    """Return the files that take the place of others; those that must not become faults."""
    name = str(table["name"])
    old, new = (_paths(one, adding.folder, adding.folder) for one in (table, entry))
    replaced = []
    for role in new:
        if role not in old or new[role] == old[role]:
            continue
        was, now = as_written(old[role]), as_written(new[role])
        moved = may_exist(new[role]) and not may_exist(old[role])
        gone = moved and not adding.is_other(name, role, new[role])
        if role not in said and not gone:
            adding.faults.append(
                f"recording {name!r} is in the project with {role} {was!r}, and now {now!r} is "
                "given. Give the new one another name (--name, or a mapping file), or change "
                "project.toml"
            )
            continue
        replaced.append(role)
        why = f"{was!r} is gone" if gone else f"instead of {was!r}"
        adding.added.notes.append(f"{name!r}: {role} is now {now!r} ({why})")
    return replaced


def _new_table(entry: Mapping[str, Any], folder: Path) -> Table:
    table = tomlkit.table()
    for key, value in entry.items():
        table.append(key, _item(key, _relative(value, folder) if key in _FILES else value))
    table.trivia.indent = "\n"  # an empty line before it
    return table


def _relative(path: Path, folder: Path) -> str:
    """Return a path relative to the project if it lies in it or beside it, else absolute or URL."""
    if (url := url_of(path)) is not None:
        return url
    near = folder if folder.parent == Path(folder.anchor) else folder.parent
    if path.is_relative_to(near):
        return Path(os.path.relpath(path, folder)).as_posix()
    return str(path)


def _item(key: str, value: Any) -> Item:
    """Return a TOML item: zones and objects one table each, other tables on one line."""
    if not isinstance(value, Mapping):
        plain: Item = tomlkit.item(value)
        return plain
    if key in ("zones", "objects"):
        tables = tomlkit.table(is_super_table=True)
        for name, entries in value.items():
            tables.append(name, _named_table(entries))
        return tables
    inline = tomlkit.inline_table()
    inline.update(value)
    return inline


def _named_table(entries: object) -> Item:
    if not isinstance(entries, Mapping):
        message = f"Expected a table for a zone or an object; found {entries!r}."
        raise UserError(message)
    table = tomlkit.table()
    for key, value in entries.items():
        table.append(key, _item(key, value))
    return table
