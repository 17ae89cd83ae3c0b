"""The graph: filters against plain Python, reviews and names, damage, what a question may read."""

from __future__ import annotations

import dataclasses
import itertools
import threading
from pathlib import Path

import pandas as pd
import pytest
from stored_graphs import asked, fact, graph, ids, version_of

from graphs.errors import UserError
from graphs.filters import FactFilter
from graphs.graph import STANDS, Graph, who
from graphs.individuals.entities import mentions_of
from graphs.query.nodes import Count, Pattern, Select
from graphs.records import Assessed, Fact, as_labelled
from graphs.storage.added import added_run
from graphs.storage.overlay import Overlays
from graphs.storage.shard import RecordingGraph
from graphs.storage.store import GraphStore

FACTS = [
    fact("day 1", "A", "chase", "B", 1.0, 2.0),
    fact("day 1", "B", "flee", "A", 1.5, 3.0),
    fact("day 1", "A", "rear", None, 2.0, 2.0),
    dataclasses.replace(
        fact("day 1", "A", "groom", None, 4, 9), source="model", confidence=float("nan")
    ),
    dataclasses.replace(
        fact("tag 2 ü", "A", "chase", "B", 5, 6), confidence=0.3, status="proposed"
    ),
    fact("tag 2 ü", "C", "chase", 'it\'s "B"; --', 5, 6),
    dataclasses.replace(fact("tag 2 ü", "C", "rear", None, 7, 7), status="rejected"),
]
STANDING = [f for f in FACTS if f.status != "rejected"]


@pytest.fixture
def store(tmp_path: Path) -> GraphStore:
    store = GraphStore(tmp_path / "a project's folder é" / "graph")
    for recording in ("day 1", "tag 2 ü"):
        store.write(graph(recording, *(f for f in FACTS if f.recording == recording)))
    return store


@pytest.fixture
def overlays(tmp_path: Path) -> Overlays:
    return Overlays(tmp_path / "project.db")


@pytest.fixture(params=["in memory", "from the index"])
def asking(
    request: pytest.FixtureRequest, store: GraphStore, tmp_path: Path, overlays: Overlays
) -> Graph:
    """Asked from memory, or from a file of the index."""
    if request.param == "in memory":
        return asked(store, None, overlays)
    asking = asked(store, tmp_path / "cache", overlays)
    asking.index.compact()
    return asking


# filters ------------------------------------------------------------------------------------------


def meets(f: Fact, wanted: FactFilter) -> bool:
    """The filter again, in the plainest words."""
    for column in ("recording", "subject", "predicate", "object", "source", "status"):
        names = getattr(wanted, column)
        names = [names] if isinstance(names, str) else names
        if names is not None and getattr(f, column) not in names:
            return False
    if wanted.min_confidence is not None and not f.confidence >= wanted.min_confidence:
        return False
    if wanted.between is None:
        return True
    a, b = wanted.between
    return a <= f.start_s < b if f.kind == "point" else f.start_s < b and f.stop_s > a


FILTERS = [
    FactFilter(),
    STANDS,
    FactFilter(recording="day 1"),
    FactFilter(recording=["day 1", "tag 2 ü"], predicate="chase"),
    FactFilter(subject=["A", "C"]),
    FactFilter(subject=[]),
    FactFilter(predicate="no such"),
    FactFilter(object="B"),
    FactFilter(object=[None]),
    FactFilter(object=[None, "A"]),
    FactFilter(object='it\'s "B"; --'),
    FactFilter(min_confidence=0.0),
    FactFilter(min_confidence=0.5),
    FactFilter(source="model"),
    FactFilter(status=["proposed", "rejected"]),
    FactFilter(subject="A", predicate="chase", object="B", between=(0, 5.5), status="asserted"),
    *(FactFilter(between=w) for w in itertools.combinations((0, 1, 1.5, 2.0, 3.0, 4, 5, 9, 99), 2)),
]


def test_filters_equal_plain_python(asking: Graph) -> None:
    for wanted in FILTERS:
        found = asking.facts(wanted)
        assert ids(found) == ids([f for f in FACTS if meets(f, wanted)]), wanted
        assert found.problems == []
        table = asking.facts_table(wanted).table
        assert table.column("fact_id").to_pylist() == [f.fact_id for f in found]


