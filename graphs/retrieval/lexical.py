"""Lexical ranking: BM25 over the words of documents.

For a question of words w, with the counts f(w, d) of the words in a document of |d| words, N
documents, df(w) of which have the word, and their mean length L::

    score(d) = sum over w of idf(w) * f(w, d) * (k1 + 1) / (f(w, d) + k1 * (1 - b + b * |d| / L))
    idf(w) = ln(1 + (N - df(w) + 0.5) / (df(w) + 0.5))

with k1 = 1.2 and b = 0.75. N, df and L are those of the documents that may be found, so that the
ranking within a filter is that of an index of nothing else.

Words are lower case, split at everything but letters and digits, without a few words of no content,
and lightly stemmed: ``chases``, ``chased`` and ``chasing`` are one word, ``chaser`` is another. A
name with a number is one word (``mouse_1``, ``mouse1``), for nothing is said about ``mouse_1`` by
what is said about ``mouse_2``; ``mouse 1`` is read both ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import scipy.sparse as sp

from graphs.retrieval.documents import Bools, Documents, Floats
from graphs.retrieval.sparse import entries, grown

K1, B = 1.2, 0.75

EMPTY_WORDS = frozenset(
    {
        "a", "an", "and", "are", "at", "be", "been", "by", "did", "do", "does", "for", "from",
        "has", "have", "how", "in", "is", "it", "its", "of", "on", "or", "s", "than", "that", "the",
        "there", "these", "they", "this", "to", "was", "were", "what", "when", "where", "which",
        "who", "whom", "whose", "why", "will", "with",
    }
)  # fmt: skip

_WORD = re.compile(r"[^\W\d_]+|\d+")
_NUMBERED = re.compile(r"([^\W\d_]+)([_-]?|\s+)(\d+)(?![^\W_])")


def words(text: str) -> list[str]:
    """Return the stemmed words of a text; words of no content are left out."""
    text = text.lower()
    numbered = [stem(word) + number for word, _, number in _NUMBERED.findall(text)]
    rest = _NUMBERED.sub(lambda found: found[0] if found[2].isspace() else " ", text)
    return numbered + [stem(word) for word in _WORD.findall(rest) if word not in EMPTY_WORDS]


def name_words(name: str) -> tuple[str, ...]:
    """Return the stemmed words of a name, all of them."""
    return tuple(stem(word) for word in _WORD.findall(name.lower()))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return a word without plural, ``-ing``, ``-ed`` and silent ``e``; short words as they are."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        kept = word[: -len(ending)]
        if word.endswith(ending) and len(kept) > 2 and re.search("[aeiouy]", kept):
            doubled = kept[-1] == kept[-2] and kept[-1] not in "flsz"
            word = kept[:-1] if doubled else kept
            break
    if len(word) > 4 and word.endswith(("che", "she", "sse", "xe")):
        return word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


@dataclass(frozen=True, eq=False)
class LexicalIndex:
    """How often each document says each word.

    Parameters
    ----------
    vocabulary
        Word -> column.
    counts
        Shape (documents, words), by column.
    """

    vocabulary: Mapping[str, int]
    counts: sp.csc_array

    @classmethod
    def of(cls, documents: Documents) -> LexicalIndex:
        """Index documents; each distinct statement is split into words once."""
        vocabulary: dict[str, int] = {}
        triples, said = documents.statements
        spoken = _word_counts((documents.statement(*t) for t in triples.tolist()), vocabulary)
        own = _word_counts(documents.texts.values(), vocabulary)
        size = len(vocabulary)
        counts = said @ grown(spoken, len(triples), size)
        if documents.texts:
            whose, several = list(documents.texts), len(documents.texts)
            pick = entries(whose, range(several), (len(documents), several))
            counts = counts + pick @ grown(own, several, size)
        return cls(vocabulary, sp.csc_array(counts))

    def extended(self, documents: Documents) -> LexicalIndex:
        """Return the index with further documents behind."""
        more = LexicalIndex.of(documents)
        vocabulary = dict(self.vocabulary)
        column = [vocabulary.setdefault(word, len(vocabulary)) for word in more.vocabulary]
        size, theirs = len(vocabulary), more.counts.tocoo()
        moved = entries(
            theirs.row,
            np.array(column, np.int64)[theirs.col],
            (theirs.shape[0], size),
            theirs.data,
        )
        ours = grown(sp.csr_array(self.counts), self.counts.shape[0], size)
        return LexicalIndex(vocabulary, sp.csc_array(sp.vstack([ours, moved])))

    @cached_property
    def lengths(self) -> Floats:
        """How many words each document says, shape (documents,)."""
        return np.asarray(self.counts.sum(axis=1), np.float32)

    def scores(self, question: Sequence[str], allowed: Bools | None = None) -> Floats:
        """Return the score of each document, shape (documents,); 0 for those not allowed.

        Parameters
        ----------
        question
            Stemmed words; one that occurs twice counts twice.
        allowed
            Shape (documents,); ``None`` for all.
        """
        lengths = self.lengths
        total = len(lengths) if allowed is None else int(allowed.sum())
        mean = float((lengths if allowed is None else lengths[allowed]).sum()) / max(total, 1)
        scores = np.zeros(len(lengths), np.float32)
        for word in question:
            column = self.vocabulary.get(word)
            if column is None:
                continue
            part = slice(*self.counts.indptr[column : column + 2])
            rows, count = self.counts.indices[part], self.counts.data[part]
            if allowed is not None:
                rows, count = rows[allowed[rows]], count[allowed[rows]]
            rarity = np.log1p((total - len(rows) + 0.5) / (len(rows) + 0.5))
            share = lengths[rows] / mean if mean else 0.0
            scores[rows] += rarity * count * (K1 + 1) / (count + K1 * (1 - B + B * share))
        return scores


def _word_counts(texts: Iterable[str], vocabulary: dict[str, int]) -> sp.csr_array:
    """Return how often each text has each word; new words are added to the vocabulary."""
    columns: list[int] = []
    ends = [0]
    for text in texts:
        columns += [vocabulary.setdefault(word, len(vocabulary)) for word in words(text)]
        ends.append(len(columns))
    counts = sp.csr_array(
        (np.ones(len(columns), np.float32), np.array(columns, np.int64), np.array(ends, np.int64)),
        shape=(len(ends) - 1, len(vocabulary)),
    )
    counts.sum_duplicates()
    return counts
