"""The pages Start and Describe in a real Chromium: own files, scale and zones, describing."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

from workbench.samples import sample_folder as samples

TRACKS = "open_fieldDLC_resnet50_open_fieldNov3shuffle1_50000_el.h5"
SCORED = """Observation id,Subject,Behavior,Behavior type,Start (s),Stop (s)
m1,mouse_1,groom,STATE,5.0,6.5
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Files of a person: a recording, its labels, and one that is no video."""
    folder = tmp_path / "own"
    folder.mkdir()
    shutil.copy(samples() / "open_field.mp4", folder / "m1.mp4")
    shutil.copy(samples() / TRACKS, folder / "m1DLC_resnet50_aNov3shuffle1_5.h5")
    (folder / "scored.csv").write_text(SCORED)
    (folder / "fake.mp4").write_text("no video")
    return folder


def said(folder: Path) -> dict:
    return tomllib.loads((folder / "project.toml").read_text())


def test_own_files_become_facts(open_page, own: Path, tmp_path: Path) -> None:
    page = open_page()
    page.get_by_text("1 recording, 1 described").wait_for()
    page.get_by_text("Open or make another project").click()
    page.get_by_label("Folder to make").fill(str(tmp_path / "mine"))
    before = page.url
    page.get_by_role("button", name="Make it").click()
    page.wait_for_url(lambda url: url != before)
    page.get_by_text("No recordings yet").wait_for()

    page.locator("#wb-drop").set_input_files(sorted(own.iterdir()))
    page.get_by_text("fake.mp4 is not understood").wait_for()
    page.get_by_text("It can be brought in once m1 is described").wait_for()
    page.get_by_role("button", name="Add 1 recording").click()
    page.get_by_role("button", name="Describe them now").click()
    page.get_by_text("1 recording, 1 described").wait_for()
    page.get_by_role("button", name="Bring them in").click()
    page.get_by_text("1 new fact from scored.csv").first.wait_for()
    assert (tmp_path / "mine" / "media" / "m1.mp4").is_file()
    assert not (tmp_path / "mine" / "media" / "fake.mp4").exists()


def test_a_folder_that_is_not_there_is_told(open_page, tmp_path: Path) -> None:
    page = open_page()
    page.locator("#wb-add-folder").fill(str(tmp_path / "gone"))
    page.keyboard.press("Enter")
    page.get_by_text("does not exist").wait_for()


@pytest.mark.slow
def test_scale_and_zones_are_drawn(open_page, project_folder: Path) -> None:
    page = open_page()
    page.get_by_text("Scale and zones", exact=True).click()
    frame = page.locator("canvas.wb-frame")
    frame.wait_for()
    box = frame.bounding_box()
    assert box["width"] == pytest.approx(box["height"], abs=1)  # as the video
    k = box["width"] / 640

    def click(x: float, y: float, count: int = 1) -> None:
        frame.click(position={"x": x * k, "y": y * k}, click_count=count)

    page.get_by_label("what I draw holds for").select_option("one")
    click(100, 100)
    click(400, 100)
    page.get_by_label("Its length in cm").fill("24")
    page.get_by_role("button", name="Keep scale").click()
    page.get_by_text("Kept for open_field.").wait_for()
    assert said(project_folder)["recording"][0]["px_per_cm"] == pytest.approx(12.5, abs=0.05)

    page.locator("#wb-tool-zone").check()
    for x, y in ((300, 300), (400, 300)):
        click(x, y)
    click(400, 400, count=2)
    page.get_by_label("Name", exact=True).fill("nest")
    page.get_by_label("Kind", exact=True).fill("shelter")
    page.get_by_role("button", name="Keep zone").click()
    page.get_by_role("button", name="change nest").wait_for()
    zone = said(project_folder)["recording"][0]["zones"]["nest"]
    assert zone["kind"] == "shelter"
    drawn = [pytest.approx(corner, abs=1) for corner in ([300, 300], [400, 300], [400, 400])]
    assert zone["polygon"] == drawn

    page.locator("#wb-tool-line").check()
    click(100, 100)
    click(400, 100)
    page.get_by_label("Its length in cm").fill("30")
    assert float(page.get_by_label("Pixels per cm").last.input_value()) == pytest.approx(
        10, abs=0.1
    )
    assert page.get_by_label("Corners, x,y in pixels").input_value() == ""


def test_zones_are_typed_without_a_mouse(open_page, project_folder: Path) -> None:
    page = open_page()
    page.get_by_text("Scale and zones", exact=True).press("Enter")
    page.get_by_role("button", name="change shelter").wait_for()
    page.get_by_label("what I draw holds for").select_option("all")
    page.get_by_label("Name", exact=True).fill("nest")
    page.get_by_label("Corners, x,y in pixels").fill("10,10 60,10 60,60")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="change nest").wait_for()
    assert said(project_folder)["defaults"]["zones"]["nest"]["polygon"] == [
        [10, 10], [60, 10], [60, 60],
    ]  # fmt: skip
    page.get_by_role("button", name="take out nest").press("Enter")
    page.get_by_role("button", name="change nest").wait_for(state="detached")


@pytest.mark.slow
def test_describing_tells_before_and_after(open_page) -> None:
    page = open_page(theme="dark")
    page.get_by_role("tab", name="Describe").click()
    page.get_by_text("No recording is chosen").wait_for()
    page.get_by_label("All (1)").check()
    page.get_by_label("Describe again what is done").check()
    page.get_by_text("1 recording to describe, 74 s of video").wait_for()
    page.get_by_role("button", name="Describe", exact=True).click()
    page.get_by_role("region", name="By rules").get_by_text("2220").wait_for()
    page.get_by_text("What a model gets for one event", exact=True).click()
    page.get_by_role("button", name="Show what the model would get").click()
    page.get_by_alt_text("Picture 1,").wait_for()
    page.get_by_text("1 = mouse_1").wait_for()
