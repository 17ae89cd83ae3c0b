"""Text files of the memory: the same text back, faults told, nothing half-written."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.errors import DataError, UserError
from workbench.memory.plain_store import one_line, read_record, read_records, stem_for, write_record
from workbench.memory.plain_text import to_toml, writable
from workbench.memory.subgoals import Cell
from workbench.memory.variables import Variable

TEXTS = st.text(
    st.one_of(st.sampled_from("\n\r\t'\"\\\x00\x7f\u2028 a#=[]{}"), st.characters(codec="utf-8")),
    max_size=40,
)


@dataclass(frozen=True, slots=True)
class Kept:
    name: str
    cells: tuple[Cell, ...] = ()
    share: float = 0.5
    count: int | None = None


@given(TEXTS)
def test_any_text_comes_back_letter_by_letter(text: str) -> None:
    assert tomllib.loads(to_toml({"text": text, "list": [text], "in": {"text": text}})) == {
        "text": text,
        "list": [text],
        "in": {"text": text},
    }


@given(TEXTS, TEXTS)
def test_tables_and_odd_keys_come_back(key: str, text: str) -> None:
    record = {"tables": [{key: text, "n": 1}, {"m": [1.5, True]}], "none": [], "flat": [{"a": 1}]}
    assert tomllib.loads(to_toml(record)) == record


def test_a_program_stands_in_its_file_as_it_is() -> None:
    program = 'speed = rec.speed("mouse_1")\nprint("fast\\n")\n'
    assert f"'''\n{program}'''" in to_toml({"program": program})


def test_half_a_letter_can_be_written() -> None:
    assert writable("a\ud800b") == "a\\ud800b"
    assert writable("naïve 🐭") == "naïve 🐭"


def test_a_record_comes_back_equal(tmp_path: Path) -> None:
    cell = Cell("x = 1\r\n", "'''\n\x00", "", (Variable("x", "int"),), ("a.png",))
    record = Kept("1", (cell, Cell("y")), float("inf"), 3)
    write_record(tmp_path / "deep" / "er.toml", record)
    assert read_record(tmp_path / "deep" / "er.toml", Kept) == record


def test_what_is_as_usual_is_not_written(tmp_path: Path) -> None:
    write_record(tmp_path / "a.toml", Kept("n"))
    assert (tmp_path / "a.toml").read_text() == 'name = "n"\n'


def test_all_faults_of_a_file_are_told_together(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text('nane = "n"\nshare = true\ncount = 1.5\n[[cells]]\nprogram = 3\n')
    with pytest.raises(DataError) as told:
        read_record(path, Kept)
    for said in ("'nane'; did you mean 'name'", "name is missing", "share is True", "count is 1.5",
                 "cells[1].program is 3"):  # fmt: skip
        assert said.replace("'nane'", "nane") in str(told.value)


def test_one_damaged_file_does_not_hide_the_others(tmp_path: Path) -> None:
    write_record(tmp_path / "good.toml", Kept("n"))
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe")
    found, faults = read_records(tmp_path, Kept)
    assert list(found.values()) == [Kept("n")]
    assert len(faults) == 1
    assert "bad.toml" in faults[0]


def test_names_of_files_are_safe_everywhere() -> None:
    assert stem_for("How often? mouse_1 / mouse_2!") == "how-often-mouse-1-mouse-2"
    assert stem_for("../../etc: *?") == "etc"
    assert stem_for("???") == "unnamed"
    assert len(stem_for("long " * 100)) <= 60


def test_one_line_is_one_line() -> None:
    assert one_line("  yes ", "A tip", 5) == "yes"
    for wrong in ("", "a\nb", "toolong"):
        with pytest.raises(UserError, match="A tip is one line of at most 5"):
            one_line(wrong, "A tip", 5)
