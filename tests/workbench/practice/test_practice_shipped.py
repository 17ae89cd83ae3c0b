"""The practice set that comes with the workbench: complete, varied, right, and made again alike."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files
from itertools import combinations
from random import Random

import pytest

from workbench.practice.build import shipped_judges
from workbench.practice.examples import (
    MOST_ALIKE,
    SEED,
    jaccard,
    practice_exemplars,
    shipped,
    tokens,
)
from workbench.practice.judge import Judge
from workbench.practice.rounds import (
    LEAST_OF_EACH,
    NEAR_REPEAT,
    Practice,
    Scripted,
    checked_again,
)
from workbench.practice.surface import IMPOSSIBLE, practised, public_functions

MOST_BYTES = 1_500_000


@pytest.fixture(scope="module")
def judges(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Judge]:
    return shipped_judges(tmp_path_factory.mktemp("shipped"))


def test_every_public_function_has_five_verified_examples() -> None:
    counts = Counter(example.function for example in shipped())
    lacking = {name: counts[name] for name in practised() if counts[name] < LEAST_OF_EACH}
    assert lacking == {}
    assert set(public_functions()) - set(counts) == set(IMPOSSIBLE)


def test_no_two_questions_are_nearly_the_same() -> None:
    asked = [(one.question, tokens(one.question)) for one in shipped()]
    alike = [
        (a, b) for (a, x), (b, y) in combinations(asked, 2) if jaccard(x, y) > MOST_ALIKE
    ]  # fmt: skip
    assert alike == []


def test_it_is_small_and_every_example_does_what_it_practises() -> None:
    folder = files("workbench.practice") / "shipped"
    sizes = [len(path.read_bytes()) for path in folder.iterdir() if path.name.endswith(".toml")]
    assert sum(sizes) <= MOST_BYTES
    for example in shipped():
        name = example.function.partition(".")[2]
        assert f".{name}" in example.program or not name


def test_no_question_names_the_function_that_it_needs() -> None:
    spelled = [
        (one.function, one.question)
        for one in shipped()
        if "_" in (name := one.function.partition(".")[2]) and name in one.question
    ]
    assert spelled == []


def test_a_sample_is_still_right(judges: dict[str, Judge]) -> None:
    sample = Random(0).sample(shipped(), 30)
    assert [one.verdict.faults for one in checked_again(sample, judges)] == []


@pytest.mark.slow
def test_all_of_it_is_still_right(judges: dict[str, Judge]) -> None:
    assert [one.verdict.faults for one in checked_again(shipped(), judges)] == []


def test_the_same_seed_makes_the_same(judges: dict[str, Judge]) -> None:
    functions = ["Recording.time_in", "Bouts.lasting"]
    made = []
    for _ in range(2):
        practice = Practice(judges, Scripted(SEED))
        for function in functions:
            list(practice.function(function, 2))
        made.append(practice.kept)
    assert made[0] == made[1]
    assert len(made[0]) == 4
    other = Practice(judges, Scripted(SEED + 1))
    list(other.function(functions[0], 2))
    assert other.kept != made[0][:2]


def test_what_is_nearly_asked_is_not_asked_again(judges: dict[str, Judge]) -> None:
    practice = Practice(judges, Scripted(SEED), shipped())
    known = [one for one in shipped() if one.function == "Recording.time_in"]
    rounds = list(practice.function("Recording.time_in", len(known) + 1))
    assert (NEAR_REPEAT,) in [one.verdict.faults for one in rounds]


def test_as_exemplars() -> None:
    exemplars = practice_exemplars()
    assert len(exemplars) == len(shipped())
    one = next(e for e in exemplars if "path_length" in e.program)
    assert (one.accepted_by, one.data_version.split()[0]) == ("check", "practice")
    assert one.subgoals
    assert one.situation.n_animals >= 2
    assert one.text().startswith("Question: ")
