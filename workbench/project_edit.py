"""Changes that the tool makes in a ``project.toml``: people's comments and order stay."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT, Item, Table

from graphs.errors import UserError
from pipelines.entries import plain_path, raise_faults
from pipelines.stems import same
from workbench.project_file import DEFAULT_SEGMENTER, SCHEMA

_FILES = ("video", "tracks")

NEW_PROJECT = f"""\
# A project of the behavior workbench. Edit freely: comments and order survive changes by the tool.
# Relative paths start at this folder; positions are video pixels, origin top left, y down.
schema = {SCHEMA}

# What holds for every recording that does not say otherwise: fps (used only where neither video nor
# tracks have timestamps), px_per_cm, animal_count, animals, keypoints, zones, objects.
[defaults]

[label]
segmenter = "{DEFAULT_SEGMENTER}"
"""


@dataclass(slots=True)
class Added:
    """What adding recordings changed: their names, as the project has them."""

    new: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """All of them."""
        return [*self.new, *self.updated, *self.unchanged]


def with_recordings(
    text: str, entries: Iterable[Mapping[str, Any]], folder: Path
) -> tuple[str, Added]:
    """Return the text with recordings added, and what changed.

    Parameters
    ----------
    text
        A valid ``project.toml``.
    entries
        Recordings with the keys of `pipelines.entries`. One that is there already (same file, else
        same name) gets the values that are new; a different file in its place is an error.
    folder
        The project folder; relative paths of the text start there.

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
    added, faults = Added(), list[str]()
    for entry in entries:
        absolute = {**entry, **_paths(entry, Path())}
        table = _find(there, absolute, folder)
        if table is None:
            there.append(_new_table(absolute, folder))
            added.new.append(str(entry["name"]))
        else:
            _update(table, absolute, folder, added, faults)
    raise_faults("Adding recordings", faults)
    return tomlkit.dumps(document).rstrip("\n") + "\n", added


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


def _paths(entry: Mapping[str, Any], folder: Path) -> dict[str, Path]:
    return {key: plain_path(Path(str(entry[key])), folder) for key in _FILES if entry.get(key)}


def _find(there: AoT, entry: Mapping[str, Any], folder: Path) -> Table | None:
    """Return the table that holds one of the entry's files, or else has its name."""
    files = set(_paths(entry, folder).values())
    tables: list[Table] = list(there)
    for table in tables:
        if files & set(_paths(table, folder).values()):
            return table
    wanted = same(str(entry["name"]))
    return next((table for table in tables if same(str(table.get("name"))) == wanted), None)


def _update(
    table: Table, entry: Mapping[str, Any], folder: Path, added: Added, faults: list[str]
) -> None:
    name = str(table["name"])
    old, new = _paths(table, folder), _paths(entry, folder)
    clashes = [role for role in new if role in old and new[role] != old[role]]
    faults += [
        f"recording {name!r} is in the project with {role} {str(old[role])!r}, and now "
        f"{str(new[role])!r} is given. Give the new one another name (--name, or a mapping "
        "file), or change project.toml"
        for role in clashes
    ]
    changed = {
        key: _relative(value, folder) if key in _FILES else value
        for key, value in entry.items()
        if key != "name" and (key not in table or (key not in _FILES and table[key] != value))
    }
    for key, value in changed.items():
        table[key] = _item(key, value)
    (added.updated if changed else added.unchanged).append(name)


def _new_table(entry: Mapping[str, Any], folder: Path) -> Table:
    table = tomlkit.table()
    for key, value in entry.items():
        table.append(key, _item(key, _relative(value, folder) if key in _FILES else value))
    table.trivia.indent = "\n"  # an empty line before it
    return table


def _relative(path: Path, folder: Path) -> str:
    """Return a path relative to the project if it lies in it or beside it, else absolute."""
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
