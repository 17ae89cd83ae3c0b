"""The index equals one built from scratch after any sequence of changes; groups, memory, state."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stored_graphs import asked, fact, generations, graph, ids

from graphs.errors import UserError
from graphs.filters import FactFilter
from graphs.graph import Graph
from graphs.individuals.entities import mentions_of
from graphs.query.counts import ANIMAL_ROW, BUDGET_ROW
from graphs.query.nodes import Budget, Count, Pattern
from graphs.records import STANDING, as_labelled
from graphs.storage.added import added_run, with_added
from graphs.storage.index import GraphIndex, Placed
from graphs.storage.overlay import Overlay, Overlays
from graphs.storage.shard import RecordingGraph
from graphs.storage.shard_names import shard_file_name
from graphs.storage.store import GraphStore
from graphs.storage.tables import SCHEMAS

RECORDINGS = ["a", "B", "c d", "long " * 60, "e"]
NAP = added_run("tool", "1", "human", "nap")
EVERYTHING = {**dict.fromkeys(SCHEMAS, "*"), "mention": "*", "shard": "* EXCLUDE files"}


def everything(asking: Graph) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, in one order."""
    with asking.index.cursor() as cursor:
        return {
            name: cursor.execute(f"SELECT {columns} FROM {name} ORDER BY ALL").fetchall()
            for name, columns in EVERYTHING.items()
        }


