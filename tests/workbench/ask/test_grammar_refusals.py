"""Questions that are refused: each names the words that stand in the way."""

from __future__ import annotations

import pytest
from grammar_worlds import refused

from workbench.ask.grammar.planner import GrammarPlanner


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("how often does mouse_1 yawn", "'yawn'"),
        ("how often does mouse_3 rear", "'mouse_3'"),
        ("how often does it rear", "Who is meant"),
        ("how often does the mouse rear", "Who is meant"),
        ("how often does mouse_1 chase mouse_1", "nothing to itself"),
        ("how often does mouse_1 not rear", "cannot be counted"),
        ("how often does mouse_1 rear after both mice rest", "of both, or of one"),
        ("how long is either mouse in the shelter", "'either'"),
        ("how long does mouse_1 enter the shelter", "a point in time"),
        ("how often does mouse_1 rear while mouse_2 enters the shelter", "a point in time"),
        ("how often does the nose of mouse_1 rear", "not of the nose"),
        ("how often does mouse_1 rear between 10 s and 5 s", "ends before it starts"),
        ("how often does mouse_1 rear after 30 s", "end after 20 s"),
        ("how long does mouse_1 rest in cm", "not in cm"),
        ("how far does mouse_1 run in px", "in cm"),
        ("how often does mouse_1 usually rear", "usually rear"),
        ("how often does mouse_1 rear until 5 s after it rests", "after it rests"),
        ("how long was the second rear", "of each animal"),
        ("how many animals are there in the shelter", "not in this combination"),
        ("what is mouse_1 doing at 5 s in the shelter", "not in this combination"),
        ("does mouse_1 rear on average", "not in this combination"),
        ("how often does mouse_1 rear after resting after grooming", "two at a time"),
        ("mean resting time of mouse_1", "average over what"),
        ("how long is mouse_1 closer than 5 to mouse_2", "a length such as 5 cm"),
        ("does mouse_1 rest for more than 2 s in total", "in total"),
    ],
)
def test_what_stands_in_the_way_is_named(plans: GrammarPlanner, question: str, words: str) -> None:
    assert words in refused(plans, question)


def test_two_meanings_are_told_apart(plans: GrammarPlanner) -> None:
    message = refused(plans, "how many chases of mouse_1 are there")
    assert "any - chase - mouse_1" in message
    assert "mouse_1 - chase - any" in message


def test_a_refusal_does_not_depend_on_what_was_asked_before(plans: GrammarPlanner) -> None:
    question = "how often does mouse_1 rear simultaneously upside"
    first = refused(plans, question)
    refused(plans, "how long do both mice rest simultaneously")
    assert refused(plans, question) == first
    assert "'upside'" in first
    assert "simultaneously" not in first.split(";")[0]
