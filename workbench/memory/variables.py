"""What a program leaves behind, in a few words each: name, type, shape, unit."""

from __future__ import annotations

import re
from dataclasses import dataclass


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


def names_missing(text: str, names: tuple[str, ...]) -> list[str]:
    """Return the names of variables or files that a text does not say, as whole names."""
    return [
        name
        for name in names
        if not re.search(rf"(?<![\w./]){re.escape(name)}(?![\w/]|\.\w)", text)
    ]
