"""Atomic file writes: whole or not at all, faults in words, leftovers cleared away."""

from __future__ import annotations

import errno
import os
import resource
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from stored_graphs import read_only, small_disk

from graphs.errors import UserError
from graphs.storage import atomic
from graphs.storage.atomic import (
    FOREIGN_AGE_S,
    cannot_write,
    remove_stale_temporaries,
    write_atomic,
)


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 kB."""
    with small_disk(tmp_path / "tiny", "64k") as disk:
        yield disk


@pytest.fixture
def read_only_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with the file ``old.txt`` that nobody can write to, root neither."""
    folder = tmp_path / "read only"
    folder.mkdir()
    (folder / "old.txt").write_text("old")
    with read_only(folder):
        yield folder


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_bytes_and_writer_replace_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a b é.txt"
    write_atomic(path, b"first")
    assert path.read_bytes() == b"first"
    write_atomic(path, lambda file: file.write(b"second"))
    assert path.read_bytes() == b"second"
    assert names(tmp_path) == ["a b é.txt"]


def test_mode_is_kept_and_a_link_followed(tmp_path: Path) -> None:
    path, link = tmp_path / "shared.toml", tmp_path / "link.toml"
    path.write_text("old")
    path.chmod(0o664)
    link.symlink_to(path)
    write_atomic(link, b"new")
    assert link.is_symlink()
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o664


@pytest.mark.parametrize("fault", [ValueError("a bug"), KeyboardInterrupt()])
def test_failing_writer_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, fault: BaseException
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")

    def write(file: object) -> None:
        raise fault

    with pytest.raises(type(fault)):
        write_atomic(path, write)
    assert path.read_text() == "old"
    assert names(tmp_path) == ["a.txt"]


def test_full_disk(tiny_disk: Path) -> None:
    path = tiny_disk / "a.bin"
    write_atomic(path, b"old")
    with pytest.raises(UserError, match=r"'a.bin' in .*no space left.* free\).*Free some space"):
        write_atomic(path, bytes(200_000))
    assert path.read_bytes() == b"old"
    assert names(tiny_disk) == ["a.bin"]


def test_file_size_limit(tmp_path: Path) -> None:
    """A full disk without a mount: the system refuses to let the file grow."""
    path = tmp_path / "a.bin"
    write_atomic(path, b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(UserError, match="larger than the system allows"):
            write_atomic(path, bytes(200_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.bin"]


def test_read_only_folder(read_only_folder: Path) -> None:
    with pytest.raises(UserError, match=r"'new.txt' in .*(read-only|permission)"):
        write_atomic(read_only_folder / "new.txt", b"new")
    with pytest.raises(UserError, match="Nothing was changed"):
        write_atomic(read_only_folder / "old.txt", b"new")
    assert (read_only_folder / "old.txt").read_text() == "old"
    assert names(read_only_folder) == ["old.txt"]


def test_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="that folder does not exist"):
        write_atomic(tmp_path / "nowhere" / "a.txt", b"")


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (errno.ENOSPC, "no space left"),
        (errno.EDQUOT, "quota"),
        (errno.EACCES, "no permission"),
        (errno.EROFS, "read-only"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_every_cause_says_what_where_and_what_to_do(tmp_path: Path, code: int, says: str) -> None:
    text = str(cannot_write(tmp_path / "m1.parquet", OSError(code, os.strerror(code))))
    assert says in text
    assert "'m1.parquet'" in text
    assert str(tmp_path) in text
    assert "Nothing was changed" in text


def test_stale_temporaries_of_dead_writers_go_and_all_else_stays(tmp_path: Path) -> None:
    child = subprocess.run(
        [sys.executable, "-c", "from graphs.storage import atomic; print(atomic.temporary_name())"],
        capture_output=True,
        text=True,
        check=True,
    )
    dead = tmp_path / child.stdout.strip()
    mine = tmp_path / atomic.temporary_name()
    other_start = tmp_path / f".unfinished-{atomic.this_machine()}-{os.getpid()}-1-00000000.tmp"
    foreign_new = tmp_path / ".unfinished-0123456789ab-1-1-00000000.tmp"
    foreign_old = tmp_path / ".unfinished-0123456789ab-1-1-00000001.tmp"
    not_ours = tmp_path / ".unfinished-business.tmp"
    for path in (dead, mine, other_start, foreign_new, foreign_old, not_ours):
        path.touch()
    long_ago = time.time() - FOREIGN_AGE_S - 60
    for path in (foreign_old, not_ours):
        os.utime(path, (long_ago, long_ago))
    removed = remove_stale_temporaries(tmp_path)
    assert sorted(removed) == sorted([dead, other_start, foreign_old])
    assert names(tmp_path) == sorted(p.name for p in (mine, foreign_new, not_ours))


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_a_writer_that_ended_and_that_nobody_waited_for_is_dead(tmp_path: Path) -> None:
    code = "from graphs.storage import atomic; print(atomic.temporary_name())"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        left = tmp_path / child.stdout.read().strip()
        left.touch()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert Path(f"/proc/{child.pid}").exists()
        assert remove_stale_temporaries(tmp_path) == [left]


def test_stale_temporaries_of_a_missing_folder(tmp_path: Path) -> None:
    assert remove_stale_temporaries(tmp_path / "nowhere") == []
