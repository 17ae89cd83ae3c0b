"""What a signal does around the onset of bouts: every bout aligned at its onset, and their mean."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from graphs.errors import UserError
from pipelines.timebase import LONGEST_S
from workbench.plots.shades import SHADES, draw_bar, find_ends
from workbench.plots.style import (
    FAINT,
    INK,
    PALETTE,
    SMALL_PT,
    UNKNOWN,
    message_figure,
    styled,
    wrapped,
)

_WIDTH_IN, _MEAN_IN, _COUNT_IN, _GAP_IN, _BAR_IN = 5.0, 2.2, 0.5, 0.14, 1.8
_SAME_S = 1e-6
"""Times closer than this are the same: stored times have a resolution of one microsecond."""


def event_triggered(
    values: NDArray[np.floating],
    times_s: NDArray[np.float64],
    onsets_s: NDArray[np.float64],
    before_s: float,
    after_s: float,
    step_s: float,
    max_gap_s: float = LONGEST_S,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return a signal around every onset, at the same lags.

    Parameters
    ----------
    values
        Signal, shape (frames,), NaN where unknown.
    times_s
        Seconds, shape (frames,), rising; need not be equally spaced.
    onsets_s
        Seconds, shape (onsets,), on the same clock.
    before_s, after_s
        How far to look before and after each onset, in seconds.
    step_s
        Time from one lag to the next, in seconds. Lag 0 is always one of them.
    max_gap_s
        Frames further apart are a gap of the recording.

    Returns
    -------
    lags_s
        Seconds from the onset, shape (lags,).
    matrix
        In the unit of the signal, shape (onsets, lags).

    Raises
    ------
    UserError
        The shapes do not fit, or a length of time makes no sense.

    Notes
    -----
    Between two neighbouring frames that are both known, the value lies on the straight line through
    them, on their real timestamps. It is NaN outside the recording, in a gap, and next to a frame
    that is unknown: interpolation would invent movement.
    """
    _check(values, times_s, before_s, after_s, step_s)
    first, last = -math.floor(before_s / step_s + 1e-9), math.floor(after_s / step_s + 1e-9)
    lags_s = np.arange(first, last + 1, dtype=np.float64) * step_s
    at_s = np.asarray(onsets_s, dtype=np.float64)[:, None] + lags_s
    signal = np.asarray(values, dtype=np.float64)
    left = np.clip(np.searchsorted(times_s, at_s, side="right") - 1, 0, len(times_s) - 1)
    right = np.minimum(left + 1, len(times_s) - 1)
    since_s, apart_s = at_s - times_s[left], times_s[right] - times_s[left]
    between = (since_s > 0) & (since_s < apart_s) & (apart_s <= max_gap_s + _SAME_S)
    share = np.divide(since_s, apart_s, out=np.zeros_like(at_s), where=between)
    line = signal[left] + share * (signal[right] - signal[left])
    matrix = np.where(between, line, np.nan)
    for frame in (left, right):  # at a frame itself, it does not matter what its neighbours are
        matrix = np.where(np.abs(at_s - times_s[frame]) <= _SAME_S, signal[frame], matrix)
    return lags_s, matrix


@styled
def draw_triggered(
    lags_s: NDArray[np.float64],
    matrix: NDArray[np.float64],
    unit: str,
    label: str,
    title: str = "Around the onset of bouts",
) -> Figure:
    """Draw the mean over bouts above a heat map of the single ones.

    Parameters
    ----------
    lags_s
        Seconds from the onset, shape (lags,), equally spaced.
    matrix
        Shape (bouts, lags), NaN where unknown; from `event_triggered`.
    unit, label
        Of the signal: ``"cm/s"``, ``"speed of mouse_1"``.
    title
        Stands above the picture.

    Returns
    -------
    Figure
        The mean of the bouts known at each lag, with its 95 % interval where there are two or more;
        how many are known, where that varies; and one row per bout, in the given order, gray where
        the signal is unknown.

    Notes
    -----
    The interval is that of Student's t over bouts, lag by lag. It takes bouts as independent: with
    several bouts of few animals it is too narrow for a statement about animals.
    """
    counts = np.isfinite(matrix).sum(axis=0)
    if not counts.any():
        return message_figure(title, "No bout has a known value around its onset.")
    varies = counts.min() < counts.max()
    rows_in = min(max(0.06 * len(matrix), 0.9), 3.6)
    heights = [_MEAN_IN, *([_COUNT_IN] if varies else []), rows_in]
    mean_axes, *middle, heat_axes = _stack(heights)
    _draw_mean(mean_axes, lags_s, matrix, f"{label} ({unit})")
    for axes in middle:
        _draw_counts(axes, lags_s, counts)
    _draw_bouts(heat_axes, lags_s, matrix, f"{label} ({unit})")
    for axes in (mean_axes, *middle, heat_axes):
        axes.axvline(0, color=INK, linewidth=0.9, linestyle=(0, (3, 2)), zorder=4)
        axes.set_xlim(*_edges(lags_s))
        axes.xaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 5, 10]))
        axes.tick_params(labelsize=SMALL_PT, labelbottom=axes is heat_axes)
    heat_axes.set_xlabel("Time from the onset (s)")
    mean_axes.set_title(wrapped(title, 60), pad=36)
    figure = mean_axes.get_figure(root=True)
    assert figure is not None
    return figure


