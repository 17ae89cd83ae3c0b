"""Conditions on data, in words that a person can read and a program can check.

``n_animals >= 2 and 'nose' in keypoints``: names of facts, texts, numbers, lists of these, ``len``,
comparisons, ``in``, ``and``, ``or``, ``not``. It is read as a tree of these and nothing else, so
that a condition from a file cannot do anything.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from graphs.errors import UserError
from graphs.words import did_you_mean

Fact = str | float | int | bool | None | Collection[str]
"""What is known of data under a name."""

_MOST_LETTERS = 500
_MOST_PARTS = 100
_COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge, ast.In: lambda one, several: one in several,
    ast.NotIn: lambda one, several: one not in several, ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}  # fmt: skip
_ALLOWED = (
    *_COMPARISONS, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.Compare,
    ast.Name, ast.Load, ast.Constant, ast.List, ast.Tuple, ast.Set, ast.Call,
)  # fmt: skip


def check_condition(text: str, known: Collection[str]) -> None:
    """Check that a condition can be read and names only known facts.

    Parameters
    ----------
    text
        The condition; an empty one always holds.
    known
        Names of facts.

    Raises
    ------
    UserError
        Says all that is wrong.
    """
    if text.strip():
        faults = list(_faults(_tree(text), known))
        if faults:
            message = f"The condition {text!r} cannot be used: {'; '.join(faults)}."
            raise UserError(message)


def why_not(text: str, facts: Mapping[str, Fact]) -> str:
    """Return why a condition does not hold; ``""`` if it does.

    Parameters
    ----------
    text
        The condition.
    facts
        What is known of the data, by name.

    Returns
    -------
    str
        The parts that do not hold, with what is so instead:
        ``"n_animals >= 2 does not hold (n_animals is 1)"``.

    Raises
    ------
    UserError
        The condition cannot be read, names something else than the facts, or compares things that
        have no order.

    Examples
    --------
    >>> why_not("n_animals >= 2 and 'nose' in keypoints", {"n_animals": 1, "keypoints": ["nose"]})
    'n_animals >= 2 does not hold (n_animals is 1)'
    """
    check_condition(text, facts)
    if not text.strip():
        return ""
    failing: list[ast.expr] = []
    for part in _parts(_tree(text)):
        try:
            holds = _value(part, facts)
        except TypeError as error:
            if failing:  # a part before it guards this one
                continue
            message = f"The condition {text!r} cannot be answered: {error}."
            raise UserError(message) from None
        if not holds:
            failing.append(part)
    return "; ".join(_reason(part, facts) for part in failing)


def _tree(text: str) -> ast.expr:
    if len(text) > _MOST_LETTERS:
        message = f"A condition has at most {_MOST_LETTERS} characters, found {len(text)}."
        raise UserError(message)
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        said = error.msg if isinstance(error, SyntaxError) else "it cannot be read"
        message = f"The condition {text!r} is not one: {said}. Example: n_animals >= 2"
        raise UserError(message) from None
    if sum(1 for _ in ast.walk(tree)) > _MOST_PARTS:
        message = f"The condition {text[:40]!r}... has more than {_MOST_PARTS} parts."
        raise UserError(message)
    return tree


def _faults(tree: ast.expr, known: Collection[str]) -> Iterator[str]:
    functions = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if not isinstance(node, _ALLOWED) or (
            isinstance(node, ast.Constant) and isinstance(node.value, bytes | complex)
        ):
            said = ast.unparse(node) if isinstance(node, ast.expr) else type(node).__name__
            yield f"{said!r} is not allowed in it"
        elif isinstance(node, ast.Call) and not _is_len(node):
            yield f"{ast.unparse(node)!r} is not allowed in it; the only function is len"
        elif isinstance(node, ast.Name) and id(node) not in functions and node.id not in known:
            yield f"{node.id!r} is not known of data{did_you_mean(node.id, known)}"


def _is_len(node: ast.Call) -> bool:
    one = len(node.args) == 1 and not node.keywords and not isinstance(node.args[0], ast.Starred)
    return one and isinstance(node.func, ast.Name) and node.func.id == "len"


def _parts(tree: ast.expr) -> list[ast.expr]:
    """Return what must all hold."""
    if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And):
        return [part for value in tree.values for part in _parts(value)]
    return [tree]


def _value(node: ast.expr, facts: Mapping[str, Fact]) -> Any:
    match node:
        case ast.Constant():
            return node.value
        case ast.Name():
            return facts[node.id]
        case ast.List() | ast.Tuple() | ast.Set():
            return [_value(one, facts) for one in node.elts]
        case ast.Call():
            return len(_value(node.args[0], facts))
        case ast.UnaryOp():
            value = _value(node.operand, facts)
            return not value if isinstance(node.op, ast.Not) else -value
        case ast.BoolOp():
            several = (bool(_value(one, facts)) for one in node.values)
            return all(several) if isinstance(node.op, ast.And) else any(several)
        case ast.Compare():
            values = [_value(one, facts) for one in (node.left, *node.comparators)]
            compared = zip(values, node.ops, values[1:], strict=False)
            return all(_COMPARISONS[type(sign)](one, other) for one, sign, other in compared)
    message = f"no value of {type(node).__name__}"
    raise AssertionError(message)  # `_faults` lets nothing else through


def _reason(part: ast.expr, facts: Mapping[str, Fact]) -> str:
    names = dict.fromkeys(
        node.id for node in ast.walk(part) if isinstance(node, ast.Name) and node.id in facts
    )
    now = ", ".join(f"{name} is {_said(facts[name])}" for name in names)
    return f"{ast.unparse(part)} does not hold" + (f" ({now})" if now else "")


def _said(fact: Fact) -> str:
    if isinstance(fact, str) or not isinstance(fact, Collection):
        return repr(fact)
    return ", ".join(map(str, fact)) or "empty"
