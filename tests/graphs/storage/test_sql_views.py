"""`graphs.storage.sql_views`: documented columns are there, only the graph can be read."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from said_reviews import Said
from stored_graphs import fact, graph

from graphs.errors import UserError
from graphs.graph import Graph
from graphs.individuals.entities import Names, Operation
from graphs.storage.index import GraphIndex
from graphs.storage.overlay import Overlay
from graphs.storage.places import Placed
from graphs.storage.sql_views import VIEWS, View
from graphs.storage.store import GraphStore

CHASE, ENTER = fact("day 1", "A", "chase", "B", 1, 3), fact("day 1", "B", "enter", "nest", 5, 5)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """Two recordings; a chase is corrected, an entering rejected, and that undone."""
    store = GraphStore(tmp_path_factory.mktemp("graph"))
    store.write(graph("day 1", CHASE, ENTER))
    store.write(graph("day 2", fact("day 2", "A", "rest", None, 0, 2)))
    said = Said()
    said.edit(CHASE, stop_s=4.0)
    undone = said.reject(ENTER)
    said.undo(undone.seq)
    overlay = Overlay({"day 1": said.all})
    places = [Placed("day 1", "control", None), Placed("elsewhere", "drug", "am")]
    return Graph(GraphIndex(store, lambda: overlay, None, lambda: places))


def rows(asked: Graph, statement: str) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in asked.sql(statement).table.to_pylist()]


def documented(view: View) -> list[str]:
    return [name.strip() for names in view.columns for name in names.split(",")]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_documented_columns_are_the_columns(asked: Graph, view: View) -> None:
    assert asked.sql(f"SELECT * FROM {view.name}").table.column_names == documented(view)
    assert len(asked.sql(f"SELECT {', '.join(documented(view))} FROM {view.name}").table)
    assert all(what.strip() for what in (view.what, *view.columns.values()))


def test_times_are_seconds_and_what_stands_is_told(asked: Graph) -> None:
    columns = "start_s, stop_s, duration_s, status, stands, source"
    assert rows(asked, f"SELECT {columns} FROM facts WHERE predicate = 'chase' ORDER BY ALL") == [
        (1.0, 3.0, 2.0, "superseded", False, "rule"),
        (1.0, 4.0, 3.0, "accepted", True, "human"),
    ]
    assert rows(asked, "SELECT count(*) FROM facts WHERE stands") == [(3,)]
    assert rows(asked, "SELECT * FROM recordings ORDER BY ALL") == [
        ("day 1", "control", None, 60.0), ("day 2", None, None, 60.0),
    ]  # fmt: skip
    assert rows(asked, "SELECT name, is_animal FROM entities WHERE recording = 'day 1'") == [
        ("A", True), ("B", True), ("nest", False),
    ]  # fmt: skip
    assert rows(asked, "SELECT start_s, stop_s, source FROM assessed LIMIT 1") == [(0, 60, "rule")]
    assert rows(asked, "SELECT count(*) FROM events WHERE level = 'bout'") == [(2,)]


def test_reviews_are_all_there_in_order(asked: Graph) -> None:
    assert rows(asked, "SELECT seq, by_whom, action, undoes FROM reviews") == [
        (1, "mara", "edit", None), (2, "mara", "reject", None), (3, "mara", "undo", 2),
    ]  # fmt: skip
    found = rows(
        asked, "SELECT action FROM reviews JOIN facts USING (recording, fact_id) ORDER BY seq"
    )
    assert found[:2] == [("edit",), ("reject",)]


def test_names_are_those_that_people_gave(tmp_path: Path) -> None:
    store = GraphStore(tmp_path)
    store.write(graph("day 1", CHASE, ENTER))
    names = Names([Operation(1, "now", "mara", "rename", (("day 1", "A"),), "Ada")])
    asked = Graph(GraphIndex(store, lambda: Overlay({}, names, 1)))
    assert rows(asked, "SELECT name, labelled FROM entities WHERE name <> labelled") == [
        ("Ada", "A")
    ]
    assert rows(asked, "SELECT subject FROM facts WHERE predicate = 'chase'") == [("Ada",)]
    assert rows(asked, "SELECT DISTINCT subject FROM assessed ORDER BY 1") == [("Ada",), ("B",)]


@pytest.mark.parametrize(
    "statement",
    [
        "",
        "SELECT 1; SELECT 2",
        "DELETE FROM fact",
        "INSERT INTO fact SELECT * FROM fact",
        "UPDATE fact SET status = 'accepted'",
        "CREATE TABLE mine AS SELECT 1",
        "DROP VIEW facts",
        "COPY (SELECT 1) TO 'stolen.csv'",
        "EXPORT DATABASE 'stolen'",
        "ATTACH 'other.db'",
        "SET enable_external_access = true",
        "PRAGMA enable_external_access",
        "RESET lock_configuration",
        "INSTALL httpfs",
        "LOAD httpfs",
        "CHECKPOINT",
        "EXPLAIN SELECT 1",
        "CALL pragma_version()",
        "BEGIN",
    ],
)
def test_only_one_statement_that_reads(
    asked: Graph, statement: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match=r"Expected one SELECT statement|cannot be answered"):
        asked.sql(statement)
    assert list(tmp_path.iterdir()) == []
    assert rows(asked, "SELECT count(*) FROM facts") == [(4,)]


@pytest.mark.parametrize(
    "source",
    ["read_csv('{}')", "read_text('{}')", "read_blob('{}')", "read_parquet('{}')", "'{}'",
     "glob('{}')", "sniff_csv('{}')"],
)  # fmt: skip
def test_no_file_is_read(asked: Graph, source: str, tmp_path: Path) -> None:
    path = tmp_path / "secret.csv"
    path.write_text("a\n1\n")
    with pytest.raises(UserError, match="This SQL cannot be answered"):
        asked.sql(f"SELECT * FROM {source.format(path)}")


def test_no_variable_of_the_program_is_read(asked: Graph) -> None:
    statement = pa.table({"secret": [1]})
    with pytest.raises(UserError, match="cannot be answered"):
        asked.sql("SELECT * FROM statement")
    assert len(statement) == 1


def test_a_fault_says_where_it_is(asked: Graph) -> None:
    with pytest.raises(UserError, match=r"(?s)cannot be answered.*subjct.*subject"):
        asked.sql("SELECT subjct FROM facts")
