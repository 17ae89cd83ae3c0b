"""Questions of order that are refused: each names the words that stand in the way."""

from __future__ import annotations

import pytest
from grammar_worlds import refused

from workbench.ask.grammar.planner import GrammarPlanner


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("did mouse_1 yawn before it groomed?", "'yawn'"),
        ("which came first, rearing or yawning?", "'yawning'"),
        ("what does mouse_1 do next after mouse_3 rears?", "'mouse_3'"),
        ("which came first, rearing or rearing?", "the same thing twice"),
        ("what did mouse_1 do after it first reared upside down?", "'upside'"),
        ("did mouse_1 rear before it groomed before it rested?", "before it rested"),
        ("how long from rearing to grooming and then resting for mouse_1?", "resting"),
        ("which came first, rearing or grooming in the shelter?", "or of the last thing only"),
        ("which came first, rearing or grooming, while mouse_2 rested?", "mouse 2 rested"),
        ("what does mouse_1 do right after rearing and before grooming?", "before grooming"),
        ("how often is mouse_1 chased right after rearing?", "does itself"),
        ("how often does mouse_1 visit the water port right after rearing?", "does itself"),
        ("what happens after being chased?", "of whom"),
        ("what did it do after the second rear?", "Who is meant"),
        ("what happened after the second rear?", "of each animal"),
        ("which came first, mouse_1's rear?", "not as a question"),
        ("what came first?", "not as a question"),
        ("in what order did mouse_1 rear?", "not as a question"),
        ("what does mouse_1 do within 5 s after rearing?", "not in this combination"),
        ("how often did mouse_1 rear, groom and rest?", "'groom and rest"),
        ("how soon after rearing does mouse_1 groom and rest?", "rest"),
        ("does mouse_1 usually rear after chasing?", "usually"),
        ("which came first, rearing or grooming of mouse_1, in seconds?", "not in a unit"),
        ("how long from the first rear to the first groom of mouse_1 in cm?", "not in cm"),
    ],
)
def test_what_stands_in_the_way_is_named(plans: GrammarPlanner, question: str, words: str) -> None:
    assert words in refused(plans, question)


def test_both_readings_of_a_noun_are_named(plans: GrammarPlanner) -> None:
    message = refused(plans, "how long from a rear to the next chase of mouse_1?")
    assert "mouse_1 - chase - any" in message
    assert "any - chase - mouse_1" in message


def test_a_passive_is_not_read_as_what_it_does_itself(plans: GrammarPlanner) -> None:
    plans.frame = None
    program = plans.plan("was mouse_1 chased before it groomed?").program
    assert "rec.facts(predicate='chase', object='mouse_1')" in program
    assert "rec.facts('mouse_1', 'chase')" not in program
