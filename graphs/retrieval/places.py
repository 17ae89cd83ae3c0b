"""Memory by place: which events are kept in full detail, so that no place crowds out the others.

Each place keeps its last events in detail; older ones are shown as summaries. Nothing is deleted.
Where all places together may hold only so many, a named policy says which goes first. Events come
in the order of their starts, and what has gone does not come back.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from graphs.errors import UserError
from graphs.retrieval.documents import ANIMAL, NO_OBJECT, ZONE, Bools, Documents, Ints

Policy = Literal[
    "oldest_first", "newest_first", "most_visited_place_first", "least_visited_place_first"
]
"""What goes first: the oldest or the newest event of all, or the oldest event of the place that
had the most or the fewest events so far (of equals, the place that holds the older event)."""

NOWHERE = -1
"""Place of an event that is at no known place; such events share a memory of their own."""


@dataclass(frozen=True, slots=True)
class PlaceMemory:
    """How many events are kept in detail.

    Parameters
    ----------
    per_place
        Events in detail per place; the oldest goes first.
    total
        Events in detail in all places together; ``None`` for no limit.
    policy
        What goes first when there are more than `total`.
    """

    per_place: int = 200
    total: int | None = None
    policy: Policy = "oldest_first"

    def __post_init__(self) -> None:
        if self.per_place < 1 or (self.total is not None and self.total < 1):
            message = (
                f"Memory for {self.per_place} events per place and {self.total} in all; "
                "expected at least 1."
            )
            raise UserError(message)
        if self.policy not in get_args(Policy):
            known = ", ".join(get_args(Policy))
            message = f"No policy {self.policy!r}; there are {known}."
            raise UserError(message)

    def keeps(self, places: Sequence[int] | Ints) -> Bools:
        """Return which events are kept in detail at the end, shape (events,).

        Parameters
        ----------
        places
            Place of each event, in time order.
        """
        held: dict[int, deque[int]] = {}
        visits: dict[int, int] = {}
        count = 0
        for event, place in enumerate(np.asarray(places).tolist()):
            here = held.setdefault(place, deque())
            here.append(event)
            visits[place] = visits.get(place, 0) + 1
            count += 1
            if len(here) > self.per_place:
                here.popleft()
                count -= 1
            if self.total is not None and count > self.total:
                self._evict(held, visits)
                count -= 1
        kept = np.zeros(len(places), bool)
        kept[[event for events in held.values() for event in events]] = True
        return kept

    def _evict(self, held: dict[int, deque[int]], visits: dict[int, int]) -> None:
        there = [place for place, events in held.items() if events]
        if self.policy == "newest_first":
            held[max(there, key=lambda place: held[place][-1])].pop()
            return
        sign = {"most_visited_place_first": -1, "least_visited_place_first": 1}.get(self.policy, 0)
        held[min(there, key=lambda place: (sign * visits[place], held[place][0]))].popleft()


def places_of(documents: Documents) -> Ints:
    """Return the place of each document: the zone that most of its facts are about.

    Of equals, the one named first. A document without a zone takes the object of its facts that is
    no animal, if there is one, else `NOWHERE`. Numbers are those of the documents' names; a place
    is one of its recording.
    """
    facts = documents.facts
    place = np.full(len(documents), NOWHERE, np.int64)
    for wanted in (facts.object_kind == ZONE, facts.object_kind > ANIMAL):
        rows = np.flatnonzero(wanted & (facts.object != NO_OBJECT))
        code = facts.document[rows] * len(documents.names) + facts.object[rows]
        distinct, first, count = np.unique(code, return_index=True, return_counts=True)
        document, name = np.divmod(distinct, max(len(documents.names), 1))
        order = np.lexsort((first, -count, document))
        at, where = np.unique(document[order], return_index=True)
        new = place[at] == NOWHERE
        place[at[new]] = name[order][where[new]]
    return place


def in_detail(documents: Documents, memory: PlaceMemory) -> Bools:
    """Return which documents are kept in detail, recording by recording, shape (documents,)."""
    places = places_of(documents)
    kept = np.zeros(len(documents), bool)
    order = documents.order
    starts = np.flatnonzero(np.diff(documents.recording[order], prepend=-1))
    for rows in np.split(order, starts[1:]):
        kept[rows] = memory.keeps(places[rows])
    return kept
