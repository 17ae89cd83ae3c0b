"""Proposals from patterns: no model is needed, and the same seed proposes the same.

A pattern is a question and the end of a program with slots (`workbench.practice.questions`); who
and what is put there is drawn from the cast of a world.
"""

from __future__ import annotations

import json
import re
import string
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random

from graphs.errors import UserError
from graphs.words import did_you_mean
from workbench.practice.casts import Cast
from workbench.practice.proposal import Proposal
from workbench.practice.surface import IMPOSSIBLE, practised

_HEAD = ("from workbench import answer, open_project", "", "project = open_project()")
_NEEDS = (
    ("rec", "rec = project.recording({r!r})"),
    ("recs", "recs = project.recordings()"),
    ("graph", "graph = project.graph()"),
)
_SHORT = re.compile(r"[^aeiou]*[aeiou][bdgmnpt]")
_TRIES = 60
"""Draws of slots before a pattern is given up for a world."""


class Text(str):
    """A name that is written into programs in double quotes, and into questions as it is said."""

    __slots__ = ()

    def __repr__(self) -> str:
        return json.dumps(str(self), ensure_ascii=False)

    @property
    def words(self) -> str:
        """The name as it is said: ``left_ear`` is left ear."""
        return self.replace("_", " ")

    @property
    def ing(self) -> str:
        """A verb as it goes on: ``chase`` is chasing, ``dig`` is digging."""
        first, _, rest = self.partition("_")
        if _SHORT.fullmatch(first):
            first += first[-1]
        stem = first[:-1] if first.endswith("e") and not first.endswith("ee") else first
        return " ".join(filter(None, (f"{stem}ing", rest.replace("_", " "))))

    @property
    def s(self) -> str:
        """A verb in the third person: ``chase`` is chases."""
        first, _, rest = self.partition("_")
        ending = "es" if first.endswith(("s", "sh", "ch", "x")) else "s"
        return " ".join(filter(None, (f"{first}{ending}", rest.replace("_", " "))))


@dataclass(frozen=True, slots=True)
class Pattern:
    """A question and the end of its program, with slots."""

    question: str
    program: str


@cache
def patterns() -> Mapping[str, tuple[Pattern, ...]]:
    """Return the patterns of every function."""
    found: dict[str, tuple[Pattern, ...]] = {}
    folder = files("workbench.practice") / "questions"
    for path in sorted(folder.iterdir(), key=lambda one: one.name):
        if path.name.endswith(".toml"):
            for name, several in _functions(tomllib.loads(path.read_text(encoding="utf-8"))):
                found[name] = tuple(Pattern(one["question"], one["program"]) for one in several)
    return found


def _functions(data: Mapping[str, object]) -> Iterator[tuple[str, Sequence[Mapping[str, str]]]]:
    for name, value in data.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{part}", several) for part, several in value.items())
        elif isinstance(value, list):
            yield name, value


def check_functions(names: Sequence[str]) -> None:
    """Raise `UserError` for names of functions that are not practised; all are told."""
    known = practised()
    faults = [
        f"{name}: {IMPOSSIBLE[name]}" if name in IMPOSSIBLE
        else f"there is no function {name!r}{did_you_mean(name, known)}"
        for name in names
        if name not in known
    ]  # fmt: skip
    if faults:
        raise UserError("; ".join(faults))


def proposals(function: str, cast: Cast, seed: int, first: int = 0) -> Iterator[Proposal]:
    """Yield proposals for a function in a world, pattern by pattern in turn, endlessly varied.

    Parameters
    ----------
    function
        ``"Recording.speed"``.
    cast
        Of the world.
    seed
        Decides what is put into the slots.
    first
        Number of the pattern to begin with, so that worlds begin with different ones.
    """
    several = patterns().get(function, ())
    turned = [several[(first + n) % len(several)] for n in range(len(several))]
    random = Random(f"{seed} {function} {cast.name}")  # noqa: S311 - not for secrets
    for _ in range(_TRIES):
        for pattern in turned:
            yield filled(function, pattern, cast, random)


