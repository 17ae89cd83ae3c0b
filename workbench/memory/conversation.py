"""A person's conversation: what was asked and answered, for questions that lean on it.

```
FOLDER/
  turn-001.toml     question, answer, program
  work-001.toml     the working memory of that question
```

The last turns are told word for word, older ones in a line each; whatever is told shortly can be
had word for word by its number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graphs.errors import UserError
from graphs.storage.lock import locked
from graphs.words import counted
from workbench.memory.context import WorkingMemory
from workbench.memory.plain_store import make_folder, read_record, write_record
from workbench.memory.plain_text import writable
from workbench.memory.subgoals import cut

VERBATIM = 2
"""Turns at the end that are told word for word."""

MOST_SHORT = 10
"""Turns before these that are told in a line each."""

_MOST_LINE = 160
_LOCK = ".lock"
_TURN = re.compile(r"turn-(\d+)\.toml")


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer.

    Parameters
    ----------
    question
        As it was asked.
    answer
        In words, as `workbench.ask.answer.Answer.text` gives it.
    program
        What gave it; ``""`` where there is none.
    meant
        The question in full, where what was asked leaned on the one before; see
        `workbench.memory.follow_ups`.
    """

    question: str
    answer: str
    program: str = ""
    meant: str = ""

    @property
    def full_question(self) -> str:
        """What was meant: the question that a following one leans on."""
        return self.meant or self.question

    def text(self) -> str:
        """Return it word for word, a long answer cut in the middle."""
        meant = [f"Meant: {self.meant}"] if self.meant else []
        program = [f"Program:\n{self.program.rstrip()}"] if self.program else []
        lines = [f"Question: {self.question}", *meant, *program, f"Answer: {cut(self.answer)}"]
        return "\n".join(lines)

    def line(self) -> str:
        """Return it in one short line."""
        parts = (self.full_question, self.answer)
        question, answer = (_shortened(" ".join(part.split()), _MOST_LINE) for part in parts)
        return f"{question} -> {answer}"


class Conversation:
    """What was asked and answered, kept in a folder.

    Parameters
    ----------
    folder
        Of this conversation alone; made with the first turn.

    Raises
    ------
    DataError
        A file in it cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._turns = self._read()

    def _read(self) -> dict[int, Turn]:
        numbered = sorted(
            (int(found[1]), path)
            for path in self.folder.glob("turn-*.toml")
            if (found := _TURN.fullmatch(path.name))
        )
        return {number: read_record(path, Turn) for number, path in numbered}

    @property
    def turns(self) -> Sequence[Turn]:
        """What was asked and answered, oldest first."""
        return list(self._turns.values())

    @property
    def last(self) -> Turn | None:
        """The latest turn."""
        return self.turns[-1] if self._turns else None

    @property
    def _next(self) -> int:
        return max(self._turns, default=0) + 1

    def begin(self, question: str) -> WorkingMemory:
        """Return the working memory of the next question, empty.

        A question that was begun before and not answered is given up; see `resume`.
        """
        return WorkingMemory(question, self.folder / f"work-{self._next:03}.toml")

    def resume(self) -> WorkingMemory | None:
        """Return the working memory of a question that was begun and not answered, if any."""
        path = self.folder / f"work-{self._next:03}.toml"
        return WorkingMemory.read(path) if path.is_file() else None

    def work(self, number: int) -> WorkingMemory:
        """Return the working memory of a turn; `UserError` if there is none."""
        path = self.folder / f"work-{number:03}.toml"
        if number not in self._turns or not path.is_file():
            message = f"There is no working memory of turn {number} of {len(self._turns)}."
            raise UserError(message)
        return WorkingMemory.read(path)

    def add(self, question: str, answer: str, program: str = "", meant: str = "") -> Turn:
        """Add a turn and write it to its file, after those that others added meanwhile."""
        turn = Turn(*map(writable, (question, answer, program, meant)))
        make_folder(self.folder)
        with locked(self.folder / _LOCK):
            self._turns = self._read()
            write_record(self.folder / f"turn-{self._next:03}.toml", turn)
            self._turns[self._next] = turn
        return turn

    def expand(self, number: int) -> str:
        """Return a turn word for word, by its number; `UserError` if there is no such turn."""
        if number not in self._turns:
            message = f"There is no turn {number}; there are {len(self._turns)}."
            raise UserError(message)
        return self._turns[number].text()

    def text(self, verbatim: int = VERBATIM, most: int | None = None) -> str:
        """Return what a planner is told of the conversation; empty before the first answer.

        Parameters
        ----------
        verbatim
            Turns at the end that are told word for word.
        most
            Characters that there is room for: lines of old turns are left out, oldest first, then
            turns are told in a line instead of word for word. The latest line is always there.
        """
        if not self._turns:
            return ""
        numbers = list(self._turns)
        short = numbers[: len(numbers) - verbatim] if verbatim else numbers
        for full in range(min(verbatim, len(numbers)), -1, -1):
            lines = numbers[: len(numbers) - full]
            for first in range(max(len(short) - MOST_SHORT, 0), len(lines) + (full > 0)):
                text = self._text(lines[first:], numbers[len(lines) :], first)
                if most is None or len(text) <= most:
                    return text
        return self._text(numbers[-1:], [], len(numbers) - 1)

    def _text(self, short: Sequence[int], full: Sequence[int], left_out: int) -> str:
        lines = [f"({counted(left_out, 'earlier question')} left out)"] if left_out else []
        lines += [f"{number}. {self._turns[number].line()}" for number in short]
        lines += [f"{number}. {self._turns[number].text()}" for number in full]
        return "\n".join(lines)


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 4].rstrip()} ..."
