"""What questions of order are about: events in words, segments of them, and a question itself.

Words tell what happened, and not when: the order has to be known, or read from where they stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from graphs.retrieval.documents import NO_OBJECT, Documents

Letter = Literal["A", "B"]
Claim = tuple[str, str, str | None]
"""Subject, predicate, object."""

QUESTION = "Which of these came first? Answer with one letter, A or B."


@dataclass(frozen=True, slots=True)
class DescribedEvent:
    """An event in words.

    Parameters
    ----------
    event_id
        Identifier within its recording.
    start_s, stop_s
        Seconds, half-open.
    claims
        What happened, in order of time, each once.
    sentences
        The same in words, without times.
    """

    event_id: str
    start_s: float
    stop_s: float
    claims: tuple[Claim, ...]
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The sentences in one line."""
        return "; ".join(self.sentences)


Segment = tuple[DescribedEvent, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """Segments of so many events, whose starts are so many events apart.

    Parameters
    ----------
    length
        Events of a segment.
    nearest, furthest
        Distances in events, both included; without end if `furthest` is ``None``.
    """

    length: int
    nearest: int
    furthest: int | None

    @property
    def name(self) -> str:
        """``3 events, 5-16 apart``."""
        apart = (
            f">{self.nearest - 1}" if self.furthest is None else f"{self.nearest}-{self.furthest}"
        )
        return f"{self.length} event{'s' if self.length > 1 else ''}, {apart} apart"


CELLS = tuple(
    Cell(length, nearest, furthest)
    for length in (1, 3)
    for nearest, furthest in ((1, 4), (5, 16), (17, 64), (65, None))
)
"""Those that are asked by default; segments of three never start less than three events apart."""


@dataclass(frozen=True, slots=True)
class OrderQuestion:
    """Which of two segments came first.

    Parameters
    ----------
    cell
        Which it belongs to.
    a, b
        The segments, as they are shown.
    answer
        The right letter.
    """

    cell: Cell
    a: Segment
    b: Segment
    answer: Letter

    @property
    def text(self) -> str:
        """The question alone: what is searched for."""
        shown = [", then ".join(event.text for event in segment) for segment in (self.a, self.b)]
        return f"{QUESTION}\nA: {shown[0]}\nB: {shown[1]}"

    def prompt(self, context: str) -> str:
        """Return the question with what happened before it, for a model or a person."""
        return f"What happened, in order of time:\n{context}\n\n{self.text}"


def described_events(documents: Documents, recording: str) -> list[DescribedEvent]:
    """Return the events of a recording in which something happened, in order of time.

    Parameters
    ----------
    documents
        Events with their facts (`graphs.retrieval.reading`).
    recording
        Name.
    """
    found = []
    for document in documents.order.tolist():
        key, rows = documents.key(document), documents.fact_rows(document)
        if key[0] != recording or rows.start == rows.stop:
            continue
        columns = (documents.facts.subject, documents.facts.predicate, documents.facts.object)
        triples = dict.fromkeys(zip(*(column[rows].tolist() for column in columns), strict=True))
        start_s, stop_s = (
            int(us[document]) / 1e6 for us in (documents.start_us, documents.stop_us)
        )
        sentences = tuple(documents.statement(*triple) for triple in triples)
        claims = tuple(_claim(documents, *triple) for triple in triples)
        found.append(DescribedEvent(key[1], start_s, stop_s, claims, sentences))
    return found


def _claim(documents: Documents, subject: int, predicate: int, thing: int) -> Claim:
    whom = None if thing == NO_OBJECT else documents.names[thing]
    return documents.names[subject], documents.predicates[predicate], whom
