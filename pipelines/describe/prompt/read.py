"""From the answer of a model to an `EventDescription`.

Names
    Names are those of the question, letter for letter. An unknown animal or place drops its claim;
    an unknown behavior becomes free text. What a behavior is not legal for, and what the tracks
    had ruled out, is dropped. An object of a behavior that has none is left out.
Times
    No time means the event. A part that lies outside of the event is cut off; what lies outside
    altogether or stops before it starts is dropped. A lasting behavior that is given one moment
    holds for the event: the clock is not the model's.
Claims that say the same
    Equal triples whose times touch become one claim, with the higher confidence.
Claims that exclude each other (ethogram)
    The one of higher confidence keeps its time, else the one that excludes; the other keeps what is
    left of its own. A moment always gives way to what lasts.
Not visible
    What is claimed was seen. Otherwise, what the model could not tell is not assessed, unless the
    tracks had ruled it out, which is an assessment. ``predicate`` null stands for the animal: then
    nothing that others do to it can be told either.

Whatever is dropped, cut or left out is a remark; a time within rounding of the event is not.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from graphs.records import Event
from pipelines.describe.claims import Claim, EventDescription, FreeText, Triple
from pipelines.describe.prompt.candidates import Candidates, spoken
from pipelines.describe.prompt.exclusion import without_excluded
from pipelines.describe.prompt.times import NotTakenError, read_times
from pipelines.models.contract import Answer


def read_description(answer: Answer, event: Event, candidates: Candidates) -> EventDescription:
    """Return what an answer says of an event.

    Parameters
    ----------
    answer
        Fits the schema of its question, except that names need not be those of the question: not
        every server holds a model to them.
    event
        What was asked about.
    candidates
        What was asked.
    """
    data: Any = answer.data
    reader = _Reader(event, candidates)
    said = [claim for entry in data["claims"] for claim in reader.claim(entry)]
    claims = without_excluded(_merged(said), candidates.ethogram, reader.remarks)
    for entry in data["other"]:
        reader.free_text(entry["subject"], entry["words"])
    unseen = reader.not_visible(data["not_visible"], claims)
    return EventDescription(
        event=event,
        claims=tuple(claims),
        other=tuple(dict.fromkeys(reader.other)),
        not_visible=tuple(triple for triple in candidates.asked if triple in unseen),
        assessed=tuple(triple for triple in candidates.legal if triple not in unseen),
        remarks=tuple(dict.fromkeys(reader.remarks)),
        usage=answer.usage,
    )


class _Reader:
    """Reads the entries of one answer, and notes what is not taken as it is."""

    def __init__(self, event: Event, candidates: Candidates) -> None:
        self._event, self._candidates = event, candidates
        self._animals = {triple.subject for triple in candidates.legal}
        self._things = self._animals | {triple.object for triple in candidates.legal} | {None}
        self._asked = frozenset(candidates.asked)
        self._behaviors = {triple.predicate for triple in candidates.legal}
        self.remarks: list[str] = []
        self.other: list[FreeText] = []

    def claim(self, entry: Mapping[str, Any]) -> list[Claim]:
        """Return the claim of an entry, if it is one."""
        said = Triple(entry["subject"], entry["predicate"], entry["object"])
        try:
            triple = self._triple(said)
            kind = self._candidates.ethogram.behaviors[triple.predicate].kind
            start_s, stop_s, remark = read_times(
                entry["start_s"], entry["stop_s"], self._event, kind
            )
        except NotTakenError as error:
            self.remarks.append(f"{spoken(said)}: dropped, {str(error).removesuffix('.')}.")
            return []
        if remark:
            self.remarks.append(f"{spoken(triple)}: {remark}.")
        confidence = float(entry["confidence"])
        if not 0 <= confidence <= 1:
            self.remarks.append(f"{spoken(triple)}: confidence {confidence:g} is not from 0 to 1.")
            confidence = math.nan
        return [Claim(triple, start_s, stop_s, confidence)]

    def free_text(self, subject: str | None, words: str) -> None:
        """Take up what no entry of the ethogram covers."""
        if subject is not None and subject not in self._animals:
            self.remarks.append(f"There is no {subject!r}, who is said to: {words}.")
            subject = None
        if words.strip():
            self.other.append(FreeText(subject or "", words))

    def not_visible(
        self, entries: Sequence[Mapping[str, Any]], claims: Sequence[Claim]
    ) -> set[Triple]:
        """Return which of the triples that were asked about could not be told."""
        claimed = {claim.triple for claim in claims}
        found: set[Triple] = set()
        for entry in entries:
            subject, predicate = entry["subject"], entry["predicate"]
            meant = {triple for triple in self._asked if _concerns(triple, subject, predicate)}
            what = " ".join(filter(None, (subject, predicate)))
            if meant:
                self.remarks.append(f"Not visible: {what} ({entry['why'].strip() or 'no reason'}).")
            else:
                self.remarks.append(f"Not visible: {what}, which was not asked about.")
            for triple in sorted(meant & claimed, key=spoken):
                self.remarks.append(f"{spoken(triple)}: claimed and called not visible; it counts.")
            found |= meant - claimed
        return found

    def _triple(self, said: Triple) -> Triple:
        """Return the triple that an entry means."""
        unknown = {said.subject} - self._animals | {said.object} - self._things
        if unknown:
            message = f"there is no {' and no '.join(sorted(map(repr, unknown)))} that could"
            raise NotTakenError(message)
        if said.predicate not in self._behaviors:
            words = " ".join(filter(None, (said.predicate, said.object)))
            self.other.append(FreeText(said.subject, words))
            message = f"{said.predicate!r} was not asked about; kept as words"
            raise NotTakenError(message)
        if self._candidates.ethogram.behaviors[said.predicate].arity == 1 and said.object:
            self.remarks.append(f"{spoken(said)}: {said.predicate} has no object; left out.")
            said = Triple(said.subject, said.predicate)
        if said not in self._asked:
            raise NotTakenError(self._why_not(said))
        return said

    def _why_not(self, said: Triple) -> str:
        if said in self._candidates.struck_out:
            return f"ruled out before: {self._candidates.struck_out[said]}"
        behavior = self._candidates.ethogram.behaviors[said.predicate]
        if said.object is None:
            return f"{said.predicate} needs an object"
        if said.object == said.subject:
            return f"{said.subject} cannot do that to itself"
        what = ":".join(filter(None, (behavior.target, behavior.target_kind)))
        return f"the object of {said.predicate} is of the kind {what}"


def _concerns(triple: Triple, subject: str, predicate: str | None) -> bool:
    """Return whether a triple cannot be told if this of a subject is not visible."""
    if predicate is None:
        return subject in (triple.subject, triple.object)
    return (triple.subject, triple.predicate) == (subject, predicate)


def _by_triple(claim: Claim) -> tuple[str, str, str, float]:
    said = claim.triple
    return said.subject, said.predicate, said.object or "", claim.start_s


def _merged(claims: Sequence[Claim]) -> list[Claim]:
    """Return claims with those of equal triples whose times touch as one."""
    merged: list[Claim] = []
    for claim in sorted(claims, key=_by_triple):
        last = merged[-1] if merged else None
        if last is None or last.triple != claim.triple or claim.start_s > last.stop_s:
            merged.append(claim)
            continue
        known = [x for x in (last.confidence, claim.confidence) if not math.isnan(x)]
        stop_s = max(last.stop_s, claim.stop_s)
        merged[-1] = Claim(claim.triple, last.start_s, stop_s, max(known, default=math.nan))
    return merged
