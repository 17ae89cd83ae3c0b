"""Which parts of speech a word may have, and its base form: by lists, by endings and by WordNet.

Without WordNet an unknown word is a noun, unless its ending says more. What WordNet adds:
adjectives and verbs that the lists lack, base forms, and who is an animal or a person.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

from graphs.captions.open_words import (
    ADJECTIVES,
    ANIMATE,
    IRREGULAR_PAST,
    IRREGULAR_PLURALS,
    NOT_ADJECTIVES,
    NOT_PAST,
    NOUNS_FIRST,
    PARTS,
    SAME_PLURAL,
    VERBS,
)
from graphs.lexicon.surface_forms import forms, from_ing, from_third_person
from graphs.lexicon.wordnet import WordNet
from graphs.lexicon.wordnet_files import SUFFIX, LineFile, Pos

Form = Literal["base", "s", "ing", "ed"]

_PEOPLE_AND_ANIMALS = frozenset({5, 18})
"""Lexicographers' files of nouns: animals, persons."""

_PART_FILES = frozenset({8})
"""Of nouns: bodies and their parts."""

_ADJECTIVE = re.compile(
    r".{3,}(?:ful|less|ous|ish|able|ible|ic|ical|ive|ular|ary|est)$|.+(?:-\w+ed|-colou?red)$"
)
_SHORTEST = 3  # letters of a plural
_FAMILIAR = 3  # senses of an adjective that is one before it is a noun


class VerbForm(NamedTuple):
    """A verb that a word may be a form of."""

    base: str
    form: Form