def filled(function: str, pattern: Pattern, cast: Cast, random: Random) -> Proposal:
    """Return a pattern with its slots filled."""
    slots = _slots(cast, random)
    end = string.Formatter().vformat(pattern.program, (), slots)
    lines = [*_HEAD]
    for name, needed in _NEEDS:
        if re.search(rf"\b{name}\b(?!:)", _without_lambda(pattern.program, name)):
            lines.append(string.Formatter().vformat(needed, (), slots))
    question = string.Formatter().vformat(pattern.question, (), slots)
    program = "\n".join([*lines, end]) + "\n"
    return Proposal(function, cast.name, question, program, program)


def _without_lambda(program: str, name: str) -> str:
    """Return a program without the functions and loops that have a name of their own so called."""
    if re.search(rf"(?:lambda|for) {name}\b", program):
        return ""
    return program


def _slots(cast: Cast, random: Random) -> dict[str, object]:
    """Return what is put into slots, by name."""
    a, b = random.sample(cast.animals, 2)
    zones = random.sample(list(cast.places), 2)
    alone = [one.name for one in cast.doings if one.target == "none" and not one.point]
    towards = [one.name for one in cast.doings if one.target == "animal"]
    groups, sessions = (
        random.sample(sorted({pair[n] for pair in cast.recordings.values()}), 2) for n in (0, 1)
    )
    p, p2 = _two(alone, random)
    q, q2 = _two(towards, random)
    points = ("nose", "neck", "tailbase", "left_ear", "right_ear")
    names = {
        "a": a, "b": b, "z": zones[0], "y": zones[1], "o": random.choice(list(cast.things)),
        "r": random.choice(list(cast.recordings)), "p": p, "p2": p2, "q": q, "q2": q2,
        "g": groups[0], "h": groups[1], "s": sessions[0], "u": sessions[1],
        "k": random.choice(points), "paw": random.choice(("left_hindpaw", "right_hindpaw")),
        "l": random.choice(_LABELS),
    }  # fmt: skip
    return {**{key: Text(value) for key, value in names.items()}, **_numbers(cast, random)}


_LABELS = ("hideout", "busy", "phase one", "of interest", "episode", "candidate", "to check")


def _two(names: Sequence[str], random: Random) -> tuple[str, str]:
    """Return two names, the same one twice where there is only one."""
    found = random.sample(names, min(2, len(names)))
    return found[0], found[-1]


def _numbers(cast: Cast, random: Random) -> dict[str, object]:
    """Return quantities that tell something in a world: the motion has such speeds and places."""
    v, d = random.uniform(40, 130), random.uniform(90, 220)
    quantities = {
        "v": _length(v, "/s", cast, random), "v2": _length(v * 1.9, "/s", cast, random),
        "d": _length(d, "", cast, random), "d2": _length(d * 1.8, "", cast, random),
        "acc": _length(random.uniform(150, 500), "/s2", cast, random, plain=True),
        "deg": f"{random.randrange(25, 110, 5)} deg",
        "turn": f"{random.randrange(60, 200, 10)} deg/s",
    }  # fmt: skip
    plain = {
        "t": random.choice((2, 2.5, 3, 4, 4.5, 5)), "t2": random.choice((8, 9, 9.5, 11, 12, 13)),
        "w": random.choice((1.2, 1.5, 2, 2.5, 3, 3.5)), "m": random.choice((0.3, 0.4, 0.5, 0.7)),
        "f": random.choice((0.1, 0.2)), "n": random.choice((2, 3)),
        "pc": random.choice((10, 25, 40, 70, 75, 85, 90, 95)),
        "sure": random.choice((0.55, 0.65, 0.7, 0.75, 0.8)),
    }  # fmt: skip
    return {**{key: Text(value) for key, value in quantities.items()}, **plain}


def _length(px: float, per: str, cast: Cast, random: Random, *, plain: bool = False) -> str:
    """Return a round length (per time) in a unit that the recordings have."""
    if cast.px_per_cm is None:
        return f"{round(px, -1):g} px{per}"
    value = px / cast.px_per_cm
    if not plain and random.random() < 0.3:
        return f"{round(value * 10, -1):g} mm{per}"
    return f"{round(value, 0) if value >= 4 else round(value, 1):g} cm{per}"
