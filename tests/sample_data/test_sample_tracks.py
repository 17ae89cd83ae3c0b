"""The tracks are the clean motion plus the stated flaws, in files as DeepLabCut writes them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sample_data.generate import OUT, capture_times, open_field_motion, write_open_field
from sample_data.motion import KEYPOINTS
from sample_data.scene import ANIMALS, FRAME_PX, to_px
from sample_data.tracks import OPEN_FIELD_FLAWS, tracks_path

NAMES = ("open_field", "open_field_vfr")


def values(path: Path) -> np.ndarray:
    """Frames, animals, keypoints, (x, y, likelihood)."""
    table = pd.read_hdf(path, key="df_with_missing")
    return table.to_numpy().reshape(len(table), len(ANIMALS), len(KEYPOINTS), 3)


def test_regenerating_gives_the_committed_files(tmp_path: Path) -> None:
    write_open_field(tmp_path, videos=False)
    for name in NAMES:
        fresh, kept = (values(tracks_path(folder, name)) for folder in (tmp_path, OUT))
        # values are stored to 0.01 px; another machine's libm may round one the other way
        np.testing.assert_allclose(fresh, kept, atol=0.011)
    for text in ("scene.toml", "truth.csv", "truth_boris.csv"):
        assert (tmp_path / text).read_text() == (OUT / text).read_text()


def test_layout_is_that_of_multi_animal_deeplabcut() -> None:
    for name in NAMES:
        table = pd.read_hdf(tracks_path(OUT, name))
        assert list(table.columns.names) == ["scorer", "individuals", "bodyparts", "coords"]
        assert list(table.columns.unique("individuals")) == list(ANIMALS)
        assert list(table.columns.unique("bodyparts")) == list(KEYPOINTS)
        assert len(table) == len(capture_times()[name])
        scorer = table.columns.unique("scorer")[0]
        assert tracks_path(OUT, name).name.startswith(name + scorer)


def test_csv_and_h5_hold_the_same_numbers() -> None:
    path = tracks_path(OUT, "open_field", ".csv")
    table = pd.read_csv(path, header=[0, 1, 2, 3], index_col=0)
    np.testing.assert_array_equal(table, pd.read_hdf(tracks_path(OUT, "open_field")))


def test_noise_is_about_a_pixel_and_outliers_are_rare_and_unlikely() -> None:
    for name, times_s in capture_times().items():
        found = values(tracks_path(OUT, name))
        off = np.linalg.norm(found[..., :2] - to_px(open_field_motion().at(times_s)), axis=-1)
        assert 0.8 < np.nanmedian(off) < 1.6
        outlier = off > 8
        assert 0.003 < np.nanmean(outlier) < 0.02
        assert np.nanmedian(found[..., 2][~outlier]) > 0.95
        assert np.nanmedian(found[..., 2][outlier]) < 0.6
        assert np.nanmin(found[..., :2]) >= 0
        assert np.nanmax(found[..., :2]) < FRAME_PX


@pytest.mark.parametrize("name", NAMES)
def test_planted_flaws_are_where_they_are_said_to_be(name: str) -> None:
    times_s = capture_times()[name]
    found = values(tracks_path(OUT, name))
    clean = to_px(open_field_motion().at(times_s))
    for animal, start_s, stop_s in OPEN_FIELD_FLAWS.gaps:
        rows = (times_s >= start_s) & (times_s < stop_s)
        assert rows.sum() > 2
        assert np.isnan(found[rows, ANIMALS.index(animal)]).all()
    for start_s, stop_s in OPEN_FIELD_FLAWS.swaps:
        rows = (times_s >= start_s) & (times_s < stop_s)
        off = np.linalg.norm(found[rows][:, ::-1, :, :2] - clean[rows], axis=-1)
        assert np.nanmedian(off) < 2
    for animal, start_s, stop_s in OPEN_FIELD_FLAWS.jumps:
        rows = (times_s >= start_s) & (times_s < stop_s)
        off = np.linalg.norm(found[..., :2] - clean, axis=-1)[rows, ANIMALS.index(animal)]
        assert np.nanmin(off) > 50
