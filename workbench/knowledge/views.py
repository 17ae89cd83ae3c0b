"""The graph as networkx graphs: an instant, an event, recordings, what follows what.

What nodes and edges carry is documented in `graphs.networks.scene`, `graphs.networks.views`,
`graphs.networks.view_transitions` and `graphs.networks.view_semantic`. Facts that were rejected or
corrected are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from graphs.errors import UserError
from graphs.filters import FactFilter, several
from graphs.filters import Names as Some
from graphs.networks.scene import scene_at, scene_graph
from graphs.networks.view_semantic import semantic_graph
from graphs.networks.view_transitions import transition_graph
from graphs.networks.views import facts_graph, summary_graph
from graphs.records import STANDING, Fact
from graphs.words import did_you_mean

if TYPE_CHECKING:
    import networkx as nx

    from workbench.knowledge.graph import KnowledgeGraph


class Views:
    """Views of a knowledge graph; made by `KnowledgeGraph.views`.

    Parameters
    ----------
    graph
        What is looked at. Every view is of what stands at that time.
    """

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._graph = graph
        self._ethogram = graph.project.ethogram()

    def at(self, recording: str, time_s: float) -> nx.MultiDiGraph:
        """Return what holds at an instant: the episodic slice; see `graphs.networks.scene`.

        Parameters
        ----------
        recording
            Its name.
        time_s
            Seconds from its start.
        """
        return scene_at(self._facts(recording), time_s, self._ethogram)

    def scene(self, recording: str, event_id: str) -> nx.MultiDiGraph:
        """Return the scene graph of an event; see `graphs.networks.scene`.

        Raises
        ------
        UserError
            There is no such event; near ones are named.
        """
        events = {event.event_id: event for event in self._graph.graph.events(recording)}
        if event_id not in events:
            message = f"No event {event_id!r} in {recording!r}{did_you_mean(event_id, events)}"
            raise UserError(message)
        return scene_graph(self._facts(recording), events[event_id], self._ethogram)

    def network(
        self, recording: Some = None, *, every_fact: bool = False, predicate: Some = None
    ) -> nx.MultiDiGraph:
        """Return who does what to whom in recordings; see `graphs.networks.views`.

        Parameters
        ----------
        recording
            One or several; all if not given. Individuals that people named are one node over
            several recordings, all others are nodes of their recording.
        every_fact
            An edge for every fact, not one per subject, behavior and object.
        predicate
            Only these behaviors (any words for them).
        """
        facts = self._facts(recording, predicate)
        is_one = len({fact.recording for fact in facts}) <= 1
        identities = None if is_one else self._identities(facts)
        make = facts_graph if every_fact else summary_graph
        return make(facts, self._ethogram, identities)

    def transitions(
        self,
        recording: Some = None,
        *,
        subject: Some = None,
        max_gap_s: float | None = None,
        self_transitions: bool = True,
    ) -> nx.DiGraph:
        """Return what follows what; see `graphs.networks.view_transitions.transition_graph`.

        Parameters
        ----------
        recording, subject
            Only these; all if not given.
        max_gap_s
            The next behavior counts only if it starts so soon; any time if not given.
        self_transitions
            Whether a behavior that follows itself counts.

        Raises
        ------
        UserError
            A recording or subject is unknown; near ones are named.
        """
        facts = self._facts(recording, subject=subject)
        return transition_graph(facts, max_gap_s=max_gap_s, self_transitions=self_transitions)

    def semantic(self, classes: Mapping[str, str] | None = None) -> nx.MultiDiGraph:
        """Return how often which class does what to which, by facts that people confirmed.

        Parameters
        ----------
        classes
            Entity -> its class; those that people gave (``workbench entities classify``), else
            animal, zone or object.
        """
        facts = self._graph.records(FactFilter(status=None))
        names = self._graph.overlays().names
        said = {
            shown: named[0]
            for fact in facts
            for labelled, shown in _both_names(fact)
            if (named := names.class_of(fact.recording, labelled)) is not None
        }
        return semantic_graph(facts, {**said, **(classes or {})}, self._ethogram)

    def _facts(self, recording: Some, predicate: Some = None, subject: Some = None) -> list[Fact]:
        names = self._graph.names()
        wanted = FactFilter(recording, subject, names.meant_predicates(predicate), status=STANDING)
        facts = list(self._graph.records(wanted))
        some = several(recording)
        names.check("subject", subject, None if some is None else [str(name) for name in some])
        return facts

    def _identities(self, facts: list[Fact]) -> dict[tuple[str, str], str]:
        names = self._graph.overlays().names
        return {
            (fact.recording, shown): names.identity(fact.recording, labelled)
            for fact in facts
            for labelled, shown in _both_names(fact)
            if names.known(fact.recording, labelled)
        }


def _both_names(fact: Fact) -> list[tuple[str, str]]:
    """Return the names as labelled and as shown of those who take part in a fact."""
    labelled = fact.labelled or (fact.subject, fact.object)
    pairs = zip(labelled, (fact.subject, fact.object), strict=True)
    return [(old, new) for old, new in pairs if old is not None and new is not None]