def test_what_a_person_rejected_does_not_count_unless_asked_for(asking: Graph) -> None:
    assert ids(asking.facts()) == ids(STANDING)
    assert ids(asking.facts(FactFilter())) == ids(FACTS)


def test_window_edges_by_hand(asking: Graph) -> None:
    """State facts overlap the half-open window; a point fact lies in it."""

    def in_window(a: float, b: float) -> list[str]:
        return [f.predicate for f in asking.facts(FactFilter("day 1", between=(a, b)))]

    assert in_window(0, 1.0) == []  # chase starts where the window ends
    assert in_window(2.0, 2.1) == ["flee", "rear"]  # chase ended at 2.0, rear is at 2.0
    assert in_window(1.9, 2.0) == ["chase", "flee"]
    with pytest.raises(UserError, match="ends before it starts"):
        in_window(3, 2)


def test_every_field_comes_back(asking: Graph, store: GraphStore) -> None:
    read = [f for recording in store.recordings() for f in store.read(recording).facts]
    assert sorted(map(repr, asking.facts(FactFilter()))) == sorted(map(repr, read))
    events = [e for recording in store.recordings() for e in store.read(recording).events]
    assert asking.events() == events


def test_table_has_seconds_and_becomes_a_data_frame(asking: Graph) -> None:
    frame = asking.facts_table(FactFilter(predicate="flee")).table.to_pandas()
    assert isinstance(frame, pd.DataFrame)
    row = frame.iloc[0]
    assert (row.start_s, row.stop_s, row.duration_s) == (1.5, 3.0, 1.5)
    assert (row.start_frame, row.stop_frame) == (45, 91)
    assert (row.subject_labelled, row.object_labelled) == (None, None)


def test_events_and_assessed(asking: Graph) -> None:
    assert [e.event_id for e in asking.events("day 1")] == ["bout-0001", "episode-0001"]
    assert [e.recording for e in asking.events(level="bout")] == ["day 1", "tag 2 ü"]
    assert asking.events("day 1", level=["session"]) == []
    wanted = FactFilter("day 1", subject="B", between=(99, 100), min_confidence=2, source="human")
    assert asking.assessed(wanted) == [Assessed("day 1", "B", "chase", None, 0, 60)]
    assert who(wanted) == FactFilter("day 1", subject="B")


def test_names_and_recordings(asking: Graph) -> None:
    assert asking.recordings() == ["day 1", "tag 2 ü"]
    assert asking.names("subject") == {"A", "B", "C"}
    assert asking.names("subject", ["day 1"]) == {"A", "B"}
    assert asking.names("object", ["day 1"]) == {"A", "B"}
    assert asking.names("predicate", ["tag 2 ü"]) == {"chase", "rear"}


def test_questions(asking: Graph) -> None:
    chases = Pattern(FactFilter(predicate="chase"))
    table, problems = asking.answer(Count(chases, ("recording",)))
    assert dict(
        zip(*(table.column(n).to_pylist() for n in ("recording", "count")), strict=True)
    ) == {
        "day 1": 1,
        "tag 2 ü": 2,
    }
    assert problems == []
    assert asking.answer(Select(chases)).table.column("start_us").to_pylist() == [
        1_000_000,
        5_000_000,
        5_000_000,
    ]


def test_unknown_recording_is_an_error_with_near_names(asking: Graph) -> None:
    message = r"No recording 'day1' in .*; did you mean 'day 1'\?"
    for call in (asking.facts, asking.facts_table, asking.assessed):
        with pytest.raises(UserError, match=message):
            call(FactFilter(["day 1", "day1"]))
    with pytest.raises(UserError, match=message):
        asking.events("day1")


def test_an_empty_graph(tmp_path: Path) -> None:
    asking = asked(GraphStore(tmp_path / "nothing"), tmp_path / "cache")
    assert asking.facts() == []
    assert asking.events() == []
    assert asking.recordings() == []
    assert asking.facts_table().table.num_rows == 0
    assert "start_s" in asking.facts_table().table.column_names
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(UserError, match="; nothing is labelled yet"):
        asking.facts(FactFilter("x"))


# what people changed ------------------------------------------------------------------------------


