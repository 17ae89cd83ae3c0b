"""Vectors of documents and questions, and exact search among them.

A document's vector is the mean of the vectors of what it says (each distinct statement once per
fact, or its own text), normalised: so an encoder is called once per distinct statement, not once
per document. Search is one matrix product over all of them; nothing is approximated.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from graphs.errors import UserError
from graphs.retrieval.documents import Documents, Floats


class Embedder(Protocol):
    """Turns texts into vectors.

    Attributes
    ----------
    name
        Names the encoder and its version; vectors of different names do not mix.
    dim
        Length of the vectors.
    """

    name: str
    dim: int

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return unit vectors (zero for a text that says nothing), float32, shape (n, dim)."""
        ...


class HashedNgrams:
    """Vectors of the letter sequences in a text. They measure spelling, not meaning.

    ``sniff`` and ``sniffing`` are near, ``shelter`` and ``refuge`` are as far apart as any two
    words, and ``mouse_1`` and ``mouse_2`` are near although they are two animals. Needs no model,
    no download and no training, and gives the same numbers on every machine.

    Parameters
    ----------
    dim
        Length of the vectors; the shorter, the more letter sequences share a place by chance.

    Notes
    -----
    Each word, with a mark at both ends, and each of its sequences of 3 and 4 letters adds 1 or -1
    to a place, both taken from the CRC-32 of the sequence.
    """

    def __init__(self, dim: int = 256) -> None:
        if dim < 1:
            message = f"Vectors of length {dim}; expected at least 1."
            raise UserError(message)
        self.name = f"hashed-ngrams-{dim}"
        self.dim = dim

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return unit vectors (zero for a text without letters), float32, shape (n, dim)."""
        vectors = np.zeros((len(texts), self.dim), np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            codes = [code for word in _WORD.findall(text.lower()) for code in _ngrams(word)]
            places = np.array(codes, np.int64)
            np.add.at(vector, (places >> 1) % self.dim, (places & 1) * 2 - 1)
        return normalised(vectors)


_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=65536)
def _ngrams(word: str) -> tuple[int, ...]:
    marked = f"<{word}>"
    parts = [marked[i : i + size] for size in (3, 4) for i in range(len(marked) - size + 1)]
    return tuple(zlib.crc32(part.encode()) for part in (marked, *parts))


def normalised(vectors: Floats) -> Floats:
    """Return vectors of length 1; zero vectors stay zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Floats = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return unit


def embedded(embedder: Embedder, texts: Sequence[str]) -> Floats:
    """Return the vectors of texts; `UserError` if the encoder returns another shape."""
    if not texts:
        return np.zeros((0, embedder.dim), np.float32)
    vectors = np.asarray(embedder.embed(texts), np.float32)
    if vectors.shape != (len(texts), embedder.dim):
        message = (
            f"Encoder {embedder.name!r} returned shape {vectors.shape} for {len(texts)} texts; "
            f"expected ({len(texts)}, {embedder.dim})."
        )
        raise UserError(message)
    return vectors


@dataclass(frozen=True, eq=False)
class DenseIndex:
    """One vector per document.

    Parameters
    ----------
    embedder
        What made the vectors, and makes those of questions.
    vectors
        Unit vectors, float32, shape (documents, dim); zero for documents that say nothing.
    """

    embedder: Embedder
    vectors: Floats

    @classmethod
    def of(cls, documents: Documents, embedder: Embedder) -> DenseIndex:
        """Embed documents."""
        triples, said = documents.statements
        of_triples = embedded(embedder, [documents.statement(*t) for t in triples.tolist()])
        vectors = np.asarray(said @ of_triples, np.float32)
        if documents.texts:
            vectors[list(documents.texts)] = embedded(embedder, list(documents.texts.values()))
        return cls(embedder, normalised(vectors))

    def extended(self, documents: Documents) -> DenseIndex:
        """Return the index with further documents behind."""
        more = DenseIndex.of(documents, self.embedder)
        return DenseIndex(self.embedder, np.concatenate([self.vectors, more.vectors]))

    def scores(self, question: str) -> Floats:
        """Return the cosine of each document with a question, shape (documents,)."""
        scores: Floats = self.vectors @ embedded(self.embedder, [question])[0]
        return scores
