"""Segmenters by name.

A segmenter is a class whose parameters are its settings, registered by a decorator. Outside
packages register theirs through entry points of the group ``behavior_workbench.segmenters``, each
naming a module to import.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from graphs.errors import UserError
from graphs.records import Event
from graphs.words import did_you_mean

if TYPE_CHECKING:
    from pipelines.segment.inputs import SegmentInput

ENTRY_POINTS = "behavior_workbench.segmenters"
BUILT_IN = ("surprise", "activity", "fixed", "scenes", "changepoint", "imported")


class Segmenter(Protocol):
    """Draws the boundaries of events in a recording.

    One that reads files besides those of the recording also has ``inputs``, a mapping of the
    setting that names a file to its path: what is in them is part of a run, where they lie is not.
    """

    def segment(self, clip: SegmentInput) -> list[Event]:
        """Return events of the levels ``bout`` and ``episode``.

        At each level they are in time order and tile ``[0, clip.duration_s)``; every bout names the
        episode that holds it. The same input gives the same events. `pipelines.segment.tiling`
        builds such a list from boundaries.
        """


Made = TypeVar("Made", bound=Callable[..., Segmenter])
_SEGMENTERS: dict[str, Callable[..., Segmenter]] = {}


def register_segmenter(name: str) -> Callable[[Made], Made]:
    """Register the decorated class under a name; its keyword parameters become settings."""

    def register(make: Made) -> Made:
        _SEGMENTERS[name] = make
        return make

    return register


@cache
def _load() -> None:
    for module in BUILT_IN:
        import_module(f"pipelines.segment.{module}")
    for entry in entry_points(group=ENTRY_POINTS):
        entry.load()


def segmenter_names() -> list[str]:
    """Return the names of all segmenters, built-in ones first."""
    _load()
    return sorted(_SEGMENTERS, key=lambda name: (name not in BUILT_IN, name))


def get_segmenter(name: str, **parameters: object) -> Segmenter:
    """Return a segmenter with some of its settings changed.

    Parameters
    ----------
    name
        One of `segmenter_names`.
    parameters
        Settings of that segmenter, by name.

    Raises
    ------
    UserError
        There is no such segmenter or setting (known ones are listed), or a value is out of range.
    """
    names = segmenter_names()
    if name not in names:
        message = f"There is no segmenter {name!r}{did_you_mean(name, names)}"
        raise UserError(message)
    make = _SEGMENTERS[name]
    known = list(inspect.signature(make).parameters)
    unknown = [parameter for parameter in parameters if parameter not in known]
    if unknown:
        message = f"Segmenter {name!r} has no setting " + " and no setting ".join(
            f"{word!r}{did_you_mean(word, known)}" for word in unknown
        )
        raise UserError(message)
    return make(**parameters)


def segmenter_inputs(segmenter: Segmenter) -> Mapping[str, Path]:
    """Return setting -> file of the files that a segmenter reads besides those of a recording."""
    inputs: Mapping[str, Path] = getattr(segmenter, "inputs", {})
    return inputs
