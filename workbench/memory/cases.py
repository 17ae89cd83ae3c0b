"""Questions whose answers were accepted, kept to see that what is learnt later spoils none of them.

After a change to tips, macros, exemplars or the ethogram they are answered again. How many points
the score falls (backward transfer; Lopez-Paz and Ranzato 2017) decides whether the change stays.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from graphs.errors import UserError, WorkbenchError
from graphs.plain_json import to_json
from graphs.records import content_id
from graphs.words import counted
from workbench.ask.answer import Answer, Cell, Table, Value
from workbench.memory.conversation import Turn
from workbench.memory.plain_store import SUFFIX, read_records, stem_for, write_record
from workbench.memory.plain_text import writable

MOST_CASES = 50
MOST_LOST = 2.0
"""Points (percent of the cases) that a change may cost."""

_DIGITS = 9
_NEAR = 1e-9


@dataclass(frozen=True, slots=True)
class Case:
    """An answer that was accepted.

    Parameters
    ----------
    question
        In full.
    program
        What gave it.
    data_version
        Of what it was asked of; answers about other data are not compared.
    values
        What was found.
    tables
        A fingerprint of the tables; ``""`` if there were none.
    number
        The how many-eth case it is.
    planner
        Who wrote the program: the grammar, a model, a macro or a person.
    before
        What was asked before in its conversation, in full, where the question leans on that.
    """

    question: str
    program: str
    data_version: str
    values: tuple[Value, ...] = ()
    tables: str = ""
    number: int = 0
    planner: str = "grammar"
    before: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What tells it from others: a question after others is not the same as by itself."""
        return content_id(self.question, *self.before, length=8)


@dataclass(frozen=True, slots=True)
class Replayed:
    """How accepted answers stand after a change.

    Parameters
    ----------
    same
        Questions with the same answer.
    different
        Question -> what the answer was and is, or why there is none.
    not_comparable
        Questions about data that is no longer there as it was.
    before
        The same without the change, where that was tried: what differed then is not held against
        the change. Without it all answers count as right before.
    """

    same: tuple[str, ...]
    different: dict[str, str]
    not_comparable: tuple[str, ...] = ()
    before: Replayed | None = None

    @property
    def score(self) -> float:
        """Percent of the comparable answers that are the same; NaN if none can be compared."""
        compared = len(self.same) + len(self.different)
        return 100.0 * len(self.same) / compared if compared else math.nan

    @property
    def backward_transfer(self) -> float:
        """Score now less score before, in points; NaN if nothing can be compared."""
        return self.score - (100.0 if self.before is None else self.before.score)

    @property
    def spoilt(self) -> dict[str, str]:
        """Question -> how its answer differs, of those that were right before."""
        known = {} if self.before is None else self.before.different
        return {question: how for question, how in self.different.items() if question not in known}

    @property
    def blocks(self) -> bool:
        """Whether the change costs more than `MOST_LOST` points."""
        return self.backward_transfer < -MOST_LOST

    def check(self, change: str, verdict: str = "is not saved") -> None:
        """Raise `UserError`, naming the questions, if a change costs too much.

        Parameters
        ----------
        change
            What was changed, as the subject of a sentence: ``"Macro 'chases', version 2,"``.
        verdict
            What becomes of it then.
        """
        if self.blocks:
            listing = "\n".join(f"  - {q}: {what}" for q, what in self.spoilt.items())
            message = (
                f"{change} changes {counted(len(self.spoilt), 'answer')} of "
                f"{len(self.same) + len(self.different)} that were accepted, and {verdict} "
                f"({self.backward_transfer:.1f} points; at most {-MOST_LOST:g}):\n{listing}\n"
                "Correct it, or take the answers back if they were wrong."
            )
            raise UserError(message)

    def text(self) -> str:
        """Return it in a line."""
        said = f"{len(self.same)} of {len(self.same) + len(self.different)} answers are the same"
        apart = len(self.not_comparable)
        return said + (f"; {apart} not comparable, as the data changed" if apart else "")


