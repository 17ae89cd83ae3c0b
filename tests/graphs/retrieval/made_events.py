"""Events for the tests of retrieval: five by hand, chains of facts beside a hub, a random crowd."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graphs.records import Event, Fact, Status
from graphs.retrieval.documents import Documents
from graphs.retrieval.reading import documents_of

Row = tuple[str, str, str | None]


def fact(
    event: str | None,
    who: str,
    does: str,
    whom: str | None,
    at: float,
    *,
    recording: str = "r",
    lasts: float = 1.0,
    status: Status = "asserted",
) -> Fact:
    return Fact(
        recording, who, does, whom, at, at + lasts, 0, 1, "state" if lasts else "point", 0.9,
        status, "rule", "r1", event,
    )  # fmt: skip


def event(name: str, start: float, stop: float, recording: str = "r") -> Event:
    return Event(recording, name, "bout", start, stop, None, "fixed")


FIVE = (
    fact("c1", "A", "approach", "B", 0),
    fact("c1", "A", "stay_in", "arena_left", 1),
    fact("c2", "B", "flee_to", "shelter", 10),
    fact("c2", "B", "stay_in", "arena_left", 11),
    fact("c3", "C", "groom", None, 20),
    fact("c4", "A", "eat_at", "feeder", 30),
    fact("c4", "A", "stay_in", "arena_right", 31),
    fact("c5", "refuge", "contain", "D", 40),
)


def five() -> Documents:
    return documents_of(FIVE)


Planted = list[tuple[str, list[str]]]
"""Name to ask for -> events that bear on it."""


def chains(seed: int, *, hub: bool) -> tuple[Documents, Planted, Planted]:
    """Return 200 random events, 30 chains of two events and 30 of three.

    With a hub, one animal is in half of all events, and in the first of each chain of three.
    """
    random = np.random.default_rng(seed)
    rows: list[list[Row]] = [[_random_row(random)] for _ in range(200)]
    number = {kind: random.permutation(1000)[:30] for kind in ("u", "m", "v", "a", "b", "c", "d")}
    pairs: Planted = []
    triples: Planted = []
    for i in range(30):
        u, m, v, a, b, c, d = (f"{kind}{numbers[i]}" for kind, numbers in number.items())
        first = len(rows)
        rows += [[(u, "hand", m)], [(m, "move_to", v)]]
        rows += [[(a, "hand", b)], [(b, "touch", c)], [(c, "move_to", d)]]
        if hub:
            rows[first + 2].append((a, "meet", "hub"))
        pairs.append((u, [_name(first), _name(first + 1)]))
        triples.append((a, [_name(first + n) for n in (2, 3, 4)]))
    if hub:
        for row in rows[: len(rows) // 2 - 30]:
            row.append(("hub", "watch", row[0][0]))
    order = random.permutation(len(rows)).tolist()
    facts = [
        fact(_name(row), who, does, whom, 10.0 * at)
        for at, row in enumerate(order)
        for who, does, whom in rows[row]
    ]
    return documents_of(facts), pairs, triples


def _name(row: int) -> str:
    return f"e{row:04d}"


def _random_row(random: np.random.Generator) -> Row:
    one, other = random.choice(12, 2, replace=False).tolist()
    things = [f"animal{other}", f"zone{random.integers(8)}", f"object{random.integers(60)}"]
    which = int(random.integers(3))
    return f"animal{one}", ("approach", "enter", "touch")[which], things[which]


ANIMALS, THINGS = ("ana", "bo", "cyd", "dot"), ("wheel", "nest", "water", "hut")
ALONE, TO_ANIMALS, TO_THINGS = ("groom", "rear"), ("chas", "sniff"), ("visit", "gnaw")
"""Words that are their own stems."""


def crowd(seed: int, events: int, recordings: Sequence[str] = ("r1", "r2", "r3")) -> list[Fact]:
    """Return one to three facts for each of some events; three kinds of facts."""
    random = np.random.default_rng(seed)
    facts: list[Fact] = []
    for number in range(events):
        recording = str(random.choice(recordings))
        for _ in range(int(random.integers(1, 4))):
            who, other = random.choice(ANIMALS, 2, replace=False).tolist()
            kind = int(random.integers(3))
            does = (ALONE, TO_ANIMALS, TO_THINGS)[kind][int(random.integers(2))]
            whom = (None, other, str(random.choice(THINGS)))[kind]
            at = 10.0 * number + float(random.integers(8))
            facts.append(fact(f"e{number:03d}", who, does, whom, at, recording=recording))
    return facts
