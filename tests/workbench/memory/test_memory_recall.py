"""Which symbols a question is about."""

from __future__ import annotations

from pathlib import Path

import pytest
from memory_clock import Clock

from workbench.memory.recall import LEAST_ALIKE, alike
from workbench.memory.store import Memory
from workbench.memory.symbols import Symbol

SAID = {
    "social approach": "one mouse walks up to the other and stops within 3 cm",
    "chase": "one mouse runs behind the other within 5 cm for at least 1 s",
    "thigmotaxis": "share of the time spent along the walls, less than 4 cm from them",
    "rearing": "stands on its hind legs, front paws off the floor",
    "long bouts": "only grooming bouts that last longer than 10 s",
    "centre": "the middle square of the arena, 20 cm wide",
    "baseline": "first 5 minutes of every recording before the injection",
    "treated animals": "animals m12, m15 and m17 got the drug",
}
ASKED = {
    "how often does mouse_1 approach mouse_2?": "social approach",
    "which mouse was chasing the other?": "chase",
    "how much time along the walls?": "thigmotaxis",
    "count the rears per minute": "rearing",
    "are long grooming bouts more frequent?": "long bouts",
    "speed in the centre of the arena": "centre",
    "compare the baseline with the rest": "baseline",
    "did m15 get the drug?": "treated animals",
    "what about thigmotaxsis?": "thigmotaxis",  # misspelled
}


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    memory = Memory(tmp_path / "memory", clock=Clock())
    for name, text in SAID.items():
        memory.write(name, text)
    return memory


@pytest.mark.parametrize("question", ASKED)
def test_the_one_that_is_meant_comes_first(memory: Memory, question: str) -> None:
    best = memory.rank(question)[0]
    assert best.symbol.name == ASKED[question].replace(" ", "_")


def test_nothing_is_found_for_a_question_about_nothing(memory: Memory) -> None:
    for question in ("", "?", "qwrtz", "how many sheep jumped over fences yesterday evening"):
        assert memory.rank(question) == []


def symbols(*texts: str) -> list[Symbol]:
    return [Symbol(name, "definition", text) for name, text in zip("abcdef", texts, strict=False)]


def test_similarity_is_between_0_and_1() -> None:
    texts = ("one mouse runs behind", "quite another thing", "", "one mouse")
    found = alike("one mouse runs behind", symbols(*texts))
    assert found[0] == pytest.approx(1.0, abs=1e-6)
    assert found[2] == 0.0
    assert found[0] > found[3] > LEAST_ALIKE > found[1] >= 0.0
    assert alike("", symbols("one", "two")) == [0.0, 0.0]
    assert alike("a question", []) == []


def test_a_rare_word_and_a_name_say_more() -> None:
    rare = alike("mouse chases", symbols("mouse", "mouse", "mouse", "chases"))
    assert rare[3] > rare[0]
    named = Symbol("chasing", "definition", "runs behind")
    unnamed = Symbol("x", "definition", "runs behind, chasing")
    in_name, in_text = alike("when is mouse_1 chasing?", [named, unnamed])
    assert in_name > in_text


def test_the_same_twice(memory: Memory) -> None:
    question = "does one mouse run behind the other within 5 cm?"
    first = memory.rank(question, 8)
    assert memory.rank(question, 8) == first
    assert Memory(memory.folder, clock=Clock()).rank(question, 8) == first
    assert [one.score for one in first] == sorted((one.score for one in first), reverse=True)
    assert memory.rank(question, 2) == first[:2]


def test_equals_come_by_name(tmp_path: Path) -> None:
    memory = Memory(
        tmp_path / "memory", clock=Clock(), similarity=lambda _, symbols: [0.5] * len(symbols)
    )
    for name in ("b", "c", "a"):
        memory.write(name, "same")
    assert [one.symbol.name for one in memory.rank("x")] == ["a", "b", "c"]


def test_only_what_is_returned_is_strengthened(memory: Memory) -> None:
    (best,) = memory.recall("does one mouse run behind the other within 5 cm?", 1)
    strengths = {one.name: one.strength for one in memory.symbols()}
    assert strengths == {name: 6 if name == best.symbol.name else 5 for name in strengths}


def test_a_damaged_file_does_not_stop_recall(memory: Memory) -> None:
    memory.files.path("chase").write_text("text = 'open")
    assert memory.rank("time along the walls")[0].symbol.name == "thigmotaxis"
