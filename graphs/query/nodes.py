"""Questions as data: patterns of facts, how they stand to each other in time, and what to count.

A temporal pattern never leaves one recording, so every question is answered shard by shard (or
group of shards by group of shards) and the answers are merged as the question declares.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from graphs.filters import FactFilter

Side = Literal["subject", "object"]

Match = tuple[tuple[Side, Side], ...]
"""Pairs of columns (of the first fact, of the second) that must be equal.

``(("subject", "subject"),)``: the same animal; ``(("subject", "object"), ("object", "subject"))``:
the other way round; ``()``: anybody in the same recording. ``None`` where a match may be given is
the usual one: equal subjects, and equal objects too where both objects are animals.
"""

Relation = Literal["before", "after", "during", "overlapping", "within", "followed_by"]
"""As the functions of `graphs.relations` of the same names."""

SetOperation = Literal["and", "or", "without"]

Key = Literal[
    "recording", "subject", "object", "predicate", "pair", "group", "session", "source", "status"
]
"""What to count per; ``pair`` is subject and object."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """The facts that meet a filter."""

    filter: FactFilter


@dataclass(frozen=True, slots=True)
class Related:
    """The facts of `first` that stand in a relation to some (or, negated, to none) of `second`.

    Parameters
    ----------
    first, second
        Facts.
    relation
        How one of `first` stands to one of `second`.
    within_s
        Limit in seconds for before, after (``None``: no limit), within and followed_by.
    on
        Who must be the same; ``None``: the usual match.
    negated
        Keep those that stand so to none.
    """

    first: Node
    relation: Relation
    second: Node
    within_s: float | None = None
    on: Match | None = None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Combined:
    """Set algebra on time: when both go on, either, or the first without the second.

    Rows are those of `first`; for ``or`` rows of equal recording, subject and object become one.
    """

    first: Node
    operation: SetOperation
    second: Node
    on: Match | None = None


@dataclass(frozen=True, slots=True)
class Sequence:
    """First this, then that, then...: from the start of the first to the end of the last.

    Parameters
    ----------
    steps
        Two or more.
    within_s
        For each step but the first: at most so long after the end of the one before it.
    on
        For each step but the first: who must be the same as in the first step.
    """

    steps: tuple[Node, ...]
    within_s: tuple[float, ...]
    on: tuple[Match | None, ...]


Node = Pattern | Related | Combined | Sequence
"""What gives facts or intervals."""


@dataclass(frozen=True, slots=True)
class Select:
    """The facts or intervals themselves, in order of recording and time."""

    node: Node


@dataclass(frozen=True, slots=True)
class Count:
    """How many, how long, out of how much assessed time, per some keys and time bin.

    Parameters
    ----------
    node
        What is counted.
    by
        Keys; none for one number.
    bin_s
        Length of time bins in seconds, if wanted.
    """

    node: Node
    by: tuple[Key, ...] = ()
    bin_s: float | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """Time budget of the facts that meet a filter, as `graphs.budget.time_budget` defines it."""

    filter: FactFilter = field(default_factory=FactFilter)
    per_object: bool = True


@dataclass(frozen=True, slots=True)
class Transitions:
    """How often one behavior is followed by the next of the same subject.

    Parameters
    ----------
    filter
        Facts to take into account.
    max_gap_s
        Pairs further apart than this are no transition; ``None`` for no limit.
    """

    filter: FactFilter = field(default_factory=FactFilter)
    max_gap_s: float | None = None


Query = Select | Count | Budget | Transitions
