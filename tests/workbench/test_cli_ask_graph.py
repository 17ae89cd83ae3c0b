"""The verbs ``query``, ``sql``, ``compact`` and, for what was corrected, ``facts``."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from told_project import ONE, TWO, damage, told_project
from typer.testing import CliRunner, Result

from graphs.storage.sql_views import VIEWS
from workbench.cli import app
from workbench.project import Project, open_project
from workbench.project_new import create_project


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project that these tests only ask."""
    return told_project(tmp_path_factory.mktemp("asked"))


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project that a test may change."""
    monkeypatch.setenv("WORKBENCH_USER", "mara")
    return told_project(tmp_path)


def invoke(told: Project, *words: object, code: int = 0) -> Result:
    done = CliRunner().invoke(app, [*map(str, words), "-p", str(told.folder)])
    assert done.exit_code == code, done.output
    return done


def shown(told: Project, *words: object, code: int = 0) -> list[list[str]]:
    """Return the lines of a table, cut where two spaces stand."""
    lines = invoke(told, *words, code=code).stdout.splitlines()
    return [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in lines]


def as_json(told: Project, *words: object, code: int = 0) -> Any:
    return json.loads(invoke(told, *words, "--json", code=code).stdout)


def as_csv(told: Project, *words: object) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(invoke(told, *words, "--csv").stdout)))


# query ------------------------------------------------------------------------------------------


def test_facts_and_their_time(told: Project) -> None:
    lines = shown(told, "query", f'A chase B in "{ONE}" between 3 s and 11 s')
    assert [
        "recording",
        "subject",
        "behavior",
        "object",
        "start s",
        "stop s",
        "confidence",
    ] in lines
    assert [ONE, "A", "chase", "B", "2.00", "4.00", "0.90"] in lines
    assert lines[-2:] == [
        ["2 rows"],
        ["2.0 s in 2 bouts, of 8.0 s in which an animal was assessed"],
    ]
    answer = as_json(told, "query", "A chase B")["answer"]
    assert [(row["start_s"], row["stop_s"]) for row in answer] == [(2, 4), (10, 12), (1, 3)]
    assert answer[2]["confidence"] is None
    assert {"fact_id", "run", "evidence", "start_frame"} < set(answer[0])
    assert as_csv(told, "query", "A chase B")[2]["confidence"] == ""


@pytest.mark.parametrize(
    ("question", "heading", "row"),
    [
        ("count chase per recording", ["count", "assessed s"], [TWO, "2", "18.00"]),
        ("duration of chase per recording", ["total s", "assessed s"], [TWO, "3.00", "18.00"]),
        ("fraction of chase per recording", ["fraction", "total s", "assessed s"],
         [TWO, "16.7%", "3.00", "18.00"]),
        ("rate of chase per recording", ["per min", "count", "assessed s"],
         [TWO, "6.67", "2", "18.00"]),
    ],
)  # fmt: skip
def test_a_measure_shows_what_was_asked_for_first(
    told: Project, question: str, heading: list[str], row: list[str]
) -> None:
    lines = shown(told, "query", question)
    assert ["recording", *heading] in lines
    assert row in lines
    (first,) = [r for r in as_json(told, "query", question)["answer"] if r["recording"] == TWO]
    assert set(first) == {
        "recording", "count", "total_s", "assessed_s", "fraction", "rate_per_min",
    }  # fmt: skip
    assert set(as_csv(told, "query", question)[0]) == set(first)


def test_bins_and_time_that_nobody_looked_at(own: Project) -> None:
    lines = shown(own, "query", f'rate of chase in "{ONE}" per 10 s')
    assert ["from s", "per min", "count", "assessed s"] in lines
    assert ["0.00", "6.00", "1", "10.00"] in lines or ["0.00", "3.00", "1", "20.00"] in lines
    invoke(own, "review", "add", ONE, "B", "run", "--from", "1", "--to", "2")
    said = invoke(own, "query", "fraction of run by human").stdout
    assert "nobody looked" in said


def test_a_budget_names_what_was_not_seen(told: Project) -> None:
    lines = shown(told, "query", "budget")
    assert [TWO, "C", "rest", "1", "2.00", "2.00", "8.00", "3.33", "11.1%", "18.00"] in lines
    assert not any("groom" in line for line in lines)
    assert ["Looked for and not seen: groom."] in lines
    every = as_json(told, "query", "budget")["answer"]
    assert {"kind", "outside_s", "latency_s"} < set(every[0])
    assert any(row["count"] == 0 for row in every)
    told_of = as_csv(told, "query", "budget")
    assert len(told_of) == len(every)
    assert ["behavior", "next", "count"] in shown(told, "query", "transitions")


def test_no_rows_did_not_happen_or_nobody_looked(told: Project) -> None:
    lines = invoke(told, "query", "chase longer than 1 min").stdout.splitlines()
    assert lines[-2] == "0 rows"
    assert lines[-1].startswith("It did not happen in what was looked at: ")
    assert lines[-1].endswith(" s were assessed for it.")
    remarks = as_json(told, "query", "chase by human")["remarks"]
    assert remarks == ["This was not assessed: nobody looked for it in these recordings."]


def test_names_of_a_tracker_are_no_individuals(told: Project) -> None:
    (remark,) = as_json(told, "query", "count chase per subject")["remarks"]
    assert remark.startswith("A is a tracker's name in 2 recordings, not one individual; settle")
    assert "entities resolve -p " in remark
    assert remark in invoke(told, "query", "count chase per subject").stdout
    assert as_json(told, "query", f'count chase in "{ONE}" per subject')["remarks"] == []
    assert as_json(told, "query", f'A chase in "{ONE}"')["remarks"] == []
    assert as_json(told, "query", "count chase per recording")["remarks"] == []
    invoke(told, "query", "transitions")


def test_a_person_who_said_who_it_is_is_not_told_again(own: Project) -> None:
    invoke(own, "entities", "merge", f"A@{ONE}", f"A@{TWO}", "--into", "A")
    assert as_json(own, "query", "count chase per subject")["remarks"] == []


def test_a_budget_fits_the_screen(told: Project) -> None:
    lines = invoke(told, "query", "budget").stdout.splitlines()
    assert max(len(line.rstrip()) for line in lines if "entities resolve" not in line) <= 120


def test_what_was_corrected_is_marked(own: Project) -> None:
    invoke(own, "review", "reject", f'A chase B in "{ONE}" from 9 s to 20 s')
    lines = shown(own, "query", "A chase B with any status")
    assert [ONE, "A", "chase", "B", "10.00", "12.00", "0.50", "rejected"] in lines
    assert ["1 fact"] in shown(own, "facts", "--status", "rejected")
    (fact,) = as_json(own, "facts", "--status", "rejected")["facts"]
    assert (fact["start_s"], fact["status"]) == (10, "rejected")
    assert "did you mean 'rejected'" in invoke(own, "facts", "--status", "rejcted", code=2).output


def test_limit_and_faults(told: Project) -> None:
    assert shown(told, "query", "chase", "--limit", 1)[-3] == [
        "4 rows; 3 more with --limit 0, or --csv"
    ]
    assert len(as_json(told, "query", "chase", "--limit", 1)["answer"]) == 4
    said = invoke(told, "query", "A chse B", code=2)
    assert "did you mean 'chase'" in said.stderr
    assert "chse" in as_json(told, "query", "A chse B", code=2)["error"]


def test_the_grammar_is_in_the_help() -> None:
    helped = CliRunner().invoke(app, ["query", "--help"]).output
    assert "question    = facts" in helped
    assert "count chase per subject" in helped


# sql --------------------------------------------------------------------------------------------


def test_sql_in_a_table(told: Project) -> None:
    lines = shown(told, "sql", "SELECT recording, count(*) n, 1.0 / 3 AS third, "
                  "bool_and(stands) ok FROM facts GROUP BY 1 ORDER BY 1")  # fmt: skip
    assert ["recording", "n", "third", "ok"] in lines
    assert [ONE, "6", "0.333333", "true"] in lines
    assert lines[-1] == ["2 rows"]


def test_every_kind_of_value_goes_out(told: Project) -> None:
    statement = (
        "SELECT 1.5 AS d, sum(start_frame) AS s, DATE '2020-01-02' AS day, [1, NULL] AS l, "
        "{'a': 2.5} AS t, 'nan'::DOUBLE AS unknown, NULL AS nothing, count(*) AS n, "
        "INTERVAL 90 SECOND AS i, 'AB'::BLOB AS b, true AS yes FROM facts"
    )
    (row,) = as_json(told, "sql", statement)["answer"]
    assert row | {"i": None} == {
        "d": 1.5, "s": 510, "day": "2020-01-02", "l": [1, None], "t": {"a": 2.5},
        "unknown": None, "nothing": None, "n": 9, "i": None, "b": "4142", "yes": True,
    }  # fmt: skip
    (line,) = as_csv(told, "sql", statement)
    assert (line["s"], line["l"], line["unknown"], line["nothing"]) == ("510", "[1, null]", "", "")
    assert (line["t"], line["yes"]) == ('{"a": 2.5}', "true")
    invoke(told, "sql", statement)


def test_columns_of_one_name_are_all_there(told: Project) -> None:
    statement = "SELECT 1 AS x, 2 AS x, 3 AS x_1"
    assert as_json(told, "sql", statement)["answer"] == [{"x": 1, "x_2": 2, "x_1": 3}]
    assert as_csv(told, "sql", statement) == [{"x": "1", "x_2": "2", "x_1": "3"}]


def test_sql_that_is_refused(told: Project) -> None:
    assert "cannot be answered" in invoke(told, "sql", "SELEC 1", code=2).stderr
    assert "one SELECT" in invoke(told, "sql", "DROP VIEW facts", code=2).stderr
    assert "error" in as_json(told, "sql", "SELECT * FROM read_csv('/etc/hosts')", code=2)
    assert "reviews: what people said" in CliRunner().invoke(app, ["sql", "--help"]).output


# files ------------------------------------------------------------------------------------------


def test_a_damaged_file_is_told_and_the_rest_answers(own: Project) -> None:
    damage(own)
    asked = invoke(own, "query", "count chase per recording", code=1)
    assert TWO in asked.stdout
    assert ONE not in asked.stdout
    assert "'day 1'" in asked.stderr
    found = as_json(own, "sql", "SELECT DISTINCT recording r FROM facts", code=1)
    assert found["answer"] == [{"r": TWO}]
    assert "'day 1'" in found["problems"][0]
    assert "'day 1'" in invoke(own, "compact", code=1).stderr
    assert as_json(own, "compact", code=1)["done"]["facts"] == 3


def test_compact_says_what_it_did(own: Project) -> None:
    assert shown(own, "compact") == [
        ["0 files brought up to date"],
        ["0 leftovers cleared away"],
        ["Index rebuilt: 9 facts of 2 recordings"],
    ]
    old = Path(__file__).parent.parent / "graphs" / "storage" / "files" / "schema_1.parquet"
    shutil.copy(old, own.graph_folder / "Cage%203~f8a7dcd8.parquet")
    done = as_json(own, "compact")["done"]
    assert done["upgraded"] == ["Cage%203~f8a7dcd8.parquet"]
    assert done["rebuilt"]
    assert done["recordings"] == 3
    assert len(list((own.cache_folder / "graph").glob("index-*.duckdb"))) == 1


def test_compact_without_a_cache_says_so(own: Project) -> None:
    own.cache_folder.mkdir(exist_ok=True)
    shutil.rmtree(own.cache_folder / "graph", ignore_errors=True)
    (own.cache_folder / "graph").write_text("no folder")
    done = invoke(own, "compact")
    assert "could not be written" in done.stderr
    assert "9 facts of 2 recordings" in done.stderr
    assert "rebuilt" not in done.stdout


def test_what_is_left_out_or_not_there_is_said(own: Project, tmp_path: Path) -> None:
    path = own.folder / "project.toml"
    path.write_text(path.read_text()[: path.read_text().rindex("[[recording")])
    done = invoke(open_project(own.folder, check_files=False), "query", "count chase")
    assert f"{TWO}: labelled, but not in project.toml, and left out" in done.stderr
    assert "2" in done.stdout
    for view in VIEWS:
        select = f"select distinct recording from {view.name} where recording = '{TWO}'"
        in_sql = invoke(open_project(own.folder, check_files=False), "sql", select)
        assert f"{TWO}: labelled, but not in project.toml, and left out" in in_sql.stderr
        assert "0 rows" in in_sql.stdout, view.name
    empty = create_project(tmp_path / "empty")
    asked = invoke(empty, "query", "chase")
    assert "Nothing is labelled yet; run: " in asked.stderr
    assert asked.stdout.splitlines()[-2:] == [
        "0 rows",
        "This was not assessed: nobody looked for it in these recordings.",
    ]
    assert as_json(empty, "query", "count chase")["answer"] in ([], [
        {"count": 0, "total_s": 0.0, "assessed_s": 0.0, "fraction": None, "rate_per_min": None}
    ])  # fmt: skip
