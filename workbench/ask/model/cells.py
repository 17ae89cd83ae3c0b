"""Programs of subgoals as one text, checked and run from the start; faults in lines of the last.

A program of a later subgoal goes on where those before it ended. Every run begins at the first
line, so what is found is always that of a text that runs by itself.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from graphs.ethogram import Ethogram
from workbench.ask.answer import Term
from workbench.ask.model.interface import returns
from workbench.ask.reflect import Checks
from workbench.ask.telling import Told
from workbench.memory.subgoals import Cell
from workbench.memory.variables import Variable
from workbench.sandbox.names import DataNames
from workbench.sandbox.refusals import Fault
from workbench.sandbox.running import Ran
from workbench.sandbox.surface import EXPOSED


class Runs(Protocol):
    """Checks and runs programs; see `workbench.sandbox.running.Sandbox`."""

    def check(self, program: str) -> list[Fault]:
        """Return what is wrong with a program."""
        ...

    def run(self, program: str) -> Ran:
        """Run a program."""
        ...


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a program for a subgoal.

    Parameters
    ----------
    cell
        As working memory keeps it.
    whole
        The text that was run: the programs before it, and it.
    ran
        ``None`` if it did not fit and was not run.
    faults
        Why it is sent back; empty if it is not.
    doubts
        What may be wrong with what it found.
    """

    cell: Cell
    whole: str
    ran: Ran | None
    faults: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    def sent_back(self, faults: tuple[str, ...]) -> Tried:
        """Return it with faults, so that what it found does not count."""
        return replace(self, faults=faults, cell=replace(self.cell, error="\n".join(faults)))


def try_program(
    sandbox: Runs, before: str, program: str, question: str, checks: Checks, *, answers: bool
) -> Tried:
    """Check a program and run it after those before it.

    Parameters
    ----------
    sandbox
        Where it runs.
    before
        The programs that ran; ``""`` for the first.
    program
        Of the current subgoal.
    question
        That all are to answer.
    checks
        Of what it found.
    answers
        Whether it is the last: only that has to answer something.
    """
    whole = f"{before.rstrip()}\n\n{program}" if before.strip() else program
    offset = whole.count("\n") - program.count("\n")
    faults = sandbox.check(whole)
    ran = None if faults else sandbox.run(whole)
    if ran is not None and ran.fault is not None:
        faults = [ran.fault]
    said = tuple(dict.fromkeys(_in_cell(fault, offset) for fault in faults))
    printed = ran.printed if ran is not None else ""
    cell = Cell(program, printed, "\n".join(said), () if said else made(program))
    found = Tried(cell, whole, ran, said)
    if said or ran is None or not answers:
        return found
    wrong = checks.faults(question, ran.told)
    found = replace(found, doubts=checks.doubts(whole, ran.told))
    return found.sent_back(wrong) if wrong else found


def _in_cell(fault: Fault, offset: int) -> str:
    if 0 < fault.line <= offset:
        return f"in the programs before, {fault}"
    return str(replace(fault, line=max(fault.line - offset, 0)))


def same_answer(one: Told, other: Told) -> bool:
    """Whether two runs of a text found the same."""
    return repr((one.values, one.tables, one.clips, one.notes)) == repr(
        (other.values, other.tables, other.clips, other.notes)
    ) and len(one.figures) == len(other.figures)


def made(program: str) -> tuple[Variable, ...]:
    """Return the variables that a program makes at its top level, with what they are if known."""
    found: dict[str, Variable] = {}
    for node in _body(program):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found[target.id] = Variable(target.id, _kind(node.value))
    return tuple(found.values())


def _body(program: str) -> list[ast.stmt]:
    try:
        return ast.parse(program).body
    except (SyntaxError, ValueError):
        return []


def _kind(value: ast.expr) -> str:
    """Return what the last call or attribute of an expression gives; of several classes, all."""
    is_call = isinstance(value, ast.Call)
    node = value.func if isinstance(value, ast.Call) else value
    if is_call and isinstance(node, ast.Name) and node.id == "open_project":
        return "Project"
    name = node.attr if isinstance(node, ast.Attribute) else ""
    owners = [one.name for one in EXPOSED if name in (one.methods if is_call else one.attributes)]
    kinds = {returns()[owner, name].partition("[")[0] for owner in owners}
    return " or ".join(sorted(kinds)) or "value"


def terms_of(program: str, names: DataNames, ethogram: Ethogram) -> tuple[Term, ...]:
    """Return the names of the data in a program with what they stand for, each once."""
    return tuple(dict.fromkeys(_terms(program, names, ethogram)))


def _terms(program: str, names: DataNames, ethogram: Ethogram) -> Iterator[Term]:
    senses = {entry.name: entry.definition for entry in ethogram}
    senses |= {word: senses[name] for name, words in names.behaviors.items() for word in words}
    for node in ast.walk(ast.Module(_body(program), [])):
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            continue
        word = node.value
        if word in senses:
            yield Term(word, senses[word])
        elif word in names.zones:
            yield Term(word, "a zone of the arena")
        elif word in names.objects:
            yield Term(word, "an object in the arena")
