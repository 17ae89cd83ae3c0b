"""Wrong programs made mechanically from correct ones, to measure what the check finds of them.

One thing is changed at a time. A mutant counts only if it fails when it is run without the check:
what is changed to something else that is allowed is no fault.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.sandbox_programs import MUTATED, whole

_OTHER_UNIT = {"cm": "s", "s": "cm/s", "ms": "cm", "cm/s": "deg", "deg": "cm", "deg/s": "cm/s"}
_NAMES = {
    "mouse_1": "animal", "mouse_2": "animal", "shelter": "zone", "feeder": "zone",
    "open_field": "recording",
}  # fmt: skip
_BEHAVIORS = ("approach", "rear", "groom", "rest", "chase", "flee", "contact")
_OWN = ("answer", "open_project", "project", "recording", "abs")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A program with one fault.

    Parameters
    ----------
    kind
        What is wrong: ``"unit"``.
    what
        What stands there, and what stood there.
    program
        The text.
    """

    kind: str
    what: str
    program: str


def mutants() -> list[Mutant]:
    """Return all mutants, in order; each text once."""
    found: dict[str, Mutant] = {}
    for text in MUTATED:
        for one in _of(whole(text)):
            found.setdefault(one.program, one)
    return list(found.values())


def _of(program: str) -> Iterator[Mutant]:
    tree = ast.parse(program)
    for index, node in enumerate(ast.walk(tree)):
        for kind, what, change in _changes(node):
            new = copy.deepcopy(tree)
            change(list(ast.walk(new))[index])
            yield Mutant(kind, what, ast.unparse(new) + "\n")


_Change = tuple[str, str, Callable[[ast.AST], None]]


def _changes(node: ast.AST) -> Iterator[_Change]:
    match node:
        case ast.Constant(value=str(text)):
            yield from _of_text(text)
        case ast.Call(func=ast.Attribute(attr=name)) if name not in _OWN:
            yield from _of_call(node, name)
        case ast.Attribute(attr=name) if name not in _OWN:
            yield "function", f"{name} -> {name}_of", _set("attr", f"{name}_of")
            yield "function", f"{name} -> {name[:-1]}", _set("attr", name[:-1])
        case ast.keyword(arg=str(name)):
            yield "argument name", f"{name} -> {name}_x", _set("arg", f"{name}_x")
        case ast.Call(func=ast.Name(id="answer"), args=[ast.Attribute() as value]):
            yield "type", f"if {ast.unparse(value)[:20]}: a mask", _as_condition


def _of_text(text: str) -> Iterator[_Change]:
    number, _, unit = text.partition(" ")
    if unit in _OTHER_UNIT:
        for wrong in (_OTHER_UNIT[unit], "parsec"):
            yield "unit", f"{unit} -> {wrong}", _set("value", f"{number} {wrong}")
    head, dot, part = text.partition(".")
    if head in _NAMES:
        wrong = head[:-1] + ("9" if head[-1].isdigit() else "")
        yield _NAMES[head], f"{head} -> {wrong}", _set("value", wrong + dot + part)
        if dot:
            yield "part", f"{part} -> {part}s", _set("value", f"{text}s")
    if text in _BEHAVIORS:
        yield "behavior", f"{text} -> {text}ing", _set("value", f"{text[:-1]}xx")


def _of_call(node: ast.Call, name: str) -> Iterator[_Change]:
    if node.args:
        yield "argument count", f"{name}: one fewer", lambda new: _arguments(new).__delitem__(-1)
        yield "type", f"{name}(3.5)", lambda new: _replace(new, ast.Constant(3.5))
        yield "type", f"{name}(rec)", lambda new: _replace(new, ast.Name("rec", ast.Load()))
        yield "type", f"{name}(None)", lambda new: _replace(new, ast.Constant(None))
    yield (
        "argument count",
        f"{name}: nine more",
        lambda new: _arguments(new).extend([ast.Constant(1)] * 9),
    )


def _arguments(node: ast.AST) -> list[ast.expr]:
    assert isinstance(node, ast.Call)
    return node.args


def _replace(node: ast.AST, value: ast.expr) -> None:
    _arguments(node)[0] = value


def _as_condition(node: ast.AST) -> None:
    """Make ``answer(x)`` into ``answer(1 if rec.window() else x)``: a mask is no truth value."""
    test = ast.parse("rec.window()", mode="eval").body
    arguments = _arguments(node)
    arguments[0] = ast.IfExp(test, ast.Constant(1), arguments[0])


def _set(field: str, value: object) -> Callable[[ast.AST], None]:
    return lambda node: setattr(node, field, value)
