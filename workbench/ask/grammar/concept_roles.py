"""Who does it and to whom: by the places of names, and the words before them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from workbench.ask.grammar.concept_items import Item, Limit
from workbench.ask.grammar.frames import Condition, Event, EventSort, Who

_TO = frozenset({"to", "towards", "toward", "at", "with", "on", "against", "from"})
_OF = frozenset({"of", "for", "in"})
_AWAY = frozenset({"flee", "avoid"})
_OWN = ("'s", "'")
_LIMITED: dict[tuple[str, bool], EventSort] = {
    ("speed", True): "faster", ("speed", False): "slower",
    ("length", True): "farther", ("length", False): "closer",
}  # fmt: skip
_TWO = 2


@dataclass(frozen=True, slots=True)
class Clause:
    """What a clause says.

    Parameters
    ----------
    event
        What happens; ``None`` where nothing does.
    conditions
        What else has to hold meanwhile: where it happens, how fast or how close.
    who
        Who is named where nothing happens; with those to whom a distance is measured.
    place
        The place that is named where nothing happens, and no *in* stands before it.
    joint
        Whether two are said to do it at the same time.
    is_state
        Whether somebody is said to be doing it: *was mouse 1 resting*.
    """

    event: Event | None = None
    conditions: tuple[Condition, ...] = ()
    who: tuple[Who, ...] = ()
    place: str = ""
    joint: bool = False
    is_state: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A name, and what stands around it.

    Parameters
    ----------
    who
        The animals.
    before
        Whether it stands before what is done.
    preposition
        The word before it: *by*, *of*, *to*.
    owns
        Whether what is done is its own: *mouse 1's rears*.
    """

    who: Who
    before: bool = True
    preposition: str = ""
    owns: bool = False


@dataclass
class _Roles:
    """Names, sorted by what they do."""

    passive: bool
    doers: list[Who] = field(default_factory=list)
    others: list[Who] = field(default_factory=list)
    loose: list[Who] = field(default_factory=list)

    def add(self, one: Named) -> None:
        """Sort a name in."""
        if one.who.how == "mutual":
            self.others.append(one.who)
        elif one.preposition == "between":
            self.others.append(Who(how="mutual"))
            self.doers.append(one.who)
        elif one.preposition == "by":
            self.doers.append(one.who)
        elif one.preposition in _OF and not one.before:
            self.loose.append(one.who)
        elif (one.owns or one.before) and not self.passive and one.preposition not in _TO - {"at"}:
            self.doers.append(one.who)
        else:
            self.others.append(one.who)

    def settle(self) -> bool:
        """Give what is *of* somebody the role that is left; whether that is clear."""
        for who in self.loose:
            if not self.doers and self.others:
                self.doers.append(who)
            elif self.doers and not self.others and not self.passive:
                self.others.append(who)
            else:
                return False
        return len(self.doers) <= 1 and len(self.others) <= 1


def names_in(items: Sequence[Item], verb: int | None) -> Iterator[Named]:
    """Yield the names among some things; `verb` is the place of what is done."""
    for at, one in enumerate(items):
        if one.kind != "who" or (one.value == Who(how="both") and _are_named(items, one)):
            continue
        before = items[at - 1] if at else None
        after = items[at + 1] if at + 1 < len(items) else None
        preposition = ""
        if before is not None and before.kind in ("preposition", "in", "out"):
            preposition = str(before.value)
        owns = after is not None and is_preposition(after, *_OWN)
        yield Named(one.value, verb is None or one.start < verb, preposition, owns)


def _are_named(items: Sequence[Item], both: Item) -> bool:
    """Whether *both* says again who is named: *mouse 1 and mouse 2 were both walking*."""
    return any(
        one.kind == "who" and one is not both and (len(one.value.names) > 1 or one.value == Who())
        for one in items
    )


def by_one(event: Event, names: Sequence[Named]) -> Clause | None:
    """Return what one animal, or each of some, does by itself."""
    if len(names) > 1 or any(one.who.how == "mutual" for one in names):
        return None
    return Clause(replace(event, subject=names[0].who if names else None))


def between(event: Event, names: Iterable[Named], *, passive: bool) -> Clause | None:
    """Return what one animal does to another; ``None`` if it is not clear which to which."""
    names = [*names]
    if any(one.preposition == "from" for one in names) and not set(event.behaviors) <= _AWAY:
        return None  # *an approach from mouse 2* is by it, *a flight from mouse 2* is not
    roles = _Roles(passive)
    for one in names:
        roles.add(one)
    if not roles.settle():
        return None
    subject = roles.doers[0] if roles.doers else None
    other = roles.others[0] if roles.others else None
    if not passive:
        return Clause(replace(event, subject=subject, object=other))
    if other is None:
        return None
    return Clause(replace(event, subject=subject or Who(), object=other, passive=True))


def limited(limit: Limit, names: Sequence[Named], target: str, said: str) -> Clause | None:
    """Return that somebody is fast, or close to somebody or something."""
    event = Event(_LIMITED[limit.dimension, limit.over], said, limit=str(limit.quantity))
    if limit.dimension == "speed":
        return None if target else by_one(event, names)
    if target:
        return by_one(replace(event, place=target), names)
    whos = [one.who for one in names if one.who.how != "mutual"]
    if len(whos) == len(names) == _TWO:
        return Clause(replace(event, subject=whos[0], object=whos[1]))
    pair = whos[0] if whos else Who()
    if len(whos) > 1 or len(pair.names) == 1 or pair.how in ("each", "any", "it"):
        return None
    given = pair if pair.names else None
    return Clause(replace(event, subject=given, object=Who(how="mutual")))


def is_preposition(item: Item, *words: str) -> bool:
    """Whether a thing is one of some prepositions."""
    return item.kind == "preposition" and item.value in words
