"""A few places for what a conversation is about; what leaves them is written down first.

A new item has to win its place: it is matched with the two that were not used for longest, by the
words it shares with the question, and the loser goes to long-term memory. What was referred to in
the last turn stays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from graphs.errors import UserError
from graphs.retrieval.lexical import words
from workbench.memory.plain_store import read_record, write_record

SIZE = 8
_MATCHED = 2


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a conversation is about.

    Parameters
    ----------
    name
        How it is referred to: the name of a symbol or a variable.
    text
        What it is.
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
    """At most `size` items.

    Parameters
    ----------
    consolidate
        Writes an item to long-term memory; called before the item leaves. If it raises, nothing
        leaves.
    path
        The text file that holds them, written after each change; ``None`` keeps them in memory
        only.
    size
        How many places there are.

    Raises
    ------
    DataError
        The file cannot be used.
    """

    def __init__(
        self, consolidate: Callable[[Item], None], path: Path | None = None, size: int = SIZE
    ) -> None:
        if size < 1:
            message = f"A working memory of {size} places; expected at least 1."
            raise UserError(message)
        held = read_record(path, Held) if path is not None and path.is_file() else Held()
        self.size = size
        self.path = path
        self.turn = held.turn
        self._consolidate = consolidate
        self._items = {item.name: item for item in held.items}

    @property
    def items(self) -> list[Item]:
        """What is there, by the turn that referred to it last, latest first."""
        return sorted(self._items.values(), key=lambda item: -item.last_turn)

    def next_turn(self) -> None:
        """Begin the next turn of the conversation."""
        self.turn += 1
        self._save()

    def refer(self, name: str) -> Item | None:
        """Note that this turn refers to an item, and return it; ``None`` if it is not there."""
        item = self._items.get(name)
        if item is not None:
            item = self._items[name] = replace(item, last_turn=self.turn)
            self._save()
        return item

    def put(self, name: str, text: str, question: str = "") -> Item | None:
        """Add an item, which this turn refers to, or one of that name in place of the old.

        Parameters
        ----------
        name, text
            As of `Item`.
        question
            Of this turn: decides who keeps a place.

        Returns
        -------
        Item or None
            What was written to long-term memory to make room; the new item itself if it lost, or
            if everything else was referred to in the last turn.
        """
        new = Item(name, text, self.turn)
        loser = None
        if name not in self._items and len(self._items) >= self.size:
            loser = self._loser(new, question)
            self._consolidate(loser)
            self._items.pop(loser.name, None)
        if loser is not new:
            self._items[name] = new
        self._save()
        return loser

    def _save(self) -> None:
        if self.path is not None:
            write_record(self.path, Held(self.turn, tuple(self._items.values())))

    def _loser(self, new: Item, question: str) -> Item:
        """Return who has least to do with the question; of equals, who was unused for longest."""
        asked = set(words(question))
        weakest = [item for item in reversed(self.items) if item.last_turn < self.turn - 1]
        matched = [*weakest[:_MATCHED], new]
        return min(matched, key=lambda item: len(asked & set(words(f"{item.name} {item.text}"))))
