"""Tables as CSV and as Parquet: everything comes back, and other programs can use them."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from varied import comparable, context, varied

from graphs.errors import DataError, UserError
from graphs.formats import tables, tables_parquet
from graphs.formats.contract import Described
from graphs.formats.registry import format_named
from graphs.formats.table_rows import TABLES
from graphs.records import Fact


@pytest.mark.parametrize("name", ["csv", "parquet"])
def test_round_trip(tmp_path: Path, name: str) -> None:
    known = format_named(name)
    known.write(iter(varied()), tmp_path / "out", context())
    read = known.read(tmp_path / "out")
    assert comparable(read) == comparable(varied())
    assert sum(len(graph.facts) for graph in read) == 200


@pytest.mark.parametrize("name", ["csv", "parquet"])
def test_attributes_of_any_name_and_sort(tmp_path: Path, name: str) -> None:
    attributes = {"group": 2.0, "session": "3", "video": "", "duration_s": "long", "age_d": 90.5}
    graph = Described("r", attributes=attributes)
    format_named(name).write([graph], tmp_path / "out", context())
    assert comparable(format_named(name).read(tmp_path / "out")) == comparable([graph])


def test_names_and_values_of_columns(tmp_path: Path) -> None:
    point = Fact(
        "r", "m", "rear", None, 1.5, 1.5, 45, 46, "point", math.nan, "asserted", "rule", "x"
    )
    state = Fact(
        "r", "m", "chase", "n", 2.0000004, 3.25, 60, 98, "state", 0.5, "accepted", "rule", "x"
    )
    tables.write([Described("r", [state, point])], tmp_path / "out", context())
    lines = (tmp_path / "out" / "facts.csv").read_text().splitlines()
    assert lines == [
        "recording,fact_id,subject,predicate,object,start_s,stop_s,duration_s,start_frame,"
        "stop_frame,kind,confidence,status,source,run,event_id,evidence,subject_labelled,"
        "object_labelled",
        f"r,{point.fact_id},m,rear,,1.500000,1.500000,0.000000,45,46,point,,asserted,rule,x,,{{}},,",
        f"r,{state.fact_id},m,chase,n,2.000000,3.250000,1.250000,60,98,state,0.5,accepted,rule,x,,"
        "{},,",
    ]


def test_pandas_and_arrow_read_the_same(tmp_path: Path) -> None:
    tables.write(varied(), tmp_path / "csv", context())
    tables_parquet.write(varied(), tmp_path / "parquet", context())
    for table in TABLES:
        left = pd.read_csv(
            tmp_path / "csv" / f"{table}.csv",
            keep_default_na=False,
            na_values=[""],
            float_precision="round_trip",
        )
        right = pd.read_parquet(tmp_path / "parquet" / f"{table}.parquet")
        assert list(left.columns) == list(right.columns)
        for column in left.columns:
            a, b = left[column].fillna("").tolist(), right[column].fillna("").tolist()
            assert a == b, (table, column)
    schema = pq.read_schema(tmp_path / "parquet" / "facts.parquet")
    assert str(schema.field("start_s").type) == "double"
    assert str(schema.field("start_frame").type) == "int64"


def test_the_readme_explains_every_column(tmp_path: Path) -> None:
    tables.write(varied(), tmp_path / "out", context())
    readme = (tmp_path / "out" / "README.txt").read_text(encoding="utf-8")
    assert "Tables of Varied “project” as CSV files." in readme
    for columns in TABLES.values():
        assert all(f"  {column.name}: {column.what}" in readme for column in columns)
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == sorted(
        ["README.txt", *(f"{table}.csv" for table in TABLES)]
    )


def test_text_that_csv_could_break_on(tmp_path: Path) -> None:
    texts = ["a,b", 'a"b', "a;b", "a\tb", "a\r\nb", "a\rb", " a ", "=1+1", "NA", "nan", "12,5", "'"]
    facts = [
        Fact("r", "m", "see", text, 1.0, 2.0, 0, 1, "state", 1.0, "asserted", "rule", "x", None,
             {text: text})
        for text in texts
    ]  # fmt: skip
    tables.write([Described("r", facts)], tmp_path / "out", context())
    (read,) = tables.read(tmp_path / "out")
    assert comparable([read]) == comparable([Described("r", facts)])


def test_missing_tables_and_columns(tmp_path: Path) -> None:
    tables.write(varied(), tmp_path / "out", context())
    (tmp_path / "out" / "runs.csv").unlink()
    with pytest.raises(DataError, match=r"lacks runs.csv; expected all tables"):
        tables.read(tmp_path / "out")
    tables.write(varied(), tmp_path / "two", context())
    rows = (tmp_path / "two" / "events.csv").read_text(encoding="utf-8")
    (tmp_path / "two" / "events.csv").write_text(rows.replace("segmenter", "cutter", 1))
    with pytest.raises(DataError, match=r"events.csv, line 1: column segmenter is missing"):
        tables.read(tmp_path / "two")
    with pytest.raises(DataError, match=r"'none' lacks recordings.parquet, runs.parquet"):
        tables_parquet.read(tmp_path / "none")


@pytest.mark.parametrize("name", ["csv", "parquet"])
def test_reviews_have_a_table_that_is_not_read(tmp_path: Path, name: str) -> None:
    format_named(name).write(varied(), tmp_path / "out", context())
    file = tmp_path / "out" / f"reviews.{name}"
    told = pd.read_csv(file) if name == "csv" else pd.read_parquet(file)
    assert list(told.columns) == [
        "seq", "at", "by", "recording", "fact_id", "action", "comment", "undoes", "words",
    ]  # fmt: skip
    first = varied()[0].reviews
    assert told["comment"][0] == first[0]["comment"]
    assert told["undoes"][1] == first[0]["seq"]
    file.unlink()
    read = format_named(name).read(tmp_path / "out")
    assert comparable(read) == comparable(varied())
    assert [graph.reviews for graph in read] == [(), (), ()]


def test_tables_without_names_as_labelled_are_read(tmp_path: Path) -> None:
    tables.write(varied(), tmp_path / "out", context())
    facts = pd.read_csv(tmp_path / "out" / "facts.csv", dtype=str, keep_default_na=False)
    facts.drop(columns=["subject_labelled", "object_labelled"]).to_csv(
        tmp_path / "out" / "facts.csv", index=False
    )
    read = tables.read(tmp_path / "out")
    assert {fact.labelled for graph in read for fact in graph.facts} == {None}


def test_wrong_cells_are_all_named_by_line(tmp_path: Path) -> None:
    tables.write(varied()[:1], tmp_path / "out", context())
    file = tmp_path / "out" / "facts.csv"
    with file.open(newline="", encoding="utf-8") as text:
        rows = list(csv.DictReader(text))[:4]
    rows[0]["start_s"], rows[1]["status"], rows[2]["evidence"] = "soon", "sure", "{bad"
    rows[3]["start_frame"], rows[3]["confidence"] = "1.5", "7"
    with file.open("w", newline="", encoding="utf-8") as text:
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        text.write("too,short\n")
    with pytest.raises(DataError, match=r"line \d+: found 2 cells, expected 19 as in the first"):
        tables.read(tmp_path / "out")
    file.write_text(file.read_text(encoding="utf-8").replace("too,short\n", ""), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        tables.read(tmp_path / "out")
    told = str(caught.value)
    assert "facts.csv, line 2: start_s is 'soon'; expected a number of seconds" in told
    assert "line 3: status is 'sure'; expected one of asserted, proposed" in told
    assert "line 4: evidence is '{bad'; expected names with values" in told
    assert "start_frame is '1.5'; expected a whole number" in told
    assert "confidence is 7.0; expected a number from 0 to 1" in told


def test_damaged_and_newer_parquet(tmp_path: Path) -> None:
    tables_parquet.write(varied(), tmp_path / "out", context())
    file = tmp_path / "out" / "facts.parquet"
    table = pq.read_table(file)
    pq.write_table(table.replace_schema_metadata({"schema_version": "2"}), file)
    with pytest.raises(UserError, match=r"facts.parquet.*newer version.*schema 2"):
        tables_parquet.read(tmp_path / "out")
    pq.write_table(table.drop_columns(["subject"]), file)
    with pytest.raises(DataError, match=r"facts.parquet: column subject is missing"):
        tables_parquet.read(tmp_path / "out")
    file.write_bytes(file.read_bytes()[:-30])
    with pytest.raises(DataError, match=r"facts.parquet: expected a Parquet file, found damaged"):
        tables_parquet.read(tmp_path / "out")


def test_rows_are_in_order_of_time(tmp_path: Path) -> None:
    graphs = varied()
    tables.write(graphs, tmp_path / "one", context())
    tables.write(
        [replace(g, facts=g.facts[::-1], assessed=g.assessed[::-1]) for g in graphs],
        tmp_path / "two",
        context(),
    )
    for table in TABLES:
        one, two = (tmp_path / n / f"{table}.csv" for n in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()
