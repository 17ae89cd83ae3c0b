"""Answers in projects with several partners, odd names, other ethograms, or no labels."""

from __future__ import annotations

from pathlib import Path

import pytest
from grammar_worlds import answered, grammar_world, planned, refused

from workbench.ask.asking import Conversation
from workbench.ask.grammar.planner import GrammarPlanner
from workbench.project import Project


def only(project: Project, question: str) -> float | bool | str:
    [value] = answered(project, question).values()
    return value


def test_time_with_several_partners_counts_once(three: Project) -> None:
    assert only(three, "how long does ann chase") == pytest.approx(6.0)  # 2 to 8 s, not 4 + 4
    assert only(three, "what fraction of the time does ann chase") == pytest.approx(0.3)
    assert only(three, "how often does ann chase") == 2
    assert only(three, "how often does ann chase per minute") == pytest.approx(6.0)
    assert only(three, "how long does ann not chase") == pytest.approx(14.0)
    shares = answered(three, "what fraction of time do the animals chase")
    assert shares == pytest.approx({"ann": 0.3, "bob": 0.0, "cid": 0.0})


def test_time_with_several_partners_is_read_plainly(three: Project) -> None:
    planner = GrammarPlanner(three)
    plain = "found = rec.facts('ann', 'chase').per_animal()\n"
    assert plain in planner.plan("how long does ann chase").program
    for question in (  # whose bouts would overlap, or be of several rows
        "what fraction of the time does ann chase", "how long does ann not chase",
        "how long is bob chased", "how long does ann chase for longer than 3 s",
    ):  # fmt: skip
        assert "per_animal" not in planner.plan(question).program
    assert "per_animal" not in planner.plan("how long does ann chase bob").program


def test_a_path_in_a_window_rests_on_the_window_alone(pair: Project) -> None:
    question = "how far does mouse_1 run while resting in the first 16 s"
    answer = Conversation(pair).ask(question)
    assert "during=rec.facts('mouse_1', 'rest').in_window(0, 16).mask(rec)" in answer.program
    assert answer.value is not None
    assert answer.value.assessed_s == pytest.approx(2)  # rests from 14 to 19 s
    never = Conversation(pair).ask("how far does mouse_1 run while resting in the first 5 s").value
    assert never is not None
    assert (never.value, never.assessed_s) == (0, pytest.approx(5))


def test_each_other_is_nobody_else(three: Project) -> None:
    assert answered(three, "how often do ann and bob chase each other") == {"ann": 1, "bob": 0}
    planner = GrammarPlanner(three)
    assert "Say between which two" in refused(
        planner, "how long are the animals within 50 px of each other"
    )
    assert refused(planner, "how often does ann chase the other animal")
    assert "Who is meant" in refused(planner, "how often does ann chase it")


def test_lengths_in_cm_need_a_scale(three: Project) -> None:
    planner = GrammarPlanner(three)
    assert "px_per_cm" in refused(planner, "how long is ann within 5 cm of bob")
    assert not refused(planner, "how long is ann within 150 px of bob")


def test_answers_are_those_of_the_facts(pair: Project) -> None:
    assert only(pair, "how often does mouse_1 rear") == 2
    assert only(pair, "how long does mouse_1 rear in the first 10 s") == pytest.approx(3.0)
    assert only(pair, "how many rears of mouse_1 are longer than 2 s") == 1
    assert only(pair, "what is the time between rears of mouse_1") == pytest.approx(6.0)
    assert only(pair, "how long do both mice rest at the same time") == pytest.approx(2.0)
    assert only(pair, "what fraction of the rears of mouse_1 were in the first half") == 1.0
    assert only(pair, "what fraction of the rears of mouse_1 are longer than 2 s") == 0.5
    assert only(pair, "is mouse_1 resting at 15 s") is True
    both = answered(pair, "are both mice resting at 18 s")
    assert both == {"mouse_1": True, "mouse_2": False}
    assert only(pair, "did mouse_1 rear more than 3 times") is False
    assert answered(pair, "how often is each mouse chased") == {"mouse_1": 1, "mouse_2": 1}


def test_names_of_groups_and_recordings(several: Project) -> None:
    planner = GrammarPlanner(several)
    assert "of(group='KO')" in planned(planner, "how often do KO mice rear")
    assert "of(group='wild type')" in planned(planner, "how often does mouse_1 rear in wild type")
    dated = planned(planner, "how often does mouse_1 rear in 2024-05-03 cage 2")
    assert dated.startswith("rec = project.recording('2024-05-03 cage 2')")
    two = answered(several, "how many rears of mouse_1 in 2024-05-03 cage 2 and day 3")
    assert two == {"2024-05-03 cage 2": 2, "day 3": 2}
    each = answered(several, "does mouse_1 groom in all recordings")
    assert set(each.values()) == {True}
    assert "['wild type', 'KO']" in planned(planner, "how many rears in wild type and KO")


def test_animals_named_as_other_words(tmp_path: Path) -> None:
    claims = [("A", "rear", None, 1, 2), ("rest", "rear", None, 3, 4), ("the", "rest", None, 5, 6)]
    planner = GrammarPlanner(grammar_world(tmp_path, ("A", "the", "rest"), claims=claims))
    assert "rec.facts('A', 'rear')" in planned(planner, "how often does A rear")
    assert "rec.facts('rest', 'rear')" in planned(planner, "how often does rest rear")
    assert "rec.facts('the', 'rest')" in planned(planner, "how often does the rest")


def test_ten_animals(tmp_path: Path) -> None:
    rats = tuple(f"rat{number}" for number in range(1, 11))
    planner = GrammarPlanner(grammar_world(tmp_path, rats, claims=[("rat1", "rear", None, 1, 2)]))
    assert "'rat10', 'chase', 'rat2'" in planned(planner, "how often does rat 10 chase rat 2")
    assert "'rat11'" in refused(planner, "how often does rat11 rear")
    assert "shelter" in refused(planner, "how long is rat1 in the shelter")


def test_nothing_labelled_yet(tmp_path: Path) -> None:
    planner = GrammarPlanner(grammar_world(tmp_path, ("resident", "intruder"), claims=None))
    found = planned(planner, "how often does the resident chase the intruder")
    assert "rec.behavior('chase', 'resident', 'intruder')" in found
    assert "target='intruder'" in planned(planner, "how often is the intruder chased")
    assert "workbench label" in refused(planner, "what does the resident do")


def test_one_animal_is_the_animal(tmp_path: Path) -> None:
    project = grammar_world(tmp_path, ("mouse",), ethogram="single_animal", claims=())
    planner = GrammarPlanner(project)
    for subject in ("the mouse", "it", "mouse", "the animal"):
        assert "rec.facts('mouse', 'walk')" in planned(planner, f"how often does {subject} walk")


def test_other_ethograms(tmp_path: Path) -> None:
    flies = GrammarPlanner(grammar_world(tmp_path / "f", ("fly1", "fly2"), ethogram="flies"))
    tap = planned(flies, "how often does the first fly tap fly 2")
    assert "rec.facts('fly1', 'contact', 'fly2')" in tap
    assert "'rear'" in refused(flies, "how often does fly1 rear")
    things = {"left object": {"kind": "object", "at": [300, 100]}}
    explored = grammar_world(tmp_path / "o", ("m",), ethogram="object_exploration", objects=things)
    time = planned(GrammarPlanner(explored), "how long does m explore the left object")
    assert "rec.facts('m', 'explore', 'left object')" in time
