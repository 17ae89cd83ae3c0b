"""Which dialogues are kept and shown, and that they never push out what is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from graphs.errors import UserError
from workbench.memory.exemplars import Exemplar, Exemplars
from workbench.memory.situation import Situation, similarities

MICE = Situation("", "social rodents", 2, ("nose", "centre", "tailbase"), ("shelter", "feeder"))


def dialogue(question: str, program: str = "", by: str = "person") -> Exemplar:
    return Exemplar(
        replace(MICE, question=question),
        ("find them", "count"),
        program or f"answer(rec.facts({question!r}).count)\n",
        "14",
        by,  # type: ignore[arg-type]
        "v1",
    )


def of_fifty(folder: Path) -> Exemplars:
    """Keep 49 questions that share most words with each other, and one more."""
    exemplars = Exemplars(folder)
    questions = [
        f"{ask} does mouse_1 {what} {where}?"
        for ask in ("How often", "How long", "When")
        for what in (
            "rear",
            "groom",
            "rest",
            "feed",
            "run",
            "walk",
            "chase mouse_2",
            "follow mouse_2",
        )
        for where in ("in the shelter", "in the first five minutes")
    ]
    questions.append("How often does mouse_1 approach mouse_2 within 5 s before it rears?")
    questions.append("How often does mouse_1 approach mouse_2 within 5 s after rearing?")
    for question in questions:
        exemplars.add(dialogue(question), ran=True)
    return exemplars


@pytest.mark.parametrize(
    "question",
    [
        "How often does mouse_1 approach mouse_2 within 5 seconds after rearing?",
        "How often did mouse_2 approach mouse_1 within 10 s after rearing?",
        "how often does mouse_1 aproach mouse_2 within 5 s after rearing",
    ],
)
def test_a_nearly_equal_question_is_first_of_fifty(tmp_path: Path, question: str) -> None:
    exemplars = of_fifty(tmp_path)
    assert len(exemplars.all()) == 50
    best = exemplars.best(replace(MICE, question=question))
    assert best[0].exemplar.situation.question == (
        "How often does mouse_1 approach mouse_2 within 5 s after rearing?"
    )
    assert len(best) == 3
    assert best[0].likeness > best[1].likeness


def test_the_data_decide_between_equal_questions(tmp_path: Path) -> None:
    exemplars = Exemplars(tmp_path)
    others = {
        "fish": replace(MICE, species="fish"),
        "many": replace(MICE, n_animals=10),
        "points": replace(MICE, keypoints=("snout", "tail_1")),
        "zones": replace(MICE, zones=("open arm", "closed arm")),
        "same": MICE,
    }
    question = "How long are they together?"
    for name, data in others.items():
        exemplar = replace(dialogue(question, name), situation=replace(data, question=question))
        exemplars.add(exemplar, ran=True)
    best = exemplars.best(replace(MICE, question=question), most=5)
    assert best[0].exemplar.program == "same"
    assert best[0].likeness == pytest.approx(1.0)
    assert best[1].likeness < 1.0


def test_what_has_little_in_common_is_not_shown(tmp_path: Path) -> None:
    exemplars = of_fifty(tmp_path)
    assert exemplars.best(replace(MICE, question="Compare the body size of both groups")) == []


def test_a_rejected_dialogue_is_never_shown(tmp_path: Path) -> None:
    exemplars = of_fifty(tmp_path)
    question = "How often does mouse_1 approach mouse_2 within 5 s after rearing?"
    exemplar = dialogue(question)
    assert exemplars.reject(question, exemplar.program, "it counted pairs twice")
    assert not exemplars.reject(question, "another program", "wrong")
    for asked in (one.situation for one in exemplars.all()):
        shown_now = [one.exemplar for one in Exemplars(tmp_path).best(asked, most=50)]
        assert question not in [one.situation.question for one in shown_now]
    (kept,) = [one for one in exemplars.all() if one.rejected]
    assert kept.rejected == "it counted pairs twice"
    with pytest.raises(UserError, match="only a person can accept it again"):
        exemplars.add(replace(exemplar, accepted_by="check"), ran=True)
    exemplars.add(exemplar, ran=True)
    best = exemplars.best(replace(MICE, question=question))
    assert best[0].exemplar.situation.question == question


def test_what_did_not_run_is_not_kept(tmp_path: Path) -> None:
    exemplars = Exemplars(tmp_path)
    with pytest.raises(UserError, match="did not run to its end"):
        exemplars.add(dialogue("How often?"), ran=False)
    with pytest.raises(UserError, match="it has no question; it has no answer"):
        exemplars.add(replace(dialogue(" "), found=""), ran=True)
    assert exemplars.all() == []
    assert not list(tmp_path.iterdir())


def test_the_same_dialogue_again_is_one_file(tmp_path: Path) -> None:
    exemplars = Exemplars(tmp_path)
    one = exemplars.add(dialogue("How often?"), ran=True)
    two = exemplars.add(replace(dialogue("How often?"), found="15"), ran=True)
    assert one == two
    assert [exemplar.found for exemplar in exemplars.all()] == ["15"]
    assert one.name.startswith("how-often-")


def test_two_questions_with_one_program_are_shown_once(tmp_path: Path) -> None:
    exemplars = Exemplars(tmp_path)
    for question in ("How often does mouse_1 rear?", "How often does mouse_1 rear at all?"):
        exemplars.add(dialogue(question, "answer(1)"), ran=True)
    best = exemplars.best(replace(MICE, question="How often does mouse_1 rear?"))
    assert [one.exemplar.situation.question for one in best] == ["How often does mouse_1 rear?"]


def test_a_damaged_file_is_told_and_the_others_are_shown(tmp_path: Path) -> None:
    exemplars = of_fifty(tmp_path)
    (tmp_path / "broken.toml").write_text("program = ")
    assert len(exemplars.all()) == 50
    assert "broken.toml" in exemplars.faults()[0]


def test_the_file_can_be_read_by_people(tmp_path: Path) -> None:
    path = Exemplars(tmp_path).add(dialogue("How often?", "a = 1\nanswer(a)\n"), ran=True)
    assert path.read_text() == (
        "subgoals = [\"find them\", \"count\"]\nprogram = '''\na = 1\nanswer(a)\n'''\n"
        'found = "14"\naccepted_by = "person"\ndata_version = "v1"\n\n[situation]\n'
        'question = "How often?"\nspecies = "social rodents"\nn_animals = 2\n'
        'keypoints = ["nose", "centre", "tailbase"]\nzones = ["shelter", "feeder"]\n'
    )


def test_a_dialogue_is_shown_whole() -> None:
    assert dialogue("How often?", "answer(14)\n").text() == (
        "Question: How often?\nPlan:\n1. find them\n2. count\nProgram:\nanswer(14)\nFound: 14"
    )


class OneMeaning:
    """An encoder to which all texts mean the same."""

    name, dim = "one-meaning", 2

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        return np.tile(np.array([[1.0, 0.0]], np.float32), (len(texts), 1))


def test_another_encoder_counts_for_half_of_a_question() -> None:
    there = [replace(MICE, question="when")]
    (spelled,) = similarities(replace(MICE, question="xyz"), there)
    (meant,) = similarities(replace(MICE, question="xyz"), there, OneMeaning())
    assert spelled == pytest.approx(0.2)
    assert meant == pytest.approx(0.2 + 0.8 / 2)
