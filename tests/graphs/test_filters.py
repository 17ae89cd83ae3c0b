"""Conditions on facts as SQL: how sure, how long; against what each fact is, by hand."""

from __future__ import annotations

import itertools
import math

import duckdb
import pytest

from graphs.filters import FactFilter

_NAN = math.nan
_FACTS = [
    # name, source, status, confidence, length in microseconds
    ("sure rule", "rule", "asserted", 0.9, 2_000_000),
    ("unsure rule", "rule", "asserted", 0.3, 2_000_001),
    ("silent model", "model", "asserted", _NAN, 1_999_999),
    ("accepted unsure", "model", "accepted", 0.1, 0),
    ("accepted silent", "rule", "accepted", _NAN, 5_000_000),
    ("rejected unsure", "rule", "rejected", 0.1, 1),
    ("unsure person", "human", "asserted", 0.2, 3),
    ("silent person", "human", "asserted", _NAN, 4),
    ("silent file", "import", "asserted", _NAN, 5),
    ("unsure file", "import", "asserted", 0.4, 6),
    ("no confidence", "import", "asserted", None, 7),
    ("no confidence model", "model", "asserted", None, 8),
]


def names(wanted: FactFilter) -> set[str]:
    condition, values = wanted.sql()
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE fact (name VARCHAR, source VARCHAR, status VARCHAR, "
            "confidence DOUBLE, start_us BIGINT, stop_us BIGINT)"
        )
        for name, source, status, confidence, length_us in _FACTS:
            row = [name, source, status, confidence, 10, 10 + length_us]
            connection.execute("INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?)", row)
        query = f"SELECT name FROM fact WHERE {condition}"
        return {name for (name,) in connection.execute(query, values).fetchall()}


def test_confidence_is_asked_of_rules_models_and_files() -> None:
    people = {"accepted unsure", "accepted silent", "unsure person", "silent person"}
    assert names(FactFilter(min_confidence=0.5)) == {
        "sure rule", "silent file", "no confidence", *people,
    }  # fmt: skip
    assert names(FactFilter(min_confidence=0.0)) == {name for name, *_ in _FACTS} - {
        "silent model", "no confidence model",
    }  # fmt: skip
    assert len(names(FactFilter())) == len(_FACTS)


@pytest.mark.parametrize(
    ("least_s", "most_s"), list(itertools.product((None, 0.0, 1e-6, 2.0, 2.000001, 9.0), repeat=2))
)
def test_lengths_are_inclusive_to_the_microsecond(
    least_s: float | None, most_s: float | None
) -> None:
    low = 0 if least_s is None else round(least_s * 1e6)
    high = 10**12 if most_s is None else round(most_s * 1e6)
    expected = {name for name, *_, length_us in _FACTS if low <= length_us <= high}
    assert names(FactFilter(min_s=least_s, max_s=most_s)) == expected
