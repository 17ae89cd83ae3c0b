"""Documents: events with the facts that start in them, as columns.

A document is one event; where a recording has none, a window of a fixed length that holds at least
one fact. A fact belongs to the document in which it starts. Rejected and superseded facts are left
out. Names are whole numbers into a vocabulary, times are int64 microseconds, half-open: a million
facts are a dozen arrays and no object.

What a document says is its own text (a caption) where it has one, and else its facts in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from graphs.errors import UserError
from graphs.ethogram import Ethogram
from graphs.networks.scene import sentence
from graphs.records import Fact

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float32]

NO_OBJECT = -1
KINDS = ("none", "animal", "zone", "object")
"""What the object of a fact is, in the order of `FactColumns.object_kind`."""
ANIMAL, ZONE, OBJECT = 1, 2, 3


@dataclass(frozen=True, eq=False)
class FactColumns:
    """The facts of documents, ordered by document and start; all arrays have shape (facts,).

    Parameters
    ----------
    document
        Number of the document.
    subject, predicate, object
        Numbers into the names and predicates of the documents; ``NO_OBJECT`` for none.
    start_us, stop_us
        Microseconds, half-open.
    object_kind
        Number into `KINDS`.
    fact_id
        Identifiers, as fixed-width text.
    """

    document: Ints
    subject: Ints
    predicate: Ints
    object: Ints
    start_us: Ints
    stop_us: Ints
    object_kind: NDArray[np.int8]
    fact_id: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.document)


@dataclass(frozen=True, eq=False)
class Documents:
    """What can be retrieved.

    Parameters
    ----------
    recordings, names, predicates
        Vocabularies.
    recording
        Number into `recordings`, shape (documents,).
    event_id
        Identifier within the recording, shape (documents,); ``window-000012`` for windows.
    start_us, stop_us
        Microseconds, half-open, shape (documents,).
    facts
        Their facts.
    texts
        Document -> its own text, which stands for the facts in words.
    ethogram
        Gives verbs; without one predicates read as they are.
    """

    recordings: tuple[str, ...]
    names: tuple[str, ...]
    predicates: tuple[str, ...]
    recording: Ints
    event_id: NDArray[np.str_]
    start_us: Ints
    stop_us: Ints
    facts: FactColumns
    texts: Mapping[int, str]
    ethogram: Ethogram | None = None

    def __len__(self) -> int:
        return len(self.recording)

    @cached_property
    def order(self) -> Ints:
        """Documents in the order of recording, start, stop, identifier."""
        rank = np.argsort(np.argsort(np.array(self.recordings, dtype=np.str_), kind="stable"))
        keys = (self.event_id, self.stop_us, self.start_us, rank[self.recording])
        return np.lexsort(keys).astype(np.int64)

    @cached_property
    def place_in_order(self) -> Ints:
        """Where each document stands in `order`, shape (documents,)."""
        place = np.empty(len(self), np.int64)
        place[self.order] = np.arange(len(self))
        return place

    @cached_property
    def known_us(self) -> Ints:
        """When a document is over: its stop, or the start of its last fact if that is later."""
        known = self.stop_us.copy()
        np.maximum.at(known, self.facts.document, self.facts.start_us)
        return known

    @cached_property
    def statements(self) -> tuple[Ints, sp.csr_array]:
        """Distinct (subject, predicate, object), shape (n, 3), and how often each document says it.

        The counts have shape (documents, n); documents with a text of their own say nothing else.
        """
        facts = self.facts
        several = len(self.names) + 1
        code = (facts.subject * len(self.predicates) + facts.predicate) * several + facts.object + 1
        distinct, which = np.unique(code, return_inverse=True)
        rest, thing = np.divmod(distinct, several)
        subject, predicate = np.divmod(rest, max(len(self.predicates), 1))
        spoken = np.ones(len(self), np.float32)
        spoken[list(self.texts)] = 0
        said = spoken[facts.document]
        counts = sp.coo_array(
            (said[said > 0], (facts.document[said > 0], which[said > 0])),
            shape=(len(self), len(distinct)),
        )
        return np.stack([subject, predicate, thing - 1], axis=1), counts.tocsr()

    def statement(self, subject: int, predicate: int, thing: int) -> str:
        """Return a fact in words without its time: ``mouse_1 chases mouse_2``."""
        name = self.predicates[predicate]
        behavior = self.ethogram.behaviors.get(name) if self.ethogram else None
        verb = behavior.verb if behavior else name.replace("_", " ")
        whom = f" {self.names[thing]}" if thing != NO_OBJECT else ""
        return f"{self.names[subject]} {verb}{whom}"

    def fact_rows(self, document: int) -> slice:
        """Return where the facts of a document stand."""
        start, stop = np.searchsorted(self.facts.document, [document, document + 1])
        return slice(int(start), int(stop))

    def fact_sentence(self, row: int) -> str:
        """Return a fact in words, with its time and without its confidence."""
        facts, thing = self.facts, int(self.facts.object[row])
        start_us, stop_us = int(facts.start_us[row]), int(facts.stop_us[row])
        fact = Fact(
            recording=self.recordings[self.recording[facts.document[row]]],
            subject=self.names[facts.subject[row]],
            predicate=self.predicates[facts.predicate[row]],
            object=None if thing == NO_OBJECT else self.names[thing],
            start_s=start_us / 1e6,
            stop_s=stop_us / 1e6,
            start_frame=0,
            stop_frame=0,
            kind="point" if start_us == stop_us else "state",
            confidence=float("nan"),
            status="asserted",
            source="rule",
            run="",
        )
        return sentence(fact, self.ethogram).rpartition(" (")[0]

    def sentences(self, document: int) -> list[str]:
        """Return what a document says: its own text, or its facts in order of time."""
        if document in self.texts:
            return [self.texts[document]]
        rows = self.fact_rows(document)
        return [self.fact_sentence(row) for row in range(rows.start, rows.stop)]

    def key(self, document: int) -> tuple[str, str]:
        """Return recording and event identifier of a document."""
        return self.recordings[self.recording[document]], str(self.event_id[document])


def joined(first: Documents, second: Documents) -> Documents:
    """Return both one after the other; numbers of the first stay what they are.

    Raises
    ------
    UserError
        An event is in both.
    """
    twice = {first.key(d) for d in range(len(first))} & {second.key(d) for d in range(len(second))}
    if twice:
        recording, event = min(twice)
        message = (
            f"{len(twice)} events to add are there already, such as {event!r} of {recording!r}. "
            "Add new events only, or build the index anew."
        )
        raise UserError(message)
    recordings, recode_recording = _merged(first.recordings, second.recordings)
    names, recode_name = _merged(first.names, second.names)
    predicates, recode_predicate = _merged(first.predicates, second.predicates)
    more, shift = second.facts, len(first)
    moved = FactColumns(
        document=more.document + shift,
        subject=recode_name[more.subject],
        predicate=recode_predicate[more.predicate],
        object=np.where(more.object == NO_OBJECT, NO_OBJECT, recode_name[more.object]),
        start_us=more.start_us,
        stop_us=more.stop_us,
        object_kind=more.object_kind,
        fact_id=more.fact_id,
    )
    columns = {
        name: np.concatenate([getattr(first.facts, name), getattr(moved, name)])
        for name in FactColumns.__dataclass_fields__
    }
    return Documents(
        recordings,
        names,
        predicates,
        np.concatenate([first.recording, recode_recording[second.recording]]),
        np.concatenate([first.event_id, second.event_id]),
        np.concatenate([first.start_us, second.start_us]),
        np.concatenate([first.stop_us, second.stop_us]),
        FactColumns(**columns),
        {**first.texts, **{document + shift: text for document, text in second.texts.items()}},
        first.ethogram,
    )


def _merged(first: Sequence[str], second: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
    """Return a vocabulary of both, and the numbers in it of the second's words."""
    number = {word: i for i, word in enumerate(first)}
    recode = [number.setdefault(word, len(number)) for word in second]
    # one more, so that an empty vocabulary can be indexed where nothing is looked up
    return tuple(number), np.array([*recode, NO_OBJECT], np.int64)
