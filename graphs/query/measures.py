"""How often and how long, out of how much assessed time: the figures of each row.

A row is recording, subject, predicate and object, and further columns where they are asked for.
Facts that stand apart (`graphs.query.sql.APART_SQL`) are bouts as they are; only the others have to
be sorted to find what each adds. Most rows are easy: all their facts lie in one assessed span, so
that sums tell everything, and the engine answers. The facts of the other rows are fetched and
measured on one line of time (`graphs.query.spans`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from graphs.query.spans import (
    Ints,
    Spans,
    intersection,
    joined,
    laid_out,
    reaching,
    union,
)
from graphs.query.sql import Sql
from graphs.query.workspace import Workspace

KEYS = ("recording", "subject", "predicate", "object")

FIGURES = ("count", "total_us", "inside_us", "reaching", "assessed_us")
"""What adds up over rows, all whole numbers.

- ``count``: facts or, if asked for, bouts.
- ``total_us``: time in which at least one of them goes on.
- ``inside_us``: that part of it which was assessed.
- ``reaching``: those that share time with the assessed time.
- ``assessed_us``: time in which one of the row's spans holds.
"""

LATENCY = "latency_us"
"""From the start of the assessed time to the first fact that reaches into it; -1 if none."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What is measured.

    Parameters
    ----------
    facts
        SELECT with `KEYS`, the further columns, start_us, stop_us (both null for what makes a row
        and is no bout) and apart.
    looked
        SELECT with `KEYS`, start_us and stop_us of the assessed spans; those without an object
        hold for every object.
    further
        Further columns of rows.
    bare
        Whether all rows stand there once more without the further columns, which then are null:
        the assessed time is theirs alone.
    merged
        Whether states that overlap or touch are one bout, and points at one time one point.
    """

    facts: Sql
    looked: Sql
    further: tuple[str, ...] = ()
    bare: bool = False
    merged: bool = False

    @property
    def parameters(self) -> dict[str, object]:
        """Parameters of both SELECTs."""
        return self.facts.parameters | self.looked.parameters


_HARD = """spans > 1 OR (n > 0 AND spans > 0 AND NOT (
    low >= looked_from AND high <= looked_to AND coalesce(last_point < looked_to, true)
))"""
"""Rows of which sums do not tell everything."""


def measured(what: Measured, space: Workspace) -> pa.Table:
    """Return the rows with `FIGURES` and `LATENCY`."""
    rows = _rows(what, space, everything_hard=False)
    hard = np.flatnonzero(rows["hard"].to_numpy(zero_copy_only=False))
    rows = rows.drop_columns(["hard"])
    if not len(hard):
        return rows
    facts, looked = _fetched(what, rows, hard, space)
    for name, figures in _figures(facts, looked, len(hard), merged=what.merged).items():
        values = rows[name].to_numpy().copy()
        values[hard] = figures
        rows = rows.set_column(rows.schema.get_field_index(name), name, pa.array(values))
    return rows


def measured_in_bins(what: Measured, bin_us: int, space: Workspace) -> pa.Table:
    """Return the rows with `FIGURES` per time bin, whose number is ``bin``.

    A fact counts in the bin in which it starts, and reaches into the assessed time there; times
    are shared out among bins. A row stands there several times for one bin: figures add up.
    """
    rows = _rows(what, space, everything_hard=True).drop_columns(["hard", *FIGURES, LATENCY])
    facts, looked = _fetched(what, rows, np.arange(rows.num_rows), space)
    line = laid_out([facts, looked], rows.num_rows)
    if what.merged:
        facts = line.taken(_bouts_on_line(line.put(facts)))
    bins = facts.start // bin_us
    first_bin = Spans(facts.group, facts.start, np.minimum(facts.stop, (bins + 1) * bin_us))
    placed, assessed = line.put(facts), union(line.put(looked))
    going = union(placed)
    reached = reaching(line.put(first_bin), assessed).astype(np.int64)
    parts = [_long(facts.group, bins, count=np.ones_like(reached), reaching=reached)]
    for name, spans in (
        ("total_us", going),
        ("inside_us", intersection(going, assessed)),
        ("assessed_us", assessed),
    ):
        rows_of, bins_of, lengths = _shared_out(line.taken(spans), bin_us)
        parts.append(_long(rows_of, bins_of, **{name: lengths}))
    long = pa.concat_tables(parts)
    table = rows.take(long["row"])
    for name in ("bin", *FIGURES):
        table = table.append_column(name, long[name])
    return table


def _long(rows: Ints, bins: Ints, **figures: Ints) -> pa.Table:
    """Return some figures by row and bin; all others are 0."""
    nothing = np.zeros(len(rows), np.int64)
    columns = {"row": rows, "bin": bins} | {n: figures.get(n, nothing) for n in FIGURES}
    return pa.table(columns)


def _shared_out(spans: Spans, bin_us: int) -> tuple[Ints, Ints, Ints]:
    """Return row, bin and microseconds of each piece of some spans that lies in one bin."""
    first = spans.start // bin_us
    pieces = (spans.stop - 1) // bin_us - first + 1
    of = np.repeat(np.arange(len(spans)), pieces)
    bins = first[of] + np.arange(len(of)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    start = np.maximum(spans.start[of], bins * bin_us)
    stop = np.minimum(spans.stop[of], (bins + 1) * bin_us)
    return spans.group[of], bins, stop - start


def _rows(what: Measured, space: Workspace, *, everything_hard: bool) -> pa.Table:
    """Return the rows with the figures that sums tell, and which of them are hard."""
    keys, further = ", ".join(KEYS), "".join(f", {name}" for name in what.further)
    nothing = "0 AS n, 0 AS total, 0 AS low, 0 AS high, NULL AS last_point"
    without = "".join(f", NULL AS {name}" for name in what.further)
    bare = f"UNION ALL SELECT DISTINCT {keys}{without}, {nothing} FROM counted" if what.bare else ""  # noqa: S608
    same = " AND ".join(f"{{0}}.{name} = {{1}}.{name}" for name in KEYS[:3])
    any_key = ", ".join(f"coalesce(s.{name}, a.{name}) AS {name}" for name in KEYS[:3])
    text = f"""
