"""Places that cannot be written or are full: what is said, and nothing half-written."""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from bad_files import tracks
from command_files import facts_of, files_of, lasting_files_of, run, shards_of
from warm_workbench import WarmWorkbench

NAMES = [f"m{number}" for number in range(6)]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    for number, name in enumerate(NAMES):
        tracks(folder / f"{name}.csv", 90 + number)
    return folder


def mount(*words: object) -> None:
    """Mount something, or skip the test where that is not allowed."""
    done = subprocess.run(["mount", *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"cannot mount here: {done.stderr.strip()}")


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Make a folder read-only for everybody, root too."""
    mount("--bind", folder, folder)
    try:
        mount("-o", "remount,ro,bind", folder)
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount("-t", "tmpfs", "-o", "size=100k", "tmpfs", disk)
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_originals_in_a_read_only_folder(
    workbench: WarmWorkbench, data: Path, tmp_path: Path
) -> None:
    before = files_of(data)
    with read_only(data):
        done = workbench("label", data, "-p", tmp_path / "p", "--fps", 30, "--jobs", 0)
        assert done.exit_code == 0
        inside = workbench("label", data, "-p", data / "p", "--fps", 30, "--jobs", 0)
    assert inside.exit_code == 2
    assert inside.said(
        f"workbench: Cannot write 'p' in {data}: the disk is mounted read-only. Nothing was "
        "changed there. Mount it writable or choose a folder on another disk."
    )
    assert files_of(data) == before


def test_project_in_a_read_only_folder(
    workbench: WarmWorkbench, data: Path, tmp_path: Path
) -> None:
    project = tmp_path / "p"
    label = ("label", "-p", project, "--jobs", 0)
    assert workbench(*label, data, "--fps", 30).exit_code == 0
    before = files_of(project)
    facts = facts_of(workbench, project)
    with read_only(project):
        nothing_to_do = workbench(*label, "--json")
        assert nothing_to_do.states == dict.fromkeys(NAMES, "skipped")
        refused = workbench(*label, "--force")
        assert refused.exit_code == 2
        assert refused.said(
            f"workbench: Cannot write 'graph' in {project}: the disk is mounted read-only. "
            "Nothing was changed there. Mount it writable or choose a folder on another disk."
        )
        assert facts_of(workbench, project) == facts
    assert files_of(project) == before
    assert workbench(*label, "--json").states == dict.fromkeys(NAMES, "skipped")


def test_full_disk(workbench: WarmWorkbench, data: Path, small_disk: Path, tmp_path: Path) -> None:
    assert workbench("label", data, "-p", tmp_path / "p", "--fps", 30, "--jobs", 0).exit_code == 0
    expected = shards_of(tmp_path / "p")
    project = small_disk / "p"
    label = ("label", data, "-p", project, "--fps", 30, "--json")
    full = workbench(*label)
    assert full.exit_code == 1
    failed = {name: o["error"] for name, o in full.outcomes.items() if o["state"] == "failed"}
    assert 0 < len(failed) < len(NAMES)
    for name, error in failed.items():
        assert error.startswith(
            f"Cannot write '{name}.parquet' in {project / 'graph'}: no space left on the disk ("
        )
        assert error.endswith(
            " free). Nothing was changed there. "
            "Free some space or choose a folder on another disk, then run again."
        )
    assert set(lasting_files_of(project)) == {
        "project.toml", "ethogram.toml", *(f"graph/{n}.parquet" for n in NAMES if n not in failed)
    }  # fmt: skip
    assert shards_of(project).items() <= expected.items()
    mount("-o", "remount,size=10m", small_disk)
    again = workbench(*label)
    assert again.exit_code == 0
    assert again.states == {n: "done" if n in failed else "skipped" for n in NAMES}
    assert shards_of(project) == expected


def test_disk_that_is_full_from_the_start(
    workbench: WarmWorkbench, data: Path, small_disk: Path
) -> None:
    (small_disk / "other").write_bytes(bytes(100 * 1024))
    refused = workbench("label", data, "-p", small_disk / "p", "--fps", 30)
    assert refused.exit_code == 2
    assert "no space left on the disk (0 bytes free). Nothing was changed there." in refused.stderr
    assert set(files_of(small_disk)) == {"other"}
    (small_disk / "other").unlink()
    assert workbench("label", data / "m1.csv", "-p", small_disk / "p", "--fps", 30).exit_code == 0


def limit(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("workers", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_files_that_may_not_grow(data: Path, tmp_path: Path, workers: int) -> None:
    """A full disk for those who may not mount: the system refuses to write more than 12 kB."""
    for number in range(2, len(NAMES)):
        (data / f"m{number}.csv").unlink()
    project = tmp_path / "p"
    label = ("label", data, "-p", project, "--fps", 30, "--jobs", workers, "--json")
    refused = run(*label, preexec_fn=lambda: limit(12_000))
    assert refused.exit_code == 1, refused.stderr
    for name, outcome in refused.outcomes.items():
        assert outcome["state"] == "failed"
        assert outcome["error"].startswith(
            f"Cannot write '{name}.parquet' in {project / 'graph'}: larger than the system allows "
            "a file to be ("
        )
    assert set(lasting_files_of(project)) == {"project.toml", "ethogram.toml"}
    again = run(*label)
    assert again.exit_code == 0
    assert set(again.states.values()) == {"done"}


def test_project_file_that_may_not_grow(
    workbench: WarmWorkbench, data: Path, tmp_path: Path
) -> None:
    project = tmp_path / "p"
    assert workbench("init", project).exit_code == 0
    before = files_of(project)
    refused = run("label", data, "-p", project, "--fps", 30, preexec_fn=lambda: limit(700))
    assert refused.exit_code == 2
    assert "workbench: Cannot write 'project.toml' in " in refused.stderr
    assert files_of(project) == before
