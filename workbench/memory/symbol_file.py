"""The text file of a symbol: TOML that people read and edit.

```
# <chase>: edit freely; a change becomes the next version.
kind = "definition"
text = '''
one mouse follows the other
within 5 cm for at least 1 s'''
pinned = true
version = 2
source = "person"
created = "2026-03-02T09:15:00+01:00"
updated = "2026-03-09T16:40:12+01:00"
```

Text and program come back letter by letter; ``result`` is JSON. Its name is that of the file. A
person who writes one needs only ``text``.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from graphs.errors import DataError
from graphs.words import did_you_mean
from workbench.memory.plain_text import to_toml
from workbench.memory.symbols import KINDS, PINNED, SOURCES, Kind, Symbol

_SHORT_RESULT = 80
_OPTIONAL = ("program", "result", "data_version", "origin")
_TEXTS = ("text", "program", "result", "data_version", "origin", "created", "updated")
_KEYS = frozenset({*_TEXTS, "kind", "pinned", "version", "source"})


def to_text(symbol: Symbol) -> str:
    """Return the text of a symbol's file."""
    head = f"# <{symbol.name}>: edit freely; a change becomes the next version.\n"
    return head + to_toml(record_of(symbol))


def record_of(symbol: Symbol) -> dict[str, Any]:
    """Return the entries of a symbol's file; what is empty is left out."""
    record: dict[str, Any] = {
        "kind": symbol.kind,
        "text": symbol.text,
        "program": symbol.program,
        "result": _result_text(symbol),
        "pinned": symbol.pinned,
        "data_version": symbol.data_version,
        "origin": symbol.origin,
        "version": symbol.version,
        "source": symbol.source,
        "created": symbol.created,
        "updated": symbol.updated,
    }
    return {key: value for key, value in record.items() if value or key not in _OPTIONAL}


def _result_text(symbol: Symbol) -> str:
    """Return a result as JSON, in lines of its own where quotes would have to be escaped."""
    if symbol.result is None:
        return ""
    line = json.dumps(symbol.result, ensure_ascii=False)
    if len(line) > _SHORT_RESULT:
        line = json.dumps(symbol.result, ensure_ascii=False, indent=1)
    return f"{line}\n" if '"' in line else line


def from_bytes(name: str, content: bytes, path: Path) -> Symbol:
    """Return the symbol that a file gives.

    Parameters
    ----------
    name
        Of the symbol.
    content
        Of the file.
    path
        Of the file, for messages.

    Raises
    ------
    DataError
        The file is damaged; all faults are listed, with their lines.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = f"{path}, line {line}: not UTF-8 text. Save it as UTF-8, or move it away."
        raise DataError(message) from None
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"{path}: {error_with_line(error, text)}. Correct it, or move it away."
        raise DataError(message) from None
    faults = faults_of(data)
    if faults:
        lines = text.split("\n")
        listing = "\n".join(f"  - line {_line_of(key, lines) or 1}: {why}" for key, why in faults)
        message = f"{path} is not as expected; correct it, or move it away:\n{listing}"
        raise DataError(message)
    return symbol_of(name, data)


def error_with_line(error: tomllib.TOMLDecodeError, text: str) -> str:
    """Return what is wrong with a TOML text, and in which line."""
    last = text.count("\n") + 1
    return str(error).replace("at end of document", f"at line {last}, the end of the file")


def symbol_of(name: str, data: Mapping[str, Any]) -> Symbol:
    """Return the symbol of entries without faults; its version is 0 if they tell none."""
    kind = cast("Kind", data.get("kind", "definition"))
    result = data.get("result", "")
    return Symbol(
        name=name,
        kind=kind,
        text=data.get("text", ""),
        program=data.get("program", ""),
        result=json.loads(result) if result else None,
        data_version=data.get("data_version", ""),
        created=data.get("created", ""),
        updated=data.get("updated", ""),
        version=data.get("version", 0),
        source=data.get("source", "person"),
        pinned=data.get("pinned", kind in PINNED),
        origin=data.get("origin", ""),
    )


def faults_of(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return which entries of a symbol's file are wrong, and why."""
    faults = [
        (key, f"unknown entry {key!r}{did_you_mean(key, _KEYS)}")
        for key in data
        if key not in _KEYS
    ]
    faults += [
        (key, f"{key} is {data[key]!r}; expected text in quotes")
        for key in _TEXTS
        if not isinstance(data.get(key, ""), str)
    ]
    for key, known in (("kind", KINDS), ("source", SOURCES)):
        if data.get(key, known[0]) not in known:
            faults.append((key, f"{key} is {data[key]!r}; expected one of {', '.join(known)}"))
    if not isinstance(data.get("pinned", True), bool):
        faults.append(("pinned", f"pinned is {data['pinned']!r}; expected true or false"))
    version = data.get("version", 1)
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        faults.append(("version", f"version is {version!r}; expected a whole number from 1"))
    wrong = {key for key, _ in faults}
    faults += [
        (key, f"{key} is {data[key]!r}; expected a time such as 2026-03-02T09:15:00+01:00")
        for key in ("created", "updated")
        if key in data and key not in wrong and not is_time(data[key])
    ]
    if "result" in data and "result" not in wrong and not _is_json(data["result"]):
        faults.append(("result", "result is not JSON; expected such as '12.5' or '[1, null]'"))
    if not any(data.get(key) for key in ("text", "program", "result")):
        faults.append(("text", "it has neither text nor program nor result"))
    return faults


def is_time(text: str) -> bool:
    """Whether a text is a time in ISO 8601 with an offset from UTC."""
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _is_json(text: str) -> bool:
    try:
        json.loads(text, parse_constant=_refused)
    except ValueError:
        return False
    return True


def _refused(constant: str) -> None:
    raise ValueError(constant)


def _line_of(key: str, lines: list[str]) -> int | None:
    """Return the number of the line that gives an entry; ``None`` if none does."""
    begins = re.compile(rf"\s*[\"'\[]*{re.escape(key)}[\"'\]]*\s*(=|$|\.)")
    for number, line in enumerate(lines, start=1):
        if begins.match(line) and _is_whole(lines[: number - 1]):
            return number
    return None


def _is_whole(lines: list[str]) -> bool:
    """Whether no text of several lines is open behind these lines."""
    try:
        tomllib.loads("\n".join([*lines, ""]))
    except tomllib.TOMLDecodeError:
        return False
    return True


def stamped(content: bytes, stamps: Mapping[str, str | int]) -> bytes:
    """Return a file's content with other single values; all else stays, comments too.

    Parameters
    ----------
    content
        Of a file that `from_bytes` can read.
    stamps
        Entries of one line.
    """
    lines = content.decode("utf-8-sig").split("\n")
    for key, value in stamps.items():
        line = to_toml({key: value}).rstrip("\n")
        number = _line_of(key, lines)
        if number is None:
            lines[len(lines) - (not lines[-1].strip()) :] = [line, ""]
        else:
            lines[number - 1] = line + ("\r" if lines[number - 1].endswith("\r") else "")
    return "\n".join(lines).encode()
