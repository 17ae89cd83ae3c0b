"""Conditions of a question: in which recordings, when, how sure, who says so.

They stand at the end of a question, or of a part of it in parentheses, in any order, and hold for
every pattern in it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from graphs.filters import FactFilter
from graphs.language.keywords import EQUATED, SOURCES, STATUSES
from graphs.language.reader import Reader
from graphs.language.tokens import Token
from graphs.language.trees import patterns, with_filters
from graphs.query.nodes import Node
from graphs.records import STANDING

_FIELDS = ("recording", "between", "min_confidence", "source", "status")
"""Columns of a filter that conditions speak of."""


@dataclass
class Said:
    """The conditions that were read so far.

    Parameters
    ----------
    filter
        What they come to.
    recordings
        The recordings that all conditions on them leave, ``None`` for no such condition.
    at
        Which conditions they are, and where each was said.
    """

    filter: FactFilter
    recordings: frozenset[str] | None
    at: dict[str, Token]


def nothing_said() -> Said:
    """Return no conditions."""
    return Said(FactFilter(), None, {})


def read_condition(reader: Reader, said: Said) -> bool:
    """Read one condition into those that were `said`, if one stands here, and return whether.

    Raises
    ------
    UserError
        It is not complete, names what is not known, was said before, or leaves no recording.
    """
    first = reader.next
    read = {
        "in": _place,
        "of": _place,
        "from": _window,
        "between": _window,
        "with": _with,
        "by": _source,
        "source": _source,
        "status": _status,
    }.get(first.keyword)
    if read is None or (first.keyword in EQUATED and not reader.ahead(1).is_sign("=")):
        return False
    read(reader, said)
    return True


def conditioned(reader: Reader, node: Node, said: Said) -> Node:
    """Return a node whose patterns meet what was `said` for all of it.

    Raises
    ------
    UserError
        A part in parentheses has a condition of the same kind.
    """
    columns = [column for column in _FIELDS if getattr(said.filter, column) is not None]
    for column in columns:
        if any(getattr(pattern.filter, column) is not None for pattern in patterns(node)):
            token = next(at for name, at in said.at.items() if _COLUMNS[name] == column)
            problem = (
                "This condition holds for all before it, but a part in parentheses has "
                "one of its own; say it in parentheses for each part"
            )
            raise reader.fault(token, problem)
    values = {column: getattr(said.filter, column) for column in columns}
    return with_filters(node, lambda own: replace(own, **values))


_COLUMNS = {
    "recording": "recording",
    "group": "recording",
    "session": "recording",
    "window of time": "between",
    "confidence": "min_confidence",
    "source": "source",
    "status": "status",
}
"""What may be said once each -> the column of a filter that it sets."""


def with_defaults(own: FactFilter) -> FactFilter:
    """Return a filter for facts that count, unless it says of which status they are."""
    if own.status is None:
        return replace(own, status=STANDING)
    return replace(own, status=None) if own.status == STATUSES else own


def _once(reader: Reader, said: Said, what: str, token: Token) -> None:
    if what in said.at:
        problem = f"A second condition on the {what}"
        if _COLUMNS[what] in ("recording", "source", "status"):
            problem += "; write all names in one, with commas between them"
        raise reader.fault(token, problem)
    said.at[what] = token


def _place(reader: Reader, said: Said) -> None:
    first, lookup = reader.next, reader.lookup
    what = "recording"
    if reader.expect("in", "of") == "of":
        what = reader.expect("group", "session")
    _once(reader, said, what, first)
    match what:
        case "recording":
            found = set(reader.names(what, lookup.recordings))
        case "group":
            names = reader.names(what, lookup.groups)
            found = {one for name in names for one in lookup.names.recordings_of_group(name)}
        case _:
            names = reader.names(what, lookup.sessions)
            found = {one for name in names for one in lookup.names.recordings_of_session(name)}
    left = frozenset(found) if said.recordings is None else said.recordings & found
    if not left:
        problem = f"No recording belongs to this {what}"
        if said.recordings is not None:
            problem = "No recording meets this condition and the one before it"
        raise reader.fault(first, problem, reader.tokens[reader.at - 1])
    names = sorted(left)
    said.recordings = left
    wanted = tuple(names) if len(names) > 1 else names[0]
    said.filter = replace(said.filter, recording=wanted)


def _window(reader: Reader, said: Said) -> None:
    first = reader.next
    _once(reader, said, "window of time", first)
    opening = reader.expect("from", "between")
    start_s = reader.seconds()
    reader.expect("to" if opening == "from" else "and")
    stop_s = reader.seconds()
    if stop_s < start_s:
        last = reader.tokens[reader.at - 1]
        raise reader.fault(first, "The window of time ends before it starts", last)
    said.filter = replace(said.filter, between=(start_s, stop_s))


def _with(reader: Reader, said: Said) -> None:
    first = reader.next
    reader.expect("with")
    match reader.next.keyword:
        case "confidence":
            _confidence(reader, said, first)
        case "status" | "any":
            _status(reader, said)
        case "source":
            _source(reader, said)
        case _:
            words = ("confidence", "status", "source", "any status")
            reader.refuse("'confidence', 'status', 'source' or 'any status'", words)


def _confidence(reader: Reader, said: Said, first: Token) -> None:
    _once(reader, said, "confidence", first)
    reader.expect("confidence")
    if reader.take(">=") is None:
        reader.refuse("'>=' and a number: conditions are on the least confidence")
    token = reader.next
    least = reader.number("a confidence from 0 to 1")
    if not 0 <= least <= 1:
        raise reader.fault(token, f"Expected a confidence from 0 to 1, found {token.text}")
    said.filter = replace(said.filter, min_confidence=least)


def _status(reader: Reader, said: Said) -> None:
    _once(reader, said, "status", reader.next)
    any_status = reader.take("any") is not None
    reader.expect("status")
    if not any_status:
        reader.take("=")
    if any_status or reader.take("any"):
        wanted = list[str](STATUSES)
    else:
        wanted = reader.listing(lambda: reader.word_of("'any' or a status", STATUSES))
    values = tuple(status for status in STATUSES if status in wanted)
    said.filter = replace(said.filter, status=values if len(values) > 1 else values[0])


def _source(reader: Reader, said: Said) -> None:
    _once(reader, said, "source", reader.next)
    if reader.expect("by", "source") == "source":
        reader.take("=")
    wanted = reader.listing(lambda: reader.word_of("a source", SOURCES))
    values = tuple(source for source in SOURCES if source in wanted)
    said.filter = replace(said.filter, source=values if len(values) > 1 else values[0])
