"""What parser and printer both ask of the nodes of a question: their patterns, and who must meet.

Who must be the same in two parts of a question follows from the names in them, unless variables or
``matching`` say otherwise: subjects (and objects) that are named in both and share no name need not
be the same; else the usual match holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from graphs.filters import FactFilter
from graphs.query.nodes import Combined, Match, Node, Pattern, Sequence, Side

SIDES: tuple[Side, ...] = ("subject", "object")


def patterns(node: Node) -> Iterator[Pattern]:
    """Yield the patterns of a node from left to right."""
    if isinstance(node, Pattern):
        yield node
    else:
        for part in node.steps if isinstance(node, Sequence) else (node.first, node.second):
            yield from patterns(part)


def with_filters(node: Node, change: Callable[[FactFilter], FactFilter]) -> Node:
    """Return a node in which the filter of every pattern is what `change` makes of it."""
    if isinstance(node, Pattern):
        return Pattern(change(node.filter))
    if isinstance(node, Sequence):
        return replace(node, steps=tuple(with_filters(step, change) for step in node.steps))
    first, second = with_filters(node.first, change), with_filters(node.second, change)
    return replace(node, first=first, second=second)


def depth(node: Node) -> int:
    """Return how many parts stand inside each other; ``a and b and c`` are beside each other."""
    if isinstance(node, Pattern):
        return 0
    if isinstance(node, Sequence):
        return 1 + max(map(depth, node.steps))
    beside = isinstance(node, Combined) and continues(node.first, node)
    return max(depth(node.first) + (not beside), depth(node.second) + 1)


def continues(part: Node, whole: Combined) -> bool:
    """Return whether a first part of set algebra needs no parentheses: it is of the same kind."""
    return isinstance(part, Combined) and part.operation == whole.operation


def named(node: Node, side: Side) -> frozenset[str | None] | None:
    """Return the names of which one is the subject or object of each row, ``None`` for any."""
    if isinstance(node, Pattern):
        wanted = node.filter.subject if side == "subject" else node.filter.object
        if wanted is None:
            return None
        return frozenset((wanted,) if isinstance(wanted, str) else wanted)
    if isinstance(node, Sequence):
        return named(node.steps[0], side)
    first = named(node.first, side)
    if isinstance(node, Combined) and node.operation == "or":
        second = named(node.second, side)
        return None if first is None or second is None else first | second
    return first


def match_by_names(first: Node, second: Node) -> Match | None:
    """Return who must be the same in two parts if only their names say it.

    Parameters
    ----------
    first, second
        The parts.

    Returns
    -------
    Match or None
        ``None`` is the usual match.
    """
    differ = {
        side: bool(one and other and not one & other)
        for side in SIDES
        for one, other in ((named(first, side), named(second, side)),)
    }
    if not any(differ.values()):
        return None
    return () if differ["subject"] else (("subject", "subject"),)
