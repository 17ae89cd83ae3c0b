"""Labelling under kill -9: what is stored is whole, and running again gives what was missing."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from bad_files import tracks
from command_files import facts_of, files_of, shards_of
from killed_files import RECORDINGS, Labelling, all_end, write_recordings
from warm_workbench import WarmWorkbench

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").is_dir(), reason="finds workers through /proc"
)
VICTIMS = ("group", "parent", "worker")


@dataclass(frozen=True)
class Undisturbed:
    """A labelling that nobody killed."""

    data: Path
    files: dict[str, str]
    shards: dict[str, str]
    facts: list[str]
    first_shard_s: float
    per_shard_s: float


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, workbench: WarmWorkbench) -> Undisturbed:
    folder = tmp_path_factory.mktemp("undisturbed")
    data = write_recordings(folder / "data")
    started = time.monotonic()
    labelling = Labelling(data, folder / "project")
    assert labelling.until(lambda: labelling.done)
    first_s = time.monotonic() - started
    code, said = labelling.end()
    assert code == 0, said
    rest_s = time.monotonic() - started - first_s
    shards = shards_of(folder / "project")
    assert len(shards) == RECORDINGS
    facts = facts_of(workbench, folder / "project")
    assert len(facts) > 10 * RECORDINGS
    return Undisturbed(
        data, files_of(folder / "project"), shards, facts, first_s, rest_s / RECORDINGS
    )


def moments(kills: int, seed: int) -> Sequence[tuple[int, float]]:
    """Return when to kill: after how many shards, and how far into the time that one takes."""
    generator = random.Random(seed)
    shards = [round(kill * (RECORDINGS - 1) / (kills - 1)) for kill in range(kills)]
    return [(count, generator.random()) for count in shards]


@pytest.mark.parametrize("kills", [5, pytest.param(20, marks=pytest.mark.slow)])
def test_facts_are_the_same_after_kills_at_random_moments(
    undisturbed: Undisturbed, workbench: WarmWorkbench, tmp_path: Path, kills: int
) -> None:
    stages = []
    for number, (count, part) in enumerate(moments(kills, seed=kills)):
        victim = VICTIMS[number % len(VICTIMS)]
        project = tmp_path / f"p{number}"
        stage = None
        while stage is None:  # the last one may end before it is killed
            stage = one_kill(undisturbed, workbench, project, victim, count, part)
            part /= 2
        stages.append(stage)
        print(f"kill {number}: {victim}, planned {count}+{2 * part:.2f}, {stage} stored")  # noqa: T201
    assert len(set(stages)) >= min(kills, 9) - 2


def one_kill(
    undisturbed: Undisturbed,
    workbench: WarmWorkbench,
    project: Path,
    victim: str,
    count: int,
    part: float,
) -> int | None:
    """Kill a labelling, check what is left, run again, and return how much was stored."""
    labelling = Labelling(undisturbed.data, project)
    if count == 0:
        time.sleep(part * undisturbed.first_shard_s)
    if victim == "worker":
        assert labelling.until(lambda: labelling.workers)
    assert labelling.until(lambda: labelling.done >= count)
    time.sleep(part * undisturbed.per_shard_s if count else 0)
    if not labelling.workers and labelling.done == RECORDINGS:
        labelling.end()
        shutil.rmtree(project)
        return None
    left_alone = labelling.kill(victim)
    stored = labelling.done
    code, said = labelling.end()
    assert code in ((0, 1) if victim == "worker" else (-9,)), said
    assert all_end(left_alone)
    if victim == "worker":
        check_survivors(project, said, code)
    assert shards_of_whole(project).items() <= undisturbed.shards.items()

    again = workbench(
        "label", undisturbed.data, "-p", project, "--fps", 30, "--workers", 0, "--json"
    )
    assert again.exit_code == 0, again.stderr
    assert set(again.states.values()) <= {"done", "skipped"}
    assert len(again.states) == RECORDINGS
    assert shards_of(project) == undisturbed.shards
    assert set(files_of(project)) == set(undisturbed.files)
    assert facts_of(workbench, project) == undisturbed.facts
    return stored


def shards_of_whole(project: Path) -> dict[str, str]:
    return {n: h for n, h in shards_of(project).items() if n.endswith(".parquet")}


def check_survivors(project: Path, said: str, code: int) -> None:
    """Assert that all recordings but the one of the killed worker were labelled."""
    assert len(shards_of_whole(project)) == RECORDINGS - code
    if code:
        assert (
            "The process that worked on it died: SIGKILL, which the system sends when memory runs "
            "out. Close other programs or use fewer --workers, then run again; what is done is "
            "skipped."
        ) in said


def test_killed_at_every_write(workbench: WarmWorkbench, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for name in ("m1", "m2"):
        tracks(data / f"{name}.csv")

    def label(project: Path, **how: int) -> int | None:
        arguments = ("label", data, "-p", project, "--fps", 30, "--workers", 0)
        return workbench(*arguments, **how).exit_code

    assert label(tmp_path / "undisturbed") == 0
    expected = files_of(tmp_path / "undisturbed")
    flush = 0
    while True:
        flush += 1
        project = tmp_path / f"p{flush}"
        code = label(project, kill_at_flush=flush)
        if code == 0:
            break
        assert code == -9
        assert label(project) == 0
        assert files_of(project) == expected
    assert flush > 10  # two for each of: ethogram, project (twice), probe, two shards
