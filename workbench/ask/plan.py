"""What a planner gives: a program with the words that it understood, or a refusal that says why."""

from __future__ import annotations

from dataclasses import dataclass

from graphs.errors import UserError
from workbench.ask.answer import PlannerName, Term


@dataclass(frozen=True, slots=True)
class Plan:
    """How a question is answered.

    Parameters
    ----------
    program
        Text that gives the answer.
    terms
        Words as they were understood.
    caveats
        What was assumed where the question does not say.
    planner
        Who made it.
    """

    program: str
    terms: tuple[Term, ...] = ()
    caveats: tuple[str, ...] = ()
    planner: PlannerName = "grammar"


class NotUnderstoodError(UserError):
    """A question that cannot be planned.

    Parameters
    ----------
    message
        What was not understood, and what to do.
    unknown
        Words that are not understood; empty if it is how they stand together.
    """

    def __init__(self, message: str, unknown: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.unknown = unknown


class AmbiguousError(NotUnderstoodError):
    """A question that can mean several things: which one is for the person to say."""


class ProgramError(UserError):
    """A program that does not fit, or that failed.

    Parameters
    ----------
    message
        Every fault, with its line.
    program
        The program.
    """

    def __init__(self, message: str, program: str) -> None:
        super().__init__(message)
        self.program = program
