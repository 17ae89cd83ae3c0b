"""Synonymy edges: names that may mean the same, by the cosine of their vectors.

An edge joins a free-text name to a canonical concept of the same kind and place: what a model or a
file called it, to what the project calls it. Two canonical concepts are two, two free-text names
say nothing about each other, and animals are individuals: none of these is ever joined, whatever an
encoder says.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from graphs.ethogram import spelled_alike
from graphs.retrieval.documents import Bools
from graphs.retrieval.embedding import Embedder, embedded
from graphs.retrieval.phrases import Key
from graphs.retrieval.sparse import entries

SHORTEST = 3  # letters and digits; shorter names are like too many others


@dataclass(frozen=True, eq=False)
class Synonymy:
    """Which names may mean the same.

    Parameters
    ----------
    embedder
        Makes the vectors of names.
    canonical
        Names of concepts: behaviors of the ethogram, zones and objects of the project.
    least
        Cosine from which on two names are joined.
    most
        Edges per free-text name at most; the nearest are kept.
    """

    embedder: Embedder
    canonical: Collection[str]
    least: float = 0.8
    most: int = 100


def synonymy_edges(keys: Sequence[Key], animal: Bools, synonymy: Synonymy | None) -> sp.csr_array:
    """Return the cosines of joined phrases, symmetric, float32, shape (phrases, phrases).

    Parameters
    ----------
    keys
        Of the phrases.
    animal
        Which are animals, shape (phrases,).
    synonymy
        ``None`` for no edges.
    """
    shape = (len(keys), len(keys))
    if synonymy is None:
        return entries((), (), shape)
    concepts = {spelled_alike(name) for name in synonymy.canonical}
    places: dict[str, list[int]] = {}
    for i, (_, _, name) in enumerate(keys):
        if not animal[i] and sum(map(str.isalnum, name)) >= SHORTEST:
            places.setdefault(name, []).append(i)
    free = [name for name in places if spelled_alike(name) not in concepts]
    canonical = [name for name in places if spelled_alike(name) in concepts]
    likeness = embedded(synonymy.embedder, free) @ embedded(synonymy.embedder, canonical).T
    rows, columns, weights = [], [], []
    for name, alike in zip(free, likeness, strict=True):
        near = np.argsort(-alike, kind="stable")[: synonymy.most]
        for which in near[alike[near] >= synonymy.least].tolist():
            for a in places[name]:
                for b in places[canonical[which]]:
                    if _comparable(keys[a], keys[b]):
                        rows.append(a)
                        columns.append(b)
                        weights.append(alike[which])
    half = entries(rows, columns, shape, np.array(weights, np.float32))
    return half + sp.csr_array(half.T)


def _comparable(one: Key, other: Key) -> bool:
    return one[0] == other[0] and (one[1] == other[1] or "" in (one[1], other[1]))
