"""Writing, reading, editing, forgetting; what used what."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from memory_clock import Clock

from graphs.errors import DataError, UserError
from workbench.memory.names import SymbolRef
from workbench.memory.store import Memory


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def memory(tmp_path: Path, clock: Clock) -> Memory:
    return Memory(tmp_path / "memory", clock=clock)


def test_an_empty_memory_writes_nothing(memory: Memory) -> None:
    assert memory.names() == memory.symbols() == memory.faults() == memory.rank("anything") == []
    with pytest.raises(UserError, match="no symbol <chase>; nothing has a name yet"):
        memory.read("chase")
    assert not memory.folder.exists()


def test_versions_and_their_times(memory: Memory, clock: Clock) -> None:
    first = memory.write("Chase", "follows", kind="behavior", program="a()", data_version="d1")
    clock.day(3)
    second = memory.write("chase", "runs after", source="model", origin="a question")
    assert (first.version, second.version) == (1, 2)
    assert second.created == first.created == first.updated == "2026-03-01T12:00:00+00:00"
    assert second.updated == "2026-03-03T12:00:00+00:00"
    assert memory.read("CHASE") == second
    assert memory.history("chase")[0].text == "follows"
    assert memory.read("chase", 1).program == "a()"
    with pytest.raises(UserError, match="no version 3 of <chase>; it has 1 to 2"):
        memory.read("chase", 3)


def test_an_edit_keeps_what_it_does_not_change(memory: Memory) -> None:
    memory.write("x", "one", program="a()", result=[1], kind="zone", data_version="d1")
    edited = memory.edit("x", text="two", source="model")
    assert (edited.text, edited.program, edited.result, edited.kind) == ("two", "a()", [1], "zone")
    assert (edited.version, edited.source, edited.data_version) == (2, "model", "d1")
    assert memory.edit("x", text="two").version == 2
    assert memory.edit("x", pinned=False).version == 3
    assert memory.edit("x", program="").program == ""
    with pytest.raises(UserError, match="no symbol <y>"):
        memory.edit("y", text="a")


def test_an_edited_definition_leaves_the_answers_that_used_it(memory: Memory) -> None:
    monday = memory.write("chase", "within 5 cm")
    memory.used("how long is <chase>?", [monday.ref], answer="12 s")
    memory.edit("chase", text="within 3 cm")
    (use,) = memory.why("chase").uses
    assert (use.question, use.answer, use.symbols) == ("how long is <chase>?", "12 s", {"chase": 1})
    assert memory.read("chase", use.symbols["chase"]).text == "within 5 cm"
    assert memory.reads("<chase@1> and <chase>") == [memory.read("chase", 1), memory.read("chase")]


def test_forgotten_and_brought_back(memory: Memory) -> None:
    memory.write("chase", "one")
    memory.write("chase", "two")
    memory.write("other", "chase of two")
    memory.forget("chase")
    assert memory.names() == ["other"]
    assert memory.files.forgotten() == ["chase"]
    assert "chase" not in [one.symbol.name for one in memory.rank("two", archived=True)]
    with pytest.raises(UserError, match="To bring it back: workbench memory restore chase"):
        memory.read("chase")
    with pytest.raises(UserError, match="is forgotten"):
        memory.forget("chase")
    assert memory.read("chase", 1).text == "one"
    assert [one.text for one in memory.history("chase")] == ["one", "two"]
    assert memory.restore("chase").text == "two"
    assert (memory.read("chase").version, memory.names()) == (2, ["chase", "other"])
    assert "chase" in [one.symbol.name for one in memory.rank("two")]


def test_a_name_of_something_forgotten_goes_on_counting(memory: Memory, clock: Clock) -> None:
    memory.write("chase", "one")
    memory.forget("chase")
    clock.day(2)
    again = memory.write("chase", "two")
    assert (again.version, again.created) == (2, "2026-03-01T12:00:00+00:00")


def test_a_file_removed_by_hand_is_forgotten(memory: Memory) -> None:
    memory.write("chase", "one")
    memory.files.path("chase").unlink()
    assert memory.files.forgotten() == ["chase"]
    assert memory.restore("chase").text == "one"


def test_unknown_names_are_told_together_with_near_ones(memory: Memory) -> None:
    memory.write("chase", "a")
    memory.write("approach", "b")
    assert [one.name for one in memory.reads("<approach> or <chase>, <Approach>?")] == [
        "approach", "chase",
    ]  # fmt: skip
    assert memory.reads("is a < b and 3 > 2?") == []
    with pytest.raises(UserError) as told:
        memory.reads("<chace> after <aproach> or <chase>")
    assert "no symbol <chace>; did you mean 'chase'?" in str(told.value)
    assert "no symbol <aproach>; did you mean 'approach'?" in str(told.value)


def test_all_that_cannot_be_written_is_told(memory: Memory) -> None:
    with pytest.raises(UserError) as told:
        memory.write("x", kind="notion", source="bird")  # type: ignore[arg-type]
    assert "kind is 'notion'" in str(told.value)
    assert "source is 'bird'" in str(told.value)
    assert "neither text nor program nor result" in str(told.value)
    with pytest.raises(UserError, match="A result cannot be kept"):
        memory.write("x", result=object())
    with pytest.raises(UserError, match="cannot be the name"):
        memory.write("../x", "a")
    assert not memory.folder.exists()


def test_results(memory: Memory) -> None:
    rows = ((1, "a", True), (2, None, False))
    found = {"n": np.float64(1.5), "rows": rows, "unknown": float("nan")}
    kept = memory.write("r", result=found)
    plain = {"n": 1.5, "rows": [[1, "a", True], [2, None, False]], "unknown": None}
    assert kept.result == plain == memory.read("r").result
    assert memory.write("r", result=0).result == 0
    assert memory.write("r", result="12").result == memory.read("r").result == "12"
    assert memory.write("r", text="gone").result is None


def test_recalls_count_once_for_a_question(memory: Memory, clock: Clock) -> None:
    memory.write("grooming", "licks its fur, and grooms: grooming", program="grooming()")
    clock.day(2)
    memory.recall("how long is grooming, and grooming again?")
    assert memory.read("grooming").strength == 6
    assert memory.read("grooming").last_used == "2026-03-02T12:00:00+00:00"
    memory.used("how long is grooming, and grooming again?", {"grooming": 1})
    assert memory.read("grooming").strength == 6  # the same question
    memory.used("another", {"Grooming": 1})
    assert memory.read("grooming").strength == 7
    memory.recall("grooming")
    memory.recall("grooming")
    assert memory.read("grooming").strength == 9
    memory.rank("grooming")
    memory.read("grooming")
    assert Memory(memory.folder).read("grooming").strength == 9


def test_the_log(memory: Memory) -> None:
    memory.write("a", "one")
    memory.used("q <a>?", [SymbolRef("a", 1)], answer="3 é")
    memory.used("no symbols", {})
    lines = memory.log.path.read_text().splitlines()
    assert json.loads(lines[1]) == {
        "when": "2026-03-01T12:00:00+00:00", "what": "used", "symbols": {"a": 1},
        "question": "q <a>?", "answer": "3 é",
    }  # fmt: skip
    assert [event.what for event in memory.log.events()] == ["wrote", "used", "used"]


def test_a_line_that_was_not_finished(memory: Memory) -> None:
    memory.write("a", "one")
    with memory.log.path.open("a") as file:
        file.write('{"when": "2026-03-01T12:00:00+00:00", "wha')
    assert [event.what for event in memory.log.events()] == ["wrote"]
    memory.used("q", {"a": 1})
    assert [event.what for event in memory.log.events()] == ["wrote", "used"]
    assert memory.read("a").strength == 6
    (fault,) = memory.faults()
    assert "log.jsonl, line 2 is left out" in fault


def test_damaged_lines_are_told_and_left_out(memory: Memory) -> None:
    memory.write("a", "one")
    with memory.log.path.open("a") as file:
        for line in (
            "[]",
            "{}",
            '{"what": "used", "when": "noon", "symbols": {}}',
            '{"what": "used", "when": "2026-03-01T12:00:00+00:00", "symbols": {}, "x": 1}',
        ):
            file.write(f"{line}\n")  # fmt: skip
    assert len(memory.faults()) == 4
    assert memory.read("a").text == "one"


def test_why(memory: Memory) -> None:
    memory.write("near", "within 3 cm")
    memory.write("chase", "<near> for 1 s, not <far>", origin="asked")
    memory.recall("who is near whom within 3 cm?")
    assert memory.why("near").read_by == ("chase",)
    assert memory.why("chase").reads == ("near", "far")
    assert memory.why("chase").symbol.origin == "asked"
    assert [use.what for use in memory.why("near").uses] == ["recalled"]
    memory.forget("near")
    assert memory.why("near").symbol.version == 1
    with pytest.raises(UserError, match="no symbol <neat>"):
        memory.why("neat")


def test_old_versions_that_are_damaged_do_not_hide_the_rest(memory: Memory) -> None:
    memory.write("a", "one")
    memory.write("a", "two")
    path = memory.files.version_path("a", 1)
    path.chmod(0o644)
    path.write_text("text = ")
    assert memory.read("a").text == "two"
    with pytest.raises(DataError, match=r"versions/a/1\.toml"):
        memory.history("a")


def test_a_folder_in_the_way(memory: Memory) -> None:
    memory.folder.write_text("a file")
    with pytest.raises(UserError, match="Cannot write"):
        memory.write("a", "one")
