"""A recording whose numbers are known by hand, and programs run on it cell by cell."""

from __future__ import annotations

import io
import traceback
from collections.abc import Mapping
from contextlib import redirect_stdout
from types import ModuleType

import numpy as np

from pipelines.timebase import TimeBase
from pipelines.tracks.schema import make_tracks
from workbench.analysis.recording import Recording
from workbench.ask.telling import Told, collecting
from workbench.memory.subgoals import Cell
from workbench.memory.variables import Variable

FPS, FRAMES, PX_PER_CM = 30.0, 300, 10.0
STEPS = {"mouse_1": 3.0, "mouse_2": 6.0, "mouse_3": 9.0}
"""Pixels to the right in every frame, from x = 0: 9, 18 and 27 cm/s."""

ZONES = {
    "left": [(-50.0, -50.0), (451.5, -50.0), (451.5, 900.0), (-50.0, 900.0)],
    "right": [(451.5, -50.0), (3000.0, -50.0), (3000.0, 900.0), (451.5, 900.0)],
}


def measured_recording(fps: float = FPS) -> Recording:
    frames = np.arange(FRAMES)
    position = np.zeros((FRAMES, 2, 3, len(STEPS)))
    for animal, step in enumerate(STEPS.values()):
        for point, ahead in enumerate((20.0, 0.0, -20.0)):
            position[:, 0, point, animal] = step * frames + ahead
            position[:, 1, point, animal] = 100.0 * animal
    tracks = make_tracks(
        position,
        None,
        ["nose", "centre", "tailbase"],
        list(STEPS),
        TimeBase.constant(FRAMES, fps=fps),
        "by hand",
    )
    return Recording.from_tracks(tracks, "run", px_per_cm=PX_PER_CM, zones=ZONES)


def variables_of(namespace: Mapping[str, object]) -> tuple[Variable, ...]:
    """Return the variables of a namespace, without modules, functions and classes."""
    return tuple(
        Variable(name, type(value).__name__, _shape(value), _unit(value))
        for name, value in namespace.items()
        if not name.startswith("_")
        and not isinstance(value, ModuleType | type)
        and not (callable(value) and hasattr(value, "__qualname__"))
    )


def _unit(value: object) -> str:
    unit = getattr(value, "unit", "")
    return unit if isinstance(unit, str) else ""


def _shape(value: object) -> str:
    for array in (value, getattr(value, "values", None), getattr(value, "true", None)):
        shape = getattr(array, "shape", None)
        if isinstance(shape, tuple):
            return " x ".join(map(str, shape))
    return str(len(value)) if hasattr(value, "__len__") else ""


class Notebook:
    """Runs cells one after the other; variables stay."""

    def __init__(self, fps: float = FPS) -> None:
        self.names: dict[str, object] = {"rec": measured_recording(fps)}

    def run(self, program: str) -> Cell:
        before, printed, error = dict(self.names), io.StringIO(), ""
        try:
            with redirect_stdout(printed):
                exec(compile(program, "<cell>", "exec"), self.names)
        except Exception:  # noqa: BLE001 - what a program of a model raises is what is tested
            error = traceback.format_exc()
        new = {name: v for name, v in self.names.items() if before.get(name, ...) is not v}
        return Cell(program, printed.getvalue(), error, variables_of(new))


def told_by(program: str) -> Told:
    """Run a whole program on the recording, and return what it tells; raises what it raises."""
    with collecting() as told:
        exec(compile(program, "<program>", "exec"), {"rec": measured_recording()})
    return told
