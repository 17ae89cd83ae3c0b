"""Values that a SQL engine gives, as text of a table, of CSV and as JSON."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal

Plain = bool | int | float | str | list[object] | dict[str, object] | None
"""What JSON can say; NaN stays a float and is nobody's number."""


def named_once(names: Sequence[str]) -> list[str]:
    """Return names of columns of which none is there twice: ``x, x`` becomes ``x, x_1``."""
    found: list[str] = []
    for name in names:
        new, number = name, 0
        while new in found or (number and new in names):
            number += 1
            new = f"{name}_{number}"
        found.append(new)
    return found


def as_json(value: object) -> Plain:
    """Return a value as JSON says it: whole decimals as integers, times as ISO 8601 text."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case dt.date() | dt.time():
            return value.isoformat()
        case dt.timedelta():
            return value.total_seconds()
        case bytes():
            return value.hex()
        case Mapping():
            return {str(key): as_json(item) for key, item in value.items()}
        case list() | tuple():
            return [as_json(item) for item in value]
        case _:
            return str(value)


def as_csv(value: object) -> object:
    """Return a value for a CSV file: what is unknown is empty, lists and structures are JSON."""
    plain = as_json(value)
    if plain is None or (isinstance(plain, float) and math.isnan(plain)):
        return ""
    if isinstance(plain, bool):
        return str(plain).lower()
    return json.dumps(plain, ensure_ascii=False) if isinstance(plain, list | dict) else plain


def as_cell(value: object) -> str:
    """Return a value for a table: numbers to six digits, ``-`` for NaN, nothing for none."""
    plain = as_json(value)
    if isinstance(plain, float):
        return "-" if math.isnan(plain) else f"{plain:.6g}" if abs(plain) < 1e6 else f"{plain:.0f}"
    return str(as_csv(plain))
