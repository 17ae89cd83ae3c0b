"""Practice beside what people accepted: who comes first where both are alike."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from workbench.memory.exemplars import Exemplar
from workbench.memory.situation import Situation
from workbench.practice.casts import MICE
from workbench.practice.copying import adapted
from workbench.practice.examples import practice_exemplars, situation_of
from workbench.practice.recall import best_with_practice, practice_of

DATA = situation_of(MICE)
QUESTION = "How many seconds did mouse_1 spend in the shelter, day_1?"
ASKED = replace(DATA, question=QUESTION)


def dialogue(question: str, program: str, **said: object) -> Exemplar:
    return Exemplar(replace(DATA, question=question), (), program, "3 s", "person", **said)  # type: ignore[arg-type]


def test_what_a_person_accepted_comes_first() -> None:
    own = dialogue(QUESTION, "answer(1)")
    here = replace(own, program="answer(2)", accepted_by="check", data_version="practice project")
    best = best_with_practice(ASKED, [own], [here], most=3)
    assert [one.exemplar for one in best[:2]] == [own, here]
    assert best[2].exemplar in practice_exemplars()


def test_practice_answers_where_nobody_asked() -> None:
    best = best_with_practice(ASKED, [])
    assert len(best) == 3
    assert "time_in" in best[0].exemplar.program


def test_a_rejected_one_is_not_shown() -> None:
    own = dialogue(QUESTION, "answer(1)", rejected="wrong zone")
    assert own not in [one.exemplar for one in best_with_practice(ASKED, [own])]


def test_what_has_nothing_in_common_is_left_out() -> None:
    strange = Situation("Zzyzx qwrt plok", "martians")
    assert best_with_practice(strange, []) == []


def test_practice_of_a_project_is_kept_beside(tmp_path: Path) -> None:
    store = practice_of(tmp_path)
    store.add(dialogue(QUESTION, "answer(2)"), ran=True)
    assert store.folder == tmp_path / "memory" / "practice"
    assert [one.program for one in practice_of(tmp_path).all()] == ["answer(2)"]


@pytest.mark.parametrize(
    ("asked", "program", "question", "right"),
    [
        ("Time of mouse_1 in the shelter, day_1", 'rec("day_1").time_in("mouse_1", "shelter")',
         "Time of mouse_2 in the feeder, day_3", 'rec("day_3").time_in("mouse_2", "feeder")'),
        ("mouse_1 over 5 cm/s", 'speed("mouse_1") > "5 cm/s"', "mouse_2 over 12 mm/s",
         'speed("mouse_2") > "12 mm/s"'),
        ("after chasing mouse_2, mouse_1 in 2 s", 'facts("mouse_1", "chase", "mouse_2", 2)',
         "after sniffing mouse_1, mouse_2 in 3.5 s", 'facts("mouse_2", "sniff", "mouse_1", 3.5)'),
    ],
)  # fmt: skip
def test_copying_puts_names_in_their_places(
    asked: str, program: str, question: str, right: str
) -> None:
    assert adapted(program, asked, MICE, question, MICE) == right