WITH f AS ({what.facts.text}), l AS ({what.looked.text}),
{_bouts(keys + further)},
counted AS (
    SELECT {keys}{further}, {"sum(opens)::BIGINT" if what.merged else "count(start_us)"} AS n,
        coalesce(sum(more_us), 0)::BIGINT AS total, coalesce(min(start_us), 0) AS low,
        coalesce(max(stop_us), 0) AS high, max(start_us) FILTER (start_us = stop_us) AS last_point
    FROM bouts GROUP BY {keys}{further}
),
seen AS (SELECT * FROM counted {bare}),
looked AS (
    SELECT {keys}, count(*) FILTER (stop_us > start_us) AS spans,
        min(start_us) FILTER (stop_us > start_us) AS looked_from,
        max(stop_us) FILTER (stop_us > start_us) AS looked_to
    FROM l GROUP BY {keys}
),
looked_own AS (SELECT * FROM looked WHERE object IS NOT NULL),
looked_any AS (SELECT * FROM looked WHERE object IS NULL),
never AS (SELECT {keys}{without}, {nothing} FROM looked_own ANTI JOIN seen USING ({keys})),
every AS (
    SELECT {any_key}, s.* EXCLUDE (recording, subject, predicate),
        a.spans, a.looked_from, a.looked_to
    FROM seen s FULL JOIN looked_any a ON {same.format("s", "a")}
    UNION ALL
    SELECT s.*, a.spans, a.looked_from, a.looked_to
    FROM never s LEFT JOIN looked_any a ON {same.format("s", "a")}
),
beside AS (
    SELECT {", ".join(f"e.{name}" for name in (*KEYS, *what.further))},
        coalesce(n, 0) AS n, coalesce(total, 0) AS total, low, high, last_point,
        coalesce(o.spans, 0) + coalesce(e.spans, 0) AS spans,
        coalesce(least(o.looked_from, e.looked_from), 0) AS looked_from,
        coalesce(greatest(o.looked_to, e.looked_to), 0) AS looked_to
    FROM every e LEFT JOIN looked_own o USING ({keys})
)
SELECT {keys}{further}, n AS count, total AS total_us,
    CASE WHEN spans > 0 THEN total ELSE 0 END AS inside_us,
    CASE WHEN spans > 0 THEN n ELSE 0 END AS reaching,
    looked_to - looked_from AS assessed_us,
    CASE WHEN spans > 0 AND n > 0 THEN low - looked_from ELSE -1 END AS {LATENCY},
    {everything_hard} OR {_HARD} AS hard
