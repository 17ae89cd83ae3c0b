"""The schema card: what a planner is told of the data, in at most 1,500 characters.

All keypoints are on it, whatever else has to be left out; names that are numbered through are told
as a span (``tail_1 ... tail_8``). What is left out is counted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from graphs.words import counted
from workbench.ask.card_data import DataCard

MOST = 1500
"""Characters of a card."""

_LEAST_SHOWN = 2
_NUMBERED = re.compile(r"(.*?)(\d+)")
_LEAST_SPAN = 4


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with a list, of which `shown` parts are told; the lower the `rank`, the sooner cut."""

    head: str
    parts: tuple[str, ...]
    rank: int
    shown: int = 0

    def text(self) -> str:
        said = ", ".join(self.parts[: self.shown])
        left_out = len(self.parts) - self.shown
        return f"{self.head}: {said}" + (f" and {left_out} more" if left_out else "")


def card_text(card: DataCard, most: int = MOST) -> str:
    """Return a card as text of at most `most` characters.

    Parameters
    ----------
    card
        What is known; see `workbench.ask.card_data.data_card`.
    most
        Characters.

    Notes
    -----
    Too long, lists lose parts from their ends, those first that a planner misses least: recordings,
    sessions, groups, rare behaviors, objects, roles, what was not seen, zones, animals; keypoints
    only if nothing else is left to lose.
    """
    lines = [replace(line, shown=min(len(line.parts), most)) for line in _lines(card) if line.parts]
    while len(text := _text(lines)) > most:
        longest = min(
            (n for n, line in enumerate(lines) if line.shown > _LEAST_SHOWN),
            key=lambda n: lines[n].rank,
            default=None,
        )
        if longest is None:
            return f"{text[: most - 4]} ..."
        lines[longest] = replace(lines[longest], shown=lines[longest].shown - 1)
    return text


def _text(lines: Sequence[_Line]) -> str:
    return "\n".join(line.text() for line in lines)


def _lines(card: DataCard) -> list[_Line]:
    names = spans([spec.name for spec in card.specs])
    among = len(card.specs)
    return [
        _Line("Data", _about(card), 99),
        _Line("Recordings", names, 0),
        _Line("Groups", _counted(card.groups), 2),
        _Line("Sessions", _counted(card.sessions), 1),
        _Line(f"Animals ({len(card.animals)})", spans(card.animals), 8),
        _Line(f"Keypoints ({len(card.keypoints)})", spans(card.keypoints), 9),
        _Line("Other words for keypoints", _roles(card.roles), 5),
        _Line("Zones", _placed(card.zones, among), 7),
        _Line("Objects", _placed(card.objects, among), 4),
        _Line("Not seen, share of frames", _shares(card.not_seen), 6),
        _Line("Lengths", _scale(card), 99),
        _behaviors(card),
    ]


def _behaviors(card: DataCard) -> _Line:
    """Return the behaviors; without a number where nothing was looked for."""
    if card.labelled or any(card.behaviors.values()):
        return _Line("Behaviors (bouts stored)", _counted(card.behaviors), 3)
    return _Line("Behaviors (nothing is labelled yet)", tuple(card.behaviors), 3)


def _about(card: DataCard) -> tuple[str, ...]:
    """Return how much data there is, and how much of it was looked at."""
    many, looked = len(card.specs), len(card.bodies)
    parts = [f"{counted(many, 'recording')} of {card.species}", f"{card.labelled} labelled"]
    bodies = list(card.bodies.values())
    if bodies:
        lengths = sorted({round(body.duration_s) for body in bodies})
        rates = sorted({round(body.fps, 1) for body in bodies})
        parts += [f"{_range(lengths)} s long", f"{_range(rates)} frames/s"]
    if looked < many:
        parts.append(
            f"animals, keypoints, lengths and what is not seen are those of {looked} of {many} "
            "recordings, evenly spread"
        )
    return tuple(parts)


def _scale(card: DataCard) -> tuple[str, ...]:
    """Return in which unit lengths are."""
    scales = [spec.arena.px_per_cm for spec in card.specs]
    known = sorted({scale for scale in scales if scale is not None})
    if known and None not in scales:
        return (f"cm ({_range(known)} px per cm)",)
    said = tuple(dict.fromkeys(body.scale for body in card.bodies.values()))
    if len(said) <= 1:
        return said
    without = sum(scale is None for scale in scales)
    return (f"cm where the scale is known, px in {without} of {len(scales)} recordings",)


def _range(numbers: Sequence[float]) -> str:
    low, high = numbers[0], numbers[-1]
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def _counted(counts: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(f"{name} {count}" for name, count in counts.items())


def _placed(counts: Mapping[str, int], among: int) -> tuple[str, ...]:
    return tuple(
        name if count == among else f"{name} (in {count} of {among})"
        for name, count in counts.items()
    )


def _shares(shares: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(f"{name} {share:.0%}" for name, share in shares.items())


def _roles(roles: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    return tuple(f"{role} = {'+'.join(keypoints)}" for role, keypoints in roles.items())


def spans(names: Sequence[str]) -> tuple[str, ...]:
    """Return names, those that are numbered through in a row as one: ``"t1 ... t8"``.

    Examples
    --------
    >>> spans(["nose", "tail_1", "tail_2", "tail_3", "tail_4", "ear_1", "ear_2"])
    ('nose', 'tail_1 ... tail_4', 'ear_1', 'ear_2')
    """
    said: list[str] = []
    start = 0
    for stop in range(1, len(names) + 1):
        if stop < len(names) and _follows(names[stop - 1], names[stop]):
            continue
        run = names[start:stop]
        said += [f"{run[0]} ... {run[-1]}"] if len(run) >= _LEAST_SPAN else run
        start = stop
    return tuple(said)


def _follows(one: str, other: str) -> bool:
    """Whether a name is another with the next number, written as wide."""
    a, b = _NUMBERED.fullmatch(one), _NUMBERED.fullmatch(other)
    if a is None or b is None or a[1] != b[1]:
        return False
    return b[2] == str(int(a[2]) + 1).zfill(len(a[2]))
