"""The knowledge graph of a project: ask it, correct it, name who is in it, take it elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING

from graphs.errors import UserError
from graphs.ethogram import Ethogram
from graphs.filters import FactFilter, Names, ObjectNames, several
from graphs.graph import Found, FoundTable, Graph, select, who
from graphs.language import Parsed, parse
from graphs.query.nodes import Count, Query, Select
from graphs.query.run import answer, assessed_rows
from graphs.records import STANDING, Fact
from graphs.storage.index import GraphIndex
from graphs.storage.overlay import Overlays
from graphs.storage.places import Placed
from graphs.storage.shard import RecordingGraph
from graphs.storage.tables import ASSESSED, FACT
from workbench.knowledge import asked
from workbench.knowledge.correcting import Corrections, Individuals
from workbench.knowledge.names import GraphNames

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from graphs.query.cluster import Client
    from graphs.retrieval.embedding import Embedder
    from workbench.analysis.bouts import Bouts
    from workbench.knowledge.compacting import Compacted
    from workbench.knowledge.searching import Searchable, Searched
    from workbench.knowledge.views import Views
    from workbench.project import Project


@dataclass(frozen=True)
class Answered:
    """The answer to a question in words.

    Parameters
    ----------
    parsed
        How the question was understood.
    table
        The answer as a table; facts are in it from their start to their end.
    problems
        Files that could not be read; the others did answer.
    totals
        Of facts or intervals: ``count``, ``total_s``, ``assessed_s``, ``fraction`` and
        ``rate_per_min`` of all of them, as `graphs.query.nodes.Count` gives them.
    to_bouts
        Makes `bouts`; ``None`` if neither facts nor intervals are asked for.
    """

    parsed: Parsed
    table: pd.DataFrame
    problems: list[str]
    totals: Mapping[str, float] | None = None
    to_bouts: Callable[[], Bouts] | None = field(default=None, repr=False)

    @cached_property
    def bouts(self) -> Bouts | None:
        """The facts or intervals, if these are asked for, cut to the window that is asked for.

        Made when first used: a table alone is quicker.
        """
        return None if self.to_bouts is None else self.to_bouts()


class KnowledgeGraph:
    """What was seen in the recordings of a project, as it stands after corrections.

    Made by `Project.graph`. Recordings that are labelled but no longer in the project are left out,
    except from what is asked in SQL.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self.overlays = Overlays(project.database_path, project.named_animals)
        self._index_folder = project.cache_folder / "graph"
        index = GraphIndex(project.store(), self.overlays, self._index_folder, self._places)
        self.graph = Graph(index)
        self.ethogram_fault: str | None = None
        """What was wrong with ``ethogram.toml`` when it was read last."""
        self._searching: tuple[tuple[int, int], Searchable] | None = None
        self._named: tuple[int, GraphNames] | None = None

    def __repr__(self) -> str:
        return f"<KnowledgeGraph of {str(self.project.folder)!r}>"

    def _places(self) -> list[Placed]:
        return [Placed(s.name, s.group, s.session) for s in self.project.specs()]

    @property
    def corrections(self) -> Corrections:
        """Accept, reject, edit, add, undo."""
        return Corrections(self)

    @property
    def individuals(self) -> Individuals:
        """Who is in the recordings: rename, merge, ask who is who."""
        return Individuals(self)

    @property
    def views(self) -> Views:
        """The graph as networkx graphs."""
        from workbench.knowledge.views import Views  # imports networkx

        return Views(self)

    def _own_recordings(self) -> list[str] | None:
        """Return the recordings of the project, if something is stored of others, too."""
        return self.names().own

    def names(self) -> GraphNames:
        """Return the names that a question may use, as of now."""
        self.graph.index.cursor().close()  # brings it up to date
        version, ethogram, specs = self.graph.index.version, self.ethogram(), self.project.specs()
        known = self._named
        if known is None or known[0] != version or not known[1].is_about(ethogram, specs):
            known = self._named = version, GraphNames(self.graph, ethogram, specs)
        return known[1]

    def ethogram(self) -> Ethogram:
        """Return the behaviors; where ``ethogram.toml`` has faults, none.

        What is stored can be asked for all the same; `ethogram_fault` says what is wrong.
        """
        try:
            self.ethogram_fault = None
            return self.project.ethogram()
        except UserError as error:
            self.ethogram_fault = str(error)
            return Ethogram("ethogram", "", None, {}, "")

    # asking ---------------------------------------------------------------------------------

    def facts(
        self,
        subject: Names = None,
        predicate: Names = None,
        object: ObjectNames = None,  # noqa: A002 - the word of the records
        *,
        recording: Names = None,
        between: tuple[float, float] | None = None,
        status: Names = STANDING,
        source: Names = None,
        min_confidence: float | None = None,
    ) -> Bouts:
        """Return facts as bouts, with what was assessed.

        Parameters
        ----------
        subject, object
            Names of animals, zones or things; any if not given. ``object=[None]`` asks for facts
            without an object.
        predicate
            Behaviors: names, synonyms, headings and more general words (``"aggression"`` finds
            attack, bite and chase, if the ethogram or WordNet says so).
        recording
            One or several; all if not given.
        between
            Seconds of each recording, half-open: bouts and assessed times are cut to this window.
        status
            What a person rejected or corrected is left out unless it is asked for; ``None`` for
            all.
        source
            ``rule``, ``model``, ``human``, ``import``; any if not given, and then what several of
            them say of one subject at one time counts once. Assessed is what these sources looked
            at: a person who corrects single facts has not said so.
        min_confidence
            At least this, 0 to 1, of what rules, models and files say; see
            `graphs.filters.FactFilter`.

        Raises
        ------
        UserError
            A name, recording, behavior, status or source is unknown (near ones are named), or the
            window ends before it starts.
        """
        names = self.names()
        wanted = FactFilter(
            recording, subject, names.meant_predicates(predicate), object, between,
            min_confidence, source, status,
        )  # fmt: skip
        recordings = None if recording is None else [str(r) for r in several(recording) or ()]
        bouts = self.bouts(wanted)
        names.check("subject", subject, recordings)
        names.check("object", object, recordings)
        return bouts

    def bouts(self, wanted: FactFilter) -> Bouts:
        """Return the facts that meet a filter, whose names are not looked up, as bouts."""
        from workbench.knowledge.bouts import bouts_of, frame_of

        wanted, sources = self._meant(wanted), several(wanted.source)
        with self.graph.asked(wanted) as cursor:
            facts = select(cursor, FACT, wanted)
            assessed = select(cursor, ASSESSED, who(wanted))
        bouts = bouts_of(
            frame_of(facts),
            frame_of(assessed),
            self.project.recording,
            None if sources is None else [str(name) for name in sources],
        )
        return bouts if wanted.between is None else bouts.in_window(*wanted.between)

    def records(self, wanted: FactFilter | None = None) -> Found[Fact]:
        """Return facts as records; all that stand if no filter is given."""
        return self.graph.facts(self._meant(wanted or FactFilter(status=STANDING)))

    def _meant(self, wanted: FactFilter) -> FactFilter:
        return self._completed(asked.checked(wanted))

    def _completed(self, wanted: FactFilter) -> FactFilter:
        """Return a filter that says which recordings and behaviors it is about, where it must."""
        own = self._own_recordings()
        wanted = wanted if own is None else asked.only(wanted, own)
        if wanted.object is None or wanted.predicate is not None:
            return wanted
        return asked.towards(wanted, self.names().towards)

    def recording(self, name: str) -> RecordingGraph:
        """Return everything that is stored of a recording, as it stands after corrections.

        Raises
        ------
        UserError
            Nothing is stored of it.
        DataError
            One of its files is damaged.
        """
        return asked.as_shown(self.project.store().read(name), self.overlays())

    def query(self, text: str) -> Answered:
        """Answer a question in the query language (`graphs.language`).

        Parameters
        ----------
        text
            ``mouse_1 chase mouse_2``, ``count chase per subject``,
            ``approach then chase within 10 s``...

        Raises
        ------
        UserError
            A word is not understood: the message says where, and what was expected.
        """
        parsed = parse(text, self.names())
        query = self._about(parsed.query)
        with self.graph.index.cursor() as cursor:
            table = answer(query, cursor)
            problems = self.graph.index.problems(cursor)
            if not isinstance(query, Select):
                return Answered(parsed, table.to_pandas(), problems)
            looked = assessed_rows(query.node, cursor)
            (totals,) = answer(Count(query.node), cursor).to_pylist()
        to_bouts = partial(self._bouts_of, table, looked, asked.window_of(query.node))
        return Answered(parsed, table.to_pandas(), problems, totals, to_bouts)

    def _bouts_of(
        self, facts: pa.Table, looked: pa.Table, window: tuple[float, float] | None
    ) -> Bouts:
        """Return facts and assessed spans as bouts, cut to a window."""
        from workbench.knowledge.bouts import bouts_of, frame_of  # slow to import

        bouts = bouts_of(frame_of(facts), frame_of(looked), self.project.recording)
        return bouts if window is None else bouts.in_window(*window)

    def answer(self, query: Query) -> FoundTable:
        """Return the answer to a typed query as a table; see `graphs.query`."""
        return self.graph.answer(self._about(query))

    def _about(self, query: Query) -> Query:
        return asked.completed(query, self._completed)

    def answer_on_cluster(self, query: Query, client: Client, groups: int) -> FoundTable:
        """Return the answer to a typed query from a Dask cluster; the same as `answer` gives.

        Parameters
        ----------
        query
            The question: ``graph.query(text).parsed.query``, or made by hand.
        client
            Of a running cluster whose workers can open the project's ``graph`` folder.
        groups
            In how many groups the recordings are asked; some more than there are workers.

        Raises
        ------
        UserError
            Nothing is stored, or the extra ``cluster`` is not installed.
        """
        from graphs.query.cluster import answer_on_cluster
        from graphs.storage.shard_source import shard_sources

        store, overlay = self.project.store(), self.overlays()
        sources = shard_sources(store, overlay, self._places(), groups)
        return FoundTable(*answer_on_cluster(query, sources, client))

    def search(
        self,
        question: str,
        k: int = 10,
        *,
        recording: Names = None,
        animal: Names = None,
        zone: Names = None,
        after_s: float | None = None,
        before_s: float | None = None,
        related: bool = False,
        embedder: Embedder | None = None,
    ) -> Searched:
        """Return the events that fit a question in plain words best, in time order.

        Parameters
        ----------
        question
            Any words; names of animals, zones and objects in it start a walk through the graph.
        k
            How many events.
        recording, animal, zone
            Only events of these recordings, with these animals, zones or objects.
        after_s, before_s
            Only events that start then or later, and are over by then, in seconds.
        related
            Rank by the walk alone: for what hangs together over several facts.
        embedder
            Makes vectors of sentences (`graphs.retrieval.embedding.Embedder`); by default vectors
            of how words are spelled, which know nothing of meaning.

        Raises
        ------
        UserError
            `k` is less than 1, a recording, animal or zone is unknown (near names are told), or a
            time is no number.
        """
        from graphs.retrieval.results import RELATED, Settings
        from graphs.retrieval.scope import Scope
        from workbench.knowledge.searching import Searched

        asked.check_seconds(after_s, before_s)
        names = self.names()
        names.check("recording", recording)
        names.check("animal", animal)
        names.check("zone", zone)
        searchable = self._searchable(embedder)
        own = self._own_recordings() if recording is None else recording
        scope = Scope(own, animal, zone, after_s, before_s)
        settings = RELATED if related else Settings()
        found = searchable.index.search(question, k, scope=scope, settings=settings)
        return Searched(found, searchable.index, searchable.problems)

    def _searchable(self, embedder: Embedder | None) -> Searchable:
        from workbench.knowledge.searching import searchable

        self.graph.index.cursor().close()  # brings it up to date
        key = (self.graph.index.version, id(embedder))
        now = self._searching
        if now is None or now[0] != key:
            names = self.overlays().names
            now = (key, searchable(self.graph, self.ethogram(), names, embedder))
            self._searching = now
        return now[1]

    def sql(self, statement: str) -> FoundTable:
        """Answer one statement (DuckDB SQL) over `graphs.storage.sql_views`, read-only.

        The views show the recordings of the project.

        Raises
        ------
        UserError
            The statement is wrong, would change something, or reads something else.
        """
        return self.graph.sql(statement, self._own_recordings())

    # keeping --------------------------------------------------------------------------------

    def compact(self) -> Compacted:
        """Bring files to the schema of today, clear away leftovers, and write the index anew.

        Raises `UserError` where the folder of the graph cannot be written.
        """
        from workbench.knowledge.compacting import compacted

        return compacted(self.project.store(), self.graph.index, self._index_folder)
