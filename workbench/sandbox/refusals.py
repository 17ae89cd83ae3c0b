"""What a program may not say, found by reading it: before anything of it runs.

The worker process would stop most of this too; here it gets a message that names the line.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from graphs.words import did_you_mean
from workbench.sandbox.rewrite import assigned_names
from workbench.sandbox.surface import FUNCTIONS

MODULE = "workbench"
LONGEST = 20_000
"""Characters of a program."""

_DEEPEST = 100
"""Levels of one expression or block inside another."""

_FORBIDDEN = frozenset(
    {
        "__build_class__", "__builtins__", "__import__", "breakpoint", "compile", "delattr", "dir",
        "eval", "exec", "exit", "getattr", "globals", "hasattr", "help", "id", "input", "locals",
        "memoryview", "object", "open", "quit", "setattr", "super", "type", "vars",
    }
)  # fmt: skip

_STATEMENTS: dict[type[ast.AST], str] = {
    ast.AsyncFunctionDef: "async functions",
    ast.AsyncFor: "async loops",
    ast.AsyncWith: "async blocks",
    ast.Await: "await",
    ast.ClassDef: "classes",
    ast.Delete: "del",
    ast.Global: "global",
    ast.Nonlocal: "nonlocal",
    ast.With: "with",
    ast.Yield: "yield",
    ast.YieldFrom: "yield from",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a program.

    Parameters
    ----------
    message
        For people and models.
    line, column
        Where, from 1; line 0 where it is no line's fault.
    """

    message: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line else self.message


def parsed(program: str) -> ast.Module | Fault:
    """Return the syntax tree of a program, or why it has none."""
    if len(program) > LONGEST:
        return Fault(f"The program has {len(program)} characters; {LONGEST} are the most.", 0)
    if "\0" in program:
        return Fault("The program holds a null character.", 0)
    try:
        tree = ast.parse(program)
    except UnicodeEncodeError:
        return Fault("The program holds half a character (a surrogate).", 0)
    except SyntaxError as error:
        return Fault(f"not Python: {error.msg}", error.lineno or 1, error.offset or 1)
    except (RecursionError, MemoryError, ValueError):
        return Fault("The program is nested too deeply to be read.", 0)
    return Fault("The program is nested too deeply.", 0) if _depth(tree) > _DEEPEST else tree


def refused(tree: ast.Module) -> list[Fault]:
    """Return everything in a program that is not allowed, in order."""
    faults = [
        Fault(message, getattr(node, "lineno", 1), getattr(node, "col_offset", 0) + 1)
        for node in ast.walk(tree)
        for message in (*_messages(node), *_private(node), *_taken(node))
    ]
    return sorted(faults, key=lambda fault: (fault.line, fault.column))


def _messages(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            for alias in names:
                yield _import_message(alias.name)
        case ast.ImportFrom(module=module, names=names, level=level):
            yield from _from_messages("." * level + (module or ""), [a.name for a in names])
        case ast.Name(id=name) if _is_dunder(name) or name in _FORBIDDEN:
            yield f"{name!r} is not there for programs."
        case ast.BoolOp(values=[_, *later]) if _names_inside(later):
            yield "':=' after 'and' or 'or' is not there for programs."
        case ast.Compare(comparators=[_, *later]) if _names_inside(later):
            yield "':=' inside a chain of comparisons is not there for programs."
        case ast.AugAssign(target=ast.Subscript(slice=ast.Slice())):
            yield "Only names and items like x[0] can be added to with an operator."
        case ast.Attribute(ctx=ast.Store()):
            yield "What belongs to an object cannot be replaced; give the value a name of its own."
        case ast.FunctionDef(decorator_list=[_, *_]):
            yield "decorators are not there for programs."
        case _ if type(node) in _STATEMENTS:
            yield f"{_STATEMENTS[type(node)]}: not there for programs."


def _private(node: ast.AST) -> Iterator[str]:
    """Yield that what a node asks of a thing is not for programs."""
    match node:
        case ast.Attribute(attr=name) if name.startswith("_"):
            yield f"{name!r}: names that begin with an underscore are private."
        case ast.Attribute(attr="format" | "format_map" as name):
            yield f'.{name}() is not there for programs; write the value in a text: f"{{x:.2f}}"'
        case ast.keyword(arg=str(name)) if name.startswith(("_", "wb_")):
            yield f"{name!r}: names that begin so are private."


def _taken(node: ast.AST) -> Iterator[str]:
    """Yield that a name which a node defines is not free."""
    if isinstance(node, ast.Name):  # wherever they stand
        return
    for name in assigned_names(node):
        if _is_dunder(name) or name in _FORBIDDEN:
            yield f"{name!r} is not there for programs."


def _names_inside(parts: list[ast.expr]) -> bool:
    return any(isinstance(node, ast.NamedExpr) for part in parts for node in ast.walk(part))


def _import_message(name: str) -> str:
    if name == MODULE:
        return f"Write what you need by name: from {MODULE} import {', '.join(FUNCTIONS)}"
    return f"{name!r} cannot be imported: programs have {MODULE!r} and nothing else."


def _from_messages(module: str, names: list[str]) -> Iterator[str]:
    if module != MODULE:
        yield f"{module!r} cannot be imported: programs have {MODULE!r} and nothing else."
        return
    for name in names:
        if name not in FUNCTIONS:
            hint = did_you_mean(name, FUNCTIONS)
            yield f"Programs cannot import {name!r} from {MODULE!r}{hint}"


def _is_dunder(name: str) -> bool:
    return name.startswith(("__", "wb_"))


def _depth(tree: ast.AST) -> int:
    """Return how many levels one node is inside another, without recursion."""
    deepest, stack = 0, [(tree, 0)]
    while stack:
        node, depth = stack.pop()
        deepest = max(deepest, depth)
        stack += [(child, depth + 1) for child in ast.iter_child_nodes(node)]
    return deepest
