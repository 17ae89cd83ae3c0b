"""Macros as planners: a question that asks for one is answered by its calls, if the data allow it.

The words that ask for a macro are those that a person gave it, so it goes before the grammar; the
answer's terms name it with its version. Where its condition does not hold it is left out, and why
is told with whatever else answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from graphs.errors import UserError, WorkbenchError
from workbench.ask.answer import Term
from workbench.ask.plan import AmbiguousError, NotUnderstoodError, Plan
from workbench.memory.store import MEMORY_FOLDER
from workbench.sandbox import surface

if TYPE_CHECKING:
    from workbench.memory.conditions import Fact
    from workbench.memory.macro_folder import Macros
    from workbench.memory.macros import Macro, Plain
    from workbench.project import Project

MACROS = "macros"


@dataclass(frozen=True, slots=True)
class ByMacro:
    """What macros make of a question.

    Parameters
    ----------
    plan
        ``None`` where none is asked for, or the data do not allow it.
    skipped
        Why macros that are asked for, or cannot be read, are left out.
    macro
        The one that is used.
    """

    plan: Plan | None = None
    skipped: tuple[str, ...] = ()
    macro: Macro | None = None

    @property
    def symbols(self) -> dict[str, int]:
        """The macro with its version, as an answer names it."""
        return {} if self.macro is None else {f"macro:{self.macro.name}": self.macro.version}

    def add_to(self, error: NotUnderstoodError) -> None:
        """Say in a refusal why macros were left out, too."""
        if self.skipped:
            error.args = ("\n".join([str(error), *self.skipped]),)


@dataclass(frozen=True, slots=True)
class Remembered:
    """A macro as a model is told of it."""

    name: str
    text: str
    program: str
    version: int


def macros_of(project: Project) -> Macros:
    """Return the macros of a project; their calls may name what programs may."""
    from workbench.memory.macro_folder import Macros

    parts = {f"{o.name}.{p}" for o in surface.EXPOSED for p in (*o.methods, *o.attributes)}
    return Macros(project.folder / MEMORY_FOLDER / MACROS, {*surface.FUNCTIONS, *parts})


class MacroPlanner:
    """Plans questions that ask for a macro.

    Parameters
    ----------
    project
        What is asked about.
    macros
        In place of those of the project.
    """

    def __init__(self, project: Project, macros: Sequence[Macro] | None = None) -> None:
        self._project = project
        self._given = macros
        self._last: tuple[Macro, Mapping[str, Plain]] | None = None

    @cached_property
    def _known(self) -> tuple[list[Macro], tuple[str, ...]]:
        """The macros, and why some of them cannot be read."""
        if self._given is not None:
            return list(self._given), ()
        if not (self._project.folder / MEMORY_FOLDER / MACROS).is_dir():
            return [], ()
        store, found, faults = macros_of(self._project), [], []
        for name in store.names():
            try:
                found.append(store.get(name))
            except WorkbenchError as error:
                faults.append(f"The macro {name!r} was not looked at: {error}")
        return found, tuple(faults)

    @property
    def known(self) -> list[Macro]:
        """The macros that can be read."""
        return list(self._known[0])

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """What is known of the data."""
        from workbench.ask.card_data import data_card

        return data_card(self._project).facts()

    def plan(self, question: str) -> ByMacro:
        """Return the program of the macro that a question asks for, if there is one.

        Raises
        ------
        AmbiguousError
            It asks for several.
        NotUnderstoodError
            It asks for one with wrong arguments.
        """
        macros, faults = self._known
        if not macros:
            return ByMacro(None, faults)
        found = self._asked(question, macros)
        reasons = [(macro, values, self._why_not(macro)) for macro, values in found]
        skipped = (*faults, *(why for *_, why in reasons if why))
        usable = [(macro, values) for macro, values, why in reasons if not why]
        self._last = None
        if not usable:
            return ByMacro(None, skipped)
        if len(usable) > 1:
            names = " and ".join(f"{macro.name!r}" for macro, _ in usable)
            message = (
                f"{question!r} asks for the macros {names}. Say which by its name: "
                f"{usable[0][0].name}(...)"
            )
            raise AmbiguousError(message)
        [(macro, values)] = usable
        try:
            program = macro.program(values, self.facts)
        except UserError as error:
            raise NotUnderstoodError(str(error)) from None
        self._last = macro, values
        return ByMacro(Plan(program, _terms(question, macro, values), (), "macro"), skipped, macro)

    def _asked(
        self, question: str, macros: Sequence[Macro]
    ) -> list[tuple[Macro, Mapping[str, Plain]]]:
        from workbench.memory.macro_words import value_exchanged, values_asked

        found: list[tuple[Macro, Mapping[str, Plain]]] = [
            (macro, values)
            for macro in macros
            if (values := values_asked(macro, question, self.facts)) is not None
        ]
        if not found and self._last is not None:
            macro, before = self._last
            values = value_exchanged(macro, before, question, self.facts)
            found += [] if values is None else [(macro, values)]
        return found

    def _why_not(self, macro: Macro) -> str:
        from workbench.memory.conditions import why_not

        try:
            reason = why_not(macro.when, self.facts)
        except UserError as error:
            reason = str(error)
        return f"The macro {macro.name!r} is not used here: {reason}." if reason else ""

    def usable(self) -> list[Remembered]:
        """Return the macros whose condition holds, as a model is told of them."""
        return [
            Remembered(f"macro:{one.name}", f"calls for: {one.line()}", _calls(one), one.version)
            for one in self._known[0]
            if not self._why_not(one)
        ]


def _calls(macro: Macro) -> str:
    """Return the calls of a macro, arguments by their names."""
    from workbench.memory.macros import rendered

    return rendered(macro, {})


def _terms(question: str, macro: Macro, values: Mapping[str, Plain]) -> tuple[Term, ...]:
    head = Term(
        question.strip().rstrip("?.! "),
        f"the macro {macro.name}, version {macro.version}: {macro.description}",
    )
    usual = [
        Term(one.name, f"{one.default}, as the macro has it")
        for one in macro.arguments
        if one.name not in values and one.default is not None
    ]
    return (head, *(Term(name, str(value)) for name, value in values.items()), *usual)
