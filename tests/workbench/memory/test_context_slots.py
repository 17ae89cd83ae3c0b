"""Eight places for what a conversation is about: who keeps one, and that it is in a file."""

from __future__ import annotations

from pathlib import Path

from workbench.memory.slots import SIZE, Item, Slots
from workbench.memory.symbols import Symbol


def symbol(name: str, text: str = "") -> Symbol:
    return Symbol(name, "definition", text or f"bouts of {name}")


def filled(path: Path, count: int = SIZE) -> Slots:
    slots = Slots(path)
    for number in range(count):
        slots.end_turn("", [symbol(f"behavior{number}")])
    return slots


def names(slots: Slots) -> set[str]:
    return {item.name for item in slots.items}


def test_there_are_never_more_than_eight(tmp_path: Path) -> None:
    assert len(filled(tmp_path / "slots.toml", 30).items) == SIZE


def test_what_was_unused_for_longest_goes_first(tmp_path: Path) -> None:
    slots = filled(tmp_path / "slots.toml")
    slots.end_turn("", [symbol("behavior0")])
    slots.end_turn("", ())
    slots.end_turn("new", [symbol("new")])
    assert names(slots) == {"new", *(f"behavior{n}" for n in range(SIZE) if n != 1)}


def test_what_has_to_do_with_the_question_wins_its_match(tmp_path: Path) -> None:
    slots = filled(tmp_path / "slots.toml")
    slots.end_turn("", ())
    slots.end_turn("How often after behavior0 is there a new one?", [symbol("new")])
    assert "behavior0" in names(slots)
    assert "behavior1" not in names(slots)


def test_a_new_one_that_loses_stays_out(tmp_path: Path) -> None:
    slots = filled(tmp_path / "slots.toml")
    slots.end_turn("", ())
    slots.end_turn("behavior0 and behavior1", [symbol("new", "x")])
    assert "new" not in names(slots)


def test_what_the_last_turn_referred_to_stays(tmp_path: Path) -> None:
    slots = filled(tmp_path / "slots.toml")
    slots.end_turn("", [symbol(f"behavior{n}") for n in range(SIZE)])
    slots.end_turn("behavior9", [symbol("behavior9")])
    assert names(slots) == {f"behavior{n}" for n in range(SIZE)}


def test_places_are_the_same_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "slots.toml"
    slots = filled(path, 3)
    slots.end_turn("", [symbol("behavior1", "other words")])
    again = Slots(path)
    assert again.items == slots.items
    assert again.turn == slots.turn == 4
    assert again.items[0] == Item("behavior1", "other words", 3)


def test_without_symbols_there_is_no_file(tmp_path: Path) -> None:
    Slots(tmp_path / "slots.toml").end_turn("q", ())
    assert not list(tmp_path.iterdir())
