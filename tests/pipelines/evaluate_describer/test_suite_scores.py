"""Scores by hand: time, counts, labels, and what cannot be read."""

from __future__ import annotations

import math

import numpy as np
import pytest
from suite_world import ETHOGRAM, clip, fact, fake_pictures, world

from graphs.errors import ModelError, UserError
from pipelines.evaluate.describer import scripted
from pipelines.evaluate.describer.intervals import bootstrap, draws, estimate, wilson
from pipelines.evaluate.describer.items import Item
from pipelines.evaluate.describer.run import SuiteSettings, evaluate_describer, plan
from pipelines.evaluate.describer.timing import bout_f1
from pipelines.models.contract import Answer, ModelIdentity, Usage

TRUE = [(10.0, 20.0), (40.0, 50.0)]
SAID = [(12.0, 20.0), (41.0, 49.0), (70.0, 75.0)]


def test_bouts_are_matched_one_to_one() -> None:
    assert bout_f1(SAID, TRUE) == pytest.approx(0.80)
    assert bout_f1([(14.0, 22.0)], [(10.0, 20.0)]) == 0.75  # tIoU 0.5: 0.1, 0.3, 0.5 reached
    again = [*SAID, (12.0, 20.0), (12.0, 20.0)]
    assert bout_f1(again, TRUE) == pytest.approx(2 * 2 / (5 + 2))


def test_bouts_that_run_backwards_or_are_missing_score_nothing() -> None:
    assert bout_f1([], TRUE) == 0.0
    assert bout_f1([(20.0, 10.0)], [(10.0, 20.0)]) == 0.0
    assert bout_f1([(15.0, 15.0)], [(10.0, 20.0)]) == 0.0
    assert bout_f1([(10.0, 20.0), (30.0, 30.0)], [(10.0, 20.0)]) == pytest.approx(2 / 3)


def examined(script: scripted.Script, clips: list, **settings: object) -> object:
    chosen = SuiteSettings(**settings)
    model = scripted.scripted("scripted", plan(clips, ETHOGRAM, chosen).items, script)
    return evaluate_describer(model.identity, clips, ETHOGRAM, fake_pictures, model.ask, chosen)


def test_counts_by_hand() -> None:
    """Clips 1 to 12 show 3, 3, 4, 3, 3, 4... animals; 3 is always said, or nothing."""
    clips = world()
    said = examined(lambda item: {"count": 3} if item.group == "count" else item.right, clips)
    shown = [len(one.visible) for one in clips]
    of = {name: said.row("counting", name, "crop").value for name in ("exact", "mean error")}
    assert of["exact"] == shown.count(3) / 12
    assert of["mean error"] == pytest.approx(np.mean([abs(3 - n) for n in shown]))
    nothing = examined(scripted.silent, clips)
    assert nothing.row("counting", "mean error", "crop").value == pytest.approx(np.mean(shown))
    assert nothing.row("counting", "off by one", "crop").value == 0.0


def test_macro_f1_by_hand() -> None:
    """Six clips of groom, three of rear; groom is always said: F1 0.8 and 0."""
    kinds = ["groom"] * 6 + ["rear"] * 3
    clips = [
        clip([fact("a", kind, None, 20.0 * n + 1, 20.0 * n + 6)], 20.0 * n, 20.0 * n + 9)
        for n, kind in enumerate(kinds)
    ]
    report = examined(
        lambda item: {"behavior": "is grooming"} if item.group == "label" else item.right, clips
    )
    assert report.row("meaning", "macro-F1", "full").value == pytest.approx((2 * 6 / 15) / 2)
    assert report.row("meaning", "macro-F1", "full").baseline == pytest.approx(0.4)
    assert report.row("meaning", "accuracy", "full").value == pytest.approx(6 / 9)


