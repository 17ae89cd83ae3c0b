"""What a model is told: everything that it needs, within the room that there is."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
from ask_scripts import BOTH, GOOD, INVENTED, QUESTION

from graphs.errors import UserError
from workbench.ask.card import card_text
from workbench.ask.card_data import Body, DataCard
from workbench.ask.model.background import prompts_of
from workbench.ask.model.interface import MOST as MOST_INTERFACE
from workbench.ask.model.interface import interface_text
from workbench.ask.model.prompts import LONGEST_QUESTION, MOST, Background, Prompts, fitted
from workbench.ask.model.texts import TEXTS, ask_digest, ask_text
from workbench.memory.context import WorkingMemory
from workbench.memory.subgoals import Cell
from workbench.project import Project
from workbench.sandbox.surface import EXPOSED, FUNCTIONS


def ten_animals() -> DataCard:
    """Return what is known of an hour of ten animals with thirty keypoints each."""
    animals = tuple(f"animal_with_a_long_name_{number}" for number in range(10))
    keypoints = tuple(f"keypoint_{number}" for number in range(30))
    body = Body(
        animals, keypoints, ("feeder",), {}, 3600.0, 30.0, dict.fromkeys(animals, 0.1), "px"
    )
    return DataCard("mice", (), 1, {"day": body}, {f"behavior_{n}": n for n in range(40)})


def test_every_method_is_told_with_its_sense() -> None:
    text = interface_text()
    assert len(text) <= MOST_INTERFACE
    lines = text.splitlines()
    for one in EXPOSED:
        head = next(n for n, line in enumerate(lines) if line.startswith(f"{one.name}: "))
        below = "\n".join(lines[head : head + len(one.methods) + 1])
        for name in (*one.methods, *one.attributes):
            assert name in below, (one.name, name)
    for name in FUNCTIONS:
        assert f"  {name}(" in text
    assert "  speed(who?, window_s?): speed of points" in text


def test_parameters_are_those_of_the_real_methods() -> None:
    lines = interface_text().splitlines()
    [line] = [one for one in lines if one.strip().startswith("entries(")]
    names = list(inspect.signature(EXPOSED[2].real().entries).parameters)[1:]  # type: ignore[attr-defined]
    told = line.partition("(")[2].partition(")")[0].replace("?", "").split(", ")
    assert told == names


def test_too_little_room_for_the_interface_is_an_error() -> None:
    with pytest.raises(ValueError, match="characters in words"):
        interface_text(2000)


def test_texts_have_versions_and_one_fingerprint() -> None:
    assert all(ask_text(name).version == "1" for name in TEXTS)
    assert len({ask_text(name).digest for name in TEXTS}) == len(TEXTS)
    assert len(ask_digest()) == 64


def test_the_prompt_of_ten_animals_fits_with_all_that_memory_knows() -> None:
    card = card_text(ten_animals())
    full = Background(
        "asked before. " * 100, ("a symbol. " * 50,) * 5, ("a whole dialogue. " * 150,) * 3
    )
    prompts = Prompts(QUESTION, card, full)
    first = prompts.first()
    assert len(card) <= 1500
    assert len(first.system) + len(first.text) <= MOST
    for needed in ("keypoint_29", "facts(subject?", QUESTION):
        assert needed in first.system + first.text
    memory = WorkingMemory(QUESTION)
    memory.plan(["walks", "compare"])
    memory.record(Cell(BOTH, "long. " * 600))
    memory.close()
    for number in range(2):
        memory.record(Cell(GOOD * 10, "printed. " * 300, f"error number {number}"))
    again = prompts.next("replan", memory, ["error number 1"])
    assert len(again.system) + len(again.text) <= MOST
    for needed in ("error number 0", "error number 1", QUESTION):
        assert needed in again.text


def test_what_memory_knows_never_pushes_out_the_rest() -> None:
    told = fitted(Background("c" * 300, ("s" * 300, "t" * 300), ("e" * 300, "f" * 300)), 1100)
    assert "c" * 300 in told["conversation"]
    assert "t" * 300 in told["symbols"]
    assert told["exemplars"] == "", "what does not fit is left out as a whole"
    narrow = Prompts(QUESTION, "card", Background("c" * 30_000, (), ("e" * 300,)))
    assert QUESTION in narrow.first().text
    assert "e" * 300 in narrow.first().text
    assert "c" * 300 not in narrow.first().text


def test_all_steps_of_a_question_begin_alike(sample: Project) -> None:
    prompts = prompts_of(sample, QUESTION)
    memory = WorkingMemory(QUESTION)
    memory.plan(["count"])
    memory.record(Cell(INVENTED, error="no such thing"))
    assert prompts.first().system == prompts.next("repair", memory, ["no such thing"]).system


def test_a_question_that_is_too_long_is_refused() -> None:
    with pytest.raises(UserError, match="2001 characters"):
        Prompts("x" * (LONGEST_QUESTION + 1), "card")


def test_no_raw_data_are_in_a_prompt(sample: Project, tmp_path: Path) -> None:
    first = prompts_of(sample, QUESTION).first()
    assert first.images == ()
    for hidden in (str(sample.folder), "DLC_", ".mp4", ".h5"):
        assert hidden not in first.system + first.text
