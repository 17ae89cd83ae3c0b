"""The tree of a rule: signals, numbers with units, comparisons, and their dimensions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Dimension = tuple[int, int, int]
"""Exponents of length, time and angle."""

NUMBER: Dimension = (0, 0, 0)
LENGTH: Dimension = (1, 0, 0)
SPEED: Dimension = (1, -1, 0)
ACCELERATION: Dimension = (1, -2, 0)
TIME: Dimension = (0, 1, 0)
ANGLE: Dimension = (0, 0, 1)
TURN: Dimension = (0, -1, 1)

_DIMENSION_WORDS: Mapping[Dimension, str] = {
    NUMBER: "a plain number",
    LENGTH: "a length (px, mm, cm, BL)",
    SPEED: "a speed (px/s, mm/s, cm/s, BL/s)",
    ACCELERATION: "an acceleration (cm/s2, BL/s2)",
    TIME: "a time (s)",
    ANGLE: "an angle (deg)",
    TURN: "a turning rate (deg/s)",
}

ParameterKind = Literal[
    "point", "animal", "target", "zone", "window", "signal", "line", "condition"
]
"""What an argument is; a ``line`` is a signal whose values do not run in a circle."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What a function of the language takes and gives.

    Parameters
    ----------
    parameters
        Kinds of the arguments in order.
    optional
        How many of the last arguments may be left out.
    dimension
        Of the result; ``None``: that of the first argument.
    condition
        Whether the result is a condition instead of a signal.
    circular
        Whether the result is a signed angle, of which no arithmetic mean can be taken.
    """

    parameters: tuple[ParameterKind, ...]
    optional: int = 0
    dimension: Dimension | None = NUMBER
    condition: bool = False
    circular: bool = False


@dataclass(frozen=True, slots=True)
class Constant:
    """A number with its unit as written; ``""`` for a plain number."""

    value: float
    unit: str
    dimension: Dimension


@dataclass(frozen=True, slots=True)
class Place:
    """``subject``, ``object``, or a point of one of them: ``subject.nose``."""

    role: Literal["subject", "object"]
    point: str | None


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the language with its arguments; `pairwise` if it speaks of both animals."""

    name: str
    arguments: tuple[Node, ...]
    dimension: Dimension
    condition: bool
    pairwise: bool


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``+ - * /`` of two signals or numbers."""

    operator: Literal["+", "-", "*", "/"]
    left: Node
    right: Node
    dimension: Dimension


@dataclass(frozen=True, slots=True)
class Comparison:
    """``left > right`` or ``left < right``, with or without equality."""

    greater: bool
    or_equal: bool
    left: Node
    right: Node
    left_text: str
    right_text: str


@dataclass(frozen=True, slots=True)
class Logical:
    """``and`` / ``or`` of two conditions, or ``not`` of one (then `right` is ``None``)."""

    operator: Literal["and", "or", "not"]
    left: Node
    right: Node | None = None


Node = Constant | Place | Call | Arithmetic | Comparison | Logical

_BASE_UNITS: Mapping[str, Dimension] = {
    "": NUMBER,
    "%": NUMBER,
    "px": LENGTH,
    "mm": LENGTH,
    "cm": LENGTH,
    "BL": LENGTH,
    "s": TIME,
    "ms": TIME,
    "deg": ANGLE,
}


def walk(node: Node | None) -> Iterator[Node]:
    """Yield a node and everything below it."""
    if node is None:
        return
    yield node
    if isinstance(node, Call):
        for argument in node.arguments:
            yield from walk(argument)
    elif isinstance(node, Arithmetic | Comparison | Logical):
        yield from walk(node.left)
        yield from walk(node.right)


def is_condition(node: Node) -> bool:
    """Tell whether a node is true or false rather than a quantity."""
    return isinstance(node, Comparison | Logical) or (isinstance(node, Call) and node.condition)


def unit_dimension(unit: str) -> Dimension:
    """Return the dimension of a unit as written: ``"BL/s"`` is a speed."""
    base, _, per = unit.partition("/")
    length, time, angle = _BASE_UNITS[base]
    return (length, time - {"": 0, "s": 1, "s2": 2}[per], angle)


def dimension_words(dimension: Dimension) -> str:
    """Say a dimension in words, with the units it can be given in."""
    return _DIMENSION_WORDS.get(dimension, f"length^{dimension[0]} time^{dimension[1]}")


def node_dimension(node: Node) -> Dimension:
    """Return the dimension of a signal or number."""
    assert isinstance(node, Constant | Call | Arithmetic)
    return node.dimension


def base_unit(dimension: Dimension, length_unit: str) -> str:
    """Return the unit of a dimension with a given unit of length: ``"cm/s"``, ``"deg"``, ``""``."""
    length, time, angle = dimension
    base = length_unit if length == 1 else "deg" if angle == 1 else "s" if time == 1 else ""
    per = {0: "", -1: "/s", -2: "/s2"}.get(time if base != "s" else 0, "")
    return base + per if base else ""
