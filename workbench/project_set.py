"""What a person says of recordings, or of all of them, written into ``project.toml``."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import tomlkit

from graphs.errors import UserError
from pipelines.stems import same

DEFAULTS = "defaults"


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of recordings; what is not said stays.

    Parameters
    ----------
    values
        Keys of `pipelines.entries` with one value each: group, session, fps, px_per_cm,
        animal_count, body_length_px. ``None`` takes it out.
    animals
        Name in the track file -> name to use; an empty one takes it out.
    zones
        Name -> ``{"polygon": [[x, y], ...], "kind": "shelter"}`` in video pixels; ``None`` takes
        the zone out.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    animals: Mapping[str, str] = field(default_factory=dict)
    zones: Mapping[str, Mapping[str, Any] | None] = field(default_factory=dict)


def with_said(text: str, names: Collection[str], said: Said) -> str:
    """Return the text with what is said of the named recordings; of ``[defaults]`` if none is.

    Parameters
    ----------
    text
        A valid ``project.toml``.
    names
        Of recordings that it has.
    said
        What to write.

    Raises
    ------
    UserError
        A zone is to be taken out that is not there.
    """
    document: Any = tomlkit.parse(text)
    if names:
        wanted = {same(name) for name in names}
        tables = [one for one in document["recording"] if same(str(one.get("name"))) in wanted]
    else:
        tables = [document.setdefault(DEFAULTS, tomlkit.table())]
    for table in tables:
        _write(table, said.values)
        _write_named(table, "animals", said.animals.items(), tomlkit.inline_table())
        zones = {name: None if zone is None else _zone(zone) for name, zone in said.zones.items()}
        _write_named(table, "zones", zones.items(), tomlkit.table(is_super_table=True))
    return tomlkit.dumps(document)


def _write(table: Any, values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        if value is None:
            table.pop(key, None)
        elif key not in table or table[key] != value:
            table[key] = value


def _write_named(table: Any, key: str, said: Iterable[tuple[str, Any]], empty: Any) -> None:
    """Write into a table of a table, which is made if there is none and goes when it is empty."""
    for name, value in said:
        inner = table.get(key)
        if value is not None and value != "":
            if inner is None:
                table.append(key, empty)
                inner = table[key]
            inner[name] = value
        elif inner is not None and name in inner:
            del inner[name]
            if not inner:
                del table[key]
        elif value is None:
            message = f"No zone {name!r} is said here: {', '.join(inner or ()) or 'there is none'}."
            raise UserError(message)


def _zone(zone: Mapping[str, Any]) -> Any:
    table = tomlkit.table()
    for key, value in zone.items():
        table.append(key, value)
    table.add(tomlkit.nl())
    return table


def zone_of(text: str) -> tuple[str, dict[str, Any]]:
    """Return name and entry of a zone said as ``NAME[:KIND]=x,y x,y x,y``.

    Raises
    ------
    UserError
        It is said otherwise.
    """
    told, equals, corners = text.partition("=")
    name, _, kind = told.partition(":")
    try:
        polygon = [[_plain(value) for value in corner.split(",")] for corner in corners.split()]
    except ValueError:
        polygon = []
    if not (equals and name.strip()) or not polygon or any(len(one) != 2 for one in polygon):
        message = (
            f"A zone is said as NAME=x,y x,y x,y or NAME:KIND=..., corners in video pixels; "
            f"found {text!r}."
        )
        raise UserError(message)
    entry: dict[str, Any] = {"kind": kind.strip()} if kind.strip() else {}
    return name.strip(), entry | {"polygon": polygon}


def _plain(text: str) -> float | int:
    number = float(text)
    return int(number) if number.is_integer() else round(number, 2)
