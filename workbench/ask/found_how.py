"""Where the behaviors of a program come from: stored facts, or the tracks at the time of asking."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graphs.filters import FactFilter
from graphs.records import STANDING
from graphs.storage.tables import ASSESSED, FACT
from graphs.words import counted
from workbench.ask.answer import Term

if TYPE_CHECKING:
    from workbench.project import Project

_NOW = {"behavior": "name", "latency": "of", "first": "of", "last": "of", "longest": "of"}
"""Method of a recording -> its first argument, a behavior that is found on the tracks."""

_WHO = {"rule": "rules", "model": "a model", "human": "a person", "import": "an imported file"}
_EVERY = "every behavior"


@dataclass
class _Used:
    """Behaviors that a program names, and in which recordings."""

    stored: dict[str, None] = field(default_factory=dict)
    now: dict[str, None] = field(default_factory=dict)
    every: bool = False
    recordings: set[str] | None = field(default_factory=set)


def found_how(project: Project, program: str) -> tuple[Term, ...]:
    """Return for each behavior that a program names how its bouts were found.

    Parameters
    ----------
    project
        What it is about.
    program
        Its text, which parses.

    Notes
    -----
    Numbers are of the whole of the recordings that it names, or of all: what a program chooses from
    it, by animal or time, is less. A behavior whose name is put together when the program runs is
    not told.
    """
    used = _used(program)
    terms = [Term(name, _found_now(project, name)) for name in used.now]
    if used.stored or used.every:
        terms = [*_stored(project, used), *terms]
    return tuple(terms)


def stored_in(project: Project, program: str) -> list[str]:
    """Return the recordings whose stored facts a program reads, as far as its text tells."""
    used = _used(program)
    if not used.stored and not used.every:
        return []
    return sorted(used.recordings or (spec.name for spec in project.specs()))


def _used(program: str) -> _Used:
    used = _Used()
    for node in ast.walk(ast.parse(program)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        called = node.func.attr
        if called == "facts":
            named = _argument(node, "predicate", 1)
            used.every |= named is None
            used.stored.update(dict.fromkeys(_texts(named)))
        elif called in _NOW:
            used.now.update(dict.fromkeys(_texts(_argument(node, _NOW[called], 0))))
        elif called in ("time_budget", "transitions", "co_occurrence") and not node.args:
            used.every = True
        elif called == "recording" and used.recordings is not None:
            used.recordings.update(_texts(_argument(node, "name", 0)))
        elif called == "recordings":
            used.recordings = None
    return used


def _argument(call: ast.Call, name: str, place: int) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    return call.args[place] if len(call.args) > place else None


def _texts(node: ast.expr | None) -> Iterator[str]:
    """Yield the texts that stand in an argument."""
    parts = node.elts if isinstance(node, ast.List | ast.Tuple) else [node]
    for part in parts:
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def _found_now(project: Project, name: str) -> str:
    """Return by what a behavior is found on the tracks."""
    from workbench.behaviors.find import find_entry  # slow to import

    entry = find_entry(project.graph().ethogram(), name)
    by = "its rule" if entry is not None and entry.function is None else "its function"
    return f"found on the tracks when this was asked, by {by}; nobody reviewed it"


def _stored(project: Project, used: _Used) -> Iterator[Term]:
    """Yield who found the facts of each behavior, and who looked over them."""
    graph = project.graph()
    names = graph.names()
    meant = {word: list(names.predicates(word)) or [word] for word in used.stored}
    wanted = None if used.every else sorted({one for found in meant.values() for one in found})
    where = sorted(used.recordings) if used.recordings else None
    condition, values = FactFilter(where, predicate=wanted).sql()
    facts = (
        f"SELECT predicate, source, status, count(*) FROM {FACT} "  # noqa: S608 - ours, as is `sql`
        f"WHERE {condition} GROUP BY ALL"
    )
    looked = f"SELECT DISTINCT predicate, source FROM {ASSESSED} WHERE {condition}"  # noqa: S608
    with graph.graph.index.cursor() as cursor:
        found = cursor.execute(facts, values).fetchall()
        sought = cursor.execute(looked, values).fetchall()
    for word, behaviors in meant.items():
        yield Term(word, _said(behaviors, found, sought))
    if used.every:
        everything = [predicate for predicate, *_ in [*found, *sought]]
        yield Term(_EVERY, _said(everything, found, sought))


def _said(
    behaviors: list[str], found: list[tuple[str, str, str, int]], sought: list[tuple[str, str]]
) -> str:
    by, reviewed, left_out = Counter[str](), 0, 0
    for predicate, source, status, count in found:
        if predicate not in behaviors:
            continue
        if status in STANDING:
            by[source] += count
            reviewed += count if status == "accepted" or source == "human" else 0
        else:
            left_out += count
    if not by:
        looked = sorted({_WHO[source] for predicate, source in sought if predicate in behaviors})
        told = f"{' and '.join(looked)} looked for it and found none" if looked else "none at all"
    else:
        told = " and ".join(f"{n} found by {_WHO[source]}" for source, n in sorted(by.items()))
        told += f"; {reviewed or 'none'} of {sum(by.values())} reviewed by a person"
    if left_out:
        told += f"; {counted(left_out, 'fact')} rejected or corrected, left out"
    return f"read from stored facts: {told}"
