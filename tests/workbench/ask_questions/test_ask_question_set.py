"""The questions themselves: enough of them, answered by their oracles, and plausible."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from matplotlib.figure import Figure
from question_expected import Expected, Intervals, Names, Number, Picture, Rows, YesNo
from question_facts import common, seen
from question_judge import judge
from question_oracle import ANIMALS
from question_oracle_places import path, time_in
from question_paths import speed
from question_set import Question, load
from question_worlds import question_project

from sample_data.generate import SEED
from sample_data.motion import KEYPOINTS, STEP_S, simulate
from sample_data.script import DURATION_S, OPEN_FIELD
from workbench.ask.answer import Answer, Clip, Provenance, Table, Value
from workbench.samples import sample_folder

MADE = Provenance("person", "v1", "0.1.0")
CALLS = {"trajectory": "plot_paths", "heat map": "plot_occupancy", "raster": "plot_raster",
         "budget": "plot_budget", "transitions": "plot_transitions"}  # fmt: skip
SPLITS = ("dev", "held_out")


@cache
def answerable() -> list[Question]:
    return [one for split in SPLITS for one in load(split) if not one.cannot]  # type: ignore[arg-type]


def said(expected: Expected, *, off: bool = False) -> Answer:
    """Return an answer that says what is expected, or the nearest thing that is wrong."""
    empty = Answer("?", "", MADE)
    if isinstance(expected, Number):
        step = 3 * expected.least + 2 * expected.share * expected.value
        step = max(step, 1.0) if not expected.unit and expected.least <= 1e-6 else step
        return replace(empty, values=(Value(float(expected.value + off * step), expected.unit),))
    if isinstance(expected, Intervals):
        return replace(empty, clips=tuple(Clip(*span) for span in expected.spans[off:]))
    if isinstance(expected, Names):
        others = expected.among - expected.names
        names = sorted(others)[:1] if off else sorted(expected.names)
        return replace(empty, values=tuple(Value(name) for name in names))
    if isinstance(expected, YesNo):
        return replace(empty, values=(Value(expected.yes is not off),))
    if isinstance(expected, Rows):
        rows = [(" ".join(key), float(value)) for key, value in expected.rows.items()]
        return replace(empty, tables=(Table(("what", "value"), tuple(rows[off:])),))
    figure, kinds = Figure(), [*CALLS, *CALLS]
    figure.suptitle(", ".join(expected.of))
    kind = kinds[kinds.index(expected.kind) + off]
    return replace(empty, program=f"answer(plot=rec.{CALLS[kind]}())", figures=(figure,))


def test_there_are_enough_of_them() -> None:
    dev, held = (load(split) for split in SPLITS)  # type: ignore[arg-type]
    asked = [one for one in dev + held if not one.cannot]
    shapes = Counter(one.shape for one in asked)
    assert len(shapes) >= 46
    assert min(shapes.values()) >= 5
    assert sum(bool(one.cannot) for one in dev + held) >= 60
    assert len({one.shape for one in asked if one.world == "group"}) >= 12
    assert len({one.shape for one in asked if one.world == "sample"}) >= 30
    known = {one.shape for one in dev}
    assert len({one.shape for one in held if not one.cannot} - known) == 6


def test_nothing_is_asked_twice() -> None:
    everything = [one for split in SPLITS for one in load(split)]  # type: ignore[arg-type]
    texts = Counter(
        (one.world, tuple(t.casefold().strip(" ?.") for t in one.turns)) for one in everything
    )
    assert texts.most_common(1)[0][1] == 1
    assert len({one.id for one in everything if not one.cannot}) == len(answerable())


@pytest.mark.parametrize("question", answerable(), ids=lambda one: one.id)
def test_what_the_oracle_says_is_right_and_its_neighbour_wrong(question: Question) -> None:
    expected = question.expected
    assert question.fact
    assert question.fact_question
    for one in expected:
        assert judge(question, said(one)) == "right"
    numbers = [one for one in expected if isinstance(one, Number)]
    top = max(numbers, key=lambda one: one.value, default=expected[0])
    assert judge(question, said(top, off=True)) in ("wrong", "refused")


def test_no_shape_has_one_answer_only() -> None:
    answers: dict[str, set[str]] = {}
    for one in answerable():
        if not isinstance(one.expected[0], Picture):
            answers.setdefault(one.shape, set()).add(repr(one.expected[0]))
    same = {shape for shape, found in answers.items() if len(found) == 1}
    assert same <= {"most-shown"}, same
    zero = [q.id for q in answerable() if q.expected[0] == Number(0)]
    assert len(zero) <= 5


# against what really happens --------------------------------------------------------------------


def test_facts_are_the_truth_within_the_error_of_labelling() -> None:
    with (sample_folder() / "truth.csv").open(encoding="utf-8") as file:
        truth = [row for row in csv.DictReader(file) if row["recording"] == "open_field"]
    pairs = {(row["subject"], row["predicate"]) for row in truth}
    for subject, predicate in pairs:
        found = [one.stretch for one in seen("sample", f"{subject} {predicate}")]
        real = [
            (float(row["start_s"]), float(row["stop_s"]))
            for row in truth
            if (row["subject"], row["predicate"]) == (subject, predicate)
        ]
        assert np.asarray(found) == pytest.approx(np.asarray(real), abs=0.75), (subject, predicate)


def test_chases_of_the_groups_are_the_truth() -> None:
    data = question_project("group").folder.parent / "data"
    for path_ in sorted(data.glob("*_truth.csv")):
        with path_.open(encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if row["predicate"] == "chase"]
        name = path_.name.removesuffix("_truth.csv")
        found = [one.stretch for one in seen("group", "* chase", recording=name)]
        real = [(float(row["start_s"]), float(row["stop_s"])) for row in rows]
        pairs = [(one, two) for one in found for two in real if common([one], [two])]
        assert {one for one, _ in pairs} == set(found), name
        assert {two for _, two in pairs} == set(real), name
        assert len(real) - len(found) in (0, 1)  # one is in two parts, 0.7 s apart


@pytest.mark.parametrize("animal", ANIMALS)
def test_paths_and_speeds_are_those_of_the_clean_motion(animal: str) -> None:
    points = np.asarray(simulate(OPEN_FIELD, DURATION_S, SEED).points_cm)[:: round(1 / 30 / STEP_S)]
    centre = points[:, ANIMALS.index(animal), KEYPOINTS.index("centre")]
    steps = np.hypot(*np.diff(centre, axis=0).T)
    (far,) = path("sample", animal).answers
    assert isinstance(far, Number)
    assert far.value == pytest.approx(steps.sum(), rel=0.12)  # noise while it rests adds to it
    moving = np.flatnonzero(steps * 30 > 5)
    measured = speed("sample", "open_field", animal)[moving]
    told = np.isfinite(measured)
    assert measured[told].mean() == pytest.approx(steps[moving][told].mean() * 30, rel=0.04)


def test_time_in_the_shelter_is_from_entering_to_leaving() -> None:
    for animal in ANIMALS:
        first, bridged, *_ = time_in("sample", animal, "shelter").answers
        (enters,), (leaves,) = (
            seen("sample", f"{animal} {what} shelter") for what in ("enter", "leave")
        )
        assert isinstance(bridged, Number)
        assert bridged.value == pytest.approx(leaves.start_s - enters.start_s, abs=0.07)
        assert isinstance(first, Number)
        assert first.value < bridged.value  # it was not tracked for a while in there
