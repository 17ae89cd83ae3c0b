"""Which animals, points, zones and things a text stands for.

| text | meaning |
|---|---|
| ``"mouse_1"`` | that animal |
| ``"mouse_1.nose"`` | a point of it: a role (``nose``, ``centre``, ``tailbase``...) or a keypoint |
| ``"*"``, ``"*.nose"`` | every animal, a point of every animal |
| ``".nose"`` | as second of a pair: a point of the same animal |
| ``"shelter"`` | a zone or a thing of the arena, where one is possible |

Lists of these stand for all of them. Two animals make ordered pairs, never an animal with itself
(but two points of one animal, named alone, do: ``"a.nose"`` and ``"a.tailbase"``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphs.errors import UserError
from graphs.ethogram import Behavior
from graphs.words import did_you_mean
from pipelines.describe.stretch import Thing
from pipelines.scene import Scene

Who = str | Sequence[str]
"""One text of the table above, or several."""

EVERY = "*"


class NothingToMeasure(UserError):  # noqa: N818 - said per behavior, not a fault of anybody
    """A behavior means nothing in a recording: no such keypoint, or nobody to do it to."""


def animals(scene: Scene, who: Who) -> list[Thing]:
    """Return the animals, or points of animals, that a text stands for, in its order.

    Parameters
    ----------
    scene
        Names of animals, keypoints and roles.
    who
        Texts of the table above.

    Raises
    ------
    UserError
        There is no such animal, role or keypoint (all that are known are listed), or nobody is
        named.
    """
    texts = [who] if isinstance(who, str) else list(who)
    if not texts:
        message = "Nobody is named: expected an animal such as 'mouse_1', or '*' for every one."
        raise UserError(message)
    return [thing for text in texts for thing in _animals(scene, text)]


def targets(scene: Scene, what: Who) -> list[Thing]:
    """Return the animals, points of animals, zones and things that a text stands for.

    Arguments as for `animals`, and it raises as that does. A name that is an animal's as well as a
    zone's is the animal.
    """
    texts = [what] if isinstance(what, str) else list(what)
    found: list[Thing] = []
    for text in texts:
        if text in scene.arena.zones and text not in scene.individuals:
            found.append(Thing("zone", text))
        elif text in scene.arena.objects and text not in scene.individuals:
            found.append(Thing("object", text))
        else:
            found.extend(_animals(scene, text, also=True))
    return found


def zones(scene: Scene, which: Who) -> list[Thing]:
    """Return the zones of a scene by name.

    Parameters
    ----------
    scene
        With its arena.
    which
        Names; ``"*"`` for all of them.

    Raises
    ------
    UserError
        There is no such zone (all that are known are listed), or none at all.
    """
    known = list(scene.arena.zones)
    texts = [which] if isinstance(which, str) else list(which)
    names = [name for text in texts for name in (known if text == EVERY else [text])]
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known) or "; this recording has no zones"
            message = f"No zone {name!r}{hint}. Zones are set in project.toml, in pixels."
            raise UserError(message)
    if not names:
        message = "This recording has no zones. They are set in project.toml, in pixels."
        raise UserError(message)
    return [Thing("zone", name) for name in names]


def pairs(scene: Scene, first: Who, second: Who) -> list[tuple[Thing, Thing]]:
    """Return the ordered pairs of an animal and a target.

    Parameters
    ----------
    scene
        Names of animals, keypoints, roles, zones and things.
    first
        Animals or points of them.
    second
        Other ones, points of the same animal (``".nose"``), zones or things.

    Raises
    ------
    UserError
        A name is not known, or no pair is left because there is no other animal.
    """
    texts = [second] if isinstance(second, str) else list(second)
    same = [text[1:] for text in texts if text.startswith(".")]
    other = [text for text in texts if not text.startswith(".")]
    by_name = all(isinstance(who, str) and not who.startswith(EVERY) for who in (first, second))
    found = list(_pairs(animals(scene, first), targets(scene, other), by_name))
    for thing in animals(scene, first):
        found += [(thing, Thing("animal", thing.name, _point(scene, point))) for point in same]
    if not found:
        message = (
            f"{first!r} and {second!r} make no pair: the recording has "
            f"{', '.join(scene.individuals) or 'no animal'}. A pair takes two different animals."
        )
        raise UserError(message)
    return found


def cases(scene: Scene, entry: Behavior, subject: str, target: str) -> Iterator[tuple[str, str]]:
    """Yield the names of subjects and targets for a behavior with a target.

    Parameters
    ----------
    scene
        Names of animals, zones and things.
    entry
        The behavior: it says what may be its target.
    subject, target
        A name each; ``"*"`` for all. Nobody is the target of itself.

    Raises
    ------
    UserError
        A name is not known or is no target of this behavior, or no pair is left (then it is
        `NothingToMeasure`).
    """
    if entry.target == "animal":
        possible = list(scene.individuals)
    else:
        things = scene.arena.zones if entry.target == "zone" else scene.arena.objects
        kind = entry.target_kind
        possible = [name for name, thing in things.items() if kind in (None, thing.kind)]
    if target != EVERY and target not in possible:
        kind_of = f"{entry.target_kind} " if entry.target_kind else ""
        hint = did_you_mean(target, possible) or "; this recording has none"
        message = f"{target!r} is no {kind_of}{entry.target} for {entry.name!r}{hint}"
        raise UserError(message)
    targets_ = possible if target == EVERY else [target]
    found = [(a.name, t) for a in animals(scene, subject) for t in targets_ if a.name != t]
    if not found:
        message = (
            f"{entry.name!r} needs a subject and {_a(entry.target)}; there is no such pair here "
            f"(animals: {', '.join(scene.individuals)}; {entry.target}s: {', '.join(possible)})."
        )
        raise NothingToMeasure(message)
    yield from found


def _a(word: str) -> str:
    return f"another {word}" if word == "animal" else f"a{'n' if word[0] in 'aeiou' else ''} {word}"


def _pairs(
    firsts: Sequence[Thing], seconds: Sequence[Thing], by_name: bool
) -> Iterator[tuple[Thing, Thing]]:
    """Yield pairs; the same animal twice only where just two different points of it were named."""
    for first in firsts:
        for second in seconds:
            if first.name != second.name or (by_name and first.point != second.point):
                yield first, second


def _animals(scene: Scene, text: str, also: bool = False) -> list[Thing]:
    if text == EVERY:
        return [Thing("animal", name) for name in scene.individuals]
    if text.startswith(f"{EVERY}."):
        point = _point(scene, text.removeprefix(f"{EVERY}."))
        return [Thing("animal", name, point) for name in scene.individuals]
    if text in scene.individuals:
        return [Thing("animal", text)]
    for name in sorted(scene.individuals, key=len, reverse=True):  # names may have dots
        if text.startswith(f"{name}."):
            return [Thing("animal", name, _point(scene, text.removeprefix(f"{name}.")))]
    known = [*scene.individuals, *(scene.arena.zones if also else ())]
    known += scene.arena.objects if also else ()
    what = "animal, zone or thing" if also else "animal"
    message = f"No {what} {text!r}{did_you_mean(text, known)}"
    raise UserError(message)


def _point(scene: Scene, point: str) -> str:
    scene.roles.resolve(point)  # says what is known
    return point
