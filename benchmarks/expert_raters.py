"""How well several people agree on one video, and how well rules agree with them."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.expert_scores import Mask, columns_score, kappa
from pipelines.arena import Arena
from pipelines.recording import RecordingSpec

PX_PER_CM = 20.0


def compare_raters(people: Sequence[Mask], rules: Mapping[str, Mask], fps: float) -> None:
    """Print agreement between people, of rules with people, and of both with several people.

    Parameters
    ----------
    people
        Labels of the same frames, each of shape (frames, targets).
    rules
        Name -> what these rules found, same shape.
    fps
        Frames per second.
    """
    print(f"One more video, labelled by {len(people)} people ({len(people[0])} frames)")
    _print_pairs("two people", list(itertools.combinations(people, 2)), fps)
    for name, mask in rules.items():
        _print_pairs(f"{name} with a person", [(mask, other) for other in people], fps)
    print("  with what at least half of four people say, each left out once:")
    others = [_at_least_half([p for p in people if p is not one]) for one in people]
    rows: dict[str, Sequence[Mask]] = {"the fifth": people}
    rows.update({name: [mask] * len(people) for name, mask in rules.items()})
    for name, masks in rows.items():
        pairs = zip(masks, others, strict=True)
        print(f"    {name:20s} F1 {_range([columns_score(a, b, fps)[0].f1 for a, b in pairs])}")
    totals = ", ".join(f"{mask.sum() / fps:.0f}" for mask in people)
    found = ", ".join(f"{name} {mask.sum() / fps:.0f}" for name, mask in rules.items())
    print(f"  seconds in all: people {totals}; {found}\n")


def _print_pairs(name: str, pairs: Sequence[tuple[Mask, Mask]], fps: float) -> None:
    scores = [columns_score(a, b, fps) for a, b in pairs]
    agreed = [kappa(a.ravel(), b.ravel()) for a, b in pairs]
    print(
        f"  {name:22s} kappa {_range(agreed)}; F1 {_range([f.f1 for f, _ in scores])}; "
        f"event F1 {_range([e.f1 for _, e in scores])}"
    )


def _at_least_half(people: Sequence[Mask]) -> Mask:
    return np.asarray(np.sum(people, axis=0) * 2 >= len(people))


def _range(values: Sequence[float]) -> str:
    return f"{np.mean(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def recording_from_cm(positions: Path, folder: Path, fps: float) -> RecordingSpec:
    """Return a recording of positions in cm, written to a folder as a DeepLabCut table.

    Parameters
    ----------
    positions
        csv with columns ``KEYPOINT_x, KEYPOINT_y`` in cm; every position counts as seen.
    folder
        Where to write.
    fps
        Frames per second.
    """
    data = pd.read_csv(positions)
    names = [str(column)[:-2] for column in data.columns[::2]]
    columns = pd.MultiIndex.from_product(
        [["people"], names, ["x", "y", "likelihood"]], names=["scorer", "bodyparts", "coords"]
    )
    xy = data.to_numpy().reshape(len(data), len(names), 2) * PX_PER_CM
    table = np.concatenate([xy, np.ones((len(data), len(names), 1))], axis=2)
    path = folder / "positions.csv"
    pd.DataFrame(table.reshape(len(data), -1), columns=columns).to_csv(path)
    return RecordingSpec("positions", tracks=path, fps=fps, arena=Arena(px_per_cm=PX_PER_CM))
