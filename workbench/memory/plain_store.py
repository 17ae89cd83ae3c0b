"""Dataclasses in text files of a folder: written whole, read with all faults told together."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from graphs.errors import DataError, UserError
from graphs.storage.atomic import cannot_write, write_atomic
from graphs.words import did_you_mean
from workbench.memory.plain_text import to_toml, writable

SUFFIX = ".toml"
_LONGEST_STEM = 60

T = TypeVar("T")


def write_record(path: Path, record: Any) -> None:
    """Write a dataclass to a file, whole or not at all; its folder is made.

    What is as it would be without being said is left out.

    Raises
    ------
    UserError
        The place cannot be written.
    """
    make_folder(path.parent)
    write_atomic(path, to_toml(plain_record(record)).encode())


def plain_record(record: Any) -> dict[str, Any]:
    """Return a dataclass as tables of plain values, without what is as it is by default."""
    plain: dict[str, Any] = _plain(record)
    return plain


def filled(kind: type[T], data: Mapping[str, Any], where: str, faults: list[str]) -> T | None:
    """Return a dataclass of what a table gives; ``None`` after adding to `faults` what is wrong."""
    record: T | None = _filled(kind, data, where, faults)
    return record


def make_folder(folder: Path) -> None:
    """Make a folder that may be there already; `UserError` if that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from error


def read_record(path: Path, kind: type[T]) -> T:
    """Read a dataclass from a file.

    Raises
    ------
    DataError
        The file cannot be read, is no TOML, or its entries are not those of the dataclass: all
        faults are told.
    """
    try:
        text = path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path} cannot be read: {error}. Correct it, or move it away."
        raise DataError(message) from None
    return record_of(text, str(path), kind)


def record_of(text: str, name: str, kind: type[T]) -> T:
    """Return a dataclass from the text of a file of some name; `DataError` as `read_record`."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"{name} cannot be read: {error}. Correct it, or move it away."
        raise DataError(message) from None
    faults: list[str] = []
    record = _filled(kind, data, "", faults)
    if faults:
        listing = "\n".join(f"  - {fault}" for fault in faults)
        message = f"{name} is not as expected; correct it, or move it away:\n{listing}"
        raise DataError(message)
    made: T = record
    return made


def read_records(folder: Path, kind: type[T]) -> tuple[dict[Path, T], list[str]]:
    """Read all files of a folder by name; what cannot be read is told, and the rest is there."""
    found: dict[Path, T] = {}
    faults: list[str] = []
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            found[path] = read_record(path, kind)
        except DataError as error:
            faults.append(str(error))
    return found, faults


def stem_for(text: str) -> str:
    """Return a file name without suffix, for people: the beginning of a text, safe everywhere."""
    plain = "".join(one if one.isascii() and one.isalnum() else " " for one in text.lower())
    return "-".join(plain.split())[:_LONGEST_STEM].rstrip("-") or "unnamed"


def one_line(text: str, what: str, most: int) -> str:
    """Return a text without spaces around; `UserError` if it is empty, long or of several lines."""
    text = writable(text).strip()
    if not text or "\n" in text or "\r" in text or len(text) > most:
        found = f"{len(text)} characters" + (" in several lines" if "\n" in text else "")
        message = f"{what} is one line of at most {most} characters; found {found}."
        raise UserError(message)
    return text


def _plain(value: Any) -> Any:
    """Return a dataclass as tables, without the fields that are as they are by default."""
    if is_dataclass(value):
        pairs = ((one, getattr(value, one.name)) for one in fields(value))
        return {one.name: _plain(said) for one, said in pairs if not _is_default(one, said)}
    if isinstance(value, Mapping):
        return {writable(key): _plain(one) for key, one in value.items()}
    if isinstance(value, str):
        return writable(value)
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else value


def _is_default(one: Field[Any], value: object) -> bool:
    usual = one.default if one.default_factory is MISSING else one.default_factory()
    return type(value) is type(usual) and value == usual


# reading ----------------------------------------------------------------------------------------


def _filled(kind: Any, data: Mapping[str, Any], where: str, faults: list[str]) -> Any:
    """Return a dataclass of what a table gives; ``None`` after noting what is wrong."""
    known = {one.name: one for one in fields(kind)}
    before = len(faults)
    faults += [
        f"unknown entry {where}{key}{did_you_mean(key, known)}" for key in data if key not in known
    ]
    faults += [
        f"{where}{name} is missing"
        for name, one in known.items()
        if name not in data and _is_needed(one)
    ]
    types = _types(kind)
    values = {
        name: _value(types[name], data[name], f"{where}{name}", faults)
        for name in known
        if name in data
    }
    return kind(**values) if len(faults) == before else None


@lru_cache
def _types(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _is_needed(one: Field[Any]) -> bool:
    return one.default is MISSING and one.default_factory is MISSING


def _value(wanted: Any, value: Any, where: str, faults: list[str]) -> Any:
    """Return a value as the type asks for it; ``None`` after noting what is wrong."""
    origin, inner = get_origin(wanted), get_args(wanted)
    if is_dataclass(wanted) and isinstance(value, Mapping):
        return _filled(wanted, value, f"{where}.", faults)
    if origin is tuple and isinstance(value, list):
        kinds = [inner[0]] * len(value) if inner[-1] is Ellipsis else list(inner)
        if len(kinds) == len(value):
            pairs = zip(kinds, value, strict=True)
            return tuple(_value(k, v, f"{where}[{i}]", faults) for i, (k, v) in enumerate(pairs, 1))
    if origin is not None and _is_mapping(origin) and isinstance(value, Mapping):
        return {key: _value(inner[1], one, f"{where}.{key}", faults) for key, one in value.items()}
    if _fits(wanted, value):
        return float(value) if wanted is float else value
    faults.append(f"{where} is {value!r}; expected {_said(wanted)}")
    return None


def _is_mapping(origin: Any) -> bool:
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _fits(wanted: Any, value: Any) -> bool:
    origin = get_origin(wanted)
    if origin is Literal:
        return value in get_args(wanted)
    if origin in (Union, UnionType):
        return any(_fits(one, value) for one in get_args(wanted))
    if wanted in (int, float):
        return isinstance(value, int | wanted) and not isinstance(value, bool)
    return isinstance(wanted, type) and origin is None and isinstance(value, wanted)


def _said(wanted: Any) -> str:
    if get_origin(wanted) is Literal:
        return " or ".join(map(repr, get_args(wanted)))
    names = {str: "text", float: "a number", int: "a whole number", bool: "true or false"}
    if is_dataclass(wanted):
        return "a table"
    return names.get(wanted, "a list" if get_origin(wanted) is tuple else str(wanted))
