"""Which public functions are practised, and those that cannot be."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.sandbox.surface import EXPOSED, FUNCTIONS

IMPOSSIBLE: Mapping[str, str] = {
    "Recordings.answering": "made recordings can all answer, so that none would be left out",
    "Vectors.z": "made recordings are in the plane of the picture, and have no third axis",
}
"""Function -> why there is no example whose answer could be known."""

BY_PICTURE = frozenset(
    {
        "Signal.plot", "Signal.plot_around", "Bouts.plot", "Comparison.plot",
        "Recording.plot_paths", "Recording.plot_occupancy", "Recording.plot_transitions",
        "Recording.plot_budget",
    }
)  # fmt: skip
"""Functions that draw: what is drawn is read from the axes (`workbench.practice.figures`)."""

BY_WORDS = frozenset({"Comparison.methods", "Comparison.notes"})
"""Functions that write sentences: they have to name the groups, the numbers and the test."""


def public_functions() -> list[str]:
    """Return every method, attribute and function that a program may use."""
    members = [f"{one.name}.{m}" for one in EXPOSED for m in (*one.attributes, *one.methods)]
    return [*FUNCTIONS, *members]


def practised() -> list[str]:
    """Return the public functions of which examples can be verified."""
    return [name for name in public_functions() if name not in IMPOSSIBLE]
