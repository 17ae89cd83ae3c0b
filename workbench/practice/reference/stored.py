"""Stored facts of known recordings, and the few forms of the query language that practice asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.practice.reference.amounts import NotJudgedError
from workbench.practice.reference.bouts import Bouts
from workbench.practice.reference.lanes import Lane

if TYPE_CHECKING:
    from workbench.practice.reference.recording import Recording

Named = str | Sequence[str | None] | None


def stored(
    recordings: Sequence[Recording],
    subject: Named = None,
    predicate: Named = None,
    target: Named = None,
    min_confidence: float | None = None,
    source: Named = None,
) -> Bouts:
    """Return the facts that fit, with the time that was looked at; all are of the source ``rule``.

    Lanes are in the order in which their first fact starts; those without a fact come last.
    """
    _check(recordings, subject, predicate, target)
    by_rule = source is None or "rule" in _several(source)
    lanes: list[tuple[float, Lane]] = []
    for rec in recordings:
        for who in rec.truth.looked:
            if not (_fits(who[0], subject) and _fits(who[1], predicate) and _fits(who[2], target)):
                continue
            told = sorted(
                (t.start_s, t.stop_s, t.confidence)
                for t in rec.truth.told
                if (t.subject, t.predicate, t.object) == who
                and (min_confidence is None or t.confidence >= min_confidence)
            )
            looked = (rec.truth.looked_s,) if by_rule else ()
            lane = Lane(rec.name, who[0], who[2], who[1], tuple(told) if by_rule else (), looked)
            lanes.append((told[0][0] if told else 1e9, lane))
    ordered = tuple(lane for _, lane in sorted(lanes, key=lambda pair: pair[0]))
    return Bouts({rec.name: rec for rec in recordings}, ordered)


def _several(names: Named) -> list[str | None]:
    return [names] if isinstance(names, str) or names is None else list(names)


def _fits(name: str | None, wanted: Named) -> bool:
    return wanted is None or name in _several(wanted)


def _check(
    recordings: Sequence[Recording], subject: Named, predicate: Named, target: Named
) -> None:
    """Refuse names that are in no fact: the question would be another one."""
    if target is not None and predicate is None:
        message = "what is done to one, whatever it is: what counts as looked at is not said"
        raise NotJudgedError(message)
    looked = [who for rec in recordings for who in rec.truth.looked]
    for place, wanted in enumerate((subject, predicate, target)):
        known = {who[place] for who in looked}
        if wanted is not None and not set(_several(wanted)) <= known:
            message = f"no fact has {wanted!r}"
            raise NotJudgedError(message)
