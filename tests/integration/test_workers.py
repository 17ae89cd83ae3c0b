"""Worker processes: the same bytes with any number of them, deaths among them, and Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest
from bad_files import tracks, video
from command_files import run, shards_of
from killed_files import RECORDINGS, Labelling, all_end, write_recordings
from warm_workbench import ENVIRONMENT, WarmWorkbench

CRASHING_FORMAT = """
import ctypes, os
from pipelines.tracks.registry import register_track_format

def why_not(path):
    return None if path.read_bytes().startswith(b"CRASH") else "does not begin with CRASH"

@register_track_format("crashing", why_not)
def read(path):
    if path.read_bytes() == b"CRASH by exit":
        os._exit(3)
    ctypes.string_at(0)
"""


@pytest.fixture
def crashing(tmp_path: Path) -> dict[str, str]:
    """Environment with an installed track format whose reader crashes."""
    site = tmp_path / "site"
    (site / "crashing-1.dist-info").mkdir(parents=True)
    (site / "crashing.py").write_text(CRASHING_FORMAT)
    (site / "crashing-1.dist-info" / "METADATA").write_text("Name: crashing\nVersion: 1\n")
    (site / "crashing-1.dist-info" / "entry_points.txt").write_text(
        "[behavior_workbench.track_formats]\ncrashing = crashing\n"
    )
    return {**ENVIRONMENT, "PYTHONPATH": str(site)}


@pytest.mark.slow  # beside tests of the same in `pipelines.batch`, which are quicker
def test_a_crash_fails_its_recording_and_the_worker_is_replaced(
    tmp_path: Path, crashing: dict[str, str]
) -> None:
    data, project = tmp_path / "data", tmp_path / "p"
    data.mkdir()
    for name in ("a1", "a3", "a5"):
        tracks(data / f"{name}.csv")
    (data / "a2.h5").write_bytes(b"CRASH")
    (data / "a4.h5").write_bytes(b"CRASH by exit")
    label = ("label", data, "-p", project, "--fps", 30, "--json")
    done = run(*label, env=crashing)
    assert done.exit_code == 1, done.stderr
    assert done.states == {
        "a1": "done", "a2": "failed", "a3": "done", "a4": "failed", "a5": "done"
    }  # fmt: skip
    died = "The process that worked on it died: "
    assert done.outcomes["a2"]["error"] == (
        f"{died}SIGSEGV, so a reader or decoder probably crashed on a damaged file. Open its files "
        "in another program, export or copy them anew, then run again; what is done is skipped."
    )
    assert done.outcomes["a4"]["error"] == (
        f"{died}exit code 3. Run again; what is done is skipped."
    )
    assert set(shards_of(project)) == {"a1.parquet", "a3.parquet", "a5.parquet"}
    (data / "a2.h5").unlink()
    (data / "a4.h5").unlink()
    again = run(*label, env=crashing)
    assert again.exit_code == 0, again.stderr
    assert set(again.states.values()) == {"skipped"}


@pytest.mark.slow
def test_any_number_of_workers_gives_the_same_bytes(
    workbench: WarmWorkbench, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for name in ("m1", "m2", "m3"):
        tracks(data / f"{name}.csv", 90 + 30 * int(name[1]))
    video(data / "seen.mp4")
    tracks(data / "seen.csv")

    def label(jobs: int) -> tuple[object, ...]:
        return ("label", data, "-p", tmp_path / f"p{jobs}", "--fps", 30, "--jobs", jobs)

    assert workbench(*label(0)).exit_code == 0
    assert run(*label(2)).exit_code == 0
    shards = [shards_of(tmp_path / f"p{jobs}") for jobs in (0, 2)]
    assert len(shards[0]) == 4
    assert shards[0] == shards[1]


@pytest.mark.skipif(sys.platform != "linux", reason="finds workers through /proc")
@pytest.mark.parametrize(
    "stage", ["workers start", pytest.param("some are done", marks=pytest.mark.slow)]
)
def test_interrupt_keeps_what_is_done_and_says_how_to_go_on(
    tmp_path: Path, workbench: WarmWorkbench, stage: str
) -> None:
    data, project = write_recordings(tmp_path / "data"), tmp_path / "p"
    labelling = Labelling(data, project)
    if stage == "workers start":
        assert labelling.until(lambda: labelling.workers)
    else:
        assert labelling.until(lambda: labelling.done >= 2)
    children = labelling.children
    os.killpg(labelling.process.pid, signal.SIGINT)  # as the terminal does
    code, said = labelling.end()
    assert code == 130, said
    assert "Traceback" not in said
    planned = "Stopping. Finished first: " in said  # else it was stopped while it looked at files
    assert planned or said.endswith("stopped. What was finished is kept; run again to go on.\n")
    assert all_end(children)
    stored = labelling.done
    assert stored < RECORDINGS
    if stage == "some are done":
        assert planned
        assert stored >= 2
    again = workbench("label", "-p", project, "--jobs", 0, "--json")
    assert again.exit_code == 0
    assert list(again.states.values()).count("skipped") == stored
    assert len(shards_of(project)) == RECORDINGS
