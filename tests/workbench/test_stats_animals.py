"""What of a table is compared: groups, design, one value per animal, and faults that are told."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from graphs.errors import UserError
from workbench.stats import compare
from workbench.stats.animals import animal_means, choose_groups, is_paired, left_out, read_rows

NAN = math.nan
NAMES = {"by": "group", "value": "value", "animal": "animal", "measure": "measure", "unit": "unit"}


def table(*rows: tuple[str, str, float], measure: str = "chase total_s") -> pd.DataFrame:
    """Return a table of (animal, group, value), each from a recording of its own."""
    made = pd.DataFrame(rows, columns=["animal", "group", "value"])
    return made.assign(measure=measure, unit="s", recording=[f"r{n}" for n in range(len(rows))])


TWO_AND_TWO = table(("m1", "a", 1), ("m2", "a", 2), ("m3", "b", 3), ("m4", "b", 5))


def fault(given: pd.DataFrame, **options: Any) -> str:
    with pytest.raises(UserError) as caught:
        compare(given, "group", **options)
    return str(caught.value)


def means(given: pd.DataFrame, *, paired: bool) -> dict[tuple[str, str, str], float]:
    made = animal_means(read_rows(given, **NAMES), ("a", "b"), paired=paired)
    keys = made[["measure", "group", "animal"]].itertuples(index=False, name=None)
    return dict(zip(keys, made["value"].tolist(), strict=True))


def test_rows_of_an_animal_are_averaged_and_not_assessed_is_no_value() -> None:
    given = table(
        ("m1", "a", 1), ("m1", "a", 2), ("m1", "a", NAN), ("m1", "a", 6),
        ("m2", "a", 4), ("m3", "b", 0), ("m4", "b", 5), ("m5", "b", NAN),
    )  # fmt: skip
    found = means(given, paired=False)
    name = "chase total_s"
    assert found == {
        (name, "a", "m1"): 3, (name, "a", "m2"): 4, (name, "b", "m3"): 0, (name, "b", "m4"): 5,
    }  # fmt: skip
    rows = read_rows(given, **NAMES)
    made = animal_means(rows, ("a", "b"), paired=False)
    assert made["rows"].tolist() == [3, 1, 1, 1]
    assert left_out(rows, made, ("a", "b")) == {name: {"m5": False}}


def test_means_do_not_depend_on_the_order_of_rows() -> None:
    rng = np.random.default_rng(0)
    given = table(*((f"m{n % 6}", "ab"[n % 2], x) for n, x in enumerate(rng.normal(size=300))))
    assert means(given, paired=False) == means(given.sample(frac=1, random_state=1), paired=False)


def test_pairs_are_complete_per_measure() -> None:
    given = pd.concat([
        table(("m1", "a", 1), ("m1", "b", 2), ("m2", "a", 3), ("m2", "b", 4), ("m3", "a", 5),
              ("m3", "b", 6), ("m4", "a", 7), measure="x"),
        table(("m1", "a", 1), ("m1", "b", 2), ("m2", "a", 3), ("m2", "b", 4), ("m3", "a", 5),
              ("m3", "b", NAN), measure="y"),
    ])  # fmt: skip
    found = means(given, paired=True)
    assert [key[2] for key in found if key[:2] == ("x", "a")] == ["m1", "m2", "m3"]
    assert [key[2] for key in found if key[:2] == ("y", "b")] == ["m1", "m2"]
    rows = read_rows(given, **NAMES)
    gone = left_out(rows, animal_means(rows, ("a", "b"), paired=True), ("a", "b"))
    assert gone == {"x": {"m4": False}, "y": {"m3": False}}


def test_assessed_where_it_has_no_value_is_told_from_never_assessed() -> None:
    given = table(
        ("m1", "a", 1), ("m2", "a", 2), ("m3", "a", NAN), ("m3", "b", 4), ("m1", "b", 2),
        ("m2", "b", 3), ("m4", "a", NAN), ("m4", "a", 7), ("m4", "b", NAN),
    ).assign(assessed_s=[9, 9, 60, 9, 9, 9, 60, 9, 0])  # fmt: skip
    rows = read_rows(given, **NAMES)
    assert rows["undefined"].tolist() == [n in (2, 6) for n in range(9)]
    gone = left_out(rows, animal_means(rows, ("a", "b"), paired=True), ("a", "b"))
    # m4 did it in one of its recordings of a and was not assessed in b
    assert gone == {"chase total_s": {"m3": True, "m4": False}}


UNDEFINED = (
    "Some were assessed and have no value, because it never happened or is undefined: give "
    "latencies a cutoff (cutoff_s; --cutoff of workbench compare)."
)


def test_too_few_that_did_it_are_told_of_the_cutoff() -> None:
    given = table(("m5", "a", NAN), ("m3", "b", 1), ("m4", "b", 2), measure="latency")
    assert fault(given.assign(assessed_s=60)).endswith(f"Assess more animals. {UNDEFINED}")


def test_a_measure_that_too_few_have_is_left_out_and_said() -> None:
    never = table(("m1", "a", NAN), ("m2", "a", NAN), ("m3", "b", 1), ("m4", "b", 2))
    given = pd.concat([never.assign(measure="latency"), TWO_AND_TWO])
    found = compare(given.assign(assessed_s=60), "group")
    assert found.notes[0] == (
        "Not compared, as a comparison needs at least two animals in each group: 'latency' has "
        f"0 animals in 'a'. {UNDEFINED}"
    )
    alone = compare(TWO_AND_TWO.assign(assessed_s=60), "group")
    pd.testing.assert_frame_equal(found.table, alone.table)
    pd.testing.assert_frame_equal(found.animals, alone.animals)
    assert (found.notes[1:], found.methods) == (alone.notes, alone.methods)


def test_a_pair_too_few_is_left_out_and_said() -> None:
    two = table(("m1", "a", 1), ("m1", "b", 2), ("m2", "a", 3), ("m2", "b", 5))
    given = pd.concat([two, two.assign(measure="latency", value=[1, 2, 3, NAN])])
    found = compare(given, "group")
    assert found.table["measure"].tolist() == ["chase total_s"]
    assert found.notes[0] == (
        "Not compared, as a comparison needs at least two pairs: 'latency' has 1 pair (m1)."
    )


def test_other_columns_may_be_named() -> None:
    columns = {"value": "seconds", "animal": "id", "measure": "what", "unit": "in", "group": "dose"}
    renamed = TWO_AND_TWO.rename(columns=columns)
    named = compare(
        renamed, "dose", value="seconds", animal="id", measure="what", unit="in"
    ).table  # fmt: skip
    pd.testing.assert_frame_equal(named, compare(TWO_AND_TWO, "group").table)


def test_levels_need_not_be_text() -> None:
    numbered = TWO_AND_TWO.assign(group=[2, 2, 1, 1], animal=[1, 2, 3, 4])
    assert compare(numbered, "group").table.loc[0, ["group_a", "group_b"]].tolist() == ["1", "2"]
    category = TWO_AND_TWO.assign(group=TWO_AND_TWO["group"].astype("category"))
    assert compare(category, "group").table.loc[0, "group_a"] == "a"


def test_groups_are_sorted_or_as_named() -> None:
    rows = read_rows(TWO_AND_TWO[::-1], **NAMES)
    assert choose_groups(rows, "group", None) == ("a", "b")
    assert choose_groups(rows, "group", ("b", "a")) == ("b", "a")


def test_design_follows_the_animals() -> None:
    crossed = table(("m1", "a", 1), ("m2", "a", 2), ("m1", "b", 3), ("m2", "b", 3))
    for given, expected in ((TWO_AND_TWO, False), (crossed, True)):
        rows = read_rows(given, **NAMES)
        assert is_paired(rows, "group", ("a", "b"), None) is expected
        assert is_paired(rows, "group", ("a", "b"), expected) is expected


def test_not_two_levels() -> None:
    three = pd.concat([TWO_AND_TWO, table(("m5", "sham", 1))])
    assert fault(three) == (
        "Two levels of 'group' can be compared, found 3: a (2 animals), b (2 animals), "
        "sham (1 animal). Name two of them: groups=(first, second)."
    )
    assert "found 1: a (2 animals)" in fault(TWO_AND_TWO[:2])
    assert "found 0: none" in fault(TWO_AND_TWO[:0])
    compare(three, "group", groups=("b", "a"))


@pytest.mark.parametrize("groups", [("a", "c"), ("a", "a"), ("a",)])
def test_groups_that_are_not_two_levels(groups: tuple[str, ...]) -> None:
    said = fault(TWO_AND_TWO, groups=groups)
    assert said.startswith("groups= must name two levels of 'group', found 'a'")
    assert said.endswith("Levels: a (2 animals), b (2 animals).")


def test_paired_against_the_table() -> None:
    assert fault(TWO_AND_TWO, paired=True) == (
        "paired=True needs animals that occur in both 'a' and 'b' of 'group'; found none. Check "
        "that an animal has the same name in all recordings, or leave out paired."
    )
    mixed = pd.concat([TWO_AND_TWO, table(("m1", "b", 1), ("m2", "b", 1))])
    assert fault(mixed.assign(recording=range(6)), paired=False) == (
        "paired=False needs other animals in each group, but 2 animals occur in both 'a' and 'b' "
        "of 'group': m1, m2. Leave out paired to compare animals with themselves, or take their "
        "rows of one of the two out of the table."
    )


def test_one_animal_is_no_group() -> None:
    # fifty recordings of one animal are one animal
    many = table(*[("m1", "a", n) for n in range(50)], *[("m2", "b", n + 9) for n in range(50)])
    assert fault(many) == (
        "A comparison needs at least two animals in each group: 'chase total_s' has 1 animal (m1) "
        "in 'a'; 'chase total_s' has 1 animal (m2) in 'b'. Assess more animals."
    )
    given = pd.concat([TWO_AND_TWO, table(("m1", "a", NAN), ("m3", "b", 1), measure="latency")])
    notes = compare(given, "group").notes
    assert notes[0].endswith("'latency' has 0 animals in 'a'; 'latency' has 1 animal (m3) in 'b'.")


def test_one_pair_is_none() -> None:
    given = table(("m1", "a", 1), ("m1", "b", 2), ("m2", "a", 3), ("m3", "b", 4))
    assert fault(given) == (
        "A comparison needs at least two pairs: 'chase total_s' has 1 pair (m1). Assess more "
        "animals."
    )


def test_missing_columns() -> None:
    said = fault(TWO_AND_TWO.drop(columns=["unit", "value"]))
    assert "it has no column 'unit', 'value'" in said
    assert said.endswith("Columns: animal, group, measure, recording.")
    with pytest.raises(UserError, match="two of them are one"):
        compare(TWO_AND_TWO, "animal")


def test_faults_of_rows_are_told_together() -> None:
    given = pd.concat([TWO_AND_TWO, TWO_AND_TWO[:1]]).astype({"value": object, "animal": object})
    given.iloc[1, given.columns.get_loc("value")] = "many"
    given.iloc[2, given.columns.get_loc("value")] = math.inf
    given.iloc[3, given.columns.get_loc("animal")] = None
    given["unit"] = ["s", "s", "min", None, "s"]
    assert fault(given) == (
        "Values must be finite numbers (NaN where not assessed), each of one animal, measure and "
        "unit, and there once; found: 1 value no number, the first 'many'; 1 value infinite; 1 row "
        "without animal; 'chase total_s' has several units (min, none, s), one is needed; 1 row "
        "there twice, the first for 'm1', 'chase total_s' in recording 'r0'."
    )


def test_a_recording_with_both_conditions_is_no_repetition() -> None:
    given = table(("m1", "a", 1), ("m1", "b", 2), ("m2", "a", 3), ("m2", "b", 5))
    compare(given.assign(recording=["r1", "r1", "r2", "r2"]), "group")


def test_rows_without_group_are_left_out_and_said() -> None:
    given = pd.concat([TWO_AND_TWO, table(("m9", "", 1)), table(("m8", "x", 1)).assign(group=None)])
    found = compare(given.assign(recording=range(6)), "group")
    assert "Left out: 2 rows without group." in found.notes
    assert set(found.animals["animal"]) == {"m1", "m2", "m3", "m4"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda: fault(TWO_AND_TWO, correction="none"), "must be 'holm' or 'fdr', found 'none'"),
        (lambda: fault(TWO_AND_TWO, permutations=0), "permutations must be at least 1, found 0"),
        (lambda: fault(TWO_AND_TWO, confidence=95), "between 0 and 1, such as 0.95; found 95"),
    ],
)
def test_settings_out_of_range(change: Callable[[], str], said: str) -> None:
    assert said in change()
