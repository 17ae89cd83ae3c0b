"""From the JSON of an answer to claims in the terms of the project.

The clock belongs to the tracks and the segmenter: a time that reaches out of the event is cut to
it, a claim that lies outside, or ends before it starts, is dropped. Every change is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graphs.ethogram import Ethogram
from graphs.records import Event
from pipelines.describe.claims import Claim, EventDescription, FreeText, Triple
from pipelines.describe.prompt.candidates import Candidates
from pipelines.models.contract import Answer

SLACK_S = 0.05
"""How far a time may lie outside of the event without a word: the clock shows three digits."""


def read_description(
    answer: Answer, event: Event, candidates: Candidates, ethogram: Ethogram
) -> EventDescription:
    """Return what a model says of one event.

    Parameters
    ----------
    answer
        Fits the schema of its question.
    event
        The interval that was described.
    candidates
        What could be claimed. What was ruled out counts as assessed, for the tracks did.
    ethogram
        Which behaviors exclude each other.
    """
    remarks: list[str] = []
    data: Mapping[str, Any] = answer.data
    claims = list(_claims(data["claims"], event, candidates, remarks))
    claims = _without_excluded(_merged(claims), ethogram, remarks)
    claimed = {claim.triple for claim in claims}
    hidden = [
        triple
        for triple in candidates.triples
        if triple not in claimed and _is_hidden(triple, data["not_visible"])
    ]
    seen = [triple for triple in candidates.triples if triple not in set(hidden)]
    return EventDescription(
        event=event,
        claims=tuple(claims),
        other=tuple(_other(data["other"])),
        not_visible=tuple(hidden),
        assessed=(*seen, *candidates.ruled_out),
        remarks=tuple(remarks),
        usage=answer.usage,
    )


def _claims(
    said: Sequence[Mapping[str, Any]], event: Event, candidates: Candidates, remarks: list[str]
) -> Iterator[Claim]:
    legal = set(candidates.triples)
    for one in said:
        triple = Triple(one["subject"], one["predicate"], one["object"])
        words = " ".join(filter(None, (triple.subject, triple.predicate, triple.object)))
        if triple not in legal:
            remarks.append(f"Dropped, as it is not among what was asked: {words}.")
            continue
        times = _times(one, event, words, remarks)
        if times is not None:
            yield Claim(triple, *times, float(one["confidence"]))


def _times(
    said: Mapping[str, Any], event: Event, words: str, remarks: list[str]
) -> tuple[float, float] | None:
    """Return when something is claimed, within the event; ``None`` if it lies elsewhere."""
    start_s = event.start_s if said["start_s"] is None else float(said["start_s"])
    stop_s = event.stop_s if said["stop_s"] is None else float(said["stop_s"])
    span = f"{start_s:g} to {stop_s:g} s"
    if not (start_s <= stop_s and start_s < event.stop_s and stop_s > event.start_s):
        remarks.append(f"Dropped, as it does not lie in the event: {words}, {span}.")
        return None
    inside = max(start_s, event.start_s), min(stop_s, event.stop_s)
    if start_s < event.start_s - SLACK_S or stop_s > event.stop_s + SLACK_S:
        remarks.append(f"Cut to the event: {words}, {span}.")
    return inside


def _merged(claims: Sequence[Claim]) -> list[Claim]:
    """Join claims of the same that overlap or touch; the more confident one counts."""
    merged: list[Claim] = []
    for claim in sorted(claims, key=lambda one: (_order(one.triple), one.start_s)):
        last = merged[-1] if merged else None
        if last and last.triple == claim.triple and claim.start_s <= last.stop_s:
            stop_s = max(last.stop_s, claim.stop_s)
            confidence = max(last.confidence, claim.confidence)
            merged[-1] = Claim(claim.triple, last.start_s, stop_s, confidence)
        else:
            merged.append(claim)
    return sorted(merged, key=lambda one: (one.start_s, one.stop_s, _order(one.triple)))


def _order(triple: Triple) -> tuple[str, str, str]:
    return triple.subject, triple.predicate, triple.object or ""


def _without_excluded(
    claims: Sequence[Claim], ethogram: Ethogram, remarks: list[str]
) -> list[Claim]:
    """Leave out what another claim of the same subject excludes at the same time."""
    kept = []
    for claim in claims:
        excluder = next((one for one in claims if _excludes(one, claim, ethogram)), None)
        if excluder is None:
            kept.append(claim)
        else:
            remarks.append(
                f"Left out: {claim.triple.subject} {claim.triple.predicate}, as "
                f"{excluder.triple.predicate} is claimed for the same time."
            )
    return kept


def _excludes(one: Claim, other: Claim, ethogram: Ethogram) -> bool:
    """Whether a claim excludes another, as `graphs.ethogram.Behavior.excludes` says."""
    named, excluded = ethogram[one.triple.predicate], ethogram[other.triple.predicate]
    if one.triple.subject != other.triple.subject or named.name not in excluded.excludes:
        return False
    both_social = named.target == excluded.target == "animal"
    same = not both_social or one.triple.object == other.triple.object
    return same and one.start_s < other.stop_s and other.start_s < one.stop_s


def _is_hidden(triple: Triple, said: Sequence[Mapping[str, Any]]) -> bool:
    return any(
        one["subject"] in (triple.subject, triple.object)
        if one["predicate"] is None
        else (one["subject"], one["predicate"]) == (triple.subject, triple.predicate)
        for one in said
    )


def _other(said: Sequence[Mapping[str, Any]]) -> Iterator[FreeText]:
    for one in said:
        if one["words"].strip():
            yield FreeText(one["subject"] or "", one["words"].strip())
