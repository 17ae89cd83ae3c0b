"""What a clause says: one thing that happens, with whoever does it and to whom, by their places.

A name before what is done, or after *by*, does it; one after it has it done to it; in a passive it
is the other way round. Where that is not clear there is no reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from workbench.ask.grammar.concept_items import NEITHER, Item, Limit
from workbench.ask.grammar.concept_roles import (
    Clause,
    Named,
    between,
    by_one,
    is_preposition,
    limited,
    names_in,
)
from workbench.ask.grammar.frames import Condition, Event, EventSort, Lasting, Who
from workbench.ask.grammar.vocabulary import MOTION, Verb, Vocabulary

_APART = ("apart", "apart from each other")
_AT_ONCE = ("together", "at the same time", "simultaneously", "at once")
_CROSSED: dict[str, EventSort] = {"enter": "entry", "leave": "exit", "visit": "inside"}
_TWO = 2
_LOOSE_IN = ("in", "at", "on", "into")
"""Words for places that mean little where no place follows."""


@dataclass(frozen=True, slots=True)
class _Done:
    """What is done: behaviors joined by *or*, where they stand and in which tenses."""

    behaviors: tuple[str, ...] = ()
    start: int = -1
    tenses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Places:
    """The place that something is done to; and the one in, or outside, which it is done."""

    target: str = ""
    sort: EventSort | None = None
    where: str = ""

    @property
    def condition(self) -> Condition | None:
        """That it happens there."""
        if self.sort is None:
            return None
        words = f"{'in' if self.sort == 'inside' else 'outside'} {self.where}"
        return Condition("while", Event(self.sort, words, place=self.where), None, words)


@dataclass(frozen=True)
class ClauseBuilder:
    """Makes clauses.

    Parameters
    ----------
    vocabulary
        The words of the project.
    words
        Of the question.
    """

    vocabulary: Vocabulary
    words: Sequence[str]

    def said(self, items: Sequence[Item]) -> str:
        """Return some things as they stand in the question."""
        return " ".join(self.words[items[0].start : items[-1].stop]) if items else ""

    def clause(self, items: Sequence[Item]) -> Clause | None:
        """Return what some things say together; ``None`` if that is not clear."""
        items = [item for item in items if item.kind != "empty"]
        if any(_is_neither(one) for one in items):
            return self._of_neither(items)
        lasting = [one for one in items if _is_limit(one, "s")]
        limits = [one for one in items if one.kind == "limit" and one not in lasting]
        negated = [one for one in items if one.kind == "not"]
        if max(len(lasting), len(limits), len(negated)) > 1 or not _is_joined_well(items):
            return None
        found = self._sorted(items, limits[0].value if limits else None)
        if found is None or found.event is None:
            return found if found and not (lasting or negated) else None
        event = found.event
        if lasting:
            event = replace(event, lasting=_lasting(lasting[0].value, self.said(lasting)))
        if negated:
            if found.conditions or event.sort == "outside":
                return None
            event = _negated(event)
        return replace(found, event=event, is_state=found.is_state and not lasting)

    def _of_neither(self, items: Sequence[Item]) -> Clause | None:
        """Return what neither of two does at the same time; of where they are alone."""
        if any(one.kind in ("not", "verb", "limit") for one in items):
            return None
        both = [replace(one, value=Who(how="both")) if _is_neither(one) else one for one in items]
        found = self.clause(both)
        if found is None or found.event is None or found.event.sort != "inside":
            return None
        return replace(found, event=_negated(found.event), joint=True)

    def _sorted(self, items: Sequence[Item], limit: Limit | None) -> Clause | None:
        """Return what happens, with its roles and its place."""
        done = self._done(items)
        if done is None:
            return None
        if limit is not None and done.behaviors:
            if limit.dimension != "speed" or not set(done.behaviors) <= MOTION:
                return None
            done = _Done()  # *runs faster than 10 cm/s*
        places = self._places(items, done.behaviors, near=limit is not None)
        if places is None or not _is_used(items, limited=limit is not None):
            return None
        names = [*names_in(items, done.start if done.behaviors else None)]
        said, meanwhile = self.said(items), places.condition
        if done.behaviors:
            clause = self._doing(done, names, items, Event("behavior", said, done.behaviors,
                                                           place=places.target))  # fmt: skip
        elif limit is not None:
            clause = limited(limit, names, places.target, said)
        elif places.sort is not None:
            clause = by_one(Event(places.sort, said, place=places.where), names)
            meanwhile = None
        else:
            clause = Clause(None, (), tuple(one.who for one in names), places.target)
        if clause is None:
            return None
        is_state = any(one.kind == "be" for one in items) and done.tenses != {"s"}
        conditions = () if meanwhile is None else (meanwhile,)
        joint = any(is_preposition(one, *_AT_ONCE) for one in items)
        return replace(clause, conditions=conditions, joint=joint, is_state=is_state)

    # what is done ---------------------------------------------------------------------------

    def _done(self, items: Sequence[Item]) -> _Done | None:
        """Return behaviors, which are one or joined by *or*."""
        verbs = [one for one in items if one.kind == "verb"]
        if not verbs:
            return _Done()
        for before, verb in pairwise(verbs):
            between_them = [one for one in items if before.stop <= one.start < verb.start]
            if [one.value for one in between_them] not in (["or"], ["and/or"]):
                return None
        meant: list[Verb] = [verb.value for verb in verbs]
        behaviors = tuple(dict.fromkeys(verb.behavior for verb in meant))
        return _Done(behaviors, verbs[0].start, frozenset(meant[-1].tenses))

    def _doing(
        self, done: _Done, names: Sequence[Named], items: Sequence[Item], event: Event
    ) -> Clause | None:
        behaviors, known = event.behaviors, self.vocabulary.behaviors
        if behaviors[0] in _CROSSED and not self._is_known(behaviors, event.place):
            if not event.place or len(behaviors) > 1:
                return None
            return by_one(replace(event, sort=_CROSSED[behaviors[0]], behaviors=()), names)
        if any(name not in known for name in behaviors):
            return None
        if self.vocabulary.target(behaviors) != "animal":
            social = any(known[name].target == "animal" for name in behaviors)
            return None if social else by_one(event, names)
        auxiliaries = [one.value for one in items if one.kind == "be" and one.start < done.start]
        passive = "participle" in done.tenses and bool(auxiliaries)
        acted_on = any(not one.before and not one.preposition for one in names)
        others = [one for one in names if one.preposition != "by"]
        if "participle" in done.tenses and not passive and len(others) < _TWO and names:
            return None  # *mouse 1 chased*: by it, or was it chased
        if passive and acted_on and "being" not in auxiliaries:
            return None  # *was mouse 1 chased mouse 2*
        return between(event, names, passive=passive)

    def _is_known(self, behaviors: Iterable[str], target: str) -> bool:
        """Whether the ethogram has the behaviors, for this place if one is named."""
        return all(
            name in self.vocabulary.behaviors
            and (not target or self.vocabulary.is_about(name, target))
            for name in behaviors
        )

    # where ----------------------------------------------------------------------------------

    def _places(
        self, items: Sequence[Item], behaviors: tuple[str, ...], *, near: bool
    ) -> _Places | None:
        """Return which place is which; ``None`` if that is not clear."""
        found = _Places()
        for before, one in zip((None, *items), items, strict=False):
            if one.kind != "zone":
                continue
            zone, located = str(one.value), before is not None and before.kind in ("in", "out")
            if not found.target and self._is_done_to(behaviors, zone):
                found = replace(found, target=zone)
            elif located and before is not None and not found.sort and not (near and not behaviors):
                sort: EventSort = "inside" if before.kind == "in" else "outside"
                found = replace(found, sort=sort, where=zone)
            elif not found.target and not behaviors:
                found = replace(found, target=zone)
            else:
                return None
        return found

    def _is_done_to(self, behaviors: tuple[str, ...], zone: str) -> bool:
        """Whether all of some behaviors are done to a place."""
        return bool(behaviors) and (behaviors[0] in _CROSSED or self._is_known(behaviors, zone))


def _is_joined_well(items: Sequence[Item]) -> bool:
    """Whether words such as *and* join nothing but behaviors, by *or*."""
    for before, one, after in zip((None, *items), items, (*items[1:], None), strict=False):
        if one.kind == "join":
            ends = {end.kind for end in (before, after) if end is not None}
            if one.value not in ("or", "and/or") or ends != {"verb"}:
                return False
    return True


def _is_used(items: Sequence[Item], *, limited: bool) -> bool:
    """Whether every word that places something says of what."""
    for one, after in zip(items, (*items[1:], None), strict=False):
        followed = after is not None and after.kind in ("who", "zone")
        if is_preposition(one, *_APART):
            if not limited:
                return False
        elif not followed and (
            is_preposition(one, "by", "against", "between")
            or one.kind == "out"
            or (one.kind == "in" and one.value not in _LOOSE_IN)
        ):
            return False
    return True


def _is_neither(item: Item) -> bool:
    return item.kind == "who" and item.value == NEITHER


def _is_limit(item: Item, dimension: str) -> bool:
    return item.kind == "limit" and item.value.dimension == dimension


def _lasting(limit: Limit, words: str) -> Lasting:
    seconds = float(limit.quantity)
    return Lasting(seconds, None, words) if limit.over else Lasting(None, seconds, words)


def _negated(event: Event) -> Event:
    if event.sort == "inside":
        return replace(event, sort="outside")
    return replace(event, negated=True)
