"""Remote files that are kept: fetched once, whole, up to a size, and anew when they change."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from object_store import ObjectStore

from graphs.errors import DataError, UserError
from pipelines.fingerprint import file_fingerprint, local_fingerprint
from pipelines.inputs.kept import SIZE_VARIABLE, at_hand, is_held, room_bytes
from pipelines.inputs.places import input_path

MB = 1_000_000


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SIZE_VARIABLE, "0.01")  # 10 MB


def place(url: str, cache: Path) -> Path:
    return input_path(url, Path(), cache)


def test_fetched_once_and_kept(store: ObjectStore, cache: Path) -> None:
    path = place(store.put("day 1/a.csv", b"x" * MB), cache)
    told: list[float] = []
    with at_hand([path], told.append):
        assert path.read_bytes() == b"x" * MB
        assert is_held(path)
    assert not is_held(path)
    assert told[-1] == 1.0
    before = store.gate.passed
    with at_hand([path]):
        assert path.read_bytes() == b"x" * MB
    assert store.gate.passed - before < 5000  # it is only looked at


def test_a_changed_file_is_fetched_again(store: ObjectStore, cache: Path) -> None:
    path = place(store.put("a.csv", b"one"), cache)
    with at_hand([path]):
        first = file_fingerprint(path)
    store.put("a.csv", b"two")  # as long as before
    with at_hand([path]):
        assert path.read_bytes() == b"two"
        assert file_fingerprint(path) != first


def test_what_was_used_longest_ago_goes(store: ObjectStore, cache: Path) -> None:
    a, b, c = (place(store.put(name, name.encode() * 4 * MB), cache) for name in "abc")
    for path in (a, b, a, c):
        with at_hand([path]):
            assert path.stat().st_size == 4 * MB
    assert [path.exists() for path in (a, b, c)] == [True, False, True]


def test_what_is_in_use_stays(
    store: ObjectStore, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.inputs.kept.ROOM_WAIT_S", 0.5)
    a, b, c = (place(store.put(name, name.encode() * 4 * MB), cache) for name in "abc")
    with at_hand([a]), at_hand([b]):
        with pytest.raises(UserError, match="Label fewer at once"), at_hand([c]):
            pass
        assert a.exists()
        assert b.exists()
        assert not c.exists()
    with at_hand([c]):
        assert c.exists()


def test_a_file_larger_than_all_room_is_refused(store: ObjectStore, cache: Path) -> None:
    path = place(store.put("long.mp4", bytes(11 * MB)), cache)
    told = r"long.mp4: 0.011 GB, and at most 0.01 GB of remote files are kept. Raise that"
    with pytest.raises(UserError, match=told), at_hand([path]):
        pass
    assert not path.exists()


def test_a_server_that_goes_away_meanwhile_leaves_nothing(store: ObjectStore, cache: Path) -> None:
    path = place(store.put("a.bin", os.urandom(3 * MB)), cache)
    store.gate.close_after(MB)
    with pytest.raises(DataError, match="cannot be reached"), at_hand([path]):
        pass
    assert not list(path.parent.glob("*"))
    store.gate.open()
    with at_hand([path]):
        assert path.stat().st_size == 3 * MB


def test_a_killed_process_leaves_no_part_that_counts(
    store: ObjectStore, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SIZE_VARIABLE, "0.025")
    content = os.urandom(20 * MB)
    path = place(store.put("a.bin", content), cache)
    program = (
        "import sys, time; from pathlib import Path; from pipelines.inputs.kept import at_hand\n"
        "def slow(share):\n"
        "    print(share, flush=True)\n"
        "    time.sleep(60)\n"
        "with at_hand([Path(sys.argv[1])], slow): pass"
    )
    process = subprocess.Popen([sys.executable, "-c", program, path], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert float(process.stdout.readline()) < 1
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert list(path.parent.glob(".unfinished-*"))
    assert not path.exists()
    other = place(store.put("b.bin", bytes(20 * MB)), cache)  # the part takes no room
    with at_hand([other]):
        assert not list(path.parent.glob(".unfinished-*"))
    with at_hand([path]):
        assert path.read_bytes() == content


def test_two_processes_fetch_a_file_once(store: ObjectStore, cache: Path) -> None:
    path = place(store.put("a.bin", os.urandom(8 * MB)), cache)
    program = (
        "import sys; from pathlib import Path; from pipelines.inputs.kept import at_hand\n"
        "with at_hand([Path(sys.argv[1])]): print(Path(sys.argv[1]).stat().st_size)"
    )
    before = store.gate.passed
    both = [
        subprocess.Popen([sys.executable, "-c", program, path], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert [one.communicate(timeout=60)[0].strip() for one in both] == [str(8 * MB)] * 2
    assert 8 * MB < store.gate.passed - before < 9 * MB


def test_a_fingerprint_is_that_of_a_copy_and_is_noted(
    store: ObjectStore, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.fingerprint.WHOLE", 6 * MB)
    monkeypatch.setattr("pipelines.fingerprint.SAMPLE", MB // 10)
    copy = tmp_path / "copy.mp4"
    for size in (0, MB, 8 * MB):
        copy.write_bytes(os.urandom(size))
        path = place(store.put(f"{size}.mp4", copy), cache)
        before = store.gate.passed
        assert file_fingerprint(path) == local_fingerprint(copy)
        assert path.exists() == (size <= MB)  # of the large one parts are read
        assert store.gate.passed - before < 2 * MB
        before = store.gate.passed
        assert file_fingerprint(path) == local_fingerprint(copy)
        assert store.gate.passed - before < 3000


def test_a_file_that_changes_while_it_is_fetched_is_not_taken(
    store: ObjectStore, cache: Path
) -> None:
    path = place(store.put("a.bin", b"1" * MB), cache)

    def change(_share: float) -> None:
        store.put("a.bin", b"2" * MB)

    with pytest.raises(DataError, match="changed while it was fetched"), at_hand([path], change):
        pass
    assert not path.exists()


@pytest.mark.parametrize("text", ["much", "-1", "nan"])
def test_a_size_that_is_none(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SIZE_VARIABLE, text)
    with pytest.raises(UserError, match="expected a number of GB"):
        room_bytes()


def test_a_full_disk_is_told_as_such(store: ObjectStore, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    size = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if subprocess.run(size, capture_output=True, check=False).returncode:
        pytest.skip("cannot mount here")
    try:
        path = place(store.put("a.bin", bytes(3 * MB)), disk)
        with pytest.raises(UserError, match="no space left on the disk"), at_hand([path]):
            pass
        assert not list(path.parent.glob("*"))
    finally:
        for _ in range(20):
            if not subprocess.run(
                ["umount", str(disk)], capture_output=True, check=False
            ).returncode:
                break
            time.sleep(0.1)
