"""Symbols carried from one project to another."""

from __future__ import annotations

from pathlib import Path

import pytest
from memory_clock import Clock
from test_memory_symbol_files import AWKWARD

from graphs.errors import DataError, UserError
from workbench.memory.carry import Imported, exported, imported
from workbench.memory.store import Memory


@pytest.fixture
def here(tmp_path: Path) -> Memory:
    memory = Memory(tmp_path / "here", clock=Clock())
    memory.write("chase", "follows", program="a()\n", kind="behavior", source="model")
    memory.write("chase", "runs after", result={"n": 1}, origin="a question")
    memory.write("annäherung", "walks up to")
    return memory


@pytest.fixture
def there(tmp_path: Path) -> Memory:
    clock = Clock()
    clock.day(20)
    return Memory(tmp_path / "there", clock=clock)


def said(memory: Memory, name: str) -> list[tuple[object, ...]]:
    return [
        (s.kind, s.text, s.program, s.result, s.source, s.created, s.updated, s.version, s.pinned)
        for s in memory.history(name)
    ]


def test_all_versions_come_over(here: Memory, there: Memory) -> None:
    done = imported(there, exported(here), "lab.toml")
    assert done == [Imported("annäherung", "annäherung", 1), Imported("chase", "chase", 2)]
    for name in here.names():
        assert said(there, name) == said(here, name)
    assert there.read("chase").origin == "a question"
    assert there.read("annäherung").origin == "imported from lab.toml"
    assert exported(there, ["chase"]).count("\n[symbol.chase.2]\n") == 1


def test_to_the_letter(tmp_path: Path) -> None:
    here, there = Memory(tmp_path / "here"), Memory(tmp_path / "there")
    for number, text in enumerate(AWKWARD):
        here.write(f"x {number}", text, program=text, result=[text])
    imported(there, exported(here), "lab.toml")
    for number, text in enumerate(AWKWARD):
        symbol = there.read(f"x {number}")
        assert (symbol.text, symbol.program, symbol.result) == (text, text, [text])


def test_nothing_is_written_over_unasked(here: Memory, there: Memory) -> None:
    there.write("chase", "another thing")
    there.write("annäherung", "walks up to")
    with pytest.raises(UserError, match=r"stand for something else here(.|\n)*- <chase>$"):
        imported(there, exported(here), "lab.toml")
    assert (there.names(), len(there.history("chase"))) == (["annäherung", "chase"], 1)
    done = imported(there, exported(here), "lab.toml", "rename")
    assert done == [Imported("annäherung", "annäherung", 0), Imported("chase", "chase_2", 2)]
    assert [one.text for one in there.history("chase_2")] == ["follows", "runs after"]
    assert imported(there, exported(here), "lab.toml", "rename")[1].now == "chase_3"
    done = imported(there, exported(here), "lab.toml", "replace")
    assert done[1] == Imported("chase", "chase", 1)
    assert [one.text for one in there.history("chase")] == ["another thing", "runs after"]


def test_a_second_time_adds_nothing(here: Memory, there: Memory) -> None:
    imported(there, exported(here), "lab.toml")
    assert [one.versions for one in imported(there, exported(here), "lab.toml")] == [0, 0]
    assert len(there.history("chase")) == 2


def test_what_was_forgotten_is_a_conflict_too(here: Memory, there: Memory) -> None:
    there.write("chase", "another thing")
    there.forget("chase")
    with pytest.raises(UserError, match="<chase>, which is forgotten"):
        imported(there, exported(here), "lab.toml")
    imported(there, exported(here), "lab.toml", "replace")
    assert [one.text for one in there.history("chase")] == ["another thing", "runs after"]


def test_a_change_by_hand_is_not_lost_by_an_import(here: Memory, there: Memory) -> None:
    there.write("chase", "another thing")
    path = there.files.path("chase")
    path.write_text(path.read_text().replace("another", "by hand another"))
    imported(there, exported(here), "lab.toml", "replace")
    assert [one.text for one in there.history("chase")] == [
        "another thing", "by hand another thing", "runs after",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text + "x = [", r"lab\.toml: .*line"),
        (lambda text: text.replace("schema = 1", "schema = 2"), "schema = 1; found .* and 2"),
        (lambda text: "a = 1", "is not a file of symbols"),
        (lambda text: text.split("[symbol")[0], r"holds no \[symbol"),
        (lambda text: text.replace('"behavior"', '"bird"'), "chase, version 1: kind is 'bird'"),
        (lambda text: text.replace("symbol.chase", "symbol.Chase"), "expected the name chase"),
        (lambda text: text.replace("symbol.chase", 'symbol."../x"'), "it holds"),
        (lambda text: text.replace("chase.2]", "chase.3]"), "versions 1, 3; expected 1, 2"),
        (lambda text: text.split("[symbol")[0] + "[symbol]\nx = 3", "x is 3; expected a table"),
        (lambda text: text.split("[symbol")[0] + "[symbol.x]\n1 = 'a'", "x.1 is 'a'; expected"),
        (
            lambda text: text.split("[symbol")[0] + "[symbol.x.1]",
            "x, version 1: it has neither text",
        ),
    ],
)
def test_damaged_files_add_nothing(here: Memory, there: Memory, change, told: str) -> None:
    with pytest.raises(DataError, match=told):
        imported(there, change(exported(here)), "lab.toml")
    assert there.names() == []


def test_unknown_names(here: Memory) -> None:
    with pytest.raises(UserError, match="no symbol <chace>; did you mean 'chase'"):
        exported(here, ["chace"])
