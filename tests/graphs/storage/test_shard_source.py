"""`graphs.storage.shard_source`: groups of files answer as the local index, to the bit."""

from __future__ import annotations

import contextlib
import pickle
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest
from said_reviews import Said
from stored_graphs import fact, graph

from graphs.filters import FactFilter
from graphs.graph import Graph
from graphs.individuals.entities import Names, Operation
from graphs.query.cluster import ask
from graphs.query.nodes import (
    Budget,
    Combined,
    Count,
    Pattern,
    Query,
    Related,
    Select,
    Sequence,
    Transitions,
)
from graphs.query.run import merged, partial
from graphs.storage.index import GraphIndex
from graphs.storage.overlay import Overlay
from graphs.storage.places import Placed
from graphs.storage.shard_source import shard_sources
from graphs.storage.store import GraphStore

RECORDINGS = [f"day {number}" for number in range(1, 6)]
CHASE, REST, ENTER = (Pattern(FactFilter(predicate=p)) for p in ("chase", "rest", "enter"))
QUERIES: list[Query] = [
    Select(CHASE),
    Select(Pattern(FactFilter(subject="Ada"))),
    Select(Pattern(FactFilter(status="superseded"))),
    Select(Related(CHASE, "followed_by", REST, 5.0)),
    Select(Sequence((CHASE, ENTER), (20.0,), (None,))),
    Select(Combined(CHASE, "without", REST)),
    Count(CHASE),
    Count(CHASE, ("group", "session")),
    Count(CHASE, ("subject", "object"), 10.0),
    Count(CHASE, ("recording", "status")),
    Budget(),
    Transitions(),
]


class World(NamedTuple):
    store: GraphStore
    overlay: Overlay
    places: list[Placed]

    def asked(self) -> Graph:
        return Graph(GraphIndex(self.store, lambda: self.overlay, None, lambda: self.places))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Five recordings; in three of them a fact is corrected, rejected or added; A is Ada in two."""
    store = GraphStore(tmp_path_factory.mktemp("graph"))
    said: dict[str, Said] = {}
    for number, recording in enumerate(RECORDINGS):
        facts = [
            fact(recording, "A", "chase", "B", 1 + number / 2, 4.5),
            fact(recording, "A", "chase", "B", 4, 7),
            fact(recording, "A", "rest", None, 8, 12),
            fact(recording, "B", "chase", "A", 20, 21 + number / 3),
            fact(recording, "A", "enter", "nest", 15 + number, 15 + number),
        ]
        store.write(graph(recording, *facts))
        if number in (0, 2, 3):
            said[recording] = Said()
        match number:
            case 0:
                said[recording].reject(facts[0])
            case 2:
                said[recording].edit(facts[1], stop_s=9.25)
            case 3:
                said[recording].add(fact(recording, "B", "rest", None, 30, 31))
    spoken = (("day 2", "A"), ("day 3", "A"))
    names = Names([Operation(1, "now", "mara", "merge", spoken, "Ada")])
    overlay = Overlay({name: of.all for name, of in said.items()}, names, 1)
    places = [
        Placed(name, "ab"[i % 2], None if i == 4 else "am") for i, name in enumerate(RECORDINGS)
    ]
    return World(store, overlay, [*places, Placed("elsewhere", "a", "am")])


@pytest.mark.parametrize("groups", [1, 2, 9])
def test_groups_answer_as_the_index_does(world: World, groups: int) -> None:
    sources = shard_sources(world.store, world.overlay, world.places, groups)
    assert len(sources) == min(groups, len(RECORDINGS))
    asked = world.asked()
    with contextlib.ExitStack() as stack:
        connections = [stack.enter_context(duckdb.connect()) for _ in sources]
        for source, connection in zip(sources, connections, strict=True):
            pickle.loads(pickle.dumps(source)).load(connection)
        for query in QUERIES:
            found = merged(query, [partial(query, connection) for connection in connections])
            expected = asked.answer(query).table
            assert found.to_pandas().equals(expected.to_pandas()), query
            assert len(expected), query


def test_every_recording_is_in_one_group_with_its_own_reviews(world: World) -> None:
    sources = shard_sources(world.store, world.overlay, world.places, 2)
    found = []
    for source in sources:
        with duckdb.connect() as connection:
            source.load(connection)
            query = "SELECT recording FROM recording ORDER BY 1"
            names = [name for (name,) in connection.execute(query).fetchall()]
            reviews = connection.execute("SELECT sum(mark) FROM shard").fetchall()
        assert set(source.overlay.reviews) <= set(names)
        assert {place.recording for place in source.places} == set(names)
        assert reviews == [(sum(r[-1].seq for r in source.overlay.reviews.values()),)]
        found += names
    assert sorted(found) == RECORDINGS


def test_a_file_that_cannot_be_read_is_named_and_the_others_answer(tmp_path: Path) -> None:
    store = GraphStore(tmp_path)
    for name in ("day 1", "day 2"):
        store.write(graph(name, fact(name, "A", "rest", None, 0, 1)))
    path = tmp_path / "day%201.parquet"
    path.write_bytes(path.read_bytes()[:-20])
    (source,) = shard_sources(store, Overlay(), [], 1)
    found = ask(Count(REST, ("recording",)), source)
    assert found.table["recording"].to_pylist() == ["day 2"]
    assert "day%201.parquet" in found.problems[0]


def test_nothing_stored_makes_no_group(tmp_path: Path) -> None:
    assert shard_sources(GraphStore(tmp_path), Overlay(), [], 4) == []
