"""The database of a project: made when needed, never half written, faults in words."""

from __future__ import annotations

import os
import pickle
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphs.errors import DataError, UserError
from graphs.storage import project_db
from graphs.storage.project_db import MIGRATIONS, ProjectDb

INSERT = "INSERT INTO review (seq, at, by, recording, action) VALUES (?, 'now', 'mara', 'r', 'add')"


@pytest.fixture
def db(tmp_path: Path) -> ProjectDb:
    return ProjectDb(tmp_path / "a b #?é%20" / "project.db")


@pytest.fixture
def filled(db: ProjectDb) -> ProjectDb:
    db.path.parent.mkdir()
    with db.writing() as connection:
        connection.execute(INSERT, [1])
    return db


def seqs(db: ProjectDb) -> list[int]:
    with db.reading() as connection:
        if connection is None:
            return []
        return [seq for (seq,) in connection.execute("SELECT seq FROM review ORDER BY seq")]


def add(db: ProjectDb, seq: int) -> None:
    with db.writing() as connection:
        connection.execute(INSERT, [seq])


def settings(path: Path) -> tuple[str, int]:
    with sqlite3.connect(path) as connection:
        mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.close()
    return mode, version


def test_reading_makes_no_file(db: ProjectDb) -> None:
    assert seqs(db) == []
    db.path.parent.mkdir()
    assert seqs(db) == []
    assert list(db.path.parent.iterdir()) == []


def test_the_first_write_makes_it(filled: ProjectDb) -> None:
    assert seqs(filled) == [1]
    assert [p.name for p in filled.path.parent.iterdir()] == ["project.db"]
    assert settings(filled.path) == ("delete", len(MIGRATIONS))
    with filled.writing() as connection:
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL


def test_a_block_that_fails_leaves_nothing(filled: ProjectDb) -> None:
    def fail() -> None:
        with filled.writing() as connection:
            connection.execute(INSERT, [2])
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert seqs(filled) == [1]


def test_blocks_in_a_block_are_written_together(filled: ProjectDb) -> None:
    with filled.writing():
        add(filled, 2)
        assert seqs(filled) == [1, 2]  # seen inside
        other = threading.Thread(target=lambda: seen.append(seqs(filled)))
        seen: list[list[int]] = []
        other.start()
        other.join()
        assert seen == [[1]]  # and by nobody else yet
        with pytest.raises(sqlite3.IntegrityError):
            fail_half_way(filled)
        add(filled, 4)
    assert seqs(filled) == [1, 2, 4]


def fail_half_way(db: ProjectDb) -> None:
    with db.writing() as connection:
        connection.execute(INSERT, [3])
        connection.execute("DELETE FROM review")


def test_nothing_more_is_written_once_a_block_was_given_up(filled: ProjectDb) -> None:
    def go_on() -> None:
        with filled.writing() as connection:
            connection.execute("ROLLBACK")  # as SQLite does by itself when the disk is full
            add(filled, 2)

    with pytest.raises(UserError, match="given up after a fault"):
        go_on()
    assert seqs(filled) == [1]


@pytest.mark.parametrize("table", ["review", "entity_operation"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET by = 'somebody else'",
        "DELETE FROM {}",
        "INSERT OR REPLACE INTO {} SELECT * FROM {}",
    ],
)
def test_rows_cannot_be_changed(filled: ProjectDb, table: str, statement: str) -> None:
    with filled.writing() as connection:
        connection.execute(
            "INSERT INTO entity_operation (seq, at, by, action, mentions) "
            "VALUES (1, 'now', 'mara', 'rename', '[]')"
        )
    foreign = sqlite3.connect(filled.path)  # any program that opens the file
    with pytest.raises(sqlite3.IntegrityError, match="never changed: undo instead"):
        foreign.execute(statement.format(table, table))
    foreign.close()


