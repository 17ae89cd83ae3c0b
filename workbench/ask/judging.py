"""Turns that a person accepts or rejects: marked, and kept as cases and dialogues or kept out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graphs.errors import UserError, WorkbenchError
from workbench.ask.model.keeping import accept, reject
from workbench.ask.replaying import Replanner
from workbench.memory.cases import Case

if TYPE_CHECKING:
    from workbench.memory.conversation import Transcript, Turn
    from workbench.project import Project

_BEFORE = 8
"""Questions before one that leans on them, which are planned to understand it."""


def accept_turn(project: Project, turns: Sequence[Turn], place: int) -> tuple[str, ...]:
    """Keep an answer as a case and as a dialogue, and say what could not be kept.

    Parameters
    ----------
    project
        Where it was given.
    turns
        Of the conversation, oldest first.
    place
        Of the answer among them.

    Raises
    ------
    UserError
        There is no answer, or it cannot be kept.
    """
    turn = turns[place]
    _check(turn)
    return accept(project, turn, _leans_on(project, turns[:place], turn))


def reject_turn(project: Project, turn: Turn, why: str = "") -> None:
    """Keep an answer from being an example or a case; errors as for `accept_turn`."""
    _check(turn)
    reject(project, turn, why)


def accept_kept(project: Project, transcript: Transcript, number: int) -> tuple[str, ...]:
    """Accept a turn of a conversation that is kept, as `accept_turn` does, and mark it."""
    numbers = list(transcript.numbered)
    faults = accept_turn(project, transcript.turns, numbers.index(number))
    transcript.mark(number, "accepted")
    return faults


def reject_kept(project: Project, transcript: Transcript, number: int, why: str = "") -> None:
    """Reject a turn of a conversation that is kept, and mark it."""
    reject_turn(project, transcript.turn(number), why)
    transcript.mark(number, "rejected", why)


def _check(turn: Turn) -> None:
    if turn.refused or not turn.planner:
        what = "was refused" if turn.refused else "defines a name"
        message = f"{turn.question!r} {what}: there is no answer to accept or reject."
        raise UserError(message)


def _leans_on(project: Project, before: Sequence[Turn], turn: Turn) -> tuple[str, ...]:
    """Return the questions before one that is understood by them alone; none if it stands alone."""
    if turn.planner not in ("grammar", "macro") or not before:
        return ()
    alone = Case(turn.question, turn.program, turn.data_version, planner=turn.planner)
    try:
        if Replanner(project).plan(alone).program == turn.program:
            return ()
    except WorkbenchError:
        pass  # it is not understood by itself
    asked = [one.full_question for one in before if one.planner or one.refused]
    return tuple(asked[-_BEFORE:])
