"""All conversations of a memory, by name: begun, found again, ended.

```
memory/conversations/
  2026-03-02-1/     the first one that began on that day; see `workbench.memory.conversation`
```
"""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from graphs.errors import DataError, UserError
from graphs.storage.atomic import cannot_write
from graphs.words import did_you_mean
from workbench.memory.conversation import Transcript
from workbench.memory.plain_store import make_folder

if TYPE_CHECKING:
    from workbench.memory.store import Memory

FOLDER = "conversations"
LAST = "last"
_NAME = re.compile(r"(\d{4}-\d\d-\d\d)-(\d+)")
_LOOKED_AT = 20
"""Conversations begun last, among which the one that was spoken in last is looked for."""


class Conversations:
    """The conversations in a memory.

    Parameters
    ----------
    memory
        Where they are; its clock says which day it is.
    """

    def __init__(self, memory: Memory) -> None:
        self.folder = memory.folder / FOLDER
        self._time = memory.time

    def names(self) -> list[str]:
        """Return the names of all that hold a turn, in the order in which they were begun."""
        found = [
            (parts[1], int(parts[2]), path.name)
            for path in self.folder.glob("*/")
            if (parts := _NAME.fullmatch(path.name)) and any(path.glob("turn-*.toml"))
        ]
        return [name for *_, name in sorted(found)]

    def new(self) -> Transcript:
        """Begin a conversation; two processes never get the same one.

        Raises `UserError` if the place cannot be written.
        """
        make_folder(self.folder)
        day = self._time()[:10]
        for number in count(1):
            folder = self.folder / f"{day}-{number}"
            try:
                folder.mkdir()
            except FileExistsError:
                continue
            except OSError as error:
                raise cannot_write(folder, error) from error
            return Transcript(folder)
        raise AssertionError

    def get(self, name: str = LAST) -> Transcript:
        """Return a conversation by its name, or the one that was spoken in last.

        Raises
        ------
        UserError
            There is none.
        DataError
            A file of it cannot be used.
        """
        names = self.names()
        if name == LAST and names:
            return self._last(names)
        if name not in names:
            hint = did_you_mean(name, names) if names else "; nothing was asked yet"
            message = f"There is no conversation {name!r}{hint}. Ask first: workbench ask QUESTION"
            raise UserError(message)
        return Transcript(self.folder / name)

    def _last(self, names: list[str]) -> Transcript:
        spoken: list[tuple[str, int, Transcript]] = []
        for place, name in enumerate(names[-_LOOKED_AT:]):
            try:
                one = Transcript(self.folder / name)
            except DataError:
                continue  # told where it is asked for by name, and by `memory list`
            spoken.append((one.turns[-1].when, place, one))
        if not spoken:
            return Transcript(self.folder / names[-1])
        return max(spoken, key=lambda pair: pair[:2])[2]

    def find(self, name: str) -> tuple[Transcript, int]:
        """Return a conversation and the number of a turn: ``2026-03-02-1.2``, or ``last``.

        A conversation without a number stands for its last turn.
        """
        conversation, dot, number = name.partition(".")
        found = self.get(conversation)
        if not dot:
            return found, max(found.numbered)
        if not number.isdecimal():
            message = f"{name!r} names no turn; expected such as {found.name}.1"
            raise UserError(message)
        found.turn(int(number))
        return found, int(number)

    def questions(self, most: int = 200) -> list[str]:
        """Return what was asked last and answered, oldest first, of conversations that can be read.

        Parameters
        ----------
        most
            Questions at most.
        """
        asked: list[str] = []
        for name in reversed(self.names()):
            if len(asked) >= most:
                break
            try:
                turns = Transcript(self.folder / name).turns
            except DataError:
                continue
            asked += [turn.question for turn in reversed(turns) if not turn.refused]
        return asked[:most][::-1]


def place_of(transcript: Transcript, number: int) -> str:
    """Return how a turn is spoken of: ``2026-03-02-1.2``."""
    return f"{transcript.name}.{number}"


def notes_path(transcript: Transcript) -> Path:
    """Return the file of the notes of a conversation."""
    return transcript.folder / "notes.md"