class World:
    """A project that is changed and asked, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        self.folder = folder
        self.store = GraphStore(folder / "graph")
        self.overlays = Overlays(folder / "project.db")
        self.askings = [self.asking(), self.asking()]
        self.turn = 0

    def asking(self) -> Graph:
        return asked(self.store, self.folder / "cache", self.overlays)

    def write(self, recording: str) -> None:
        self.turn += 1
        start = float(self.turn)
        facts = [
            replace(fact(recording, who, "chase", "B", start, start + 1), run=f"r{self.turn}")
            for who in ("A", "B", "C")
        ]
        self.store.write(graph(recording, *facts))

    def remove(self, recording: str) -> None:
        if recording in self.store:
            self.store.remove(recording)

    def add(self, recording: str) -> None:
        self.turn += 1
        one = replace(fact(recording, "A", "nap", None, self.turn, self.turn), run=NAP.run_id)

        def change(before: RecordingGraph | None) -> RecordingGraph:
            return with_added(before, recording, NAP, [one], of=[("B", None)])

        self.store.change(recording, NAP.run_id, change)

    def take_back(self, recording: str) -> None:
        self.store.change(recording, NAP.run_id, lambda before: None)

    def damage(self, recording: str) -> None:
        path = self.folder / "graph" / shard_file_name(recording)
        if path.exists():
            self.store.folder.write(path.name, path.read_bytes()[:-9])

    def reject(self, recording: str) -> None:
        found = [f for f in self.askings[0].facts() if f.recording == recording]
        if found:
            self.overlays.reviews.reject(as_labelled(found[-1]), "mara")

    def edit(self, recording: str) -> None:
        found = [f for f in self.askings[0].facts() if f.recording == recording]
        if found:
            with contextlib.suppress(UserError):  # it says so already
                self.overlays.reviews.edit(as_labelled(found[0]), "mara", subject="D")

    def undo(self, recording: str) -> None:
        with contextlib.suppress(UserError):  # there is nothing left to undo
            self.overlays.reviews.undo(by="mara")

    def rename(self, recording: str) -> None:
        self.turn += 1
        said = mentions_of([replace(fact(r, "A", "x", "B", 0, 1)) for r in RECORDINGS])
        where = recording if self.turn % 2 else None
        with contextlib.suppress(UserError):  # there is nobody who is called so any more
            self.overlays.entities.rename(
                where, "A", f"Max {self.turn}", "mara", mentions=said, force=True
            )

    def undo_rename(self, recording: str) -> None:
        said = mentions_of([replace(fact(r, "A", "x", "B", 0, 1)) for r in RECORDINGS])
        with contextlib.suppress(UserError):  # there is nothing left to undo
            self.overlays.entities.undo(by="mara", mentions=said, force=True)

    def compact(self, recording: str) -> None:
        self.askings[self.turn % 2].index.compact()

    def ask(self, recording: str) -> None:
        self.askings[self.turn % 2].facts()

    def check(self) -> None:
        expected = everything(asked(self.store, None, self.overlays))
        for asking in (*self.askings, self.asking()):
            assert everything(asking) == expected


CHANGES: list[Callable[[World, str], None]] = [
    World.write, World.write, World.remove, World.add, World.take_back, World.damage,
    World.reject, World.edit, World.undo, World.rename, World.undo_rename, World.compact,
    World.ask,
]  # fmt: skip


SEQUENCES = st.lists(st.tuples(st.sampled_from(CHANGES), st.sampled_from(RECORDINGS)), max_size=14)
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
Sequence = list[tuple[Callable[[World, str], None], str]]


def check_sequence(tmp_path: Path, changes: Sequence, most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("graphs.storage.index.MOST_IN_MEMORY", most)
        world = World(tmp_path / "world")
        for recording in RECORDINGS[:3]:
            world.write(recording)
        for change, recording in changes:
            change(world, recording)
        world.check()


@settings(max_examples=5, deadline=None, suppress_health_check=QUIET)
@given(SEQUENCES, st.integers(0, 4))
def test_any_sequence_of_changes_equals_an_index_from_scratch(
    tmp_path: Path, changes: Sequence, most: int
) -> None:
    check_sequence(tmp_path, changes, most)


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=QUIET)
@given(SEQUENCES, st.integers(0, 4))
def test_many_sequences_of_changes_equal_an_index_from_scratch(
    tmp_path: Path, changes: Sequence, most: int
) -> None:
    check_sequence(tmp_path, changes, most)


@pytest.fixture
def store(tmp_path: Path) -> GraphStore:
    store = GraphStore(tmp_path / "graph")
    store.write(graph("day 1", fact("day 1", "A", "chase", "B", 1, 2)))
    store.write(graph("day 2", fact("day 2", "A", "rest", None, 1, 2)))
    return store


def test_groups_and_sessions_as_of_now(store: GraphStore, tmp_path: Path) -> None:
    places = [Placed("day 1", "stress", "s1"), Placed("no such", "stress", None)]
    index = GraphIndex(store, cache=tmp_path / "cache", places=lambda: places)

    def recordings() -> list[tuple[object, ...]]:
        return index.cursor().sql("SELECT * FROM recording ORDER BY 1").fetchall()

    expected = [("day 1", "stress", "s1", 60_000_000), ("day 2", None, None, 60_000_000)]
    assert recordings() == expected
    index.compact()
    assert recordings() == expected
    places[:] = [Placed("day 2", "control", None)]
    assert recordings() == [
        ("day 1", None, None, 60_000_000),
        ("day 2", "control", None, 60_000_000),
    ]


def test_figures_made_before_are_those_of_the_facts(
    store: GraphStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = [Budget(), Budget(per_object=False), Count(Pattern(FactFilter(status=STANDING)))]

    def answers(asking: Graph) -> list[list[dict[str, object]]]:
        return [asking.answer(question).table.to_pylist() for question in questions]

    def has_figures(asking: Graph) -> bool:
        tables = asking.index.cursor().sql("SELECT table_name FROM duckdb_tables()").fetchall()
        return (ANIMAL_ROW,) in tables and (BUDGET_ROW,) in tables

    few = asked(store)
    assert not has_figures(few)
    rows, _, (count,) = answers(few)
    assert [row["count"] for row in rows if row["predicate"] == "rest"] == [1]
    assert count["count"] == 2
    written = asked(store, tmp_path / "cache")
    written.index.compact()
    monkeypatch.setattr("graphs.storage.index.MOST_WITHOUT_FIGURES", 2)
    for made in (asked(store), written):
        assert has_figures(made)
        assert repr(answers(made)) == repr(answers(few))  # NaN is not equal to itself


def test_nothing_changed_nothing_is_read(
    store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking = asked(store)
    before = asking.facts()
    monkeypatch.setattr(store, "open", lambda name: pytest.fail(f"read {name}"))
    assert asking.facts() == before


def test_only_what_changed_is_read_again(
    store: GraphStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    overlays = Overlays(tmp_path / "project.db")
    asking = asked(store, tmp_path / "cache", overlays)
    asking.index.compact()
    read: list[str] = []
    opened = store.open
    monkeypatch.setattr(store, "open", lambda name: (read.append(name), opened(name))[1])
    asking.facts()
    assert read == []
    overlays.reviews.reject(fact("day 1", "A", "chase", "B", 1, 2), "mara")
    asking.facts()
    assert read == ["day%201.parquet"]
    del read[:]
    mentions = mentions_of([fact("day 2", "A", "rest", None, 1, 2)])
    overlays.entities.rename("day 2", "A", "Max", "mara", mentions=mentions)
    asking.facts()
    assert read == ["day%201.parquet", "day%202.parquet"]
    asking.index.compact()
    del read[:]
    asking.facts()
    assert read == []


def test_a_review_of_a_recording_that_is_not_there_does_no_harm(
    store: GraphStore, tmp_path: Path
) -> None:
    overlays = Overlays(tmp_path / "project.db")
    overlays.reviews.reject(fact("gone", "A", "chase", "B", 1, 2), "mara")
    asking = asked(store, tmp_path / "cache", overlays)
    asking.index.compact()
    assert asking.recordings() == ["day 1", "day 2"]
    assert generations(tmp_path / "cache") == [1]


def test_a_project_that_moved_has_its_own_index(store: GraphStore, tmp_path: Path) -> None:
    """A cache that came along speaks of files elsewhere; it is not believed."""
    asked(store, tmp_path / "cache").index.compact()
    shutil.copytree(tmp_path / "graph", tmp_path / "moved" / "graph")
    shutil.copytree(tmp_path / "cache", tmp_path / "moved" / "cache")
    moved = GraphStore(tmp_path / "moved" / "graph")
    moved.remove("day 1")
    asking = asked(moved, tmp_path / "moved" / "cache")
    assert asking.recordings() == ["day 2"]
    asking.index.compact()
    assert asking.recordings() == ["day 2"]


def test_a_generation_that_goes_before_it_is_opened(
    store: GraphStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process writes the next one just then."""
    cache = tmp_path / "cache"
    other = asked(store, cache)
    other.index.compact()
    turns = [lambda: other.index.compact(), lambda: shutil.rmtree(cache)]

    def overlay() -> Overlay:
        return Overlay()

    index = GraphIndex(store, overlay, cache)
    opened = index._opened

    def opened_too_late(*arguments: object) -> object:
        if turns:
            turns.pop(0)()
        return opened(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(index, "_opened", opened_too_late)
    assert ids(Graph(index).facts(FactFilter())) == ids(asked(store).facts(FactFilter()))
    assert turns == []
