"""Who and what a caption has spoken of so far, and which of them a pronoun means.

A noun with *the* that was there before, with no other attribute, is the same one; a numbered name
always is. *it* is the latest one thing that is not the subject at hand, *they* the latest several,
*the other one* the one of two that was not the latest subject.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from graphs.captions.closed import PERSONS, REFLEXIVES
from graphs.captions.graph import Entity
from graphs.captions.items import NounPhrase
from graphs.captions.open_words import PEOPLE
from graphs.captions.word_classes import Words

_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_MOST_REMEMBERED = 64  # mentions that a pronoun may reach back
_TWO = 2


@dataclass(slots=True)
class _Known:
    name: str
    words: str
    start: int
    stop: int
    plural: bool
    animate: bool
    count: int | None = None
    attributes: list[str] = field(default_factory=list)


class Entities:
    """The entities of one caption, by number."""

    def __init__(self, text: str, words: Words) -> None:
        self.text = text
        self.words = words
        self.known: list[_Known] = []
        self.recent: list[tuple[int, ...]] = []  # mentions, groups as one, the latest last
        self.animals: list[
            int
        ] = []  # the first few; two can be told apart as the one and the other
        self.by_name: dict[str, list[int]] = {}

    def name(self, at: int) -> str:
        """Return what an entity is called."""
        return self.known[at].name

    def noun(self, at: int) -> str:
        """Return what an entity is one of: its name without a number."""
        return self.name(at).rstrip("0123456789 _") or self.name(at)

    def is_animate(self, group: tuple[int, ...]) -> bool:
        """Return whether any of some entities is an animal or a person."""
        return any(self.known[at].animate for at in group)

    def mention(self, phrase: NounPhrase, apart: tuple[int, ...] = ()) -> tuple[int, bool]:
        """Return the number of what a noun names, and whether it is new.

        Parameters
        ----------
        phrase
            Of kind ``noun``.
        apart
            Who it cannot be: the subject of the same verb.
        """
        if phrase.head == "one":
            phrase.head = self._noun_before()
        said = {one.text for one in phrase.attributes}
        for at in reversed(self.by_name.get(phrase.head, [])[-_MOST_REMEMBERED:]):
            known = self.known[at]
            same = phrase.named or (
                phrase.determiner in _DEFINITE
                and phrase.owner is None
                and at not in apart
                and said <= set(known.attributes)
                and known.plural == phrase.plural
            )
            if same:
                self.remember((at,))
                return at, False
        return self._new(phrase), True

    def _noun_before(self) -> str:
        """Return the noun that *one* stands for: of the latest animal."""
        for group in reversed(self.recent):
            if self.is_animate(group):
                return self.noun(group[0])
        return "one"

    def _new(self, phrase: NounPhrase) -> int:
        words = self.text[phrase.start : phrase.stop]
        if phrase.determiner and words.lower().startswith(f"{phrase.determiner} "):
            words = words[len(phrase.determiner) + 1 :]
        last = phrase.head.replace("_", " ").split()[0 if phrase.named else -1]
        animate = self.words.is_animate(last) or self.words.is_animate(phrase.head)
        self.known.append(
            _Known(
                phrase.head, words, phrase.start, phrase.stop, phrase.plural, animate, phrase.count
            )
        )
        at = len(self.known) - 1
        if animate and len(self.animals) <= _TWO:
            self.animals.append(at)
        self.by_name.setdefault(phrase.head, []).append(at)
        self.remember((at,))
        return at

    def remember(self, group: tuple[int, ...]) -> None:
        """Note that some entities were mentioned, together."""
        self.recent.append(group)
        del self.recent[:-_MOST_REMEMBERED]

    def meant(
        self, phrase: NounPhrase, subject: tuple[int, ...], apart: tuple[int, ...]
    ) -> tuple[int, ...]:
        """Return whom a pronoun means; nobody if there is none that fits.

        Parameters
        ----------
        phrase
            A pronoun, *each other* or *the other one*.
        subject
            The latest subject.
        apart
            Who cannot be meant.
        """
        if phrase.kind == "reciprocal" or phrase.head in REFLEXIVES:
            return subject
        if phrase.kind == "other":
            return self._other(phrase, subject)
        for group in reversed(self.recent):
            if set(group) & set(apart):
                continue
            if self.fits(phrase, group):
                return group
        return ()

    def fits(self, phrase: NounPhrase, group: tuple[int, ...]) -> bool:
        """Return whether a pronoun can mean some entities, by number and as persons."""
        if not group:
            return False
        several = len(group) > 1 or self.known[group[0]].plural
        if several != phrase.plural:
            return False
        if phrase.head in ("it", "its"):
            return self.known[group[0]].name.split()[-1] not in PEOPLE
        return phrase.head not in PERSONS or self.is_animate(group)

    def _other(self, phrase: NounPhrase, subject: tuple[int, ...]) -> tuple[int, ...]:
        if phrase.head == "one":
            return ()
        rest = [at for at in self.animals if at not in subject and not self.known[at].plural]
        return (rest[0],) if len(self.animals) == 2 and len(rest) == 1 else ()

    def frozen(self) -> tuple[Entity, ...]:
        """Return the entities as they are known in the end."""
        return tuple(
            Entity(k.name, k.words, tuple(k.attributes), k.count, k.plural, k.start, k.stop)
            for k in self.known
        )
