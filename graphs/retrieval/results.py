"""How a search is set, and what it returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graphs.errors import UserError
from graphs.retrieval.pagerank import DAMPING
from graphs.retrieval.scope import Scope


@dataclass(frozen=True, slots=True)
class Settings:
    """How documents are ranked.

    Parameters
    ----------
    lexical, dense, graph
        Weights of the three rankings; 0 leaves one out.
    damping
        Of the walk: the lower, the nearer to the names in the question.
    specificity
        Whether a name that is in few events weighs more than one that is in many.
    neighbors
        So many events before and after each found one are found, too.
    decay
        What is left of the score from one event to its neighbor.

    Notes
    -----
    The weights come from 4,911 captions of animals and 987 of other things (`benchmarks.captions`),
    1,000 questions each about one triple with a slot left out; recall@1 / recall@5:

    - words .56 / .80 and .74 / .92; vectors (spelling) .45 / .72 and .70 / .90;
    - words and vectors .62 / .86 and .79 / .95; with 0.3 of the graph .63 / .88 and .81 / .96;
    - with the graph as heavy as the others .52 / .86 and .76 / .96; the graph alone .24 / .45 and
      .39 / .72: it knows who is in an event, not what is done there.

    So all three are on, and the graph decides between events that say nearly the same. For
    questions whose answer is several facts away from what they name it is the other way round:
    there the graph alone finds everything and the sum nothing beyond the first fact (`RELATED`).
    """

    lexical: float = 1.0
    dense: float = 1.0
    graph: float = 0.3
    damping: float = DAMPING
    specificity: bool = True
    neighbors: int = 0
    decay: float = 0.5

    def __post_init__(self) -> None:
        weights = (self.lexical, self.dense, self.graph)
        faults = []
        if min(weights) < 0 or max(weights) == 0:
            faults.append(f"weights {weights}; expected none negative and one positive")
        if self.neighbors < 0:
            faults.append(f"{self.neighbors} neighbors; expected 0 or more")
        if not 0 < self.decay <= 1:
            faults.append(f"decay {self.decay}; expected more than 0 and at most 1")
        if faults:
            message = f"Settings of the search: {'; '.join(faults)}."
            raise UserError(message)


RELATED = Settings(lexical=0.0, dense=0.0, graph=1.0)
"""For what hangs together with a name over several facts: the walk alone.

Without a name that is in the graph, the search falls back to vectors.
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found.

    Parameters
    ----------
    document
        Its number.
    recording, event_id
        Which event it is.
    start_s, stop_s
        Seconds, half-open.
    score
        0 to 1.
    rank
        1 for the best.
    parts
        Ranking -> its share of the score.
    neighbor_of
        The document whose neighbor it is, if that is why it was found.
    """

    document: int
    recording: str
    event_id: str
    start_s: float
    stop_s: float
    score: float
    rank: int
    parts: Mapping[str, float] = field(hash=False)
    neighbor_of: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    Parameters
    ----------
    question
        As asked.
    hits
        In the order of recording and start.
    seeds
        Name in the question -> the nodes of the graph that bear it.
    notes
        What was done other than asked, in words; empty if nothing.
    fallback
        Whether no document met the filter, or no ranking that was asked for could be made.
    scope
        What was searched.
    settings
        How it was ranked.
    """

    question: str
    hits: tuple[Hit, ...]
    seeds: Mapping[str, Sequence[int]] = field(hash=False)
    notes: tuple[str, ...]
    fallback: bool
    scope: Scope
    settings: Settings


def only_text(settings: Settings, *, dense: bool) -> Settings:
    """Return settings for vectors alone, or words where there are none."""
    return Settings(
        lexical=0.0 if dense else 1.0,
        dense=1.0 if dense else 0.0,
        graph=0.0,
        neighbors=settings.neighbors,
        decay=settings.decay,
    )
