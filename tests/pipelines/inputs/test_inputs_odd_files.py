"""Pipes, loops of links and names that no text can hold: the other files are found all the same."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from graphs.errors import UserError
from pipelines.mapping import is_mapping
from pipelines.pairing import Pairing, pair_files

POSE = "scorer,D,D,D\nbodyparts,nose,nose,nose\ncoords,x,y,likelihood\n0,1,2,0.9\n"
pytestmark = pytest.mark.skipif(os.name == "nt", reason="no such files there")


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(POSE)


def named(pairing: Pairing) -> list[str]:
    return [one.name for one in pairing.recordings]


def tracks(pairing: Pairing, top: Path) -> dict[str, str]:
    return {
        one.name: one.tracks.relative_to(top).as_posix() for one in pairing.recordings if one.tracks
    }


def reasons(pairing: Pairing) -> dict[str, str]:
    return {item.path.name: item.reason for item in pairing.left_out}


def test_pipes_and_sockets_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "m1.csv")
    pipes = ["p1.csv", "p2.mp4", "p3.h5", "p4.csv.gz"]
    for name in pipes:
        os.mkfifo(tmp_path / name)
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("s.h5")
    (tmp_path / "dangling.mp4").symlink_to("gone.mp4")
    found = pair_files([tmp_path])
    assert named(found) == ["dangling", "m1"]
    told = "no regular file (a pipe, a socket or a device)"
    assert reasons(found) == dict.fromkeys([*pipes, "s.h5"], told)
    assert not is_mapping(tmp_path / "p1.csv")
    assert named(pair_files([tmp_path / "p1.csv", tmp_path / "m1.csv"])) == ["m1"]


def test_loops_of_links_give_every_file_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "odd/m1.csv", "odd/z/m2.csv", "away/m3.csv", "odd/.hidden/m4.csv")
    for loop in ("loop", "more", "z"):
        (tmp_path / "odd" / loop).mkdir(exist_ok=True)
        (tmp_path / "odd" / loop / "up").symlink_to("..")
    (tmp_path / "odd/a").symlink_to("../away")
    (tmp_path / "odd/b").symlink_to("z")
    monkeypatch.chdir(tmp_path)
    files = {"m1": "odd/m1.csv", "m2": "odd/z/m2.csv", "m3": "odd/a/m3.csv"}
    for pattern in ("odd/**/*.csv", f"{tmp_path}/odd/**/*.csv", "odd/**", "odd/**/", "odd/**/**"):
        assert tracks(pair_files([pattern]), tmp_path) == files
    assert tracks(pair_files(["**/*.csv"]), tmp_path) == files | {"m3": "away/m3.csv"}
    assert named(pair_files(["odd/*/*.csv"])) == ["m2", "m3"]


def test_two_links_to_one_file_are_two_files(tmp_path: Path) -> None:
    put(tmp_path, "store/x.csv", "links/readme.csv")
    for name in ("m1.csv", "m2.csv"):
        (tmp_path / "links" / name).symlink_to("../store/x.csv")
    assert named(pair_files([f"{tmp_path}/links/m*.csv"])) == ["m1", "m2"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs two users")
def test_files_that_may_not_be_read_stay_so_that_their_reader_can_say_so() -> None:
    with tempfile.TemporaryDirectory() as name:
        put(Path(name), "m1.csv", "m2.h5")
        for path in Path(name).iterdir():
            path.chmod(0)
        Path(name).chmod(0o755)
        os.seteuid(65534)
        try:
            found = pair_files([f"{name}/m1.csv", f"{name}/m2.h5"])
        finally:
            os.seteuid(0)
    assert named(found) == ["m1", "m2"]


def test_a_path_that_is_too_long_does_not_exist(tmp_path: Path) -> None:
    for given in (300 * "x", f"{tmp_path}/{300 * 'x'}.csv", 5000 * "x/"):
        with pytest.raises(UserError, match="does not exist") as raised:
            pair_files([given])
        assert len(str(raised.value)) < 400


def test_names_that_are_not_utf8_are_left_out(tmp_path: Path) -> None:
    put(tmp_path, "m1.csv", "sub/m2.csv")
    name = os.fsdecode(b"bad\xff.csv")
    folder = os.fsdecode(b"f\xff")
    try:
        put(tmp_path, name, f"{folder}/m3.csv")
    except OSError:
        pytest.skip("this file system refuses such names")
    found = pair_files([tmp_path])
    assert named(found) == ["m1", "m2"]
    assert reasons(found) == {
        r"bad\xff.csv": "its name is not UTF-8; rename it",
        "m3.csv": r"the name of its folder 'f\xff' is not UTF-8; rename that",
    }
    (tmp_path / folder / "list.csv").write_text("tracks\nm3.csv\n")
    with pytest.raises(UserError, match="line 2: tracks: the name of its folder") as raised:
        pair_files([tmp_path / folder / "list.csv"])
    str(raised.value).encode()
    (tmp_path / os.fsdecode(b"l\xff.csv")).write_text("tracks\nno.csv\n")
    with pytest.raises(UserError, match=r"l\\xff\.csv: 1 fault") as raised:
        pair_files([tmp_path / os.fsdecode(b"l\xff.csv")])
    str(raised.value).encode()


def test_the_verb_goes_on_beside_odd_files(tmp_path: Path) -> None:
    data = tmp_path / "data"
    put(data, "m1.csv", os.fsdecode(b"bad\xff.csv"))
    os.mkfifo(data / "pipe.csv")
    command = [sys.executable, "-m", "workbench", "label", str(data), "-p", str(tmp_path / "p")]
    done = subprocess.run(
        [*command, "--dry-run", "--fps", "30", "--json"],
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    left = {Path(one["path"]).name for one in json.loads(done.stdout)["left_out"]}
    assert left == {r"bad\xff.csv", "pipe.csv"}
