"""Which predicates a word means, and why: by the ethogram, by its headings, by WordNet.

The ethogram comes first: where a word is the name or a synonym of an entry, or an inflected form
of one, it means that entry and what has it as parent, and WordNet is not asked. A *heading* is a
parent that is no entry itself (*aggression*); it means its children, and what WordNet adds. WordNet
adds the entries whose ``synset`` is a case of any noun or verb sense of the word; from a noun it
also goes to the verbs made from it, and to the senses grouped with those. Entries without
``synset`` are never found that way.

Predicates of stored facts that the ethogram does not list can be given too. One that is a form or
synonym of an entry (*Chasing*, imported) belongs to that entry; any other stands for itself.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from graphs.errors import UserError
from graphs.ethogram import Behavior, Ethogram, spelled_alike
from graphs.lexicon.surface import PARTICLES, Lexicon
from graphs.lexicon.wordnet import VARIABLE, Synset, WordNet
from graphs.lexicon.wordnet_meanings import meanings, way_up
from graphs.lexicon.wordnet_suggest import MOST, Suggestion, rank_synsets

How = Literal["name", "synonym", "form", "heading", "parent", "wordnet", "part"]

_ABOUT_BEHAVIOR = re.compile(
    r"[ _-](behaviou?rs?|activit(y|ies)|acts?|bouts?|events?|episodes?)$", re.IGNORECASE
)
_ADJECTIVES = (("ive", "ion"), ("ive", ""), ("ory", "ion"), ("or", "ion"))
"""Endings of adjectives and of the nouns and verbs they come from: *aggressive*, *aggression*."""

_NEAR = 3  # words that an error lists


@dataclass(frozen=True, slots=True)
class Reached:
    """A predicate that a word means.

    Parameters
    ----------
    predicate
        As stored facts have it.
    how
        ``name``, ``synonym``, ``form`` (inflected, or a predicate of the graph that is one of
        these), ``heading``, ``parent`` (a case of another predicate reached), ``wordnet``, or
        ``part`` (the word is the beginning of a longer name).
    because
        The same in words, with the way that led there.
    """

    predicate: str
    how: How
    because: str


class Vocabulary:
    """The words that a person may use for the predicates of a project.

    Parameters
    ----------
    ethogram
        The behaviors.
    wordnet
        ``None`` where there is none; then only the ethogram is asked.
    extra
        Further predicates that occur in stored facts.
    """

    def __init__(
        self, ethogram: Ethogram, wordnet: WordNet | None = None, extra: Iterable[str] = ()
    ) -> None:
        self._ethogram = ethogram
        self._wordnet = wordnet
        self._named: dict[str, Reached] = {}
        for behavior in ethogram:
            for synonym in behavior.synonyms:
                because = f"{synonym!r} is a synonym of {behavior.name!r}"
                self._named[spelled_alike(synonym)] = Reached(behavior.name, "synonym", because)
        for behavior in ethogram:
            self._named[spelled_alike(behavior.name)] = _by_name(behavior.name)
        self._aliases: dict[str, list[str]] = {}
        self._add_extra(extra, Lexicon(ethogram))
        self._children: dict[str, list[str]] = {}
        self._headings: dict[str, str] = {}
        self._add_parents()
        further = [
            r.predicate for r in self._named.values() if r.predicate not in ethogram.behaviors
        ]
        self._lexicon = Lexicon([*ethogram, *map(_entry, (*further, *self._headings.values()))])
        self.faults: tuple[str, ...] = ()
        self._synsets = self._known_synsets()

    def predicates(self, word: str) -> tuple[str, ...]:
        """Return the predicates that a word means, those it names first.

        Raises
        ------
        UserError
            The word means none; near words are named.
        """
        return tuple(reached.predicate for reached in self.why(word))

    def why(self, word: str) -> tuple[Reached, ...]:
        """Return the predicates that a word means, each with how it was reached.

        Raises
        ------
        UserError
            The word means none; near words are named.
        """
        for variant in _variants(word):
            first = self._by_ethogram(variant) or self._by_heading(variant)
            if first:
                return self._with_cases(first)
        parts = self._by_beginning(word)
        if parts:
            return self._with_cases(parts)
        raise self._unknown(word)

    def suggest_synsets(self, name: str, most: int = MOST) -> tuple[Suggestion, ...]:
        """Return synsets that an entry may be, likeliest first.

        Raises
        ------
        UserError
            There is no entry of that name, or no WordNet.
        """
        return rank_synsets(self._ethogram[name], self._needed_wordnet())[:most]

    def suggest_synonyms(self, name: str) -> tuple[str, ...]:
        """Return words of an entry's synset that no entry has yet.

        The synset is the entry's own, or the likeliest if it has none or an unknown one.

        Raises
        ------
        UserError
            There is no entry of that name, or no WordNet.
        """
        behavior = self._ethogram[name]
        ranked = rank_synsets(behavior, self._needed_wordnet())
        own = self._synsets.get(behavior.name)
        lemmas = own.lemmas if own else next((s.lemmas for s in ranked), ())
        return tuple(
            lemma.replace("_", " ") for lemma in lemmas if spelled_alike(lemma) not in self._named
        )

    # --- what the ethogram and the graph say ---

    def _add_extra(self, extra: Iterable[str], lexicon: Lexicon) -> None:
        for predicate in dict.fromkeys(extra):
            if predicate in self._ethogram.behaviors:
                continue
            named = self._named.get(spelled_alike(predicate))
            reading = lexicon.read(predicate)
            entry = named.predicate if named else None if reading.swapped else reading.behavior
            if entry is None:
                self._named[spelled_alike(predicate)] = _by_name(predicate)
            else:
                self._aliases.setdefault(entry, []).append(predicate)

    def _add_parents(self) -> None:
        for behavior in self._ethogram:
            if behavior.parent is None:
                continue
            parent = spelled_alike(behavior.parent)
            if parent in self._named:
                parent = spelled_alike(self._named[parent].predicate)
            else:
                self._headings.setdefault(parent, behavior.parent)
            self._children.setdefault(parent, []).append(behavior.name)

    def _known_synsets(self) -> dict[str, Synset]:
        found: dict[str, Synset] = {}
        for behavior in self._ethogram if self._wordnet is not None else ():
            try:
                if behavior.synset is not None and self._wordnet is not None:
                    found[behavior.name] = self._wordnet.synset(behavior.synset)
            except UserError as error:
                self.faults = (*self.faults, f"{behavior.name}: {error}")
        return found

    def _by_ethogram(self, word: str) -> list[Reached]:
        named = self._named.get(spelled_alike(word))
        if named is not None:
            return [named]
        reading = self._lexicon.read(word)
        if reading.swapped:
            message = (
                f"{word!r} is a passive of {reading.behavior!r}. Ask for {reading.behavior!r} with "
                "subject and object the other way round."
            )
            raise UserError(message)
        if reading.behavior is None or spelled_alike(reading.behavior) in self._headings:
            return []
        because = f"{word!r} is a form of {reading.behavior!r} or of a word for it"
        return [Reached(reading.behavior, "form", because)]

    def _by_heading(self, word: str) -> list[Reached]:
        """Return the children of a heading, and what WordNet says."""
        key = spelled_alike(word)
        form = self._lexicon.read(word).behavior
        heading = self._headings.get(key) or self._headings.get(spelled_alike(form or ""))
        found = [
            Reached(child, "heading", f"{child!r} has the parent {heading!r}")
            for child in (self._children[spelled_alike(heading)] if heading else ())
        ]
        return [*found, *self._by_wordnet(word)]

    def _by_beginning(self, word: str) -> list[Reached]:
        """Return what has a longer name, unless it goes on with a particle: *go* is not *go to*."""
        return [
            Reached(name, "part", f"{word!r} is the beginning of {' '.join((word, *rest))!r}")
            for name, rest in self._lexicon.beginning_with(word).items()
            if rest[0] not in PARTICLES and spelled_alike(name) not in self._headings
        ]

    def _with_cases(self, first: Iterable[Reached]) -> tuple[Reached, ...]:
        """Return what was reached, its cases through ``parent``, and what facts also call them."""
        found: dict[str, Reached] = {}
        waiting = list(first)
        while waiting:
            reached = waiting.pop(0)
            if reached.predicate in found:
                continue
            found[reached.predicate] = reached
            waiting.extend(
                Reached(child, "parent", f"{reached.because}; {child!r} is a case of it")
                for child in self._children.get(spelled_alike(reached.predicate), ())
            )
        for name in list(found):
            for alias in self._aliases.get(name, ()):
                because = f"{found[name].because}; facts also call it {alias!r}"
                found.setdefault(alias, Reached(alias, "form", because))
        return tuple(found.values())

    # --- what WordNet says ---

    def _by_wordnet(self, word: str) -> list[Reached]:
        if self._wordnet is None or not self._synsets:
            return []
        starts = meanings(word, self._wordnet)
        found = []
        for name, synset in self._synsets.items():
            way = way_up(synset, starts, self._wordnet)
            if way:
                down = [one.name for one in reversed(way[:-1])]
                because = f"WordNet: {' > '.join([starts[way[-1].name], *down])}"
                found.append(Reached(name, "wordnet", because))
        return found

    def _needed_wordnet(self) -> WordNet:
        if self._wordnet is None:
            message = (
                "Suggestions need WordNet, which was not found. Install Debian's package "
                f"wordnet-base, or name the folder of its files in {VARIABLE}."
            )
            raise UserError(message)
        return self._wordnet

    def _unknown(self, word: str) -> UserError:
        known = {name.replace("_", " ") for name in (*self._named, *self._headings)}
        near = difflib.get_close_matches(word.lower().replace("_", " "), sorted(known), n=_NEAR)
        near = near or list(self._lexicon.read(word).candidates)
        hint = (
            f"Did you mean {' or '.join(map(repr, near))}?"
            if near
            else f"Known: {', '.join(self._ethogram.behaviors)}."
        )
        if self._wordnet is None:
            hint += f" More general words need WordNet ({VARIABLE})."
        elif any(self._wordnet.synsets(variant) for variant in _variants(word)):
            hint += " WordNet knows the word, but no entry has a synset that is a case of it."
        return UserError(f"{word!r} means no behavior of {self._ethogram.name!r}. {hint}")


def _variants(word: str) -> Iterator[str]:
    """Yield a word, without *behavior* at its end, and what an adjective comes from."""
    word = word.strip()
    yield word
    short = _ABOUT_BEHAVIOR.sub("", word)
    if short != word:
        yield short
    for ending, instead in _ADJECTIVES:
        if short.lower().endswith(ending):
            yield short[: -len(ending)] + instead


def _by_name(predicate: str) -> Reached:
    return Reached(predicate, "name", f"{predicate!r} is its name")


def _entry(name: str) -> Behavior:
    return Behavior(name, "", name.replace("_", " "), "animal", None, "state")
