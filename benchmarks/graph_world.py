"""A generated project of any number of facts, as the tables that engines load.

Four animals and ten zones; thirty behaviors, of which the n-th is n times as rare as the first
(Zipf). Two in five are unary, one in five has a zone as its object, the others an animal; one in
ten is a point. Each recording lasts ten minutes and has a thousand facts, so that bouts of one
animal and behavior often overlap. Every animal is assessed for every behavior all the time.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graphs.storage.tables import ASSESSED_SCHEMA, EVENT_SCHEMA, FACT_SCHEMA, RECORDING_SCHEMA

ANIMALS, ZONES, BEHAVIORS = 4, 10, 30
PER_RECORDING = 1000
LONG_US = 600_000_000


def recording_name(number: int) -> str:
    """Return the name of a recording."""
    return f"rec_{number:05d}"


def behavior(number: int) -> str:
    """Return the name of a behavior; the lower the number, the more frequent."""
    return f"behavior_{number:02d}"


def generated(count: int, first: int = 0) -> dict[str, pa.Table]:
    """Return the four relations of `graphs.storage.tables` of so many facts, by recording.

    Parameters
    ----------
    count
        How many facts.
    first
        Number of the first recording: a large project is made in parts.
    """
    facts = _facts(count, first)
    recordings = pa.array([recording_name(first + i) for i in range(count // PER_RECORDING)])
    looked = facts.group_by(["recording", "subject", "predicate"]).aggregate([])
    rows = looked.num_rows
    looked = looked.append_column("object", pa.nulls(rows, pa.string()))
    for name, value in (("start_us", 0), ("stop_us", LONG_US), ("run", "r1"), ("source", "rule")):
        looked = looked.append_column(name, pa.repeat(value, rows))
    looked = looked.append_column("object_is_animal", pa.repeat(False, rows))
    groups = pa.array(["treated" if i % 2 else "control" for i in range(len(recordings))])
    return {
        "fact": facts,
        "assessed_span": looked.select(ASSESSED_SCHEMA.names).cast(ASSESSED_SCHEMA),
        "event": EVENT_SCHEMA.empty_table(),
        "recording": pa.table(
            {
                "recording": recordings,
                "group_name": groups,
                "session": pa.repeat("first", len(recordings)),
                "duration_us": pa.repeat(LONG_US, len(recordings)),
            }
        ).cast(RECORDING_SCHEMA),
    }


def _facts(count: int, first: int) -> pa.Table:
    random = np.random.default_rng(first)
    recording = np.repeat(np.arange(count // PER_RECORDING), PER_RECORDING)
    count = len(recording)
    share = 1 / np.arange(1, BEHAVIORS + 1)
    does = random.choice(BEHAVIORS, count, p=share / share.sum())
    who = random.integers(0, ANIMALS, count)
    start = random.integers(0, LONG_US, count)
    length = random.exponential(2e6, count).astype(np.int64) + 1
    length[does % 10 == 9] = 0
    stop = np.minimum(start + length, LONG_US)
    other = (who + random.integers(1, ANIMALS, count)) % ANIMALS
    place = ANIMALS + random.integers(0, ZONES, count)
    whom = np.where(does % 5 == 4, place, other)
    whom[does % 5 < 2] = -1
    order = np.lexsort((stop, start, recording))
    names = [f"mouse_{i + 1}" for i in range(ANIMALS)] + [f"zone_{i + 1}" for i in range(ZONES)]
    target = _named(whom[order], names)
    columns: dict[str, pa.Array] = {
        "recording": _named(
            recording[order], [recording_name(first + i) for i in range(max(recording) + 1)]
        ),
        "fact_id": pa.array([f"{i:016x}" for i in range(count)]),
        "subject": _named(who[order], names),
        "predicate": _named(does[order], [behavior(i) for i in range(BEHAVIORS)]),
        "object": target,
        "start_us": pa.array(start[order]),
        "stop_us": pa.array(stop[order]),
        "start_frame": pa.array(start[order] // 33_333),
        "stop_frame": pa.array(stop[order] // 33_333 + 1),
        "kind": pc.if_else(pa.array((start == stop)[order]), "point", "state"),
        "confidence": pa.array(random.random(count)),
        "status": pa.repeat("asserted", count),
        "source": pa.repeat("rule", count),
        "run": pa.repeat("r1", count),
        "event_id": pa.nulls(count, pa.string()),
        "evidence": pa.repeat("{}", count),
        "object_is_animal": pa.array(((whom >= 0) & (whom < ANIMALS))[order]),
        "subject_labelled": pa.nulls(count, pa.string()),
        "object_labelled": pa.nulls(count, pa.string()),
    }
    return pa.table(columns).cast(FACT_SCHEMA)


def _named(codes: np.ndarray, names: list[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), names).cast(pa.string())
