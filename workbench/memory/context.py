"""Working memory of one question: at most six subgoals, one of them in full detail.

A finished subgoal is told as its summary, which names every variable and file that it made; its
detail stays on disk and comes back word for word when asked for (the working memory of HiAgent, Hu
et al. 2024). An error stays in full until its subgoal is closed, and, where it was closed without
being put right, until the first cell of the next: whoever writes that cell has seen it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from graphs.errors import UserError
from workbench.memory.plain_store import read_record, write_record
from workbench.memory.plain_text import writable
from workbench.memory.subgoals import Cell, Outcome, Subgoal, details
from workbench.memory.summaries import faults_of_summary, summary_of
from workbench.memory.variables import Variable

MOST_SUBGOALS = 6
"""That are open or done; those that were given up do not count."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its parts, as they stand in a file."""

    question: str
    subgoals: tuple[Subgoal, ...] = ()


class WorkingMemory:
    """What a planner remembers while it answers one question.

    Parameters
    ----------
    question
        As it was asked.
    path
        The text file that holds it, written after each change; ``None`` keeps it in memory only.
    """

    def __init__(self, question: str, path: Path | None = None) -> None:
        self._asked = Asked(writable(question))
        self.path = path
        self._save()

    @classmethod
    def read(cls, path: Path) -> WorkingMemory:
        """Return what a file holds; `DataError` if it cannot be used."""
        self = cls.__new__(cls)
        self._asked = read_record(path, Asked)
        self.path = path
        return self

    @property
    def question(self) -> str:
        """As it was asked."""
        return self._asked.question

    @property
    def subgoals(self) -> tuple[Subgoal, ...]:
        """All parts in order, also those that were given up."""
        return self._asked.subgoals

    @property
    def current(self) -> Subgoal | None:
        """The first part that is not closed; ``None`` if all are."""
        return next((one for one in self.subgoals if one.outcome == "open"), None)

    @property
    def variables(self) -> dict[str, Variable]:
        """Everything that was made, by name, as it was last."""
        return {one.name: one for part in self.subgoals for one in part.variables}

    @property
    def cells(self) -> list[Cell]:
        """What was run, in order."""
        return [cell for part in self.subgoals for cell in part.cells]

    @property
    def program(self) -> str:
        """The cells that ran, in order, as one program."""
        return "\n\n".join(cell.program.rstrip() for cell in self.cells if not cell.error) + "\n"

    # changing -------------------------------------------------------------------------------

    def plan(self, subgoals: Sequence[str]) -> None:
        """Set out the parts, or set them out anew after something failed.

        What is closed stays; the current part, if anything was run for it, is given up; those that
        were still to come are replaced.

        Parameters
        ----------
        subgoals
            What is to be done, in order.

        Raises
        ------
        UserError
            They are more than `MOST_SUBGOALS` with those that are done, or one says nothing.
        """
        new = [writable(text).strip() for text in subgoals]
        kept = [_closed(p, "given up") if p.outcome == "open" else p for p in self._begun()]
        count = len(new) + sum(part.outcome == "done" for part in kept)
        if not new or not all(new) or count > MOST_SUBGOALS:
            message = (
                f"A question has 1 to {MOST_SUBGOALS} subgoals, each a few words; found {count}: "
                f"{'; '.join(part or '(empty)' for part in new)}. Join some of them."
            )
            raise UserError(message)
        self._set([*kept, *map(Subgoal, new)])

    def record(self, cell: Cell) -> Cell:
        """Add what was run to the current part, and return it as it is kept.

        Raises `UserError` if no part is open.
        """
        number, current = self._open()
        kept = cell.kept()
        self._replace(number, replace(current, cells=(*current.cells, kept)))
        return kept

    def close(self, summary: str = "") -> list[str]:
        """Close the current part as done.

        Parameters
        ----------
        summary
            Of a model; taken only if nothing is wrong with it, else one is written.

        Returns
        -------
        list of str
            What is wrong with the summary; empty if there was none or it was taken.

        Raises
        ------
        UserError
            No part is open.
        """
        number, current = self._open()
        summary = " ".join(writable(summary).split())
        faults = faults_of_summary(summary, current) if summary else []
        self._replace(number, _closed(current, "done", "" if faults else summary))
        return faults

    def _begun(self) -> Iterable[Subgoal]:
        return (part for part in self.subgoals if part.outcome != "open" or part.cells)

    def _open(self) -> tuple[int, Subgoal]:
        for number, part in enumerate(self.subgoals):
            if part.outcome == "open":
                return number, part
        message = f"No subgoal of {self.question!r} is open. Plan some first."
        raise UserError(message)

    def _replace(self, number: int, part: Subgoal) -> None:
        parts = list(self.subgoals)
        parts[number] = part
        self._set(parts)

    def _set(self, subgoals: Sequence[Subgoal]) -> None:
        self._asked = replace(self._asked, subgoals=tuple(subgoals))
        self._save()

    def _save(self) -> None:
        if self.path is not None:
            write_record(self.path, self._asked)

    # telling --------------------------------------------------------------------------------

    def expand(self, number: int) -> str:
        """Return all that was done for a part, word for word; the first part is 1.

        Raises `UserError` if there is no such part.
        """
        if not 1 <= number <= len(self.subgoals):
            message = f"There is no subgoal {number}; there are {len(self.subgoals)}."
            raise UserError(message)
        return self.subgoals[number - 1].detail

    def text(self, most: int | None = None) -> str:
        """Return what a planner is told: the question, summaries, and the current part in full.

        Parameters
        ----------
        most
            Characters that there is room for: what the earlier cells of the current part printed
            is left out as far as needed. Nothing else ever is, so the text may be longer.
        """
        current = self.current
        cells = current.cells if current else ()
        for without in range(len(cells)):
            text = self._text(details(cells, without))
            if most is None or len(text) <= most:
                return text
        return self._text(details(cells, max(len(cells) - 1, 0)))

    def _text(self, detail: str) -> str:
        lines = [f"Question: {self.question}"]
        lines += [_line(number, part) for number, part in enumerate(self.subgoals, 1)]
        if self.current:
            lines += self._standing_errors()
        return "\n".join([*lines, detail] if detail else lines) + "\n"

    def _standing_errors(self) -> list[str]:
        """Return the errors of the part before the current, until that has a cell."""
        number = next(n for n, part in enumerate(self.subgoals) if part.outcome == "open")
        if number == 0 or self.subgoals[number].cells:
            return []
        return [f"Failed in {number}:\n{details(self.subgoals[number - 1].failing)}"] * bool(
            self.subgoals[number - 1].failing
        )


def _closed(part: Subgoal, outcome: Outcome, summary: str = "") -> Subgoal:
    return replace(part, outcome=outcome, summary=summary or summary_of(part))


def _line(number: int, part: Subgoal) -> str:
    return f"{number}. [{part.outcome}] {part.text}" + (f": {part.summary}" if part.summary else "")
