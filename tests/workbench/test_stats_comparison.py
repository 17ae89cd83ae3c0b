"""Comparisons from the table to numbers, notes and methods."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import workbench
from workbench.stats import Comparison, compare
from workbench.stats.animals import animal_means, read_rows
from workbench.stats.permutation import permutation_test

COLUMNS = [
    "measure", "unit", "group_a", "group_b", "n_a", "n_b",
    "mean_a", "mean_a_low", "mean_a_high", "mean_b", "mean_b_low", "mean_b_high", "sd_a", "sd_b",
    "difference", "difference_low", "difference_high", "hedges_g", "g_low", "g_high",
    "cliffs_delta", "p", "p_corrected", "n_not_assessed", "n_without_value", "exact",
]  # fmt: skip


def table(measure: str, unit: str = "s", **groups: list[float]) -> pd.DataFrame:
    """Return one row per value; animals of each group are its own."""
    rows = [
        (f"{group}_{number}", group, value)
        for group, values in groups.items()
        for number, value in enumerate(values)
    ]
    made = pd.DataFrame(rows, columns=["animal", "group", "value"])
    return made.assign(measure=measure, unit=unit, recording=made["animal"] + "_day")


def crossed(measure: str, before: list[float], after: list[float]) -> pd.DataFrame:
    """Return one row per value; both lists are of the same animals."""
    made = table(measure, before=before, after=after)
    return made.assign(animal=made["animal"].str.replace(r".*_", "m", regex=True))


SEPARATED = table("shelter total_s", control=[10, 12, 14], defeat=[20, 22, 27])
THREE = pd.concat([
    SEPARATED,
    table("chase count", "", control=[3, 1, 2], defeat=[2, 3, 4]),
    table("path length", "cm", control=[5, 6, 7], defeat=[5, 6, 7]),
])  # fmt: skip


def row(comparison: Comparison) -> dict[str, Any]:
    return dict(comparison.table.iloc[0])


def test_independent_groups_by_hand() -> None:
    found = compare(SEPARATED, "group")
    assert list(found.table.columns) == COLUMNS
    assert not found.paired
    got = row(found)
    expected = {
        "measure": "shelter total_s", "unit": "s", "group_a": "control", "group_b": "defeat",
        "n_a": 3, "n_b": 3, "mean_a": 12, "mean_b": 23, "sd_a": 2, "sd_b": math.sqrt(13),
        "difference": 11, "hedges_g": 11 / math.sqrt(8.5) * 0.7978846, "cliffs_delta": 1,
        "p": 0.1, "p_corrected": 0.1, "n_not_assessed": 0, "exact": True,
    }  # fmt: skip
    assert {name: got[name] for name in expected} == pytest.approx(expected)
    for low, middle, high in (
        ("mean_a_low", "mean_a", "mean_a_high"), ("mean_b_low", "mean_b", "mean_b_high"),
        ("difference_low", "difference", "difference_high"), ("g_low", "hedges_g", "g_high"),
    ):  # fmt: skip
        assert got[low] < got[middle] < got[high]


def test_pairs_by_hand() -> None:
    found = compare(crossed("x", [1, 2, 3, 4, 5], [2, 4, 6, 8, 10]), "group")
    assert found.paired
    got = row(found)
    # "after" sorts before "before": the difference is before - after
    assert (got["group_a"], got["difference"], got["p"]) == ("after", -3, 2 / 32)
    # variances 10 and 2.5; r = 1, so 2 (5 - 1) / 2 = 4 degrees of freedom
    assert got["hedges_g"] == pytest.approx(-3 / math.sqrt(6.25) * 0.7978846)
    assert math.isnan(got["cliffs_delta"])
    turned = compare(
        crossed("x", [1, 2, 3, 4, 5], [2, 4, 6, 8, 10]), "group", groups=("before", "after")
    )
    assert row(turned)["difference"] == 3
    assert row(turned)["hedges_g"] == -got["hedges_g"]


def test_measures_keep_their_order_and_p_is_corrected_for_all() -> None:
    found = compare(THREE, "group").table
    assert found["measure"].tolist() == ["shelter total_s", "chase count", "path length"]
    assert found["p"].tolist() == pytest.approx([0.1, 0.5, 1])
    assert found["p_corrected"].tolist() == pytest.approx([0.3, 1, 1])
    less = compare(THREE, "group", correction="fdr").table
    assert less["p_corrected"].tolist() == pytest.approx([0.3, 0.75, 1])


def test_numbers_of_a_measure_do_not_depend_on_the_others() -> None:
    alone, among = compare(SEPARATED, "group").table, compare(THREE, "group").table[:1]
    kept = [name for name in COLUMNS if name != "p_corrected"]
    pd.testing.assert_frame_equal(alone[kept], among[kept])


def test_same_input_same_numbers_in_any_order() -> None:
    rng = np.random.default_rng(1)
    values = {name: rng.normal(size=12).tolist() for name in ("control", "defeat")}
    given = table("x", **values)
    first = compare(given, "group", permutations=500)
    again = compare(given.sample(frac=1, random_state=2), "group", permutations=500)
    assert not row(first)["exact"]
    pd.testing.assert_frame_equal(first.table, again.table)
    pd.testing.assert_frame_equal(first.animals, again.animals)
    other = compare(given, "group", permutations=500, seed=1)
    assert row(other)["difference"] == row(first)["difference"]
    assert row(other)["difference_low"] != row(first)["difference_low"]


def test_many_recordings_of_two_animals_stay_two_animals() -> None:
    rng = np.random.default_rng(0)
    own = {"m1": 0.0, "m2": 1.0, "m3": 5.0, "m4": 6.0}
    rows = [
        (name, "ab"[name > "m2"], f"{name}_{n}", mean + rng.normal())
        for name, mean in own.items()
        for n in range(50)
    ]
    given = pd.DataFrame(rows, columns=["animal", "group", "recording", "value"])
    found = compare(given.assign(measure="x", unit="s"), "group")
    as_recordings = stats.ttest_ind(*(g["value"] for _, g in given.groupby("group"))).pvalue
    assert as_recordings < 1e-50  # the fault of counting recordings
    got = row(found)
    assert (got["n_a"], got["n_b"]) == (2, 2)
    assert got["p"] == pytest.approx(2 / 6)
    assert found.animals["rows"].tolist() == [50] * 4
    assert (
        "x: with 2 and 2 animals p cannot be below 0.33, however large the difference."
        in found.notes
    )


def test_chance_is_not_found_more_often_than_it_should() -> None:
    # 200 measures of 5 and 5 animals, ten recordings each: animals differ, the groups do not
    rng = np.random.default_rng(9)
    values = rng.normal(size=(200, 10, 1)) + 0.5 * rng.normal(size=(200, 10, 10))
    measure, animal, _ = np.indices(values.shape).reshape(3, -1)
    given = pd.DataFrame({"measure": measure, "animal": animal, "value": values.ravel()})
    given["group"] = np.where(animal < 5, "a", "b")
    rows = read_rows(
        given.assign(unit="s"), by="group", value="value", animal="animal", measure="measure",
        unit="unit",
    )  # fmt: skip
    means = animal_means(rows, ("a", "b"), paired=False)["value"].to_numpy().reshape(200, 2, 5)
    found = [permutation_test(a, b, paired=False, permutations=252, seed=0) for a, b in means]
    assert all(tested.exact for tested in found)
    assert sum(tested.p <= 0.05 for tested in found) <= stats.binom.ppf(0.999, 200, 0.05)
    as_recordings = stats.ttest_ind(
        values[:, :5].reshape(200, -1), values[:, 5:].reshape(200, -1), axis=1
    )
    assert (as_recordings.pvalue <= 0.05).sum() > 60  # the fault of counting recordings


def test_not_assessed_is_counted_and_never_zero() -> None:
    given = table("x", control=[4, 5, 6, math.nan], defeat=[4, 5, 6])
    got = row(found := compare(given, "group"))
    assert (got["n_a"], got["n_b"], got["n_not_assessed"], got["difference"]) == (3, 3, 1, 0)
    assert "Left out, never assessed: control_3." in found.notes
    assert "x: 1 row not assessed, left out." in found.notes


def test_assessed_without_a_value_is_not_called_never_assessed() -> None:
    given = table("latency", control=[4, 5, 6, math.nan, math.nan], defeat=[4, 5, 7, math.nan])
    given["assessed_s"] = [60, 60, 60, 60, 0, 60, 60, math.nan, math.nan]
    got = row(found := compare(given, "group"))
    assert (got["n_not_assessed"], got["n_without_value"]) == (2, 1)
    for note in (
        "Left out, without a value although assessed (it never happened, or is undefined): "
        "control_3.",
        "Left out, never assessed: control_4, defeat_3.",
        "latency: 2 rows not assessed, left out.",
        "latency: 1 row without a value although assessed, left out: 1 of control and 0 of defeat.",
        "latency: more is left out of one group than of the other although it was assessed, which "
        "biases the comparison; for a latency, give a cutoff (cutoff_s; --cutoff of workbench "
        "compare).",
    ):
        assert note in found.notes


def test_as_many_left_out_of_both_groups_are_no_bias() -> None:
    given = table("latency", control=[4, 5, 6, math.nan], defeat=[4, 5, 7, math.nan])
    notes = "\n".join(compare(given.assign(assessed_s=60), "group").notes)
    assert "2 rows without a value although assessed, left out: 1 of control and 1 of" in notes
    assert "biases" not in notes
    assert "not assessed" not in notes


def test_pairs_without_a_value_though_assessed() -> None:
    given = crossed("x", [1, 2, 3, 4], [2, 3, 5, math.nan]).assign(assessed_s=60)
    assert (
        "Left out, without a value in one of the two although assessed (it never happened, or is "
        "undefined): m3." in compare(given, "group").notes
    )


def test_equal_values_have_p_of_one_and_no_standardized_size() -> None:
    got = row(found := compare(table("x", control=[2, 2, 2], defeat=[2, 2, 2]), "group"))
    assert (got["p"], got["difference"], got["cliffs_delta"]) == (1, 0, 0)
    for name in ("hedges_g", "g_low", "g_high", "difference_low", "difference_high"):
        assert math.isnan(got[name])
    assert (
        "x: all values are equal: p is 1, Hedges' g and intervals are not defined." in found.notes
    )


def test_groups_without_spread_are_said_to_allow_no_interval() -> None:
    got = row(found := compare(table("x", control=[2, 2, 2], defeat=[3, 3, 3]), "group"))
    assert (got["p"], got["difference"]) == (0.1, 1)
    assert math.isnan(got["hedges_g"])
    notes = "\n".join(found.notes)
    assert "x: too little spread or too few animals for Hedges' g." in notes
    assert "x: too little spread or too few animals for an interval of the difference." in notes


def test_notes_name_who_is_left_out_of_pairs() -> None:
    given = pd.concat([
        crossed("x", [1, 2, 3, 4], [2, 3, 5, math.nan]),
        crossed("y", [1, 2, 3, 4], [2, 3, 5, 7]),
        table("y", before=[8]).assign(animal="m9", recording="other"),
    ])  # fmt: skip
    notes = compare(given, "group", groups=("before", "after")).notes
    assert notes[0] == "Paired by animal: those that are in both before and after (group)."
    assert "Left out, without a value in one of the two: m3 (in x)." in notes
    assert "Left out, without a value in one of the two: m9 (in y)." in notes


def test_few_animals_are_warned_of() -> None:
    few = compare(table("x", a=list(range(9)), b=list(range(10))), "group", permutations=99)
    enough = compare(table("x", a=list(range(10)), b=list(range(10))), "group", permutations=99)
    assert any("fewer than 10 animals are too narrow" in note for note in few.notes)
    assert enough.notes == ("Independent groups: no animal is in both a and b (group).",)


def test_methods_of_independent_groups() -> None:
    methods = compare(THREE, "group").methods
    for words in (
        "The unit of analysis was the animal",
        "averaged first",
        "control and defeat were compared between independent groups of animals (n = 3 and 3)",
        "two-sided permutation tests over all possible exchanges of labels",
        "defeat minus control",
        "(Hedges 1981)",
        "(Cliff 1993)",
        "95 % bootstrap intervals from 9,999 draws",
        "(BCa; Efron 1987)",
        "p values of the 3 measures were corrected by Holm's method (Holm 1979)",
        f"behavior-workbench {workbench.__version__} and SciPy",
    ):
        assert words in methods
    assert "\n" not in methods
    assert "Phipson" not in methods


def test_methods_say_what_was_done() -> None:
    given = pd.concat([
        crossed("x", list(range(8)), list(range(1, 9))),
        crossed("y", [*range(7), math.nan], list(range(1, 9))),
    ])  # fmt: skip
    mixed = compare(given, "group", permutations=200, correction="fdr", confidence=0.9).methods
    for words in (
        "within animals (n = 7 to 8, depending on the measure)",
        "all possible flips of the sign of each animal's difference where these were at most 200, "
        "else 200 random flips",
        "p = (b + 1)/(m + 1) (Phipson & Smyth 2010)",
        "Hedges' g_av (Lakens 2013)",
        "90 % bootstrap",
        "Benjamini and Hochberg (1995)",
    ):
        assert words in mixed
    assert "Cliff" not in mixed
    drawn = compare(given[given["measure"] == "x"], "group", permutations=200).methods
    assert "over 200 random flips" in drawn
    assert "One measure was compared, so that p was not corrected." in drawn


def test_plot() -> None:
    assert len(compare(THREE, "group").plot().axes) == 3
