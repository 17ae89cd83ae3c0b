"""The interface of programs in words for a model: every call with its arguments and its sense.

It is made from `workbench.sandbox.surface`, the real signatures and docstrings, and the types of
the stubs, so it cannot tell of what is not there.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any

from workbench.sandbox.stubs import StubMaker
from workbench.sandbox.surface import EXPOSED, FUNCTIONS, Exposure

MOST = 9000
"""Characters of the interface."""

_SENSES = (75, 60, 50, 40, 0)
"""Characters of the sense of a method: the first for which all fits."""

_SIGNS = {
    "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!=", "add": "+", "sub": "-",
    "mul": "*", "truediv": "/", "neg": "-x", "and": "&", "or": "|", "xor": "^", "invert": "~",
    "getitem": "x[name]", "iter": "for", "len": "len()", "abs": "abs()", "float": "float()",
    "int": "int()", "round": "round()",
}  # fmt: skip
_CLAUSE = re.compile(r" \([^()]*\)|(: |, )[^:,()[\]]*$")
"""What is left out of a sense that is too long: what stands in brackets, and the last clause."""

_UNITS = re.compile(r",? in cm(/s(\^2)?)? or px(/s(\^2)?)?")
_OF_TYPES = re.compile(r"\[[^][]*\]")


@cache
def interface_text(most: int = MOST) -> str:
    """Return what programs may call, a line per method, in at most `most` characters.

    A method without an arrow gives what the line of its class says that methods give.

    Raises
    ------
    ValueError
        Names and arguments alone need more.
    """
    text = ""
    for longest in _SENSES:
        lines = [line for one in EXPOSED for line in _class(one, longest)]
        text = "\n".join([*lines, *_functions(longest)])
        if len(text) <= most:
            return text
    message = f"the interface has {len(text)} characters in words; {most} are the most"
    raise ValueError(message)


def _class(one: Exposure, longest: int) -> Iterator[str]:
    """Yield a class: a line of what it is and has, and a line per method with its sense."""
    real = one.real()
    has = [*one.attributes, *(_SIGNS[name] for name in one.operators if name in _SIGNS)]
    if not real.__module__.startswith("workbench."):
        has += [f"{name}({', '.join(one.parameters.get(name, ()))})" for name in one.methods]
        yield f"{one.name}: {one.sense}{_listed('has', has)}"
        return
    gives = {name: _OF_TYPES.sub("", returns()[one.name, name]) for name in one.methods}
    usual = Counter(gives.values()).most_common(1)
    most = usual[0][0] if usual and usual[0][1] > 1 else ""
    yield f"{one.name}: {one.sense}{_listed('has', has)}{_listed('methods give', [most])}"
    for name, returned in gives.items():
        arrow = "" if returned == most else f" -> {returned}"
        yield f"  {_call(name, getattr(real, name), arrow, longest)}"


def _listed(what: str, parts: Sequence[str]) -> str:
    return f"; {what} {' '.join(parts)}" if any(parts) else ""


def _functions(longest: int) -> Iterator[str]:
    yield "Functions to import"
    yield "  open_project() -> Project"
    module, _, attribute = FUNCTIONS["answer"].partition(":")
    yield f"  {_call('answer', getattr(import_module(module), attribute), '', longest)}"


def _call(name: str, function: Callable[..., Any], arrow: str, longest: int) -> str:
    parameters = [
        _parameter(one)
        for one in inspect.signature(function).parameters.values()
        if one.name != "self" and one.kind is not one.VAR_KEYWORD
    ]
    return f"{name}({', '.join(parameters)}){arrow}{_sense(function, longest)}"


def _parameter(one: inspect.Parameter) -> str:
    """Return a parameter; one with ``?`` need not be given, and is as its sense says then."""
    if one.default is one.empty:
        return "*" * (one.kind is one.VAR_POSITIONAL) + one.name
    is_telling = isinstance(one.default, str) and one.default not in ("*", "")
    return f"{one.name}={one.default!r}" if is_telling else f"{one.name}?"


def _sense(function: Callable[..., Any], longest: int) -> str:
    """Return the first clause of a docstring, without what every one begins with."""
    first = (inspect.getdoc(function) or "").split("\n\n")[0]
    said = re.sub(r"\s+", " ", first).replace("`", "").rstrip(".")
    said = re.sub(r"^Return (the |a |an )?", "", said).partition("; ")[0]
    said = _UNITS.sub("", said)
    while len(said) > longest > 0 and _CLAUSE.search(said):
        said = _CLAUSE.sub("", said, count=1)
    return f": {said}" if said and longest else ""


@cache
def returns() -> Mapping[tuple[str, str], str]:
    """Return what each method and attribute gives, by class and name, in words of the stubs."""
    found: dict[tuple[str, str], str] = {}
    for node in ast.parse(StubMaker().text).body:
        if isinstance(node, ast.ClassDef):
            for member in node.body:
                if isinstance(member, ast.FunctionDef) and member.returns is not None:
                    found.setdefault((node.name, member.name), ast.unparse(member.returns))
                elif isinstance(member, ast.AnnAssign) and isinstance(member.target, ast.Name):
                    found[node.name, member.target.id] = ast.unparse(member.annotation)
    return found
