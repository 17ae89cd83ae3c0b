"""Accepted answers planned again with a change that is not made yet: what it would spoil.

Only questions that the grammar or a macro answered are planned: a model that is asked again may
answer otherwise for other reasons. Where the program is the one that would be written without the
change nothing is run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from graphs.errors import UserError, WorkbenchError
from workbench.ask.answer import Answer
from workbench.ask.asking import Conversation
from workbench.ask.by_macro import MacroPlanner, macros_of
from workbench.ask.made_from import data_version
from workbench.ask.plan import Plan
from workbench.ask.preferred import in_preferred_unit
from workbench.ask.symbols import read_message
from workbench.memory.macro_checks import check_macro
from workbench.memory.macro_folder import Trial
from workbench.memory.names import normalised
from workbench.memory.store import MEMORY_FOLDER, Memory

if TYPE_CHECKING:
    from workbench.memory.cases import Case, Replayed
    from workbench.memory.macros import Macro, Plain
    from workbench.memory.symbols import Symbol
    from workbench.project import Project


class Replanner:
    """Plans accepted questions as they would be planned now, or after a change.

    Parameters
    ----------
    project
        What was asked about.
    memory
        In place of that of the project.
    macros
        In place of those of the project.
    """

    def __init__(
        self,
        project: Project,
        memory: Memory | None = None,
        macros: Sequence[Macro] | None = None,
    ) -> None:
        self._memory = memory or project.memory
        self._macros = MacroPlanner(project, macros)
        self.talk = Conversation(project)

    def plan(self, case: Case) -> Plan:
        """Return the program for a question; raises as `Conversation.plan` does."""
        self.talk.grammar.frame = None
        for question in case.before:
            with suppress(WorkbenchError):
                self._plan(question)
        return self._plan(case.question)

    def _plan(self, question: str) -> Plan:
        text = read_message(self._memory, question).prepared.text
        found = self._macros.plan(text)
        grammar = self.talk.grammar
        if found.plan is not None:
            grammar.frame = None
            return found.plan
        return in_preferred_unit(grammar.plan(text), grammar, self._memory)


class Trying(Memory):
    """A memory in which a symbol says something else, or is forgotten; nothing is written.

    Parameters
    ----------
    memory
        As it stands.
    name
        Of the symbol.
    text
        What it would say; ``None`` if it would be forgotten.
    """

    def __init__(self, memory: Memory, name: str, text: str | None) -> None:
        super().__init__(memory.folder)
        self._name, self._text = normalised(name), text

    def read(self, name: str, version: int | None = None) -> Symbol:
        """Return a symbol as it would stand."""
        if normalised(name) != self._name or version is not None:
            return super().read(name, version)
        if self._text is None:
            message = f"<{self._name}> would be forgotten."
            raise UserError(message)
        return replace(super().read(name), text=self._text)


def save_macro(
    project: Project, macro: Macro, values: Mapping[str, Plain], *, replaces: int | None = None
) -> tuple[Macro, Replayed]:
    """Check a macro, see that accepted answers stay the same, try it and save it.

    Parameters
    ----------
    project
        Whose memory it is for.
    macro
        Its version is given here.
    values
        Arguments that it is tried with on the project.
    replaces
        The version that it follows, where there is one.

    Raises
    ------
    UserError
        Something of it is wrong, its trial fails, or it changes answers that were accepted. Nothing
        is saved then.
    """
    store, planner = macros_of(project), MacroPlanner(project)
    check_macro(macro, store.functions, planner.facts)
    version = (replaces or 0) + 1
    others = [one for one in planner.known if one.name != macro.name]
    after = Replanner(project, macros=[*others, replace(macro, version=version)])
    replayed = _replayed(project, after)
    replayed.check(f"The macro {macro.name!r}, version {version},")
    trial = Trial(values, planner.facts, after.talk.run)
    return store.save(macro, trial, replaces=replaces), replayed


def replayed_without_macro(project: Project, name: str) -> Replayed:
    """Return how accepted answers stand without a macro."""
    others = [one for one in MacroPlanner(project).known if one.name != name]
    return _replayed(project, Replanner(project, macros=others))


def replayed_with_symbol(project: Project, name: str, text: str | None) -> Replayed:
    """Return how accepted answers stand if a symbol says something else, or is forgotten."""
    return _replayed(project, Replanner(project, Trying(project.memory, name, text)))


def replayed_now(
    project: Project, progress: Callable[[int, int], None] = lambda _done, _total: None
) -> Replayed:
    """Return how accepted answers stand as everything is now; every program is run.

    Parameters
    ----------
    project
        Whose answers.
    progress
        Called before each with how many were asked again and how many there are; what it raises
        ends the work.
    """
    from workbench.ask.model.keeping import cases_of

    now, cases = Replanner(project), cases_of(project)
    total, done = len(cases.all()), count()

    def answer(case: Case) -> Answer:
        progress(next(done), total)
        planned = case.planner in ("grammar", "macro")
        program = now.plan(case).program if planned else case.program
        return now.talk.run(program, case.question)

    return cases.replay(answer, data_version(project))


def _replayed(project: Project, after: Replanner) -> Replayed:
    from workbench.ask.model.keeping import cases_of

    cases = cases_of(project)
    if not (project.folder / MEMORY_FOLDER).is_dir() or not cases.all():
        return cases.replay(lambda _case: None, "")
    before = Replanner(project)

    def answer(case: Case) -> Answer | None:
        if case.planner not in ("grammar", "macro"):
            return None
        now = after.plan(case).program
        with suppress(WorkbenchError):  # not understood before: what is found now is compared
            if before.plan(case).program == now:
                return None
        return after.talk.run(now, case.question)

    return cases.replay(answer, data_version(project))
