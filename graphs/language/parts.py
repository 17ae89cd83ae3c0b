"""Parts of a question that give facts: patterns, what stands between them, parentheses.

A pattern binds closest; then chains (``then``) and relations (``after``, ``during``, ...), one kind
at a time; then ``and``, ``or``, ``without``, one kind at a time. Where a longer text could be read
in two ways, parentheses are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from graphs.errors import UserError
from graphs.language.conditions import conditioned, nothing_said, read_condition
from graphs.language.keywords import SET_OPERATIONS, TIMED
from graphs.language.patterns import read_pattern
from graphs.language.reader import Reader
from graphs.language.tokens import Token
from graphs.language.trees import SIDES, match_by_names
from graphs.query.nodes import (
    Combined,
    Match,
    Node,
    Pattern,
    Related,
    Relation,
    Sequence,
    SetOperation,
    Side,
)

DEEPEST = 40
"""Parentheses inside each other."""

MOST_PARTS = 100
"""Patterns of one question."""

_LINKS = ("then", "not", *TIMED, "followed", "within")


@dataclass(frozen=True, slots=True)
class Draft:
    """A part that was read, with its variables.

    Parameters
    ----------
    node
        The part.
    shown
        Variable -> which column of its rows it is.
    hidden
        Variables further inside, which its rows do not have.
    """

    node: Node
    shown: Mapping[str, Side] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()

    @property
    def variables(self) -> frozenset[str]:
        """All variables in it."""
        return self.hidden | self.shown.keys()


@dataclass(slots=True)
class Depth:
    """How far a question has grown: open parentheses, and patterns."""

    parentheses: int = 0
    parts: int = 0


def read_expression(reader: Reader, depth: Depth) -> Draft:
    """Read parts joined by ``and``, ``or`` or ``without``.

    Parameters
    ----------
    reader
        Where the text is read.
    depth
        How far the question has grown; changed.

    Raises
    ------
    UserError
        The text is no such expression, or two kinds of joining need parentheses.
    """
    whole = _chain(reader, depth)
    operation = ""
    while token := reader.take(*SET_OPERATIONS):
        if operation and token.keyword != operation:
            raise _parentheses(reader, token, operation)
        operation = token.keyword
        second = _chain(reader, depth)
        whole = _combined(reader, token, whole, second)
    return whole


def _combined(reader: Reader, token: Token, first: Draft, second: Draft) -> Draft:
    operation: SetOperation = token.keyword  # type: ignore[assignment]  # taken from these words
    if operation == "or":
        if reader.next.keyword == "matching":
            raise reader.fault(reader.next, "'or' takes facts as they are: there is no matching")
        common = dict(first.shown.items() & second.shown.items())
        hidden = (first.variables | second.variables) - common.keys()
        return Draft(Combined(first.node, "or", second.node), common, hidden)
    on = _match(reader, token, first, second)
    node = Combined(first.node, operation, second.node, on)
    return Draft(node, first.shown, (first.hidden | second.variables) - first.shown.keys())


def _chain(reader: Reader, depth: Depth) -> Draft:
    """Read a part, what it stands in a relation to, or what follows it step by step."""
    first = _part(reader, depth)
    link = reader.next
    if link.keyword == "then" or _comma_then(reader):
        draft = _steps(reader, depth, first)
    elif _links(reader):
        draft = _related(reader, depth, first)
    else:
        return first
    if _links(reader) or _comma_then(reader):
        raise _parentheses(reader, reader.next, link.keyword)
    return draft


def _links(reader: Reader) -> bool:
    """Return whether a relation stands here, and no window such as ``before 30 s``."""
    word = reader.next.keyword
    return word in _LINKS and not (word in ("before", "after") and reader.starts_time(1))


def _comma_then(reader: Reader) -> bool:
    return reader.next.is_sign(",") and reader.ahead(1).keyword == "then"


def _steps(reader: Reader, depth: Depth, first: Draft) -> Draft:
    drafts, limits, ons = [first], list[float](), list[Match | None]()
    while True:
        if _comma_then(reader):
            reader.expect(",")
        token = reader.take("then")
        if token is None:
            break
        step = _part(reader, depth)
        limits.append(_limit(reader, "how soon it follows"))
        _only_in_later_steps(reader, token, drafts, step)
        ons.append(_match(reader, token, first, step))
        drafts.append(step)
    node = Sequence(tuple(draft.node for draft in drafts), tuple(limits), tuple(ons))
    variables = frozenset[str]().union(*(draft.variables for draft in drafts))
    return Draft(node, first.shown, variables - first.shown.keys())


def _only_in_later_steps(reader: Reader, token: Token, before: list[Draft], step: Draft) -> None:
    for name in sorted(step.variables - before[0].variables):
        if any(name in draft.variables for draft in before):
            problem = (
                f"{name!r} stands in two later steps but not in the first one; "
                "who is the same is said of the first step and another one"
            )
            raise reader.fault(token, problem, reader.tokens[reader.at - 1])


def _related(reader: Reader, depth: Depth, first: Draft) -> Draft:
    start = reader.next
    negated = reader.take("not") is not None
    token = reader.next
    words = (*TIMED, "followed", "within")
    if reader.take(*words) is None:
        reader.refuse("'during', 'while', 'before', 'after', 'followed by' or 'within'")
    relation: Relation = TIMED.get(token.keyword, token.keyword)  # type: ignore[assignment]  # one of these words
    within_s: float | None = None
    if token.keyword == "followed":
        reader.expect("by")
        relation = "followed_by"
    elif token.keyword == "within":
        within_s = reader.seconds()
        if reader.take("of") is None:
            reader.refuse("'of' and what it is near to")
    second = _part(reader, depth)
    if relation == "followed_by":
        within_s = _limit(reader, "how soon it follows")
    elif reader.next.keyword == "within":
        if relation not in ("before", "after"):
            raise reader.fault(reader.next, f"{token.text!r} has no limit of time")
        within_s = _limit(reader, "")
    on = _match(reader, start, first, second)
    node = Related(first.node, relation, second.node, within_s, on, negated)
    return Draft(node, first.shown, (first.hidden | second.variables) - first.shown.keys())


def _limit(reader: Reader, what: str) -> float:
    if reader.take("within") is None:
        reader.refuse(f"'within' and a time: {what}")
    return reader.seconds()


def _part(reader: Reader, depth: Depth) -> Draft:
    """Read a pattern, or an expression in parentheses with its own conditions."""
    opening = reader.take("(")
    if opening is None:
        depth.parts += 1
        if depth.parts > MOST_PARTS:
            raise reader.fault(reader.next, f"More than {MOST_PARTS} patterns in one question")
        read = read_pattern(reader)
        return Draft(Pattern(read.filter), read.variables)
    depth.parentheses += 1
    if depth.parentheses > DEEPEST:
        raise reader.fault(opening, f"More than {DEEPEST} parentheses inside each other")
    inside = read_expression(reader, depth)
    said = nothing_said()
    while read_condition(reader, said):
        pass
    if reader.take(")") is None:
        after = " or another condition" if said.at else ", a condition, 'then', 'and' or the like"
        reader.refuse(f"')'{after}")
    depth.parentheses -= 1
    return Draft(conditioned(reader, inside.node, said), inside.shown, inside.hidden)


def _match(reader: Reader, token: Token, first: Draft, second: Draft) -> Match | None:
    """Read or conclude who must be the same in two parts."""
    shared = first.variables & second.variables
    for name in sorted(shared):
        if name not in first.shown or name not in second.shown:
            problem = (
                f"{name!r} cannot be compared here: it stands inside a part whose rows are "
                "those of another pattern in it"
            )
            raise reader.fault(token, problem, reader.tokens[reader.at - 1])
    explicit = reader.take("matching")
    if explicit is None:
        if first.variables or second.variables:
            return tuple(sorted((first.shown[name], second.shown[name]) for name in shared))
        return match_by_names(first.node, second.node)
    if shared:
        problem = f"Both 'matching' and the variable {min(shared)!r} say who must be the same"
        raise reader.fault(explicit, problem)
    if reader.take("anybody"):
        return ()
    if reader.take("as"):
        reader.expect("usual")
        return None
    if reader.next.keyword not in SIDES:
        words = ("anybody", "as", *SIDES)
        reader.refuse("'anybody', 'as usual', or 'subject = object' and the like", words)
    return _sides(reader)


def _sides(reader: Reader) -> Match:
    pairs: set[tuple[Side, Side]] = set()
    while True:
        one = reader.expect(*SIDES)
        reader.expect("=")
        other = reader.expect(*SIDES)
        pairs.add((one, other))  # type: ignore[arg-type]  # both are among the sides
        if _comma_then(reader) or reader.take(",") is None:
            return tuple(sorted(pairs))


def _parentheses(reader: Reader, token: Token, other: str) -> UserError:
    problem = f"{other!r} and {token.text!r} beside each other can be read in two ways"
    return reader.fault(token, f"{problem}; put what belongs together in parentheses")