def test_reviews_show(asking: Graph, overlays: Overlays) -> None:
    chase, flee, rear, groom = (f for f in FACTS if f.recording == "day 1")
    asking.facts()
    overlays.reviews.accept(chase, "mara")
    overlays.reviews.reject(flee, "mara")
    edited = overlays.reviews.edit(groom, "mara", stop_s=8.0).after
    assert edited is not None
    found = {f.fact_id: f for f in asking.facts(FactFilter("day 1"))}
    assert {i: f.status for i, f in found.items()} == {
        chase.fact_id: "accepted",
        flee.fact_id: "rejected",
        rear.fact_id: "asserted",
        groom.fact_id: "superseded",
        edited.fact_id: "accepted",
    }
    assert (found[edited.fact_id].stop_s, found[edited.fact_id].source) == (8, "human")
    standing = asking.facts(FactFilter("day 1", status=STANDS.status))
    assert ids(standing) == ids([chase, rear, edited])
    overlays.reviews.undo(by="mara")
    overlays.reviews.undo(by="mara")
    assert ids(f for f in asking.facts() if f.recording == "day 1") == ids(
        [chase, flee, rear, groom]
    )
    assert asking.facts(FactFilter("day 1"))[0].status == "accepted"


def test_added_by_review(asking: Graph, overlays: Overlays) -> None:
    overlays.reviews.add(fact("day 1", "B", "sniff", "A", 0, 1), "mara")
    assert asking.facts()[0].predicate == "sniff"


def test_names_show_and_identifiers_stay(asking: Graph, overlays: Overlays) -> None:
    before = asking.facts()
    mentions = mentions_of(FACTS)
    overlays.entities.rename("day 1", "A", "Max", "mara", mentions=mentions)
    overlays.entities.rename(None, "B", "Moritz", "mara", mentions=mentions)
    after = asking.facts()
    assert ids(after) == ids(before)
    assert [(f.subject, f.object) for f in after] == [
        ("Max", "Moritz"),
        ("Moritz", "Max"),
        ("Max", None),
        ("Max", None),
        ("A", "Moritz"),
        ("C", 'it\'s "B"; --'),
    ]
    assert ids(asking.facts(FactFilter(subject="Max"))) == ids(
        [f for f in STANDING if f.subject == "A" and f.recording == "day 1"]
    )
    assert asking.facts(FactFilter(subject="B")) == []
    assert [repr(as_labelled(f)) for f in after] == list(map(repr, before))
    assert {a.subject for a in asking.assessed(FactFilter("day 1"))} == {"Max", "Moritz"}
    assert asking.names("subject") == {"Max", "Moritz", "A", "C"}
    columns = asking.facts_table(FactFilter(subject="Max")).table
    assert set(columns.column("subject_labelled").to_pylist()) == {"A"}
    overlays.entities.undo(by="mara", mentions=mentions)
    overlays.entities.undo(by="mara", mentions=mentions)
    assert list(map(repr, asking.facts())) == list(map(repr, before))


def test_reviews_and_names_together(asking: Graph, overlays: Overlays) -> None:
    """A review speaks of the fact as labelled, whatever it is shown as."""
    overlays.entities.rename(None, "B", "Moritz", "mara", mentions=mentions_of(FACTS))
    flee = next(f for f in asking.facts() if f.predicate == "flee")
    assert flee.subject == "Moritz"
    overlays.reviews.reject(as_labelled(flee), "mara")
    assert flee.fact_id not in ids(asking.facts())
    assert [f.subject for f in asking.facts(FactFilter(status="rejected"))] == ["Moritz", "C"]


def test_labelling_again_keeps_what_a_person_said(
    asking: Graph, store: GraphStore, overlays: Overlays
) -> None:
    overlays.reviews.reject(FACTS[0], "mara")
    later = dataclasses.replace(FACTS[0], run="r2", stop_s=2.1)
    store.write(graph("day 1", later))
    assert asking.facts(FactFilter("day 1", status="rejected")) == [
        dataclasses.replace(later, status="rejected")
    ]


# damage, and questions at once --------------------------------------------------------------------


