"""A person's conversation: the last turns word for word, older ones in a line, short questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphs.errors import DataError, UserError
from workbench.memory.conversation import Conversation
from workbench.memory.follow_ups import readings
from workbench.memory.subgoals import Cell

PROGRAM = 'from workbench import answer, open_project\n\nanswer(open_project().name)  # "ä"\n'


def talked(folder: Path, turns: int = 20) -> Conversation:
    conversation = Conversation(folder)
    for number in range(1, turns + 1):
        conversation.add(f"How often is thing {number}?", f"{number} bouts", PROGRAM)
    return conversation


def test_last_turns_are_told_word_for_word_and_older_ones_in_a_line(tmp_path: Path) -> None:
    text = talked(tmp_path).text()
    assert text.count(PROGRAM.rstrip()) == 2
    assert "18. How often is thing 18? -> 18 bouts\n19. Question: How often is thing 19?" in text
    assert text.startswith("(8 earlier questions left out)\n9. How often is thing 9? -> 9 bouts")


def test_a_conversation_is_the_same_after_a_restart(tmp_path: Path) -> None:
    conversation = talked(tmp_path / "c")
    again = Conversation(tmp_path / "c")
    assert again.text() == conversation.text()
    assert again.turns == conversation.turns
    assert again.last == conversation.last
    assert again.expand(3) == conversation.turns[2].text()
    assert PROGRAM.rstrip() in again.expand(3)
    assert again.add("q", "a") == Conversation(tmp_path / "c").last


def test_little_room_costs_the_oldest_first(tmp_path: Path) -> None:
    conversation = talked(tmp_path)
    whole = conversation.text()
    for most in range(len(whole), 75, -7):
        text = conversation.text(most=most)
        assert len(text) <= most
        assert "thing 20?" in text
        assert "20 bouts" in text
    assert conversation.text(most=0).endswith("20. How often is thing 20? -> 20 bouts")


def test_nothing_is_told_before_the_first_answer(tmp_path: Path) -> None:
    assert Conversation(tmp_path / "new").text() == ""
    assert Conversation(tmp_path / "new").last is None
    with pytest.raises(UserError, match="no turn 1; there are 0"):
        Conversation(tmp_path / "new").expand(1)


def test_a_question_broken_off_is_taken_up_again(tmp_path: Path) -> None:
    conversation = Conversation(tmp_path)
    assert conversation.resume() is None
    memory = conversation.begin("How often?")
    memory.plan(["one"])
    memory.record(Cell("x = 1"))
    taken_up = Conversation(tmp_path).resume()
    assert taken_up is not None
    assert taken_up.text() == memory.text()
    conversation.add("How often?", "3")
    assert conversation.resume() is None
    assert conversation.work(1).text() == memory.text()
    with pytest.raises(UserError, match="no working memory of turn 2"):
        conversation.work(2)


def test_a_damaged_turn_is_told(tmp_path: Path) -> None:
    talked(tmp_path, 2)
    (tmp_path / "turn-002.toml").write_text("question = 3\n")
    with pytest.raises(DataError, match="question is 3; expected text"):
        Conversation(tmp_path)


def test_two_who_talk_at_once_lose_nothing(tmp_path: Path) -> None:
    one, other = Conversation(tmp_path), Conversation(tmp_path)
    one.add("first?", "1")
    other.add("second?", "2")
    one.add("third?", "3")
    assert [turn.question for turn in Conversation(tmp_path).turns] == [
        "first?", "second?", "third?",
    ]  # fmt: skip


KINDS = {
    "animal": ["mouse_1", "mouse_2", "mouse_3", "mouse_10"],
    "zone": ["shelter", "left", "left corner"],
    "behavior": ["rear", "chase"],
}


@pytest.mark.parametrize(
    ("question", "before", "expected"),
    [
        ("and mouse_2?", "How often does mouse_1 rear?", ["How often does mouse_2 rear?"]),
        ("What about Mouse_2", "Does mouse_1 rear?", ["Does mouse_2 rear?"]),
        ("and mouse_1?", "Does mouse_10 rear?", ["Does mouse_1 rear?"]),
        (
            "and mouse_2?",
            "How often does mouse_1 chase mouse_2?",
            ["How often does mouse_2 chase mouse_1?"],
        ),
        (
            "and mouse_3?",
            "Does mouse_1 chase mouse_2?",
            ["Does mouse_3 chase mouse_2?", "Does mouse_1 chase mouse_3?"],
        ),
        (
            "and mouse_2 in the left corner?",
            "How long is mouse_1 in the shelter?",
            ["How long is mouse_2 in the left corner?"],
        ),
        ("chase?", "How often does mouse_1 rear?", ["How often does mouse_1 chase?"]),
        ("and mouse_1?", "How often does mouse_1 rear?", []),
        ("How fast is mouse_2?", "How often does mouse_1 rear?", []),
        ("and the feeder?", "How long is mouse_1 in the shelter?", []),
        ("and mouse_2?", "How many bouts are there?", []),
        ("and then?", "How often does mouse_1 rear?", []),
    ],
)
def test_short_questions_lean_on_the_one_before(
    question: str, before: str, expected: list[str]
) -> None:
    assert readings(question, before, KINDS) == expected


def test_a_chain_of_short_questions_leans_on_what_was_meant(tmp_path: Path) -> None:
    conversation = Conversation(tmp_path)
    conversation.add("How often does mouse_1 rear?", "3")
    (meant,) = readings("and mouse_2?", conversation.last.full_question, KINDS)
    conversation.add("and mouse_2?", "4", meant=meant)
    assert "Meant: How often does mouse_2 rear?" in conversation.text()
    assert readings("and mouse_3?", conversation.last.full_question, KINDS) == [
        "How often does mouse_3 rear?"
    ]
