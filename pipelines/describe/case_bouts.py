"""The bouts of every behavior of every subject, with those of excluding behaviors cut out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.describe.bouts import find_bouts, keep_lengths, started, without
from pipelines.describe.measure import Case, Frames, MarginStore
from pipelines.timebase import TimeBase


def excluders_of(cases: Sequence[Case]) -> dict[Case, list[Case]]:
    """Return the cases that exclude each case: of the same subject, and pair if both have one."""
    by_name: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        by_name.setdefault((case.subject, case.rule.behavior.name), []).append(case)
    return {
        case: [
            other
            for name in case.rule.behavior.excludes
            for other in by_name.get((case.subject, name), [])
            if case.target == other.target or not _both_social(case, other)
        ]
        for case in cases
    }


def _both_social(case: Case, other: Case) -> bool:
    return case.rule.behavior.target == other.rule.behavior.target == "animal"


def bouts_of(
    cases: Sequence[Case],
    excluders: Mapping[Case, Sequence[Case]],
    margins: MarginStore,
    clock: TimeBase,
) -> dict[Case, Frames]:
    """Return the bouts of every case as half-open frame ranges, shape (n, 2).

    Cases come in the order of their rules, excluding behaviors first.
    """
    result: dict[Case, Frames] = {}
    for case in cases:
        ranges = find_bouts(margins[case], case.rule.text, clock)
        for excluder in excluders[case]:
            ranges = without(ranges, result[excluder])
        if excluders[case]:
            ranges = keep_lengths(started(ranges, margins[case]), case.rule.text, clock)
        result[case] = ranges
    return result
