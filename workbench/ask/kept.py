"""A conversation that is kept as it goes, and ended when the next one begins."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from graphs.errors import WorkbenchError
from workbench.memory.conversation import Transcript, Turn
from workbench.memory.conversations import Conversations, place_of
from workbench.memory.portrait import keep_portrait
from workbench.memory.session_notes import end_others, keep_notes
from workbench.memory.slots import Slots

if TYPE_CHECKING:
    from workbench.memory.symbols import Symbol
    from workbench.project import Project

_SLOTS = "slots.toml"


class Kept:
    """Writes the turns of a conversation to the memory of a project.

    Parameters
    ----------
    project
        What is asked about.
    transcript
        Of the conversation that goes on; ``None`` for a new one, which begins with its first turn.
    """

    def __init__(self, project: Project, transcript: Transcript | None = None) -> None:
        self._project = project
        self.transcript = transcript
        self.fault = ""
        """Why the last turn could not be written; ``""`` if it was."""

        self._number = 0
        self._is_noted = False

    @property
    def place(self) -> str:
        """How the last turn is spoken of: ``2026-03-02-1.2``; ``""`` before it is written."""
        if self.transcript is None or not self._number:
            return ""
        return place_of(self.transcript, self._number)

    def add(self, turn: Turn, symbols: Sequence[Symbol] = ()) -> None:
        """Write a turn; where that is not possible, the answer stands and `fault` says why.

        Parameters
        ----------
        turn
            Of now.
        symbols
            That it read or wrote.
        """
        self.fault = ""
        try:
            self._note_today()
            if self.transcript is None:
                self.transcript = self._begun()
            self._number = self.transcript.add(turn)
            if symbols or self._slots_path.is_file():
                Slots(self._slots_path).end_turn(turn.full_question, symbols)
        except WorkbenchError as error:
            self.fault = str(error)

    def symbols(self) -> list[Symbol]:
        """Return what the conversation is about, latest first, as it stands now."""
        if self.transcript is None:
            return []
        memory = self._project.memory
        there = set(memory.names())
        items = Slots(self._slots_path).items
        return [memory.read(item.name) for item in items if item.name in there]

    def end(self) -> None:
        """Write the notes of the conversation, and what follows from it for the portrait.

        One that is not ended so is when the next begins.
        """
        if self.transcript is not None and self.transcript.turns:
            memory = self._project.memory
            try:
                keep_notes(memory, self.transcript)
                keep_portrait(memory, self._project)
            except WorkbenchError as error:
                self.fault = str(error)

    @property
    def _slots_path(self) -> Path:
        assert self.transcript is not None
        return self.transcript.folder / _SLOTS

    def _note_today(self) -> None:
        if not self._is_noted:
            self._project.memory.active()
            self._is_noted = True

    def _begun(self) -> Transcript:
        """End the conversations before, and begin one."""
        memory = self._project.memory
        if end_others(memory):
            keep_portrait(memory, self._project)
        return Conversations(memory).new()
