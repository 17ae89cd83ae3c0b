"""What answers come to: shares and intervals by hand, and the picture of them."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from probe_world import ETHOGRAM, fake_pictures, world_probes

from graphs.errors import UserError
from pipelines.evaluate.describer.intervals import draws, wilson
from pipelines.evaluate.probes import scripted
from pipelines.evaluate.probes.picture import draw_probes, save_probes_picture
from pipelines.evaluate.probes.probe import ASPECTS, ProbeSet
from pipelines.evaluate.probes.report import TITLES, ProbeReport
from pipelines.evaluate.probes.run import asked, calls, evaluate_probes
from pipelines.evaluate.probes.score import interval

Z2 = 1.959964**2


def probed(script: scripted.ProbeScript) -> ProbeReport:
    probes = world_probes()
    model = scripted.scripted("scripted", probes, script)
    return evaluate_probes(model.identity, probes, ETHOGRAM, fake_pictures, model.ask)


def bounds(*tallies: tuple[int, int]) -> tuple[float, ...]:
    return tuple(interval(np.array(tallies, float), draws(len(tallies), 0)))


def test_clips_are_drawn_not_answers() -> None:
    """Two clips, one all right and one all wrong: a draw has 0, 1 or 2 of the first."""
    assert bounds((10, 10), (0, 10)) == (0.5, 0.0, 1.0)
    of_answers = wilson(10, 20)
    assert of_answers.low > 0.25, "answers about one clip go together: this is too narrow"


def test_where_all_are_alike_the_bounds_are_those_of_as_many_clips() -> None:
    value, low, high = bounds((2, 2), (3, 3), (1, 1))
    assert (value, high) == (1.0, 1.0)
    assert low == pytest.approx(3 / (3 + Z2), abs=1e-4)
    value, low, high = bounds((0, 2), (0, 3), (0, 0))
    assert (value, low) == (0.0, 0.0)
    assert high == pytest.approx(Z2 / (2 + Z2), abs=1e-4), "a clip without answers is none"


def test_one_clip_and_none_have_no_bounds() -> None:
    assert bounds((1, 2))[0] == 0.5
    assert all(map(math.isnan, bounds((1, 2))[1:]))
    assert all(map(math.isnan, bounds((0, 0))))


def test_always_yes_by_hand() -> None:
    report = probed(scripted.always_yes)
    row = report.row("presence", "true accepted")
    clips = {one.clip for one in world_probes().probes if one.aspect == "presence"}
    assert row.clips == len(clips) == 20
    assert (row.value, row.high) == (1.0, 1.0)
    assert row.low == pytest.approx(20 / (20 + Z2), abs=1e-4)
    rejected = report.row("presence", "false rejected")
    assert (rejected.value, rejected.low) == (0.0, 0.0)
    assert (rejected.always_yes, rejected.always_no) == (0.0, 1.0)
    line = next(one for one in report.text().splitlines() if one.startswith("Presence "))
    assert line.split()[1:3] == [str(row.n), "20"]
    assert "1.00 [0.84, 1.00]  0.00 [0.00, 0.16]  0.00 [0.00, 0.16]  1.00" in line


def test_what_two_probes_ask_alike_is_asked_once() -> None:
    """Direction and action begin with the same true statement."""
    probes = world_probes()
    sent: list[str] = []
    model = scripted.scripted("scripted", probes, scripted.right)

    def ask(questions, done) -> None:
        sent.extend(question.digest for question in questions)
        model.ask(questions, done)

    steps: list[tuple[int, int]] = []
    outcomes = asked(probes, fake_pictures, ask, "crop", lambda *step: steps.append(step))
    assert len(sent) == len(set(sent)) == calls(probes) < len(probes.probes)
    assert {one.probe.probe for one in outcomes} == {one.probe for one in probes.probes}
    assert steps == [(number, len(sent)) for number in range(1, len(sent) + 1)]
    empty = ProbeSet(0, (), (), ())
    with pytest.raises(UserError, match="at least one probe"):
        asked(empty, fake_pictures, ask, "crop", lambda *_: None)


def test_the_picture_has_every_share_in_its_place(tmp_path: Path) -> None:
    report = probed(scripted.yes_to("direction"))
    figure = draw_probes(report)
    left, right = figure.axes
    assert [label.get_text() for label in left.get_yticklabels()] == list(TITLES.values())
    at = ASPECTS.index("direction")
    circles = _points(left, "o")
    squares = _points(left, "s")
    assert circles == [(1.0, place) for place in range(10)]
    assert squares == [(0.0 if place == at else 1.0, place) for place in range(10)]
    assert (0.0, at) in _points(right, "D")
    FigureCanvasAgg(figure).draw()
    box = figure.bbox
    names = [*figure.texts, *left.get_yticklabels(), *figure.legends[0].get_texts()]
    texts = [*names, left.xaxis.label, right.xaxis.label]
    places = [text.get_window_extent() for text in texts if text.get_text()]
    for place in places:
        assert box.x0 <= place.x0 < place.x1 <= box.x1
        assert box.y0 <= place.y0 < place.y1 <= box.y1
    assert not any(one.overlaps(other) for n, one in enumerate(places) for other in places[n + 1 :])
    for name in ("a.png", "a.svg", "a.pdf"):
        save_probes_picture(report, tmp_path / name)
        assert (tmp_path / name).stat().st_size > 5000
    with pytest.raises(UserError, match=r"ends in \.pdf, \.png, \.svg"):
        save_probes_picture(report, tmp_path / "a.jpg")
    with pytest.raises(UserError, match="there is no folder"):
        save_probes_picture(report, tmp_path / "no" / "a.png")


def _points(axes, marker: str) -> list[tuple[float, int]]:
    """Values of a marker, with the row that each is in."""
    lines = [line for line in axes.get_lines() if line.get_marker() == marker]
    found = [(float(line.get_xdata()[0]), round(line.get_ydata()[0])) for line in lines]
    return sorted(found, key=lambda one: one[1])


def test_a_share_without_bounds_is_drawn_without_a_bar() -> None:
    report = probed(scripted.right)
    row = report.row("count", "true accepted")
    for one, bars in ((row, 1), (row._replace(low=math.nan, high=math.nan), 0)):
        left = draw_probes(dataclasses.replace(report, rows=(one,))).axes[0]
        wide = [line for line in left.get_lines() if line.get_color() == "#0072B2"]
        assert _points(left, "o") == [(1.0, 0)]
        assert len(wide) == 1 + bars
