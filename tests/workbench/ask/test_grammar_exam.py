"""The set of questions that may be looked at, asked and judged: most right, none silently wrong."""

from __future__ import annotations

from collections import Counter

import pytest
from question_judge import judge
from question_set import Question, load
from question_worlds import question_project

from workbench.ask.asking import Conversation, ProgramError
from workbench.ask.plan import NotUnderstoodError


def _given(conversation: Conversation, question: Question) -> object:
    """Return the answer to a question of its own, or why there is none."""
    conversation.grammar.frame = None
    given: object = None
    try:
        for turn in question.turns:
            given = conversation.ask(turn)
    except (NotUnderstoodError, ProgramError) as error:
        return error
    return given


@pytest.mark.slow
def test_most_is_answered_rightly_and_nothing_silently_wrong() -> None:
    worlds: dict[str, Conversation] = {}
    marks: Counter[tuple[bool, str]] = Counter()
    for question in load("dev"):
        if question.world not in worlds:
            worlds[question.world] = Conversation(question_project(question.world))
        given = _given(worlds[question.world], question)
        marks[bool(question.cannot), judge(question, given)] += 1
    right, wrong, not_given = (marks[False, mark] for mark in ("right", "wrong", "refused"))
    assert marks[True, "wrong"] == 0
    assert right / (right + wrong) >= 0.9
    assert (right + wrong) / (right + wrong + not_given) >= 0.75
