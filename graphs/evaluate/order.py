"""Questions of order: which of two parts of a recording came first (Pink et al. 2024).

What happened in a recording is a sequence of events, told in words without their times. A segment
is one event, or several that follow each other; the distance between two segments is counted in
events, from the start of one to the start of the other. Nothing has to be labelled for such a
question: the order is in the data.

A segment is asked about only where it is unmistakable: no other events of the recording, as many in
a row, tell all that it tells. In each cell (a length of segments and a range of distances) the
right answer stands first in exactly half of the questions.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise

from graphs.errors import UserError
from graphs.evaluate.order_parts import CELLS, Cell, Claim, DescribedEvent, Letter, OrderQuestion
from graphs.words import counted

PER_CELL = 100


@dataclass(frozen=True, slots=True)
class AskedCell:
    """The questions of a cell, and how many different ones the recording could give."""

    cell: Cell
    possible: int
    questions: tuple[OrderQuestion, ...]


@dataclass(frozen=True, slots=True)
class OrderScore:
    """How often the right segment was named.

    Parameters
    ----------
    asked
        Questions.
    right
        Answered with the right letter.
    said_a, unanswered
        Answered with A, and with no letter.
    """

    asked: int
    right: int
    said_a: int
    unanswered: int

    @property
    def accuracy(self) -> float:
        """Share of right answers among all questions; NaN without any."""
        return self.right / self.asked if self.asked else float("nan")

    @property
    def share_of_a(self) -> float:
        """Share of A among the answers: 0.5 where position does not matter; NaN without answers."""
        answered = self.asked - self.unanswered
        return self.said_a / answered if answered else float("nan")

    @property
    def chance(self) -> float:
        """How likely so many or more are right if all letters are guessed (binomial)."""
        ways = sum(math.comb(self.asked, k) for k in range(self.right, self.asked + 1))
        return float(Fraction(ways, 2**self.asked))


def order_questions(
    events: Sequence[DescribedEvent],
    per_cell: int = PER_CELL,
    seed: int = 0,
    cells: Sequence[Cell] = CELLS,
) -> list[AskedCell]:
    """Return questions of order about one recording, the same for the same seed.

    Parameters
    ----------
    events
        As `described_events` gives them.
    per_cell
        How many, an even number; where the recording has fewer pairs of segments, all of them but
        one if their number is odd. No pair is asked about twice.
    seed
        Decides which pairs, in which order, and what stands first.
    cells
        Lengths and distances.

    Raises
    ------
    UserError
        An event tells nothing, events overlap or are not in order of time, `per_cell` is odd or
        negative, or a cell has no events or no distances.
    """
    faults = [*_faults_of_events(events), *_faults_of_cells(per_cell, cells)]
    if faults:
        message = f"Questions of order: {'; '.join(faults)}."
        raise UserError(message)
    starts = {cell.length: _unmistakable(events, cell.length) for cell in cells}
    return [_asked(events, cell, starts[cell.length], per_cell, seed) for cell in cells]


def score_order(answered: Iterable[tuple[OrderQuestion, Letter | None]]) -> OrderScore:
    """Return how often the right segment was named; ``None`` is no answer, and not right."""
    given = [(question.answer, said) for question, said in answered]
    return OrderScore(
        asked=len(given),
        right=sum(said == answer for answer, said in given),
        said_a=sum(said == "A" for _, said in given),
        unanswered=sum(said is None for _, said in given),
    )


def _faults_of_events(events: Sequence[DescribedEvent]) -> list[str]:
    """Return what cannot be asked about: events without words, and the first two out of order."""
    silent = [event.event_id for event in events if not event.claims]
    faults = [f"{counted(len(silent), 'event')} without words ({silent[0]!r})"] if silent else []
    for one, two in pairwise(events):
        if two.start_s < one.stop_s or two.start_s <= one.start_s:
            faults.append(
                f"event {two.event_id!r} starts at {two.start_s:g} s, expected after "
                f"{one.event_id!r}, which lasts from {one.start_s:g} to {one.stop_s:g} s; give "
                "events of one recording and one level, in order of time"
            )
            break
    return faults


def _faults_of_cells(per_cell: int, cells: Sequence[Cell]) -> list[str]:
    faults = []
    if per_cell < 0 or per_cell % 2:
        faults.append(f"{per_cell} per cell; expected an even number, so that half of them are A")
    faults += [
        f"{cell.name}; expected at least 1 event, and distances from 1 upwards"
        for cell in cells
        if cell.length < 1
        or cell.nearest < 1
        or (cell.furthest is not None and cell.furthest < cell.nearest)
    ]
    return faults


def _unmistakable(events: Sequence[DescribedEvent], length: int) -> list[int]:
    """Return where segments start that could be taken for no other of the same length."""
    told: dict[Claim, set[int]] = defaultdict(set)
    for at, event in enumerate(events):
        for claim in event.claims:
            told[claim].add(at)
    fits = [set.intersection(*(told[claim] for claim in event.claims)) for event in events]
    return [
        at
        for at in range(len(events) - length + 1)
        if sum(all(place + step in fits[at + step] for step in range(length)) for place in fits[at])
        == 1
    ]


def _asked(
    events: Sequence[DescribedEvent], cell: Cell, starts: Sequence[int], per_cell: int, seed: int
) -> AskedCell:
    """Return the questions of a cell: pairs drawn with equal chances, none twice."""
    rng = random.Random(f"{seed} {cell}")  # noqa: S311 - to draw, not to hide
    nearest = max(cell.nearest, cell.length)
    last = len(events) if cell.furthest is None else cell.furthest
    places = [
        (bisect_right(starts, s + nearest - 1), bisect_right(starts, s + last)) for s in starts
    ]
    ends = list(accumulate(max(0, stop - start) for start, stop in places))
    possible = ends[-1] if ends else 0
    count = min(per_cell, possible - possible % 2)
    answers: list[Letter] = ["A", "B"] * (count // 2)
    rng.shuffle(answers)
    questions = []
    for number, answer in zip(rng.sample(range(possible), count), answers, strict=True):
        row = bisect_right(ends, number)
        other = places[row][1] - (ends[row] - number)
        early, late = (tuple(events[s : s + cell.length]) for s in (starts[row], starts[other]))
        a, b = (early, late) if answer == "A" else (late, early)
        questions.append(OrderQuestion(cell, a, b, answer))
    return AskedCell(cell, possible, tuple(questions))
