"""Programs that questions of each form are written as, checked by hand."""

from __future__ import annotations

import pytest
from grammar_worlds import planned

from workbench.ask.grammar.planner import GrammarPlanner

REC = "rec = project.recording('cage')\n"


def lines(planner: GrammarPlanner, *turns: str) -> str:
    return planned(planner, *turns).removeprefix(REC)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("how often does mouse_1 rear", "rec.facts('mouse_1', 'rear')"),
        ("how often does Mouse 1 chase mouse-2?", "rec.facts('mouse_1', 'chase', 'mouse_2')"),
        ("how often is mouse_1 chased", "rec.facts(predicate='chase', object='mouse_1')"),
        ("how often is mouse_1 chased by mouse_2", "rec.facts('mouse_2', 'chase', 'mouse_1')"),
        ("how many chases by mouse_1 are there", "rec.facts('mouse_1', 'chase')"),
        ("how often does mouse_1 rear or groom", "rec.facts('mouse_1', ['rear', 'groom'])"),
        ("number of rests longer than 2 s of mouse_1", "rec.facts('mouse_1', 'rest').lasting(2)"),
        ("how often did mouse_1 rest for at least 5 s", "rec.facts('mouse_1', 'rest').lasting(5)"),
        (
            "how many chases shorter than 1 s did mouse_1 make",
            "rec.facts('mouse_1', 'chase').lasting(max_s=1)",
        ),
        ("how often does mouse_1 enter the shelter", "rec.facts('mouse_1', 'enter', 'shelter')"),
        ("how often does mouse_1 enter the water port", "rec.entries('mouse_1', 'water port')"),
        ("how often does mouse_1 leave the water port", "rec.exits('mouse_1', 'water port')"),
        (
            "how often is mouse_1 within 5 cm of mouse_2",
            "(rec.distance('mouse_1', 'mouse_2') < '5 cm').bouts()",
        ),
        (
            "how often are mouse_1 and mouse_2 less than 5 cm apart",
            "(rec.distance('mouse_1', 'mouse_2') < '5 cm').bouts()",
        ),
    ],
)
def test_what_is_counted(plans: GrammarPlanner, question: str, found: str) -> None:
    assert lines(plans, question) == f"found = {found}\nanswer(found.count, clips=found)"


@pytest.mark.parametrize(
    ("question", "condition"),
    [
        ("after grooming", "after(rec.facts('mouse_1', 'groom'), same='any')"),
        (
            "within 2 s after mouse_2 rears",
            "after(rec.facts('mouse_2', 'rear'), within_s=2, same='any')",
        ),
        (
            "in the first 10 s after entering the shelter",
            "after(rec.facts('mouse_1', 'enter', 'shelter'), within_s=10, same='any')",
        ),
        (
            "after mouse_2 chases it",
            "after(rec.facts('mouse_2', 'chase', 'mouse_1'), same='any')",
        ),
        (
            "after it is chased",
            "after(rec.facts(predicate='chase', object='mouse_1'), same='any')",
        ),
        (
            "while mouse_2 rests in the shelter",
            "overlapping(rec.facts('mouse_2', 'rest').overlapping("
            "rec.in_zone('mouse_2', 'shelter').bouts(label=\"inside shelter\"), same='any'),"
            " same='any')",
        ),
        (
            "when not in the shelter",
            "not_overlapping(rec.in_zone('mouse_1', 'shelter').bouts(label=\"inside shelter\"),"
            " same='any')",
        ),
        ("without grooming", "not_overlapping(rec.facts('mouse_1', 'groom'), same='any')"),
        ("in the last third", "in_window(0.666667 * rec.duration_s, rec.duration_s)"),
        ("after 10 s until 20 s", "in_window(10, 20)"),
        ("in the last 5 s", "in_window(rec.duration_s - 5, rec.duration_s)"),
    ],
)
def test_what_limits_a_question(plans: GrammarPlanner, question: str, condition: str) -> None:
    program = lines(plans, f"how often does mouse_1 rear {question}")
    assert f"found = found.{condition}\n" in program


