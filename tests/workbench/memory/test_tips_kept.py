"""Tips: at most fifty, those never of use make room first, and stay on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphs.errors import UserError
from workbench.memory.tips import MOST_TIPS, Tips


def filled(folder: Path) -> Tips:
    tips = Tips(folder)
    for number in range(1, MOST_TIPS + 1):
        assert tips.add(f"Tip {number}.", f"question {number}", "an error") is None
    return tips


def test_the_oldest_that_was_never_of_use_makes_room(tmp_path: Path) -> None:
    tips = filled(tmp_path)
    tips.hit(tips.all()[:2])
    out = tips.add("Tip 51.", "question 51", "an error")
    assert out is not None
    assert out.text == "Tip 3."
    assert len(tips.all()) == MOST_TIPS
    assert [tip.text for tip in Tips(tmp_path).archived()] == ["Tip 3."]
    assert Tips(tmp_path).archived()[0].question == "question 3"


def test_if_all_were_of_use_the_one_unused_for_longest_makes_room(tmp_path: Path) -> None:
    tips = filled(tmp_path)
    tips.hit(tips.all())
    tips.hit(tips.all()[:1])
    out = tips.add("Tip 51.", "question 51", "an error")
    assert out is not None
    assert (out.text, out.hits) == ("Tip 2.", 1)
    out = tips.add("Tip 52.", "question 52", "an error")
    assert out is not None
    assert out.text == "Tip 51."  # new, and never of use so far


def test_hits_are_counted_and_kept(tmp_path: Path) -> None:
    tips = Tips(tmp_path)
    tips.add("Use cm.", "How fast?", "unit mismatch")
    tips.add("Look at zones.", "Where?", "unknown zone")
    tips.hit(tips.all()[1:])
    tips.hit(tips.all()[1:])
    assert [(tip.text, tip.hits) for tip in Tips(tmp_path).all()] == [
        ("Use cm.", 0), ("Look at zones.", 2),
    ]  # fmt: skip


def test_the_tip_of_a_case_like_the_question_is_told(tmp_path: Path) -> None:
    tips = Tips(tmp_path)
    tips.add("Speeds are cm/s.", "How fast does mouse_1 run on average?", "unit mismatch")
    tips.add("within_s is in seconds.", "How often after rearing does it chase?", "no effect")
    best = tips.best("How fast does mouse_2 run on average?")
    assert [tip.text for tip in best] == ["Speeds are cm/s."]
    assert best[0].line() == "- Speeds are cm/s."
    assert tips.best("Which zones are there?") == []


def test_the_same_tip_again_is_one_tip_with_the_new_case(tmp_path: Path) -> None:
    tips = Tips(tmp_path)
    tips.add("Use cm.", "How fast?", "unit mismatch")
    tips.hit(tips.all())
    assert tips.add(" use CM. ", "How far?", "px given") is None
    (tip,) = tips.all()
    assert (tip.text, tip.question, tip.hits) == ("Use cm.", "How far?", 1)


def test_a_tip_is_a_line_with_a_case(tmp_path: Path) -> None:
    for wrong in ("", "two\nlines", "x" * 201):
        with pytest.raises(UserError, match="A tip is one line"):
            Tips(tmp_path).add(wrong, "q", "e")
    with pytest.raises(UserError, match="needs the case"):
        Tips(tmp_path).add("Use cm.", "q", " ")


def test_a_tip_can_be_forgotten(tmp_path: Path) -> None:
    tips = Tips(tmp_path)
    tips.add("Use cm.", "How fast?", "unit mismatch")
    with pytest.raises(UserError, match=r"did you mean 'Use cm\.'"):
        tips.forget("Use mm.")
    tips.forget("Use cm.")
    assert tips.all() == []
    assert [tip.text for tip in tips.archived()] == ["Use cm."]


def test_the_file_can_be_read_by_people(tmp_path: Path) -> None:
    Tips(tmp_path).add("Use cm.", "How fast?", "unit mismatch:\npx given")
    assert (tmp_path / "tips.toml").read_text() == (
        'ever = 1\n\n[[tips]]\ntext = "Use cm."\nquestion = "How fast?"\n'
        "failed = '''\nunit mismatch:\npx given'''\nnumber = 1\n"
    )
