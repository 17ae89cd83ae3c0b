"""Whether a program fits the interface that it is written for, found before it runs.

Read first for what programs may not say, then type-checked in the worker process against the stubs:
an invented function, a wrong argument, an animal that there is not, or a length beside a speed is
a message with a line.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphs.words import did_you_mean
from workbench.sandbox.names import DataNames
from workbench.sandbox.quantities import DIMENSIONS, with_dimensions
from workbench.sandbox.refusals import MODULE, Fault, parsed, refused
from workbench.sandbox.rewrite import BUILTINS
from workbench.sandbox.stubs import StubMaker
from workbench.sandbox.wording import in_words, place

if TYPE_CHECKING:
    from pydantic_monty import Monty

_BEFORE = f"import {MODULE} as wb_\n"
"""Stands before a program that is checked: it stops there, before anything of it runs."""

_LITERAL = re.compile(r'Literal\["([A-Z])"\]')
_FOUND = re.compile(r'found `Literal\["([^"]*)"\]`')
_LETTERS = frozenset(letter for _, letter in DIMENSIONS.values())


def check(
    pool: Monty, program: str, names: DataNames | None, stubs: str | None = None
) -> list[Fault]:
    """Return what is wrong with a program, in order; nothing of it runs.

    Parameters
    ----------
    pool
        Worker processes.
    program
        Its text.
    names
        Of the project; without them names are not looked at.
    stubs
        Those that `StubMaker` makes for the names, where they are at hand.
    """
    tree = parsed(program)
    if isinstance(tree, Fault):
        return [tree]
    faults = refused(tree)
    return faults or [
        fault
        for one in _diagnostics(pool, program, stubs or StubMaker(names).text)
        if (fault := _fault(one, tree, names)) is not None
    ]


def _diagnostics(pool: Monty, program: str, stubs: str) -> list[Mapping[str, Any]]:
    import pydantic_monty as monty

    text = _BEFORE + with_dimensions(program)
    module = monty.ExternalModule({}, stubs=stubs)
    with pool.checkout(
        type_check=True, type_check_format="json", external_modules={MODULE: module}
    ) as worker:
        try:
            snapshot: Any = worker.feed_start(text)
            while _asks_for_stubs(snapshot):
                snapshot = snapshot.resume_auto()
        except monty.MontyTypingError as error:
            found: list[Mapping[str, Any]] = json.loads(str(error))
            return found
        except monty.MontySyntaxError as error:
            return [{"message": error.display("msg"), "code": "syntax", "location": {}}]
        except monty.MontyCrashedError:
            said = "The program takes too long to be checked; write it in a simpler way."
            return [{"message": said, "code": "time", "location": {"row": 1}}]
    return []


def _asks_for_stubs(snapshot: Any) -> bool:
    return getattr(snapshot, "function_name", None) == "import_stubs"


def _texts(names: DataNames) -> list[str]:
    return [
        *names.recordings, *names.groups, *names.sessions, *names.animals, *names.zones,
        *names.objects, *names.behavior_words, *names.headings, *names.functions, *names.stored,
    ]  # fmt: skip


# in words ---------------------------------------------------------------------------------------


def _fault(found: Mapping[str, Any], tree: ast.Module, names: DataNames | None) -> Fault | None:
    """Return what a person is told; ``None`` where it can only be seen when the program runs."""
    message, where = str(found["message"]), found["location"]
    line, column = max(0, where.get("row", 2) - 1), where.get("column", 1)
    node = _at(tree, line, column)
    if found["code"] == "invalid-argument-type":
        if _is_text_put_together(message, node, names):
            return None
        if names is not None and (said := _unknown_name(node, message, names)):
            return Fault(f"{place(message)}: {said}", line, column)
    if _is_unsure(message):
        return None
    return Fault(in_words(message, names), line, column)


def _is_unsure(message: str) -> bool:
    """Whether a message is about what the type checker does not know well enough."""
    if message.startswith("Operator") and message.endswith("and `str`"):
        return True  # a text that is put together may be a quantity
    if message.endswith("found `object`"):
        return True
    undefined = re.fullmatch(r"Name `([^`]*)` used when not defined", message)
    return undefined is not None and undefined[1] in BUILTINS


def _at(tree: ast.Module, line: int, column: int) -> ast.AST | None:
    """Return the largest expression that starts in a place."""
    return next(
        (
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.expr) and (node.lineno, node.col_offset + 1) == (line, column)
        ),
        None,
    )


def _is_text_put_together(message: str, node: ast.AST | None, names: DataNames | None) -> bool:
    """Whether an argument is a text whose value is not known before the program runs."""
    if message.endswith("found `str`"):
        return True
    if not message.endswith("found `list[str]`"):
        return False
    if not isinstance(node, ast.List) or names is None:
        return True
    return not _unknown_name(node, message, names)


def _unknown_name(node: ast.AST | None, message: str, names: DataNames) -> str:
    """Return that a text is no name, with the nearest one; empty if it is one, or no text."""
    parts = list(node.elts) if isinstance(node, ast.List | ast.Tuple) else [node]
    if _LITERAL.search(message) or "the name of" not in in_words(message, names):
        return ""  # a quantity is expected or was given, or one of a few words
    texts = [one.value for one in parts if isinstance(one, ast.Constant)]
    if not texts and (found := _FOUND.search(message)):
        texts = [found[1]]
    known = _who(names)
    for value in texts:
        if isinstance(value, str) and value not in known and value not in _LETTERS:
            likely = [name for name in known if not name.startswith(("*", ".")) and name]
            return f"there is no {value!r}{did_you_mean(value, likely)}"
    return ""


def _who(names: DataNames) -> Sequence[str]:
    animals = ("*", "", *names.animals)
    points = [f"{animal}.{part}" for animal in animals for part in names.parts]
    return ["*", *_texts(names), *points]