def test_a_condition_on_a_passive_is_of_whom_it_is_done_to(plans: GrammarPlanner) -> None:
    program = lines(plans, "how often is mouse_1 chased after rearing")
    assert "found.after(rec.facts('mouse_1', 'rear'), same='any')" in program


def test_both_at_the_same_time_are_two_conditions(plans: GrammarPlanner) -> None:
    program = lines(plans, "how often does mouse_1 groom while both mice rest")
    assert program.count("overlapping(rec.facts('mouse_") == 2
    summed = lines(plans, "how long do both mice rest at the same time")
    assert "intersection(rec.facts('mouse_2', 'rest'), same='any')" in summed


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("how long does mouse_1 rest", "answer(found.total_s, clips=found)"),
        ("how many minutes does mouse_1 rest", 'float(found.total_s) / 60, unit="min"'),
        ("how long does mouse_1 rest in ms", 'float(found.total_s) * 1000, unit="ms"'),
        ("what fraction of the time does mouse_1 rest", "answer(found.fraction, clips=found)"),
        ("what percentage of time does mouse_1 rest", 'answer(found.fraction * 100, unit="%"'),
        ("how often does mouse_1 rear per hour", 'float(found.rate_per_min) * 60, unit="1/h"'),
        ("how soon does mouse_1 rear", "answer(found.latency_s, clips=found)"),
        ("what is the mean duration of rests of mouse_1", "answer(found.mean_s, clips=found)"),
        ("average time between rears of mouse_1", "sum(gaps) / len(gaps) if gaps"),
        ("how long was the first rear of mouse_1", "answer(max(found.duration_s)"),
        ("when was the first rear of mouse_1", "answer(min(found.start_s)"),
        ("when was the longest rear of mouse_1", "answer(max(found.start_s)"),
        ("the two longest rears of mouse_1", "found = found.longest(2)"),
        ("how long was the second rear of mouse_1", "found = found.first(2).last()"),
        ("did mouse_1 rear more than 3 times", "found.count > 3 if found.assessed_s > 0"),
        ("is mouse_1 resting at 15 s", "any(bout.start_s <= at < bout.stop_s for bout in found)"),
        ("how far does mouse_1 run in meters", "float(rec.path_length('mouse_1')) / 100"),
        ("plot the speed of mouse_1 in the first 5 s", ".when(rec.window(0, 5)).plot()"),
        ("how long does mouse_1 not rest", "found = rec.facts('mouse_1', 'rest').outside()"),
        (
            "how often does mouse_1 rear in the first half vs the second half",
            "'second half': rec.facts('mouse_1', 'rear').in_window(0.5 * rec.duration_s",
        ),
    ],
)
def test_what_is_told(plans: GrammarPlanner, question: str, told: str) -> None:
    assert told in lines(plans, question)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("which mouse is chased most", "rec.facts(predicate='chase', object=animal).count"),
        ("which mouse chases most", "rec.facts(animal, 'chase').count"),
        (
            "which mouse has the longest rest",
            "max(rec.facts(animal, 'rest').duration_s, default=float(\"nan\"))",
        ),
        ("which mouse rests longest", "rec.facts(animal, 'rest').total_s"),
        (
            "which mouse is in the shelter the least",
            "rec.in_zone(animal, 'shelter').bouts(label=\"inside shelter\").total_s",
        ),
        ("whom does mouse_1 chase most", "rec.facts('mouse_1', 'chase', animal).count"),
    ],
)
def test_of_whom_it_is_most(plans: GrammarPlanner, question: str, value: str) -> None:
    assert f"value = {{animal: {value} for animal in rec.animals" in lines(plans, question)


def test_an_answer_for_each(plans: GrammarPlanner) -> None:
    passive = "rec.facts(predicate='chase', object=animal).count for animal in rec.animals"
    assert passive in lines(plans, "how often is each mouse chased")
    assert "for animal in rec.animals" in lines(plans, "how long were both mice in the shelter")
    assert "found[animal].count > 0" in lines(plans, "do both mice rear")
    assert "value[animal] == 0]" in lines(plans, "which mouse never grooms")
    assert "answer(len(seen)" in lines(plans, "how many mice rear")
