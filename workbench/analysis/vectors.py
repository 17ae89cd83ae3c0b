"""Vectors over time: positions and velocities, one signal per space axis."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from graphs.errors import UserError
from pipelines import kernels
from workbench.analysis.rows import Row
from workbench.analysis.signals import Signal, Values


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """A vector per frame and row: positions or velocities.

    Parameters
    ----------
    axes
        Name of each space axis (``x``, ``y`` and perhaps ``z``) -> its signal. Another one raises
        UserError.
    """

    axes: dict[str, Signal]

    def __getitem__(self, axis: str) -> Signal:
        """Return one axis."""
        if axis not in self.axes:
            message = f"No axis {axis!r}; there are {', '.join(self.axes)}."
            raise UserError(message)
        return self.axes[axis]

    @property
    def x(self) -> Signal:
        """To the right in the picture."""
        return self["x"]

    @property
    def y(self) -> Signal:
        """Down in the picture."""
        return self["y"]

    @property
    def z(self) -> Signal:
        """Third axis, where the tracks have one."""
        return self["z"]

    @property
    def rows(self) -> tuple[Row, ...]:
        """Of whom each row is."""
        return self.x.rows

    def array(self) -> Values:
        """Return all axes in the unit of their signals, shape (rows, frames, axes)."""
        return np.stack([signal.values for signal in self.axes.values()], axis=-1)

    def length(self) -> Signal:
        """Return the length of the vectors, over all axes; NaN where one of them is unknown."""
        return replace(self.x, values=kernels.norm(self.array()), name=f"|{self.x.name[:-2]}|")
