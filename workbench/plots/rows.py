"""The rows that time budget and raster share: one per animal, behavior and object."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from matplotlib.axes import Axes

from graphs.ethogram import Ethogram
from graphs.records import STANDING, Fact
from workbench.plots.style import FAINT, wrapped

MOST_ROWS = 64

Key = tuple[str, str, str | None]
"""Subject, predicate, object; the object is ``None`` too where all objects are taken together."""

_LINE_IN, _PADDING_IN, _HEADER_IN = 0.14, 0.08, 0.3


@dataclass(frozen=True, slots=True)
class Rows:
    """What is shown of a recording.

    Parameters
    ----------
    keys
        By animal, in the order of the ethogram.
    per_object
        Whether every object has a row of its own.
    note
        For a person: what was taken together or left out; may be empty.
    """

    keys: tuple[Key, ...]
    per_object: bool
    note: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row in the picture, in inches from the top; without a key, the name of an animal."""

    text: str
    key: Key | None
    top: float
    height: float

    @property
    def middle(self) -> float:
        """Middle of the row, in inches from the top."""
        return self.top + self.height / 2


def choose_rows(
    facts: Sequence[Fact], ethogram: Ethogram | None = None, most: int = MOST_ROWS
) -> Rows:
    """Return the rows for the facts of one recording; if too many, objects and animals give way."""
    keys = {(fact.subject, fact.predicate, fact.object) for fact in facts}
    per_object = len(keys) <= most
    notes = []
    if not per_object:
        keys = {(subject, predicate, None) for subject, predicate, _ in keys}
        notes.append("what was done to several animals or places is taken together")
    ordered = sorted(keys, key=lambda key: _order(key, ethogram))
    animals = [list(group) for _, group in groupby(ordered, key=lambda key: key[0])]
    shown: list[Key] = []
    for number, group in enumerate(animals):
        if shown and len(shown) + len(group) > most:
            notes.append(f"the first {number} of {len(animals)} animals")
            break
        shown += group
    return Rows(tuple(shown), per_object, "; ".join(notes))


def kept_facts(facts: Sequence[Fact]) -> list[Fact]:
    """Return the facts that nobody rejected or corrected."""
    return [fact for fact in facts if fact.status in STANDING]


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts ``mouse_2`` before ``mouse_10``."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name)
    return tuple((0, int(p), "") if p.isdecimal() else (1, 0, p) for p in parts)


def verb(predicate: str, ethogram: Ethogram | None) -> str:
    """Return how a behavior reads in a sentence."""
    behavior = ethogram.behaviors.get(predicate) if ethogram else None
    return behavior.verb if behavior else predicate.replace("_", " ")


def lay_out(rows: Rows, ethogram: Ethogram | None) -> list[Line]:
    """Return the lines of a picture from top to bottom, with long labels wrapped."""
    lines: list[Line] = []
    top = 0.0
    for subject, group in groupby(rows.keys, key=lambda key: key[0]):
        text = wrapped(subject)
        height = _HEADER_IN + _LINE_IN * text.count("\n")
        lines.append(Line(text, None, top, height))
        top += height
        for key in group:
            text = wrapped(" ".join(word for word in (verb(key[1], ethogram), key[2]) if word))
            height = _PADDING_IN + _LINE_IN * (text.count("\n") + 1)
            lines.append(Line(text, key, top, height))
            top += height
    return lines


def draw_lines(axes: Axes, lines: Sequence[Line]) -> None:
    """Set the vertical axis to inches from the top and write names and labels beside it."""
    bottom = lines[-1].top + lines[-1].height + 0.06
    axes.set_ylim(bottom, 0)
    axes.set_yticks([])
    for line in lines:
        header = line.key is None
        axes.annotate(
            line.text,
            (0, line.top + line.height - 0.05 if header else line.middle),
            xycoords=axes.get_yaxis_transform(),
            xytext=(-6, 0),
            textcoords="offset points",
            ha="right",
            va="bottom" if header else "center",
            weight="bold" if header else "normal",
            linespacing=1.0,
        )
        if header and line.top > 0:
            axes.axhline(line.top + 0.05, color=FAINT, linewidth=0.4, zorder=0)


def _order(key: Key, ethogram: Ethogram | None) -> tuple[object, ...]:
    subject, predicate, target = key
    known = list(ethogram.behaviors) if ethogram else []
    place = known.index(predicate) if predicate in known else len(known)
    return natural(subject), place, predicate, natural(target or "")
