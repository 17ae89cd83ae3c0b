"""What a program leaves behind, in a few words each: name, type, shape, unit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable that a program made.

    Parameters
    ----------
    name
        In the program.
    type
        Name of its class: ``"Signal"``.
    shape
        ``"2 x 2220"`` of an array, signal or table; number of parts of a list, text or bouts.
    unit
        Of a quantity or signal; ``""`` for plain ones.
    """

    name: str
    type: str
    shape: str = ""
    unit: str = ""

    def __str__(self) -> str:
        said = " ".join(filter(None, (self.type, self.shape, self.unit)))
        return f"{self.name} ({said})"


def described(name: str, value: object) -> Variable:
    """Return a value in words; nothing of it is computed."""
    unit = getattr(value, "unit", "")
    kind = type(value).__name__
    return Variable(name, kind, _shape(value), unit if isinstance(unit, str) else "")


def variables_of(namespace: Mapping[str, object]) -> tuple[Variable, ...]:
    """Return the variables of a namespace in the order in which they were made.

    Modules, functions, classes and names that begin with ``_`` are left out.
    """
    return tuple(
        described(name, value)
        for name, value in namespace.items()
        if not name.startswith("_")
        and not isinstance(value, ModuleType | type)
        and not _is_function(value)
    )


def names_missing(text: str, names: tuple[str, ...]) -> list[str]:
    """Return the names of variables or files that a text does not say, as whole names."""
    return [
        name
        for name in names
        if not re.search(rf"(?<![\w./]){re.escape(name)}(?![\w/]|\.\w)", text)
    ]


def _is_function(value: object) -> bool:
    return callable(value) and hasattr(value, "__qualname__")


def _shape(value: object) -> str:
    arrays = (value, getattr(value, "values", None), getattr(value, "true", None))
    for array in arrays:
        shape = getattr(array, "shape", None)
        if isinstance(shape, tuple):
            return " x ".join(map(str, shape))
    try:
        return str(len(value))  # type: ignore[arg-type]  # what has no length says so
    except TypeError:
        return ""
