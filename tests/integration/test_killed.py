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
from command_files import facts_of, lasting_files_of, shards_of
from killed_files import RECORDINGS, Labelling, all_end, write_recordings
from warm_workbench import WarmWorkbench

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").is_dir(), reason="finds workers through /proc"
)
VICTIMS = ("group", "parent", "worker")
STARTS_S, A_SHARD_S = 3.0, 0.1
"""About how long it takes to come to the first shard, and from one to the next."""


@dataclass(frozen=True)
class Undisturbed:
    """A labelling that nobody killed."""

    data: Path
    files: set[str]
    shards: dict[str, str]
    facts: list[str]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, workbench: WarmWorkbench) -> Undisturbed:
    folder = tmp_path_factory.mktemp("undisturbed")
    data, project = write_recordings(folder / "data"), folder / "project"
    done = workbench("label", data, "-p", project, "--fps", 30, "--jobs", 0)
    assert done.exit_code == 0, done.stderr
    shards = shards_of(project)
    assert len(shards) == RECORDINGS
    facts = facts_of(workbench, project)
    assert len(facts) > 10 * RECORDINGS
    return Undisturbed(data, set(lasting_files_of(project)), shards, facts)


def moments(kills: int, seed: int) -> Sequence[tuple[int, float]]:
    """Return when to kill: after how many shards, and how far into what comes then."""
    generator = random.Random(seed)
    shards = [round(kill * (RECORDINGS - 1) / (kills - 1)) for kill in range(kills)]
    return [(count, generator.random()) for count in shards]


@pytest.mark.parametrize("kills", [3, pytest.param(20, marks=pytest.mark.slow)])
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
        time.sleep(part * STARTS_S)
    if victim == "worker":
        assert labelling.until(lambda: labelling.workers)
    assert labelling.until(lambda: labelling.done >= count)
    time.sleep(part * A_SHARD_S if count else 0)
    if not labelling.workers and labelling.done == RECORDINGS:
        labelling.end()
        shutil.rmtree(project)
        return None
    left_alone = labelling.kill(victim)
    stored = labelling.done
    code, said = labelling.end()
    assert code == (0 if victim == "worker" else -9), said  # a lost worker is replaced
    assert all_end(left_alone)
    assert victim != "worker" or shards_of(project) == undisturbed.shards
    assert shards_of_whole(project).items() <= undisturbed.shards.items()

    again = workbench("label", undisturbed.data, "-p", project, "--fps", 30, "--jobs", 0, "--json")
    assert again.exit_code == 0, again.stderr
    assert set(again.states.values()) <= {"done", "skipped"}
    assert len(again.states) == RECORDINGS
    assert shards_of(project) == undisturbed.shards
    assert set(lasting_files_of(project)) == undisturbed.files
    assert facts_of(workbench, project) == undisturbed.facts
    return stored


def shards_of_whole(project: Path) -> dict[str, str]:
    return {n: h for n, h in shards_of(project).items() if n.endswith(".parquet")}


def test_killed_at_every_write(workbench: WarmWorkbench, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for name in ("m1", "m2"):
        tracks(data / f"{name}.csv")

    def label(project: Path, **how: int) -> int | None:
        arguments = ("label", data, "-p", project, "--fps", 30, "--jobs", 0)
        return workbench(*arguments, **how).exit_code

    assert label(tmp_path / "undisturbed") == 0
    expected = lasting_files_of(tmp_path / "undisturbed")
    flush = 0
    while True:
        flush += 1
        project = tmp_path / f"p{flush}"
        code = label(project, kill_at_flush=flush)
        if code == 0:
            break
        assert code == -9
        assert label(project) == 0
        assert lasting_files_of(project) == expected
    assert flush > 10, flush  # two for each of: ethogram, project (twice), probe, two shards