class Words:
    """What is known of single words; answers are kept, so one object serves many captions.

    Parameters
    ----------
    wordnet
        ``None`` where there is none.
    """

    def __init__(self, wordnet: WordNet | None = None) -> None:
        self._wordnet = wordnet
        self._index: dict[str, LineFile | None] = {}
        if wordnet is not None:
            for suffix in (*SUFFIX.values(), "adj"):
                path = wordnet.folder / f"index.{suffix}"
                self._index[suffix] = LineFile(path) if path.is_file() else None
        self.verb = cache(self._verb)
        self.noun = cache(self._noun)
        self.is_adjective = cache(self._is_adjective)
        self.is_animate = cache(self._is_animate)
        self.is_part = cache(self._is_part)
        self.verb_first = cache(self._verb_first)

    def _verb(self, word: str) -> VerbForm | None:
        """Return the verb that a word is a form of, the likeliest; ``None`` if it can be none."""
        if word in IRREGULAR_PAST:
            return VerbForm(IRREGULAR_PAST[word], "ing" if word.endswith("ing") else "ed")
        listed = _listed_forms().get(word)
        if listed is not None:
            return listed
        if not word.isalpha() or len(word) < 3 or word in NOT_PAST:
            return None
        if word.endswith("ing"):
            bases = from_ing(word)
            return VerbForm(self._known(bases) or _guess(bases), "ing") if bases else None
        if word.endswith("ed"):
            bases = from_ing(f"{word[:-2]}ing")
            if word.endswith("ied"):
                bases = (f"{word[:-3]}y", *bases)
            return VerbForm(self._known(bases) or _guess(bases), "ed") if bases else None
        return self._by_wordnet(word)

    def _by_wordnet(self, word: str) -> VerbForm | None:
        if self._wordnet is None:
            stem = from_third_person(word)
            return VerbForm(stem, "s") if stem != word and not self.is_noun(word) else None
        base = self._wordnet.morph(word, "v")
        if base is None or "_" in base:
            return None
        if base == word:
            return VerbForm(base, "base")
        if from_third_person(word) == base:
            return VerbForm(base, "s")
        return None if self.is_noun(word) else VerbForm(base, "ed")

    def _known(self, bases: tuple[str, ...]) -> str | None:
        listed = next((base for base in bases if base in VERBS), None)
        if listed is not None or self._wordnet is None:
            return listed
        return next((base for base in bases if self._tagged(base, "v") is not None), None)

    def _noun(self, word: str) -> str:
        """Return the base form of a noun."""
        if word in IRREGULAR_PLURALS:
            return IRREGULAR_PLURALS[word]
        if len(word) < _SHORTEST:
            return word
        if word in SAME_PLURAL or not word.endswith("s") or word.endswith(("ss", "us", "is")):
            known = self._wordnet.morph(word, "n") if self._wordnet is not None else None
            return known if known and "_" not in known else word
        found = self._wordnet.base_forms(word, "n") if self._wordnet is not None else ()
        singular = [base for base in found if base != word and "_" not in base]
        if singular:
            return singular[0]
        return word if found else _guessed_singular(word)

    def is_plural(self, word: str) -> bool:
        """Return whether a noun is a plural; *sheep* is not taken for one."""
        return word == "people" or (self.noun(word) != word and word not in SAME_PLURAL)

    def _is_adjective(self, word: str) -> bool:
        if word in ADJECTIVES or re.search(r".-(?:\w+ed|colou?r|eyed)$", word):
            return True
        if word in NOT_ADJECTIVES or self.noun(word) in NOUNS_FIRST:
            return False
        if self._wordnet is None:
            return bool(_ADJECTIVE.match(word))
        senses = self._tagged(word, "a")
        if senses is None:
            return False
        nouns = self._tagged(self.noun(word), "n")
        return nouns is None or max(senses, 1) > nouns or senses >= _FAMILIAR

    def _verb_first(self, word: str) -> bool:
        """Return whether a form in -s or a bare form is a verb rather than a noun."""
        found = self.verb(word)
        if found is None or self.noun(word) in NOUNS_FIRST or word in NOUNS_FIRST:
            return False
        if found.base in VERBS:
            return True
        if self._wordnet is None:
            return False
        nouns = self._tagged(self.noun(word), "n")
        return nouns is None or (self._tagged(found.base, "v") or 0) > nouns

    def _is_animate(self, noun: str) -> bool:
        """Return whether a noun, in base form, is an animal or a person, likeliest sense."""
        if noun in ANIMATE:
            return True
        if self._wordnet is None or noun in PARTS:
            return False
        senses = self._wordnet.synsets(noun, "n")
        return bool(senses) and senses[0].topic in _PEOPLE_AND_ANIMALS

    def _is_part(self, noun: str) -> bool:
        """Return whether a noun, in base form, is a part of a body or a plant."""
        if noun in PARTS:
            return True
        if self._wordnet is None or noun in ANIMATE:
            return False
        senses = self._wordnet.synsets(noun, "n")
        return bool(senses) and senses[0].topic in _PART_FILES

    def is_strange(self, word: str) -> bool:
        """Return whether WordNet is there and has no such noun."""
        return self._wordnet is not None and not self.is_noun(word)

    def is_noun(self, word: str) -> bool:
        """Return whether a word is known as a noun; without WordNet by the lists alone."""
        base = self.noun(word)
        if base in NOUNS_FIRST or base in ANIMATE or base in PARTS:
            return True
        return self._tagged(base, "n") is not None

    def _tagged(self, lemma: str, pos: Pos | Literal["a"]) -> int | None:
        """Return how many senses of a lemma were met in texts; ``None`` if it has none at all."""
        index = self._index.get("adj" if pos == "a" else SUFFIX[pos])
        found = index.find(lemma) if index is not None else None
        if found is None:
            return None
        fields = found[1].split()
        return int(fields[5 + int(fields[3])])


@cache
def _listed_forms() -> dict[str, VerbForm]:
    kinds: dict[str, Form] = {
        "base": "base",
        "s": "s",
        "ing": "ing",
        "past": "ed",
        "participle": "ed",
    }
    found: dict[str, VerbForm] = {}
    for base in sorted(VERBS):
        for form, tense in forms(base):
            if form not in found or kinds[tense] == "base":
                found[form] = VerbForm(base, kinds[tense])
    return found


def _guess(bases: tuple[str, ...]) -> str:
    """Return the likeliest base of an unknown verb by its spelling."""
    stem = bases[-2] if len(bases) > 1 else bases[0]
    if len(bases) > 2 and not stem.endswith(("ll", "ss", "zz", "ff")):
        return bases[-3]
    if re.search(
        r"[^aeiou][aeiou][^aeiouwxyrnlt]$|[vcuz]$|[^s]s$|[aeiou]g$|at$|ir$|[ao][rkp]$", stem
    ):
        return f"{stem}e"
    return stem


def _guessed_singular(word: str) -> str:
    if word.endswith("ies") and len(word) > len("dies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("sses", "shes", "ches", "xes", "zzes")) else word[:-1]
