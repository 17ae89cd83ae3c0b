"""How a text says who must be the same in two parts: by names, variables, or at length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graphs.language.trees import match_by_names, named
from graphs.query.nodes import Match, Node, Pattern, Side

Variables = dict[Side, str]
"""Column of a pattern -> the variable that stands there."""

_VARIABLES: Variables = {"subject": "?x", "object": "?y"}
"""What stands for the columns of a first part."""


@dataclass(frozen=True, slots=True)
class Said:
    """Who must be the same in some parts, as it is written.

    Parameters
    ----------
    variables
        For each part.
    matching
        For each part but the first: the clause that follows it, with a space before it; or empty.
    """

    variables: tuple[Variables, ...]
    matching: tuple[str, ...]


def who_must_match(parts: Sequence[Node], ons: Sequence[Match | None], *, variables: bool) -> Said:
    """Return how to say who must be the same in the first part and in each other one.

    Parameters
    ----------
    parts
        Two or more.
    ons
        For each part but the first.
    variables
        Whether variables may be used where names do not say it; not inside parentheses, where they
        would speak to what is outside.
    """
    first, *others = parts
    links = list(zip(others, ons, strict=True))
    if variables and any(
        on != match_by_names(first, other) and _sayable(first, other, on) for other, on in links
    ):
        return _with_variables(first, links)
    clauses = ("" if on == match_by_names(first, o) else _clause(on) for o, on in links)
    return Said(tuple({} for _ in parts), tuple(clauses))


def _with_variables(first: Node, links: Sequence[tuple[Node, Match | None]]) -> Said:
    of_first: Variables = {}
    of_others: list[Variables] = []
    clauses: list[str] = []
    for other, on in links:
        sayable = _sayable(first, other, on)
        pairs = on if on and sayable else ()
        of_first |= {one: _VARIABLES[one] for one, _ in pairs}
        of_others.append({side: _VARIABLES[one] for one, side in pairs})
        clauses.append("" if sayable else _clause(on))
    return Said((of_first, *of_others), tuple(clauses))


def _sayable(first: Node, other: Node, on: Match | None) -> bool:
    """Return whether variables can say it: in patterns, in places where no name stands."""
    if not on or not isinstance(first, Pattern) or not isinstance(other, Pattern):
        return False
    ones, others = ([pair[at] for pair in on] for at in (0, 1))
    return (
        len(set(ones)) == len(ones)
        and len(set(others)) == len(others)
        and all(named(first, side) is None for side in ones)
        and all(named(other, side) is None for side in others)
    )


def _clause(on: Match | None) -> str:
    if on is None:
        return " matching as usual"
    pairs = ", ".join(f"{one} = {other}" for one, other in on)
    return f" matching {pairs or 'anybody'}"
