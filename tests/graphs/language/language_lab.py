"""The names of a small laboratory, for tests of the query language."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from graphs.ethogram import spelled_alike

_BEHAVIORS: dict[str, tuple[str, ...]] = {
    "approach": ("approach",),
    "approaches": ("approach",),
    "attack": ("attack",),
    "bite": ("bite",),
    "chase": ("chase", "pursue"),
    "pursue": ("pursue",),
    "chases": ("chase", "pursue"),
    "chased": ("chase", "pursue"),
    "follow": ("follow",),
    "flee": ("flee",),
    "run_away_from": ("flee",),
    "enter": ("enter",),
    "rest": ("rest",),
    "groom": ("groom",),
    "rear": ("rear",),
    "nose_to_tail": ("nose_to_tail",),
    "sniff": ("nose_to_tail", "sniff"),
    "in": ("in",),
    "count": ("count",),
    "shelter": ("shelter",),
    "aggression": ("bite", "attack"),
    "aggressive_behavior": ("attack", "bite"),
    "say_so": ('say "so"',),
    'say_"so"': ('say "so"',),
}


@dataclass(frozen=True)
class Lab:
    """Two groups, two days, four recordings."""

    groups_of: dict[str, tuple[str, ...]] = field(
        default_factory=lambda: {"control": ("m12", "m13"), "treated": ("m14", "day 3"), "x": ()}
    )
    sessions_of: dict[str, tuple[str, ...]] = field(
        default_factory=lambda: {"day1": ("m12", "m14"), "Day 2": ("m13",)}
    )

    def predicates(self, word: str) -> tuple[str, ...]:
        return _BEHAVIORS.get(spelled_alike(word), ())

    def words(self) -> Collection[str]:
        return [name.replace("_", " ") for name in _BEHAVIORS]

    def entities(self) -> Collection[str]:
        return ["mouse_1", "mouse_2", "mouse_3", "shelter", "north arm", "nobody", "rat-1", "Rat_1"]

    def recordings(self) -> Collection[str]:
        return ["m12", "m13", "m14", "day 3", "10s"]

    def groups(self) -> Collection[str]:
        return list(self.groups_of)

    def sessions(self) -> Collection[str]:
        return list(self.sessions_of)

    def recordings_of_group(self, name: str) -> Collection[str]:
        return self.groups_of[name]

    def recordings_of_session(self, name: str) -> Collection[str]:
        return self.sessions_of[name]
