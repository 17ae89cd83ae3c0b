"""Records as TOML text that a person can read and edit, the same text back letter by letter.

Texts of several lines stand as they are between triple quotes; only what TOML cannot hold as it is
(carriage returns, control characters, triple quotes) is escaped. A key that is ``None`` is left
out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeGuard

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_TO_ESCAPE = re.compile(r'[\x00-\x08\x0a-\x1f\x7f"\\]')
_TO_ESCAPE_IN_LINES = re.compile(r'[\x00-\x08\x0b-\x1f\x7f\\]|"(?="")|"\Z')


def writable(text: str) -> str:
    """Return a text with what UTF-8 cannot write (half a letter) as an escape; mostly as it is."""
    return text.encode("utf-8", "backslashreplace").decode()


def to_toml(record: Mapping[str, Any]) -> str:
    """Return a record as TOML text.

    Parameters
    ----------
    record
        Texts, numbers, yes or no, lists and tables of them.

    Raises
    ------
    TypeError
        Something in it is none of these.
    """
    return "\n".join(_lines(record, ())).lstrip("\n") + "\n"


def _lines(record: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of a table: what fits behind a key first, then its tables."""
    given = {key: value for key, value in record.items() if value is not None}
    below = {key for key, value in given.items() if _is_below(value)}
    for key, value in given.items():
        if key not in below:
            yield f"{_key(key)} = {_value(value)}"
    for key in (key for key in given if key in below):
        name = ".".join(map(_key, (*path, key)))
        tables = [given[key]] if isinstance(given[key], Mapping) else given[key]
        head = f"[{name}]" if isinstance(given[key], Mapping) else f"[[{name}]]"
        for table in tables:
            yield f"\n{head}"
            yield from _lines(table, (*path, key))


def _is_below(value: object) -> bool:
    """Whether a value gets a heading of its own: a table, or tables with long texts in them."""
    if isinstance(value, Mapping):
        return True
    if not _is_list(value) or not value or not all(isinstance(one, Mapping) for one in value):
        return False
    return not all(_is_short(part) for one in value for part in one.values())


def _is_short(value: object) -> bool:
    if isinstance(value, str):
        return "\n" not in value and len(value) <= 60
    return not isinstance(value, Mapping) and not _is_list(value)


def _is_list(value: object) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _quoted(key)


def _value(value: Any) -> str:
    if isinstance(value, str):
        return _lines_quoted(value) if "\n" in value else _quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        pairs = (f"{_key(k)} = {_value(v)}" for k, v in value.items() if v is not None)
        return "{ " + ", ".join(pairs) + " }"
    if _is_list(value):
        parts = [_value(one) for one in value]
        several = any(
            isinstance(one, Mapping) or "\n" in part for one, part in zip(value, parts, strict=True)
        )
        return _one_a_line(parts) if several else f"[{', '.join(parts)}]"
    message = f"{type(value).__name__} cannot stand in a text file of the memory"
    raise TypeError(message)


def _one_a_line(parts: Sequence[str]) -> str:
    return "[\n" + "".join(f"    {part},\n" for part in parts) + "]"


def _quoted(text: str) -> str:
    return f'"{_TO_ESCAPE.sub(_escape, text)}"'


def _lines_quoted(text: str) -> str:
    if "'''" in text or text.endswith("'") or _CONTROL.search(text):
        return f'"""\n{_TO_ESCAPE_IN_LINES.sub(_escape, text)}"""'
    return f"'''\n{text}'''"


def _escape(found: re.Match[str]) -> str:
    letter = found[0]
    return f"\\{letter}" if letter in '"\\' else f"\\u{ord(letter):04x}"
