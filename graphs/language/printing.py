"""A query in the words of the language: the one text of those that mean the same.

Who sees it knows what was understood: behaviors in place of headings, every limit in seconds;
groups and sessions stand as they were asked for. It parses to the same query.
"""

from __future__ import annotations

import math
from collections.abc import Sequence as Several

from graphs.errors import UserError
from graphs.filters import FactFilter
from graphs.language.conditions import MICROSECOND_S, beside
from graphs.language.keywords import OPEN_END_S, RESERVED, Measure
from graphs.language.matching import Said, Variables, who_must_match
from graphs.language.names import Names
from graphs.language.parser import Places, read_question
from graphs.language.tokens import written
from graphs.language.trees import continues, patterns
from graphs.query.nodes import (
    Budget,
    Combined,
    Count,
    Node,
    Pattern,
    Query,
    Related,
    Select,
    Sequence,
    Transitions,
)
from graphs.records import STANDING


def in_words(
    query: Query,
    names: Names | None = None,
    measure: Measure = "count",
    places: Places | None = None,
) -> str:
    """Return the text of a query, which parses to the same query.

    Parameters
    ----------
    query
        As `graphs.language.parse` returns it: names of a filter sorted, a single one no tuple.
    names
        Who knows the names. With it names stand without quotation marks, and patterns without
        ``?``, wherever the text still parses to the same query; without it they stand as they can
        mean nothing else.
    measure
        Which column of a count is asked for.
    places
        Recordings -> the words for them, if they were said otherwise than by their names.
    """
    said = places or {}
    if names is not None:
        short = _Writer(brief=True, places=said).query(query, measure)
        try:
            if read_question(short, names)[0] == query:
                return short
        except UserError:
            pass  # a name that is a behavior and an animal, say: it needs its place
    return _Writer(brief=False, places=said).query(query, measure)


