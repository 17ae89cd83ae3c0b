"""What a caption says: entities, triples, and what it takes back.

Spans are character offsets of the caption, half-open. A triple speaks of entities by their place
in `CaptionGraph.entities`, for two mice may both be called *mouse*; the names stand beside for
reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TripleKind = Literal["relation", "behavior", "attribute", "count"]


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something that a caption speaks of.

    Parameters
    ----------
    name
        Base form of the noun, with what makes it a compound or a name: ``polar bear``, ``mouse 2``.
    words
        As written, the article left out: ``darker mouse``.
    attributes
        What is said of it: ``black``, ``group of``.
    count
        How many, ``None`` where no number is given; *a cat* has none.
    plural
        Whether there are several, of a known number or not.
    start, stop
        Where it is first mentioned.
    """

    name: str
    words: str
    attributes: tuple[str, ...] = ()
    count: int | None = None
    plural: bool = False
    start: int = 0
    stop: int = 0


@dataclass(frozen=True, slots=True)
class CaptionTriple:
    """One statement of a caption.

    Parameters
    ----------
    subject, predicate, object
        Names and base forms: ``giraffe``, ``stand in``, ``pen``. A passive is turned round. The
        object is ``None`` for a *behavior*, the adjective for an *attribute* and the number for a
        *count*, both with the predicate ``is``.
    kind
        ``relation``, ``behavior`` (without object), ``attribute`` or ``count``.
    subject_at, object_at
        Places of the entities; ``None`` for what is no entity, and for a subject that nobody names.
    words
        The predicate as written: ``is standing in``.
    start, stop
        The part of the caption that says it.
    step
        Order in time as the caption tells it, from 0; *then* goes on, *while* stays.
    hedge
        The word that takes it back or leaves it open: ``not``, ``may``, ``stop``; else empty.
    """

    subject: str
    predicate: str
    object: str | None
    kind: TripleKind
    subject_at: int | None
    object_at: int | None = None
    words: str = ""
    start: int = 0
    stop: int = 0
    step: int = 0
    hedge: str = ""


@dataclass(frozen=True, slots=True)
class CaptionGraph:
    """A caption, taken apart.

    Parameters
    ----------
    text
        The caption.
    entities
        In order of their first mention.
    triples
        What it states, each once, in the order of the text.
    withheld
        What it denies, leaves open, or says of nobody named; see `CaptionTriple.hedge`. These are
        no statements.
    """

    text: str
    entities: tuple[Entity, ...] = ()
    triples: tuple[CaptionTriple, ...] = ()
    withheld: tuple[CaptionTriple, ...] = ()
