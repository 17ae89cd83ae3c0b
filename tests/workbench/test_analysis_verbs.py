"""Questions in one call: time in zones, entries, paths, first times, tables, transitions."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from analysis_recordings import NAN, at_rest, bouts, letters, looked, mask, recording, spans
from matplotlib.figure import Figure

import workbench
from graphs.errors import UserError
from pipelines.arena import Zone
from pipelines.timebase import TimeBase
from pipelines.tracks.schema import make_tracks
from workbench.analysis.bouts import Bouts
from workbench.analysis.gait import strides
from workbench.analysis.masks import Mask
from workbench.analysis.recording import Recording, open_recording
from workbench.analysis.units import Quantity

NEST = Zone.polygon("nest", [(0, 0), (10, 0), (10, 10), (0, 10)])
YARD = Zone.polygon("yard", [(10, 0), (99, 0), (99, 99), (10, 99)])
PLACES = {"I": (5, 5), "O": (50, 5), "?": (NAN, NAN)}


def visits(*animals: str, times_s: Sequence[float] | None = None) -> Recording:
    """Animals that are inside the nest (I), outside (O) or not seen (?), a letter per frame."""
    tracks = {
        name: [PLACES[at] for at in track] for name, track in zip("abc", animals, strict=False)
    }
    return recording(tracks, zones=[NEST, YARD], times_s=times_s)


@pytest.mark.parametrize(
    ("track", "time_s", "assessed_s"),
    [
        ("IIOOO", 0.2, 0.5), ("IIIII", 0.5, 0.5), ("OOOOO", 0, 0.5), ("I?O??", 0.1, 0.2),
        ("?????", NAN, 0), ("I", 0.1, 0.1),
    ],
)  # fmt: skip
def test_time_in_a_zone(track: str, time_s: float, assessed_s: float) -> None:
    found = visits(track).time_in("a", "nest")
    assert found == pytest.approx(time_s, nan_ok=True)
    assert found.assessed_s == pytest.approx(assessed_s)
    assert found.unit == "s"


def test_time_in_a_zone_is_that_of_one_animal() -> None:
    rec = visits("IIO", "OOO")
    with pytest.raises(UserError, match=r"time_in\(\) is of one row; here are 2: a -> nest, b"):
        rec.time_in("*", "nest")
    assert rec.in_zone("*", "nest").table()["total_s"].tolist() == pytest.approx([0.2, 0])


CROSSINGS = [
    # what, track, entries, exits (frames)
    ("in and out", "OIIO", [1], [3]),
    ("inside at the beginning", "IIOO", [], [2]),
    ("inside at the end", "OOII", [2], []),
    ("inside all the time", "IIII", [], []),
    ("never inside", "OOOO", [], []),
    ("never seen", "????", [], []),
    ("inside when first seen", "??IIO", [], [4]),
    ("outside when first seen", "??OII", [3], []),
    ("lost inside and found inside", "OII??IIO", [1], [7]),
    ("lost inside and found outside", "OII??OO", [1], [3]),
    ("lost outside and found inside", "OO??IIO", [4], [6]),
    ("lost inside for good", "OII??", [1], []),
    ("twice", "OIOIO", [1, 3], [2, 4]),
    ("one frame", "I", [], []),
]


@pytest.mark.parametrize(
    ("track", "entries", "exits"), [case[1:] for case in CROSSINGS], ids=[c[0] for c in CROSSINGS]
)
def test_entries_and_exits(track: str, entries: list[int], exits: list[int]) -> None:
    rec = visits(track)
    found = rec.entries("a", "nest")
    assert found.start_s.tolist() == pytest.approx([k / 10 for k in entries])
    assert found.duration_s.tolist() == [0] * len(entries)
    assert found.frames()[:, 0].tolist() == entries
    left = rec.exits("a", "nest")
    assert left.start_s.tolist() == pytest.approx([k / 10 for k in exits])
    known_s = sum(at != "?" for at in track) / 10
    assert found.assessed_s == left.assessed_s == pytest.approx(known_s)


def test_entries_say_who_and_where() -> None:
    found = visits("OIO", "OOI").entries("*", ["nest", "yard"])
    assert found.rows[0] == ("test", "a", "nest", "enter")
    assert found.subject == ["a", "a", "b"]
    assert found.object == ["nest", "yard", "nest"]
    assert visits("OIO").exits("a", "nest").label == ["leave"]


@pytest.mark.parametrize(
    ("min_s", "max_gap_s", "entries", "exits"),
    [
        (0, 0, [1, 3, 8], [2, 6, 9]),
        (0.2, 0, [3], [6]),
        (0, 0.1, [1, 8], [6, 9]),
        ("300 ms", "0.1 s", [1], [6]),
        (0, 9, [1], [9]),
    ],
)
def test_short_visits_and_short_absences(
    min_s: float | str, max_gap_s: float | str, entries: list[int], exits: list[int]
) -> None:
    rec = visits("OIOIIIOOIO")
    found = rec.entries("a", "nest", min_s, max_gap_s)
    assert found.frames()[:, 0].tolist() == entries
    assert rec.exits("a", "nest", min_s, max_gap_s).frames()[:, 0].tolist() == exits


def test_a_pause_of_the_camera_is_no_crossing() -> None:
    rec = visits("OIIIO", times_s=[0, 0.1, 0.2, 60, 60.1])
    assert spans(rec.entries("a", "nest")) == [(0.1, 0.1)]
    assert spans(rec.exits("a", "nest")) == [(60.1, 60.1)]


# paths ------------------------------------------------------------------------------------------

GAP = (NAN, NAN)
PATHS = [
    # what, track, path (px), seconds assessed
    ("3-4-5 triangle", [(0, 0), (3, 4), (6, 8)], 10, 0.3),
    ("there and back", [(0, 0), (5, 0), (0, 0)], 10, 0.3),
    ("at rest", [(3, 3)] * 4, 0, 0.4),
    ("a gap is not bridged", [(0, 0), (3, 4), GAP, (30, 40), (30, 41)], 6, 0.4),
    ("half a position is none", [(0, 0), (3, 4), (NAN, 9), (30, 40), (30, 41)], 6, 0.4),
    ("never two in a row", [(0, 0), GAP, (30, 40), GAP], NAN, 0.2),
    ("one frame", [(3, 3)], NAN, 0.1),
    ("never seen", [GAP, GAP], NAN, 0),
    ("three axes", [(0, 0, 0), (1, 2, 2), (2, 4, 4)], 6, 0.3),
]


@pytest.mark.parametrize(
    ("track", "path", "assessed_s"), [case[1:] for case in PATHS], ids=[case[0] for case in PATHS]
)
def test_path_length(track: list[tuple[float, ...]], path: float, assessed_s: float) -> None:
    found = recording({"a": track}).path_length("a", smooth_s=0)
    assert found == pytest.approx(path, nan_ok=True)
    assert found.unit == "px"
    assert found.assessed_s == pytest.approx(assessed_s)
    scaled = recording({"a": track}, px_per_cm=2).path_length("a", smooth_s="0 s")
    assert scaled == pytest.approx(path / 2, nan_ok=True)
    assert scaled.unit == "cm"


def test_path_length_of_a_point() -> None:
    rec = recording({"a": [[(0, 0), (9, 0)], [(3, 4), (9, 0)]]}, ("nose", "centre"))
    assert rec.path_length("a.nose", smooth_s=0) == 5
    assert rec.path_length("a", smooth_s=0) == 0
    with pytest.raises(UserError, match=r"path_length is of one animal; '\*' stands for 2"):
        visits("IO", "IO").path_length("*")


def test_smoothing_takes_the_trembling_out_of_a_path() -> None:
    trembling = recording({"a": [(k, k % 2) for k in range(101)]})
    assert trembling.path_length("a", smooth_s=0) == pytest.approx(100 * math.sqrt(2))
    assert trembling.path_length("a", smooth_s=1) == pytest.approx(100, rel=0.02)
    straight = recording({"a": [(3 * k, 4 * k) for k in range(11)]})
    assert straight.path_length("a") == pytest.approx(50)  # a straight path is left as it is


def test_a_pause_of_the_camera_is_not_bridged() -> None:
    track = [(0, 0), (3, 4), (300, 400), (303, 404)]
    rec = recording({"a": track}, times_s=[0, 0.1, 60, 60.1])
    assert rec.path_length("a", smooth_s=0) == 10
    rec = recording({"a": track}, times_s=[0, 0.1, 0.2, 0.3])
    assert rec.path_length("a", smooth_s=0) == 505


def test_path_length_during_something() -> None:
    rec = recording({"a": [(k * k, 0) for k in range(6)], "b": [(0, 0)] * 6})  # steps 1 3 5 7 9
    late = rec.position("a").x > 3  # frames 2 to 5
    assert rec.path_length("a", late, smooth_s=0) == 5 + 7 + 9
    assert rec.path_length("a", late.bouts(), smooth_s=0) == 5 + 7 + 9
    # that it is not late is known too, but no part of what was asked for
    assert rec.path_length("a", late, smooth_s=0).assessed_s == pytest.approx(0.4)
    assert rec.path_length("a", rec.window(0.2), smooth_s=0) == 5 + 7 + 9
    assert rec.path_length("a", rec.window("200 ms", 0.5), smooth_s=0) == 5 + 7
    apart = bouts(rec, "x", {"a": [(0, 0.2), (0.4, 0.6)]})
    assert rec.path_length("a", apart, smooth_s=0) == 1 + 9
    of_b = bouts(rec, "x", {"b": [(0, 0.3)]})
    assert rec.path_length("a", of_b, smooth_s=0) == 1 + 3
    of_both = bouts(rec, "x", {"a": [(0, 0.2)], "b": [(0, 0.6)]})
    assert rec.path_length("a", of_both, smooth_s=0) == 1
    for seen_not_to_be in (
        late & ~late,
        bouts(rec, "x", {"a": []}),
        bouts(rec, "x", {"b": []}),
        bouts(rec, "x", {"a": [], "b": [(0, 0.6)]}),
    ):
        never = rec.path_length("a", seen_not_to_be, smooth_s=0)
        assert never == 0
        assert never.assessed_s == pytest.approx(0.6)
    nowhere = np.zeros_like(late.true)
    unseen = Mask(rec, nowhere, nowhere, late.rows, "unseen")
    for unknown in (unseen, bouts(rec, "x", {"a": []}, []), rec.window(5)):
        nothing = rec.path_length("a", unknown, smooth_s=0)
        assert math.isnan(nothing)
        assert nothing.assessed_s == 0
    partly = bouts(rec, "x", {"a": [(0, 0.2)]}, [(0, 0.4)])  # unknown from 0.4 s on
    assert rec.path_length("a", partly, smooth_s=0) == 1
    assert rec.path_length("a", partly, smooth_s=0).assessed_s == pytest.approx(0.2)
    never_in_part = bouts(rec, "x", {"a": []}, [(0, 0.4)])
    assert rec.path_length("a", never_in_part, smooth_s=0) == 0
    alone = bouts(rec, "x", {"a": []}, [(0, 0.1)])  # one frame makes no step
    assert math.isnan(rec.path_length("a", alone, smooth_s=0))
    with pytest.raises(UserError, match=r"of other recordings \(none\) than 'test'"):
        rec.path_length("a", Bouts.joined([]))
    with pytest.raises(UserError, match=r"path_length\(during=...\): expected bouts, .* found str"):
        rec.path_length("a", "rest")  # type: ignore[arg-type]
    with pytest.raises(UserError, match="path_length: 'test' and 'other' are different"):
        rec.path_length("a", at_rest(6, name="other").tracked("a"))


def test_a_path_during_something_rests_on_the_known_part_of_that() -> None:
    lost = (NAN, NAN)
    rec = recording({"a": [(0, 0), (1, 0), (2, 0), lost, (4, 0), lost, lost, lost, (8, 0)]})
    whole = rec.path_length("a", smooth_s=0)
    assert (float(whole), whole.assessed_s) == (2, pytest.approx(0.5))
    early = rec.path_length("a", rec.window(0.1, 0.4), smooth_s=0)
    assert (float(early), early.assessed_s) == (1, pytest.approx(0.2))
    resting = bouts(rec, "rest", {"a": [(0.1, 0.4)]})
    for during in (resting, resting.mask(rec), resting.in_window(0, 0.4)):
        assert rec.path_length("a", during, smooth_s=0).assessed_s == pytest.approx(0.2)
    # where it goes on and no step of it is seen, the path is unknown, not 0
    for unseen in (rec.window(0.5, 0.8), bouts(rec, "rest", {"a": [(0.5, 0.8)]})):
        found = rec.path_length("a", unseen, smooth_s=0)
        assert math.isnan(found)
        assert found.assessed_s == 0
    in_window = bouts(rec, "rest", {"a": [(0.8, 0.9)]}).in_window(0, 0.4)  # not in this stretch
    assert rec.path_length("a", in_window, smooth_s=0) == 0
    assert rec.path_length("a", in_window, smooth_s=0).assessed_s == pytest.approx(0.3)


# first times and tables -------------------------------------------------------------------------


def test_first_last_longest_and_latency() -> None:
    condition = mask("?FTFTTTFTF")
    rec = condition.recording
    assert rec.latency(condition) == pytest.approx(0.1)  # assessed from 0.1 s on
    assert rec.latency(condition.bouts()) == pytest.approx(0.1)
    assert spans(rec.first(condition)) == [(0.2, 0.3)]
    assert spans(rec.last(condition)) == [(0.8, 0.9)]
    assert spans(rec.longest(condition)) == [(0.4, 0.7)]
    assert math.isnan(rec.latency(mask("FFFF")))
    assert rec.latency(mask("FFFF")).assessed_s == pytest.approx(0.4)
    assert rec.first(mask("FFFF")).count == 0


def test_verbs_take_behaviors_by_name() -> None:
    runs = [(0, 0)] * 20 + [(20 * k, 0) for k in range(30)]
    rec = recording({"a": runs}, body_length_px=20)
    assert rec.latency("locomotion", "a") == pytest.approx(1.9, abs=0.3)
    assert rec.first("locomotion").label == ["locomotion"]
    with pytest.raises(UserError, match="No behavior 'locomotino'; did you mean 'locomotion'"):
        rec.longest("locomotino")


def test_a_recording_without_a_project_has_no_facts() -> None:
    rec = at_rest(5)
    for ask in (rec.facts, rec.time_budget, rec.transitions, rec.co_occurrence):
        with pytest.raises(UserError, match="'test' belongs to no project, so nothing is stored"):
            ask()


def test_measure_has_a_line_per_animal() -> None:
    rec = visits("IIO", "OO?")
    table = rec.measure(lambda r, a: r.time_in(a, "nest"), "in nest")
    assert table["animal"].tolist() == ["a", "b"]
    assert table["value"].tolist() == pytest.approx([0.2, 0])
    assert table["assessed_s"].tolist() == pytest.approx([0.3, 0.2])
    assert table["measure"].tolist() == ["in nest"] * 2
    assert table["unit"].tolist() == ["s", "s"]
    assert rec.measure(lambda r, a: 3, animals=["b"])["animal"].tolist() == ["b"]
    assert rec.measure(lambda r, a: 3)["assessed_s"].isna().all()
    with pytest.raises(UserError, match="No animal 'd'; known: a, b"):
        rec.measure(lambda r, a: 3, animals=["d"])


def test_time_budget_of_bouts() -> None:
    rec = at_rest()
    of = Bouts.joined(
        [bouts(rec, "rest", {"a": [(0, 30)]}), bouts(rec, "groom", {"a": [(40, 50), (55, 60)]})]
    )
    table = rec.time_budget(of).set_index("predicate")
    assert table.loc["rest", "fraction"] == 0.5
    assert table.loc["groom", "count"] == 2
    assert table.loc["groom", "total_s"] == 15
    assert table.loc["groom", "assessed_s"] == 60
    assert table.loc["groom", "latency_s"] == 40


def test_several_sets_are_several_behaviors() -> None:
    rec = at_rest()
    rest = bouts(rec, "rest", {"a": [(0, 9), (20, 30)]})
    walk = bouts(rec, "walk", {"a": [(10, 20), (25, 40)]})
    two, one = [rest, walk], rest | walk
    budget = rec.time_budget(two).set_index("predicate")
    assert budget["total_s"].to_dict() == {"rest": 19, "walk": 25}
    assert rec.time_budget(one)[["predicate", "total_s"]].to_numpy().tolist() == [
        ["rest or walk", 39]
    ]
    assert rec.transitions(two).to_numpy().tolist() == [[0, 2], [1, 0]]
    assert rec.transitions((rest, walk), within_s=0).to_numpy().tolist() == [[0, 1], [1, 0]]
    assert rec.transitions(one).to_numpy().tolist() == [[1]]
    assert rec.co_occurrence(two).to_numpy().tolist() == [[19, 5], [5, 25]]
    assert rec.co_occurrence(one).to_numpy().tolist() == [[39]]
    assert rec.co_occurrence([rest, rec.window(0, 5)]).to_numpy().tolist() == [[19, 0], [0, 5]]
    for draw in (rec.plot_budget, rec.plot_transitions):
        drawn = [" ".join(_texts(draw(what))) for what in (two, one)]
        assert "rest or walk" not in drawn[0]
        assert "walk" in drawn[0]
        assert "rest or walk" in drawn[1]


def _texts(figure: Figure) -> list[str]:
    found = figure.findobj(match=lambda artist: hasattr(artist, "get_text"))
    return [text.get_text() for text in found]


@pytest.mark.parametrize("given", ["rest", ["rest"], 3])
def test_sets_of_bouts_are_bouts(given: object) -> None:
    rec = at_rest()
    for ask in (rec.time_budget, rec.transitions, rec.co_occurrence, rec.plot_budget):
        with pytest.raises(UserError, match=r"expected bouts, such as .*, or a mask; found"):
            ask(given)  # type: ignore[arg-type]
    with pytest.raises(UserError, match=r"Of what: expected bouts, .* found int"):
        rec.latency(3)  # type: ignore[arg-type]


def test_transitions_count_what_comes_next() -> None:
    rec = at_rest()
    of = Bouts.joined(
        [
            bouts(rec, "rest", {"a": [(0, 5), (10, 12)], "b": [(0, 1)]}),
            bouts(rec, "walk", {"a": [(5, 9), (14, 15), (20, 21)], "b": []}),
            bouts(rec, "groom", {"b": [(30, 31)]}),
        ]
    )
    table = rec.transitions(of)
    assert table.index.tolist() == table.columns.tolist() == ["rest", "walk", "groom"]
    # a: rest walk rest walk walk; b: rest groom
    assert table.to_numpy().tolist() == [[0, 2, 1], [1, 1, 0], [0, 0, 0]]
    assert rec.transitions(of, within_s=2).to_numpy().tolist() == [[0, 2, 0], [1, 0, 0], [0, 0, 0]]
    assert rec.transitions(of, within_s=0).to_numpy().sum() == 1
    assert rec.transitions(Bouts.joined([])).shape == (0, 0)


def test_co_occurrence_is_time_together() -> None:
    rec = at_rest()
    of = Bouts.joined(
        [
            bouts(rec, "rest", {"a": [(0, 5), (4, 10)], "b": [(0, 60)]}),
            bouts(rec, "groom", {"a": [(8, 12)], "b": []}),
        ]
    )
    table = rec.co_occurrence(of)
    assert table.to_numpy().tolist() == [[70, 2], [2, 4]]  # overlapping bouts of one row count once


# what goes with a recording ---------------------------------------------------------------------


def test_zones_and_things_in_plain_numbers() -> None:
    tracks = recording({"a": [(5, 5), (20, 5), (50, 5)]}).tracks
    read = make_tracks(
        tracks["position"].to_numpy(), None, ["centre"], ["a"], TimeBase.constant(3, 10), "by hand"
    )
    rec = Recording.from_tracks(
        read,
        zones={
            "nest": [(0, 0), (10, 0), (10, 10), (0, 10)],
            "yard": Zone.circle("yard", (20, 5), 8),
        },
        objects={"toy": (53, 9)},
        px_per_cm=10,
    )
    assert (rec.zones, rec.objects) == (["nest", "yard"], ["toy"])
    assert letters(rec.in_zone("a")) == ["TFF", "FTF"]
    assert rec.time_in("a", "nest") == pytest.approx(0.1)
    assert rec.distance_to("a", "toy").values[0, 2] == pytest.approx(0.5)
    assert rec.distance_to("*", ["nest", "toy"]).values[:, 0] == pytest.approx([-0.5, 4.816638])
    with pytest.raises(TypeError):
        rec.distance_to("a")  # type: ignore[call-arg]


def test_a_file_with_zones_and_things(tmp_path: Path, write_tracks: Callable[[Path], Path]) -> None:
    rec = open_recording(
        tracks=write_tracks(tmp_path / "two.csv"),
        fps=30,
        zones={"all": [(0, 0), (9000, 0), (9000, 9000), (0, 9000)]},
        objects={"toy": (1, 2)},
    )
    assert (rec.zones, rec.objects) == (["all"], ["toy"])
    assert rec.in_zone("ind1", "all").fraction() == 1
    assert workbench.Zone is Zone


def test_a_window_is_always_known() -> None:
    rec = recording({"a": [(NAN, NAN)] * 5})
    assert letters(rec.window(0.1, 0.3)) == ["FTTFF"]
    assert letters(rec.window("100 ms")) == ["FTTTT"]
    assert letters(rec.window(stop_s=0.2)) == ["TTFFF"]
    assert letters(rec.window(7)) == ["FFFFF"]
    assert letters(rec.window(0.2, 0.2)) == ["FFFFF"]
    assert letters(~rec.window(0.1, 0.3)) == ["TFFTT"]
    assert rec.window(0.1, 0.3).total_s() == pytest.approx(0.2)
    assert [tuple(row) for row in rec.window().rows] == [(None, None)]
    assert rec.window(0.1, 0.3).name == "from 0.1 to 0.3 s"
    third = recording({"a": [(0, 0)] * 9}, fps=3)  # 1/3 s is no round number
    assert letters(third.window("0.333333 s", 0.666667)) == ["FTFFFFFFF"]
    with pytest.raises(UserError, match="start_s is '3 cm'; expected a time"):
        rec.window("3 cm")
    with pytest.raises(UserError, match="have no subject, and a fact is about somebody"):
        rec.window(0, 1).bouts().facts()


def test_strides_of_a_recording_are_those_of_the_module() -> None:
    # body at 200 px/s; the paw stands for 0.2 s of every 0.3 s and moves 60 px in the rest
    k = np.arange(300)
    paw = 60 * (k // 30) + np.clip((k % 30 - 20) / 10, 0, 1) * 60
    body = [[(2 * n + 40, 0), (2 * n, 0), (2 * n - 40, 0), (p, 9)] for n, p in enumerate(paw)]
    points = ("nose", "centre", "tailbase", "left_hindpaw")
    rec = recording({"a": body}, points, fps=100, px_per_cm=10)
    table = rec.strides("a.left_hindpaw")
    assert table.equals(strides(rec, "a.left_hindpaw"))
    assert table["stride_s"].median() == pytest.approx(0.3, abs=0.02)
    assert table["stride_length_cm"].median() == pytest.approx(6, rel=0.05)
    assert rec.strides("a.left_hindpaw", "900 BL/s").empty


def test_files_are_read_when_something_is_asked(tmp_path: Path) -> None:
    rec = open_recording(tracks=tmp_path / "missing.csv", fps=30)
    assert rec.name == "missing"
    assert "not read yet" in repr(rec)
    with pytest.raises(UserError, match="neither is given"):
        open_recording()


def test_numbers_of_verbs_are_quantities() -> None:
    rec = visits("IIO")
    for number in (rec.time_in("a", "nest"), rec.path_length("a"), rec.latency(rec.tracked("a"))):
        assert isinstance(number, Quantity)
    assert letters(rec.in_zone("a", "yard")) == ["FFT"]
    assert looked(rec.entries("a", "yard")) == [(0, 0.3)]
