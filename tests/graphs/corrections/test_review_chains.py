"""Reviews that build on others, by hand and against what facts say."""

from __future__ import annotations

import random

import pytest
from said_reviews import Said, fact

from graphs.corrections.review_chains import building_on
from graphs.corrections.reviewed import reviewed
from graphs.records import Fact


def numbers(said: Said, *seqs: int) -> list[int]:
    return [review.seq for review in building_on(said.all, seqs)]


def test_edits_of_what_an_edit_made() -> None:
    said = Said()
    first = said.edit(fact(0, 10), stop_s=11)  # 1
    second = said.edit(first, stop_s=12)  # 2
    said.reject(said.edit(second, stop_s=13))  # 3, 4
    said.accept(fact(20, 30))  # 5
    said.say("comment", first, comment="late")  # 6: changes nothing
    assert numbers(said, 1) == [2, 3, 4]
    assert numbers(said, 2) == [3, 4]
    assert numbers(said, 4) == numbers(said, 5) == []
    assert numbers(said, 1, 3) == [2, 4]
    said.undo(4)  # 7
    assert numbers(said, 1) == [2, 3]


def test_an_added_fact_and_a_redo() -> None:
    said = Said()
    added = said.add(fact(0, 10))  # 1
    said.undo(1)  # 2
    said.undo(2)  # 3: brought back
    said.accept(added)  # 4
    assert numbers(said, 1) == [4]
    assert numbers(said, 3) == [4]  # undoing the redo takes it away, too
    said.undo(4)
    assert numbers(said, 1) == []


@pytest.mark.parametrize("seed", range(20))
def test_what_builds_on_an_undone_review_says_nothing(seed: int) -> None:
    chance, said = random.Random(seed), Said()
    base = [fact(0, 10), fact(20, 30)]
    facts: list[Fact] = [*base, fact(40, 50)]  # the last one is gone
    for _ in range(12):
        about, deed = chance.choice(facts), chance.choice(["accept", "reject", "edit", "add"])
        if deed == "edit":
            facts.append(said.edit(about, stop_s=about.stop_s + 1))
        elif deed == "add":
            facts.append(said.add(fact(60 + len(facts), 80)))
        else:
            said.accept(about) if deed == "accept" else said.reject(about)
    seq = chance.randint(1, 12)
    later = building_on(said.all, [seq])
    said.undo(seq)
    without = reviewed(base, said.all)
    for review in reversed(later):
        said.undo(review.seq)
    assert reviewed(base, said.all) == without
