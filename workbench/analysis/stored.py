"""Facts of the knowledge graph as bouts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from graphs.errors import UserError
from graphs.ethogram import spelled_alike
from graphs.filters import Names, ObjectNames
from graphs.intervals import as_intervals
from graphs.records import Assessed, Fact
from graphs.words import did_you_mean
from workbench.analysis.bouts import BoutRow, Bouts

if TYPE_CHECKING:
    from graphs.ethogram import Ethogram
    from workbench.analysis.recording import Recording

_Key = tuple[str, str | None, str]


def stored_bouts(
    recording: Recording,
    subject: Names = None,
    predicate: Names = None,
    object_: ObjectNames = None,
    min_confidence: float | None = None,
    source: Names = None,
) -> Bouts:
    """Return stored facts of a recording as bouts; see `Recording.facts`, raises as that.

    Facts that a person rejected are left out. Assessed is when the behavior was looked for, by
    whomever; it does not depend on `source` and `min_confidence`.
    """
    project = recording.project
    if project is None:
        message = f"Recording {recording.name!r} belongs to no project, so nothing is stored of it."
        raise UserError(message)
    store = project.store()
    if recording.name not in store:
        message = (
            f"Recording {recording.name!r} was not labelled yet, so it has no facts. Run: "
            "workbench label, or ask rec.behavior(...), which looks at the tracks."
        )
        raise UserError(message)
    graph = store.read(recording.name)
    named = _predicates(project.ethogram(), predicate)
    records: list[Fact | Assessed] = [*graph.facts, *graph.assessed]
    _check("subject", _several(subject), [r.subject for r in records])
    _check("object", _several(object_), [r.object for r in records])
    _check("predicate", named, [r.predicate for r in records])
    least = -1.0 if min_confidence is None else min_confidence

    def asked(record: Fact | Assessed) -> bool:
        return (
            (subject is None or record.subject in _several(subject))
            and (named is None or record.predicate in named)
            and (object_ is None or record.object in _several(object_))
        )

    facts = [f for f in graph.facts if asked(f) and f.status != "rejected"]
    if source is not None:
        facts = [f for f in facts if f.source in _several(source)]
    if min_confidence is not None:
        facts = [f for f in facts if f.confidence >= least]
    return facts_as_bouts(recording, facts, [a for a in graph.assessed if asked(a)])


def facts_as_bouts(
    recording: Recording,
    facts: Iterable[Fact],
    assessed: Iterable[Assessed],
    rows: Iterable[_Key] = (),
) -> Bouts:
    """Return facts of one recording as bouts, a row for each subject, object and behavior.

    `rows` are there in any case, also without facts and never assessed. Where several sources (a
    rule and a person) say the same of one subject, overlapping facts are one bout, with the highest
    confidence of them.
    """
    spans: dict[_Key, list[tuple[float, float, float]]] = {row: [] for row in rows}
    looked: dict[_Key, list[tuple[float, float]]] = {}
    for entry in assessed:
        key = (entry.subject, entry.object, entry.predicate)
        looked.setdefault(key, []).append((entry.start_s, entry.stop_s))
        spans.setdefault(key, [])
    sources: dict[_Key, set[str]] = {}
    for fact in facts:
        key = (fact.subject, fact.object, fact.predicate)
        spans.setdefault(key, []).append((fact.start_s, fact.stop_s, fact.confidence))
        sources.setdefault(key, set()).add(fact.source)
    arrays = [np.array(found, dtype=float).reshape(-1, 3) for found in spans.values()]
    several = [len(sources.get(key, ())) > 1 for key in spans]
    arrays = [_merged(a) if more else a for a, more in zip(arrays, several, strict=True)]
    return Bouts.of(
        {recording.name: recording},
        [BoutRow(recording.name, *key) for key in spans],
        [array[:, :2] for array in arrays],
        [as_intervals(looked.get(key, [])) for key in spans],
        [array[:, 2] for array in arrays],
    )


def _merged(facts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return overlapping facts as one; columns start, stop and confidence."""
    order = np.lexsort((facts[:, 1], facts[:, 0]))
    result: list[list[float]] = []
    for start_s, stop_s, sure in facts[order]:
        if result and start_s <= result[-1][1]:
            result[-1][1] = max(result[-1][1], stop_s)
            result[-1][2] = np.fmax(result[-1][2], sure)
        else:
            result.append([start_s, stop_s, sure])
    return np.array(result).reshape(-1, 3)


def _predicates(ethogram: Ethogram, words: Names) -> list[str] | None:
    """Return the behaviors that some words name, by name or synonym."""
    if words is None:
        return None
    known: dict[str, str] = {}
    for entry in ethogram:
        known |= dict.fromkeys(map(spelled_alike, (entry.name, *entry.synonyms)), entry.name)
    return [known.get(spelled_alike(str(word)), str(word)) for word in _several(words)]


def _several(names: ObjectNames) -> Sequence[str | None]:
    return [names] if names is None or isinstance(names, str) else names


def _check(what: str, wanted: Sequence[str | None] | None, known: Iterable[str | None]) -> None:
    names = {name for name in known if name is not None}
    for name in wanted or ():
        if name is not None and name not in names:
            message = f"No {what} {name!r} was labelled here{did_you_mean(name, names)}"
            raise UserError(message)
