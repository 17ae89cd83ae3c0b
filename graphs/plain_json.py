"""Values as JSON text that any program can read, the same text for equal values.

JSON has no NaN and no infinity, and readers differ in what they make of them; here NaN is written
as null and infinity as text.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from graphs.records import Evidence

_NUMBERS = {None: math.nan, "inf": math.inf, "-inf": -math.inf}


def to_json(value: object) -> str:
    """Return a value as JSON text with sorted keys.

    NaN becomes null, infinity the text ``"inf"`` or ``"-inf"``, a numpy scalar a plain one, a tuple
    a list, a path its text.

    Raises
    ------
    TypeError
        Something in it is none of these and no JSON value.
    """
    return json.dumps(
        _plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return None if math.isnan(value) else str(value) if math.isinf(value) else value
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return str(value) if isinstance(value, Path) else value


def evidence_from_json(text: str) -> Evidence:
    """Return evidence from its JSON text, with NaN and infinity as numbers again."""
    return {key: _NUMBERS.get(entry, entry) for key, entry in json.loads(text).items()}
