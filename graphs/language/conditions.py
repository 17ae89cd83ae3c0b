"""Conditions of a question: in which recordings, when, how sure, who says so.

They stand at the end of a question, or of a part of it in parentheses, in any order, and hold for
every pattern in it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from decimal import Decimal

from graphs.filters import FactFilter
from graphs.language.keywords import ALL_UNITS, EQUATED, OPEN_END_S, RESERVED, SOURCES, STATUSES
from graphs.language.reader import Reader
from graphs.language.tokens import Token, written
from graphs.language.trees import patterns, with_filters
from graphs.query.nodes import Node
from graphs.records import STANDING

_FIELDS = ("recording", "between", "min_confidence", "source", "status", "min_s", "max_s")
"""Columns of a filter that conditions speak of."""

MICROSECOND_S = 1e-6
"""Times are whole microseconds: what is longer than a time is longer by at least this."""


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
    places
        The words of those on recordings.
    """

    filter: FactFilter
    recordings: frozenset[str] | None
    at: dict[str, Token]
    places: list[str] = field(default_factory=list)


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
        "until": _until,
        "since": _since,
        "before": _until,
        "after": _since,
        "longer": _length,
        "shorter": _length,
        "at": _length,
        "confidence": _bare_confidence,
        "with": _with,
        "by": _source,
        "source": _source,
        "status": _status,
    }.get(first.keyword)
    if (
        read is None
        or (first.keyword in EQUATED and not reader.equated())
        or (first.keyword in ("before", "after") and not reader.starts_time(1))
        or (first.keyword == "at" and not reader.length_limit())
    ):
        return False
    if first.keyword == "in" and _first_of_all(reader) > 0:
        read = _in_first
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
    "least length": "min_s",
    "greatest length": "max_s",
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
            names = reader.names(what, lookup.recordings)
            found = set(names)
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
    opening = "in" if what == "recording" else f"of {what}"
    listed = ", ".join(written(name, RESERVED) for name in sorted(set(names)))
    said.places.append(f" {opening} {listed}")
    ordered = sorted(left)
    said.recordings = left
    wanted = tuple(ordered) if len(ordered) > 1 else ordered[0]
    if any(words.startswith(" of") for words in said.places):
        reader.places[wanted] = "".join(said.places)
    said.filter = replace(said.filter, recording=wanted)


def _window(reader: Reader, said: Said) -> None:
    first = reader.next
    _once(reader, said, "window of time", first)
    opening = reader.expect("from", "between")
    number = reader.lone_number()
    if number is not None and reader.ahead(1).keyword in ("to", "and"):
        reader.at += 1
        start_s, stop_s = _shared_unit(reader, number, "to" if opening == "from" else "and")
    else:
        start_s = reader.seconds()
        reader.expect("to" if opening == "from" else "and")
        stop_s = _stop(reader, opening)
    if stop_s < start_s:
        last = reader.tokens[reader.at - 1]
        raise reader.fault(first, "The window of time ends before it starts", last)
    said.filter = replace(said.filter, between=(start_s, stop_s))


def _stop(reader: Reader, opening: str) -> float:
    """Take the end of a window: a time, or ``the end``."""
    if opening == "from" and reader.next.keyword == "the":
        reader.expect("the")
        reader.expect("end")
        return OPEN_END_S
    return reader.seconds()


def _shared_unit(reader: Reader, number: str, link: str) -> tuple[float, float]:
    """Take the end of a window whose start is a `number` in its unit; both in seconds."""
    lone = reader.tokens[reader.at - 1]
    reader.expect(link)
    stop_s = reader.seconds()
    unit = reader.unit_behind()
    if unit is None:
        raise reader.fault(lone, f"Expected a unit of time after {number!r}, or 0:00 and the like")
    return float(Decimal(number) * Decimal(ALL_UNITS[unit])), stop_s


def _until(reader: Reader, said: Said) -> None:
    _once(reader, said, "window of time", reader.next)
    reader.expect("until", "before")
    said.filter = replace(said.filter, between=(0.0, reader.seconds()))


def _since(reader: Reader, said: Said) -> None:
    _once(reader, said, "window of time", reader.next)
    reader.expect("since", "after")
    said.filter = replace(said.filter, between=(reader.seconds(), OPEN_END_S))


def _first_of_all(reader: Reader) -> int:
    """Return how many words ``in the first`` has, with a time behind it; 0 for another text."""
    count = 3 if reader.ahead(1).keyword == "the" else 2
    is_first = reader.ahead(count - 1).keyword == "first" and reader.starts_time(count)
    return count if is_first else 0


def _in_first(reader: Reader, said: Said) -> None:
    _once(reader, said, "window of time", reader.next)
    reader.at += _first_of_all(reader)
    said.filter = replace(said.filter, between=(0.0, reader.seconds()))


def _length(reader: Reader, said: Said) -> None:
    first = reader.next
    word = reader.expect("longer", "shorter", "at")
    if word == "at":
        word = reader.expect("least", "most")
    else:
        reader.expect("than")
    column = "min_s" if word in ("longer", "least") else "max_s"
    _once(reader, said, "least length" if column == "min_s" else "greatest length", first)
    length_s = reader.seconds(least_s=MICROSECOND_S if word == "shorter" else 0.0)
    reader.take("long")
    step_s = {"longer": MICROSECOND_S, "shorter": -MICROSECOND_S}.get(word, 0.0)
    length_s = beside(length_s, step_s)
    if column == "min_s":
        said.filter = replace(said.filter, min_s=length_s)
    else:
        said.filter = replace(said.filter, max_s=length_s)


def beside(length_s: float, step_s: float) -> float:
    """Return a length that is longer or shorter by a step, as its decimal digits say."""
    return float(Decimal(repr(length_s)) + Decimal(repr(step_s)))


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
    sign = reader.take(">=", ">")
    if sign is None:
        reader.refuse("'>=' or '>' and a number: conditions are on the least confidence")
    token = reader.next
    least = reader.share("a confidence from 0 to 1")
    if sign.text == ">":
        least = math.nextafter(least, 2.0)
    if not 0 <= least <= 1:
        highest = "below 1" if sign.text == ">" else "to 1"
        problem = f"Expected a confidence from 0 {highest}, found {token.text}"
        raise reader.fault(token, problem)
    said.filter = replace(said.filter, min_confidence=least)


def _bare_confidence(reader: Reader, said: Said) -> None:
    _confidence(reader, said, reader.next)


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