def test_damaged_files_are_named_and_the_rest_answers(asking: Graph, store: GraphStore) -> None:
    for name in ("cut", "empty", "inside"):
        facts = (dataclasses.replace(f, recording=name) for f in FACTS)
        store.write(graph(name, *facts))
    assert len(asking.facts(FactFilter())) == 5 * len(FACTS) - len(FACTS)
    folder = Path(str(store.folder))
    content = (folder / "cut.parquet").read_bytes()
    (folder / "cut.parquet").write_bytes(content[: len(content) // 2])
    (folder / "empty.parquet").write_bytes(b"")
    half = len(content) // 2
    content = (folder / "inside.parquet").read_bytes()
    (folder / "inside.parquet").write_bytes(b"PAR1" + bytes(half) + content[half + 4 :])
    for _ in range(2):
        found = asking.facts()
        assert ids(found) == ids(STANDING)
        assert len(found.problems) == 3
        for name in ("cut", "empty", "inside"):
            assert any(f"'{name}.parquet' is damaged" in p for p in found.problems)
        assert "cut" in asking.recordings()
        assert asking.facts(FactFilter("cut")) == []
        asking.index.compact()
    store.write(graph("cut"))
    assert len(asking.facts().problems) == 2


def test_a_damaged_layer_leaves_the_others(asking: Graph, store: GraphStore) -> None:
    nap = added_run("tool", "1", "human", "nap")
    one = dataclasses.replace(fact("day 1", "A", "nap", None, 5, 6), run=nap.run_id)
    layer = RecordingGraph("day 1", nap, "", facts=[one], layer=nap.run_id)
    store.write(layer)
    assert len(asking.facts()) == len(STANDING) + 1
    path = Path(str(store.folder)) / "day%201.parquet"
    path.write_bytes(path.read_bytes()[:-1])
    found = asking.facts()
    assert [f.predicate for f in found if f.recording == "day 1"] == ["nap"]
    assert len(found.problems) == 1


def test_a_question_reads_nothing_but_the_index(asking: Graph) -> None:
    """What reaches the engine is sealed: no other file, no extension, no way to open it up."""
    with asking.index.cursor() as cursor:
        for query in (
            "SELECT * FROM read_text('/etc/hostname')",
            "SELECT * FROM '/etc/passwd'",
            "SELECT * FROM read_parquet('/tmp/*.parquet')",
            "COPY (SELECT 1) TO '/tmp/written-by-a-question.csv'",
            "ATTACH '/tmp/other.duckdb' AS other",
            "INSTALL httpfs",
            "LOAD httpfs",
            "SET enable_external_access = true",
            "SET threads = 1",
        ):
            with pytest.raises(Exception, match=r"disabled|locked|/etc/passwd does not exist"):
                cursor.execute(query).fetchall()
        assert cursor.sql("SELECT count(*) FROM fact").fetchall() == [(len(FACTS),)]


def test_the_index_cannot_be_changed_by_a_question(asking: Graph) -> None:
    with asking.index.cursor() as cursor:
        attached = {name for name, in cursor.sql("SELECT database_name FROM duckdb_databases()")
                    .fetchall()}  # fmt: skip
        if "base" in attached:
            with pytest.raises(Exception, match="read-only"):
                cursor.execute("DELETE FROM base.fact")


def test_an_answer_is_of_one_state(asking: Graph, store: GraphStore) -> None:
    """A cursor goes on with what it saw, whatever is written meanwhile."""
    with asking.index.cursor() as cursor:
        store.write(graph("day 1"))
        assert len(asking.facts(FactFilter())) == 3
        assert cursor.sql("SELECT count(*) FROM fact").fetchall() == [(len(FACTS),)]
        asking.index.compact()
        store.remove("tag 2 ü")
        assert asking.facts(FactFilter()) == []
        assert cursor.sql("SELECT count(*) FROM fact").fetchall() == [(len(FACTS),)]


def test_threads_asking_at_once(asking: Graph, store: GraphStore) -> None:
    seen: list[object] = []

    def ask(number: int) -> None:
        try:
            for turn in range(5):
                if number == 0:
                    store.write(version_of("busy", turn))
                found = asking.facts(FactFilter(["day 1", "tag 2 ü"]))
                assert ids(found) == ids(FACTS)
                busy = [f for f in asking.facts() if f.recording == "busy"]
                assert len({f.run for f in busy}) <= 1
                asking.answer(Count(Pattern(FactFilter(predicate="chase")), ("recording",)))
            seen.append("done")
        except BaseException as error:
            seen.append(error)
            raise

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == ["done"] * 4
