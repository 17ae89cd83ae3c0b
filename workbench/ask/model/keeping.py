"""Answers that a person accepted or rejected: kept as dialogues to show, and to compare with.

```
memory/
  exemplars/    whole dialogues that models are shown; see `workbench.memory.exemplars`
  cases/        answers to give again after a change; see `workbench.memory.cases`
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphs.errors import UserError, WorkbenchError
from workbench.ask.card_data import data_card
from workbench.ask.model.planner import WORK
from workbench.ask.model.trace import ASK
from workbench.memory.cases import Cases
from workbench.memory.context import WorkingMemory
from workbench.memory.exemplars import By, Exemplar, Exemplars
from workbench.memory.store import MEMORY_FOLDER

if TYPE_CHECKING:
    from workbench.memory.conversation import Turn
    from workbench.project import Project

EXEMPLARS, CASES = "exemplars", "cases"


def exemplars_of(project: Project) -> Exemplars:
    """Return the dialogues of a project."""
    return Exemplars(project.folder / MEMORY_FOLDER / EXEMPLARS)


def cases_of(project: Project) -> Cases:
    """Return the accepted answers of a project."""
    return Cases(project.folder / MEMORY_FOLDER / CASES)


def accept(project: Project, turn: Turn, before: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Keep an answer that a person accepts, and say what could not be kept.

    Parameters
    ----------
    project
        Where it was given.
    turn
        With its program.
    before
        What was asked before, where the question leans on that.

    Raises
    ------
    UserError
        It has no question, program or result, or cannot be written.
    """
    faults: tuple[str, ...] = ()
    if before:
        faults = (f"{turn.question!r} leans on the question before it: no model is shown it.",)
    else:
        exemplars_of(project).add(_exemplar(project, turn, "person"), ran=True)
    try:
        cases_of(project).add(turn, before)
    except UserError as error:
        if turn.values or turn.tables:
            raise
        return (*faults, str(error))  # pictures and clips alone are not compared
    return faults


def reject(project: Project, turn: Turn, why: str = "") -> None:
    """Keep an answer from being shown to models or compared with, whether it was accepted or not.

    Parameters
    ----------
    project, turn
        As of `accept`.
    why
        In the person's words.
    """
    cases_of(project).take_back(turn.question, turn.program)
    exemplars = exemplars_of(project)
    if not exemplars.reject(turn.full_question, turn.program, why):
        exemplars.add(_exemplar(project, turn, "check"), ran=True)
        exemplars.reject(turn.full_question, turn.program, why)


def _exemplar(project: Project, turn: Turn, by: By) -> Exemplar:
    return Exemplar(
        data_card(project).situation(turn.full_question),
        _subgoals(project, turn.run),
        turn.program,
        turn.answer,
        by,
        turn.data_version,
    )


def _subgoals(project: Project, run: str) -> tuple[str, ...]:
    """Return how the question was planned; nothing where it was not, or that is gone."""
    path = project.runs_folder / ASK / run / WORK
    if not run or not path.is_file():
        return ()
    try:
        parts = WorkingMemory.read(path).subgoals
    except WorkbenchError:
        return ()
    return tuple(part.text for part in parts if part.outcome == "done")
