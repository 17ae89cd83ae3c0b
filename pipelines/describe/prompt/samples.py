"""Several answers to one question: what they share, and how far they disagree.

`disagreement` is the EigenScore of Chen et al. (2024), with vectors of what was claimed in place of
a model's inner states: ``E = log det(C + 1e-3 I) / K`` of the Gram matrix C of K centred vectors,
divided by their length. K equal answers score about -6.03, five that have nothing in common about
-4.1; only scores of equally many answers compare. The higher, the sooner a person should look.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.describe.claims import Claim, EventDescription, FreeText, Triple
from pipelines.describe.prompt.candidates import spoken
from pipelines.models.contract import Usage

REGULAR = 1e-3
"""Added to the diagonal, so that equal answers have a finite score."""

DIM = 64
"""Length of the vector of an answer."""

Vectors = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Several answers about one event, taken together.

    Parameters
    ----------
    description
        Whatever some answer claims, once per triple; what it may be trusted for is its share.
    shares
        Triple -> share of the answers that claim it.
    answers
        How many there were.
    disagreement
        See the module's docstring.
    """

    description: EventDescription
    shares: Mapping[Triple, float]
    answers: int
    disagreement: float


def combine(descriptions: Sequence[EventDescription]) -> Agreement:
    """Return several answers about one event, taken together.

    Parameters
    ----------
    descriptions
        Of the same event and candidates, one per answer, at least one.

    Notes
    -----
    A claim holds from the mean of the starts to the mean of the stops; an answer that claims a
    triple several times counts from its first start to its last stop. Its confidence is the mean
    of those that are known. A triple is not visible if more answers say so than could tell.
    """
    claims = _claims(descriptions)
    said = [{claim.triple for claim in one.claims} for one in descriptions]
    shares = {
        claim.triple: sum(claim.triple in triples for triples in said) / len(said)
        for claim in claims
    }
    unseen = [triple for triple in _all(descriptions) if _votes(triple, descriptions) < 0]
    description = EventDescription(
        event=descriptions[0].event,
        claims=tuple(claims),
        other=_distinct(text for one in descriptions for text in one.other),
        not_visible=tuple(unseen),
        assessed=tuple(triple for triple in _all(descriptions) if triple not in unseen),
        remarks=_remarks(descriptions),
        usage=sum((one.usage for one in descriptions), Usage()),
    )
    return Agreement(description, shares, len(said), disagreement(answer_vectors(said)))


def answer_vectors(answers: Sequence[Iterable[Triple]]) -> Vectors:
    """Return a unit vector per answer, shape (answers, `DIM`).

    Each triple has a direction of its own, from a hash of it: who chases whom turned round is
    another triple, and not a similar one. To claim nothing has a direction too.
    """
    vectors = np.zeros((len(answers), DIM))
    for vector, triples in zip(vectors, answers, strict=True):
        for triple in sorted(set(triples), key=spoken) or [Triple("", "nothing")]:
            vector += _direction(triple)
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def disagreement(vectors: Vectors) -> float:
    """Return the EigenScore of vectors, shape (answers, dim); see the module's docstring."""
    centred = vectors - vectors.mean(axis=1, keepdims=True)
    gram = centred @ centred.T / vectors.shape[1]
    _, log_det = np.linalg.slogdet(gram + REGULAR * np.eye(len(vectors)))
    return float(log_det) / len(vectors)


def _direction(triple: Triple) -> Vectors:
    parts = "\x1f".join((triple.subject, triple.predicate, triple.object or "\x1e"))
    digest = hashlib.blake2b(parts.encode(), digest_size=DIM // 8).digest()
    bits = np.unpackbits(np.frombuffer(digest, np.uint8))
    return np.where(bits == 1, 1.0, -1.0)


def _claims(descriptions: Sequence[EventDescription]) -> list[Claim]:
    """Return one claim per triple that some answer claims, in order of time."""
    spans: dict[Triple, list[tuple[float, float]]] = {}
    sure: dict[Triple, list[float]] = {}
    for one in descriptions:
        for triple in dict.fromkeys(claim.triple for claim in one.claims):
            here = [claim for claim in one.claims if claim.triple == triple]
            start, stop = min(c.start_s for c in here), max(c.stop_s for c in here)
            spans.setdefault(triple, []).append((start, stop))
            known = [c.confidence for c in here if not math.isnan(c.confidence)]
            sure.setdefault(triple, []).extend([max(known)] if known else [])
    claims = []
    for triple, times in spans.items():
        # the mean of equal numbers may be off by a rounding, and out of the event
        start, stop = np.clip(np.mean(times, 0), np.min(times, 0), np.max(times, 0)).tolist()
        confidence = float(np.mean(sure[triple])) if sure[triple] else math.nan
        claims.append(Claim(triple, start, stop, confidence))
    return sorted(claims, key=lambda claim: (claim.start_s, claim.stop_s, spoken(claim.triple)))


def _all(descriptions: Sequence[EventDescription]) -> list[Triple]:
    """Return what was asked about, in order."""
    return list(dict.fromkeys(t for one in descriptions for t in (*one.assessed, *one.not_visible)))


def _votes(triple: Triple, descriptions: Sequence[EventDescription]) -> int:
    """Return how many more answers could tell a triple than could not."""
    return sum(1 if triple in one.assessed else -1 for one in descriptions)


def _distinct(texts: Iterable[FreeText]) -> tuple[FreeText, ...]:
    return tuple(dict.fromkeys(texts))


def _remarks(descriptions: Sequence[EventDescription]) -> tuple[str, ...]:
    if len(descriptions) == 1:
        return descriptions[0].remarks
    return tuple(
        f"Answer {number}: {remark}"
        for number, one in enumerate(descriptions, start=1)
        for remark in one.remarks
    )
