"""Who and what is in the recordings that are made to practise on: names, places, words.

A cast is what differs between the data of one laboratory and another as far as a question is
concerned; how the animals move is decided by a seed (`workbench.practice.motion`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from workbench.project import Project

KEYPOINTS = (
    "nose", "left_ear", "right_ear", "neck", "centre", "tailbase", "left_hindpaw", "right_hindpaw",
)  # fmt: skip
"""Of every animal; each stands for the role of its name."""

DASH, CLOSE_TO = OF_RULES = ("dash", "close_to")
"""Behaviors of every world that have a rule, and are found on the tracks."""

MOST_ANIMALS = 3
"""Of one recording: with more, the same questions would be asked of other names."""


@dataclass(frozen=True, slots=True)
class Place:
    """A zone, in pixels: a rectangle or, with a radius, a circle.

    Parameters
    ----------
    centre
        Middle.
    half
        Half its width and height; of a circle, its radius twice.
    round
        Whether it is a circle.
    """

    centre: tuple[float, float]
    half: tuple[float, float]
    round: bool = False


@dataclass(frozen=True, slots=True)
class Doing:
    """A behavior that is stored of the recordings.

    Parameters
    ----------
    name, verb
        Predicate, and how it reads in a sentence: ``"chases"``.
    target
        To whom or where it is done.
    point
        Whether it is a moment.
    """

    name: str
    verb: str
    target: Literal["none", "animal", "zone"] = "none"
    point: bool = False


@dataclass(frozen=True, slots=True)
class Cast:
    """What the recordings of a world have.

    Parameters
    ----------
    name
        Of the world.
    species
        Name of the ethogram.
    animals
        In every recording, at least two.
    places, things
        Zones, at least two, and fixed things, at least one, in pixels of a picture of 640 x 640.
    doings
        What is stored as facts; at least one without and one with an animal as its target.
    recordings
        Name -> group and session.
    px_per_cm
        Scale; ``None`` for lengths in pixels.
    body_px
        Nose to tail base.
    fast_px_s, near_px
        Thresholds of the two behaviors that have a rule: `dash` and `close_to`.
    """

    name: str
    species: str
    animals: tuple[str, ...]
    places: Mapping[str, Place]
    things: Mapping[str, tuple[float, float]]
    doings: tuple[Doing, ...]
    recordings: Mapping[str, tuple[str, str]]
    px_per_cm: float | None = 10.0
    body_px: float = 80.0
    fast_px_s: float = 180.0
    near_px: float = 150.0
    keypoints: tuple[str, ...] = field(default=KEYPOINTS)

    @property
    def length_unit(self) -> str:
        """The unit in which lengths are shown."""
        return "px" if self.px_per_cm is None else "cm"

    @property
    def px_per_length(self) -> float:
        """Pixels in one unit of length as shown."""
        return self.px_per_cm or 1.0


MICE = Cast(
    "mice", "practice mice", ("mouse_1", "mouse_2"),
    {"shelter": Place((520, 110), (90, 80)), "feeder": Place((130, 500), (70, 70), round=True)},
    {"novel_object": (320.0, 330.0)},
    (Doing("chase", "chases", "animal"), Doing("sniff", "sniffs", "animal"), Doing("rear", "rears"),
     Doing("groom", "grooms"), Doing("enter", "enters", "zone", point=True)),
    {"day_1": ("control", "morning"), "day_2": ("control", "evening"),
     "day_3": ("treated", "morning"), "day_4": ("treated", "evening")},
)  # fmt: skip

RATS = Cast(
    "rats", "practice rats", ("resident", "intruder", "female"),
    {"nest": Place((120, 120), (100, 90)), "water": Place((520, 140), (60, 60), round=True),
     "burrow": Place((540, 540), (90, 90))},
    {"lever": (330.0, 60.0)},
    (Doing("attack", "attacks", "animal"), Doing("follow", "follows", "animal"),
     Doing("rest", "rests"), Doing("dig", "digs")),
    {"cage_a": ("sham", "week 1"), "cage_b": ("sham", "week 2"),
     "cage_c": ("lesion", "week 1"), "cage_d": ("lesion", "week 2")},
    px_per_cm=4.0, body_px=88.0, fast_px_s=160.0, near_px=130.0,
)  # fmt: skip

FISH = Cast(
    "fish", "practice fish", ("red", "blue"),
    {"shallows": Place((320, 90), (280, 80)), "plant": Place((460, 450), (110, 90))},
    {"mirror": (60.0, 320.0)},
    (Doing("bite", "bites", "animal"), Doing("display", "displays to", "animal"),
     Doing("hover", "hovers"), Doing("surface", "surfaces", point=True)),
    {"tank_1": ("fed", "pre"), "tank_2": ("fed", "post"),
     "tank_3": ("fasted", "pre"), "tank_4": ("fasted", "post")},
    px_per_cm=None, body_px=64.0, fast_px_s=170.0, near_px=140.0,
)  # fmt: skip

SHIPPED = (MICE, RATS, FISH)
"""Those that the practice set which comes with the workbench is made of."""


def cast_of(project: Project) -> Cast:
    """Return a cast with the names of a project, so that practice is in its words.

    Animals, zones, fixed things and behaviors have the names of the project; how the animals move,
    and where the zones lie, is made. What a project lacks, practice has of its own.
    """
    from workbench.sandbox.names import names_of

    names, ethogram = names_of(project), project.ethogram()
    animals = names.animals[:MOST_ANIMALS]
    doings = [
        Doing(one.name, one.verb, one.target, one.kind == "point")
        for one in ethogram
        if one.target in ("none", "animal", "zone") and one.name not in OF_RULES
    ]
    kinds = {doing.target for doing in doings if not doing.point}
    own = [doing for doing in MICE.doings if not doing.point and doing.target not in kinds]
    scales = {spec.arena.px_per_cm for spec in project.specs()}
    return Cast(
        "project",
        ethogram.name,
        animals if len(animals) >= 2 else (*animals, *MICE.animals)[:2],
        _places(names.zones),
        dict(zip(names.objects or MICE.things, _SPOTS, strict=False)),
        (*own, *_balanced(doings)),
        MICE.recordings,
        px_per_cm=10.0 if scales - {None} or not scales else None,
    )


_SPOTS = ((320.0, 330.0), (60.0, 320.0), (330.0, 60.0))
_MOST_DOINGS = 6


def _places(zones: tuple[str, ...]) -> dict[str, Place]:
    """Return where the zones of a project lie in its practice: at least two of them."""
    names = dict.fromkeys([*zones, *MICE.places])
    shapes = (*MICE.places.values(), Place((120, 120), (100, 90)))
    kept = list(names)[: max(2, min(len(zones), len(shapes)))]
    return dict(zip(kept, shapes, strict=False))


def _balanced(doings: list[Doing]) -> list[Doing]:
    """Return some behaviors, of all kinds of targets."""
    states = [one for one in doings if not one.point]
    towards = [one for one in states if one.target == "animal"][: _MOST_DOINGS // 2]
    alone = [one for one in states if one.target == "none"][: _MOST_DOINGS // 2]
    return [*towards, *alone, *[one for one in doings if one.point][:1]]
