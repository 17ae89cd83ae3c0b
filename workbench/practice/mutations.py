"""Programs made wrong on purpose: another threshold, animal, zone, unit or window.

A judge that lets one of them pass beside a question that says otherwise is worth nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from workbench.practice.casts import Cast

_QUANTITY = re.compile(r"(\d+(?:\.\d+)?) (px|mm|cm|deg)(/.+)?")
_OTHER_UNIT = {"px": "BL", "mm": "cm", "cm": "mm"}


def mutants(program: str, cast: Cast) -> Iterator[tuple[str, str]]:
    """Yield what was changed in a program, and the changed program: one change each."""
    tree = ast.parse(program)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
            continue
        for what, value in _others(node.value, cast):
            kept, node.value = node.value, value
            yield what, ast.unparse(tree) + "\n"
            node.value = kept


def _others(value: object, cast: Cast) -> Iterator[tuple[str, str | float]]:
    if isinstance(value, str):
        quantity = _QUANTITY.fullmatch(value)
        if quantity:
            number, unit, per = quantity.groups(default="")
            yield "threshold", f"{float(number) * 1.37:g} {unit}{per}"
            if unit in _OTHER_UNIT:
                yield "unit", f"{number} {_OTHER_UNIT[unit]}{per}"
            return
        kinds: Sequence[tuple[str, Sequence[str]]] = (
            ("animal", cast.animals), ("zone", list(cast.places)),
            ("recording", list(cast.recordings)),
            ("behavior", [d.name for d in cast.doings if d.target == "animal"]),
            ("behavior", [d.name for d in cast.doings if d.target == "none"]),
        )  # fmt: skip
        for kind, names in kinds:
            name, dot, part = value.partition(".")
            if name in names and len(names) > 1:
                yield kind, names[(list(names).index(name) + 1) % len(names)] + dot + part
    elif isinstance(value, int | float) and value not in (0, 1, 60):
        yield "number", round(value * 1.37 + 0.11, 3) if isinstance(value, float) else value + 1
