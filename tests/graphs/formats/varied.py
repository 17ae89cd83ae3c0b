"""Two hundred facts of every sort in three recordings, always the same, for file formats."""

from __future__ import annotations

import dataclasses
import math
import random
from collections.abc import Iterable
from dataclasses import replace

from graphs.ethogram import parse_ethogram
from graphs.formats.contract import Context, Described, Reviewed
from graphs.records import Assessed, Event, Fact, Run, Status

FPS = 30.0
NAMES = ("Käfig 3/día 2", 'A1, "second" day', "empty")
ANIMALS = (("mouse_1", "mouse_2", "Мышь"), ("mouse_1", "鼠; 3"), ())
FREE_TEXT = "a <wet> & \"cold\" wall -->\n  dark, left; 'near' \\the door\\ 🐭"
ETHOGRAM = parse_ethogram(
    """
    name = "varied"
    description = "Behaviors for tests."
    [behavior.chase]
    definition = "Body follows another animal's body, quickly."
    verb = "chases"
    target = "animal"
    synset = "chase.v.01"
    [behavior.investigate]
    definition = 'Nose close to a "thing" & pointing at it.'
    target = "object"
    synset = "investigate.v.01"
    [behavior.enter]
    definition = "Body center crosses into a zone."
    verb = "enters"
    target = "zone"
    kind = "point"
    [behavior.rear]
    definition = "Both forepaws leave the floor."
    kind = "point"
    [behavior.groom]
    definition = "Forepaws stroke the body."
    synonyms = ["self-grooming"]
    """
)
RULES = Run(
    "0123abcd",
    "workbench",
    "0.1.0",
    "geometry",
    "surprise",
    "imported",
    {"window_s": 0.2, "nested": {"é": [1, None, True]}},
    {"tracks": "9f", "video": "00"},
)
MODEL = Run("m-77", "workbench", "0.1.0", "chat", "fixed", "", {"model": "échange"}, {})


def varied() -> list[Described]:
    """Return the recordings, the last of them empty; times are whole microseconds, ids differ."""
    rng = random.Random(7)
    counts = (130, 70, 0)
    return [
        _described(rng, name, animals, count)
        for name, animals, count in zip(NAMES, ANIMALS, counts, strict=True)
    ]


def context() -> Context:
    """Return what is known of the entities: one mouse is the same in both recordings."""
    return Context(
        ethogram=ETHOGRAM,
        kinds={"shelter": "zone", "wall": "object", "Ecke/Süd": "zone"},
        identities={(name, "mouse_1"): "mouse 17" for name in NAMES[:2]},
        project="Varied “project”",
    )


def _described(
    rng: random.Random, recording: str, animals: tuple[str, ...], count: int
) -> Described:
    if not animals:
        return Described(recording)
    episode = Event(recording, "episode-0001", "episode", 0.0, 600.0, None, "fixed")
    bouts = [
        Event(recording, f"bout-{n:04d}", "bout", n * 60.0, (n + 1) * 60.0, "episode-0001", "fixed")
        for n in range(10)
    ]
    facts = _reviewed([_fact(rng, recording, animals, number) for number in range(count - 3)])
    assessed = [
        Assessed(recording, subject, "groom", None, start_s, start_s + 99.5)
        for subject in animals
        for start_s in (0.0, 200.25)
    ]
    assessed.append(Assessed(recording, animals[0], "chase", animals[1], 0.000001, 600.0))
    return Described(
        recording,
        facts,
        [episode, *bouts],
        assessed,
        [RULES, MODEL],
        {"group": "knock-out", "session": "día 2", "duration_s": 600.5, "video": "Käfig 3.mp4"},
        _reviews(recording, facts[0].fact_id, count),
    )


def _reviews(recording: str, fact_id: str, seq: int) -> list[Reviewed]:
    """Return a comment, and an undo of it."""
    who = {"by": "Ana Ñ.", "recording": recording, "fact_id": fact_id}
    said = {
        "action": "comment",
        "comment": 'too "short"; \n 鼠',
        "undoes": None,
        "words": "said: é",
    }
    undo = {"action": "undo", "comment": None, "undoes": seq, "words": "undid it"}
    return [
        {"seq": seq, "at": "2024-05-06T07:08:09.000001+00:00", **who, **said},
        {"seq": seq + 1, "at": "2024-05-06T07:08:10.000000+00:00", **who, **undo},
    ]


