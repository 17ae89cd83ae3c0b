"""Records to draw, and ways to look at figures."""

from __future__ import annotations

from matplotlib.figure import Figure
from matplotlib.text import Text

from graphs.ethogram import Ethogram, parse_ethogram
from graphs.records import Assessed, Event, Fact, Kind

ETHOGRAM = parse_ethogram(
    """
[behavior.rest]
definition = "lies still"
verb = "rests"
[behavior.chase]
definition = "runs after"
verb = "chases"
target = "animal"
[behavior.enter]
definition = "goes into"
verb = "enters"
target = "zone"
kind = "point"
"""
)


def ethogram(count: int) -> Ethogram:
    """Return an ethogram of behaviors ``b00``, ``b01``..."""
    return parse_ethogram("\n".join(f'[behavior.b{i:02}]\ndefinition = "x"' for i in range(count)))


def fact(subject: str, what: str, to: str | None, start_s: float, stop_s: float) -> Fact:
    """Return a fact; a point if it has no length."""
    kind: Kind = "point" if start_s == stop_s else "state"
    frames = (int(30 * start_s), int(30 * stop_s) + 1)
    return Fact(
        "r", subject, what, to, start_s, stop_s, *frames, kind, 0.9, "asserted", "rule", "x"
    )


def assessed(subject: str, what: str, to: str | None, start_s: float, stop_s: float) -> Assessed:
    """Return an assessed interval."""
    return Assessed("r", subject, what, to, start_s, stop_s)


def bout(number: int, start_s: float, stop_s: float) -> Event:
    """Return a bout."""
    return Event("r", f"bout-{number:04}", "bout", start_s, stop_s, None, "fixed")


def texts(figure: Figure) -> list[str]:
    """Return all texts of a figure, in one line each, without empty ones."""
    found = (artist.get_text().replace("\n", " ") for artist in figure.findobj(Text))
    return [text for text in found if text]
