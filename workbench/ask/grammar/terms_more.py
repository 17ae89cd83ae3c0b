"""What measures of lengths, pauses, stretches of time and zones one by one mean, in words."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.ask.answer import Term
from workbench.ask.grammar.frames import Frame, Measure, Statistic

_MEASURES: dict[Measure, tuple[str, str]] = {
    "frequency": ("frequency", "the number of bouts, and bouts per minute of assessed time"),
    "spread": ("distribution, histogram", "how many bouts are how long"),
    "where": ("where", "the zones in which the centre is"),
    "zones": ("time per zone", "the time in which the centre is inside each zone"),
    "crossings": ("zone changes", "how often the centre enters, and leaves, each zone"),
}
_STATISTICS: dict[Statistic, str] = {
    "mean": "mean", "median": "the median", "max": "the longest", "min": "the shortest",
    "std": "the standard deviation of a sample, n - 1 below",
    "var": "the variance of a sample, n - 1 below", "range": "the smallest and the largest",
    "cv": "the standard deviation of a sample, divided by the mean",
    "quartiles": "the 25th, 50th and 75th percentile", "percentile": "the percentile asked for",
}  # fmt: skip


def more_terms(frame: Frame) -> Iterator[Term]:
    """Yield how the measures of this module's kind were understood."""
    if frame.measure in _MEASURES:
        yield Term(*_MEASURES[frame.measure])
    if frame.statistic != "mean" and (frame.average or frame.measure in ("mean", "gap")):
        of = {"mean": "lengths of bouts", "gap": "times between bouts"}.get(frame.measure, "")
        over = "recordings" if frame.average else of
        yield Term(frame.statistic, f"{_STATISTICS[frame.statistic]}, over {over}")
    if frame.bin_s is not None:
        cut = "a bout that reaches over an edge counts on both sides"
        yield Term(f"{frame.bin_s:g} s", f"one number for each {frame.bin_s:g} s; {cut}")
    if frame.per == ("minute",):
        yield Term("per minute", "for each minute in which it is tracked")
