"""The mapping file: every bad row is told by its line, and nothing is taken from such a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from object_store import ObjectStore

from graphs.errors import UserError
from pipelines.inputs.places import as_written, input_path
from pipelines.mapping import Row, is_mapping, read_mapping
from pipelines.pairing import pair_files

POSE = "scorer,D,D,D\nbodyparts,nose,nose,nose\ncoords,x,y,likelihood\n0,1,2,0.9\n"
FILES = ("a.mp4", "b.mp4", "poses/a.csv", "poses/b.csv", "scored/a.tsv")


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    folder = tmp_path / "lab"
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(POSE)
    return folder


def table(lab: Path, *lines: str) -> Path:
    path = lab / "recordings.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def read(path: Path) -> list[Row]:
    return read_mapping(path, path.parent / "cache")


def test_all_columns(lab: Path) -> None:
    path = table(
        lab,
        "video;tracks;labels;animals;group;session;name",
        "a.mp4;poses/a.csv;scored/a.tsv;2;control;day 1;mouse A",
        "",
        '../lab/b.mp4;poses/b.csv;;"ind1=resident; ind2=intruder";;;',
    )
    first, second = read(path)
    assert first.where == "line 2"
    assert first.labels == lab / "scored/a.tsv"
    assert first.values == {
        "video": str(lab / "a.mp4"), "tracks": str(lab / "poses/a.csv"), "animal_count": 2.0,
        "group": "control", "session": "day 1", "name": "mouse A",
    }  # fmt: skip
    assert second.where == "line 4"
    assert second.labels is None
    assert second.values == {
        "video": str(lab / "b.mp4"), "tracks": str(lab / "poses/b.csv"),
        "animals": {"ind1": "resident", "ind2": "intruder"},
    }  # fmt: skip
    pairing = pair_files([path])
    assert [(p.recording.name, p.recording.group, p.labels) for p in pairing.pairs] == [
        ("b", None, None), ("mouse A", "control", lab / "scored/a.tsv")
    ]  # fmt: skip
    assert pairing.pairs[0].recording.animals == {"ind1": "resident", "ind2": "intruder"}
    assert pairing.pairs[1].recording.animal_count == 2


def test_every_bad_row_is_told_by_its_line(lab: Path) -> None:
    path = table(
        lab,
        "video,tracks,labels,animals,group,session,name",
        "a.mp4,poses/a.csv,,,,,A",
        "gone.mp4,poses/gone.csv,,,,,B",
        ",,,,control,,",
        'b.mp4,,scored/gone.tsv,"ind1, ind2",,,',
        '"a.mp4",poses/a.csv,,,"two, quoted",,C',
        "b.mp4,poses/b.csv,,,,,A",
        "b.mp4,,,,,,D,too,many",
        "http://lab.org/a.mp4?key=1,,,,,,E",
    )
    with pytest.raises(UserError) as raised:
        read(path)
    faults = str(raised.value).splitlines()
    assert faults[0] == "recordings.csv: 9 faults:"
    told = sorted(fault.removeprefix("  - ").replace(str(lab), "LAB") for fault in faults[1:])
    starts = [
        "line 3: tracks 'LAB/poses/gone.csv' does not exist",
        "line 3: video 'LAB/gone.mp4' does not exist",
        "line 4: none of name, video and tracks is given",
        "line 5: animals is 'ind1, ind2'; expected how many there are",
        "line 5: labels 'LAB/scored/gone.tsv' does not exist",
        "line 6: the same files as in line 2",
        "line 7: name 'A' as in line 2",
        "line 8: more cells than columns",
        "line 9: video: http://lab.org/a.mp4 cannot be an input",
    ]
    assert all(one.startswith(start) for one, start in zip(told, starts, strict=True)), told


def test_values_that_do_not_fit_are_told_by_their_line(lab: Path) -> None:
    path = table(lab, "video,fps,px_per_cm", "a.mp4,fast,1", "b.mp4,30,-2")
    with pytest.raises(UserError) as raised:
        pair_files([], path)
    assert "line 2: fps is 'fast'; expected a number above 0" in str(raised.value)
    assert "line 3: px_per_cm is -2.0; expected a number above 0" in str(raised.value)


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("video,trakcs", "unknown column 'trakcs'; did you mean 'tracks'"),
        ("video,video", "column 'video' is there twice"),
        ("video", "no rows found"),
    ],
)
def test_columns(lab: Path, header: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        read(table(lab, header))


def test_which_tables_are_mapping_files(lab: Path) -> None:
    assert is_mapping(table(lab, "video,tracks", "a.mp4,poses/a.csv"))
    assert is_mapping(table(lab, "tracks;labels", "poses/a.csv;x"))
    assert not is_mapping(table(lab, "date,weight", "1,2"))
    assert not is_mapping(lab / "poses/a.csv")
    assert not is_mapping(lab / "a.mp4")


def test_one_in_a_folder_is_left_out(lab: Path) -> None:
    table(lab, "video,tracks,name", "a.mp4,poses/b.csv,odd")
    pairing = pair_files([lab])
    assert [pair.recording.name for pair in pairing.pairs] == ["a", "b"]
    assert "recordings.csv" in [item.path.name for item in pairing.left_out]


def test_one_behind_a_url_with_files_there_and_here(
    lab: Path, store: ObjectStore, cache: Path
) -> None:
    text = f"video,tracks,name\n../a.mp4,../poses/a.csv,A\n{lab}/b.mp4,{store.url}/poses/b.csv,B\n"
    store.put_folder(lab)
    url = store.put("lists/mine.csv", text.encode())
    for pairing in (pair_files([url], cache=cache), pair_files([], url, cache=cache)):
        assert [dict(pair.entry) for pair in pairing.pairs] == [
            {"name": "A", "video": f"{store.url}/a.mp4", "tracks": f"{store.url}/poses/a.csv"},
            {"name": "B", "video": f"{lab}/b.mp4", "tracks": f"{store.url}/poses/b.csv"},
        ]
    store.put("lists/mine.csv", text.replace("../a.mp4", "../c.mp4").encode())
    with pytest.raises(UserError, match=f"line 2: video '{store.url}/c.mp4' does not exist"):
        pair_files([url], cache=cache)
    place = input_path(url, Path(), cache)
    assert as_written(place) == url
