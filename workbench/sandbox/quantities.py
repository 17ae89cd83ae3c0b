"""A program with every quantity replaced by its dimension, so that a type check sees units.

``"10 cm/s"`` becomes ``"V"``, padded with blanks: lines and columns stay as they are. A text that
is a name of the project is none, nor is one with a unit that there is not: it stays, and is a type
error where a quantity belongs.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator

from graphs.errors import UserError
from workbench.analysis.units import split_quantity, unit_dimension
from workbench.sandbox.stubs import DIMENSIONS


def with_dimensions(program: str, names: Collection[str] = ()) -> str:
    """Return a program in which letters of `DIMENSIONS` stand for quantities.

    Parameters
    ----------
    program
        Python that parses.
    names
        Texts that are names.
    """
    lines = [line.encode() for line in lines_of(program)]
    for node in _texts(ast.parse(program)):
        letter = None if node.value in names else _letter(str(node.value))
        if letter is None or node.lineno != node.end_lineno:
            continue
        row, start, stop = node.lineno - 1, node.col_offset, node.end_col_offset or 0
        quoted = f'"{letter}"'.encode()
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


def _letter(text: str) -> str | None:
    try:
        _, unit = split_quantity(text)
        return DIMENSIONS[unit_dimension(unit, text)][1] if unit else None
    except (UserError, KeyError):
        return None
