"""Spark reads the folder of a graph as it is: the recipe, and that it counts as we do.

Needs pyspark and Java, which are no part of any extra: ``pip install pyspark``.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from graphs.filters import FactFilter
from graphs.query.nodes import Count, Pattern
from graphs.query.run import answer
from graphs.records import Assessed, Fact, Run
from graphs.storage.shard import RecordingGraph, encode_shard
from graphs.storage.tables import SCHEMAS

pytest.importorskip("pyspark", reason="needs pyspark")
if shutil.which("java") is None:
    pytest.skip("needs Java", allow_module_level=True)

RECIPE = '''
from pyspark.sql import SparkSession

spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.ui.enabled", "false")
    .getOrCreate()
)
spark.read.parquet(f"{folder}/*.parquet").createOrReplaceTempView("shards")
counts = spark.sql("""
    SELECT predicate, count(*) AS count,
        sum(stop_us - start_us) / 1e6 AS total_s
    FROM shards
    WHERE record = 'fact' AND status NOT IN ('rejected', 'superseded')
    GROUP BY predicate ORDER BY predicate
""")
found = [tuple(row) for row in counts.collect()]
'''
"""One row group kind per ``record``; these are the facts as labelled, before reviews."""


def fact(recording: str, does: str, start_s: float, stop_s: float) -> Fact:
    return Fact(
        recording, "ann", does, None, start_s, stop_s, 0, 1,
        "point" if start_s == stop_s else "state", 0.5, "asserted", "rule", "r1",
    )  # fmt: skip


def test_spark_counts_as_we_do(tmp_path: Path) -> None:
    run = Run("r1", "workbench", "1", "geometry", "activity", "blobs", {}, {})
    folder = tmp_path / "graph"
    folder.mkdir()
    for number, recording in enumerate(("one", "two's", "drei ü")):
        facts = [fact(recording, "rear", 3.5, 3.5), fact(recording, "rest", number, number + 2.25)]
        looked = [Assessed(recording, "ann", "rear", None, 0.0, 60.0)]
        content = encode_shard(RecordingGraph(recording, run, "f", (), facts, looked))
        (folder / f"{number}.parquet").write_bytes(content)
    given: dict[str, object] = {"folder": folder}
    exec(RECIPE, given)  # the text that people copy
    given["spark"].stop()  # type: ignore[attr-defined]
    with duckdb.connect() as connection:
        for name, schema in SCHEMAS.items():
            connection.register(name, schema.empty_table())
        given_elsewhere = {
            "object_is_animal": "false",
            "subject_labelled": "NULL::VARCHAR",
            "object_labelled": "NULL::VARCHAR",
        }
        columns = ", ".join(
            f"{given_elsewhere[name]} AS {name}" if name in given_elsewhere else name
            for name in SCHEMAS["fact"].names
        )
        text = f"SELECT {columns} FROM read_parquet($files) WHERE record = 'fact'"
        facts_read = connection.sql(text, params={"files": f"{folder}/*.parquet"})
        connection.register("fact", facts_read.to_arrow_table())
        ours = answer(Count(Pattern(FactFilter()), ("predicate",)), connection).to_pylist()
    assert given["found"] == [(row["predicate"], row["count"], row["total_s"]) for row in ours]
