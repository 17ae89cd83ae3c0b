"""A small world of labelled clips: up to four animals, seven behaviors, facts written by hand."""

from __future__ import annotations

import csv
from pathlib import Path

from graphs.ethogram import Ethogram, parse_ethogram
from graphs.records import Fact
from pipelines.evaluate.describer.clips import LabelledClip, clip_between
from pipelines.evaluate.describer.showing import Changes, View
from pipelines.models.contract import Image
from pipelines.stills.contract import Still

ETHOGRAM = parse_ethogram("""
name = "small"

[behavior.groom]
definition = "Strokes its body."
verb = "grooms itself"
excludes = ["rear"]
[behavior.rear]
definition = "Stands on its hind legs."
verb = "rears"
[behavior.rest]
definition = "Stays where it is."
verb = "rests"
synonyms = ["immobile"]
[behavior.dig]
definition = "Moves bedding with its paws."
verb = "digs"
[behavior.chase]
definition = "Runs behind another animal."
verb = "chases"
target = "animal"
parent = "pursue"
[behavior.pursue]
definition = "Goes after another animal."
verb = "goes after"
target = "animal"
[behavior.sniff]
definition = "Nose at the body of another animal."
verb = "sniffs"
target = "animal"
[behavior.huddle]
definition = "The two lie against each other, resting."
verb = "huddles with"
target = "animal"
[behavior.feed]
definition = "Nose at the feeder."
verb = "feeds at"
target = "zone:feeder"
[behavior.enter]
definition = "Centre crosses in."
verb = "enters"
target = "zone"
kind = "point"
""")


def fact(
    subject: str,
    predicate: str,
    target: str | None,
    start_s: float,
    stop_s: float,
    recording: str = "one",
    status: str = "asserted",
    source: str = "human",
) -> Fact:
    kind = "point" if stop_s == start_s else "state"
    return Fact(
        recording,
        subject,
        predicate,
        target,
        start_s,
        stop_s,
        -1,
        -1,
        kind,
        1.0,
        status,
        source,
        "r",
    )


def clip(
    facts: list[Fact], start_s: float, stop_s: float, animals: str = "abc", shown: str | None = None
) -> LabelledClip:
    made = clip_between(facts[0].recording, start_s, stop_s, tuple(animals), facts)
    if shown is None:
        return made
    return LabelledClip(made.recording, start_s, stop_s, made.individuals, tuple(shown), made.facts)


def world() -> list[LabelledClip]:
    """Twelve clips of 10 s with two to four animals; every behavior is the main one of some."""
    clips = []
    alone = ("groom", "rear", "rest", "dig")
    for number in range(12):
        at = 100.0 * number
        first, second = alone[number % 4], alone[(number + 2) % 4]
        facts = [
            fact("a", first, None, at + 1.0, at + 5.0),
            fact("b", second, None, at + 6.0, at + 9.0),
        ]
        if number % 3 == 0:
            facts.append(fact("c", ("chase", "sniff")[number % 2], "a", at + 2.0, at + 8.0))
        clips.append(clip(facts, at, at + 10.0, "abcd", "abcd"[: 2 + number % 3]
                          if number % 3 else "abc"))  # fmt: skip
    return clips


def fake_pictures(
    recording: str, start_s: float, stop_s: float, view: View, changes: Changes
) -> list[Still]:
    """One picture that is different for everything that a picture depends on."""
    text = repr((recording, start_s, stop_s, view, changes)).encode()
    image = Image(text, "image/png", 8, 8, f"Picture 1, {view}, {start_s:.3f} s")
    return [Still(image, 0, start_s, view, (0, 0, 8, 8), ())]


def sample_facts(recording: str = "open_field") -> list[Fact]:
    path = Path(__file__).parents[3] / "sample_data" / "open_field" / "truth.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["recording"] == recording]
    return [
        Fact(recording, row["subject"], row["predicate"], row["object"] or None,
             float(row["start_s"]), float(row["stop_s"]), -1, -1, row["kind"], 1.0, "asserted",
             "import", "truth")
        for row in rows
    ]  # fmt: skip


def rodents() -> Ethogram:
    path = Path(__file__).parents[3] / "pipelines/describe/ethograms/social_rodents.toml"
    return parse_ethogram(path.read_text(encoding="utf-8"))