class _Writer:
    def __init__(self, *, brief: bool, places: Places) -> None:
        self.brief = brief
        self.places = places

    def query(self, query: Query, measure: Measure) -> str:
        match query:
            case Select(node):
                return self.whole(node)
            case Count(node, by, bin_s):
                column = measure if measure != "list" else "count"
                per = f" per {' and '.join(by)}" if by else ""
                bins = f" per {time_in_words(bin_s)}" if bin_s is not None else ""
                return f"{column} of {self.whole(node)}{per}{bins}"
            case Budget(asked, per_object):
                together = "" if per_object else " with objects together"
                return f"budget{self.about(asked)}{together}{self.conditions(asked)}"
            case Transitions(asked, max_gap_s):
                gap = "" if max_gap_s is None else f" with max gap {time_in_words(max_gap_s)}"
                return f"transitions{self.about(asked)}{gap}{self.conditions(asked)}"

    def about(self, asked: FactFilter) -> str:
        if asked.subject is None and asked.predicate is None and asked.object is None:
            return ""
        return f" of {self.pattern(asked, {})}"

    def whole(self, node: Node) -> str:
        """Write a node with the conditions that all its patterns have at the end."""
        conditions = {self.conditions(pattern.filter) for pattern in patterns(node)}
        if len(conditions) > 1:
            return self.node(node, apart=True, outermost=True)
        return self.node(node, apart=False, outermost=True) + conditions.pop()

    def node(self, node: Node, *, apart: bool, outermost: bool = False) -> str:
        """Write a node; `apart`: with the conditions of each pattern in its own parentheses."""
        match node:
            case Pattern(asked):
                return self.pattern(asked, {})
            case Sequence(steps, within_s, on):
                said = who_must_match(steps, on, variables=outermost)
                links = [f"then {{}} within {time_in_words(limit)}" for limit in within_s]
            case Related(first, _, second, _, on):
                said = who_must_match((first, second), (on,), variables=outermost)
                steps, links = (first, second), [_relation(node)]
            case Combined(first, operation, second, on):
                said = who_must_match((first, second), (on,), variables=outermost)
                if operation == "or":
                    said = Said(({}, {}), ("",))
                steps, links = (first, second), [f"{operation} {{}}"]
        if isinstance(node, Combined) and continues(node.first, node):
            text = self.node(node.first, apart=apart)
        else:
            text = self.part(steps[0], said.variables[0], apart=apart)
        rest = zip(steps[1:], said.variables[1:], links, said.matching, strict=True)
        for step, variables, link, matching in rest:
            text += f" {link.format(self.part(step, variables, apart=apart))}{matching}"
        return text

    def part(self, node: Node, variables: Variables, *, apart: bool) -> str:
        if not isinstance(node, Pattern):
            return f"({self.node(node, apart=apart)})"
        text = self.pattern(node.filter, variables)
        conditions = self.conditions(node.filter) if apart else ""
        return f"({text}{conditions})" if conditions else text

    def pattern(self, asked: FactFilter, variables: Variables) -> str:
        subject = variables.get("subject") or self.names(asked.subject)
        behavior = self.names(asked.predicate)
        whom = variables.get("object") or self.names(asked.object)
        if self.brief and whom == "?":
            return behavior if subject == "?" else f"{subject} {behavior}"
        return f"{subject} {behavior} {whom}"

    def names(self, names: str | Several[str | None] | None) -> str:
        if names is None:
            return "?"
        several = [names] if isinstance(names, str) else names
        return "/".join("nobody" if name is None else self.name(name) for name in several)

    def name(self, name: str) -> str:
        return written(name, RESERVED) if self.brief else written(name, {name.casefold()})

    def conditions(self, asked: FactFilter) -> str:
        """Write the conditions of a filter, each with a space before it."""
        text = ""
        if asked.recording is not None:
            recordings = _several(asked.recording)
            key = tuple(recordings) if len(recordings) > 1 else recordings[0]
            text += self.places.get(key) or f" in {', '.join(map(self.name, recordings))}"
        if asked.between is not None:
            start_s, stop_s = asked.between
            stop = "the end" if stop_s == OPEN_END_S else time_in_words(stop_s)
            text += f" from {time_in_words(start_s)} to {stop}"
        text += _lengths(asked)
        if asked.min_confidence is not None:
            text += f" with confidence {_least(asked.min_confidence)}"
        if asked.source is not None:
            text += f" by {', '.join(_several(asked.source))}"
        if asked.status is None:
            text += " with any status"
        elif tuple(_several(asked.status)) != STANDING:
            text += f" with status {', '.join(_several(asked.status))}"
        return text


def _lengths(asked: FactFilter) -> str:
    """Write how long facts last, each condition with a space before it."""
    text = ""
    for length_s, word, strict, step_s in (
        (asked.min_s, "least", "longer", MICROSECOND_S),
        (asked.max_s, "most", "shorter", -MICROSECOND_S),
    ):
        if length_s is None:
            continue
        other_s = round(length_s - step_s, 6)
        is_rounder = len(_number(other_s)) < len(_number(length_s))
        if is_rounder and other_s > 0 and beside(other_s, step_s) == length_s:
            text += f" {strict} than {time_in_words(other_s)}"
        else:
            text += f" at {word} {time_in_words(length_s)} long"
    return text


def _least(confidence: float) -> str:
    """Write the least confidence, as ``> 0.7`` where that is what it comes from."""
    below = math.nextafter(confidence, -1.0)
    if below >= 0 and len(repr(below)) < len(repr(confidence)):
        return f"> {_number(below)}"
    return f">= {_number(confidence)}"


def _relation(node: Related) -> str:
    """Write how the first part stands to the second one, for which there is ``{}``."""
    limit = "" if node.within_s is None else f" within {time_in_words(node.within_s)}"
    match node.relation:
        case "within":
            text = f"{limit[1:]} of {{}}"
        case "followed_by":
            text = f"followed by {{}}{limit}"
        case "overlapping":
            text = "while {}"
        case relation:
            text = f"{relation} {{}}{limit}"
    return f"not {text}" if node.negated else text


def time_in_words(seconds: float) -> str:
    """Return a time with its unit, from which the very same number is read."""
    return f"{_number(seconds)} s"


def _number(value: float) -> str:
    return repr(float(value)).removesuffix(".0")


def _several(names: str | Several[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)
