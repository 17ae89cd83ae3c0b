"""Three animals, two feeders and a nest: every aspect can be probed; and the sample recording."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from graphs.ethogram import Ethogram, parse_ethogram
from graphs.records import Fact
from pipelines.evaluate.describer.clips import (
    LabelledClip,
    Placement,
    clip_between,
    clips_around_facts,
)
from pipelines.evaluate.describer.known import Known, rulebook
from pipelines.evaluate.describer.showing import Changes, View
from pipelines.evaluate.probes.generate import ProbeSettings, make_probes
from pipelines.evaluate.probes.probe import ProbeSet
from pipelines.models.contract import Image
from pipelines.opened import open_recording
from pipelines.scene import Scene
from pipelines.stills.contract import Still
from pipelines.tracks.clean import CleanSettings
from workbench.samples import open_sample

ROOT = Path(__file__).parents[3]
ETHOGRAM = parse_ethogram("""
name = "small"

[behavior.groom]
definition = "Strokes its body with its paws."
verb = "grooms itself"
[behavior.rear]
definition = "Stands on its hind legs."
verb = "rears"
[behavior.rest]
definition = "Stays where it is."
verb = "rests"
[behavior.dig]
definition = "Moves bedding with its paws."
verb = "digs"
[behavior.chase]
definition = "Runs behind another animal that runs."
verb = "chases"
target = "animal"
parent = "social"
[behavior.follow]
definition = "Walks behind another animal that walks."
verb = "follows"
target = "animal"
parent = "social"
excludes = ["chase"]
[behavior.sniff]
definition = "Nose at the body of another animal."
verb = "sniffs"
target = "animal"
[behavior.mount]
definition = "Lies on the back of another animal."
verb = "mounts"
target = "animal"
[behavior.feed]
definition = "Nose at a feeder."
verb = "feeds at"
target = "zone:feeder"
[behavior.guard]
definition = "Stays beside a feeder."
verb = "guards"
target = "zone:feeder"
""")
ANIMALS = ("ann", "bob", "cat")
PLACES = {"one": {"left_feeder": "zone:feeder", "right_feeder": "zone:feeder", "nest": "zone:nest"}}
LINES = (
    ("groom", None),
    ("chase", "bob"),
    ("feed", "left_feeder"),
    ("rest", None),
    ("mount", "cat"),
    ("rear", None),
    ("guard", "right_feeder"),
    ("sniff", "bob"),
    ("dig", None),
    ("follow", "cat"),
)


def fact(
    subject: str,
    predicate: str,
    target: str | None,
    start_s: float,
    stop_s: float,
    recording: str = "one",
    kind: str = "state",
) -> Fact:
    about = (recording, subject, predicate, target, start_s, stop_s)
    return Fact(*about, -1, -1, kind, 1.0, "asserted", "human", "by hand")


@cache
def world() -> tuple[LabelledClip, ...]:
    """Twenty clips of 12 s, in each of which ann does one thing and bob another, later."""
    facts = []
    for number in range(20):
        at = 100.0 * number
        facts.append(fact("ann", *LINES[number % 10], at + 2.0, at + 5.0))
        facts.append(fact("bob", ("groom", "rest", "dig")[number % 3], None, at + 6.5, at + 8.5))
    placements = {
        "ann": Placement(0.0, 0.0, 20.0, 20.0, ("nest",), ("nest",)),
        "bob": Placement(200.0, 0.0, 220.0, 20.0),
        "cat": Placement(400.0, 200.0, 420.0, 220.0, (), ("left_feeder",)),
    }
    clips = []
    for number in range(20):
        at = 100.0 * number
        made = clip_between("one", at, at + 12.0, ANIMALS, facts)
        clips.append(
            LabelledClip("one", at, at + 12.0, ANIMALS, ANIMALS, made.facts, placements, 60.0)
        )
    return tuple(clips)


@cache
def world_probes(seed: int = 0) -> ProbeSet:
    return make_probes(world(), ETHOGRAM, ProbeSettings(seed=seed, places=PLACES))


def known_of(clips: tuple[LabelledClip, ...], ethogram: Ethogram) -> dict:
    rules = rulebook(clips, ethogram)
    return {(c.recording, c.start_s, c.stop_s): Known(c, rules) for c in clips}


def fake_pictures(
    recording: str, start_s: float, stop_s: float, view: View, changes: Changes
) -> list[Still]:
    image = Image(f"{recording} {start_s} {view}".encode(), "image/png", 8, 8, "Picture 1")
    return [Still(image, 0, start_s, view, (0, 0, 8, 8), ())]


@cache
def rodents() -> Ethogram:
    path = ROOT / "pipelines/describe/ethograms/social_rodents.toml"
    return parse_ethogram(path.read_text(encoding="utf-8"))


@cache
def truth_rows() -> tuple[dict, ...]:
    path = ROOT / "sample_data/open_field/truth.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(row for row in csv.DictReader(file) if row["recording"] == "open_field")


@cache
def sample_scene() -> Scene:
    spec = open_sample().spec
    return open_recording(spec, clean=CleanSettings(), body_length_cm=8.5).scene


@cache
def sample_clips() -> tuple[LabelledClip, ...]:
    facts = [
        fact(row["subject"], row["predicate"], row["object"] or None, float(row["start_s"]),
             float(row["stop_s"]), "open_field", row["kind"])
        for row in truth_rows()
    ]  # fmt: skip
    animals = {"open_field": ("mouse_1", "mouse_2")}
    scenes = {"open_field": sample_scene()}
    return tuple(clips_around_facts(facts, animals, {"open_field": 74.0}, scenes=scenes))
