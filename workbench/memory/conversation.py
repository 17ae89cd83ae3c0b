"""A conversation: what was asked and answered, a text file for each turn, whole or not at all.

```
FOLDER/
  turn-001.toml     question, answer, program, and what a person said of it
  slots.toml        the symbols that it is about; see `workbench.memory.slots`
  notes.md          see `workbench.memory.session_notes`
```

The last turns are told word for word, older ones in a line each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from graphs.errors import UserError
from graphs.storage.lock import locked
from graphs.words import counted
from workbench.ask.answer import Value
from workbench.memory.plain_store import make_folder, read_record, write_record
from workbench.memory.subgoals import cut

if TYPE_CHECKING:
    from workbench.ask.answer import Answer

VERBATIM = 2
"""Turns at the end that are told word for word."""

MOST_SHORT = 10
"""Turns before these that are told in a line each."""

Standing = Literal["", "accepted", "rejected"]

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
        In words, as `workbench.ask.answer.Answer.text` gives it; ``""`` where it was refused.
    program
        What gave it; ``""`` where there is none.
    meant
        The question with what its names mean, where it reads some.
    refused
        Why there is no answer.
    values
        What was found.
    tables
        A fingerprint of the tables; ``""`` if there were none.
    planner, model, run, data_version, symbols, when
        As of `workbench.ask.answer.Provenance`; `planner` is empty where a name was defined.
    standing
        Whether a person accepted or rejected it.
    why
        In the person's words.
    """

    question: str
    answer: str = ""
    program: str = ""
    meant: str = ""
    refused: str = ""
    values: tuple[Value, ...] = ()
    tables: str = ""
    planner: str = ""
    model: str = ""
    run: str = ""
    data_version: str = ""
    symbols: Mapping[str, int] = field(default_factory=dict)
    when: str = ""
    standing: Standing = ""
    why: str = ""

    @property
    def full_question(self) -> str:
        """What was meant, by itself."""
        return self.meant or self.question

    def text(self) -> str:
        """Return it word for word, a long answer cut in the middle."""
        meant = [f"Meant: {self.meant}"] if self.meant else []
        program = [f"Program:\n{self.program.rstrip()}"] if self.program else []
        said = f"Refused: {cut(self.refused)}" if self.refused else f"Answer: {cut(self.answer)}"
        return "\n".join([f"Question: {self.question}", *meant, *program, said])

    def line(self) -> str:
        """Return it in one short line."""
        parts = (self.full_question, self.answer or f"refused: {self.refused}")
        question, answer = (_shortened(" ".join(part.split()), _MOST_LINE) for part in parts)
        return f"{question} -> {answer}"


def turn_of(answer: Answer, meant: str = "") -> Turn:
    """Return the turn of an answer.

    Parameters
    ----------
    answer
        Given by a planner.
    meant
        The question in full; the same as it was asked if not given.
    """
    from workbench.memory.cases import fingerprint

    made = answer.provenance
    return Turn(
        answer.question,
        answer.text,
        answer.program,
        "" if meant == answer.question else meant,
        "",
        answer.values,
        fingerprint(answer.tables),
        made.planner,
        made.model,
        made.run,
        made.data_version,
        made.symbols,
        made.when,
    )


class Transcript:
    """The turns of one conversation, in a folder.

    Parameters
    ----------
    folder
        Of this conversation alone; its name is that of the conversation.

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
    def name(self) -> str:
        """Of the conversation: ``2026-03-02-1``."""
        return self.folder.name

    @property
    def turns(self) -> Sequence[Turn]:
        """What was asked and answered, oldest first."""
        return list(self._turns.values())

    @property
    def numbered(self) -> Mapping[int, Turn]:
        """The turns by their numbers, from 1."""
        return dict(self._turns)

    def turn(self, number: int) -> Turn:
        """Return a turn; `UserError` if there is none of that number."""
        if number not in self._turns:
            message = (
                f"{self.name} has no turn {number}; it has {counted(len(self._turns), 'turn')}."
            )
            raise UserError(message)
        return self._turns[number]

    def number_of(self, turn: Turn) -> int | None:
        """Return the number of a turn, the latest of those that are the same; ``None`` if not."""
        found = [
            number
            for number, one in self._turns.items()
            if (one.question, one.program, one.when) == (turn.question, turn.program, turn.when)
        ]
        return found[-1] if found else None

    def add(self, turn: Turn) -> int:
        """Write a turn to its file, after those that others added meanwhile; return its number."""
        make_folder(self.folder)
        with locked(self.folder / _LOCK):
            self._turns = self._read()
            number = max(self._turns, default=0) + 1
            write_record(self._path(number), turn)
            self._turns = self._read()
        return number

    def mark(self, number: int, standing: Standing, why: str = "") -> Turn:
        """Note what a person says of a turn, and return it."""
        with locked(self.folder / _LOCK):
            self._turns = self._read()
            marked = replace(self.turn(number), standing=standing, why=why.strip())
            write_record(self._path(number), marked)
            self._turns[number] = marked
        return marked

    def _path(self, number: int) -> Path:
        return self.folder / f"turn-{number:03}.toml"


# telling ----------------------------------------------------------------------------------------


def told(turns: Sequence[Turn], verbatim: int = VERBATIM, most: int | None = None) -> str:
    """Return what a planner is told of a conversation; empty before the first answer.

    Parameters
    ----------
    turns
        Oldest first.
    verbatim
        Turns at the end that are told word for word.
    most
        Characters that there is room for: lines of old turns are left out, oldest first, then
        turns are told in a line instead of word for word. The latest line is always there.
    """
    count = len(turns)
    if not count:
        return ""
    short = max(count - verbatim, 0)
    for full in range(min(verbatim, count), -1, -1):
        for first in range(max(short - MOST_SHORT, 0), count - full + (full > 0)):
            text = _text(turns, first, count - full)
            if most is None or len(text) <= most:
                return text
    return _text(turns, count - 1, count)


def _text(turns: Sequence[Turn], first: int, full: int) -> str:
    """Return turns from `first` on, those from `full` on word for word."""
    lines = [f"({counted(first, 'earlier question')} left out)"] if first else []
    lines += [f"{n}. {turn.line()}" for n, turn in enumerate(turns[first:full], first + 1)]
    lines += [f"{n}. {turn.text()}" for n, turn in enumerate(turns[full:], full + 1)]
    return "\n".join(lines)


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 4].rstrip()} ..."
