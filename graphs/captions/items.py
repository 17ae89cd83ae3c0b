"""The parts that a sentence is built of: noun phrases, verb groups, prepositions and marks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

NounKind = Literal["noun", "pronoun", "reciprocal", "other"]


@dataclass(slots=True)
class Said:
    """A word or two that a noun phrase says of its head, and where."""

    text: str
    start: int
    stop: int


@dataclass(slots=True)
class NounPhrase:
    """Somebody or something: *the two black dogs*, *mouse 2*, *it*, *each other*, *the other one*.

    Parameters
    ----------
    head
        Base form of the noun with its compound: ``polar bear``, ``mouse 2``; a pronoun as it is.
    kind
        ``noun``, ``pronoun``, ``reciprocal`` or ``other`` (*the other one*, *another*).
    determiner
        Article or quantifier, empty if there is none.
    attributes
        What describes it.
    owner
        Whose it is: *the zebra's head*; also the whole of a part, *elephant trunk*.
    owner_pronoun
        *its*, *their*; empty if there is none.
    """

    head: str
    kind: NounKind
    start: int
    stop: int
    determiner: str = ""
    attributes: list[Said] = field(default_factory=list)
    count: int | None = None
    plural: bool = False
    owner: NounPhrase | None = None
    owner_pronoun: str = ""
    named: bool = False


@dataclass(slots=True)
class VerbGroup:
    """A verb with its auxiliaries, or a lone form of *be*.

    Parameters
    ----------
    base
        Base form; empty for *be* alone.
    particle
        *up* of *stands up*; empty if there is none.
    form
        ``VB`` finite or bare, ``VG``, ``VN``.
    finite
        Whether it has an auxiliary or is finite itself: it takes the subject of the clause.
    passive
        Whether it has *be* or *get* before a participle.
    hedge
        What takes it back: ``not``, ``may``, ``stop``; ``to`` for a purpose.
    """

    base: str
    form: str
    start: int
    stop: int
    particle: str = ""
    finite: bool = False
    passive: bool = False
    hedge: str = ""


@dataclass(slots=True)
class Prep:
    """A preposition, of one word or of several."""

    name: str
    start: int
    stop: int


@dataclass(slots=True)
class Adjective:
    """An adjective that stands alone: after *be*, or after its noun."""

    text: str
    start: int
    stop: int


@dataclass(slots=True)
class Mark:
    """What joins or ends: a conjunction, a comma, a relative pronoun, *there*, an adverb."""

    tag: str
    low: str
    start: int
    stop: int


Item = NounPhrase | VerbGroup | Prep | Adjective | Mark
