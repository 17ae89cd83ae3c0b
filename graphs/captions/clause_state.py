"""Where the reading of a sentence stands, and how its verbs and prepositions become triples."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from graphs.captions import closed
from graphs.captions.entities import Entities
from graphs.captions.items import Item, NounPhrase, Prep, Said, VerbGroup
from graphs.captions.open_words import CLOTHES, CONTAINERS, COVERS, SETTLED
from graphs.captions.statements import Statements

Group = tuple[int, ...]
_T = TypeVar("_T")

PARTICLE_STATES = frozenset({"up", "down", "out", "off", "outside", "inside", "together", "apart"})
"""Words after *be* that say how something is."""


class ClauseState:
    """What is known of the clause so far.

    Parameters
    ----------
    items
        The parts of the caption.
    entities
        Who was spoken of.
    """

    def __init__(self, items: list[Item], entities: Entities) -> None:
        self.items = items
        self.entities = entities
        self.say = Statements(entities)
        self.at = 0
        self.aside = 0  # steps of a clause with "after" or "before"
        self.previous: Group = ()  # the latest subject, of any clause
        self._new_clause()

    def _new_clause(self) -> None:
        self.subject: Group = ()
        self.agent: Group = ()  # of the latest verb
        self.noun: Group = ()  # the latest
        self.gap: Group = ()  # what a relative clause is about
        self.of_gap = ""  # the preposition of "in which"
        self.verb: VerbGroup | None = None
        self.spoken = True  # whether the verb has given a triple
        self.objects: Group = ()  # of the verb
        self.be: VerbGroup | None = None  # without a verb or a complement so far
        self.prep: Prep | None = None
        self.prep_of_verb = False
        self.front: tuple[Prep, Group] | None = None
        self.used = False  # whether the subject has its finite verb
        self.dummy = False
        self.holder: tuple[Group, str, Group] | None = None  # of "a chair with a cat"
        self.no = ""  # "no" before the noun at hand
        self.nobody = ""  # the same before the subject
        self.again: Callable[[Group], None] | None = None  # gives a further noun the same role

    def _next(self, kind: type[_T], ahead: int = 1) -> _T | None:
        at = self.at + ahead
        item = self.items[at] if at < len(self.items) else None
        return item if isinstance(item, kind) else None

    def _before(self) -> Item | None:
        return self.items[self.at - 1] if self.at else None

    def _relate_verb(
        self, verb: VerbGroup, prep: str, group: Group, stop: int | None = None
    ) -> None:
        predicate = " ".join(part for part in (verb.base, prep) if part)
        agent = self.agent
        turned = (
            (verb.passive or verb.form == "VN") and verb.base in COVERS and prep in ("in", "with")
        )
        if prep == "by" and (verb.passive or verb.form == "VN") and verb.base not in SETTLED:
            turned = True
        if not prep and verb.particle:
            predicate = f"{verb.base} {verb.particle}"
        said = Said(self._words(verb, prep), verb.start, stop or self._stop())
        hedge = verb.hedge or self.no or self.nobody
        self.spoken = True
        self._drop_holder(agent, group)
        if turned:
            self.say.relate(group, verb.base, agent, said, hedge)
        else:
            self.say.relate(agent, predicate, group, said, hedge)

    def _drop_holder(self, held: Group, group: Group) -> None:
        """Of *a chair with a cat on it* only that the cat is on the chair is stated."""
        if self.holder is not None and self.holder[2] == held and self.holder[0] == group:
            self.say.drop(*self.holder)

    def _reflexive(self, verb: VerbGroup, phrase: NounPhrase) -> None:
        """State what one does to oneself as a behavior: *grooms itself*."""
        said = Said(self._words(verb, phrase.head), verb.start, phrase.stop)
        hedge = verb.hedge or self.nobody
        self.say.relate(self.agent, verb.base, None, said, hedge)
        self.spoken = True

    def _words(self, verb: VerbGroup, prep: str) -> str:
        words = self.entities.text[verb.start : verb.stop].lower()
        return f"{words} {prep}".strip()

    def _stop(self) -> int:
        return self.items[min(self.at, len(self.items) - 1)].stop

    def _relate_nouns(self, nouns: Group, prep: str, group: Group, said: Said, hedge: str) -> None:
        hedge = hedge or self.no or self.nobody
        first, last = self.entities.name(nouns[0]), self.entities.name(group[0]).split()[-1]
        self._drop_holder(nouns, group)
        if prep == "without":
            self.say.relate(nouns, "have", group, said, hedge or "without")
        elif prep == "with":
            has = said.text != "with" or self._has(group)
            self.holder = (nouns, "have" if has else "with", group)
            self.say.relate(nouns, self.holder[1], group, said, hedge)
        elif prep == "of" and (first in closed.PICTURES):
            self.say.relate(group, "in", nouns, said, hedge)
        elif prep == "of" and first in CONTAINERS:
            self.say.relate(nouns, "have", group, said, hedge)
        elif prep == "of":
            self.say.relate(group, "have", nouns, said, hedge)
        elif prep == "in" and last in CLOTHES and self.entities.is_animate(nouns):
            self.say.relate(nouns, "wear", group, said, hedge)
        else:
            self.say.relate(nouns, prep, group, said, hedge)

    def _has(self, group: Group) -> bool:
        words = self.entities.words
        return any(words.is_part(self.entities.name(at).split()[-1]) for at in group)

    def _close_verb(self) -> None:
        """State a verb that found no object as a behavior, or as how something is."""
        verb = self.verb
        if verb is not None and self.gap and not self.spoken:
            gap, self.gap = self.gap, ()
            self._relate_verb(verb, self.of_gap, gap, verb.stop)
        elif verb is not None and not self.spoken:
            text = self._words(verb, "")
            said = Said(text, verb.start, verb.stop)
            if verb.passive:
                last = self.entities.text[verb.start : verb.stop].lower().split()
                words = " ".join(last[-1 - len(verb.particle.split()) :])
                self.say.describe(
                    self.agent, Said(words, verb.start, verb.stop), verb.hedge or self.nobody, text
                )
            else:
                predicate = f"{verb.base} {verb.particle}".strip()
                self.say.relate(self.agent, predicate, None, said, verb.hedge or self.nobody)
        self.verb, self.spoken, self.objects = None, True, ()

    def _complement(self, said: Said) -> None:
        assert self.be is not None
        if said.text in PARTICLE_STATES:
            self.say.describe(self.agent or self.subject, said, self.be.hedge or self.nobody)
        self.be = None