def test_a_newer_version_asks_for_an_update(filled: ProjectDb) -> None:
    connection = sqlite3.connect(filled.path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(UserError, match=r"newer version.*schema 99.*pip install --upgrade"):
        seqs(filled)
    with pytest.raises(UserError, match="newer version"):
        add(filled, 2)


def test_an_older_version_is_read_as_it_is_and_written_as_new(
    filled: ProjectDb, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = (*MIGRATIONS, ("CREATE TABLE later (seq INTEGER)", "INSERT INTO later VALUES (7)"))
    monkeypatch.setattr(project_db, "MIGRATIONS", later)
    before = filled.path.read_bytes()
    with filled.reading() as connection:
        assert connection is not None
        assert connection.execute("SELECT seq FROM later").fetchall() == [(7,)]
        assert connection.execute("SELECT seq FROM review").fetchall() == [(1,)]
    assert filled.path.read_bytes() == before
    add(filled, 2)
    assert settings(filled.path) == ("delete", len(later))
    add(filled, 3)  # not migrated twice
    assert seqs(filled) == [1, 2, 3]


def test_an_empty_file_counts_as_none(db: ProjectDb) -> None:
    db.path.parent.mkdir()
    db.path.touch()
    assert seqs(db) == []
    add(db, 1)
    assert seqs(db) == [1]


def test_a_database_of_another_program(db: ProjectDb) -> None:
    db.path.parent.mkdir()
    foreign = sqlite3.connect(db.path)
    foreign.execute("CREATE TABLE photos (name TEXT)")
    foreign.commit()
    foreign.close()
    before = db.path.read_bytes()
    with pytest.raises(DataError, match="another program"):
        seqs(db)
    with pytest.raises(DataError, match="another program"):
        add(db, 1)
    assert db.path.read_bytes() == before


@pytest.mark.parametrize("damage", ["text", "cut", "scribbled"])
def test_a_damaged_file_is_named(filled: ProjectDb, damage: str) -> None:
    content = filled.path.read_bytes()
    filled.path.write_bytes(
        {
            "text": b"this is not a database, " * 100,
            "cut": content[: len(content) // 2],
            "scribbled": content[:100] + bytes([7]) * (len(content) - 100),
        }[damage]
    )
    with pytest.raises(DataError, match=r"'project.db' in .* is damaged.*backup.*recover"):
        seqs(filled)
    with pytest.raises(DataError, match="is damaged"):
        add(filled, 2)


def test_a_missing_folder_and_a_folder_in_its_place(db: ProjectDb) -> None:
    with pytest.raises(UserError, match="folder does not exist"):
        add(db, 1)
    db.path.mkdir(parents=True)
    with pytest.raises(UserError, match=r"Cannot write 'project.db'.*[Ii]s a directory"):
        add(db, 1)


def test_waiting_for_a_writer_ends(filled: ProjectDb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project_db, "BUSY_S", 0.05)
    holder = sqlite3.connect(filled.path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(UserError, match=r"written by another program.*Nothing was changed"):
        add(filled, 2)
    with pytest.raises(UserError, match="written by another program"):
        seqs(filled)
    holder.execute("ROLLBACK")
    holder.close()
    add(filled, 2)
    assert seqs(filled) == [1, 2]


def test_it_can_be_sent_to_another_process(filled: ProjectDb) -> None:
    assert seqs(pickle.loads(pickle.dumps(filled))) == [1]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(disk)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if mount.returncode:
        pytest.skip(f"cannot mount a small disk here: {mount.stderr.strip()}")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def write_until_full(db: ProjectDb, acknowledged: list[int]) -> None:
    for seq in range(1, 10_000):
        with db.writing() as connection:
            connection.execute(
                "INSERT INTO review (seq, at, by, recording, action, comment) "
                "VALUES (?, 'now', 'mara', 'r', 'comment', ?)",
                [seq, "x" * 3000],
            )
        acknowledged.append(seq)


def test_a_full_disk_loses_nothing_that_was_acknowledged(small_disk: Path) -> None:
    db, acknowledged = ProjectDb(small_disk / "project.db"), list[int]()
    with pytest.raises(UserError, match=r"no space left on the disk.*Free some space"):
        write_until_full(db, acknowledged)
    assert len(acknowledged) > 10
    assert seqs(db) == acknowledged
    with pytest.raises(UserError, match="no space left"):
        fill_in_one_block(db, acknowledged[-1])
    assert seqs(db) == acknowledged


def fill_in_one_block(db: ProjectDb, last: int) -> None:
    """A caller that goes on after a fault must not end up with the rest of its block written."""
    with db.writing():
        for seq in range(last + 1, last + 3000):
            try:
                add(db, seq)
            except UserError as error:
                fault = error
        raise fault


def test_a_read_only_disk(small_disk: Path) -> None:
    db = ProjectDb(small_disk / "project.db")
    add(db, 1)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert seqs(db) == [1]
    with pytest.raises(UserError, match="mounted read-only"):
        add(db, 2)
    with pytest.raises(UserError, match="mounted read-only"):
        add(ProjectDb(small_disk / "new.db"), 1)
    assert seqs(db) == [1]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
def test_no_permission(filled: ProjectDb) -> None:
    filled.path.chmod(0o444)
    assert seqs(filled) == [1]
    with pytest.raises(UserError, match="no permission"):
        add(filled, 2)
    filled.path.chmod(0)
    with pytest.raises(UserError, match="Cannot read"):
        seqs(filled)
