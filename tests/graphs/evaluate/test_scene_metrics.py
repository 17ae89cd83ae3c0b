"""Recall at K: the golden case by hand, what must miss, and greedy matching by brute force."""

from __future__ import annotations

import dataclasses
import math
import random
from collections.abc import Sequence

import pytest

from graphs.errors import UserError
from graphs.ethogram import parse_ethogram
from graphs.evaluate.scene_matching import Prediction, Rules
from graphs.evaluate.scene_metrics import scene_recall
from graphs.intervals import tiou
from graphs.records import Fact, Status

ETHOGRAM = parse_ethogram(
    """
    [behavior.approach]
    definition = "walks up to another"
    target = "animal"
    synonyms = ["walks towards"]
    [behavior.flee]
    definition = "runs away from another"
    target = "animal"
    [behavior.sniff]
    definition = "nose on another"
    target = "animal"
    [behavior.rest]
    definition = "lies still"
    """
)


def true(
    who: str,
    does: str,
    whom: str | None,
    start: float,
    stop: float,
    *,
    recording: str = "r1",
    status: Status = "asserted",
) -> Fact:
    kind = "point" if start == stop else "state"
    return Fact(
        recording, who, does, whom, start, stop, 0, 1, kind, 1.0, status, "human", "run"
    )  # fmt: skip


def says(
    who: str,
    does: str,
    whom: str | None,
    start: float,
    stop: float,
    score: float,
    recording: str = "r1",
) -> Prediction:
    return Prediction(recording, who, does, whom, start, stop, score)


def swapped(prediction: Prediction) -> Prediction:
    assert prediction.object is not None
    return dataclasses.replace(prediction, subject=prediction.object, object=prediction.subject)


def rounded(values: Sequence[float]) -> list[float]:
    return [round(value, 3) for value in values]


TRUTH = [
    true("A", "approach", "B", 0, 4),
    true("B", "flee", "A", 4, 6),
    true("A", "sniff", "B", 6, 10),
    true("A", "approach", "B", 20, 24),
]
PREDICTIONS = [
    says("A", "approach", "B", 0, 3, 0.9),
    says("A", "chase", "B", 4, 6, 0.8),
    says("A", "sniff", "B", 7, 10, 0.7),
    says("B", "flee", "A", 4.5, 6, 0.6),
    says("A", "approach", "B", 19, 23, 0.5),
]
KS = (1, 2, 3, 4, 5)


@pytest.mark.parametrize("constraint", [True, False])
def test_golden_case(constraint: bool) -> None:
    report = scene_recall(PREDICTIONS[::-1], TRUTH, KS, Rules(graph_constraint=constraint))
    assert report.recall == (0.25, 0.25, 0.5, 0.75, 1.0)
    assert rounded(report.mean_recall) == [0.167, 0.167, 0.5, 0.833, 1.0]
    assert report.never == ("chase",)
    assert (report.facts, report.recordings, report.dropped) == (4, 1, 0)
    assert report.per_predicate["approach"].recall == (0.5, 0.5, 0.5, 0.5, 1.0)


def test_swapped_subject_and_object_miss() -> None:
    for at in (0, 2, 3, 4):
        predictions = list(PREDICTIONS)
        predictions[at] = swapped(predictions[at])
        assert scene_recall(predictions, TRUTH, [5]).recall == (0.75,)
    every = [swapped(prediction) for prediction in PREDICTIONS]
    assert scene_recall(every, TRUTH, [5], Rules(graph_constraint=False)).recall == (0.0,)


def test_a_model_that_only_says_the_most_frequent_predicate() -> None:
    """It finds all 17 approaches of 20 facts: recall .85, but one class of four."""
    truth = [true("A", "approach", "B", 10 * i, 10 * i + 5) for i in range(17)]
    truth += [
        true("A", name, "B", 300 + 10 * i, 305 + 10 * i)
        for i, name in enumerate(["flee", "sniff", "chase"])
    ]
    predictions = [
        says("A", "approach", "B", fact.start_s, fact.stop_s, 1 - i / 100)
        for i, fact in enumerate(truth)
    ]
    report = scene_recall(predictions, truth, [20])
    assert report.recall == (0.85,)
    assert report.mean_recall == (0.25,)


