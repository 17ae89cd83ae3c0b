"""Documents from records or from tables of `graphs.storage.tables`.

A fact goes to the event that it names; else to the event of its recording in which it starts; else
into a window. Where no events are given at all, the events that facts name last as long as they do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graphs.errors import UserError
from graphs.ethogram import Ethogram
from graphs.records import STANDING, Event, Fact, Level, microseconds
from graphs.retrieval.documents import (
    ANIMAL,
    KINDS,
    NO_OBJECT,
    OBJECT,
    Documents,
    FactColumns,
    Ints,
)

WINDOW_S = 60.0

Texts = Mapping[tuple[str, str], str]
"""(Recording, event) -> own text of the event."""

_NONE = -1  # no event
_LAST_US = 2**62
_EVENT_COLUMNS = {
    "recording": pa.string(),
    "event_id": pa.string(),
    "level": pa.string(),
    "start_us": pa.int64(),
    "stop_us": pa.int64(),
}


@dataclass(frozen=True, eq=False)
class _Spans:
    """Documents so far: numbers of recording and identifier, microseconds."""

    recording: Ints
    identifier: Ints
    start_us: Ints
    stop_us: Ints


def documents_of(
    facts: Iterable[Fact],
    events: Iterable[Event] = (),
    ethogram: Ethogram | None = None,
    *,
    texts: Texts | None = None,
    window_s: float = WINDOW_S,
    level: Level = "bout",
) -> Documents:
    """Return documents of records; parameters as in `documents_from_tables`."""
    rows = list(facts)
    animals = {(f.recording, f.subject) for f in rows}
    fact = pa.table(
        {
            "recording": pa.array([f.recording for f in rows], pa.string()),
            "fact_id": pa.array([f.fact_id for f in rows], pa.string()),
            "subject": pa.array([f.subject for f in rows], pa.string()),
            "predicate": pa.array([f.predicate for f in rows], pa.string()),
            "object": pa.array([f.object for f in rows], pa.string()),
            "start_us": pa.array([microseconds(f.start_s) for f in rows], pa.int64()),
            "stop_us": pa.array([microseconds(f.stop_s) for f in rows], pa.int64()),
            "status": pa.array([f.status for f in rows], pa.string()),
            "event_id": pa.array([f.event_id for f in rows], pa.string()),
            "object_is_animal": pa.array([(f.recording, f.object) in animals for f in rows]),
        }
    )
    given = list(events)
    event = pa.table(
        {
            "recording": pa.array([e.recording for e in given], pa.string()),
            "event_id": pa.array([e.event_id for e in given], pa.string()),
            "level": pa.array([e.level for e in given], pa.string()),
            "start_us": pa.array([microseconds(e.start_s) for e in given], pa.int64()),
            "stop_us": pa.array([microseconds(e.stop_s) for e in given], pa.int64()),
        }
    )
    return documents_from_tables(fact, event, ethogram, texts=texts, window_s=window_s, level=level)


def documents_from_tables(
    facts: pa.Table,
    events: pa.Table | None = None,
    ethogram: Ethogram | None = None,
    *,
    texts: Texts | None = None,
    window_s: float = WINDOW_S,
    level: Level = "bout",
) -> Documents:
    """Return documents of tables; a million facts take about a second.

    Parameters
    ----------
    facts
        Columns of `graphs.storage.tables.FACT_SCHEMA`; what is not needed may be absent.
    events
        Columns of `graphs.storage.tables.EVENT_SCHEMA`; those of other levels are passed over.
    ethogram
        Gives verbs, and tells zones from objects.
    texts
        Own text of events.
    window_s
        Seconds; the length of windows for facts that start in no event.
    level
        Which events are documents.

    Raises
    ------
    UserError
        The window has no length; an event occurs twice; a text is of an event that is not there.
    """
    if window_s <= 0:
        message = f"Windows last {window_s} s; expected more than 0."
        raise UserError(message)
    facts = facts.filter(pc.is_in(facts["status"], pa.array(STANDING)))
    if events is None:
        events = pa.table({n: pa.array([], t) for n, t in _EVENT_COLUMNS.items()})
    events = events.filter(pc.equal(events["level"], level))
    recordings, (recording, of_event) = _encoded(facts["recording"], events["recording"])
    identifiers, (named, identifier) = _encoded(facts["event_id"], events["event_id"])
    start_us, stop_us = _whole(facts["start_us"]), _whole(facts["stop_us"])
    spans = _Spans(of_event, identifier, _whole(events["start_us"]), _whole(events["stop_us"]))
    if not len(spans.recording):
        spans = _as_long_as_facts(recording, named, start_us, stop_us)
    document = _by_name(recording, named, spans, recordings, identifiers)
    unnamed = document == _NONE
    document[unnamed] = _by_time(recording[unnamed], start_us[unnamed], spans)
    event_id = np.array(identifiers, dtype=np.str_)[spans.identifier]
    document, spans, event_id = _windowed(
        document, recording, start_us, spans, event_id, microseconds(window_s)
    )
    columns, names, predicates = _columns(facts, document, ethogram)
    own = _own_texts(texts or {}, recordings, spans.recording, event_id)
    return Documents(
        recordings, names, predicates,
        spans.recording, event_id, spans.start_us, spans.stop_us, columns, own, ethogram,
    )  # fmt: skip


def _encoded(*columns: pa.ChunkedArray) -> tuple[tuple[str, ...], list[Ints]]:
    """Return the vocabulary of some text columns, and each column as numbers, -1 for null."""
    chunks = [chunk.cast(pa.string()) for column in columns for chunk in column.chunks]
    coded = pa.concat_arrays([*chunks, pa.array([], pa.string())]).dictionary_encode()
    codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    ends = np.cumsum([len(column) for column in columns])[:-1]
    return tuple(coded.dictionary.to_pylist()), np.split(codes, ends)


def _whole(column: pa.ChunkedArray) -> Ints:
    whole: Ints = column.to_numpy().astype(np.int64)
    return whole


def _as_long_as_facts(recording: Ints, named: Ints, start_us: Ints, stop_us: Ints) -> _Spans:
    """Return the events that facts name, from the first start to the last stop of their facts."""
    there = named != _NONE
    several = int(named.max(initial=0)) + 1
    code, which = np.unique(recording[there] * several + named[there], return_inverse=True)
    start, stop = np.full(len(code), _LAST_US), np.full(len(code), -_LAST_US)
    np.minimum.at(start, which, start_us[there])
    np.maximum.at(stop, which, stop_us[there])
    return _Spans(*np.divmod(code, several), start, stop)


def _by_name(
    recording: Ints,
    named: Ints,
    spans: _Spans,
    recordings: tuple[str, ...],
    identifiers: tuple[str, ...],
) -> Ints:
    """Return the event that each fact names, -1 where it names none that is there."""
    several = len(identifiers) + 1
    code = spans.recording * several + spans.identifier
    order = np.argsort(code, kind="stable")
    code = code[order]
    again = np.flatnonzero(code[1:] == code[:-1])
    if len(again):
        first = order[again[0]]
        message = (
            f"{len(again)} events occur twice, such as {identifiers[spans.identifier[first]]!r} of "
            f"{recordings[spans.recording[first]]!r}. Identifiers are unique within a recording."
        )
        raise UserError(message)
    wanted = np.where(named == _NONE, -1, recording * several + named)
    return _found(code, order, wanted)


def _found(keys: Ints, order: Ints, wanted: Ints) -> Ints:
    """Return where each wanted key is, -1 where it is not; keys are sorted and distinct."""
    if not len(keys):
        return np.full(len(wanted), _NONE, np.int64)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, order[at], _NONE)


def _by_time(recording: Ints, start_us: Ints, spans: _Spans) -> Ints:
    """Return the event in which each fact starts, -1 for none; of overlapping ones the last."""
    if not len(spans.recording):
        return np.full(len(recording), _NONE, np.int64)
    times = np.unique(np.concatenate([start_us, spans.start_us]))  # ranks keep the product small
    key = spans.recording * len(times) + np.searchsorted(times, spans.start_us)
    order = np.argsort(key, kind="stable")
    wanted = recording * len(times) + np.searchsorted(times, start_us)
    at = order[np.maximum(np.searchsorted(key[order], wanted, side="right") - 1, 0)]
    inside = (spans.start_us[at] <= start_us) & (
        (start_us < spans.stop_us[at]) | (start_us == spans.start_us[at])
    )
    return np.where((spans.recording[at] == recording) & inside, at, _NONE)


def _windowed(
    document: Ints,
    recording: Ints,
    start_us: Ints,
    spans: _Spans,
    event_id: NDArray[np.str_],
    window_us: int,
) -> tuple[Ints, _Spans, NDArray[np.str_]]:
    """Give facts that are in no event a window; return documents of facts, spans, identifiers."""
    left = document == _NONE
    if not left.any():
        return document, spans, event_id
    number = start_us[left] // window_us
    lowest, several = int(number.min()), int(number.max() - number.min()) + 1
    code, which = np.unique(recording[left] * several + number - lowest, return_inverse=True)
    of, number = np.divmod(code, several)
    number += lowest
    document = document.copy()
    document[left] = which + len(spans.recording)
    more = _Spans(of, number, number * window_us, (number + 1) * window_us)
    names = np.array([f"window-{n:06d}" for n in number.tolist()], dtype=np.str_)
    both = {
        field: np.concatenate([getattr(spans, field), getattr(more, field)])
        for field in _Spans.__dataclass_fields__
    }
    return document, _Spans(**both), np.concatenate([event_id, names])


def _columns(
    facts: pa.Table, document: Ints, ethogram: Ethogram | None
) -> tuple[FactColumns, tuple[str, ...], tuple[str, ...]]:
    names, (subject, thing) = _encoded(facts["subject"], facts["object"])
    predicates, (predicate,) = _encoded(facts["predicate"])
    start_us, stop_us = _whole(facts["start_us"]), _whole(facts["stop_us"])
    animal = facts["object_is_animal"].to_numpy().astype(bool)
    targets = [ethogram.behaviors.get(p) if ethogram else None for p in predicates]
    kind_of = [KINDS.index(b.target) if b and b.target != "none" else OBJECT for b in targets]
    kind = np.array([*kind_of, OBJECT], np.int8)[predicate]
    kind[animal] = ANIMAL
    kind[thing == NO_OBJECT] = 0
    order = np.lexsort((stop_us, start_us, document))
    fact_id = facts["fact_id"].to_numpy().astype(np.str_)
    columns = FactColumns(
        document[order], subject[order], predicate[order], thing[order],
        start_us[order], stop_us[order], kind[order], fact_id[order],
    )  # fmt: skip
    return columns, names, predicates


def _own_texts(
    texts: Texts, recordings: tuple[str, ...], recording: Ints, event_id: NDArray[np.str_]
) -> dict[int, str]:
    if not texts:
        return {}
    keys = zip((recordings[r] for r in recording.tolist()), event_id.tolist(), strict=True)
    number = {key: i for i, key in enumerate(keys)}
    unknown = [key for key in texts if key not in number]
    if unknown:
        message = (
            f"{len(unknown)} texts are of events that are not there, such as "
            f"{unknown[0][1]!r} of {unknown[0][0]!r}. Give the events too."
        )
        raise UserError(message)
    return {number[key]: text for key, text in texts.items()}
