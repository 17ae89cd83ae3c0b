"""Real pictures of the sample, changed ones, and the picture of a report."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from suite_world import ETHOGRAM, fake_pictures, rodents, sample_facts, world

from graphs.errors import UserError
from pipelines.evaluate.describer import scripted
from pipelines.evaluate.describer.clips import clip_between
from pipelines.evaluate.describer.picture import save_report
from pipelines.evaluate.describer.run import SuiteSettings, evaluate_describer, plan
from pipelines.evaluate.describer.showing import AS_IT_IS, Changes, changed, pictures_of
from pipelines.opened import open_recording
from pipelines.stills.contract import Marks, Still, StillSettings
from pipelines.tracks.clean import CleanSettings
from pipelines.video import Video
from workbench.samples import open_sample

AT = (10.3, 12.6)  # mouse_1 chases mouse_2
SETTINGS = StillSettings(frames=2, side=224, marks=Marks(zones=False, scale_bar=False))


@cache
def sample() -> tuple:
    spec = open_sample().spec
    return Video(spec.video), open_recording(spec, clean=CleanSettings(), body_length_cm=8.5).scene


def pixels(still: Still) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(still.image.data)).convert("RGB"), float)


def make(view: str, changes: Changes = AS_IT_IS) -> list[Still]:
    return pictures_of({"open_field": sample()}, SETTINGS)("open_field", *AT, view, changes)


@pytest.mark.parametrize("view", ["crop", "full"])
def test_both_views_show_the_same_frames_and_animals(view: str) -> None:
    stills = make(view)
    assert [still.view for still in stills] == [view] * 2
    assert [still.frame for still in stills] == [still.frame for still in make("full")]
    assert all({mark.number for mark in still.marks} == {1, 2} for still in stills)


def test_mirrored_pictures_have_numbers_that_read_from_left_to_right() -> None:
    """The animals change sides; all but the numbers and the clock is the mirror image."""
    plain, mirrored = make("full"), make("full", Changes(mirrored=True))
    for one, other in zip(plain, mirrored, strict=True):
        width = one.image.width
        turned = pixels(other)[:, ::-1]
        assert np.median(np.abs(turned - pixels(one))) < 3
        assert np.median(np.abs(pixels(other) - pixels(one))) > np.median(
            np.abs(turned - pixels(one))
        )
        order = [[m.number for m in sorted(s.marks, key=lambda m: m.x)] for s in (one, other)]
        assert order[0] == order[1][::-1]
        for a, b in zip(one.marks, other.marks, strict=True):
            assert a.number == b.number
            assert abs((width - b.x) - a.x) < 60  # discs are put where there is room


def test_brightness_changes_the_frames() -> None:
    plain = pixels(make("crop")[0]).mean()
    assert pixels(make("crop", Changes(brightness=0.6))[0]).mean() < 0.75 * plain
    assert pixels(make("crop", Changes(brightness=1.5))[0]).mean() > 1.05 * plain
    picture = np.array([[[10, 100, 200], [0, 0, 0]]], np.uint8)
    assert changed(picture, Changes(brightness=1.5)).tolist() == [[[15, 150, 255], [0, 0, 0]]]
    assert changed(picture, Changes(mirrored=True)).tolist() == [[[0, 0, 0], [10, 100, 200]]]


def test_a_close_up_needs_tracks_and_a_recording_a_video() -> None:
    pictures = pictures_of({"open_field": (sample()[0], None)}, SETTINGS)
    with pytest.raises(UserError, match="needs tracks"):
        pictures("open_field", *AT, "crop", AS_IT_IS)
    with pytest.raises(UserError, match="did you mean 'open_field'"):
        pictures("openfield", *AT, "crop", AS_IT_IS)


def test_a_clip_of_the_sample_is_examined_with_real_pictures() -> None:
    scene, animals = sample()[1], ("mouse_1", "mouse_2")
    clips = [clip_between("open_field", 9.0, 14.0, animals, sample_facts(), scene=scene)]
    assert clips[0].visible == animals
    chosen = SuiteSettings(repeats=2)
    planned = plan(clips, rodents(), chosen)
    model = scripted.scripted("perfect", planned.items, scripted.perfect)
    sent: list[int] = []

    def ask(questions, done) -> None:
        sent.extend(len(question.images) for question in questions)
        assert all(image.data[:2] == b"\xff\xd8" for q in questions for image in q.images)
        model.ask(questions, done)

    pictures = pictures_of({"open_field": sample()}, SETTINGS)
    report = evaluate_describer(model.identity, clips, rodents(), pictures, ask, chosen)
    assert set(sent) == {2}
    assert report.row("meaning", "score", "crop").value == 1.0


def test_tracks_say_who_is_visible_and_where() -> None:
    scene = sample()[1]
    clip = clip_between("open_field", 15.0, 21.5, scene.individuals, sample_facts(), scene=scene)
    assert clip.placements["mouse_2"].always == ("shelter",)
    assert clip.placements["mouse_1"].ever == ("feeder",)
    assert clip.placements["mouse_1"].right < clip.placements["mouse_2"].left
    unseen = clip_between("open_field", 18.6, 19.1, scene.individuals, [], scene=scene)
    assert set(unseen.visible) <= set(unseen.individuals)


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_a_report_is_drawn(tmp_path: Path, ending: str) -> None:
    items = plan(world(), ETHOGRAM).items
    model = scripted.scripted("random", items, scripted.at_random(2))
    report = evaluate_describer(model.identity, world(), ETHOGRAM, fake_pictures, model.ask)
    path = tmp_path / f"report.{ending}"
    save_report(report, path)
    assert path.stat().st_size > 5000
    with pytest.raises(UserError, match="expected a name that ends in"):
        save_report(report, tmp_path / "report.bmp")


def test_a_report_of_one_view_has_no_differences(tmp_path: Path) -> None:
    chosen = SuiteSettings(views=("full",), dimensions=("counting", "time"))
    items = plan(world(), ETHOGRAM, chosen).items
    model = scripted.scripted("perfect", items, scripted.perfect)
    report = evaluate_describer(model.identity, world(), ETHOGRAM, fake_pictures, model.ask, chosen)
    assert {row.view for row in report.rows} == {"full"}
    assert "close-up" not in report.text()
    save_report(report, tmp_path / "report.png")
    assert (tmp_path / "report.png").stat().st_size > 5000
