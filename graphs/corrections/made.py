"""Facts that people make: by correcting one that is there, or by adding one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TypedDict

from graphs.errors import UserError
from graphs.records import UNKNOWN_FRAMES, Fact, Kind, microseconds
from graphs.storage.undoable import checked_text

MADE_BY_REVIEW = "review:"
"""Stands before the number of the review in the run of a fact that a person made."""


EDITS = "edits"
"""In the evidence of a correction: identifier of the fact that it corrects."""


class Changes(TypedDict, total=False):
    """What an edit may change of a fact."""

    subject: str
    predicate: str
    object: str | None
    start_s: float
    stop_s: float
    start_frame: int
    stop_frame: int
    kind: Kind
    confidence: float


def said(fact: Fact) -> list[object]:
    """Return what a fact claims, as far as an edit may change it."""
    return [getattr(fact, name) for name in Changes.__annotations__]


def changed_fact(fact: Fact, changes: Changes) -> Fact:
    """Return a fact with changes; see `graphs.corrections.reviews.ReviewLog.edit`.

    The event in which it starts is not known any more if its start changes.
    """
    new = replace(fact, **changes)
    if not {"start_frame", "stop_frame"} & changes.keys():
        new = _with_frames(new, fact)
    return new if new.start_s == fact.start_s else replace(new, event_id=None)


def _with_frames(new: Fact, old: Fact) -> Fact:
    """Return a fact whose frames follow its times, if those of the old one tell the frame rate."""
    times = new.start_s, new.stop_s
    if times == (old.start_s, old.stop_s) or old.stop_s <= 0 or not all(map(math.isfinite, times)):
        return new
    rate = (old.stop_frame if old.kind == "state" else old.start_frame) / old.stop_s
    start = max(0, old.start_frame + round((new.start_s - old.start_s) * rate))
    stop = max(start, old.stop_frame + round((new.stop_s - old.stop_s) * rate))
    return replace(new, start_frame=start, stop_frame=start + 1 if new.kind == "point" else stop)


def made_fact(fact: Fact, before: Fact | None, seq: int, at: str, by: str) -> Fact:
    """Return a fact as one that a person made; times at the resolution of the store."""
    who = {"by": by, "at": at}
    return replace(
        fact,
        start_s=microseconds(fact.start_s) / 1e6,
        stop_s=microseconds(fact.stop_s) / 1e6,
        status="accepted",
        source="human",
        run=f"{MADE_BY_REVIEW}{seq}",
        evidence={EDITS: before.fact_id, **who} if before else {**fact.evidence, **who},
    )


def with_edit(fact: Fact, changed: Mapping[str, str]) -> Fact:
    """Return a fact that, if it is a correction, names what it corrects by its identifier now.

    Parameters
    ----------
    fact
        The fact.
    changed
        Identifier before -> identifier now.
    """
    now = changed.get(str(fact.evidence.get(EDITS)))
    return replace(fact, evidence={**fact.evidence, EDITS: now}) if now is not None else fact


def check_fact(fact: Fact) -> None:
    """Raise a `UserError` that tells all faults of a fact that a person gave."""
    faults = []
    if fact.labelled is not None:
        faults.append(f"say its names as labelled, {fact.labelled}, not as they are shown")
    for what in ("recording", "subject", "predicate", "object"):
        name = getattr(fact, what)
        if name is not None:
            checked_text(name, f"The {what}")
    start_s, stop_s = fact.start_s, fact.stop_s
    if not (math.isfinite(start_s) and math.isfinite(stop_s)):
        faults.append(f"its times must be finite: found {start_s} to {stop_s} s")
    elif start_s < 0:
        faults.append(f"it starts before the recording does: found {start_s} s")
    elif stop_s < start_s:
        faults.append(f"it stops before it starts: found {start_s} to {stop_s} s")
    elif fact.kind == "point" and stop_s != start_s:
        faults.append(
            f"a point has no duration: found {start_s} to {stop_s} s; "
            "give start and stop alike, or make it a state"
        )
    elif fact.kind == "state" and stop_s == start_s:
        faults.append(f"a state lasts: found {start_s} to {stop_s} s; make it a point if it is one")
    known = (fact.start_frame, fact.stop_frame) != UNKNOWN_FRAMES
    if known and not 0 <= fact.start_frame <= fact.stop_frame:
        faults.append(f"its frames cannot be: found {fact.start_frame} to {fact.stop_frame}")
    if not (math.isnan(fact.confidence) or 0 <= fact.confidence <= 1):
        faults.append(f"its confidence must lie from 0 to 1: found {fact.confidence}")
    if faults:
        message = f"The fact cannot be: {'; '.join(faults)}."
        raise UserError(message)
