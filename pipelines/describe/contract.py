"""What every describer gets and gives, and the registry of describers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Protocol

from graphs.errors import UserError
from graphs.ethogram import Ethogram
from graphs.records import Assessed, Event, Fact
from pipelines.opened import OpenedRecording


@dataclass(frozen=True, slots=True)
class Description:
    """What a describer says about a recording.

    Parameters
    ----------
    facts
        In time order.
    assessed
        Where each behavior of each subject could be seen at all.
    notes
        What a person should know: behaviors that could not be assessed, and why.
    """

    facts: tuple[Fact, ...]
    assessed: tuple[Assessed, ...]
    notes: tuple[str, ...] = ()


class Describer(Protocol):
    """Turns the events of a recording into facts.

    Notes
    -----
    It may have an attribute ``resources``, a mapping such as ``{"GPU": 1}``: what it needs of a
    worker of a cluster; see `pipelines.batch.cluster.needs_of`.
    """

    def describe(
        self,
        opened: OpenedRecording,
        events: Sequence[Event],
        run: str,
        progress: Callable[[float], None],
    ) -> Description:
        """Describe a recording.

        Parameters
        ----------
        opened
            The recording with its tracks.
        events
            Bouts and episodes that tile it.
        run
            Identifier that the facts carry.
        progress
            Called now and then with the share that is done, 0 to 1.
        """
        ...


ENTRY_POINTS = "behavior_workbench.describers"
FUNCTIONS = "functions"
"""Describer of the behaviors of an ethogram that are functions; the workbench offers it."""

_DESCRIBERS: dict[str, Callable[[Ethogram], Describer]] = {}


def register_describer(
    name: str,
) -> Callable[[Callable[[Ethogram], Describer]], Callable[[Ethogram], Describer]]:
    """Register a describer under a name; it is built from an ethogram."""

    def register(factory: Callable[[Ethogram], Describer]) -> Callable[[Ethogram], Describer]:
        _DESCRIBERS[name] = factory
        return factory

    return register


def get_describer(name: str, ethogram: Ethogram) -> Describer:
    """Return a registered describer for an ethogram; `UserError` lists the known names.

    Packages offer describers under the entry point group ``behavior_workbench.describers``.
    """
    from pipelines.describe import geometry  # noqa: F401 - registers the built-in one

    if name not in _DESCRIBERS:
        for point in entry_points(group=ENTRY_POINTS, name=name):
            register_describer(name)(point.load())
    if name not in _DESCRIBERS:
        offered = {point.name for point in entry_points(group=ENTRY_POINTS)}
        message = f"No describer {name!r}; known: {', '.join(sorted({*_DESCRIBERS, *offered}))}."
        raise UserError(message)
    return _DESCRIBERS[name](ethogram)


def describers_for(describer: str, ethogram: Ethogram) -> list[Describer]:
    """Return the describers of a run: the one that was chosen, and that of functions if needed.

    Raises
    ------
    UserError
        There is no such describer, or the ethogram is not right for it.
    """
    names = [describer]
    if any(behavior.function is not None for behavior in ethogram):
        names.append(FUNCTIONS)
    return [get_describer(name, ethogram) for name in names]


def merged(descriptions: Sequence[Description]) -> Description:
    """Return what several describers say of a recording as one description."""
    facts = [fact for one in descriptions for fact in one.facts]
    facts.sort(key=lambda f: (f.start_s, f.stop_s, f.subject, f.predicate, f.object or ""))
    return Description(
        tuple(facts),
        tuple(span for one in descriptions for span in one.assessed),
        tuple(note for one in descriptions for note in one.notes),
    )