def _fact(rng: random.Random, recording: str, animals: tuple[str, ...], number: int) -> Fact:
    """Return a fact; every fifth is proposed, every seventh without an event.

    The subject of every thirteenth, and the object of every twenty-sixth, was labelled otherwise.
    """
    subject, other = rng.sample(animals, 2)
    predicate, target, kind = (
        ("chase", other, "state"),
        ("investigate", rng.choice(("wall", FREE_TEXT)), "state"),
        ("enter", rng.choice(("shelter", "Ecke/Süd")), "point"),
        ("rear", None, "point"),
        ("groom", None, "state"),
    )[number % 5]
    start_us = rng.randrange(600_000_000)
    stop_us = start_us if kind == "point" else start_us + rng.randrange(1, 4_000_000)
    start_frame = math.ceil(start_us * FPS / 1e6)
    model = number % 3 == 0
    return Fact(
        recording,
        subject,
        predicate,
        target,
        start_us / 1e6,
        stop_us / 1e6,
        start_frame,
        start_frame + 1 if kind == "point" else math.ceil(stop_us * FPS / 1e6),
        kind,  # type: ignore[arg-type]
        math.nan if number % 11 == 0 else rng.random(),
        "proposed" if number % 5 == 0 else "asserted",
        "model" if model else "rule",
        MODEL.run_id if model else RULES.run_id,
        None if number % 7 == 0 else f"bout-{start_us // 60_000_000:04d}",
        {"distance_cm": rng.uniform(0, 9), "frames": number, "note": 'ok é, "q"', "gap_s": math.nan}
        if number % 2
        else {},
        _labelled(target, number),
    )


def _labelled(target: str | None, number: int) -> tuple[str, str | None] | None:
    if number % 13:
        return None
    return "track; 0", "track 1" if target is not None and number % 26 == 0 else target


def _reviewed(facts: list[Fact]) -> list[Fact]:
    """Return the facts with some accepted, some rejected and three corrected (three more)."""
    verdicts: dict[int, Status] = {8: "accepted", 9: "rejected"}
    stands = [replace(f, status=verdicts.get(n % 10, f.status)) for n, f in enumerate(facts)]
    for n in (3, 14, 21):
        first = facts[n]
        stands[n] = replace(first, status="superseded")
        by = {"by": "Ana Ñ.", "at": "2024-05-06T07:08:09+00:00", "edits": first.fact_id}
        stands.append(
            replace(
                first,
                predicate="groom",
                object=None,
                start_s=first.start_s,
                stop_s=(round(first.stop_s * 1e6) + 500_000) / 1e6,
                stop_frame=first.stop_frame + 15,
                kind="state",
                confidence=1.0,
                status="accepted",
                source="human",
                run="review:17",
                evidence={**first.evidence, **by},
            )
        )
    return stands


def comparable(graphs: Iterable[Described]) -> dict[str, dict[str, object]]:
    """Return everything that was said, so that ``==`` compares it: NaN as text, order aside."""
    return {
        graph.recording: {
            "facts": sorted(_text(fact) + fact.fact_id for fact in graph.facts),
            "events": sorted(map(_text, graph.events)),
            "assessed": sorted(map(_text, graph.assessed)),
            "runs": sorted(map(_text, graph.runs)),
            "attributes": dict(graph.attributes),
        }
        for graph in graphs
    }


def _text(record: Fact | Event | Assessed | Run) -> str:
    fields = dataclasses.asdict(record)
    if "evidence" in fields:
        fields["evidence"] = sorted(fields["evidence"].items())
    if "parameters" in fields:
        fields["parameters"] = sorted(fields["parameters"].items())
        fields["inputs"] = sorted(fields["inputs"].items())
    return repr(fields)
