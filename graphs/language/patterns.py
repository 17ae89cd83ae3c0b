"""One pattern of a question, ``mouse_1 chase mouse_2``: which word is subject, behavior, object.

A name may be known as a behavior, as an animal, zone or object, or as both. All ways to give the
two or three words a place are tried; a pattern that can be read in two ways is an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from graphs.errors import UserError
from graphs.filters import FactFilter
from graphs.language.keywords import ASKING, AUXILIARIES, RESERVED
from graphs.language.near import suggested
from graphs.language.reader import Reader, two_names
from graphs.language.tokens import Token
from graphs.language.trees import SIDES
from graphs.query.nodes import Side
from graphs.words import MOST_LISTED, did_you_mean

Place = Literal["subject", "predicate", "object"]

_PLACES: dict[int, tuple[tuple[Place, ...], ...]] = {
    1: (("predicate",),),
    2: (("subject", "predicate"), ("predicate", "object")),
    3: (("subject", "predicate", "object"),),
}
_EXPECTED: dict[Place, str] = {
    "subject": "who does it (an animal, '?' or a variable)",
    "predicate": "a behavior or '?'",
    "object": "to whom or where (an animal, zone or object, '?', a variable or 'nobody')",
}
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Term:
    """One place of a pattern as far as its own words say.

    Parameters
    ----------
    first, last
        Where it stands.
    entities
        Animals, zones and objects that it may name, ``None`` among them for nobody.
    predicates
        Behaviors that it may name.
    place
        Where it was said to belong, by a prefix.
    """

    first: Token
    last: Token
    entities: tuple[str | None, ...] = ()
    predicates: tuple[str, ...] = ()
    place: Place | None = None

    @property
    def open(self) -> bool:
        """Whether it names nothing: ``?`` or a variable."""
        return self.first.kind in ("any", "variable") or self.first.keyword in ASKING

    def fits(self, place: Place) -> bool:
        """Return whether it can stand at a `place`."""
        if self.place not in (None, place):
            return False
        match place:
            case "predicate":
                return self.first.kind == "any" or bool(self.predicates)
            case "subject":
                return self.open or (bool(self.entities) and None not in self.entities)
            case _:
                return self.open or bool(self.entities)


@dataclass(frozen=True, slots=True)
class Read:
    """What a pattern says.

    Parameters
    ----------
    filter
        Its names.
    variables
        Variable -> where it stands.
    """

    filter: FactFilter
    variables: dict[str, Side]


def read_pattern(reader: Reader) -> Read:
    """Read a pattern of one to three places.

    Raises
    ------
    UserError
        A word is unknown or stands where it cannot, or there are two ways to read the words.
    """
    asked = _asked_whom(reader)
    terms = [_term(reader)]
    while len(terms) < 3 and reader.starts_name():
        terms.append(_term(reader))
    if len(terms) == 3 and terms[0].first.keyword in ASKING and reader.next.kind == "any":
        reader.at += 1  # the question mark of 'who chased mouse_2?'
    ways = [
        places
        for places in _PLACES[len(terms)]
        if all(term.fits(place) for term, place in zip(terms, places, strict=True))
    ]
    if not ways:
        raise _misfit(reader, terms)
    if asked:
        ways = [places for places in ways if places[:2] == ("subject", "predicate")]
        if not ways or (len(terms) == 3 and terms[2].first.kind != "any"):
            raise reader.fault(terms[0].first, _WHOM, terms[-1].last)
    readings = [_reading(reader, terms, places) for places in ways]
    if any(reading != readings[0] for reading in readings):
        at = next(index for index, term in enumerate(terms) if not term.open)
        text = reader.text[terms[at].first.start : terms[at].last.stop]
        said = " or ".join(f"{places[at]}:{text}" for places in ways)
        problem = f"May be subject and behavior, or behavior and object; say which: {said}"
        raise reader.fault(terms[0].first, problem, terms[-1].last)
    return readings[0]


_WHOM = "Expected who does it and a behavior, as in 'whom did mouse_1 chase'"


def _asked_whom(reader: Reader) -> bool:
    """Take ``whom did``, if it stands here: who and what follow, and anybody is the object."""
    if reader.next.keyword not in ASKING or reader.ahead(1).keyword not in AUXILIARIES:
        return False
    reader.at += 2
    return True


def read_who(reader: Reader) -> Read:
    """Read a pattern, or the name of a subject alone.

    Raises
    ------
    UserError
        As `read_pattern`, or a lone name is that of a behavior too.
    """
    start = reader.at
    term = _term(reader)
    alone = not reader.starts_name() and None not in term.entities
    if alone and term.entities and term.place in (None, "subject"):
        if term.predicates:
            text = reader.text[term.first.start : term.last.stop]
            problem = (
                f"May be a subject or a behavior; say which: subject:{text} or predicate:{text}"
            )
            raise reader.fault(term.first, problem, term.last)
        return Read(FactFilter(subject=_one_or_several(term.entities)), {})
    reader.at = start
    return read_pattern(reader)


def _reading(reader: Reader, terms: list[Term], places: tuple[Place, ...]) -> Read:
    at = dict(zip(places, terms, strict=True))
    variables: dict[str, Side] = {}
    for side in SIDES:
        if side in at and at[side].first.kind == "variable":
            name = at[side].first.text.casefold()
            if name in variables:
                problem = (
                    f"{at[side].first.text!r} stands twice in one pattern; "
                    "nobody is subject and object of one fact"
                )
                raise reader.fault(at[side].first, problem)
            variables[name] = side
    found = FactFilter(
        subject=_one_or_several(at["subject"].entities) if "subject" in at else None,
        predicate=_one_or_several(at["predicate"].predicates) if "predicate" in at else None,
        object=_object(at["object"].entities) if "object" in at else None,
    )
    return Read(found, variables)


def _one_or_several(names: tuple[str | None, ...]) -> str | tuple[str, ...] | None:
    """Return names as filters have them, sorted: ``None`` for none, no tuple for a single one."""
    several = tuple(sorted({name for name in names if name is not None}))
    return several if len(several) > 1 else next(iter(several), None)


def _object(names: tuple[str | None, ...]) -> str | tuple[str | None, ...] | None:
    some = _one_or_several(names)
    if None not in names:
        return some
    return (None, *((some,) if isinstance(some, str) else some or ()))


def _term(reader: Reader) -> Term:
    place: Place | None = None
    if reader.ahead(1).is_sign(":") and reader.next.keyword in _EXPECTED:
        place = reader.next.keyword
        reader.at += 2
    first = reader.next
    if first.kind in ("any", "variable"):
        reader.at += 1
        return Term(first, first, place=place)
    if place != "predicate" and reader.take(*ASKING):
        return Term(first, first, place=place)
    term = _name(reader, place)
    entities, predicates = list(term.entities), list(term.predicates)
    last = term.last
    while reader.take("/"):
        more = _name(reader, place)
        entities = [*entities, *more.entities] if entities and more.entities else []
        predicates = [*predicates, *more.predicates] if predicates and more.predicates else []
        last = more.last
        if not entities and not predicates:
            problem = "Expected either behaviors or animals, zones and objects between '/'"
            raise reader.fault(first, problem, last)
    return Term(first, last, tuple(entities), tuple(predicates), place)


def _name(reader: Reader, place: Place | None) -> Term:
    """Read one name, of as many words as are known as one."""
    first, lookup = reader.next, reader.lookup
    if reader.take(NOBODY):
        return Term(first, first, entities=(None,))
    if first.kind not in ("word", "quoted") or not reader.starts_name():
        raise _no_name(reader, place)
    for name, count in reader.runs():
        last = reader.ahead(count - 1)
        predicates: tuple[str, ...] = ()
        entities: tuple[str, ...] = ()
        if place in (None, "predicate"):
            predicates = lookup.predicate(name, quoted=first.kind == "quoted")
        if place != "predicate":
            entities = lookup.entities.meant(name)
        if predicates and not entities and _cuts_a_name(reader, count):
            continue
        if len(entities) > 1:
            raise reader.fault(first, two_names(name, entities), last)
        if entities or predicates:
            reader.at += count
            return Term(first, last, entities, predicates)
    raise _unknown(reader, place)


def _cuts_a_name(reader: Reader, count: int) -> bool:
    """Return whether a name of an animal starts in the next `count` words and ends after them.

    ``chase mouse`` is a form of *chase* to some, but not in ``chase mouse 2``.
    """
    entities = reader.lookup.entities
    at = reader.at
    for start in range(1, count):
        reader.at = at + start
        longest = next((n for name, n in reader.runs() if entities.meant(name)), 0)
        reader.at = at
        if start + longest > count:
            return True
    return False


def _no_name(reader: Reader, place: Place | None) -> UserError:
    """Return the error that no name stands here."""
    expected = _EXPECTED[place] if place else "a behavior, or an animal, zone or object"
    name, lookup = reader.next.text, reader.lookup
    known = lookup.predicate(name, quoted=True) or lookup.entities.meant(name)
    problem = f"Expected {expected}, found {reader.found()}"
    if reader.next.kind == "word" and known:
        problem += f'; where it is a name, write "{name}" in quotation marks'
    elif reader.next.keyword == "not":
        problem += "; 'not' stands before 'during' and the like, 'without' before what is not there"
    return reader.fault(reader.next, problem)


def _unknown(reader: Reader, place: Place | None) -> UserError:
    """Return the error that a name is unknown, with what may have been meant."""
    token, lookup = reader.next, reader.lookup
    expected = _EXPECTED[place] if place else "a behavior, or an animal, zone or object"
    problem = f"Unknown word {token.text!r}, expected {expected}"
    if lookup.recordings.meant(token.text):
        return reader.fault(token, f"{problem}; a recording is named so: 'in {token.text}'")
    near: set[str] = set()
    if place in (None, "predicate"):
        near |= set(lookup.names.words())
    if place != "predicate":
        near |= lookup.entities.known
    hint = suggested(token.text, near, RESERVED if place is None else ())
    for name, _ in reader.runs():
        hint = hint or suggested(name, [word for word in near if _length(word) == _length(name)])
    return reader.fault(token, problem + (hint or _known(reader, place)))


def _known(reader: Reader, place: Place | None) -> str:
    """Return which names there are, behaviors by their own names alone; empty if none."""
    lookup = reader.lookup
    if place in ("subject", "object"):
        return did_you_mean("", lookup.entities.known)
    words = lookup.names.words()
    behaviors = sorted({name for word in words for name in lookup.names.predicates(word)})
    more = ", ..." if len(behaviors) > MOST_LISTED else ""
    listed = f"; known behaviors: {', '.join(behaviors[:MOST_LISTED])}{more}"
    return listed if behaviors else ""


def _length(name: str) -> int:
    """Count the words of a name."""
    return len(re.split(r"[\s_-]+", name))


def _misfit(reader: Reader, terms: list[Term]) -> UserError:
    """Return the error that words cannot stand in the places in which they stand."""
    if not any(term.fits("predicate") for term in terms):
        text = reader.text[terms[0].first.start : terms[-1].last.stop]
        problem = f"Expected a behavior in {text!r}"
        if len(terms) == 1 and terms[0].fits("subject"):
            problem += f", such as '{text} ?' for all that it does"
        return reader.fault(terms[0].first, problem, terms[-1].last)
    places = _PLACES[len(terms)][-1 if terms[0].fits("predicate") else 0]
    term, place = next(
        (term, place) for term, place in zip(terms, places, strict=True) if not term.fits(place)
    )
    text = reader.text[term.first.start : term.last.stop]
    problem = f"Expected {_EXPECTED[place]}, found {text!r}"
    if term.predicates and place == "object":
        problem += "; between two behaviors stands 'then', 'and', 'while' or the like"
    return reader.fault(term.first, problem, term.last)
