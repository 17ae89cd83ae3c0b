"""Scores of rules against frame-by-frame labels of people: shared by the benchmarks on experts.

Labels and predictions are masks, true in the frames in which a behavior goes on. Bouts are the runs
of a mask, so both sides are cut into events in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from graphs.ethogram import parse_ethogram
from graphs.records import Fact
from pipelines.describe.bouts import runs
from pipelines.describe.geometry import GeometryDescriber
from pipelines.evaluate.facts import Bout, Score, frame_score, match_bouts
from pipelines.opened import OpenedRecording

Mask = NDArray[np.bool_]


def describe(rules: str, opened: OpenedRecording) -> tuple[Fact, ...]:
    """Return the facts that the rules of an ethogram (TOML text) find, without segmentation."""
    describer = GeometryDescriber(parse_ethogram(rules))
    return describer.describe(opened, (), "benchmark", lambda _share: None).facts


def changed(rules: str, numbers: Mapping[str, str]) -> str:
    """Return rules with other numbers; what is to be replaced must be there."""
    for old, new in numbers.items():
        if old not in rules:
            message = f"the rules do not hold {old!r}"
            raise ValueError(message)
        rules = rules.replace(old, new)
    return rules


def facts_mask(facts: Iterable[Fact], frames: int, subject: str, target: str) -> Mask:
    """Return the frames in which a subject does something to a target, shape (frames,)."""
    mask = np.zeros(frames, dtype=bool)
    for fact in facts:
        if (fact.subject, fact.object) == (subject, target):
            mask[fact.start_frame : fact.stop_frame] = True
    return mask


def event_score(predicted: Mask, true: Mask, fps: float, min_tiou: float = 0.5) -> Score:
    """Return the score of bouts that overlap by at least `min_tiou`, matched one to one."""
    ours, theirs = (
        [Bout("", "", None, start / fps, stop / fps) for start, stop in runs(mask)]
        for mask in (predicted, true)
    )
    return match_bouts(ours, theirs, min_tiou).get("", Score(0, 0, 0))


def columns_score(predicted: Mask, true: Mask, fps: float) -> tuple[Score, Score]:
    """Return the scores of frames and of events over all targets; masks (frames, targets)."""
    nothing = Score(0, 0, 0)
    columns = list(zip(predicted.T, true.T, strict=True))
    frames = sum((frame_score(p, t) for p, t in columns), nothing)
    return frames, sum((event_score(p, t, fps) for p, t in columns), nothing)


def kappa(first: Mask, second: Mask) -> float:
    """Return Cohen's kappa of two raters: agreement beyond what their totals give by chance."""
    agreed = float((first == second).mean())
    one, two = float(first.mean()), float(second.mean())
    chance = one * two + (1 - one) * (1 - two)
    return (agreed - chance) / (1 - chance)


def near_edges(true: Mask, reach: int) -> Mask:
    """Return the frames within `reach` frames of where a labelled bout starts or stops."""
    near = np.zeros(len(true), dtype=bool)
    for edge in runs(true).ravel():
        near[max(0, edge - reach) : edge + reach] = True
    return near


def error_shares(predicted: Mask, true: Mask, reach: int) -> dict[str, float]:
    """Return what the wrong frames are, as shares of all wrong frames."""
    edge = near_edges(true, reach)
    wrong = max(int((predicted != true).sum()), 1)
    return {
        "at the edges of labelled bouts": int(((predicted != true) & edge).sum()) / wrong,
        "missed": int((true & ~predicted & ~edge).sum()) / wrong,
        "false": int((predicted & ~true & ~edge).sum()) / wrong,
    }


def longest(mask: Mask, count: int, fps: float) -> str:
    """Return the longest runs of a mask in words: ``55.8-58.9 s, 87.9-90.1 s``."""
    ranges = runs(mask)
    order = np.argsort(ranges[:, 0] - ranges[:, 1], kind="stable")[:count]
    return ", ".join(f"{a / fps:.1f}-{b / fps:.1f} s" for a, b in ranges[order]) or "none"


def score_line(name: str, frames: Score, events: Score) -> str:
    """Return a row: frame precision, recall and F1, and F1 of events."""
    return (
        f"  {name:44s} {frames.precision:6.2f} {frames.recall:6.2f} {frames.f1:6.3f}"
        f" {events.f1:10.3f} {events.predicted:6d} {events.true:6d}"
    )


HEADER = (
    f"  {'':44s} {'prec':>6s} {'recall':>6s} {'F1':>6s}"  #
    f" {'event F1':>10s} {'found':>6s} {'true':>6s}"
)
