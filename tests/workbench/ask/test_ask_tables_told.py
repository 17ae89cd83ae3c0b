"""Tables that a program answers with: names of lines are shown, places of lines are not."""

from __future__ import annotations

import pandas as pd
import pytest

from workbench.ask.answer import Table
from workbench.ask.telling import answer, collecting

PLAIN = pd.DataFrame({"who": ["a", "b", "c"], "n": [2, 3, 1]})


def told(table: pd.DataFrame) -> Table:
    with collecting() as found:
        answer(table=table)
    [one] = found.tables
    return one


@pytest.mark.parametrize(
    "table",
    [
        PLAIN, PLAIN.sort_values("n"), PLAIN.sort_values("n").tail(2), PLAIN[PLAIN["n"] > 1],
        pd.concat([PLAIN, PLAIN]), PLAIN.head(0), PLAIN.sort_values("n").set_axis([7, 8, 9]),
    ],
)  # fmt: skip
def test_places_of_lines_are_not_told(table: pd.DataFrame) -> None:
    found = told(table)
    assert found.columns == ("who", "n")
    assert found.rows == tuple(table.itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        (PLAIN.set_index("who"), ("who", "n")),
        (PLAIN.set_index("n"), ("n", "who")),
        (PLAIN.rename_axis("line"), ("line", "who", "n")),
        (PLAIN.set_axis(["x", "y", "z"]), ("index", "who", "n")),
        (PLAIN.set_axis([0.5, 1.0, 1.5]), ("index", "who", "n")),
        (PLAIN.assign(m=1).set_index(["who", "n"]), ("who", "n", "m")),
    ],
)
def test_names_of_lines_are_told(table: pd.DataFrame, columns: tuple[str, ...]) -> None:
    assert told(table).columns == columns
