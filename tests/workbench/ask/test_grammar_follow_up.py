"""A few words that change the question before them."""

from __future__ import annotations

import pytest
from grammar_worlds import planned, refused

from workbench.ask.grammar.planner import GrammarPlanner

REAR = "how often does mouse_1 rear"


@pytest.mark.parametrize(
    ("turns", "part"),
    [
        ((REAR, "and mouse_2?"), "rec.facts('mouse_2', 'rear')"),
        ((REAR, "and groom?"), "rec.facts('mouse_1', 'groom')"),
        ((REAR, "and mouse_2?", "only in the shelter"), "in_zone('mouse_2', 'shelter')"),
        ((REAR, "and mouse_2?", "in the shelter", "plot it"), "answer(plot=found.plot()"),
        ((REAR, "in the first 5 s", "in the last 5 s"), "in_window(rec.duration_s - 5"),
        ((REAR, "longer than 1 s", "longer than 3 s"), "'rear').lasting(3)\n"),
        ((REAR, "for each mouse"), "rec.facts(animal, 'rear').count for animal in rec.animals"),
        ((REAR, "which of them longest?"), "rec.facts(animal, 'rear').total_s"),
        ((REAR, "how fast does it move"), "rec.speed('mouse_1').mean()"),
        ((f"{REAR} after grooming", "within 2 s"), "within_s=2, same='any'"),
        (("when does mouse_1 rear", "the first", "how long was that"), "max(found.duration_s)"),
        (
            ("how often does mouse_1 chase mouse_2", "and mouse_2?"),
            "rec.facts('mouse_2', 'chase', 'mouse_1')",
        ),
        (
            ("how often is mouse_1 chased", "and mouse_2"),
            "rec.facts(predicate='chase', object='mouse_2')",
        ),
        (
            ("how often is mouse_1 chased", "by mouse_2"),
            "rec.facts('mouse_2', 'chase', 'mouse_1')",
        ),
        (
            ("how long is mouse_1 in the shelter", "and in the water port"),
            "rec.in_zone('mouse_1', 'water port').bouts(label=\"inside water port\")\nanswer",
        ),
        (
            (REAR, "in the shelter", "in the water port"),
            "'rear')\nfound = found.overlapping(rec.in_zone('mouse_1', 'water port')",
        ),
        (("is mouse_1 resting at 15 s", "and at 2 s"), "at = 2\n"),
        (("how fast is mouse_1", "plot it"), "rec.speed('mouse_1').plot()"),
        (("when mouse_1 rests how often does it rear",), "rec.facts('mouse_1', 'rear')"),
    ],
)
def test_what_a_follow_up_changes(plans: GrammarPlanner, turns: tuple[str, ...], part: str) -> None:
    assert part in planned(plans, *turns)


def test_nothing_follows_on_a_question_that_was_refused(plans: GrammarPlanner) -> None:
    assert refused(plans, REAR, "how often does mouse_1 yawn", "and mouse_2?")
    assert not refused(plans, REAR, "and in the nest", "and mouse_2?")


def test_nothing_comes_before_the_first_question(plans: GrammarPlanner) -> None:
    assert refused(plans, "and mouse_2?")
