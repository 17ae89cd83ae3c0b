"""Saving, colours, fonts, and that nobody else's settings matter or change."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import matplotlib as mpl
import pytest
from plots_records import ETHOGRAM, assessed, bout, ethogram, fact

from graphs.errors import UserError
from graphs.networks.scene import scene_graph
from workbench.plots.budget import draw_budget
from workbench.plots.raster import draw_raster
from workbench.plots.scene_graph import draw_scene
from workbench.plots.style import (
    FORMATS,
    PALETTE,
    behavior_colour,
    clock,
    message_figure,
    save,
    wrapped,
)

FACTS = [
    fact("mouse_1", "chase", "mouse_2", 1, 4),
    fact("mouse_2", "rest", None, 2, 6),
    fact("mouse_2", "enter", "shelter", 8, 8),
]
ASSESSED = [assessed("mouse_1", "chase", None, 0, 9)]


def drawn(folder: Path) -> list[bytes]:
    folder.mkdir()
    figures = [
        draw_budget(FACTS, ASSESSED, ETHOGRAM),
        draw_raster(FACTS, ASSESSED, [], 10, ETHOGRAM),
        draw_scene(scene_graph(FACTS, bout(1, 0, 10), ETHOGRAM), ETHOGRAM),
    ]
    contents = []
    for number, figure in enumerate(figures):
        path = folder / f"{number}.svg"
        assert save(figure, path, "svg") == []
        contents.append(path.read_bytes())
    return contents


def test_equal_pictures_are_equal_bytes(tmp_path: Path) -> None:
    assert drawn(tmp_path / "a") == drawn(tmp_path / "b")
    for name in "cd":
        assert save(draw_raster(FACTS, [], [], 10), tmp_path / name, "png") == []
    assert (tmp_path / "c").read_bytes() == (tmp_path / "d").read_bytes()


def test_svg_holds_text_as_text_and_no_date(tmp_path: Path) -> None:
    for content in drawn(tmp_path / "a"):
        text = content.decode()
        assert re.search(r"<text[^>]*>mouse_1</text>", text)
        assert "dc:date" not in text


def test_settings_of_others_neither_matter_nor_change(tmp_path: Path) -> None:
    plain = drawn(tmp_path / "a")
    with mpl.rc_context({"font.size": 30, "axes.grid": True, "svg.fonttype": "path"}):
        before = dict(mpl.rcParams)
        assert drawn(tmp_path / "b") == plain
        assert dict(mpl.rcParams) == before


def test_pictures_can_be_drawn_in_threads(tmp_path: Path) -> None:
    plain = drawn(tmp_path / "plain")
    with ThreadPoolExecutor(2) as pool:
        assert all(got == plain for got in pool.map(drawn, [tmp_path / n for n in "ab"]))


def test_pdf_holds_its_fonts_as_truetype_and_no_date(tmp_path: Path) -> None:
    contents = []
    for name in "ab":
        assert save(draw_raster(FACTS, ASSESSED, [], 10, ETHOGRAM), tmp_path / name, "pdf") == []
        contents.append((tmp_path / name).read_bytes())
    assert contents[0] == contents[1]
    assert contents[0].startswith(b"%PDF-")
    assert contents[0].rstrip().endswith(b"%%EOF")
    assert b"/FontFile2" in contents[0]
    assert b"/Type3" not in contents[0]
    assert b"/CreationDate" not in contents[0]


def test_pdf_draws_other_scripts_as_outlines_and_reports_what_no_font_has(tmp_path: Path) -> None:
    figure = message_figure("name \U00013000", "a hieroglyph")
    assert save(figure, tmp_path / "a.pdf", "pdf") == ["\U00013000"]
    assert b"/Subtype /Type3" in (tmp_path / "a.pdf").read_bytes()


def test_formats_are_those_that_can_be_saved(tmp_path: Path) -> None:
    for kind in FORMATS:
        save(message_figure("t", "m"), tmp_path / f"a.{kind}", kind)
    assert {path.suffix for path in tmp_path.iterdir()} == {".pdf", ".png", ".svg"}


def test_png_has_150_dots_per_inch_and_is_cut_to_what_was_drawn(tmp_path: Path) -> None:
    from matplotlib.image import imread

    save(message_figure("t", "word " * 18), tmp_path / "a.png", "png")
    height, width = imread(tmp_path / "a.png").shape[:2]
    assert width == pytest.approx((7 + 2 * 0.15) * 150, abs=60)
    assert height < 200


def test_colours_are_different_and_stay(tmp_path: Path) -> None:
    many = ethogram(len(PALETTE) + 1)
    colours = [behavior_colour(behavior.name, many) for behavior in many]
    assert len(set(colours)) == len(PALETTE) == 21
    assert colours[-1] == colours[0]
    assert behavior_colour("b00", ethogram(3)) == colours[0] == PALETTE[0]


def test_names_are_shown_as_they_are(tmp_path: Path) -> None:
    odd = "_крыса_ß $x^2$ <&>"
    figure = draw_budget([fact(odd, "rest", None, 0, 1)], [], ETHOGRAM)
    assert save(figure, tmp_path / "a.svg", "svg") == []
    assert "_крыса_ß $x^2$ &lt;&amp;&gt;" in (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert save(figure, tmp_path / "a.png", "png") == []


def test_characters_without_a_font_are_reported(tmp_path: Path) -> None:
    figure = message_figure("name \U00013000", "a hieroglyph")
    assert save(figure, tmp_path / "a.png", "png") == ["\U00013000"]
    assert save(figure, tmp_path / "a.svg", "svg") == []


def test_a_folder_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="missing"):
        save(message_figure("t", "m"), tmp_path / "missing" / "a.png", "png")


@pytest.mark.parametrize(
    ("time_s", "stop_s", "expected"),
    [(7.5, 120, "7.5"), (0, 60, "0"), (75, 600, "1:15"), (3675, 7200, "1:01:15")],
)
def test_clock(time_s: float, stop_s: float, expected: str) -> None:
    assert clock(time_s, stop_s) == expected


def test_wrapping_keeps_every_character() -> None:
    word = "x" * 50
    assert wrapped(word, 20).replace("\n", "") == word
    assert wrapped("", 20) == ""
