"""Figures that an index made before: the same answers as from the facts."""

from __future__ import annotations

import duckdb
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from small_worlds import World, connected, stands_apart, tables, worlds

from graphs.filters import FactFilter
from graphs.query.counts import totals
from graphs.query.nodes import Budget, Count, Pattern, Query
from graphs.query.run import answer
from graphs.query.spans import standing_apart
from graphs.query.sql import APART_SQL
from graphs.records import STANDING
from graphs.storage.tables import FACT

STANDS = FactFilter(status=STANDING)

QUESTIONS: list[Query] = [
    Count(Pattern(STANDS)),
    Count(Pattern(STANDS), ("predicate",)),
    Count(Pattern(STANDS), ("recording", "pair", "predicate")),
    Count(Pattern(STANDS), ("group", "subject")),
    Count(Pattern(FactFilter(predicate=["chase", "rest"], status=STANDING)), ("subject",)),
    Count(Pattern(FactFilter(subject="ann", object="bob", status=STANDING)), ("subject",)),
    Count(Pattern(FactFilter(between=(0, 1), status=STANDING)), ("subject",)),
    Count(Pattern(FactFilter()), ("subject",)),
    Count(Pattern(STANDS), ("status",)),
    Count(Pattern(STANDS), ("subject",), 1.0),
    Budget(),
    Budget(STANDS),
    Budget(FactFilter(recording=["one"], subject="ann")),
    Budget(per_object=False),
    Budget(FactFilter(min_confidence=0.5)),
]


@settings(max_examples=4, deadline=None)
@given(world=worlds, apart=st.booleans())
def test_answers_are_those_of_the_facts(world: World, apart: bool) -> None:
    with connected(world, apart=apart) as connection:
        plain = [answer(question, connection) for question in QUESTIONS]
        made = totals(connection)
        for name, table in made.items():
            connection.register(name, table)
        try:
            for question, expected in zip(QUESTIONS, plain, strict=True):
                assert shown(answer(question, connection)) == shown(expected), question
        finally:
            for name in made:
                connection.unregister(name)


def shown(table: pa.Table) -> list[str]:
    return [repr(row) for row in table.to_pylist()]  # NaN is not equal to itself


@settings(max_examples=30, deadline=None)
@given(world=worlds)
def test_what_stands_apart_is_the_plain_definition_and_what_sql_says(world: World) -> None:
    facts = tables(world)[FACT]
    flags = standing_apart(facts).tolist()
    assert flags == [stands_apart(row, world) for row in world.facts]
    with duckdb.connect() as connection:
        connection.register("facts", facts.append_column("n", [range(len(facts))]))
        query = f"SELECT {APART_SQL} AS apart FROM facts ORDER BY n"
        assert connection.sql(query).to_arrow_table()["apart"].to_pylist() == flags


def test_nothing_stands_apart_of_nothing() -> None:
    assert standing_apart(tables(World(()))[FACT]).tolist() == []
