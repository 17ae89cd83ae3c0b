"""Which synset an entry of an ethogram may be: the senses of its words, likeliest first.

What counts is how many of the entry's own words a synset has, how many words its gloss shares with
the entry's definition, whether it is of a topic that behaviors are of, and how frequent the sense
is. These are suggestions for a person, who knows what the entry means.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from graphs.ethogram import Behavior
from graphs.lexicon.surface_forms import from_third_person
from graphs.lexicon.wordnet import Synset, WordNet
from graphs.lexicon.wordnet_files import PARTS

MOST = 3  # suggestions

_BODILY = frozenset({29, 33, 34, 35, 38, 39})
"""Lexicographers' files of verbs: body, competition, consumption, contact, motion, perception."""

_HARDLY = frozenset({31, 32, 36, 37, 40, 41})
"""Of verbs: cognition, communication, creation, emotion, possession, society."""

_ACT = 4
"""Of nouns: acts."""

_NAME, _VERB, _SYNONYM = 1.5, 1.5, 1.0  # worth of having a word of the entry
_SHARED, _RELATED = 0.5, 0.2  # worth of a word shared by definition and gloss, or its hypernyms'
_TOPIC, _NOT_VERB, _FREQUENT = 1.0, 0.5, 1.0

_TOO_COMMON = frozenset(
    {
        "a", "about", "above", "all", "an", "and", "animal", "any", "are", "as", "at", "away",
        "be", "body", "both", "by", "centre", "for", "from", "has", "have", "head", "in", "into",
        "is", "it", "its", "itself", "length", "more", "most", "not", "object", "of", "off",
        "on", "one", "or", "other", "over", "quick", "second", "several", "slow", "so", "some",
        "somebody", "someone", "something", "stay", "subject", "than", "that", "the", "their",
        "them", "then", "there", "they", "this", "to", "two", "up", "use", "very", "where",
        "which", "while", "who", "whole", "with", "within",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A synset that an entry may be.

    Parameters
    ----------
    synset
        Its name: ``chase.v.01``.
    definition
        Its gloss.
    lemmas
        Its words.
    score
        The more, the likelier; has no unit.
    """

    synset: str
    definition: str
    lemmas: tuple[str, ...]
    score: float


def rank_synsets(behavior: Behavior, wordnet: WordNet) -> tuple[Suggestion, ...]:
    """Return the senses of an entry's name, verb and synonyms, likeliest first."""
    said = _content([behavior.definition, behavior.verb, *behavior.synonyms], wordnet)
    scores: dict[str, tuple[float, Synset]] = {}
    for words, worth in (
        ([behavior.name], _NAME),
        (_verb_words(behavior), _VERB),
        (behavior.synonyms, _SYNONYM),
    ):
        for synset, rank in _senses(words, wordnet):
            known = scores.get(synset.name)
            score = known[0] + worth if known else worth + _likeness(synset, said, wordnet)
            scores[synset.name] = (score + (0 if known else _FREQUENT / rank), synset)
    ranked = sorted(scores.values(), key=lambda pair: (-pair[0], pair[1].name))
    return tuple(Suggestion(s.name, s.definition, s.lemmas, round(v, 2)) for v, s in ranked)


def _senses(words: Iterable[str], wordnet: WordNet) -> list[tuple[Synset, int]]:
    """Return each sense of some words once, with its number among those of its part of speech."""
    found: dict[str, tuple[Synset, int]] = {}
    for word in words:
        for pos in PARTS:
            for rank, synset in enumerate(wordnet.synsets(word, pos), 1):
                found.setdefault(synset.name, (synset, rank))
    return list(found.values())


def _verb_words(behavior: Behavior) -> tuple[str, ...]:
    """Return the verb, with and without its first particle: *keep to* and *keep*."""
    words = behavior.verb.lower().split()
    if not words:
        return ()
    if words[0] in ("is", "are"):
        return ("be",)
    base = from_third_person(words[0])
    return (base, " ".join([base, *words[1:2]]))


def _likeness(synset: Synset, said: frozenset[str], wordnet: WordNet) -> float:
    own = _content([synset.definition, *synset.examples, *synset.lemmas], wordnet)
    above = _content([s.definition for s in wordnet.hypernyms(synset)], wordnet) - own
    score = _SHARED * len(said & own) + _RELATED * len(said & above)
    if synset.pos == "v":
        return (
            score
            + (_TOPIC if synset.topic in _BODILY else 0)
            - (_TOPIC if synset.topic in _HARDLY else 0)
        )
    return score - (_NOT_VERB if synset.topic == _ACT else _NOT_VERB + _TOPIC)


def _content(texts: Iterable[str], wordnet: WordNet) -> frozenset[str]:
    """Return the base forms of the words that say something."""
    words = {word for text in texts for word in re.findall(r"[a-z]{2,}", text.lower())}
    bases = {wordnet.morph(word, "v") or wordnet.morph(word, "n") or word for word in words}
    return frozenset(bases - _TOO_COMMON)
