"""Every scripted model fails where it is meant to, and nowhere else."""

from __future__ import annotations

import pytest
from suite_world import ETHOGRAM, fake_pictures, rodents, sample_facts, world

from graphs.ethogram import Ethogram
from pipelines.evaluate.describer import scripted
from pipelines.evaluate.describer.clips import LabelledClip, clips_around_facts
from pipelines.evaluate.describer.items import DIMENSIONS
from pipelines.evaluate.describer.report import Report
from pipelines.evaluate.describer.run import evaluate_describer, plan

FAILS = {
    "perfect": (scripted.perfect, ()),
    "miscounter": (scripted.miscounter, ("counting",)),
    "neighbour confuser": (scripted.neighbour_confuser, ("referring",)),
    "stranger": (scripted.stranger, ("meaning",)),
    "time blind": (scripted.time_blind, ("time",)),
    "premise accepter": (scripted.premise_accepter, ("robustness",)),
    "changed its mind": (scripted.changed_its_mind, ("robustness",)),
    "silent": (scripted.silent, DIMENSIONS),
}


def examined(
    script: scripted.Script, clips: list[LabelledClip], ethogram: Ethogram, name: str = "scripted"
) -> Report:
    model = scripted.scripted(name, plan(clips, ethogram).items, script)
    return evaluate_describer(model.identity, clips, ethogram, fake_pictures, model.ask)


def sample_clips() -> list[LabelledClip]:
    animals = {"open_field": ("mouse_1", "mouse_2")}
    return clips_around_facts(sample_facts(), animals, {"open_field": 74.0})


def of_world(name: str) -> tuple[list[LabelledClip], Ethogram]:
    return (world(), ETHOGRAM) if name == "by hand" else (sample_clips(), rodents())


@pytest.mark.parametrize("which", ["by hand", "sample"])
@pytest.mark.parametrize("name", FAILS)
def test_each_fails_in_its_dimension_and_is_perfect_in_the_others(name: str, which: str) -> None:
    script, fails = FAILS[name]
    report = examined(script, *of_world(which))
    for dimension in DIMENSIONS:
        for view in ("crop", "full"):
            row = report.row(dimension, "score", view)
            if dimension in fails:
                assert row.value < 0.8, (dimension, row)
            else:
                assert row.value == 1.0, (dimension, row)
                assert row.low == row.high == 1.0


@pytest.mark.parametrize("which", ["by hand", "sample"])
def test_always_the_most_common_answer_is_the_baseline(which: str) -> None:
    clips, ethogram = of_world(which)
    report = examined(scripted.majority(plan(clips, ethogram).items), clips, ethogram)
    for row in report.rows:
        if row.view != "crop - full":
            assert row.value == pytest.approx(row.baseline), row
    blind = [report.row(name, "score", "crop").value for name in ("referring", "meaning", "time")]
    assert max(blind) < 0.75


def test_a_random_model_is_far_from_perfect_everywhere() -> None:
    report = examined(scripted.at_random(4), world(), ETHOGRAM)
    assert all(report.row(name, "score", "full").value < 0.75 for name in DIMENSIONS)


def test_which_measures_of_robustness_fail() -> None:
    clips, ethogram = world(), ETHOGRAM
    names = ("repeats", "paraphrases", "premises", "unchanged", "false rejected", "true accepted")

    def values(script: scripted.Script) -> list[float]:
        report = examined(script, clips, ethogram)
        return [report.row("robustness", name, "crop").value for name in names]

    assert values(scripted.perfect) == [1, 1, 1, 1, 1, 1]
    assert values(scripted.premise_accepter) == [1, 1, 0, 1, 0, 1]
    # the first of four wordings is that of the repeats; all six pairs differ
    assert values(scripted.changed_its_mind) == [1, 0, 1, 0, 1, 1]
    assert values(scripted.silent) == [0, 0, 0, 0, 0, 0]


def test_confusion_and_names_outside_are_measured() -> None:
    confused = examined(scripted.neighbour_confuser, world(), ETHOGRAM)
    assert confused.row("referring", "confused", "crop").value == 1.0
    assert confused.row("referring", "right animal", "crop").value == 0.0
    strange = examined(scripted.stranger, world(), ETHOGRAM)
    assert strange.row("meaning", "outside", "crop").value == 1.0
    assert strange.row("meaning", "accuracy", "crop").value == 0.0
    perfect = examined(scripted.perfect, world(), ETHOGRAM)
    assert perfect.row("referring", "confused", "crop").value == 0.0
    assert perfect.row("meaning", "outside", "crop").value == 0.0


def test_close_up_minus_full_shot_is_seen_where_there_is_a_difference() -> None:
    def better_close(item: scripted.Item) -> scripted.Json:
        return item.right if item.view == "crop" else scripted.neighbour_confuser(item)

    report = examined(better_close, world(), ETHOGRAM)
    row = report.row("referring", "score", "crop - full")
    assert (row.value, row.low, row.high) == (1.0, 1.0, 1.0)
    for dimension in set(DIMENSIONS) - {"referring"}:
        assert report.row(dimension, "score", "crop - full")[3:6] == (0.0, 0.0, 0.0)
