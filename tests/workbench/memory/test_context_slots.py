"""Eight places: who keeps one, and that nothing leaves without being written down."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphs.errors import UserError
from workbench.memory.slots import Item, Slots


def filled(count: int = 8, path: Path | None = None) -> tuple[Slots, list[Item]]:
    written: list[Item] = []
    slots = Slots(written.append, path)
    for number in range(count):
        slots.next_turn()
        slots.put(f"item{number}", f"bouts of behavior{number}")
    return slots, written


def names(slots: Slots) -> set[str]:
    return {item.name for item in slots.items}


def test_there_are_never_more_than_eight_and_nothing_is_lost() -> None:
    slots, written = filled(30)
    assert len(slots.items) == 8
    assert names(slots) | {item.name for item in written} == {f"item{n}" for n in range(30)}
    assert not names(slots) & {item.name for item in written}


def test_what_was_unused_for_longest_goes_first() -> None:
    slots, written = filled()
    slots.refer("item0")
    slots.next_turn()
    slots.next_turn()
    assert slots.put("new", "x") == Item("item1", "bouts of behavior1", 2)
    assert [item.name for item in written] == ["item1"]


def test_what_has_to_do_with_the_question_wins_its_match() -> None:
    slots, _ = filled()
    slots.next_turn()
    lost = slots.put("new", "rearing", "How often after behavior0 does it rear?")
    assert lost is not None
    assert lost.name == "item1"


def test_a_new_item_that_loses_is_written_down_instead() -> None:
    slots, written = filled()
    slots.next_turn()
    lost = slots.put("new", "x", "behavior0 and behavior1")
    assert lost == Item("new", "x", 9) == written[0]
    assert "new" not in names(slots)


def test_what_the_last_turn_referred_to_stays() -> None:
    slots, written = filled()
    for number in range(8):
        slots.refer(f"item{number}")
    slots.next_turn()
    slots.put("new", "behavior9", "behavior9")
    assert names(slots) == {f"item{number}" for number in range(8)}
    assert [item.name for item in written] == ["new"]


def test_if_it_cannot_be_written_down_nothing_leaves() -> None:
    def full_disk(item: Item) -> None:
        message = f"Cannot write {item.name}."
        raise UserError(message)

    slots = Slots(full_disk, size=1)
    slots.put("a", "x")
    slots.next_turn()
    slots.next_turn()
    with pytest.raises(UserError, match="Cannot write a"):
        slots.put("b", "y")
    assert names(slots) == {"a"}


def test_places_are_the_same_after_a_restart(tmp_path: Path) -> None:
    slots, written = filled(path=tmp_path / "items.toml")
    slots.refer("item3")
    again = Slots(written.append, tmp_path / "items.toml")
    assert again.items == slots.items
    assert again.turn == slots.turn


def test_a_name_that_is_there_keeps_its_place() -> None:
    slots, written = filled()
    assert slots.put("item0", "other text") is None
    assert slots.refer("item0") == Item("item0", "other text", 8)
    assert slots.refer("nothing") is None
    assert written == []
    with pytest.raises(UserError, match="expected at least 1"):
        Slots(written.append, size=0)
