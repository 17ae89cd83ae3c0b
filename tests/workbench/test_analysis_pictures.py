"""Pictures and clips from the analysis API, on the sample recording."""

from __future__ import annotations

from pathlib import Path

import pytest
from matplotlib.figure import Figure

from graphs.errors import UserError
from pipelines.video import Video
from workbench import Bouts, Recording, open_recording, save_picture
from workbench.samples import open_sample


@pytest.fixture(scope="module")
def sample() -> Recording:
    return open_sample()


@pytest.fixture(scope="module")
def chases(sample: Recording) -> Bouts:
    return sample.behavior("chase")


@pytest.fixture(scope="module")
def figures(sample: Recording, chases: Bouts) -> dict[str, Figure]:
    bouts = Bouts.joined([chases, *(sample.behavior(b) for b in ("rest", "approach", "contact"))])
    apart = sample.distance("mouse_1", "mouse_2")
    return {
        "paths": sample.plot_paths(),
        "paths-by-speed": sample.plot_paths(colour=sample.speed()),
        "occupancy": sample.plot_occupancy("3 cm"),
        "raster": bouts.plot(),
        "budget": sample.plot_budget(bouts),
        "transitions": sample.plot_transitions(bouts),
        "distance": apart.plot(shade=chases, threshold="5 cm"),
        "around": sample.speed("mouse_1").plot_around(bouts["mouse_1"], 1, "2 s"),
    }


def test_every_picture_is_written_in_every_format(
    figures: dict[str, Figure], tmp_path: Path
) -> None:
    starts = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}
    for name, figure in figures.items():
        for kind, start in starts.items():
            path = save_picture(figure, tmp_path / "pictures" / f"{name}.{kind}")
            assert path.read_bytes().startswith(start), path.name
            assert path.stat().st_size < 1_500_000, path.name


def test_titles_and_units(figures: dict[str, Figure]) -> None:
    texts = {
        name: " ".join(text.get_text() for text in figure.findobj(match=_has_text))
        for name, figure in figures.items()
    }
    assert "speed (cm/s)" in texts["paths-by-speed"]
    assert "cm" in texts["distance"]
    assert "chase" in texts["raster"]
    assert "open_field" in texts["occupancy"]


def _has_text(artist: object) -> bool:
    return hasattr(artist, "get_text")


def test_other_endings_are_refused(figures: dict[str, Figure], tmp_path: Path) -> None:
    with pytest.raises(UserError, match="pictures are written as pdf, png, svg"):
        save_picture(figures["paths"], tmp_path / "paths.tiff")


def test_clips_of_bouts_play(chases: Bouts, tmp_path: Path) -> None:
    first = chases.first(1)
    paths = first.clips(tmp_path / "clips", pad_s=0.5)
    assert len(paths) == first.count > 0
    for path, length in zip(paths, first.duration_s, strict=True):
        assert "chase" in path.name
        clip = Video(path)
        assert clip.codec == "h264"
        assert clip.timebase.stop_s == pytest.approx(length + 1, abs=0.1)


def test_clips_need_a_video(sample: Recording, tmp_path: Path) -> None:
    alone = open_recording(tracks=sample.spec.tracks, fps=30)
    with pytest.raises(UserError, match="has no video to cut clips from"):
        (alone.speed() > 1).bouts().clips(tmp_path)


def test_pictures_of_a_recording_without_a_video(sample: Recording) -> None:
    alone = open_recording(tracks=sample.spec.tracks, fps=30)
    assert isinstance(alone.plot_paths(), Figure)
    assert isinstance(alone.plot_occupancy(), Figure)


def test_a_raster_is_of_one_recording() -> None:
    with pytest.raises(UserError, match="A raster is of one recording"):
        Bouts.of({}, (), [], []).plot()
