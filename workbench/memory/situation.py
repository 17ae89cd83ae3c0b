"""A question with what decides which program answers it, and how alike two of them are.

Words are weighed by how few of the known questions have them; a name with a number is known as that
name and as one of its kind, so that a question about mouse_2 is near to one about mouse_1.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphs.retrieval.embedding import Embedder, HashedNgrams, embedded
from graphs.retrieval.lexical import words

_OF_QUESTION = 0.8
"""Weight of the question in how alike two are; the rest is that of the data."""

_NUMBERED = re.compile(r"([^\W\d_]+)\d+")


@dataclass(frozen=True, slots=True)
class Situation:
    """A question and the data that it is asked of.

    Parameters
    ----------
    question
        In full.
    species
        In the words of the project: the name of its ethogram.
    n_animals
        Most animals in one recording.
    keypoints, zones
        Names.
    """

    question: str
    species: str = ""
    n_animals: int = 0
    keypoints: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()


def similarities(
    situation: Situation, known: Sequence[Situation], embedder: Embedder | None = None
) -> list[float]:
    """Return how alike situations are to one, 0 to 1; the same numbers on every machine.

    Parameters
    ----------
    situation
        Of now.
    known
        Those to compare.
    embedder
        As for `alike`.
    """
    questions = alike(situation.question, [one.question for one in known], embedder)
    return [
        _OF_QUESTION * of_question + (1 - _OF_QUESTION) * _alike_data(situation, one)
        for one, of_question in zip(known, questions, strict=True)
    ]


def alike(question: str, known: Sequence[str], embedder: Embedder | None = None) -> list[float]:
    """Return how alike questions are to one, 0 to 1: in their words, and by their vectors.

    Parameters
    ----------
    question
        Of now.
    known
        Those to compare.
    embedder
        Makes vectors of questions; by default vectors of how their words are spelled.
    """
    bags = [_bag(text) for text in (question, *known)]
    rarity = _rarity(bags[1:])
    vectors = embedded(embedder or HashedNgrams(), [question, *known])
    spelled = (vectors[1:] @ vectors[0]).tolist()
    return [
        (_cosine(bags[0], bag, rarity) + max(near, 0.0)) / 2
        for bag, near in zip(bags[1:], spelled, strict=True)
    ]


def _bag(question: str) -> Counter[str]:
    said = words(question)
    kinds = [f"{found[1]}#" for word in said if (found := _NUMBERED.fullmatch(word))]
    return Counter([*said, *kinds])


def _rarity(bags: Sequence[Counter[str]]) -> dict[str, float]:
    having = Counter(word for bag in bags for word in bag)
    return {word: math.log(1 + len(bags) / count) for word, count in having.items()}


def _cosine(one: Counter[str], other: Counter[str], rarity: Mapping[str, float]) -> float:
    usual = max(rarity.values(), default=1.0)
    a, b = (
        {word: count * rarity.get(word, usual) for word, count in bag.items()}
        for bag in (one, other)
    )
    length = math.hypot(*a.values()) * math.hypot(*b.values())
    return sum(weight * b.get(word, 0.0) for word, weight in a.items()) / length if length else 0.0


def _alike_data(one: Situation, other: Situation) -> float:
    fewer, more = sorted((one.n_animals, other.n_animals))
    parts = (
        float(one.species == other.species),
        fewer / more if more else 1.0,
        _shared(one.keypoints, other.keypoints),
        _shared(one.zones, other.zones),
    )
    return sum(parts) / len(parts)


def _shared(one: Sequence[str], other: Sequence[str]) -> float:
    either = {*one, *other}
    return len({*one} & {*other}) / len(either) if either else 1.0
