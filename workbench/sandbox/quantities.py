"""A program with every quantity replaced by its dimension, so that a type check sees units.

``"10 cm/s"`` becomes ``"V"``, padded with blanks: lines and columns stay as they are. A text with a
unit that there is not stays, and is a type error where a quantity belongs. Where a name of the
project reads like a quantity (a group ``"3 m"``), any quantity of its dimension passes for it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from graphs.errors import UserError
from pipelines.describe.tree import (
    ACCELERATION,
    ANGLE,
    LENGTH,
    NUMBER,
    SPEED,
    TIME,
    TURN,
    Dimension,
)
from workbench.analysis.units import split_quantity, unit_dimension

DIMENSIONS: Mapping[Dimension, tuple[str, str]] = {
    LENGTH: ("Length", "L"),
    SPEED: ("Speed", "V"),
    ACCELERATION: ("Acceleration", "A"),
    ANGLE: ("Angle", "D"),
    TURN: ("Turn", "R"),
    TIME: ("Time", "T"),
    NUMBER: ("Number", "N"),
}
"""Dimension -> its name in the stubs and the literal that stands for a quantity of it."""


def letter(text: str) -> str:
    """Return the letter that stands for a text that is a quantity; empty if it is none."""
    try:
        _, unit = split_quantity(text)
        return DIMENSIONS[unit_dimension(unit, text)][1] if unit else ""
    except (UserError, KeyError):
        return ""


def with_dimensions(program: str) -> str:
    """Return a program in which letters of `DIMENSIONS` stand for quantities.

    The program parses as Python.
    """
    lines = [line.encode() for line in lines_of(program)]
    for node in _texts(ast.parse(program)):
        found = letter(str(node.value))
        if not found or node.lineno != node.end_lineno:
            continue
        row, start, stop = node.lineno - 1, node.col_offset, node.end_col_offset or 0
        quoted = f'"{found}"'.encode()
        if stop - start >= len(quoted):
            line = lines[row]
            lines[row] = line[:start] + quoted.ljust(stop - start) + line[stop:]
    return b"".join(lines).decode()


def lines_of(program: str) -> list[str]:
    """Return the lines of a program with their ends, as Python counts them."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", program)


def _texts(tree: ast.AST) -> Iterator[ast.Constant]:
    """Yield the texts of a program; not the fixed parts of those that are put together."""
    inside = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in ast.walk(node)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in inside:
            continue
        if isinstance(node.value, str):
            yield node
