"""Faults with real worker processes: each is one line, and all others are labelled."""

from __future__ import annotations

import multiprocessing as mp
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from batch_world import LabelInto, bad, causes, files_in, good

from graphs.errors import UserError
from pipelines.batch import Limits, Outcome, Progress
from pipelines.recording import RecordingSpec

DIED = "The process that worked on it died: "


@pytest.mark.usefixtures("bad_reader")
@pytest.mark.skipif(sys.platform == "win32", reason="memory is not measured there")
def test_crashes_and_endless_memory_each_cost_one_recording(
    label: LabelInto,
    goods: list[RecordingSpec],
    expected: dict[str, str],
    data: Path,
    tmp_path: Path,
) -> None:
    kinds = ("crash", "exit", "eat", "kill")
    bads = [bad(data, f"bad_{kind}", kind) for kind in kinds]
    mixed = [goods[0], bads[0], goods[1], bads[1], *goods[2:4], *bads[2:], *goods[4:]]
    seen: list[Outcome] = []
    outcomes = label(
        mixed, tmp_path / "graph", jobs=2, finished=seen.append,
        limits=Limits(memory_mb=700),
    )  # fmt: skip
    assert [outcome.recording for outcome in outcomes] == [one.name for one in mixed]
    assert Counter(seen) == Counter(outcomes)  # each is told once
    assert causes(outcomes) == dict.fromkeys((one.name for one in goods), None) | {
        "bad_crash": "crash",
        "bad_exit": "crash",
        "bad_eat": "limit memory",
        "bad_kill": "lost worker",
    }
    assert files_in(tmp_path / "graph") == expected
    told = {outcome.recording: outcome for outcome in outcomes}
    error = {name: outcome.error or "" for name, outcome in told.items()}
    assert error["bad_crash"].startswith(f"{DIED}SIGSEGV, so a reader or decoder probably crashed")
    assert error["bad_exit"] == f"{DIED}exit code 3. Run again; what is done is skipped."
    assert error["bad_kill"].startswith(f"{DIED}SIGKILL, which the system sends when memory runs")
    assert "the limit for one recording is 700 MB" in error["bad_eat"]
    assert told["bad_kill"].attempts == 2
    retriable = {name for name, outcome in told.items() if outcome.retriable}
    assert retriable == {"bad_kill"}


@pytest.mark.usefixtures("bad_reader")
def test_what_takes_too_long_is_ended(label: LabelInto, data: Path, tmp_path: Path) -> None:
    limits = Limits(time_s=0.5, quiet_s=None)
    (outcome,) = label([bad(data, "long", "spin")], tmp_path / "graph", limits=limits)
    assert (outcome.state, outcome.cause) == ("failed", "limit time")
    assert (outcome.error or "").startswith("It took more than 0.5 s, the limit for one recording.")
    assert files_in(tmp_path / "graph") == {}


@pytest.mark.usefixtures("bad_reader")
@pytest.mark.parametrize("how", ["sleep", "spin"])
def test_what_hangs_is_ended(label: LabelInto, data: Path, tmp_path: Path, how: str) -> None:
    recordings = [bad(data, "hangs", how)]
    (outcome,) = label(recordings, tmp_path / "graph", limits=Limits(quiet_s=0.5))
    assert (outcome.state, outcome.cause, outcome.retriable) == ("failed", "hang", True)
    assert "gave no sign of life for 0.5 s" in (outcome.error or "")
    assert files_in(tmp_path / "graph") == {}


@pytest.mark.usefixtures("bad_reader")
def test_a_loss_after_others_is_tried_in_a_fresh_process_and_a_first_one_is_not(
    label: LabelInto, data: Path, tmp_path: Path
) -> None:
    recordings = [bad(data, "a", "crash"), good(data, "b"), bad(data, "c", "eat")]
    outcomes = label(recordings, tmp_path / "graph", limits=Limits(memory_mb=600))
    assert [outcome.cause for outcome in outcomes] == ["crash", None, "limit memory"]
    assert [outcome.attempts for outcome in outcomes] == [1, 1, 2]


@pytest.mark.usefixtures("bad_reader")
def test_memory_that_a_reader_cannot_get(label: LabelInto, data: Path, tmp_path: Path) -> None:
    (outcome,) = label([bad(data, "big", "memory")], tmp_path / "graph", jobs=1)
    assert (outcome.state, outcome.cause) == ("failed", "limit memory")
    assert outcome.error == "not enough memory"


@pytest.mark.parametrize("kills", [2, pytest.param(10, marks=pytest.mark.slow)])
def test_workers_killed_at_random_moments(
    label: LabelInto,
    expected: dict[str, str],
    goods: list[RecordingSpec],
    data: Path,
    tmp_path: Path,
    kills: int,
) -> None:
    more = [good(data, f"more{number:02}", 60 + number) for number in range(5 * kills)]
    generator = random.Random(kills)
    left, begun = kills, 0

    def progress(now: Progress) -> None:
        nonlocal left, begun
        begun += now.stage == "begin"
        if left and now.stage == "begin" and begun % 5 == 4:
            left -= 1
            os.kill(generator.choice(mp.active_children()).pid or 0, signal.SIGKILL)

    outcomes = label([*goods, *more], tmp_path / "graph", jobs=2, progress=progress)
    assert left == 0
    lost = {outcome.recording for outcome in outcomes if outcome.state == "failed"}
    assert {outcome.cause for outcome in outcomes} <= {None, "lost worker"}
    assert len(lost) <= kills // 2  # two kills each
    assert Counter(outcome.state for outcome in outcomes)["done"] == len(outcomes) - len(lost)
    stored = files_in(tmp_path / "graph")
    assert set(stored) == {f"{one.name}.parquet" for one in [*goods, *more]} - {
        f"{name}.parquet" for name in lost
    }
    assert {name: stored[name] for name in expected if name in stored}.items() <= expected.items()
    again = label([*goods, *more], tmp_path / "graph", jobs=0)
    assert {one.recording for one in again if one.state == "done"} == lost


@pytest.mark.parametrize("limit", ["time_s", "memory_mb", "quiet_s"])
def test_limits_that_nothing_can_keep(limit: str) -> None:
    with pytest.raises(UserError, match=rf"The limit {limit} must be above 0; found -1\."):
        Limits(**{limit: -1.0})


def test_any_number_of_jobs_gives_the_same_bytes(
    label: LabelInto, expected: dict[str, str], goods: Sequence[RecordingSpec], tmp_path: Path
) -> None:
    outcomes = label(goods, tmp_path / "graph", jobs=2)
    assert {outcome.state for outcome in outcomes} == {"done"}
    assert all(outcome.cpu_s > 0 for outcome in outcomes)
    assert files_in(tmp_path / "graph") == expected
    again = label(goods, tmp_path / "graph", jobs=0)
    assert {outcome.state for outcome in again} == {"skipped"}
