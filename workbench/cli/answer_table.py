"""An answer of the knowledge graph as a table for a person: the columns asked for, few and short.

What is left out here is in ``--csv`` and ``--json``, under the names of the columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import typer

from graphs.words import counted
from workbench.cli.output import number, print_table, seconds, share
from workbench.cli.values import as_cell

if TYPE_CHECKING:
    import pandas as pd

    from graphs.language.keywords import Measure
    from workbench.knowledge.graph import Answered

_FORMATS = {
    "start_s": seconds, "stop_s": seconds, "bin_start_s": seconds, "total_s": number,
    "mean_s": number, "assessed_s": number, "outside_s": number, "latency_s": number,
    "rate_per_min": number, "confidence": number, "fraction": share,
}  # fmt: skip
_HEADINGS = {
    "rate_per_min": "per min", "bin_start_s": "from s", "predicate": "behavior",
    "next_predicate": "next",
}  # fmt: skip
_SHORT_HEADINGS = {
    "rate_per_min": "/min", "assessed_s": "assessed", "outside_s": "outside",
    "latency_s": "latency", "fraction": "share",
}  # fmt: skip
"""Of a budget, which has many columns."""
_FACT = ("recording", "subject", "predicate", "object", "start_s", "stop_s", "confidence")
_FIGURES: Mapping[Measure, Sequence[str]] = {
    "count": ("count", "assessed_s"),
    "duration": ("total_s", "assessed_s"),
    "fraction": ("fraction", "total_s", "assessed_s"),
    "rate": ("rate_per_min", "count", "assessed_s"),
    "budget": (
        "count", "total_s", "mean_s", "latency_s", "rate_per_min", "fraction", "assessed_s",
    ),
}  # fmt: skip
"""What a person sees of an answer besides its keys, the asked for first; the rest is in --csv."""
_NO_KEYS = ("kind", "outside_s")
_SHOWN_S = 0.005
"""Seconds; less is 0.00 in a table."""


def print_answer(answered: Answered, table: pd.DataFrame, limit: int) -> None:
    """Print an answer as a table, with what its figures mean.

    Parameters
    ----------
    answered
        The answer.
    table
        Its table, with times in seconds.
    limit
        Most rows to print; 0 for all.
    """
    measure = answered.parsed.measure
    rows = table[table["count"] > 0] if measure == "budget" else table
    columns = _shown_columns(rows, measure)
    shown = rows.head(limit) if limit else rows
    print_table(
        [_heading(name, measure) for name in columns],
        [[_cell(n, v) for n, v in zip(columns, row, strict=True)]
         for row in shown[columns].itertuples(index=False, name=None)],
    )  # fmt: skip
    print_count(len(shown), len(rows))
    totals = answered.totals
    if totals and totals["count"]:
        bouts = counted(round(totals["count"]), "bout")
        assessed = f"{totals['assessed_s']:.1f} s in which an animal was assessed"
        typer.echo(f"{totals['total_s']:.1f} s in {bouts}, of {assessed}")
    if measure == "budget":
        unseen = sorted(set(table["predicate"]) - set(rows["predicate"]))
        if unseen:
            typer.echo(f"Looked for and not seen: {', '.join(unseen)}.")
        typer.echo("Times in seconds; latency: to the first; share of the assessed time.")
    if "outside_s" in columns:
        typer.echo("Outside: seconds that were not assessed; they are in the total, no share.")
    elif "assessed_s" in columns and (shown["assessed_s"] == 0).any():
        typer.echo("Where 0 s were assessed, nobody looked: a share or a rate is unknown (-).")


def print_count(shown: int, total: int) -> None:
    """Print how many rows there are, and how to see those that are not shown."""
    more = f"; {total - shown} more with --limit 0, or --csv" if total > shown else ""
    typer.echo(f"{counted(total, 'row')}{more}")


def _shown_columns(table: pd.DataFrame, measure: Measure) -> list[str]:
    """Return the columns that a person wants to see: keys, and what is asked for."""
    columns = list(table.columns)
    if measure == "list":
        further = [n for n in ("status", "source") if n in table and table[n].nunique() > 1]
        if "status" in table and "status" not in further and (table["status"] != "asserted").any():
            further.insert(0, "status")
        return [*(name for name in _FACT if name in columns), *further]
    if measure not in _FIGURES:
        return columns
    keys = [n for n in columns[: columns.index("count")] if n not in _NO_KEYS]
    figures = list(_FIGURES[measure])
    if measure == "budget" and len(table):
        keys = [name for name in keys if table[name].notna().any()]
        figures = [name for name in figures if table[name].notna().any()]
    is_outside = "outside_s" in table and (table["outside_s"] >= _SHOWN_S).any()
    return [*keys, *figures, *(["outside_s"] if is_outside else [])]


def _heading(name: str, measure: Measure) -> str:
    usual = _HEADINGS.get(name, name.removesuffix("_s") + " s" if name.endswith("_s") else name)
    words = _SHORT_HEADINGS.get(name, usual) if measure == "budget" else usual
    return f"{words}>" if name in _FORMATS or name == "count" else words


def _cell(name: str, value: object) -> str:
    if name in _FORMATS and isinstance(value, float):
        return _FORMATS[name](value)
    return as_cell(value)