class Cases:
    """The accepted answers in a folder, at most 50, one text file each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self) -> list[Case]:
        """Return those that can be read, oldest first."""
        return sorted(self._read()[0].values(), key=lambda case: case.number)

    def faults(self) -> list[str]:
        """Say which files cannot be read."""
        return self._read()[1]

    def files(self) -> dict[Path, Case]:
        """Return those that can be read, by their files."""
        return self._read()[0]

    def add(self, turn: Turn, before: tuple[str, ...] = ()) -> Case:
        """Keep an answer that was accepted.

        It takes the place of one to the same question; the oldest make room.

        Parameters
        ----------
        turn
            With its answer.
        before
            As of `Case`.

        Raises
        ------
        UserError
            It has neither a value nor a table, so that nothing could be compared, or no program.
        """
        case = _case_of(turn, before)
        files = self._read()[0]
        number = 1 + max((one.number for one in files.values()), default=0)
        case = replace(case, number=number)
        path = self.folder / f"{stem_for(case.question)}-{case.key}{SUFFIX}"
        write_record(path, case)
        files[path] = case
        newest = sorted(files, key=lambda one: files[one].number, reverse=True)
        for old in newest[MOST_CASES:]:
            old.unlink(missing_ok=True)
        return case

    def take_back(self, question: str, program: str) -> bool:
        """Remove an accepted answer by its question and program; tell whether there was one."""
        given = (writable(question), writable(program))
        files = [p for p, one in self._read()[0].items() if (one.question, one.program) == given]
        for path in files:
            path.unlink(missing_ok=True)
        return bool(files)

    def replay(
        self,
        answer: Callable[[Case], Answer | None],
        data_version: str,
        before: Replayed | None = None,
    ) -> Replayed:
        """Answer the questions again and compare.

        Parameters
        ----------
        answer
            Runs the program of a case (a change to facts or ethogram), or answers its question anew
            (a change to macros, names, tips or exemplars); ``None`` where the change does not
            touch it.
        data_version
            Of the data before the change: cases about other data are not comparable.
        before
            The same without the change, if it was tried.
        """
        cases = self.all()
        apart = [case for case in cases if case.data_version != data_version]
        same, different = [], {}
        for case in cases:
            if case.data_version == data_version:
                what = _difference(case, answer)
                if what:
                    different[case.question] = what
                else:
                    same.append(case.question)
        return Replayed(tuple(same), different, tuple(case.question for case in apart), before)

    def _read(self) -> tuple[dict[Path, Case], list[str]]:
        return read_records(self.folder, Case)


def _case_of(turn: Turn, before: tuple[str, ...]) -> Case:
    case = Case(
        writable(turn.question),
        writable(turn.program),
        turn.data_version,
        tuple(_plain(value) for value in turn.values),
        turn.tables,
        planner=turn.planner,
        before=tuple(map(writable, before)),
    )
    if not (case.values or case.tables) or not case.program.strip() or not case.question.strip():
        message = (
            f"The answer to {case.question!r} cannot be kept to compare with: it needs a question, "
            "a program, and a value or a table."
        )
        raise UserError(message)
    return case


def _plain(value: Value) -> Value:
    if isinstance(value.value, str):
        return replace(value, value=writable(value.value), name=writable(value.name))
    return replace(value, name=writable(value.name))


def _difference(case: Case, answer: Callable[[Case], Answer | None]) -> str:
    """Return how the answer differs; ``""`` if it is the same."""
    try:
        now = answer(case)
    except WorkbenchError as error:
        return f"no answer any more: {error}"
    if now is None:
        return ""
    again = tuple(map(_plain, now.values))
    if list(map(_named, case.values)) != list(map(_named, again)):
        return f"was {_told(case.values)}; is {_told(again)}"
    pairs = zip(case.values, again, strict=True)
    changed = [(one, other) for one, other in pairs if not _equal(one, other)]
    if changed:
        was, is_now = (_told(values) for values in zip(*changed, strict=True))
        return f"was {was}; is {is_now}"
    return "" if case.tables == fingerprint(now.tables) else "its table is another"


def _named(value: Value) -> tuple[str, str]:
    return value.name, value.unit


def _equal(one: Value, other: Value) -> bool:
    a, b = one.value, other.value
    if isinstance(a, str | bool) or isinstance(b, str | bool):
        return type(a) is type(b) and a == b
    return (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=_NEAR, abs_tol=1e-12)


def _told(values: Sequence[Value]) -> str:
    return "; ".join(map(str, values)) or "nothing"


def fingerprint(tables: Sequence[Table]) -> str:
    """Return an identifier of tables; numbers count to nine digits."""
    if not tables:
        return ""
    return content_id(
        to_json(
            [[table.columns, [list(map(_rounded, row)) for row in table.rows]] for table in tables]
        )
    )


def _rounded(cell: Cell) -> Cell:
    return float(f"{cell:.{_DIGITS}g}") if isinstance(cell, float) else cell
