"""Two mice, a shelter and a small ethogram, for the tests of prompts."""

from __future__ import annotations

from typing import Any

from graphs.ethogram import parse_ethogram
from graphs.records import Event, Fact
from pipelines.arena import Arena, FixedObject, Zone
from pipelines.describe.claims import Triple
from pipelines.describe.prompt.candidates import Candidates, legal_triples
from pipelines.describe.prompt.cast import Cast, cast_of
from pipelines.models.contract import Answer, Image, Usage
from pipelines.stills.contract import Mark, Still

ETHOGRAM = parse_ethogram("""
name = "small"

[behavior.chase]
definition = "The subject runs behind the other animal, head turned to it."
verb = "chases"
target = "animal"

[behavior.follow]
definition = "The subject walks behind the other animal, head turned to it."
verb = "follows"
target = "animal"
excludes = ["chase"]

[behavior.rear]
definition = "The subject stands on its hind legs."
verb = "rears"

[behavior.rest]
definition = "The whole body stays where it is."
verb = "rests"
excludes = ["rear"]

[behavior.enter]
definition = "The subject's centre crosses into the shelter."
verb = "enters"
target = "zone:shelter"
kind = "point"
excludes = ["chase"]
""")
ANIMALS = ("mouse_1", "mouse_2")
ARENA = Arena(
    {
        "nest": Zone.polygon("nest", [(0, 0), (9, 0), (9, 9)], "shelter"),
        "feeder": Zone.circle("feeder", (50, 50), 5),
    },
    {"ball": FixedObject("ball", (20, 20))},
)
EVENT = Event("drug_day3", "bout-0004", "bout", 12.4, 15.9, None, "by hand")
COLOURS = {1: (213, 94, 0), 2: (0, 114, 178), 3: (240, 228, 66)}

CHASE = Triple("mouse_1", "chase", "mouse_2")
CHASED = Triple("mouse_2", "chase", "mouse_1")
FOLLOW = Triple("mouse_1", "follow", "mouse_2")
REAR, REST = Triple("mouse_1", "rear"), Triple("mouse_1", "rest")
ENTER = Triple("mouse_1", "enter", "nest")


def still(
    number: int, time_s: float, *individuals: str, all_of: tuple[str, ...] = ANIMALS
) -> Still:
    """A picture with the numbers of some animals."""
    image = Image(bytes([number]), "image/jpeg", 64, 64, f"Picture {number}, crop, {time_s:.3f} s")
    marks = tuple(
        Mark(place, name, 10.0 * place, 10.0, COLOURS[place])
        for place, name in enumerate(all_of, start=1)
        if name in individuals
    )
    return Still(image, round(time_s * 10), time_s, "crop", (0.0, 0.0, 64.0, 64.0), marks)


def cast(individuals: tuple[str, ...] = ANIMALS) -> Cast:
    """These animals in the arena."""
    return cast_of(individuals, ARENA)


def candidates(struck_out: dict[Triple, str] | None = None) -> Candidates:
    """All that two mice can do, without what is struck out."""
    return Candidates(ETHOGRAM, legal_triples(ETHOGRAM, cast()), struck_out or {})


def said(
    triple: Triple, start: float | None = None, stop: float | None = None, sure: float = 0.8
) -> dict[str, Any]:
    """An entry of the list of claims."""
    return {
        "subject": triple.subject,
        "predicate": triple.predicate,
        "object": triple.object,
        "start_s": start,
        "stop_s": stop,
        "confidence": sure,
    }


def answer(*claims: dict[str, Any], not_visible: Any = (), other: Any = ()) -> Answer:
    """An answer with these lists."""
    data = {"claims": list(claims), "not_visible": list(not_visible), "other": list(other)}
    return Answer(data, "{}", Usage(1, 2, 300, 40, 0.5))


def fact(
    predicate: str,
    target: str | None,
    recording: str = "other",
    start: float = 0.0,
    status: Any = "accepted",
    event: str | None = None,
    subject: str = "mouse_1",
) -> Fact:
    """A fact of 2 s."""
    return Fact(
        recording, subject, predicate, target, start, start + 2.0, 0, 20, "state", 0.9, status,
        "model", "run", event,
    )  # fmt: skip
