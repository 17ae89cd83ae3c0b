"""Eight short recordings whose groups differ as planned."""

import csv
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd

from sample_data.group import group_script, write_group
from sample_data.motion import simulate


def total_s(truth: Path, predicate: str) -> tuple[int, float]:
    """Count and summed seconds of what mouse_1 does."""
    with truth.open(encoding="utf-8") as file:
        rows = [
            r
            for r in csv.DictReader(file)
            if (r["subject"], r["predicate"]) == ("mouse_1", predicate)
        ]
    return len(rows), sum(float(r["stop_s"]) - float(r["start_s"]) for r in rows)


def test_groups_differ_in_chasing_and_resting(tmp_path: Path) -> None:
    written = write_group(tmp_path / "group")
    assert [group for _, group, *_ in written] == ["control"] * 4 + ["treated"] * 4
    chases = {"control": [], "treated": []}
    rests = {"control": [], "treated": []}
    for name, group, tracks, truth in written:
        table = pd.read_hdf(tracks)
        assert tracks.name.startswith(name)
        assert 15 < len(table) / 30 < 40
        chases[group].append(total_s(truth, "chase")[0])
        rests[group].append(total_s(truth, "rest")[1])
    assert min(chases["control"]) > max(chases["treated"])
    assert max(rests["control"]) + 3 < min(rests["treated"])
    scene = tomllib.loads((tmp_path / "group" / "scene.toml").read_text())
    assert scene["zones"]["feeder"]["kind"] == "feeder"


def test_same_seed_same_recording() -> None:
    first, second = (group_script(("chase", "rest"), seed=5) for _ in range(2))
    assert first == second
    motions = [simulate(script, seconds, 5).points_cm for script, seconds in (first, second)]
    assert np.array_equal(*motions)
