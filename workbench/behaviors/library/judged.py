"""Examples on the sample recording, whose script says what happens when."""

from __future__ import annotations

from workbench.behaviors.declare import Example

SAMPLE, STOP_S = "open_field", 74.0
UNSURE_S = 1.0
"""Around a bout nobody can say to the frame whether it goes on; there it is not judged."""


def judged(subject: str, target: str | None, *present: tuple[float, float]) -> Example:
    """Return an example on the sample: present in these seconds, absent a second away from them."""
    edges = [0.0, *(t for a, b in present for t in (a - UNSURE_S, b + UNSURE_S)), STOP_S]
    absent = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
    return Example(SAMPLE, subject, target, present=present, absent=absent)
