"""What is true, false and open in a clip."""

from __future__ import annotations

import pytest
from suite_world import ETHOGRAM, clip, fact, rodents, sample_facts

from pipelines.evaluate.describer.known import Known, Statement, rulebook
from pipelines.evaluate.describer.symmetry import symmetric_behaviors

SCORED = ("groom", "rear", "rest", "chase", "pursue", "huddle", "sniff")


def known(*facts, start_s: float = 0.0, stop_s: float = 10.0, symmetric=()) -> Known:
    one = clip(list(facts), start_s, stop_s)
    return Known(one, rulebook([one], ETHOGRAM, SCORED, symmetric))


def truth(of: Known, subject: str | None, predicate: str, target: str | None = None) -> str:
    return of.ruling(Statement(subject, predicate, target)).truth


def test_what_was_said_is_true_and_what_was_not_is_false() -> None:
    of = known(fact("a", "chase", "b", 2.0, 4.0))
    assert truth(of, "a", "chase", "b") == "true"
    assert truth(of, "a", "chase") == truth(of, None, "chase") == "true"
    assert truth(of, "b", "chase", "a") == truth(of, "a", "chase", "c") == "false"
    assert truth(of, "a", "groom") == "false"


def test_what_nobody_looked_for_is_open() -> None:
    assert truth(known(fact("a", "rest", None, 2.0, 4.0)), "a", "dig") == "open"


def test_who_does_a_thing_does_what_it_is_a_kind_of() -> None:
    of = known(fact("a", "chase", "b", 2.0, 4.0))
    assert truth(of, "a", "pursue", "b") == "true"
    general = known(fact("a", "pursue", "b", 2.0, 4.0))
    assert truth(general, "a", "chase", "b") == "open"
    assert truth(general, "b", "chase", "a") == "false"


def test_synonyms_mean_the_same() -> None:
    of = known(fact("a", "immobile", None, 2.0, 4.0))
    assert truth(of, "a", "rest") == "true"
    assert truth(of, "b", "immobile") == "false"


def test_what_the_ethogram_leaves_out_is_open() -> None:
    of = known(fact("a", "rear", None, 2.0, 4.0))
    assert truth(of, "a", "groom") == "open"  # groom is not scored where rear is
    assert truth(of, "b", "groom") == "false"
    assert truth(known(fact("a", "groom", None, 2.0, 4.0)), "a", "rear") == "false"


@pytest.mark.parametrize(
    ("start_s", "stop_s", "expected"),
    [(9.9, 12.0, "open"), (10.3, 12.0, "open"), (10.6, 12.0, "false"), (9.6, 12.0, "true")],
)
def test_bouts_at_the_edge_are_open(start_s: float, stop_s: float, expected: str) -> None:
    assert truth(known(fact("a", "rest", None, start_s, stop_s)), "a", "rest") == expected


def test_what_nobody_confirmed_is_open_and_what_was_rejected_is_false() -> None:
    proposed = fact("a", "rest", None, 2.0, 4.0, status="proposed", source="model")
    rejected = fact("a", "rest", None, 2.0, 4.0, status="rejected", source="model")
    by_rule = fact("a", "rest", None, 2.0, 4.0, source="rule")
    assert truth(known(proposed), "a", "rest") == "open"
    assert truth(known(by_rule), "a", "rest") == "open"
    assert truth(known(rejected), "a", "rest") == "false"


def test_symmetric_behaviors_hold_both_ways() -> None:
    one_way = known(fact("a", "sniff", "b", 2.0, 4.0))
    assert truth(one_way, "b", "sniff", "a") == "false"
    assert (
        truth(known(fact("a", "sniff", "b", 2.0, 4.0), symmetric=("sniff",)), "b", "sniff", "a")
        == "true"
    )
    huddle = known(fact("a", "huddle", "b", 2.0, 4.0))  # "each other" is in its definition
    assert truth(huddle, "b", "huddle", "a") == "true"


def test_which_behaviors_of_rodents_are_symmetric() -> None:
    assert symmetric_behaviors(rodents()) == {"nose_to_nose", "contact"}
    assert symmetric_behaviors(rodents(), sample_facts()) == {"nose_to_nose", "contact"}
    mutual = [fact("a", "sniff", "b", 2.0, 4.0), fact("b", "sniff", "a", 3.0, 5.0)]
    assert "sniff" in symmetric_behaviors(ETHOGRAM, mutual)
    assert "sniff" not in symmetric_behaviors(ETHOGRAM, mutual[:1])
