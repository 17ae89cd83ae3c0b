"""Accepted answers, answered again after a change: what costs over two points is blocked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from notebook_runs import told_by

from graphs.errors import UserError
from workbench.ask.answer import Answer, Provenance, Table, Value
from workbench.memory.cases import MOST_CASES, Case, Cases, Replayed
from workbench.memory.conversation import Turn, turn_of


def answered(question: str, value: float, version: str = "v1", unit: str = "cm/s") -> Answer:
    return Answer(
        question,
        f"answer({value})\n",
        Provenance("grammar", version, "0.1.0"),
        values=(Value(value, unit, assessed_s=10.0),),
    )


def turned(question: str, value: float, version: str = "v1", unit: str = "cm/s") -> Turn:
    return turn_of(answered(question, value, version, unit))


def kept(folder: Path, count: int, version: str = "v1") -> Cases:
    cases = Cases(folder)
    for number in range(count):
        cases.add(turned(f"question {number}", float(number), version))
    return cases


def answers(changed: Mapping[int, float]) -> dict[str, Answer]:
    return {
        f"question {number}": answered(f"question {number}", changed.get(number, float(number)))
        for number in range(100)
    }


def replayed(
    cases: Cases, changed: Mapping[int, float], before: Replayed | None = None
) -> Replayed:
    now = answers(changed)
    return cases.replay(lambda case: now[case.question], "v1", before)


def test_one_of_fifty_costs_two_points_and_is_let_through(tmp_path: Path) -> None:
    result = replayed(kept(tmp_path, 50), {7: 99.0})
    assert result.score == 98.0
    assert result.backward_transfer == -2.0
    assert not result.blocks
    result.check("The tip")


def test_two_of_fifty_cost_four_points_and_are_named(tmp_path: Path) -> None:
    result = replayed(kept(tmp_path, 50), {7: 99.0, 8: math.nan})
    assert result.backward_transfer == -4.0
    with pytest.raises(UserError) as told:
        result.check("Macro 'speed_in', version 2,")
    assert str(told.value) == (
        "Macro 'speed_in', version 2, changes 2 answers of 50 that were accepted, and is not saved "
        "(-4.0 points; at most -2):\n"
        "  - question 7: was 7 cm/s; is 99 cm/s\n"
        "  - question 8: was 8 cm/s; is unknown\n"
        "Correct it, or take the answers back if they were wrong."
    )


def test_one_of_forty_nine_is_too_much(tmp_path: Path) -> None:
    assert replayed(kept(tmp_path, 49), {7: 99.0}).blocks


def test_answers_about_other_data_are_not_comparable_and_never_wrong(tmp_path: Path) -> None:
    cases = kept(tmp_path, 10)
    for number in range(10, 20):
        cases.add(turned(f"question {number}", 0.0, "v0"))
    result = replayed(cases, {})
    assert result.score == 100.0
    assert result.not_comparable == tuple(f"question {number}" for number in range(10, 20))
    assert result.text() == "10 of 10 answers are the same; 10 not comparable, as the data changed"
    nothing = cases.replay(lambda case: answers({})[case.question], "v9")
    assert math.isnan(nothing.score)
    assert not nothing.blocks
    assert nothing.text() == ("0 of 0 answers are the same; 20 not comparable, as the data changed")


def test_what_was_wrong_before_is_not_held_against_a_change(tmp_path: Path) -> None:
    cases = kept(tmp_path, 10)
    before = replayed(cases, {1: 5.0})
    assert before.blocks
    same = replayed(cases, {1: 5.0}, before)
    assert same.backward_transfer == 0.0
    assert not same.blocks
    worse = replayed(cases, {1: 5.0, 2: 5.0}, before)
    assert worse.backward_transfer == pytest.approx(-10.0)
    assert list(worse.spoilt) == ["question 2"]
    better = replayed(cases, {}, before)
    assert better.backward_transfer == pytest.approx(10.0)


def test_a_program_that_fails_now_is_another_answer(tmp_path: Path) -> None:
    cases = kept(tmp_path, 2)

    def fails(case: Case) -> Answer:
        message = "No zone 'shelter'."
        raise UserError(message)

    assert cases.replay(fails, "v1").different == {
        "question 0": "no answer any more: No zone 'shelter'.",
        "question 1": "no answer any more: No zone 'shelter'.",
    }


def test_real_programs_give_the_same_answers_again(tmp_path: Path) -> None:
    cases = Cases(tmp_path)
    told = "from workbench import answer\nanswer(rec.speed('mouse_2').mean())\n"

    def run(program: str) -> Answer:
        values = tuple(told_by(program).values)
        return Answer("How fast?", program, Provenance("grammar", "v1", "0"), values=values)

    cases.add(turn_of(run(told)))
    (case,) = Cases(tmp_path).all()
    assert case.values[0].value == pytest.approx(18.0)
    assert case.values[0].unit == "cm/s"
    assert cases.replay(lambda case: run(case.program), "v1").score == 100.0
    other = cases.replay(lambda case: run(case.program.replace("mouse_2", "mouse_3")), "v1")
    assert other.different == {"How fast?": "was 18 cm/s; is 27 cm/s"}


@pytest.mark.parametrize(
    ("then", "now", "same"),
    [
        (Value(1.0), Value(1.0 + 1e-12), True),
        (Value(1.0), Value(1.001), False),
        (Value(math.nan), Value(math.nan), True),
        (Value(math.nan), Value(0.0), False),
        (Value(True), Value(1.0), False),
        (Value("mouse_1"), Value("mouse_1"), True),
        (Value("a\ud800"), Value("a\ud800"), True),
        (Value(1.0, "cm"), Value(1.0, "px"), False),
        (Value(1.0, name="a"), Value(1.0, name="b"), False),
    ],
)
def test_which_values_are_the_same(tmp_path: Path, then: Value, now: Value, same: bool) -> None:
    cases = Cases(tmp_path)
    answer = replace(answered("q", 0.0), values=(then,))
    cases.add(turn_of(answer))
    result = cases.replay(lambda case: replace(answer, values=(now,)), "v1")
    assert bool(result.same) is same


def test_several_values_and_tables_are_compared(tmp_path: Path) -> None:
    cases = Cases(tmp_path)
    table = Table(("animal", "s"), (("mouse_1", 1.0), ("mouse_2", math.nan)))
    answer = replace(answered("q", 0.0), values=(Value(1.0), Value(2.0)), tables=(table,))
    cases.add(turn_of(answer))
    rows = (("mouse_1", 1.0 + 1e-12), ("mouse_2", math.nan))
    near = replace(answer, tables=(Table(table.columns, rows),))
    assert cases.replay(lambda case: near, "v1").same == ("q",)
    other = replace(answer, tables=(Table(table.columns, rows[:1]),))
    assert cases.replay(lambda case: other, "v1").different == {"q": "its table is another"}
    fewer = replace(answer, values=(Value(1.0),))
    assert cases.replay(lambda case: fewer, "v1").different == {"q": "was 1; 2; is 1"}
    swapped = replace(answer, values=(Value(2.0), Value(1.0)))
    assert not cases.replay(lambda case: swapped, "v1").same


def test_fifty_are_kept_and_the_oldest_make_room(tmp_path: Path) -> None:
    cases = kept(tmp_path, MOST_CASES + 3)
    assert [case.question for case in cases.all()] == [
        f"question {number}" for number in range(3, MOST_CASES + 3)
    ]
    cases.add(turned("question 3", 3.5))  # the same question is the same case
    assert len(cases.all()) == MOST_CASES
    assert cases.all()[-1].values[0].value == 3.5
    assert not cases.take_back("question 3", "another program")
    assert cases.take_back("question 3", "answer(3.5)\n")
    assert not cases.take_back("question 3", "answer(3.5)\n")
    assert len(cases.all()) == MOST_CASES - 1


def test_a_question_after_another_is_not_the_same_by_itself(tmp_path: Path) -> None:
    cases = Cases(tmp_path)
    cases.add(turned("and mouse_2?", 1.0), ("How far does mouse_1 go?",))
    cases.add(turned("and mouse_2?", 2.0), ("How fast is mouse_1?",))
    cases.add(turned("and mouse_2?", 3.0), ("How fast is mouse_1?",))
    assert [(one.before, one.values[0].value) for one in cases.all()] == [
        (("How far does mouse_1 go?",), 1.0), (("How fast is mouse_1?",), 3.0),
    ]  # fmt: skip


def test_what_a_change_does_not_touch_is_the_same(tmp_path: Path) -> None:
    assert kept(tmp_path, 3).replay(lambda _case: None, "v1").score == 100.0


def test_what_cannot_be_compared_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="it needs a question, a program, and a value or a table"):
        Cases(tmp_path).add(replace(turned("q", 1.0), values=()))
    with pytest.raises(UserError, match="it needs a question, a program"):
        Cases(tmp_path).add(replace(turned("q", 1.0), program=" "))


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    cases = kept(tmp_path, 2)
    (tmp_path / "x.toml").write_text("question = 'q'\n")
    assert len(cases.all()) == 2
    assert "program is missing" in cases.faults()[0]
