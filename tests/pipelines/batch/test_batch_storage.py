"""Places for the results that are full, read-only or away: what is told, and all files whole."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from batch_world import LabelInto, causes, files_in

from graphs.errors import UserError
from graphs.storage.atomic import cannot_write
from graphs.storage.store import GraphStore
from pipelines.batch import Outcome, task
from pipelines.recording import RecordingSpec


def mount(*words: object) -> None:
    """Mount something, or skip the test where that is not allowed."""
    done = subprocess.run(["mount", *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"cannot mount here: {done.stderr.strip()}")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount("-t", "tmpfs", "-o", "size=1m", "tmpfs", folder)
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """Use up all the space that is left."""
    with suppress(OSError), (disk / "filler").open("wb", buffering=0) as file:
        while True:
            file.write(bytes(512))
    return disk / "filler"


@pytest.mark.parametrize("jobs", [0, 2])
def test_a_disk_that_fills_up_half_way(
    label: LabelInto,
    goods: list[RecordingSpec],
    expected: dict[str, str],
    disk: Path,
    jobs: int,
) -> None:
    came: list[Outcome] = []

    def finished(outcome: Outcome) -> None:
        came.append(outcome)
        if len(came) > 1:
            fill(disk)  # each time: what failed has given its space back

    outcomes = label(goods, disk / "graph", jobs=jobs, finished=finished)
    states = {outcome.recording: outcome.state for outcome in outcomes}
    assert [outcome.state for outcome in came[:2]] == ["done", "done"]
    later = [outcome.state for outcome in came[2:]]
    assert later.count("failed") >= (1 if jobs else 4)  # of two at once one may still find room
    for outcome in outcomes:
        if outcome.state == "failed":
            assert (outcome.cause, outcome.retriable) == ("storage", True)
            assert f"{disk / 'graph'}: no space left on the disk (" in (outcome.error or "")
            assert outcome.seconds < 60  # nobody waits for a full disk
    done = {f"{name}.parquet" for name, state in states.items() if state == "done"}
    assert files_in(disk / "graph").items() == {(n, expected[n]) for n in done}
    (disk / "filler").unlink()
    again = label(goods, disk / "graph", jobs=0)
    assert {one.recording: one.state for one in again} == {
        name: "skipped" if state == "done" else "done" for name, state in states.items()
    }
    assert files_in(disk / "graph") == expected


def test_a_disk_that_becomes_read_only_half_way(
    label: LabelInto, goods: list[RecordingSpec], expected: dict[str, str], disk: Path
) -> None:
    def finished(outcome: Outcome) -> None:
        if outcome.recording == goods[1].name:
            mount("-o", "remount,ro", disk)

    outcomes = label(goods, disk / "graph", jobs=0, finished=finished)
    assert causes(outcomes) == {one.name: None if one in goods[:2] else "storage" for one in goods}
    assert "the disk is mounted read-only" in (outcomes[-1].error or "")
    assert files_in(disk / "graph") == {f"{one.name}.parquet": expected[f"{one.name}.parquet"]
                                        for one in goods[:2]}  # fmt: skip
    with pytest.raises(UserError, match="read-only"):  # at once, for all of them
        label(goods, disk / "graph", jobs=0)
    mount("-o", "remount,rw", disk)
    states = [outcome.state for outcome in label(goods, disk / "graph", jobs=0)]
    assert states == ["skipped"] * 2 + ["done"] * 4
    assert files_in(disk / "graph") == expected


def test_a_folder_that_goes_away_is_waited_for_and_not_made_anew(
    label: LabelInto,
    goods: list[RecordingSpec],
    expected: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(task, "WAITS_S", (0.2, 0.2, 5.0, 20.0))
    graph, away = tmp_path / "graph", tmp_path / "away"
    back = threading.Timer(0.3, lambda: away.rename(graph))

    def finished(outcome: Outcome) -> None:
        if outcome.recording == goods[1].name:
            graph.rename(away)
            back.start()

    outcomes = label(goods, graph, jobs=0, finished=finished)
    assert {outcome.state for outcome in outcomes} == {"done"}
    assert files_in(graph) == expected


def test_a_folder_that_stays_away_fails_what_is_left(
    label: LabelInto,
    goods: list[RecordingSpec],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(task, "WAITS_S", (0.01, 0.02))
    graph = tmp_path / "graph"

    def finished(outcome: Outcome) -> None:
        if outcome.recording == goods[1].name:
            shutil.move(graph, tmp_path / "away")

    outcomes = label(goods[:4], graph, jobs=0, finished=finished)
    assert list(causes(outcomes).values()) == [None, None, "storage", "storage"]
    assert not graph.exists()
    assert len(files_in(tmp_path / "away")) == 2


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EDQUOT])
def test_what_does_not_pass_is_not_waited_for(code: int) -> None:
    assert not task._may_pass(OSError(code, os.strerror(code)))


@pytest.mark.parametrize("code", [errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.EHOSTDOWN])
def test_what_may_pass_is_waited_for(code: int) -> None:
    assert task._may_pass(OSError(code, os.strerror(code)))


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.ESTALE])
def test_a_disk_that_is_not_that_of_the_results(
    label: LabelInto,
    goods: list[RecordingSpec],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    code: int,
) -> None:
    def full(*_: object) -> object:
        raise cannot_write(tmp_path / "cache", error) from error

    error = OSError(code, os.strerror(code))
    monkeypatch.setattr(task, "label_recording", full)
    (outcome,) = label(goods[:1], tmp_path / "graph", jobs=0)
    assert (outcome.state, outcome.cause) == ("failed", "storage")


class Line:
    """A connection to a server on loopback that can be cut and mended."""

    def __init__(self, to: tuple[str, int]) -> None:
        self.to = to
        self.cut = False
        self._open: list[socket.socket] = []
        self._ear = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._ear.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self._ear.accept()
                if self.cut:
                    caller.close()
                    continue
                called = socket.create_connection(self.to)
                self._open += [caller, called]
                for pair in ((caller, called), (called, caller)):
                    threading.Thread(target=self._carry, args=pair, daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while piece := one.recv(65536):
                other.sendall(piece)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def hang_up(self) -> None:
        """Cut what is open, and refuse what comes."""
        self.cut = True
        for end in self._open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End it."""
        self.hang_up()
        self._ear.close()
        for end in self._open:
            end.close()


@contextmanager
def s3_line(monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    """Serve the protocol of S3 on loopback, behind a line that can be cut."""
    s3fs = pytest.importorskip("s3fs")
    server_module = pytest.importorskip("moto.server")
    server = server_module.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    line = Line(server.get_host_and_port())
    for name, value in {
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{line.port}",
        "AWS_MAX_ATTEMPTS": "1",
        "NO_PROXY": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    try:
        s3fs.S3FileSystem().mkdir("lab")
        yield line
    finally:
        s3fs.S3FileSystem.clear_instance_cache()
        line.close()
        server.stop()


def test_a_network_store_that_goes_away_and_comes_back(
    label: LabelInto,
    goods: list[RecordingSpec],
    expected: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with s3_line(monkeypatch) as line:

        def mend() -> None:
            time.sleep(2)
            line.cut = False

        def finished(outcome: Outcome) -> None:
            if outcome.recording == goods[1].name:
                line.hang_up()
                threading.Thread(target=mend, daemon=True).start()

        outcomes = label(goods, "s3://lab/graph", jobs=1, finished=finished)
        assert causes(outcomes) == dict.fromkeys((one.name for one in goods), None)
        store = GraphStore("s3://lab/graph")
        assert set(store.folder.files()) == set(expected)
