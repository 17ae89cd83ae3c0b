"""What a question tells of the events before, in three levels (as in He et al. 2024).

The last claims of the event before, word for word; a summary of all events so far, counted by
rules; and the earlier events that are most like what is asked now. No model writes any of it.

A `Context` is a value: describing an event gives a new one. Whoever asks several events at a time
has no answer of the event before, and asks without. What the tracks contradict should not be handed
on: give `Context.after` the claims that stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from graphs.records import Event
from graphs.retrieval.documents import Floats
from graphs.retrieval.embedding import HashedNgrams
from graphs.words import counted
from pipelines.describe.claims import Claim, Triple
from pipelines.describe.prompt.candidates import spoken

MOST_LAST, MOST_WORDS, MOST_SIMILAR = 5, 120, 3
"""Triples of the event before, words of the summary, and events that are like this one."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event that was described, with the claims that stand."""

    event: Event
    claims: tuple[Claim, ...]

    @property
    def triples(self) -> tuple[Triple, ...]:
        """What was claimed, each once, in order of time."""
        claims = sorted(self.claims, key=lambda claim: (claim.start_s, claim.stop_s))
        return tuple(dict.fromkeys(claim.triple for claim in claims))

    @property
    def statement(self) -> str:
        """The event in a line: ``1.20 to 3.40 s: mouse_1 chase mouse_2; mouse_2 flee mouse_1``."""
        said = "; ".join(map(spoken, self.triples))
        return f"{self.event.start_s:.2f} to {self.event.stop_s:.2f} s: {said}"


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a question tells of earlier events; each part may be empty.

    Parameters
    ----------
    last
        The last claims of the event before, a line each.
    summary
        Of all events so far.
    similar
        Events that are like what is asked now, the most similar first, a line each.
    """

    last: tuple[str, ...] = ()
    summary: str = ""
    similar: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """The events of a recording that were described so far, in the order of the asking.

    Parameters
    ----------
    told
        Empty before the first one.
    places
        Names of zones and objects, which the summary says animals were at.
    """

    told: tuple[Told, ...] = ()
    places: tuple[str, ...] = ()

    def after(self, event: Event, claims: Sequence[Claim]) -> Context:
        """Return the context of the next event, once this one was described.

        Parameters
        ----------
        event
            What was described.
        claims
            What was said of it and stands.
        """
        return Context((*self.told, Told(event, tuple(claims))), self.places)

    def earlier(self, asked: Sequence[Triple]) -> Earlier:
        """Return what a question tells of the events so far.

        Parameters
        ----------
        asked
            What the next event may show; earlier events that showed such things are similar.
        """
        if not self.told:
            return Earlier()
        before = self.told[-1]
        last = sorted(before.claims, key=lambda claim: (claim.start_s, claim.stop_s))[-MOST_LAST:]
        return Earlier(
            tuple(_line(claim) for claim in last),
            self.summary(),
            self._similar(asked),
        )

    def summary(self) -> str:
        """Return what was seen so far in at most `MOST_WORDS` words, the most frequent first."""
        counts = Counter(triple for one in self.told for triple in one.triples)
        text = f"{counted(len(self.told), 'event')} so far, to {self.told[-1].event.stop_s:.2f} s."
        parts = [*self._whereabouts(), *(_times(triple, n) for triple, n in counts.most_common())]
        for part in parts:
            longer = f"{text} {part}"
            if len(longer.split()) > MOST_WORDS:
                break
            text = longer
        return text

    def _whereabouts(self) -> list[str]:
        """Return for each animal the place that it was last at, as far as that was claimed."""
        last: dict[str, Triple] = {}
        for one in self.told:
            for triple in one.triples:
                if triple.object in self.places:
                    last[triple.subject] = triple
        return [f"Last at a place: {spoken(triple)}." for triple in last.values()]

    def _similar(self, asked: Sequence[Triple]) -> tuple[str, ...]:
        """Return events before the last one, which is told word for word."""
        older = [one for one in self.told[:-1] if one.claims]
        if not older or not asked:
            return ()
        scores = np.stack([_vector(one.triples) for one in older]) @ _vector(tuple(asked))
        # of equally similar ones the later first
        order = np.lexsort((-np.arange(len(older)), -np.round(scores, 6)))[:MOST_SIMILAR]
        return tuple(older[place].statement for place in order.tolist())


@lru_cache(maxsize=16384)
def _vector(triples: tuple[Triple, ...]) -> Floats:
    vector: Floats = HashedNgrams().embed(["; ".join(map(spoken, triples))])[0]
    return vector


def _line(claim: Claim) -> str:
    return f"{claim.start_s:.2f} to {claim.stop_s:.2f} s: {spoken(claim.triple)}"


def _times(triple: Triple, count: int) -> str:
    return f"{spoken(triple)}: {counted(count, 'event')}."
