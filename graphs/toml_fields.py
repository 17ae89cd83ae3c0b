"""Entries of TOML files that people edit, checked one by one.

Each function takes `where`, which names the place in messages, and appends what is wrong to
`faults`, so that all faults of a file can be told together.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from graphs.words import did_you_mean


def unknown_keys(where: str, found: Mapping[str, Any], known: frozenset[str]) -> list[str]:
    """Return a fault for each key that is not known, with the nearest known one."""
    return [
        f"{where}: unknown entry {key!r}{did_you_mean(key, known)}"
        for key in found
        if key not in known
    ]


def text_at(where: str, entry: Mapping[str, Any], key: str, faults: list[str]) -> str | None:
    """Return a text, or ``None`` where the key is absent."""
    value = entry.get(key)
    if value is None or (isinstance(value, str) and value.strip()):
        return value
    faults.append(f"{where}: {key} is {value!r}; expected text")
    return None


def texts_at(where: str, entry: Mapping[str, Any], key: str, faults: list[str]) -> tuple[str, ...]:
    """Return a list of texts, empty where the key is absent."""
    values = entry.get(key, [])
    if isinstance(values, list) and all(isinstance(value, str) for value in values):
        return tuple(values)
    faults.append(f"{where}: {key} is {values!r}; expected a list of texts")
    return ()


def number_at(where: str, entry: Mapping[str, Any], key: str, faults: list[str]) -> float | None:
    """Return a number of 0 or more in the unit its key ends with, ``None`` where it is absent."""
    value = entry.get(key)
    if value is None:
        return None
    unit = {"s": "seconds", "cm": "centimetres"}[key.rpartition("_")[2]]
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
        faults.append(f"{where}: {key} is {value!r}; expected {unit}, 0 or more")
        return None
    return float(value)
