"""Three tests of a memory: recognition, recall by a cue, and both after many other writes.

The same tests are put to a memory that knows the last two exchanges only, as some published
assistants do: it has to fail them.
"""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Protocol

import pytest
from memory_clock import Clock

from workbench.memory.names import definitions, normalised
from workbench.memory.store import Memory

VERBS = ["approaches", "follows", "sniffs", "chases", "leaves", "guards", "avoids", "passes"]
PLACES = ["shelter", "feeder", "corner", "centre", "wall", "tunnel", "nest", "wheel"]
TAILS = [
    "",
    "  ",
    "\n",
    "\t# remark",
    "\r\nsecond line",
    " — „Zitat“",
    " e\u0301🐭",
    "\n---\n+++",
    " '''",
]


class Remembers(Protocol):
    def tell(self, message: str) -> None: ...

    def text(self, name: str) -> str | None: ...

    def was_told(self, one: str, other: str) -> str: ...


class LongTerm:
    """The memory under test; opened anew for every question."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _open(self) -> Memory:
        return Memory(self.folder, clock=Clock())

    def tell(self, message: str) -> None:
        for name, text in definitions(message).items():
            self._open().write(name, text)

    def text(self, name: str) -> str | None:
        (symbol,) = self._open().reads(f"what is <{name}>?")
        return symbol.text

    def was_told(self, one: str, other: str) -> str:
        best = self._open().rank(one, 1)[0], self._open().rank(other, 1)[0]
        return max((one, other), key=lambda said: said in {found.symbol.text for found in best})


class LastTwo:
    """Knows the last two messages, word for word, and nothing before."""

    def __init__(self) -> None:
        self.known: list[str] = []

    def tell(self, message: str) -> None:
        self.known = [*self.known, message][-2:]

    def text(self, name: str) -> str | None:
        for message in reversed(self.known):
            said = {normalised(key): text for key, text in definitions(message).items()}
            if normalised(name) in said:
                return said[normalised(name)]
        return None

    def was_told(self, one: str, other: str) -> str:
        return next((said for said in (other, one) if said in self.known), other)


def sentences(count: int, seed: int) -> dict[str, str]:
    """Return names and messages that define them, all different, some hard to keep as they are."""
    chance = random.Random(seed)
    made = {}
    for number in range(count):
        name = f"{chance.choice(VERBS)} {number} {chance.choice(PLACES)}"
        within = chance.randint(1, 99)
        made[name] = (
            f"<|{name}|> the subject {chance.choice(VERBS)} within {within} cm of the "
            f"{chance.choice(PLACES)} for {number}.5 s{chance.choice(TAILS)}"
        )
    return made


def foil(message: str, chance: random.Random) -> str:
    """Return what was never told and differs in one number only."""
    return re.sub(r"within (\d+)", lambda m: f"within {int(m[1]) + chance.randint(1, 9)}", message)


def recognised(memory: Remembers, told: dict[str, str]) -> float:
    chance = random.Random(7)
    right = [
        memory.was_told(message, foil(message, chance)) == message for message in told.values()
    ]
    return sum(right) / len(right)


def recalled(memory: Remembers, told: dict[str, str]) -> float:
    return sum(memory.text(name) == message for name, message in told.items()) / len(told)


def curve(memory: Remembers, most: int) -> list[tuple[float, float]]:
    """Return recognition and recall of 20 items after 0, 10, 100, ... other writes."""
    told = sentences(20, seed=1)
    for message in told.values():
        memory.tell(message)
    points = [(recognised(memory, told), recalled(memory, told))]
    others = [text.replace("<|", "<|other ") for text in sentences(most, seed=2).values()]
    done = 0
    for count in (10, 100, 1000):
        if count <= most:
            for message in others[done:count]:
                memory.tell(message)
            done = count
            points.append((recognised(memory, told), recalled(memory, told)))
    return points


def test_flat_after_many_other_writes(tmp_path: Path) -> None:
    points = curve(LongTerm(tmp_path / "memory"), most=100)
    assert points == [(1.0, 1.0)] * 3


@pytest.mark.slow
def test_flat_after_a_thousand_other_writes(tmp_path: Path) -> None:
    points = curve(LongTerm(tmp_path / "memory"), most=1000)
    assert len(points) == 4
    assert all(recognition >= 0.99 for recognition, _ in points)
    assert [recall for _, recall in points] == [1.0] * 4


def test_a_memory_of_the_last_two_exchanges_fails() -> None:
    points = curve(LastTwo(), most=1000)
    assert points[0] == (0.1, 0.1)  # the last 2 of 20
    assert points[1:] == [(0.0, 0.0)] * 3


def test_several_in_one_message_and_in_order(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "memory", clock=Clock())
    message = (
        "<|near|> is within 3 cm. <|chase|> is <near> for 1 s\r\n. <|long chase|> is <chase> > 5 s"
    )
    for name, text in definitions(message).items():
        memory.write(name, text)
    again = Memory(memory.folder).reads("of <long chase>, <chase> and <near>, which?")
    assert [one.text for one in again] == [
        "<|long chase|> is <chase> > 5 s",
        "<|chase|> is <near> for 1 s\r\n.",
        "<|near|> is within 3 cm.",
    ]
