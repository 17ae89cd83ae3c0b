"""What a person is asked about who is who, and that the answers settle it."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from graphs.individuals.entities import Mention, Names
from graphs.individuals.entity_log import EntityLog
from graphs.individuals.resolve import Question, resolve

ONLY_TRACKED = [Mention(r, n, "animal", 1) for r in ("A", "B") for n in ("ind1", "ind2")]


def asked(mentions: list[Mention], names: Names | None = None) -> list[tuple[str, set[str]]]:
    questions = resolve(mentions, names or Names()).questions
    return [(q.why, {f"{m.recording}:{m.name}" for m in q.mentions}) for q in questions]


def test_the_same_name_in_several_recordings_is_asked_about() -> None:
    assert asked(ONLY_TRACKED) == [
        ("same name", {"A:ind1", "B:ind1"}),
        ("same name", {"A:ind2", "B:ind2"}),
    ]
    (first, _) = resolve(ONLY_TRACKED, Names()).questions
    assert first.reason == (
        "An animal is called 'ind1' in 'A', 'B', and nobody said whether it is one."
    )
    assert first.answers == {
        "one animal": "workbench entities merge A:ind1 B:ind1 --into ind1",
        "different animals": "workbench entities separate A:ind1 B:ind1",
    }
    assert len(resolve(ONLY_TRACKED, Names()).entities) == 4  # nothing is merged by itself


def test_named_by_a_person_is_settled() -> None:
    named = {"A": {"ind1", "ind2"}, "B": {"ind1"}}
    assert asked(ONLY_TRACKED, Names((), named)) == [("same name", {"A:ind2", "B:ind2"})]
    (question,) = resolve(ONLY_TRACKED, Names((), named)).questions
    assert question.reason.startswith("A person named 'ind2' in 'A'; whether it is the 'ind2' of")
    assert question.answers["one animal"].endswith("merge B:ind2 --into ind2")


def test_places_and_single_recordings_are_not_asked_about() -> None:
    assert asked([Mention("A", "nest", "zone"), Mention("B", "nest", "zone")]) == []
    assert asked([Mention("A", "ind1", "animal"), Mention("A", "ind2", "animal")]) == []
    assert asked([]) == []


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ("m12", "M-12", True), ("m12", "m 012", True), ("m_12", "m12", True), ("Bo", "bo", True),
        ("m1_02", "m1_2", True), ("m12", "m21", False), ("m1", "m10", False), ("m0", "m", False),
        ("m100", "m1", False), ("Ä", "ä", True), ("_", "-", False),
    ],
)  # fmt: skip
def test_spelled_alike(first: str, second: str, alike: bool) -> None:
    apart = [Mention("A", first, "animal", 3), Mention("B", second, "animal", 1)]
    assert [why for why, _ in asked(apart)] == ["spelled alike"] * alike
    at_once = [Mention("A", first, "animal"), Mention("A", second, "animal")]
    assert asked(at_once) == []  # seen at once: two
    zones = [Mention("A", first, "zone"), Mention("A", second, "zone")]
    assert [why for why, _ in asked(zones)] == ["spelled alike"] * alike
    assert asked([apart[0], zones[1]]) == []  # an animal is no place


def test_the_most_frequent_spelling_is_kept() -> None:
    (question,) = resolve(
        [Mention("A", "m12", "animal", 3), Mention("B", "M-12", "animal", 9)], Names()
    ).questions
    assert question.answers == {
        "the same name": "workbench entities rename m12 M-12",
        "different names": "workbench entities separate M-12 m12",
    }
    assert "'M-12' (in 'B') and 'm12' (in 'A') differ only" in question.reason


def test_two_that_came_to_be_called_alike(tmp_path: Path) -> None:
    log = EntityLog(tmp_path / "project.db")
    log.rename("A", "ind2", "Bo", "mara", mentions=ONLY_TRACKED)
    later = [*ONLY_TRACKED, Mention("A", "Bo", "animal", 1)]  # labelled again, with another tracker
    at_once = resolve(later, Names(log.operations())).questions[0]
    assert at_once.why == "two at once"
    assert "'Bo', 'ind2' of recording 'A' are all called 'Bo'" in at_once.reason
    assert list(at_once.answers) == ["'ind2' is another", "one animal that got two labels"]
    carry_out(log, at_once.answers["'ind2' is another"], later)
    assert names_at_once(log, later) == []
    log.undo(by="mara", mentions=later, force=True)
    assert names_at_once(log, later) == [{"ind2", "Bo"}]
    carry_out(log, at_once.answers["one animal that got two labels"], later)
    assert names_at_once(log, later) == []
    assert Names(log.operations()).identity("A", "ind2") == "Bo"


def names_at_once(log: EntityLog, mentions: list[Mention]) -> list[set[str]]:
    questions = resolve(mentions, Names(log.operations())).questions
    return [{m.name for m in q.mentions} for q in questions if q.why == "two at once"]


def carry_out(log: EntityLog, command: str, mentions: list[Mention]) -> None:
    """Do what a command of an answer says."""
    program, _, verb, *words = shlex.split(command)
    assert program == "workbench"
    force = "--force" in words
    words = [word for word in words if word != "--force"]
    into = words.pop() if "--into" in words else ""
    pairs = [(r or None, n) for r, _, n in (w.rpartition(":") for w in words if w != "--into")]
    if verb == "merge":
        log.merge(pairs, into, "mara", mentions=mentions, force=force)
    elif verb == "separate":
        log.separate(pairs, "mara", mentions=mentions)
    else:
        log.rename(None, words[0], words[1], "mara", mentions=mentions)


MIXED = [
    Mention("day 1", "ind1", "animal", 9), Mention("day 2", "ind1", "animal", 8),
    Mention("day 1", "M-12", "animal", 7), Mention("day 3", "m12", "animal", 6),
    Mention("day 1", "nest", "zone", 1), Mention("day 2", "Nest ", "zone", 1),
]  # fmt: skip


@pytest.mark.parametrize("which", [0, 1])
def test_every_answer_settles_its_question(tmp_path: Path, which: int) -> None:
    log = EntityLog(tmp_path / "project.db")
    seen: list[Question] = []
    while questions := resolve(MIXED, Names(log.operations())).questions:
        assert len(seen) < 6
        seen.append(questions[0])
        answer = list(questions[0].answers.values())[which if len(seen) < 4 else 0]
        carry_out(log, answer, MIXED)
    found = resolve(MIXED, Names(log.operations())).entities
    assert len(found) == (3 if which == 0 else 6)