def mean_and_interval(
    matrix: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the mean over bouts and half its 95 % interval (Student's t), both of shape (lags,).

    Parameters
    ----------
    matrix
        Shape (bouts, lags), NaN where unknown.

    Returns
    -------
    mean, half
        In the unit of the signal. The mean is NaN where no bout is known, the half where fewer than
        two are.
    """
    from scipy.stats import t

    known = np.isfinite(matrix)
    count = known.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(known, matrix, 0.0).sum(axis=0) / count
        squares = np.where(known, (matrix - mean) ** 2, 0.0).sum(axis=0)
        error = np.sqrt(squares / (count - 1) / count)
    half = np.where(count > 1, t.ppf(0.975, np.maximum(count - 1, 1)) * error, np.nan)
    return mean, half


def _check(
    values: NDArray[np.floating],
    times_s: NDArray[np.float64],
    before_s: float,
    after_s: float,
    step_s: float,
) -> None:
    faults = []
    if np.shape(values) != np.shape(times_s) or not len(times_s):
        faults.append(
            "one value per frame, and at least one frame, is needed; found values of shape "
            f"{np.shape(values)} and times of shape {np.shape(times_s)}"
        )
    if not step_s > 0:
        faults.append(f"step_s must be more than 0; found {step_s}")
    if not (before_s >= 0 and after_s >= 0):
        faults.append(f"before_s and after_s must be 0 or more; found {before_s} and {after_s}")
    if faults:
        message = f"The signal around onsets cannot be taken: {'; '.join(faults)}."
        raise UserError(message)


def _stack(heights_in: list[float]) -> list[Axes]:
    """Return axes below each other."""
    total = sum(heights_in) + _GAP_IN * (len(heights_in) - 1)
    figure = Figure(figsize=(_WIDTH_IN, total), facecolor="white")
    axes, top = [], total
    for height in heights_in:
        axes.append(figure.add_axes((0, (top - height) / total, 1, height / total)))
        top -= height + _GAP_IN
    return axes


def _edges(lags_s: NDArray[np.float64]) -> tuple[float, float]:
    """Return first and last edge of cells around the lags."""
    half = (lags_s[-1] - lags_s[0]) / (len(lags_s) - 1) / 2 if len(lags_s) > 1 else 0.5
    return float(lags_s[0] - half), float(lags_s[-1] + half)


def _draw_mean(
    axes: Axes, lags_s: NDArray[np.float64], matrix: NDArray[np.float64], label: str
) -> None:
    mean, half = mean_and_interval(matrix)
    counts = np.isfinite(matrix).sum(axis=0)
    low, high = int(counts.min()), int(counts.max())
    said = f"n = {low}" if low == high else f"n = {low} to {high}"
    said += f" of {len(matrix)} bouts" if low < len(matrix) else " bouts"
    marker = "o" if len(lags_s) == 1 else ""
    axes.plot(
        lags_s, mean, color=PALETTE[0], linewidth=1.6, marker=marker, zorder=3,
        label=f"mean ({said})" if len(matrix) > 1 else "one bout: no interval",
    )  # fmt: skip
    if np.isfinite(half).any():
        axes.fill_between(
            lags_s, mean - half, mean + half, color=PALETTE[4], alpha=0.45, linewidth=0, zorder=2,
            label="95 % interval of the mean (t, over bouts)",
        )  # fmt: skip
    axes.set_ylabel(wrapped(label, 28))
    axes.legend(
        loc="lower left", bbox_to_anchor=(0, 1), borderaxespad=0.3, borderpad=0, frameon=False,
        fontsize=SMALL_PT,
    )  # fmt: skip


def _draw_counts(axes: Axes, lags_s: NDArray[np.float64], counts: NDArray[np.intp]) -> None:
    axes.fill_between(lags_s, counts, step="mid", color=UNKNOWN, linewidth=0)
    axes.set_ylim(0, counts.max() * 1.15)
    axes.set_yticks([0, int(counts.max())])
    axes.set_ylabel("bouts\nknown", size=SMALL_PT)


def _draw_bouts(
    axes: Axes,
    lags_s: NDArray[np.float64],
    matrix: NDArray[np.float64],
    label: str,
) -> None:
    ends = find_ends(matrix)
    left, right = _edges(lags_s)
    bouts = len(matrix)
    axes.imshow(
        np.ma.masked_invalid(matrix), cmap=SHADES, norm=ends.norm, aspect="auto",
        interpolation="nearest", extent=(left, right, bouts + 0.5, 0.5),
    )  # fmt: skip
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True, min_n_ticks=1))
    axes.set_ylabel("Bout")
    figure = axes.get_figure(root=True)
    assert figure is not None
    width, height = figure.get_size_inches()
    bar = figure.add_axes((1 + 0.12 / width, 0, 0.13 / width, _BAR_IN / height))
    draw_bar(bar, ends, wrapped(label, 24))
    bar.tick_params(labelsize=SMALL_PT)
    if not np.isfinite(matrix).all():
        axes.annotate(
            "gray: not known", (1, 0), xycoords="axes fraction", xytext=(0, -28),
            textcoords="offset points", ha="right", va="top", size=SMALL_PT, color=FAINT,
        )  # fmt: skip
