"""Mapping files as spreadsheets and hands leave them: no row is lost, and nothing is guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphs.errors import UserError
from pipelines.mapping import is_mapping, read_mapping
from pipelines.pairing import pair_files

POSE = "scorer,D,D,D\nbodyparts,nose,nose,nose\ncoords,x,y,likelihood\n0,1,2,0.9\n"
ROWS = "Tracks;Group\nä.csv;Kontrolle\nb.csv;früh\n"
TWO = [("b", "früh"), ("ä", "Kontrolle")]


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    for name in ("ä.csv", "b.csv"):
        (tmp_path / name).write_text(POSE)
    return tmp_path


def recordings(*given: Path, mapping: Path | None = None) -> list[tuple[str, str | None]]:
    return [(one.name, one.group) for one in pair_files(given, mapping).recordings]


def faults_of(path: Path) -> list[str]:
    with pytest.raises(UserError) as raised:
        read_mapping(path, path.parent / "cache")
    return str(raised.value).splitlines()[1:]


def many_rows(folder: Path, changed: dict[int, str]) -> Path:
    names = [f"r{number:03}.csv" for number in range(200)]
    for name in names:
        (folder / name).write_text(POSE)
    rows = [changed.get(number, f"{name},b,day 1") for number, name in enumerate(names)]
    path = folder / "manifest.csv"
    path.write_text("\n".join(["tracks,group,session", *rows]) + "\n")
    return path


def test_a_stray_quote_takes_no_rows_with_it(tmp_path: Path) -> None:
    opened, closed = 'r050.csv,"b,day 1', 'r120.csv,b",day 1'
    for changed in ({50: opened, 120: closed}, {50: opened}, {120: closed, 199: opened}):
        path = many_rows(tmp_path, changed)
        told = [f"  - line {number + 2}: a quote is opened and not closed" for number in changed]
        faults = faults_of(path)
        assert all(one.startswith(start) for one, start in zip(faults, told, strict=True)), faults
        with pytest.raises(UserError, match="a quote is opened"):
            pair_files([path])
    assert len(recordings(many_rows(tmp_path, {}))) == 200


def test_a_line_break_in_a_cell_is_told(lab: Path) -> None:
    path = lab / "list.csv"
    path.write_text('name,tracks,group\nB,b.csv,"two\nlines"\n')
    first, *_ = faults_of(path)
    assert first.startswith("  - line 2: a quote is opened")


def test_text_after_a_closed_quote_is_told_by_its_line(tmp_path: Path) -> None:
    (fault,) = faults_of(many_rows(tmp_path, {7: 'r007.csv,"b"x,day 1'}))
    assert fault.startswith("  - line 9: ")


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("top", ["", "\n\n", ";\n;\n", "sep=;\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_spreadsheets_write_is_read(lab: Path, encoding: str, top: str, ends: str) -> None:
    path = lab / "list.csv"
    path.write_bytes((top + ROWS).replace("\n", ends).encode(encoding))
    assert recordings(path) == recordings(mapping=path) == TWO
    (row, _) = read_mapping(path, lab / "cache")
    assert row.where == f"line {top.count(chr(10)) + 2}"


def test_text_with_tabs_in_utf16_is_read(lab: Path) -> None:
    path = lab / "list.txt"
    path.write_bytes(ROWS.replace(";", "\t").encode("utf-16"))
    assert recordings(path) == TWO


@pytest.mark.parametrize("top", ["", "\n\n", "sep=;\n"])
@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_another_encoding_is_refused_with_what_to_do(lab: Path, encoding: str, top: str) -> None:
    path = lab / "list.csv"
    path.write_bytes((top + ROWS).encode(encoding))
    for given, mapping in (([path], None), ([lab / "b.csv", path], None), ([], path)):
        with pytest.raises(UserError, match=r"list\.csv' is not UTF-8.*'CSV UTF-8'"):
            pair_files(given, mapping)
    assert recordings(lab) == [("b", None), ("ä", None)]  # there it is no mapping, and no tracks


def test_a_separator_that_is_named_counts(lab: Path) -> None:
    path = lab / "list.csv"
    path.write_text('"sep=|"\n VIDEO |Tracks| group\n|ä.csv|a;b;c\n|b.csv|"d|e"\n')
    assert recordings(path) == [("b", "d|e"), ("ä", "a;b;c")]


def test_pose_tables_are_no_mapping_files(lab: Path) -> None:
    for text in (POSE, "\n\n" + POSE, "Track,frame_idx,instance.score,nose.x\n"):
        (lab / "b.csv").write_text(text)
        assert not is_mapping(lab / "b.csv")
        assert ("b", None) in recordings(lab / "b.csv", lab / "ä.csv")


@pytest.mark.parametrize("column", ["tracks", "labels", "group"])
def test_a_cell_that_is_too_long_is_told_by_its_line(lab: Path, column: str) -> None:
    path = lab / "list.csv"
    header = dict.fromkeys(["tracks", "labels", "group", column])
    cells = {"tracks": "b.csv", "labels": "", "group": "a"}
    for length in (400, 140_000):
        row = cells | {column: length * "x"}
        path.write_text(f"{','.join(header)}\n{','.join(row[name] for name in header)}\n")
        if (column, length) == ("group", 400):
            continue
        (fault,) = faults_of(path)
        assert fault.startswith("  - line 2: ")
        assert len(fault) < 400
    path.write_text(f"tracks,{140_000 * 'x'}\nb.csv,a\n")
    assert len(faults_of(path)) == 1


@pytest.mark.parametrize(
    "text", [r"C:\data\b.csv", "C:/data/b.csv", r"\\lab\data\b.csv", r"data\b.csv"]
)
def test_a_path_of_windows_is_told(lab: Path, text: str) -> None:
    path = lab / "list.csv"
    path.write_text(f"tracks,group\n{text},a\n")
    (fault,) = faults_of(path)
    assert fault.startswith(f"  - line 2: tracks {text!r} is a path of Windows")
    with pytest.raises(UserError, match="is a path of Windows"):
        pair_files([text])


def test_an_unknown_home_folder_is_told(lab: Path) -> None:
    path = lab / "list.csv"
    path.write_text("tracks\n~nobody-of-this-name/b.csv\n")
    (fault,) = faults_of(path)
    assert "does not exist" in fault
