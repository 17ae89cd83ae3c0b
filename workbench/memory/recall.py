"""Which symbols a question is about: how alike they are, weighed by how well they are remembered.

Likeness needs no model and is the same on every machine. It is the mean of two: which share of the
question's words a symbol has, rare words counting more (Spärck Jones 1972), and how alike they are
spelled (`graphs.retrieval.embedding.HashedNgrams`). A question that says all words of a symbol's
name comes closer to it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from workbench.memory.retention import score
from workbench.memory.symbols import Symbol

if TYPE_CHECKING:
    from graphs.retrieval.documents import Floats

Similarity = Callable[[str, Sequence[Symbol]], Sequence[float]]
"""How alike symbols are to a question, 0 to 1 each."""

LEAST_ALIKE = 0.2
"""Of symbols that are recalled; below, they share little but letters with the question."""

MOST_RECALLED = 5
_OF_NAME = 0.4
"""How far a question with the whole name of a symbol comes closer to it."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """A symbol, how alike it is to the question, how well it is remembered, and its score."""

    symbol: Symbol
    similarity: float
    retention: float
    score: float


def ranked(
    question: str, symbols: Sequence[Symbol], retained: Sequence[float], similarity: Similarity
) -> list[Recalled]:
    """Return what a question is about, best first; equals by name.

    Parameters
    ----------
    question
        In words.
    symbols, retained
        All that may be found, and how well each is remembered.
    similarity
        How alike symbols are to a question, such as `alike`.
    """
    found = [
        Recalled(symbol, near, kept, score(near, kept))
        for symbol, near, kept in zip(symbols, similarity(question, symbols), retained, strict=True)
        if near >= LEAST_ALIKE
    ]
    return sorted(found, key=lambda one: (-one.score, one.symbol.name))


def alike(question: str, symbols: Sequence[Symbol]) -> list[float]:
    """Return how alike symbols are to a question, 0 to 1 each.

    Parameters
    ----------
    question
        In words.
    symbols
        Whose words also tell which words are rare.
    """
    asked = Counter(_words(question))
    names = [frozenset(_words(_spoken(symbol))) for symbol in symbols]
    bags = [name | frozenset(_words(one.text)) for name, one in zip(names, symbols, strict=True)]
    weights = _weights(asked, bags)
    found = []
    for symbol, name, bag in zip(symbols, names, bags, strict=True):
        likeness = (_share(weights, bag) + _spelled_alike(question, symbol)) / 2
        named = len(name & asked.keys()) / len(name) if name else 0.0
        found.append(likeness + (1 - likeness) * _OF_NAME * named**2)
    return found


def _weights(asked: Counter[str], bags: Sequence[frozenset[str]]) -> dict[str, float]:
    """Return how much each word of a question counts: the rarer among symbols, the more."""
    having = Counter(word for bag in bags for word in bag)
    return {word: n * math.log(1 + len(bags) / max(having[word], 1)) for word, n in asked.items()}


def _share(weights: Mapping[str, float], bag: frozenset[str]) -> float:
    total = sum(weights.values())
    return sum(one for word, one in weights.items() if word in bag) / total if total else 0.0


def _spelled_alike(question: str, symbol: Symbol) -> float:
    vector = _vector(question)
    near = max(float(vector @ _vector(said)) for said in (_spoken(symbol), symbol.text))
    return min(max(near, 0.0), 1.0)


def _spoken(symbol: Symbol) -> str:
    return symbol.name.replace("_", " ")


@lru_cache(maxsize=8192)
def _words(text: str) -> tuple[str, ...]:
    from graphs.retrieval.lexical import words  # slow to import

    return tuple(words(text))


@lru_cache(maxsize=8192)
def _vector(text: str) -> Floats:
    """Return a vector of how a text is spelled."""
    from graphs.retrieval.embedding import HashedNgrams  # slow to import

    vector: Floats = HashedNgrams().embed([text])[0]
    return vector
