"""Claims: two processes never work on one recording, and a dead holder keeps nobody out."""

from __future__ import annotations

import json
import multiprocessing as mp
import os
import platform
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from batch_world import LabelInto, ethogram, files_in, good

from pipelines.batch import Outcome, claims, label_all
from pipelines.batch.claims import LEASE_S, Held, Holder, claimed, clear_dead
from pipelines.label import LabelSettings
from pipelines.recording import RecordingSpec

Hold = Callable[..., BaseProcess]


def _hold(folder: str, recording: str, end: Connection) -> None:
    with claimed(folder, recording, "other"):
        end.send("held")
        time.sleep(600)


@pytest.fixture
def hold() -> Iterator[Hold]:
    """Hold a claim in another process until the test ends."""
    begun: list[BaseProcess] = []

    def begin(folder: Path | str, recording: str) -> BaseProcess:
        ours, theirs = mp.get_context("spawn").Pipe()
        process = mp.get_context("spawn").Process(
            target=_hold, args=(str(folder), recording, theirs), daemon=True
        )
        process.start()
        begun.append(process)
        assert ours.poll(60)
        assert ours.recv() == "held"
        return process

    yield begin
    for process in begun:
        process.kill()
        process.join()


@pytest.fixture(params=["disk", "memory"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    if request.param == "disk":
        (tmp_path / "graph").mkdir()
        return tmp_path / "graph"
    import fsspec

    url = f"memory://{tmp_path.name}/graph"
    fs, path = fsspec.url_to_fs(url)
    fs.makedirs(path)
    return url


def test_one_at_a_time_and_then_the_next(place: Path | str) -> None:
    with claimed(place, "m1", "a") as claim:
        claim.check()
        with pytest.raises(Held) as held, claimed(place, "m1", "b"):
            pass
        assert held.value.holder == claim.holder
        assert str(held.value) == (
            f"Another run works on it: process {os.getpid()} on {platform.node()}, since "
            f"{claim.holder.since}."
        )
        with claimed(place, "m2", "b"):  # another recording
            pass
    with claimed(place, "m1", "b") as after:
        after.check()


def test_of_many_that_claim_at_once_one_has_it(tmp_path: Path) -> None:
    together, all_asked = threading.Barrier(8), threading.Barrier(8)
    got: list[str] = []

    def ask(who: str) -> None:
        together.wait()
        try:
            with claimed(tmp_path, "m1", who):
                got.append(who)
                all_asked.wait()
        except Held:
            all_asked.wait()

    threads = [threading.Thread(target=ask, args=(f"run {number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1


def test_a_holder_that_lives_keeps_it_and_a_killed_one_does_not(tmp_path: Path, hold: Hold) -> None:
    process = hold(tmp_path, "m1")
    assert process.pid is not None
    with pytest.raises(Held, match=rf"process {process.pid} on "), claimed(tmp_path, "m1", "me"):
        pass
    clear_dead(tmp_path)
    assert set(files_in(tmp_path)) == {".claims/m1.claim"}
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    with claimed(tmp_path, "m1", "me") as claim:
        claim.check()
    assert files_in(tmp_path) == {}


def test_what_killed_holders_left_is_cleared_away(tmp_path: Path, hold: Hold) -> None:
    for name in ("m1", "m2"):
        process = hold(tmp_path, name)
        process.kill()
        process.join()
    with claimed(tmp_path, "m3", "me"):
        clear_dead(tmp_path)
        assert set(files_in(tmp_path)) == {".claims/m3.claim"}
    clear_dead(tmp_path)
    assert not (tmp_path / ".claims").exists()


def other_machine(folder: Path, run: str = "other", age_s: float = 0.0) -> Path:
    """Write the claim of a process on another machine that gave a sign of life a while ago."""
    holder = Holder("far", 1, "2026-01-01 10:00:00+00:00", run, "token", "000000000000", 1)
    path = folder / ".claims" / "m1.claim"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(asdict(holder)))
    os.utime(path, (time.time() - age_s,) * 2)
    return path


def test_another_machine_keeps_it_as_long_as_it_gives_signs_of_life(tmp_path: Path) -> None:
    other_machine(tmp_path, age_s=LEASE_S - 30)
    with pytest.raises(Held, match="process 1 on far, since 2026"), claimed(tmp_path, "m1", "me"):
        pass
    other_machine(tmp_path, age_s=LEASE_S + 1)
    with claimed(tmp_path, "m1", "me") as claim:
        claim.check()
    assert files_in(tmp_path) == {}


def test_another_machine_of_the_same_run_has_given_it_up(tmp_path: Path) -> None:
    other_machine(tmp_path, run="mine")
    with claimed(tmp_path, "m1", "mine") as claim:
        claim.check()


@pytest.mark.parametrize("round_", range(5))
def test_of_many_that_take_over_at_once_one_has_it(tmp_path: Path, round_: int) -> None:
    other_machine(tmp_path, age_s=LEASE_S + 1 + round_)
    test_of_many_that_claim_at_once_one_has_it(tmp_path)


def test_a_claim_that_is_just_being_written_is_held(tmp_path: Path) -> None:
    path = other_machine(tmp_path)
    path.write_bytes(b"")
    with pytest.raises(Held, match="an unknown machine"), claimed(tmp_path, "m1", "me"):
        pass


def test_who_seemed_dead_learns_that_it_was_taken_over(place: Path | str) -> None:
    with claimed(place, "m1", "me") as claim:
        other = Holder("far", 1, "then", "other", "token")
        claim._place.touch(other)
        if isinstance(place, Path):
            claim._place.path.write_text(json.dumps(asdict(other)))  # type: ignore[union-attr]
        with pytest.raises(Held, match="process 1 on far, since then"):
            claim.check()
    assert claim._place.read() == other  # it is not ours to remove


def test_a_claim_removed_by_hand_is_made_again(tmp_path: Path) -> None:
    with claimed(tmp_path, "m1", "me") as claim:
        (tmp_path / ".claims" / "m1.claim").unlink()
        claim.check()
        with pytest.raises(Held), claimed(tmp_path, "m1", "you"):
            pass


def test_signs_of_life(place: Path | str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "BEAT_S", 0.02)
    with claimed(place, "m1", "me") as claim:
        if isinstance(place, Path):
            os.utime(place / ".claims" / "m1.claim", (0, 0))
        before = claim._place.age_s()
        deadline = time.monotonic() + 30
        while claim._place.age_s() >= max(before, 0.5):
            assert time.monotonic() < deadline
            time.sleep(0.01)


def test_folders_that_are_gone_are_not_made_anew(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), claimed(tmp_path / "unmounted", "m1", "me"):
        pass
    assert not (tmp_path / "unmounted").exists()


def test_a_recording_that_another_run_works_on(
    label: LabelInto, goods: list[RecordingSpec], tmp_path: Path, hold: Hold
) -> None:
    (tmp_path / "graph").mkdir()
    process = hold(tmp_path / "graph", goods[0].name)
    first, *others = label(goods[:3], tmp_path / "graph", jobs=0)
    assert (first.state, first.cause, first.retriable) == ("held", "held", True)
    assert (first.error or "").startswith(
        f"Another run works on it: process {process.pid} on {platform.node()}, since "
    )
    assert {outcome.state for outcome in others} == {"done"}
    process.kill()
    process.join()
    states = [outcome.state for outcome in label(goods[:3], tmp_path / "graph", jobs=0)]
    assert states == ["done", "skipped", "skipped"]


def _run(recordings: list[RecordingSpec], graph: Path, ready: Connection, end: Connection) -> None:
    import pipelines.batch.task

    assert pipelines.batch.task
    ready.send("ready")
    ready.recv()
    end.send(label_all(recordings, graph, ethogram(), LabelSettings(), jobs=0))


@pytest.mark.skipif(sys.platform == "win32", reason="processes are known dead by /proc or kill")
def test_two_runs_at_once_do_each_recording_once(
    data: Path, tmp_path: Path, expected: dict[str, str], goods: list[RecordingSpec]
) -> None:
    more = [good(data, f"more{number}", 200) for number in range(6)]
    context = mp.get_context("spawn")
    runs = []
    for _ in range(2):
        (ready, theirs), (results, end) = context.Pipe(), context.Pipe()
        run = context.Process(target=_run, args=([*goods, *more], tmp_path / "graph", theirs, end))
        run.start()
        runs.append((run, ready, results))
    for _, ready, _ in runs:
        assert ready.recv() == "ready"
    for _, ready, _ in runs:
        ready.send("go")
    outcomes: list[list[Outcome]] = [results.recv() for _, _, results in runs]
    for run, _, _ in runs:
        run.join()
    done = Counter(one.recording for told in outcomes for one in told if one.state == "done")
    assert done == Counter(one.name for one in [*goods, *more])
    held = [(number, one) for number, told in enumerate(outcomes) for one in told if one.error]
    assert held
    for number, one in held:
        assert one.state == "held"
        assert f"process {runs[1 - number][0].pid} on {platform.node()}, since " in (
            one.error or ""
        )
    assert expected.items() <= files_in(tmp_path / "graph").items()
    assert len(files_in(tmp_path / "graph")) == 12  # and no claim is left
