"""An answer says of each behavior whether it was stored, by whom, or found when it was asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from grammar_worlds import grammar_world

from graphs.filters import FactFilter
from workbench.ask.asking import Conversation
from workbench.ask.found_how import found_how
from workbench.project import Project

CLAIMS = [
    ("mouse_1", "rear", None, 1, 2), ("mouse_1", "rear", None, 8, 11),
    ("mouse_2", "rear", None, 9, 10), ("mouse_1", "chase", "mouse_2", 3, 5),
]  # fmt: skip


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("WORKBENCH_USER", "mara")
    looked = [("mouse_1", "groom", None)]
    recordings = {"cage": None, "yard": None}
    return grammar_world(tmp_path, recordings=recordings, claims=CLAIMS, looked=looked)


def told(project: Project, program: str) -> dict[str, str]:
    return {term.word: term.meaning for term in found_how(project, program)}


def test_stored_facts_say_who_found_and_who_reviewed_them(project: Project) -> None:
    program = "rec = project.recording('cage')\nrec.facts('mouse_1', ['rear', 'groom'])"
    assert told(project, program) == {
        "rear": "read from stored facts: 3 found by rules; none of 3 reviewed by a person",
        "groom": "read from stored facts: rules looked for it and found none",
    }
    graph = project.graph()
    facts = FactFilter(recording="cage", predicate="rear")
    first, second, _ = sorted(graph.records(facts), key=lambda fact: fact.start_s)
    graph.corrections.accept(first, "mara")
    graph.corrections.reject(second, "mara")
    assert told(project, program)["rear"] == (
        "read from stored facts: 2 found by rules; 1 of 2 reviewed by a person; "
        "1 fact rejected or corrected, left out"
    )
    everywhere = "for rec in project.recordings():\n    rec.facts(predicate='rear')"
    assert "5 found by rules; 1 of 5 reviewed" in told(project, everywhere)["rear"]


def test_what_is_found_on_the_tracks_says_so(project: Project) -> None:
    now = "found on the tracks when this was asked, by its {}; nobody reviewed it"
    program = "rec.latency('rear', 'mouse_1')\nrec.behavior(name='locomotion')\nrec.first(2)"
    assert told(project, program) == {
        "rear": now.format("rule"), "locomotion": now.format("function"),
    }  # fmt: skip
    both = told(project, "rec.facts(predicate='chase').overlapping(rec.behavior('rest'))")
    assert both["chase"].startswith("read from stored facts: 2 found by rules")
    assert both["rest"] == now.format("rule")


def test_all_that_is_stored_is_one_line(project: Project) -> None:
    assert told(project, "rec.time_budget()") == {
        "every behavior": "read from stored facts: 8 found by rules; none of 8 reviewed by a person"
    }
    assert told(project, "rec.speed('mouse_1')") == {}


def test_an_answer_tells_it(project: Project) -> None:
    answer = Conversation(project).ask("how often does mouse_1 rear in cage?")
    assert any("3 found by rules" in term.meaning for term in answer.terms)
    by_hand = Conversation(project).run(answer.program)
    assert [term.word for term in by_hand.terms] == ["rear"]