FROM beside"""  # noqa: S608
    return space.table(Sql(text, what.parameters))


def _bouts(row: str) -> str:
    """Return the common table expression of what each fact adds to the bouts of its row.

    ``opens`` is 1 if no earlier fact reaches up to it, ``more_us`` what it adds to their time. What
    stands apart opens a bout and adds all of its time.
    """
    return f"""
near AS (
    SELECT {row}, start_us, stop_us, max(stop_us) OVER (
        PARTITION BY {row} ORDER BY start_us, stop_us
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS upto
    FROM f WHERE NOT coalesce(apart, false) AND start_us IS NOT NULL
),
bouts AS (
    SELECT {row}, start_us, stop_us, stop_us - start_us AS more_us,
        (start_us IS NOT NULL)::BIGINT AS opens
    FROM f WHERE apart OR start_us IS NULL
    UNION ALL
    SELECT {row}, start_us, stop_us,
        greatest(stop_us - greatest(start_us, coalesce(upto, start_us)), 0),
        coalesce(start_us > upto, true)::BIGINT
    FROM near
)"""  # noqa: S608


def _fetched(what: Measured, rows: pa.Table, hard: Ints, space: Workspace) -> tuple[Spans, Spans]:
    """Return the facts and the assessed spans of some rows, numbered by their place in `hard`."""
    chosen = rows.select([*KEYS, *what.further]).take(pa.array(hard))
    name = space.put(chosen.append_column("row", pa.array(np.arange(len(hard)))))
    who = "t.recording = r.recording AND t.subject = r.subject AND t.predicate = r.predicate"
    same = "".join(f" AND t.{column} = r.{column}" for column in what.further)
    facts = space.spans(
        Sql(
            f"SELECT r.row, t.start_us, t.stop_us FROM ({what.facts.text}) t JOIN {name} r "  # noqa: S608
            f"ON {who} AND (t.object IS NULL) = (r.object IS NULL) "
            f"AND coalesce(t.object, '') = coalesce(r.object, ''){same} "
            "WHERE t.start_us IS NOT NULL",
            what.facts.parameters,
        )
    )
    looked = space.spans(
        Sql(
            f"SELECT r.row, t.start_us, t.stop_us FROM ({what.looked.text}) t JOIN {name} r "  # noqa: S608
            f"ON {who} AND (t.object IS NULL OR t.object = r.object) "
            f"WHERE t.stop_us > t.start_us",
            what.looked.parameters,
        )
    )
    return facts, looked


def _figures(facts: Spans, looked: Spans, rows: int, *, merged: bool) -> dict[str, Ints]:
    """Return the figures of each row and its latency."""
    line = laid_out([facts, looked], rows)
    placed, assessed = line.put(facts).by_start(), union(line.put(looked))
    going = union(placed)
    if merged:
        placed = _bouts_on_line(placed)
    reached = placed.where(reaching(placed, assessed))
    latency = np.full(rows, -1)
    groups, first = np.unique(reached.group, return_index=True)  # both are by group and time
    assessed_groups, begins = np.unique(assessed.group, return_index=True)
    looked_from = np.zeros(rows, np.int64)
    looked_from[assessed_groups] = assessed.start[begins]
    latency[groups] = np.maximum(reached.start[first] - looked_from[groups], 0)
    return {
        "count": np.bincount(placed.group, minlength=rows),
        "total_us": _summed(going, rows),
        "inside_us": _summed(intersection(going, assessed), rows),
        "reaching": np.bincount(reached.group, minlength=rows),
        "assessed_us": _summed(assessed, rows),
        LATENCY: latency,
    }


def _bouts_on_line(placed: Spans) -> Spans:
    """Return states that overlap or touch as one bout, and points at one time as one point."""
    points = placed.where(~placed.is_state())
    points = points.where(np.unique(points.start, return_index=True)[1])
    return joined([union(placed), points]).by_start()


def _summed(spans: Spans, rows: int) -> Ints:
    lengths = np.zeros(rows, np.int64)
    np.add.at(lengths, spans.group, spans.stop - spans.start)
    return lengths
