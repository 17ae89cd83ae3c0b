"""Time budgets: how long each animal did what, of the time in which it could be seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graphs.intervals import as_intervals, total_s
from graphs.records import Assessed, Fact, Kind

Case = tuple[str, str, str | None]
"""Subject, predicate, object."""


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """One behavior of one animal, towards one object or none.

    Parameters
    ----------
    subject, predicate, object
        As in the facts.
    kind
        ``state``, ``point``, or ``None`` if it was never seen.
    count
        Number of facts.
    present_s
        Seconds in which it was seen; overlapping facts count once.
    assessed_s
        Seconds in which it was looked for and could be seen.
    """

    subject: str
    predicate: str
    object: str | None
    kind: Kind | None
    count: int
    present_s: float
    assessed_s: float

    @property
    def share(self) -> float:
        """Present of assessed time; NaN where nothing was assessed or the behavior is a point."""
        if self.kind == "point" or self.assessed_s == 0:
            return float("nan")
        return self.present_s / self.assessed_s


def time_budget(facts: Iterable[Fact], assessed: Iterable[Assessed]) -> list[BudgetRow]:
    """Return the budget of one recording: by subject, longest first; never-seen behaviors last.

    Parameters
    ----------
    facts, assessed
        Of the same recording.
    """
    by_case: dict[Case, list[Fact]] = {}
    for fact in facts:
        by_case.setdefault((fact.subject, fact.predicate, fact.object), []).append(fact)
    looked: dict[Case, list[tuple[float, float]]] = {}
    for span in assessed:
        case = (span.subject, span.predicate, span.object)
        looked.setdefault(case, []).append((span.start_s, span.stop_s))
    rows = [
        _row(case, by_case.get(case, []), looked.get(case, []))
        for case in dict.fromkeys([*by_case, *looked])
    ]
    return sorted(
        rows, key=lambda r: (r.subject, -r.present_s, -r.count, r.predicate, r.object or "")
    )


def _row(case: Case, facts: list[Fact], looked: list[tuple[float, float]]) -> BudgetRow:
    spans = [(f.start_s, f.stop_s) for f in facts if f.kind == "state"]
    return BudgetRow(
        *case,
        kind=facts[0].kind if facts else None,
        count=len(facts),
        present_s=total_s(as_intervals(spans)),
        assessed_s=total_s(as_intervals(looked)),
    )
