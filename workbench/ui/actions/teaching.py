"""What a person teaches: tips for a model, and macros."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from workbench.ui.actions.contract import Action, Done, Words, called, option

if TYPE_CHECKING:
    from workbench.project import Project


@dataclass(frozen=True, slots=True)
class AddTip(Action):
    """Tell a model what to do, or not to, for questions like one.

    Parameters
    ----------
    text
        One line.
    question
        The one that taught it.
    failed
        What went wrong with it.
    """

    name: ClassVar[str] = "memory.tip"
    text: str
    question: str
    failed: str

    def words(self) -> Words:
        """Return ``memory tip``."""
        options = (*option("--question", self.question), *option("--failed", self.failed))
        return Words(("memory", "tip"), (self.text,), options)

    def python(self) -> str:
        """Return the call."""
        given = called(self.text, self.question, self.failed)
        return f"workbench.ask.told.tips_of(project).add({given})"

    def do(self, project: Project) -> Done:
        """Keep it."""
        from workbench.cli.memory_teach import add_tip, tip_json

        made, gone = add_tip(project, self.text, self.question, self.failed)
        room = "" if gone is None else f" To make room, tip:{gone.number} is archived."
        return Done(f"tip:{made.number} is kept.{room}", tip_json(made, gone))


@dataclass(frozen=True, slots=True)
class AddMacro(Action):
    """Keep calls of the workbench under a name, once they were checked and tried.

    Parameters
    ----------
    text
        TOML, as of `workbench.memory.macros`.
    given
        Arguments for its trial, by name; else the first that the data have.
    replaces
        The version that it follows; none for a new name.
    """

    name: ClassVar[str] = "memory.macro"
    text: str
    given: Mapping[str, str] = field(default_factory=dict)
    replaces: int | None = None

    def words(self) -> Words:
        """Return ``memory macro``, which reads the text."""
        options = (
            *(f"--with={pair}" for pair in self._pairs()), *option("--replaces", self.replaces),
        )  # fmt: skip
        return Words(("memory", "macro"), ("-",), options, self._typed())

    def python(self) -> str:
        """Return the call."""
        from workbench.cli.memory_carry import STANDARD_INPUT

        given = called(self._typed(), STANDARD_INPUT, self._pairs(), self.replaces)
        return f"workbench.cli.memory_teach.add_macro(project, {given})"

    def do(self, project: Project) -> Done:
        """Keep it."""
        from workbench.cli.memory_carry import STANDARD_INPUT
        from workbench.cli.memory_teach import add_macro, macro_json

        saved, values, replayed = add_macro(
            project, self._typed(), STANDARD_INPUT, self._pairs(), self.replaces
        )
        tried = ", ".join(f"{name} = {value}" for name, value in values.items())
        words = [
            f"macro:{saved.name}, version {saved.version}, is kept; it was tried "
            + (f"with {tried}." if tried else "without arguments."),
            f"Accepted answers: {replayed.text()}." if replayed.same or replayed.different else "",
        ]
        return Done(" ".join(filter(None, words)), macro_json(saved, values))

    def _pairs(self) -> list[str]:
        return [f"{name}={value}" for name, value in self.given.items()]

    def _typed(self) -> str:
        return self.text if self.text.endswith("\n") else f"{self.text}\n"