# --- what matches ---


@pytest.mark.parametrize(
    ("start", "stop", "expected"),
    [(0, 8, 1), (0, 8.000001, 0), (2, 4, 1), (2.000001, 4, 0), (4, 8, 0), (2, 2, 0)],
)
def test_intervals_agree_by_half(start: float, stop: float, expected: float) -> None:
    predictions = [says("A", "approach", "B", start, stop, 1)]
    assert scene_recall(predictions, TRUTH[:1], [1]).recall == (expected,)


@pytest.mark.parametrize(("at", "expected"), [(5.5, 1), (4.5, 1), (5.500001, 0)])
def test_points_match_within_a_tolerance(at: float, expected: float) -> None:
    predictions = [says("A", "rear", None, at, at, 1)]
    assert scene_recall(predictions, [true("A", "rear", None, 5, 5)], [1]).recall == (expected,)


def test_the_nearest_point_is_taken() -> None:
    truth = [true("A", "rear", None, 5, 5), true("A", "rear", None, 5.4, 5.4)]
    predictions = [
        says("A", "rear", None, 5.4, 5.4, 2),
        says("A", "rear", None, 4.8, 4.8, 1),  # reaches only the first
    ]
    assert scene_recall(predictions, truth, [2]).recall == (1.0,)


def test_one_to_one() -> None:
    """Two predictions of one fact count once; a better one takes the fact that it overlaps most."""
    twice = [says("A", "approach", "B", 0, 4, 0.9), says("A", "approach", "B", 0, 4, 0.8)]
    assert scene_recall(twice, TRUTH, [2]).recall == (0.25,)
    truth = [true("A", "approach", "B", 0, 4), true("A", "approach", "B", 1, 5)]
    predictions = [
        says("A", "approach", "B", 1, 5, 0.9),
        says("A", "approach", "B", 0, 3, 0.8),
    ]
    assert scene_recall(predictions, truth, [2]).recall == (1.0,)


def test_synonyms_have_one_name_and_strange_words_are_listed() -> None:
    predictions = [
        dataclasses.replace(PREDICTIONS[0], predicate="Walks-towards"),
        PREDICTIONS[1],
    ]
    assert scene_recall(predictions, TRUTH, [2]).recall == (0.0,)
    report = scene_recall(predictions, TRUTH, [2], ethogram=ETHOGRAM)
    assert report.recall == (0.25,)
    assert report.unknown == ("chase",)
    assert report.never == ("chase", "rest")


def test_facts_that_do_not_stand_are_no_truth() -> None:
    wrong: tuple[Status, ...] = ("rejected", "superseded")
    truth = [*TRUTH, *(true("A", "chase", "B", 4, 6, status=status) for status in wrong)]
    assert scene_recall(PREDICTIONS, truth, [5]).facts == 4


def _brute_force(predictions: list[Prediction], truth: list[Fact], k: int) -> float:
    """Recall at K of one recording by the definition, without constraint and points."""
    left = sorted(truth, key=lambda f: (f.start_s, f.stop_s))
    ranked = sorted(predictions, key=lambda p: p.score, reverse=True)
    for p in ranked[:k]:
        fits = [
            (tiou((p.start_s, p.stop_s), (f.start_s, f.stop_s)), -i, f)
            for i, f in enumerate(left)
            if (p.subject, p.predicate, p.object) == (f.subject, f.predicate, f.object)
        ]
        fits = [fit for fit in fits if fit[0] >= 0.5]
        if fits:
            left.remove(max(fits, key=lambda fit: fit[:2])[2])
    return 1 - len(left) / len(truth)


