"""Rules of an ethogram, measured on one recording now instead of when it is labelled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from graphs.ethogram import Behavior, Ethogram
from pipelines.describe.contract import Description
from pipelines.describe.geometry import GeometryDescriber

if TYPE_CHECKING:
    from workbench.analysis.recording import Recording


def described(recording: Recording, ethogram: Ethogram, entry: Behavior) -> Description:
    """Return what the rule of one behavior says of a recording.

    Behaviors that exclude it are measured with it, as labelling does, and left out of the result.
    It is measured for all animals at once, and once: whoever asks pair by pair asks many times.
    """
    key = (ethogram.source, entry.name)
    if key not in recording.by_rule:
        recording.by_rule[key] = _measured(recording, ethogram, entry)
    return recording.by_rule[key]


def _measured(recording: Recording, ethogram: Ethogram, entry: Behavior) -> Description:
    needed = dict.fromkeys(_with_excluders(ethogram, entry.name))
    part = replace(ethogram, behaviors={name: ethogram.behaviors[name] for name in needed})
    describer = GeometryDescriber(part)
    found = describer.describe(recording.opened, (), "analysis", lambda _share: None)
    return Description(
        tuple(fact for fact in found.facts if fact.predicate == entry.name),
        tuple(span for span in found.assessed if span.predicate == entry.name),
        found.notes,
    )


def _with_excluders(ethogram: Ethogram, name: str) -> Iterator[str]:
    yield name
    for other in ethogram.behaviors[name].excludes:
        yield from _with_excluders(ethogram, other)
