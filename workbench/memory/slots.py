"""A few places for the symbols that a conversation is about, in a text file beside its turns.

A new one has to win its place: it is matched with the two that were not used for longest, by the
words it shares with the question. What was referred to in the last turn stays. Whatever leaves is
in long-term memory already: nothing but its symbols comes in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graphs.retrieval.lexical import words
from workbench.memory.plain_store import read_record, write_record

if TYPE_CHECKING:
    from workbench.memory.symbols import Symbol

SIZE = 8
_MATCHED = 2


@dataclass(frozen=True, slots=True)
class Item:
    """A symbol that a conversation is about.

    Parameters
    ----------
    name, text
        Of the symbol, as it was then.
    last_turn
        Number of the turn that referred to it last.
    """

    name: str
    text: str
    last_turn: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """What is in the places, as it stands in a file."""

    turn: int = 0
    items: tuple[Item, ...] = ()


class Slots:
    """At most `SIZE` symbols.

    Parameters
    ----------
    path
        The text file that holds them, written at the end of each turn.

    Raises
    ------
    DataError
        The file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        held = read_record(path, Held) if path.is_file() else Held()
        self.path = path
        self.turn = held.turn
        self._items = {item.name: item for item in held.items}

    @property
    def items(self) -> list[Item]:
        """What is there, by the turn that referred to it last, latest first."""
        return sorted(self._items.values(), key=lambda item: -item.last_turn)

    def end_turn(self, question: str, symbols: Iterable[Symbol]) -> None:
        """Note which symbols a turn read or wrote, and begin the next one.

        Parameters
        ----------
        question
            Of the turn: decides who keeps a place.
        symbols
            As they were read or written.
        """
        for symbol in symbols:
            self._put(Item(symbol.name, symbol.text, self.turn), question)
        self.turn += 1
        if self._items:
            write_record(self.path, Held(self.turn, tuple(self._items.values())))

    def _put(self, new: Item, question: str) -> None:
        if new.name not in self._items and len(self._items) >= SIZE:
            loser = self._loser(new, question)
            if loser is new:
                return
            del self._items[loser.name]
        self._items[new.name] = new

    def _loser(self, new: Item, question: str) -> Item:
        """Return who has least to do with the question; of equals, who was unused for longest."""
        asked = set(words(question))
        weakest = [item for item in reversed(self.items) if item.last_turn < self.turn - 1]
        matched = [*weakest[:_MATCHED], new]
        return min(matched, key=lambda item: len(asked & set(words(f"{item.name} {item.text}"))))