@pytest.mark.parametrize("seed", range(20))
def test_recall_against_brute_force(seed: int) -> None:
    draw = random.Random(seed)

    def triple() -> tuple[str, str, str | None, int, int]:
        start = draw.randrange(30)
        who, does, whom = draw.choice("AB"), draw.choice(["flee", "sniff"]), draw.choice("BC")
        return who, does, whom, start, start + draw.randrange(1, 9)

    recordings = {
        name: (
            [true(*triple(), recording=name) for _ in range(25)],
            [says(*triple(), round(draw.random(), 1), name) for _ in range(40)],
        )
        for name in ("r1", "r2", "r3")
    }
    truth = [fact for facts, _ in recordings.values() for fact in facts]
    predictions = [p for _, those in recordings.values() for p in those]
    report = scene_recall(predictions, truth, [5, 20, 40], Rules(graph_constraint=False))
    expected = [
        sum(_brute_force(those, facts, k) for facts, those in recordings.values()) / 3
        for k in (5, 20, 40)
    ]
    assert report.recall == pytest.approx(expected)


# --- recordings and classes ---


def test_mean_over_recordings() -> None:
    """One recording found whole, one not at all, one without truth."""
    truth = [TRUTH[0], *(true("A", "flee", "B", 9 * i, 9 * i + 4, recording="r2") for i in (0, 1))]
    predictions = [PREDICTIONS[0], says("A", "sniff", "B", 0, 4, 1, "r3")]
    report = scene_recall(predictions, truth, [1])
    assert report.recall == (0.5,)
    assert report.mean_recall == (0.5,)
    assert report.without_truth == ("r3",)
    assert (report.per_predicate["flee"].facts, report.per_predicate["flee"].recordings) == (2, 1)
    assert "Without true facts, not counted: 1 recording (r3)." in report.text()


def test_k_counts_per_recording() -> None:
    truth = [TRUTH[0], dataclasses.replace(TRUTH[0], recording="r2")]
    predictions = [PREDICTIONS[0], dataclasses.replace(PREDICTIONS[0], recording="r2", score=0.1)]
    assert scene_recall(predictions, truth, [1]).recall == (1.0,)


def test_unseen_triples() -> None:
    exemplars = [true("X", "approach", "Y", 0, 1), true("Y", "flee", "X", 1, 2)]
    report = scene_recall(PREDICTIONS, TRUTH, KS, exemplars=exemplars, ethogram=ETHOGRAM)
    assert report.unseen_facts == 1  # the sniff
    assert report.unseen_recall == (0, 0, 1, 1, 1)
    classes = {"A": "resident", "B": "intruder"}
    classed = scene_recall(
        PREDICTIONS, TRUTH, KS, exemplars=exemplars, ethogram=ETHOGRAM, classes=classes
    )
    assert classed.unseen_facts == 4
    assert classed.unseen_recall == classed.recall
    assert scene_recall(PREDICTIONS, TRUTH, KS, exemplars=[]).unseen_facts == 4
    without = scene_recall(PREDICTIONS, TRUTH, KS)
    assert without.unseen_facts is None
    assert all(map(math.isnan, without.unseen_recall))
    assert "not measured" in without.text()


def test_an_exemplar_may_use_a_synonym() -> None:
    exemplars = [true("X", "walks towards", "Y", 0, 1)]
    report = scene_recall(PREDICTIONS, TRUTH, [5], exemplars=exemplars, ethogram=ETHOGRAM)
    assert report.unseen_facts == 2  # flee and sniff


# --- constraint and settings ---


def test_graph_constraint() -> None:
    """The better guess at a pair is wrong; the second is only allowed without the constraint."""
    predictions = [
        says("B", "chase", "A", 4, 6, 0.9),
        says("B", "flee", "A", 4, 6, 0.8),
        says("A", "approach", "B", 4, 6, 0.7),  # the other direction is another pair
        says("B", "flee", "A", 6, 8, 0.6),  # touches
    ]
    constrained = scene_recall(predictions, TRUTH, [4])
    assert (constrained.recall, constrained.dropped) == ((0.0,), 1)
    free = scene_recall(predictions, TRUTH, [4], Rules(graph_constraint=False))
    assert (free.recall, free.dropped) == ((0.25,), 0)
    assert "one predicate per ordered pair" in constrained.text()
    assert "several predicates per ordered pair" in free.text()


