"""WebVTT and SRT: the cues are those of the facts that stand, readable by players and programs."""

from __future__ import annotations

import html
import json
import math
import re
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from varied import FREE_TEXT, context, varied

from graphs.errors import UserError
from graphs.formats import srt, webvtt
from graphs.formats.contract import Context, Described
from graphs.formats.registry import format_named
from graphs.networks.scene import sentence
from graphs.records import STANDING, Event, Fact, Kind, Level


class Cue(NamedTuple):
    name: str
    start_ms: int
    stop_ms: int
    text: str


def cues(path: Path, point: str = ".") -> list[Cue]:
    """Read cues as the WebVTT standard tells: blocks between empty lines, times with an arrow."""
    text = path.read_text(encoding="utf-8")
    if point == ".":
        first, _, text = text.partition("\n\n")
        assert re.fullmatch(r"WEBVTT [^\n]*\n?", first)
        assert "-->" not in first
    found = []
    for block in filter(None, text.strip("\n").split("\n\n")):
        name, times, *lines = block.split("\n")
        assert len(lines) == 1
        assert "-->" not in name + lines[0]
        start, stop = times.split(" --> ")
        found.append(Cue(name, _ms(start, point), _ms(stop, point), lines[0]))
    return found


def _ms(time: str, point: str) -> int:
    match = re.fullmatch(rf"(\d\d):([0-5]\d):([0-5]\d){re.escape(point)}(\d\d\d)", time)
    assert match, time
    hours, minutes, seconds, ms = map(int, match.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms


def fact(start_s: float, stop_s: float, subject: str = "m", predicate: str = "rear") -> Fact:
    kind: Kind = "point" if start_s == stop_s else "state"
    return Fact(
        "r", subject, predicate, None, start_s, stop_s, 0, 1, kind, 1.0, "asserted", "rule", "x"
    )


def event(name: str, level: Level, start_s: float, stop_s: float) -> Event:
    return Event("r", name, level, start_s, stop_s, None, "fixed")


def chapters(tmp_path: Path, graph: Described) -> list[tuple[int, int, str]]:
    webvtt.write([graph], tmp_path / "vtt", Context())
    found = cues(tmp_path / "vtt" / f"{graph.recording}.chapters.vtt")
    return [(c.start_ms, c.stop_ms, c.text) for c in found]


def test_metadata_is_one_cue_per_fact_that_stands(tmp_path: Path) -> None:
    webvtt.write(iter(varied()), tmp_path / "vtt", context())
    files = sorted((tmp_path / "vtt").glob("*.metadata.vtt"))
    assert len(files) == 3
    found = [cue for file in files for cue in cues(file)]
    facts = {f.fact_id: f for g in varied() for f in g.facts if f.status in STANDING}
    assert {cue.name for cue in found} == set(facts)
    assert len(found) == len(facts) == 176
    for cue in found:
        told, f = json.loads(cue.text), facts[cue.name]
        assert (told["subject"], told["predicate"], told["object"]) == (
            f.subject,
            f.predicate,
            f.object,
        )
        assert (told["start_s"], told["stop_s"], told["status"]) == (f.start_s, f.stop_s, f.status)
        assert told["confidence"] == (None if math.isnan(f.confidence) else f.confidence)
        assert told["sentence"] == sentence(f, context().ethogram)
        assert not set("&<>") & set(cue.text)
        assert abs(cue.start_ms - f.start_s * 1000) <= 0.5
        assert cue.stop_ms == max(round(f.stop_s * 1000), cue.start_ms + 500)
    for file in files:
        starts = [cue.start_ms for cue in cues(file)]
        assert starts == sorted(starts)
    assert sum(json.loads(c.text)["object"] == FREE_TEXT for c in found) > 5


def test_chapters_of_bouts_do_not_overlap(tmp_path: Path) -> None:
    graph = Described(
        "r",
        [fact(1.0, 2.0, predicate="chase"), fact(1.5, 1.5), fact(2.5, 2.5), fact(9.5, 12.0)],
        [
            event("episode-1", "episode", 0.0, 20.0),
            event("bout-2", "bout", 3.0, 10.0004),
            event("bout-1", "bout", 0.0, 3.5),
            event("bout-3", "bout", 10.0, 10.1),
        ],
    )
    assert chapters(tmp_path, graph) == [
        (0, 3000, "bout-1: rear x 2, chase"),
        (3000, 10000, "bout-2: rear"),
        (10000, 10500, "bout-3"),
    ]
    episode = replace(graph, events=graph.events[:1])
    assert chapters(tmp_path, episode) == [(0, 20000, "episode-1: rear x 3, chase")]


def test_chapters_of_facts_where_there_are_no_events(tmp_path: Path) -> None:
    rejected = replace(fact(3.0, 4.0), status="rejected")
    graph = Described(
        "r", [fact(1.0, 5.0, "a & <b>"), fact(2.0, 2.0), fact(2.0001, 2.3, "z"), rejected]
    )
    assert chapters(tmp_path, graph) == [
        (1000, 2000, "a &amp; &lt;b&gt; rears from 1.0 to 5.0 s (confidence 1.00)"),
        (
            2000,
            2500,
            "m rears at 2.00 s (confidence 1.00); z rears from 2.00 to 2.30 s (confidence 1.00)",
        ),
    ]


def test_points_are_visible_and_times_are_rounded(tmp_path: Path) -> None:
    graph = Described(
        "r", [fact(-1.0, 0.2), fact(1.0004, 1.0004), fact(1.0006, 9.9996), fact(3725.25, 3726.0)]
    )
    for module, name, point in ((webvtt, "r.metadata.vtt", "."), (srt, "r.srt", ",")):
        module.write([graph], tmp_path / point, Context())
        assert [(c.start_ms, c.stop_ms) for c in cues(tmp_path / point / name, point)] == [
            (0, 500),
            (1000, 1500),
            (1001, 10000),
            (3725250, 3726000),
        ]


def test_subtitles_are_sentences(tmp_path: Path) -> None:
    srt.write(varied(), tmp_path / "srt", context())
    found = [c for f in sorted((tmp_path / "srt").glob("*.srt")) for c in cues(f, ",")]
    assert len(found) == 176
    expected = {
        " ".join(sentence(f, context().ethogram).split()).replace("<", "‹").replace(">", "›")
        for g in varied()
        for f in g.facts
        if f.status in STANDING
    }
    assert {cue.text for cue in found} == expected
    assert any('a ‹wet› & "cold" wall --› dark' in cue.text for cue in found)
    assert [c.name for c in cues(next((tmp_path / "srt").glob("K*.srt")), ",")][:3] == [
        "1",
        "2",
        "3",
    ]


def test_text_that_could_end_a_cue(tmp_path: Path) -> None:
    name = "a\n\nb --> c\r\n{\\an8} <i>\0"
    graph = Described("r", [fact(1.0, 2.0, name)])
    webvtt.write([graph], tmp_path / "vtt", Context())
    (chapter,) = cues(tmp_path / "vtt" / "r.chapters.vtt")
    assert html.unescape(chapter.text).startswith("a b --> c {\\an8} <i>\ufffd rears")
    (cue,) = cues(tmp_path / "vtt" / "r.metadata.vtt")
    assert json.loads(cue.text)["subject"] == name
    srt.write([graph], tmp_path / "srt", Context())
    (subtitle,) = cues(tmp_path / "srt" / "r.srt", ",")
    assert subtitle.text.startswith("a b --› c (\\an8) ‹i›")


def test_they_are_for_players_only(tmp_path: Path) -> None:
    for name in ("webvtt", "srt"):
        with pytest.raises(UserError, match=f"{name} cannot be imported"):
            format_named(name).read(tmp_path)
