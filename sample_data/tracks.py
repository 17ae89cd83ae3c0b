"""From clean keypoints to tracks as a pose network writes them, in DeepLabCut files.

Every flaw is listed in `Flaws`; all else is jitter. Positions in video pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from sample_data.motion import KEYPOINTS, Motion
from sample_data.scene import ANIMALS, FRAME_PX, Floats, to_px

SCORER = "DLC_resnet50_open_fieldNov3shuffle1_50000"

JITTER_PX, DRIFT_PX = 0.8, 0.6
OUTLIER_SHARE = 0.006
OUTLIER_PX = 25.0
LOST_SHARE = 0.002


@dataclass(frozen=True, slots=True)
class Flaws:
    """Planted faults, times in seconds.

    Parameters
    ----------
    gaps
        (animal, start, stop): the whole animal is missing (NaN).
    swaps
        (start, stop): the two animals carry each other's names.
    jumps
        (animal, start, stop): all points jump aside, with low likelihood.
    """

    gaps: tuple[tuple[str, float, float], ...] = ()
    swaps: tuple[tuple[float, float], ...] = ()
    jumps: tuple[tuple[str, float, float], ...] = ()


OPEN_FIELD_FLAWS = Flaws(
    gaps=(("mouse_2", 18.50, 19.20), ("mouse_1", 11.20, 11.35), ("mouse_1", 50.10, 50.30)),
    swaps=((29.00, 29.10),),
    jumps=(("mouse_2", 41.00, 41.15),),
)


def noisy_tracks(motion: Motion, times_s: Floats, seed: int, flaws: Flaws) -> tuple[Floats, Floats]:
    """Return tracks with realistic faults.

    Parameters
    ----------
    motion
        Clean motion.
    times_s
        Capture times, shape (frames,).
    seed
        Decides the noise.
    flaws
        Planted faults.

    Returns
    -------
    position, likelihood
        Pixels, shape (frames, animals, keypoints, 2), rounded to 0.01; 0 to 1, shape (frames,
        animals, keypoints), rounded to 0.001. NaN where missing.
    """
    generator = np.random.default_rng(seed)
    position = to_px(motion.at(times_s))
    shape = position.shape[:-1]
    position += generator.normal(0, JITTER_PX, position.shape) + _drift(generator, position.shape)
    likelihood = 1 - generator.beta(0.6, 30, shape)
    _add_outliers(generator, position, likelihood)
    for animal, start_s, stop_s in flaws.jumps:
        rows = _rows(times_s, start_s, stop_s)
        position[rows, ANIMALS.index(animal)] += np.array([70.0, -45.0])
        likelihood[rows, ANIMALS.index(animal)] *= 0.5
    for start_s, stop_s in flaws.swaps:
        rows = _rows(times_s, start_s, stop_s)
        position[rows] = position[rows][:, ::-1]
    for animal, start_s, stop_s in flaws.gaps:
        likelihood[_rows(times_s, start_s, stop_s), ANIMALS.index(animal)] = np.nan
    position = np.clip(position, 0, FRAME_PX - 1)
    position[np.isnan(likelihood)] = np.nan
    return np.round(position, 2), np.round(likelihood, 3)


def _drift(generator: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Return slow errors: a first-order process that forgets over a few frames."""
    keep = 0.8
    steps = generator.normal(0, DRIFT_PX * np.sqrt(1 - keep**2), shape)
    drift = np.empty(shape)
    drift[0] = steps[0]
    for frame in range(1, shape[0]):
        drift[frame] = keep * drift[frame - 1] + steps[frame]
    return drift


def _add_outliers(generator: np.random.Generator, position: Floats, likelihood: Floats) -> None:
    """Throw single points far off, mostly with low likelihood, and lose a few."""
    shape = likelihood.shape
    out = generator.random(shape) < OUTLIER_SHARE
    position[out] += generator.normal(0, OUTLIER_PX, (int(out.sum()), 2))
    likelihood[out] = generator.beta(1.5, 4, int(out.sum()))
    dim = generator.random(shape) < OUTLIER_SHARE
    likelihood[dim] = generator.beta(2, 3, int(dim.sum()))
    likelihood[generator.random(shape) < LOST_SHARE] = np.nan


def _rows(times_s: Floats, start_s: float, stop_s: float) -> slice:
    low, high = np.searchsorted(times_s, (start_s - 1e-9, stop_s - 1e-9))
    return slice(int(low), int(high))


def to_frame(position: Floats, likelihood: Floats) -> pd.DataFrame:
    """Return tracks as the table that DeepLabCut stores, one row per frame."""
    values = np.concatenate([position, likelihood[..., None]], axis=-1)
    columns = pd.MultiIndex.from_product(
        [[SCORER], ANIMALS, KEYPOINTS, ["x", "y", "likelihood"]],
        names=["scorer", "individuals", "bodyparts", "coords"],
    )
    return pd.DataFrame(values.reshape(len(values), -1), columns=columns)


def tracks_path(folder: Path, recording: str, suffix: str = ".h5") -> Path:
    """Return where DeepLabCut would put the tracks of a video."""
    return folder / f"{recording}{SCORER}_el{suffix}"


def write_h5(path: Path, table: pd.DataFrame) -> None:
    """Write a table as DeepLabCut does (table format, key ``df_with_missing``), compressed."""
    path.unlink(missing_ok=True)
    table.to_hdf(path, key="df_with_missing", format="table", mode="w", complevel=9, complib="zlib")


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """Write a table as DeepLabCut's csv, four header rows."""
    table.to_csv(path)
