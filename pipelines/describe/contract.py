"""What every describer gets and gives, and the registry of describers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
    """Turns the events of a recording into facts."""

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
    """Return a registered describer for an ethogram; `UserError` lists the known names."""
    from pipelines.describe import geometry  # noqa: F401 - registers the built-in one

    if name not in _DESCRIBERS:
        message = f"No describer {name!r}; known: {', '.join(sorted(_DESCRIBERS))}."
        raise UserError(message)
    return _DESCRIBERS[name](ethogram)