def test_a_dropped_prediction_drops_no_other() -> None:
    predictions = [
        says("A", "sniff", "B", 0, 2, 0.9),
        says("A", "flee", "B", 1, 5, 0.8),  # dropped for the first
        says("A", "approach", "B", 4, 8, 0.7),  # shares time with the dropped one only
    ]
    assert scene_recall(predictions, [true("A", "approach", "B", 4, 8)], [2]).recall == (1.0,)


def test_true_pairs_given_is_accuracy() -> None:
    predictions = [
        says("A", "approach", "B", 0, 4, 0.9),
        says("B", "flee", "A", 4, 6, 0.8),
        says("A", "approach", "B", 6, 10, 0.7),
        says("A", "approach", "B", 20, 24, 0.6),
    ]
    report = scene_recall(predictions, TRUTH, [1], Rules(setting="predicate"))
    assert report.ks == (1, math.inf)
    assert report.recall == (0.25, 0.75)
    assert list(report.table().columns) == [
        "k", "accuracy", "mean_accuracy", "unseen_accuracy",
    ]  # fmt: skip
    assert list(report.predicate_table().columns)[-1] == "accuracy"
    text = report.text()
    assert text.startswith("Accuracy over 4 true facts, 1 recording; the true pairs")
    assert "   all     0.750      0.667" in text
    assert "Recall" not in text


def test_a_setting_is_kept_to() -> None:
    with pytest.raises(UserError, match=r"true pair with its interval; 5 predictions of 5 are not"):
        scene_recall(PREDICTIONS, TRUTH, [1], Rules(setting="predicate"))
    at_true_times = [says("A", "sniff", "B", 4, 6, 1)]
    assert scene_recall(at_true_times, TRUTH, [1], Rules(setting="labels")).measure == "recall"
    with pytest.raises(UserError, match="is of a true interval"):
        scene_recall(PREDICTIONS, TRUTH, [1], Rules(setting="labels"))


# --- reports and refusals ---


def test_tables_and_text() -> None:
    report = scene_recall(PREDICTIONS, TRUTH, [1, 4], ethogram=ETHOGRAM)
    table = report.table()
    assert list(table.columns) == ["k", "recall", "mean_recall", "unseen_recall"]
    assert table["k"].tolist() == [1, 4]
    assert table["recall"].tolist() == [0.25, 0.75]
    per_predicate = report.predicate_table()
    assert per_predicate[per_predicate["k"] == 4].set_index("predicate")["recall"].to_dict() == {
        "approach": 0.5, "flee": 1.0, "sniff": 1.0,
    }  # fmt: skip
    text = report.text()
    assert "Classes in the mean: 3; that never occur, left out: 2 (chase, rest)." in text
    assert "     4     0.750      0.833" in text
    assert "Not in the ethogram: chase." in text


def test_nothing_to_recover() -> None:
    report = scene_recall(PREDICTIONS, [], [5], exemplars=[])
    assert math.isnan(report.recall[0])
    assert math.isnan(report.mean_recall[0])
    assert (report.facts, report.unseen_facts) == (0, 0)
    assert scene_recall([], TRUTH, [5]).recall == (0.0,)


@pytest.mark.parametrize("score", [math.nan, math.inf])
def test_a_score_is_a_number(score: float) -> None:
    with pytest.raises(UserError, match="finite"):
        scene_recall([says("A", "flee", "B", 0, 1, score)], TRUTH)


def test_what_is_refused() -> None:
    with pytest.raises(UserError, match="start no later"):
        scene_recall([says("A", "flee", "B", 2, 1, 1)], TRUTH)
    for ks in ([], [0], [math.nan]):
        with pytest.raises(UserError, match="Each K"):
            scene_recall(PREDICTIONS, TRUTH, ks)
    for iou in (0, 1.1, math.nan):
        with pytest.raises(UserError, match="min_iou"):
            Rules(min_iou=iou)
    with pytest.raises(UserError, match="point_tolerance_s"):
        Rules(point_tolerance_s=-1)
