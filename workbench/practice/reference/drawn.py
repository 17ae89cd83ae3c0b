"""What a picture has to show, told by the second computation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A picture as data.

    Parameters
    ----------
    kind
        Which picture: ``"traces"``; `workbench.practice.figures` reads each kind.
    data
        What it shows, by name.
    """

    surface = "Figure"

    kind: str
    data: Mapping[str, Any]
