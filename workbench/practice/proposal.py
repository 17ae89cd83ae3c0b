"""A question with a program that is to answer it, and what came of judging it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question and a program that is to answer it.

    Parameters
    ----------
    function
        What is practised: ``"Recording.speed"``.
    world
        Name of the cast that it is asked of.
    question, program
        Texts.
    intended
        A program that answers the question for certain, or that was written for it by somebody who
        did not see this one: the right answer and the right arguments are its own. Without it they
        are those of the program itself, as far as the question says the same.
    """

    function: str
    world: str
    question: str
    program: str
    intended: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a proposal.

    Parameters
    ----------
    faults
        Why it is not kept; empty if it is right.
    found
        The answer in words.
    used
        Functions that the program uses.
    """

    faults: tuple[str, ...]
    found: str = ""
    used: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        """Whether it may be kept."""
        return not self.faults
