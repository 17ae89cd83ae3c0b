"""Stored facts of a world, read from the files of its graph alone, and sums over stretches of time.

A claim is written as a person would: ``"mouse_1 chase mouse_2"``; ``*`` stands for anything.
Stretches are [start, stop) in seconds; ones of no length are points in time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import pyarrow.parquet as pq
from question_worlds import question_project

Stretch = tuple[float, float]
EDGE_S = 1e-6


@dataclass(frozen=True, slots=True, order=True)
class Seen:
    """Somebody did something in a recording; also a stretch in which it was looked for."""

    recording: str
    start_s: float
    stop_s: float
    subject: str
    predicate: str
    object: str

    @property
    def stretch(self) -> Stretch:
        """Start and stop."""
        return self.start_s, self.stop_s


@cache
def rows_of(world: str, record: str) -> tuple[Seen, ...]:
    """Return all facts, or all assessed stretches, of a world in the order of time."""
    found = []
    for path in sorted(question_project(world).graph_folder.glob("*.parquet")):
        for row in pq.read_table(path).to_pylist():
            if row["record"] != record:
                continue
            assert row["status"] in ("asserted", None), row  # nothing was corrected
            start_s, stop_s = row["start_us"] / 1e6, row["stop_us"] / 1e6
            names = row["subject"], row["predicate"], row["object"] or ""
            found.append(Seen(row["recording"], start_s, stop_s, *names))
    return tuple(sorted(found))


def seen(
    world: str, claim: str, within: Stretch | None = None, recording: str = "", record: str = "fact"
) -> list[Seen]:
    """Return the facts that a claim says, those that touch a window of time if one is given."""
    subject, predicate, target = [*claim.split(), "*"][:3]
    lo, hi = within or (-1.0, float("inf"))
    return [
        one
        for one in rows_of(world, record)
        if subject in ("*", one.subject)
        and predicate in ("*", one.predicate)
        and target in ("*", one.object)
        and one.recording.startswith(recording)
        and one.start_s < hi - EDGE_S
        and (one.stop_s > lo + EDGE_S or one.start_s >= lo)
    ]


def looked(world: str, claim: str, recording: str = "") -> list[Seen]:
    """Return the stretches in which a claim could have been seen."""
    return seen(world, claim, recording=recording, record="assessed")


def stretches(rows: Iterable[Seen]) -> list[Stretch]:
    """Return when something was so, merged; all rows must be of one recording."""
    rows = list(rows)
    assert len({row.recording for row in rows}) <= 1, rows
    return merged(row.stretch for row in rows)


def merged(parts: Iterable[Stretch]) -> list[Stretch]:
    """Return stretches that do not overlap and cover the same time."""
    out: list[Stretch] = []
    for start, stop in sorted(parts):
        if out and start <= out[-1][1] + EDGE_S:
            out[-1] = out[-1][0], max(stop, out[-1][1])
        else:
            out.append((start, stop))
    return out


def common(one: Sequence[Stretch], two: Sequence[Stretch]) -> list[Stretch]:
    """Return the time in both of two lists of merged stretches."""
    shared = [(max(a, c), min(b, d)) for a, b in one for c, d in two]
    return sorted((start, stop) for start, stop in shared if stop > start + EDGE_S)


def without(one: Sequence[Stretch], two: Sequence[Stretch]) -> list[Stretch]:
    """Return the time in the first list and not in the second."""
    left = list(one)
    for c, d in two:
        pieces = [piece for a, b in left for piece in ((a, min(b, c)), (max(a, d), b))]
        left = [(a, b) for a, b in pieces if b > a + EDGE_S]
    return sorted(left)


def seconds(parts: Iterable[Stretch]) -> float:
    """Return how long stretches are together."""
    return sum(stop - start for start, stop in parts)
