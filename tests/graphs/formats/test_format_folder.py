"""Folders of an export are there whole or not at all, and nothing of other people's is lost."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from varied import context, varied

from graphs.errors import DataError, UserError
from graphs.formats import srt, tables
from graphs.formats.contract import Described
from graphs.formats.folder import file_stem, written_folder


def put(path: Path, **files: str) -> None:
    with written_folder(path, "Some files.") as folder:
        for name, text in files.items():
            (folder / name).write_text(text)


def names(path: Path) -> list[str]:
    return sorted(file.name for file in path.iterdir())


def test_an_earlier_export_is_replaced(tmp_path: Path) -> None:
    put(tmp_path / "out", a="1", b="2")
    put(tmp_path / "out", b="3")
    assert names(tmp_path / "out") == ["README.txt", "b"]
    assert (tmp_path / "out" / "b").read_text() == "3"
    assert names(tmp_path) == ["out"]
    plain = tmp_path / "plain"
    plain.mkdir()
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)
    put(plain, c="4")  # it was empty
    assert names(plain) == ["README.txt", "c"]


@pytest.mark.parametrize("mine", ["plan.R", "facts.csv"])
def test_a_folder_with_something_else_in_it_is_not_touched(tmp_path: Path, mine: str) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / mine).write_text("mine")
    with pytest.raises(UserError, match=rf"holds '{re.escape(mine)}', which no export has written"):
        tables.write(varied(), folder, context())
    assert names(folder) == [mine]
    (folder / mine).rename(tmp_path / mine)
    with pytest.raises(UserError, match="is a file; expected the name of a folder"):
        tables.write(varied(), tmp_path / mine, context())
    srt.write(varied(), folder, context())
    (folder / mine).write_text("mine")
    with pytest.raises(UserError, match="which no export has written"):
        srt.write(varied(), folder, context())


def test_a_failing_export_leaves_what_was_there(tmp_path: Path) -> None:
    tables.write(varied(), tmp_path / "out", context())
    before = {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()}

    def breaking() -> Iterator[Described]:
        yield varied()[1]
        message = "damaged recording"
        raise DataError(message)

    with pytest.raises(DataError, match="damaged recording"):
        tables.write(breaking(), tmp_path / "out", context())
    assert {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()} == before
    assert names(tmp_path) == ["out"]
    with pytest.raises(UserError, match="that folder does not exist"):
        tables.write(varied(), tmp_path / "none" / "out", context())


def test_a_link_to_a_folder_is_followed(tmp_path: Path) -> None:
    put(tmp_path / "out", a="1")
    (tmp_path / "link").symlink_to(tmp_path / "out")
    put(tmp_path / "link", a="2")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "out" / "a").read_text() == "2"


def test_names_of_files(tmp_path: Path) -> None:
    taken: set[str] = set()
    given = [
        file_stem(name, taken) for name in ("day 1", "Day 1", "day 1/x", "ä" * 200, "..", "鼠-1")
    ]
    assert given[0] == "day 1"
    assert given[1].startswith("Day 1~")
    assert given[2].startswith("day 1_x~")
    assert given[3].startswith("ä" * 75 + "~")
    assert given[4].startswith("~")
    assert given[5] == "鼠-1"
    assert len({name.casefold() for name in given}) == 6
    for name in given:
        (tmp_path / f"{name}.metadata.vtt").touch()
