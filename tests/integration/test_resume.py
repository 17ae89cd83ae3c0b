"""Running again: what is the same is skipped, what changed is labelled again, and nothing else."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from bad_files import tracks, video
from command_files import facts_of, shards_of
from warm_workbench import WarmWorkbench

NAMES = {"a", "b", "c"}


class Bench:
    """Three labelled recordings, one with a video."""

    def __init__(self, workbench: WarmWorkbench, folder: Path) -> None:
        self.workbench, self.data, self.project = workbench, folder / "data", folder / "p"
        self.data.mkdir()
        for number, name in enumerate(sorted(NAMES)):
            tracks(self.data / f"{name}.csv", 80 + 10 * number)
        video(self.data / "b.mp4")
        done = workbench("label", self.data, "-p", self.project, "--fps", 30, "--jobs", 0, "--json")
        assert set(done.states.values()) == {"done"}

    def label(self, *options: object) -> set[str]:
        """Label all and return which recordings were not skipped."""
        done = self.workbench("label", "-p", self.project, "--jobs", 0, "--json", *options)
        assert done.exit_code == 0, done.stderr
        assert set(done.states) == NAMES
        assert set(done.states.values()) <= {"done", "skipped"}
        return {name for name, state in done.states.items() if state == "done"}

    def edit(self, name: str, old: str, new: str) -> None:
        """Change a text file of the project at one place."""
        path = self.project / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def bench(workbench: WarmWorkbench, tmp_path: Path) -> Bench:
    return Bench(workbench, tmp_path)


def test_nothing_changed(bench: Bench) -> None:
    times = {p: p.stat().st_mtime_ns for p in (bench.project / "graph").iterdir()}
    assert bench.label() == set()
    assert bench.label("--jobs", 1) == set()
    assert {p: p.stat().st_mtime_ns for p in (bench.project / "graph").iterdir()} == times


def test_force_does_all_again_with_the_same_result(bench: Bench, workbench: WarmWorkbench) -> None:
    shards, facts = shards_of(bench.project), facts_of(workbench, bench.project)
    assert bench.label("--force") == NAMES
    assert shards_of(bench.project) == shards
    assert facts_of(workbench, bench.project) == facts


def test_dates_and_places_of_files_do_not_count(bench: Bench) -> None:
    shards = shards_of(bench.project)
    os.utime(bench.data / "a.csv")
    bench.data.rename(bench.data.with_name("moved"))
    for _ in NAMES | {"video"}:
        bench.edit("project.toml", '"../data/', '"../moved/')
    assert bench.label() == set()
    assert shards_of(bench.project) == shards


@pytest.mark.parametrize("name", ["a.csv", "b.csv", "b.mp4"])
def test_a_changed_file(bench: Bench, name: str) -> None:
    path, shards = bench.data / name, shards_of(bench.project)
    before = path.read_bytes()
    if path.suffix == ".mp4":
        path.write_bytes(before + bytes(8))
    else:
        path.write_text(path.read_text().replace("0.99", "0.98"))
    recording = path.stem
    assert bench.label() == {recording}
    changed = {n for n, content in shards_of(bench.project).items() if content != shards[n]}
    assert changed == {f"{recording}.parquet"}
    path.write_bytes(before)
    assert bench.label() == {recording}
    assert shards_of(bench.project) == shards


def test_a_changed_ethogram(bench: Bench) -> None:
    shards = shards_of(bench.project)
    bench.edit("ethogram.toml", "min_s = 0.3", "min_s = 0.37")
    assert bench.label() == NAMES
    assert bench.label() == set()
    bench.edit("ethogram.toml", "min_s = 0.37", "min_s = 0.3")
    assert bench.label() == NAMES
    assert shards_of(bench.project) == shards


def test_a_zone_of_one_recording_and_of_all(bench: Bench) -> None:
    path = bench.project / "project.toml"
    text = path.read_text(encoding="utf-8")
    zone = 'kind = "shelter"\npolygon = [[0, 0], [60, 0], [60, 60], [0, 60]]\n'
    path.write_text(f"{text}\n[recording.zones.home]\n{zone}", encoding="utf-8")
    assert bench.label() == {"c"}
    bench.edit("project.toml", "[60, 60]", "[60, 61]")
    assert bench.label() == {"c"}
    bench.edit("project.toml", "[defaults]\n", f"[defaults]\n[defaults.zones.corner]\n{zone}")
    assert bench.label() == NAMES


def test_a_segmenter_and_its_parameters(bench: Bench) -> None:
    assert bench.label("--segmenter", "fixed") == NAMES
    assert bench.label() == set()
    bench.edit("project.toml", "[label]\n", "[label]\nsegmenter_parameters = { length_s = 1.0 }\n")
    assert bench.label() == NAMES
    bench.edit("project.toml", "length_s = 1.0", "length_s = 0.5")
    assert bench.label() == NAMES
    assert bench.label() == set()


def test_cleaning(bench: Bench) -> None:
    bench.edit("project.toml", "[label]\n", "[label.clean]\nmax_gap_s = 0.1\n[label]\n")
    assert bench.label() == NAMES
    assert bench.label() == set()


def test_group_is_no_reason_to_label_again(bench: Bench) -> None:
    bench.edit("project.toml", 'name = "a"\n', 'name = "a"\ngroup = "control"\n')
    assert bench.label() == set()


def test_a_damaged_and_a_missing_shard(bench: Bench) -> None:
    shards, graph = shards_of(bench.project), bench.project / "graph"
    (graph / "a.parquet").write_bytes(gzip.compress(b"not a shard"))
    (graph / "b.parquet").write_bytes((graph / "b.parquet").read_bytes()[:-100])
    (graph / "c.parquet").unlink()
    assert bench.label() == NAMES
    assert shards_of(bench.project) == shards
