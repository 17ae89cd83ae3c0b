"""Events by a question in plain words: those that fit best, in time order, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphs.filters import FactFilter
from graphs.graph import Graph, select
from graphs.records import STANDING
from graphs.retrieval.embedding import Embedder, HashedNgrams
from graphs.retrieval.explain import Explanation, explain
from graphs.retrieval.phrase_graph import GraphOptions
from graphs.retrieval.reading import documents_from_tables
from graphs.retrieval.results import Found, Hit
from graphs.retrieval.search import SearchIndex
from graphs.retrieval.zoom import Context, zoom
from graphs.storage.tables import EVENT, FACT
from graphs.words import counted

if TYPE_CHECKING:
    from graphs.ethogram import Ethogram
    from graphs.individuals.entities import Names


@dataclass(frozen=True, slots=True)
class Searchable:
    """What searches a graph as it was at one time, and which files are missing in it."""

    index: SearchIndex
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Searched:
    """What a search found.

    Parameters
    ----------
    found
        The hits, in time order, with rank and score.
    index
        What was searched.
    problems
        Files that could not be read; the others were searched.
    """

    found: Found
    index: SearchIndex
    problems: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Searched {self.found.question!r}: {counted(len(self.hits), 'event')}>"

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The events found, in the order of recording and start."""
        return self.found.hits

    def sentences(self, hit: Hit) -> list[str]:
        """Return the facts of an event in words."""
        return self.index.documents.sentences(hit.document)

    def explain(self, rank: int) -> Explanation:
        """Return why the event of a rank was found; `UserError` if nothing has it."""
        return explain(self.index, self.found, rank)

    def context(self, budget: int) -> Context:
        """Return the events with what was around them, summed up, in `budget` characters."""
        return zoom(self.index.documents, self.found.hits, budget=budget)


def searchable(
    graph: Graph, ethogram: Ethogram, names: Names, embedder: Embedder | None = None
) -> Searchable:
    """Return what searches the events of a graph.

    Parameters
    ----------
    graph
        The facts that stand, with their events.
    ethogram
        Verbs, and which behaviors have a zone as object.
    names
        Who is the same individual in several recordings.
    embedder
        Makes vectors of sentences; by default of how words are spelled.
    """
    with graph.index.cursor() as cursor:
        facts = select(cursor, FACT, FactFilter(status=STANDING))
        events = select(cursor, EVENT, FactFilter(), order="recording, start_us")
        problems = graph.index.problems(cursor)
    shown = {
        (recording, names.resolved(recording, labelled)): (recording, labelled)
        for recording, labelled in graph.mentions()
        if names.known(recording, labelled)
    }

    def identity(recording: str, name: str) -> str | None:
        known = shown.get((recording, name))
        return names.identity(*known) if known else None

    index = SearchIndex.of(
        documents_from_tables(facts, events, ethogram),
        embedder or HashedNgrams(),
        GraphOptions(identities=identity),
    )
    return Searchable(index, tuple(problems))
