"""Recordings that are damaged at random places: none hangs, none stops the others."""

from __future__ import annotations

import random
from pathlib import Path

import h5py
import numpy as np
import pytest
from bad_files import Maker, sleap, tracks, video
from warm_workbench import WarmWorkbench


def test_damage_anywhere_in_a_video_neither_hangs_nor_surprises(
    workbench: WarmWorkbench, data: Path, tmp_path: Path
) -> None:
    generator = random.Random(3)
    for number in range(24):
        path = data / f"d{number}.mp4"
        video(path, frames=40, index_first=number % 2 == 0)
        content = bytearray(path.read_bytes())
        start = generator.randrange(len(content))
        length = generator.choice([1, 16, 400, 4000])
        broken = bytes(length) if number % 3 else generator.randbytes(length)
        content[start : start + length] = broken[: len(content) - start]
        path.write_bytes(content if number % 4 else content[:start])
        if number % 6:
            tracks(data / f"d{number}.csv", frames=40)
    label = ("label", data, "-p", tmp_path / "p", "--fps", 30, "--jobs", 0, "--json")
    done = workbench(*label)
    assert done.exit_code == 1, done.stderr
    assert done.states.pop("good") == "done"
    assert len(done.states) == 25
    for name, outcome in done.outcomes.items():
        assert outcome["state"] in ("done", "failed"), name
        assert not (outcome["error"] or "").startswith("unexpected"), (name, outcome["error"])


def test_table_that_is_damaged_inside_stops_no_other(
    workbench: WarmWorkbench, data: Path, tmp_path: Path
) -> None:
    with h5py.File(data / "pickle.h5", "w") as file:
        file["df/table"] = [1.0]
        file["df"].attrs["pandas_type"] = "frame_table"
        file["df"].attrs["non_index_axes"] = np.void(b"]")
    done = workbench("label", data, "-p", tmp_path / "p", "--fps", 30, "--jobs", 0, "--json")
    assert done.exit_code == 1, done.stderr
    assert done.states == {"good": "done", "pickle": "failed"}
    assert done.outcomes["pickle"]["error"] == (
        "'pickle.h5': the table '/df' cannot be understood (Ran out of input). Save it again with "
        "DeepLabCut, or with pandas: to_hdf(..., format='table')."
    )


@pytest.mark.parametrize("maker", [tracks, sleap])
def test_damage_anywhere_in_tracks_neither_hangs_nor_surprises(
    workbench: WarmWorkbench, data: Path, tmp_path: Path, maker: Maker
) -> None:
    generator = random.Random(4)
    for number in range(24):
        path = data / f"d{number}.{'csv' if maker is tracks else 'h5'}"
        maker(path)
        content = bytearray(path.read_bytes())
        start = generator.randrange(min(len(content), 3000))
        length = generator.choice([1, 4, 16, 400])
        content[start : start + length] = generator.randbytes(length)
        path.write_bytes(content if number % 4 else content[:start])
    done = workbench("label", data, "-p", tmp_path / "p", "--fps", 30, "--json")
    assert done.exit_code == 1, done.stderr
    assert done.states["good"] == "done"
    assert len(done.states) > 15  # what is plainly something else now is left out
    for name, outcome in done.outcomes.items():
        assert outcome["state"] in ("done", "failed"), name
        assert not (outcome["error"] or "").startswith("unexpected"), (name, outcome["error"])
