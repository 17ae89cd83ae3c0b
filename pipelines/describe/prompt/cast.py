"""Who takes part: animals with their numbers, as in the pictures, and places.

The name of the recording is never told to a model: it may say to which group an animal belongs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipelines.arena import Arena
from pipelines.stills.contract import Still, numbers

Colour = tuple[int, int, int]

_COLOURS: Mapping[str, Colour] = {
    "red-orange": (213, 94, 0),
    "blue": (0, 114, 178),
    "yellow": (240, 228, 66),
    "green": (0, 158, 115),
    "orange": (230, 159, 0),
    "pink": (204, 121, 167),
    "light blue": (86, 180, 233),
    "red": (220, 20, 20),
    "white": (255, 255, 255),
    "gray": (128, 128, 128),
    "black": (0, 0, 0),
}
"""Words for the colours of marks (Okabe & Ito 2008) and what comes near them."""


@dataclass(frozen=True, slots=True)
class Animal:
    """An animal as a prompt names it.

    Parameters
    ----------
    name
        Of the project.
    number
        In the pictures and in the prompt.
    colour
        Of its number, in words; empty where it tells nothing.
    """

    name: str
    number: int
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A zone or an object.

    Parameters
    ----------
    name
        Of the project.
    kind
        ``zone``, ``object``, or with a kind of its own ``zone:shelter``.
    """

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Cast:
    """All animals and places of a recording: whoever is in a picture has a line in the prompt."""

    animals: tuple[Animal, ...]
    places: tuple[Place, ...] = ()

    @property
    def kinds(self) -> dict[str, str]:
        """What each of them is, as `graphs.evaluate.prior.legal_targets` reads it."""
        animals = {animal.name: "animal" for animal in self.animals}
        return animals | {place.name: place.kind for place in self.places}


def cast_of(individuals: Sequence[str], arena: Arena, stills: Iterable[Still] = ()) -> Cast:
    """Return who takes part in an event.

    Parameters
    ----------
    individuals
        All animals of the scene, in its order: they get the numbers of `pipelines.stills`.
    arena
        Zones and objects.
    stills
        Pictures of the event; they tell the colours.
    """
    colours = _colours(stills)
    animals = tuple(
        Animal(name, number, colours.get(name, "")) for name, number in numbers(individuals).items()
    )
    zones = [Place(name, _kind("zone", zone.kind)) for name, zone in arena.zones.items()]
    things = [Place(name, _kind("object", thing.kind)) for name, thing in arena.objects.items()]
    return Cast(animals, (*zones, *things))


def check_marks(cast: Cast, stills: Iterable[Still]) -> None:
    """Make sure that every number in the pictures is that of the same animal in the prompt.

    Raises
    ------
    ValueError
        A picture has another number for an animal, or marks an animal that is not in the prompt;
        all such marks are named.
    """
    known = {animal.name: animal.number for animal in cast.animals}
    wrong = [
        f"{still.image.label or f'frame {still.frame}'} marks {mark.individual} with "
        f"{mark.number}, the prompt has {known.get(mark.individual, 'no such animal')}"
        for still in stills
        for mark in still.marks
        if known.get(mark.individual) != mark.number
    ]
    if wrong:
        message = f"Numbers of pictures and prompt differ: {'; '.join(wrong)}."
        raise ValueError(message)


def animal_lines(cast: Cast) -> str:
    """Return the list of animals for a prompt, one a line: ``1 = mouse_1 (blue disc)``."""
    return "\n".join(
        f"{animal.number} = {animal.name}" + (f" ({animal.colour} disc)" if animal.colour else "")
        for animal in cast.animals
    )


def place_lines(cast: Cast) -> str:
    """Return the list of places for a prompt, one a line: ``shelter (zone)``."""
    lines = []
    for place in cast.places:
        what, _, special = place.kind.partition(":")
        kind = f"{what}, a {special}" if special not in ("", place.name) else what
        lines.append(f"{place.name} ({kind})")
    return "\n".join(lines) or "none"


def _kind(what: str, special: str) -> str:
    return f"{what}:{special}" if special else what


def _colours(stills: Iterable[Still]) -> dict[str, str]:
    """Return a word per animal, where it is the same in all pictures and no other animal's."""
    seen: dict[str, set[str]] = {}
    for still in stills:
        for mark in still.marks:
            seen.setdefault(mark.individual, set()).add(_word(mark.colour))
    told = {name: next(iter(words)) for name, words in seen.items() if len(words) == 1}
    times = [word for words in seen.values() for word in words]
    return {name: word for name, word in told.items() if times.count(word) == 1}


def _word(colour: Colour) -> str:
    def squares(word: str) -> int:
        return sum((a - b) ** 2 for a, b in zip(colour, _COLOURS[word], strict=True))

    return min(_COLOURS, key=squares)
