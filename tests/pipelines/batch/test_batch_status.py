"""A small file says how far a run is, from another process and after it died."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from graphs.errors import DataError
from pipelines.batch.outcome import Outcome, Progress
from pipelines.batch.remaining import Remaining
from pipelines.batch.status import (
    OUTCOMES,
    SILENT_S,
    STATUS,
    RunLog,
    read_outcomes,
    read_status,
    running,
    runs,
    unfinished,
)

RUN = """
import sys, time
from pathlib import Path
from pipelines.batch.outcome import Outcome, Progress
from pipelines.batch.remaining import Remaining
from pipelines.batch.status import RunLog

remaining = Remaining(2)
with RunLog(Path(sys.argv[1]), "workbench label", 2, remaining) as log:
    log.finished(Outcome("m1", "failed", 1.0, error="It is empty.", cause="input"))
    log.progress(Progress("m2", "track", 0.5, 1, 2))
    time.sleep(1.5)
    print("going", flush=True)
    sys.stdin.read()
"""


def test_a_run_is_seen_from_another_process_and_its_death_too(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", RUN, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stdout.readline() == b"going\n"
    (folder,) = runs(tmp_path)
    status = read_status(folder)
    assert (status.health(), status.pid, status.done, status.total) == ("running", child.pid, 1, 2)
    assert [(one.recording, one.stage, one.share) for one in status.doing] == [("m2", "track", 0.5)]
    assert [one.pid for one in running(tmp_path)] == [child.pid]
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdin.close()
    child.stdout.close()
    assert read_status(folder).health() == "died"
    assert running(tmp_path) == []
    assert list(unfinished(tmp_path)) == ["m1"]


def test_a_run_that_ends_says_so(tmp_path: Path) -> None:
    with RunLog(tmp_path, "workbench label", 2, Remaining(2), jobs=2) as log:
        log.progress(Progress("m1", "read", 0.0, 0, 2))
        log.finished(Outcome("m1", "done", 2.0, 10, 2, 3, 4))
        log.progress(Progress("m1", "done", 1.0, 1, 2))
        log.finished(Outcome("m2", "failed", 1.0, error="Damaged.", cause="input"))
    status = read_status(log.folder)
    assert (status.health(), status.states) == ("finished", {"done": 1, "failed": 1})
    assert (status.causes, status.doing, status.jobs) == ({"input": 1}, (), 2)
    assert status.ended is not None
    outcomes = list(read_outcomes(log.folder))
    assert [one.recording for one in outcomes] == ["m1", "m2"]
    assert outcomes[0] == replace(Outcome("m1", "done", 2.0, 10, 2, 3, 4), cpu_s=outcomes[0].cpu_s)
    assert math.isnan(outcomes[0].cpu_s)


def test_of_another_machine_only_signs_of_life_tell(tmp_path: Path) -> None:
    with RunLog(tmp_path, "workbench label", 1, Remaining(1)) as log:
        log.finished(Outcome("m1", "done", 1.0))
    status = replace(read_status(log.folder), ended=None, machine="another", pid=1)
    assert status.health(now=status.beat + 1) == "running"
    assert status.health(now=status.beat + SILENT_S + 1) == "silent"
    assert replace(status, states={"stopped": 1}, ended=1.0).health() == "stopped"


def test_the_file_is_replaced_at_most_once_a_second(tmp_path: Path) -> None:
    seen = set()
    with RunLog(tmp_path, "workbench label", 9, Remaining(9)) as log:
        until = time.monotonic() + 2.5
        while time.monotonic() < until:
            log.progress(Progress("m1", "read", 0.1, 0, 9))
            seen.add((log.folder / STATUS).stat().st_ino)
            time.sleep(0.001)
    assert 2 <= len(seen) <= 5


def test_a_run_goes_on_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file in the way")
    with RunLog(tmp_path / "reports", "workbench label", 1, Remaining(1)) as log:
        log.finished(Outcome("m1", "done", 1.0))
    assert log.status.states == {"done": 1}
    assert log.fault is not None
    assert "cannot be written" in log.fault


def broken(reports: Path, *outcomes: Outcome) -> None:
    with RunLog(reports, "workbench label", 2, Remaining(2)) as log:
        for outcome in outcomes:
            log.finished(outcome)
        raise OSError("full")


def test_a_run_that_an_error_ended(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="full"):
        broken(tmp_path, Outcome("m1", "done", 1.0))
    (folder,) = runs(tmp_path)
    assert read_status(folder).health() == "stopped"
    assert read_status(folder).error == "OSError: full"
    with pytest.raises(OSError, match="full"):
        broken(tmp_path)
    assert runs(tmp_path) == [folder]


def test_of_a_run_that_begins_nothing_nothing_is_kept(tmp_path: Path) -> None:
    with RunLog(tmp_path, "workbench label", 1, Remaining(1)) as log:
        log.finished(Outcome("m1", "skipped", 0.0))
        assert runs(tmp_path) == [log.folder]
    assert runs(tmp_path) == []


def test_damaged_files(tmp_path: Path) -> None:
    with RunLog(tmp_path, "workbench label", 2, Remaining(2)) as log:
        log.finished(Outcome("m1", "failed", 1.0, error="Damaged.", cause="input"))
    with (log.folder / OUTCOMES).open("a") as file:
        file.write('{"recording": "m2", "sta')
    assert [one.recording for one in read_outcomes(log.folder)] == ["m1"]
    (log.folder / STATUS).write_text("{")
    with pytest.raises(DataError, match="is damaged"):
        read_status(log.folder)
    assert running(tmp_path) == []


def test_what_is_not_done_is_told_by_the_last_run_that_tried(tmp_path: Path) -> None:
    first = [
        Outcome("m1", "failed", 1.0, error="Full.", cause="storage"),
        Outcome("m2", "done", 1.0),
        Outcome("m3", "held", 1.0, error="Another has it.", cause="held"),
        Outcome("m4", "skipped", 1.0),
    ]
    for number, outcomes in enumerate((first, [Outcome("m1", "done", 1.0)])):
        with RunLog(tmp_path, "workbench label", 4, Remaining(4)) as log:
            for outcome in outcomes:
                log.finished(outcome)
        log.folder.rename(tmp_path / f"2026-01-0{number + 1}")
    assert list(unfinished(tmp_path)) == ["m3"]


def test_the_folder_holds_plain_json(tmp_path: Path) -> None:
    with RunLog(tmp_path, "workbench label", 1, Remaining(1)) as log:
        log.finished(Outcome("m1", "done", 1.0))
    said = json.loads((log.folder / STATUS).read_text())
    assert (said["pid"], said["total"], said["left_s"]) == (os.getpid(), 1, None)
    assert json.loads((log.folder / OUTCOMES).read_text())["cpu_s"] is None


# time left --------------------------------------------------------------------------------------


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_shares_go_by_what_recordings_are_expected_to_take() -> None:
    remaining = Remaining(3, {"long": 8.0, "short": 2.0}, 15.0, Clock())
    remaining.heard(Progress("short", "done", 1.0, 1, 3))
    assert remaining.share == pytest.approx(2 / 15)  # the third counts as the mean, 5
    remaining.heard(Progress("long", "segment", 0.5, 1, 3))  # 0.6 and half of 0.2
    assert remaining.share == pytest.approx((2 + 0.7 * 8) / 15)
    remaining.heard(Progress("long", "begin again", 0.0, 1, 3))
    assert remaining.share == pytest.approx(2 / 15)
    for name in ("long", "third"):
        remaining.heard(Progress(name, "failed", 1.0, 3, 3))
    assert remaining.share == 1.0
    assert Remaining(0).share == 1.0


def test_the_time_left_goes_from_what_was_expected_to_what_it_takes() -> None:
    clock = Clock()
    remaining = Remaining(2, {"a": 50.0, "b": 50.0}, 100.0, clock)
    assert remaining.left_s() == 100.0
    clock.now = 25.0
    remaining.heard(Progress("a", "done", 1.0, 1, 2))
    # half is done in 25 s: expected are 50 s more, measured 25 s; each counts half
    assert remaining.left_s() == pytest.approx(37.5)
    assert Remaining(2, clock=clock).left_s() != Remaining(2, clock=clock).left_s()  # NaN
    unknown = Remaining(2, clock=clock)
    clock.now = 35.0
    unknown.heard(Progress("a", "done", 1.0, 1, 2))
    assert unknown.left_s() == pytest.approx(10.0)
