"""What of a project's memory a model is told: symbols, preferences, macros, and tips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.memory.portrait import preferred_unit, symbol_name
from workbench.memory.store import MEMORY_FOLDER, Memory

if TYPE_CHECKING:
    from workbench.ask.by_macro import MacroPlanner
    from workbench.ask.kept import Kept
    from workbench.ask.router import Known, Recall
    from workbench.memory.tips import Tips
    from workbench.project import Project

TIPS = "tips"


def tips_of(project: Project) -> Tips:
    """Return the tips of a project."""
    from workbench.memory.tips import Tips

    return Tips(project.folder / MEMORY_FOLDER / TIPS)


def known_of(project: Project, kept: Kept | None, macros: MacroPlanner) -> Recall:
    """Return what gives all that memory knows of a question, each once.

    Parameters
    ----------
    project
        Whose symbols are recalled by the words of the question.
    kept
        The conversation, whose symbols are known, too.
    macros
        Of which those are told that the data allow.
    """
    folder = project.folder / MEMORY_FOLDER

    def recall(question: str) -> list[Known]:
        if not folder.is_dir():
            return []
        memory = Memory(folder)
        found: list[Known] = [one.symbol for one in memory.recall(question)]
        found += [memory.read(symbol_name("units"))] if preferred_unit(memory) else []
        found += [] if kept is None else kept.symbols()
        found += macros.usable()
        return list({one.name: one for one in reversed(found)}.values())[::-1]

    return recall
