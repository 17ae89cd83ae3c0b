"""What a question of order asks: which of several things came first, what follows what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from workbench.ask.grammar.frames import Condition, Event, Who

OrderSort = Literal[
    "first of", "before", "wait", "next", "between", "ends", "listed", "places", "steps", "pairs"
]
"""Which came first; whether one came before another; how long from one to the next; what comes next
to something; what lies between two things; what is first or last of all; everything in order; zones
in order; things in a row; what follows what most often."""

Told = Literal["count", "ever", "share", "when"]
Edge = Literal["", "start", "end"]

LAST = -1


@dataclass(frozen=True, slots=True)
class Step:
    """One of the things whose order is asked for.

    Parameters
    ----------
    event
        What happens.
    number
        Which of its bouts: 1 for the first, `LAST` for the last; 0 if that is not said.
    edge
        Whether its start or its end is meant, where that is said.
    where
        Where it goes on, if that is said of it.
    words
        As it was said.
    """

    event: Event
    number: int = 0
    edge: Edge = ""
    where: Condition | None = None
    words: str = ""

    def said_of(self, topic: Who | None) -> Step:
        """Return the same of somebody else."""
        return replace(self, event=self.event.said_of(topic))


@dataclass(frozen=True, slots=True)
class Order:
    """What a question of order asks.

    Parameters
    ----------
    sort
        What kind of question.
    steps
        The things whose order is asked for, as they were said.
    back
        Whether it looks back: what came last, or before.
    either
        Whether it asks if something came before or after, instead of whether it came before.
    direct
        Whether nothing may come between.
    within_s
        The most seconds from one step to the next.
    told
        What is told of things in a row.
    length
        How many behaviors a sequence has.
    words
        What says how they follow each other: *right after*.
    """

    sort: OrderSort
    steps: tuple[Step, ...] = ()
    back: bool = False
    either: bool = False
    direct: bool = False
    within_s: float | None = None
    told: Told = "count"
    length: int = 2
    words: str = ""

    def topics(self) -> list[Who]:
        """Return those who are named as the ones that do it, or to whom it is done, each once."""
        found = (step.event.topic for step in self.steps)
        return list(dict.fromkeys(who for who in found if who is not None and who.how != "it"))
