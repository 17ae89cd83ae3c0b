"""From a tidy table to one value per animal: which groups, which design, who is left out.

The animal is the unit. Its rows of one group are averaged, each with the same weight, however many
there are. An animal is known by its name: one name is one animal, in all recordings.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from graphs.errors import UserError
from graphs.words import MOST_LISTED, counted

if TYPE_CHECKING:
    import pandas as pd

Groups = tuple[str, str]

_UNDEFINED = (
    "Some were assessed and have no value, because it never happened or is undefined: give "
    "latencies a cutoff (cutoff_s; --cutoff of workbench compare)."
)


def read_rows(
    table: pd.DataFrame, *, by: str, value: str, animal: str, measure: str, unit: str
) -> pd.DataFrame:
    """Return the rows of a table under fixed names.

    Parameters
    ----------
    table
        One row per recording, animal and measure; a column ``assessed_s`` counts if there is one.
    by, value, animal, measure, unit
        Names of its columns.

    Returns
    -------
    pandas.DataFrame
        Columns measure, unit, animal, group (text, ``None`` where the table has none), value
        (float, NaN where there is none) and undefined: there is none although ``assessed_s`` is
        above 0.

    Raises
    ------
    UserError
        Columns are missing; values are not numbers or infinite; rows name no animal or no measure;
        a measure has several units; rows are there twice. All faults are told together.
    """
    import pandas as pd

    columns = {measure: "measure", unit: "unit", animal: "animal", by: "group", value: "value"}
    missing = [repr(name) for name in columns if name not in table.columns]
    if missing or len(columns) < 5:
        found = ", ".join(map(str, table.columns)) or "none"
        wrong = f"it has no column {', '.join(missing)}" if missing else "two of them are one"
        message = (
            "Expected a table of one row per recording, animal and measure, with different columns"
            f" for value, unit, measure, animal and what is compared; {wrong}. Columns: {found}."
        )
        raise UserError(message)
    rows = pd.DataFrame(
        {
            new: table[old] if new == "value" else _as_text(table[old])
            for old, new in columns.items()
        }
    )
    numbers = pd.to_numeric(rows["value"], errors="coerce").astype(float)
    faults = [*_wrong_values(rows["value"], numbers), *_wrong_words(rows)]
    if "recording" in table.columns:
        keys = rows[["animal", "measure", "group"]].assign(recording=table["recording"])
        faults += _twice(keys[keys["animal"].notna()])
    if faults:
        message = (
            "Values must be finite numbers (NaN where not assessed), each of one animal, measure "
            f"and unit, and there once; found: {'; '.join(faults)}."
        )
        raise UserError(message)
    assessed_s = table["assessed_s"] if "assessed_s" in table.columns else numbers * math.nan
    undefined = numbers.isna() & (pd.to_numeric(assessed_s, errors="coerce") > 0)
    return rows.assign(value=numbers, unit=rows["unit"].fillna(""), undefined=undefined)


def choose_groups(rows: pd.DataFrame, by: str, groups: Groups | None) -> Groups:
    """Return the two groups to compare: those named, or the only two there are, sorted.

    Parameters
    ----------
    rows
        Columns ``group`` and ``animal``.
    by
        What the groups are levels of, for a message.
    groups
        Two names, or ``None``.

    Raises
    ------
    UserError
        There are not exactly two and none are named, or those named are not two of those there are.
    """
    animals = rows.groupby("group")["animal"].nunique().sort_index()
    found = ", ".join(f"{name} ({counted(count, 'animal')})" for name, count in animals.items())
    found = found or "none"
    if groups is None:
        if len(animals) != 2:
            message = (
                f"Two levels of {by!r} can be compared, found {len(animals)}: {found}. "
                "Name two of them: groups=(first, second)."
            )
            raise UserError(message)
        first, second = map(str, animals.index)
        return first, second
    named = tuple(map(str, groups))
    if len(set(named)) != 2 or len(named) != 2 or not set(named) <= set(animals.index):
        message = (
            f"groups= must name two levels of {by!r}, found {', '.join(map(repr, named))}. "
            f"Levels: {found}."
        )
        raise UserError(message)
    return named[0], named[1]


def is_paired(rows: pd.DataFrame, by: str, groups: Groups, paired: bool | None) -> bool:
    """Return whether animals are compared with themselves: when some occur in both groups.

    Parameters
    ----------
    rows
        Of `read_rows`.
    by
        For messages.
    groups
        Which two.
    paired
        What a person says of it, if anything.

    Raises
    ------
    UserError
        The table says otherwise.
    """
    both = sorted(_animals(rows, groups[0]) & _animals(rows, groups[1]))
    where = f"both {groups[0]!r} and {groups[1]!r} of {by!r}"
    if paired and not both:
        message = (
            f"paired=True needs animals that occur in {where}; found none. Check that an animal "
            "has the same name in all recordings, or leave out paired."
        )
        raise UserError(message)
    if paired is False and both:
        message = (
            f"paired=False needs other animals in each group, but {counted(len(both), 'animal')} "
            f"occur in {where}: {listed(both)}. Leave out paired to compare animals with "
            "themselves, or take their rows of one of the two out of the table."
        )
        raise UserError(message)
    return bool(both)


def animal_means(rows: pd.DataFrame, groups: Groups, *, paired: bool) -> pd.DataFrame:
    """Return one value per measure, group and animal.

    Parameters
    ----------
    rows
        Of `read_rows`.
    groups
        Which two; other rows do not matter.
    paired
        Keep only animals with a value in both groups.

    Returns
    -------
    pandas.DataFrame
        Columns measure, unit, group, animal, value (mean over the rows that were assessed) and rows
        (how many); measures in the order of the table, groups as given, animals by name.
    """
    import pandas as pd

    wanted = rows[rows["group"].isin(groups)]
    keys = ["measure", "unit", "group", "animal"]
    found = wanted.dropna(subset="value").groupby(keys)["value"]
    means = pd.DataFrame({"value": found.agg(_mean), "rows": found.size()}).reset_index()
    if paired:
        means = means[means.groupby(["measure", "animal"])["group"].transform("size") == 2]
    measures = dict.fromkeys(wanted["measure"])
    places = {name: place for place, name in enumerate([*measures, *groups])}
    return means.sort_values(
        ["measure", "group", "animal"],
        key=lambda column: column if column.name == "animal" else column.map(places),
        ignore_index=True,
    )


def comparable(
    rows: pd.DataFrame, means: pd.DataFrame, groups: Groups, *, paired: bool
) -> tuple[pd.DataFrame, list[str]]:
    """Return the means of the measures that enough animals have, and why others are left out.

    Parameters
    ----------
    rows
        Of `read_rows`.
    means
        Of `animal_means`.
    groups
        Which two.
    paired
        Whether animals are compared with themselves.

    Returns
    -------
    tuple
        The means, and a sentence on the measures that are left out; none if none is.

    Raises
    ------
    UserError
        No measure has two animals in each group, or two pairs.
    """
    wanted = rows[rows["group"].isin(groups)]
    measures = dict.fromkeys(wanted["measure"])
    lacking = {name: _too_few(means, name, groups, paired) for name in measures}
    out = [name for name, faults in lacking.items() if faults]
    if not out:
        return means, []
    kept = means[~means["measure"].isin(out)].reset_index(drop=True)
    need = f"at least two {'pairs' if paired else 'animals in each group'}"
    found = "; ".join(fault for name in out for fault in lacking[name])
    is_undefined = wanted.loc[wanted["measure"].isin(out), "undefined"].any()
    why = f" {_UNDEFINED}" if is_undefined else ""
    if kept.empty:
        message = f"A comparison needs {need}: {found}. Assess more animals.{why}"
        raise UserError(message)
    return kept, [f"Not compared, as a comparison needs {need}: {found}.{why}"]


def left_out(rows: pd.DataFrame, means: pd.DataFrame, groups: Groups) -> dict[str, dict[str, bool]]:
    """Return the animals of both groups that have no part in the comparison of a measure.

    Parameters
    ----------
    rows
        One line per animal and measurement, as read.
    means
        One line per animal with a value that is compared; other measures do not matter.
    groups
        The two groups.

    Returns
    -------
    dict
        Measure -> animal -> whether it was assessed in a group in which it has no value.
    """
    there = rows[rows["group"].isin(groups) & rows["measure"].isin(means["measure"])]
    of_group = (
        there.assign(known=there["value"].notna())
        .groupby(["measure", "animal", "group"])[["known", "undefined"]]
        .any()
    )
    lacks = (of_group["undefined"] & ~of_group["known"]).groupby(["measure", "animal"]).any()
    kept = means.groupby("measure")["animal"].agg(set)
    return {
        name: {
            animal: bool(lacks[name, animal])
            for animal in sorted(set(there.loc[there["measure"] == name, "animal"]) - kept[name])
        }
        for name in dict.fromkeys(there["measure"])
    }


def listed(names: Sequence[str]) -> str:
    """Return names in a row, the first dozen of many."""
    more = len(names) - MOST_LISTED
    return ", ".join(names[:MOST_LISTED]) + (f" and {more} more" if more > 0 else "")


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return math.fsum(numbers) / len(numbers)  # the same whatever the order of the rows


def _as_text(column: pd.Series) -> pd.Series:
    known = column.astype(object)
    empty = known.isna() | (known == "")
    return known.map(str).mask(empty, None)


def _animals(rows: pd.DataFrame, group: str) -> set[str]:
    return set(rows.loc[rows["group"] == group, "animal"])


def _wrong_values(given: pd.Series, numbers: pd.Series) -> list[str]:
    faults = []
    words = given[numbers.isna() & given.notna()]
    if len(words):
        faults.append(f"{counted(len(words), 'value')} no number, the first {words.iloc[0]!r}")
    infinite = int(numbers.abs().eq(math.inf).sum())
    if infinite:
        faults.append(f"{counted(infinite, 'value')} infinite")
    return faults


def _wrong_words(rows: pd.DataFrame) -> list[str]:
    faults = []
    for name in ("animal", "measure"):
        without = int(rows[name].isna().sum())
        if without:
            faults.append(f"{counted(without, 'row')} without {name}")
    for measure, units in rows.fillna({"unit": "none"}).groupby("measure")["unit"]:
        several = sorted(set(units))
        if len(several) > 1:
            faults.append(f"{measure!r} has several units ({', '.join(several)}), one is needed")
    return faults


def _twice(keys: pd.DataFrame) -> list[str]:
    again = keys[keys.duplicated()]
    if again.empty:
        return []
    first = again.iloc[0]
    return [
        f"{counted(len(again), 'row')} there twice, the first for {first['animal']!r}, "
        f"{first['measure']!r} in recording {first['recording']!r}"
    ]


def _too_few(means: pd.DataFrame, measure: str, groups: Groups, paired: bool) -> list[str]:
    mine = means[means["measure"] == measure]
    if paired:
        pairs = len(mine) // 2
        who = f" ({listed(sorted(set(mine['animal'])))})" if pairs else ""
        return [f"{measure!r} has {counted(pairs, 'pair')}{who}"] if pairs < 2 else []
    faults = []
    for group in groups:
        names = sorted(mine.loc[mine["group"] == group, "animal"])
        if len(names) < 2:
            who = f" ({names[0]})" if names else ""
            faults.append(f"{measure!r} has {counted(len(names), 'animal')}{who} in {group!r}")
    return faults