def test_durations_by_hand() -> None:
    clips = [clip([fact("a", "rest", None, 2.0, 6.0)], 0.0, 8.0)]

    def twice(item: Item) -> scripted.Json:
        return {"seconds": 8.0} if item.group == "duration" else item.right

    report = examined(twice, clips)
    assert report.row("time", "duration", "crop").value == pytest.approx(0.5)
    assert report.row("time", "duration ratio", "crop").value == pytest.approx(2.0)
    assert math.isnan(report.row("time", "order", "crop").value)  # one behavior has no order
    assert report.row("time", "score", "crop").value == pytest.approx((1.0 + 0.5) / 2)


def test_an_answer_that_does_not_fit_is_wrong_and_counted() -> None:
    clips = world()
    identity = ModelIdentity("chat", "odd")

    def ask(questions, done) -> None:
        for place, _ in enumerate(questions):
            done(place, Answer({"wrong": 1}, "", Usage()) if place % 2 else ModelError("none"))

    report = evaluate_describer(identity, clips, ETHOGRAM, fake_pictures, ask)
    assert report.unread == report.items == len(plan(clips, ETHOGRAM).items)
    for row in report.rows:
        assert row.unread == row.answers
        if row.measure == "score" and row.view != "crop - full":
            assert row.value == 0.0
    assert f"{report.items} without an answer" in report.text()


def test_unread_answers_lower_every_score() -> None:
    def halting(item: Item) -> scripted.Json | None:
        return None if item.clip == 3 else item.right

    report = examined(halting, world())
    for row in report.rows:
        if row.measure == "score" and row.view != "crop - full":
            assert 0 < row.value < 1
            assert row.unread > 0


def test_same_seed_same_report_and_another_seed_other_draws() -> None:
    clips = world()
    first, second = (examined(scripted.at_random(1), clips).to_dict() for _ in range(2))
    assert first == second
    other = examined(scripted.at_random(1), clips, seed=5).to_dict()
    assert other["questions_digest"] != first["questions_digest"]


def test_what_two_items_ask_alike_is_asked_once() -> None:
    planned = plan(world(), ETHOGRAM)
    heard: list[str] = []
    model = scripted.scripted("scripted", planned.items, scripted.perfect)

    def ask(questions, done) -> None:
        heard.extend(f"{question.digest}" for question in questions)
        model.ask(questions, done)

    told: list[tuple[int, int]] = []
    evaluate_describer(
        model.identity, world(), ETHOGRAM, fake_pictures, ask,
        progress=lambda done, total: told.append((done, total)),
    )  # fmt: skip
    assert len(heard) == len(set(heard)) == planned.calls < len(planned.items)
    assert told[-1] == (planned.calls, planned.calls)


def test_wilson_and_bootstrap_by_hand() -> None:
    value, low, high = wilson(8, 10)
    assert (value, round(low, 4), round(high, 4)) == (0.8, 0.4902, 0.9433)
    assert math.isnan(wilson(0, 0).value)
    tallies = np.column_stack([np.arange(40.0) % 2, np.ones(40)])
    values = bootstrap(tallies, lambda sums: sums[..., 0] / sums[..., 1], draws(40, 1))
    mean, low, high = estimate(values)
    assert mean == 0.5
    # the standard error of a share of a half in 40 is 0.079
    assert low == pytest.approx(0.5 - 1.96 * 0.079, abs=0.03)
    assert high == pytest.approx(0.5 + 1.96 * 0.079, abs=0.03)


def test_faults_are_said() -> None:
    with pytest.raises(UserError, match="at least one labelled clip"):
        plan([], ETHOGRAM)
    with pytest.raises(UserError, match="at least two repeats"):
        SuiteSettings(repeats=1)
    with pytest.raises(UserError, match="No behavior 'fly'"):
        plan(world(), ETHOGRAM, SuiteSettings(scored=("fly",)))
    with pytest.raises(UserError, match="'z' is visible"):
        clip([fact("a", "rest", None, 0, 1)], 0.0, 2.0, "ab", "z")
