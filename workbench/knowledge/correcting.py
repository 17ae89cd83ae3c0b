"""Corrections and names, as parts of the knowledge graph.

Arguments and errors are those of the functions of `workbench.knowledge.reviewing` and
`workbench.knowledge.naming`, which do the work.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Unpack

if TYPE_CHECKING:
    import pandas as pd

    from graphs.filters import Names
    from graphs.individuals.entities import Entity, Operation
    from graphs.individuals.resolve import Resolution
    from workbench.analysis.units import QuantityLike
    from workbench.knowledge.carried import CarriedReview
    from workbench.knowledge.claims import Given
    from workbench.knowledge.graph import KnowledgeGraph
    from workbench.knowledge.lookup import FactLike
    from workbench.knowledge.review_queue import Queued
    from workbench.knowledge.reviewing import Corrected


class Corrections:
    """What people say about facts; made by `KnowledgeGraph.corrections`.

    Parameters
    ----------
    graph
        What is corrected.
    """

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._graph = graph

    def accept(
        self,
        facts: FactLike | Iterable[FactLike],
        by: str | None = None,
        comment: str | None = None,
    ) -> list[Corrected]:
        """Say that facts are right; see `reviewing.accept`."""
        from workbench.knowledge import reviewing

        return reviewing.accept(self._graph, facts, by, comment)

    def reject(
        self,
        facts: FactLike | Iterable[FactLike],
        by: str | None = None,
        comment: str | None = None,
    ) -> list[Corrected]:
        """Say that facts are wrong; see `reviewing.reject`."""
        from workbench.knowledge import reviewing

        return reviewing.reject(self._graph, facts, by, comment)

    def edit(
        self,
        which: FactLike,
        by: str | None = None,
        comment: str | None = None,
        *,
        new: bool = False,
        **changes: Unpack[Given],
    ) -> Corrected:
        """Correct a fact: what is said here takes its place; see `reviewing.edit`."""
        from workbench.knowledge import reviewing

        return reviewing.edit(self._graph, which, by, comment, new=new, **changes)

    def add(
        self,
        recording: str,
        subject: str,
        predicate: str,
        object: str | None,  # noqa: A002 - the word of the records
        start_s: QuantityLike,
        stop_s: QuantityLike | None = None,
        by: str | None = None,
        comment: str | None = None,
        *,
        new: bool = False,
    ) -> Corrected:
        """Say that something happened that no fact tells of; see `reviewing.add`."""
        from workbench.knowledge import reviewing

        return reviewing.add(
            self._graph, recording, subject, predicate, object, start_s, stop_s, by, comment,
            new=new,
        )  # fmt: skip

    def comment(
        self, facts: FactLike | Iterable[FactLike], words: str, by: str | None = None
    ) -> list[Corrected]:
        """Say something about facts that changes nothing; see `reviewing.comment`."""
        from workbench.knowledge import reviewing

        return reviewing.comment(self._graph, facts, words, by)

    def undo(
        self,
        by: str | None = None,
        seq: int | Iterable[int] | None = None,
        *,
        with_later: bool = False,
    ) -> list[Corrected]:
        """Take back a person's last review, or those of some numbers; see `reviewing.undo`."""
        from workbench.knowledge import reviewing

        return reviewing.undo(self._graph, by, seq, with_later=with_later)

    def redo(self, by: str | None = None) -> list[Corrected]:
        """Bring back what a person undid last; see `reviewing.redo`."""
        from workbench.knowledge import reviewing

        return reviewing.redo(self._graph, by)

    def history(self, recording: str | None = None, fact: FactLike | None = None) -> pd.DataFrame:
        """Return reviews in words, in order; see `reviewing.history`."""
        from workbench.knowledge import reviewing

        return reviewing.history(self._graph, recording, fact)

    def carried(self, recordings: Names = None) -> list[CarriedReview]:
        """Return corrections that apply to bouts with other times now; see `carried.carried`."""
        from workbench.knowledge import reviewing

        return reviewing.carried(self._graph, recordings)

    def queue(
        self,
        recordings: Names = None,
        order: str = "confidence",
        limit: int | None = None,
    ) -> list[Queued]:
        """Return facts that nobody reviewed, those to look at first; see `reviewing.queue`."""
        from workbench.knowledge import reviewing

        return reviewing.queue(self._graph, recordings, order, limit)


class Individuals:
    """Who is in the recordings, and who is who; made by `KnowledgeGraph.individuals`.

    Parameters
    ----------
    graph
        What they are in.
    """

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._graph = graph

    def all(self) -> list[Entity]:
        """Return individuals, zones and objects, over all recordings."""
        from workbench.knowledge import naming

        return naming.entities(self._graph)

    def resolve(self) -> Resolution:
        """Return what is known of who is who, and what only a person can tell."""
        from workbench.knowledge import naming

        return naming.resolve(self._graph)

    def rename(
        self,
        name: str,
        new: str,
        by: str | None = None,
        *,
        recording: str | None = None,
        force: bool = False,
    ) -> Operation:
        """Give another name, in one recording or everywhere; see `naming.rename`."""
        from workbench.knowledge import naming

        return naming.rename(self._graph, name, new, by, recording=recording, force=force)

    def merge(
        self,
        names: Sequence[str],
        into: str,
        by: str | None = None,
        *,
        recording: str | None = None,
        force: bool = False,
    ) -> Operation:
        """Say that several names are one individual; see `naming.merge`."""
        from workbench.knowledge import naming

        return naming.merge(self._graph, names, into, by, recording=recording, force=force)
