"""The tables that questions are asked of: facts as they stand after reviews and renaming.

Every engine that answers a question (the local index, a worker of a cluster) holds these four
relations under these names. Times are whole microseconds, half-open; a point has
``start_us == stop_us``.
"""

from __future__ import annotations

import pyarrow as pa

FACT, ASSESSED, EVENT, RECORDING = "fact", "assessed_span", "event", "recording"
"""Names of the relations."""

FACT_SCHEMA = pa.schema(
    [
        pa.field("recording", pa.string(), nullable=False),
        pa.field("fact_id", pa.string(), nullable=False),
        pa.field("subject", pa.string(), nullable=False),  # after renaming and merging
        pa.field("predicate", pa.string(), nullable=False),
        pa.field("object", pa.string()),
        pa.field("start_us", pa.int64(), nullable=False),
        pa.field("stop_us", pa.int64(), nullable=False),
        pa.field("start_frame", pa.int64()),
        pa.field("stop_frame", pa.int64()),
        pa.field("kind", pa.string(), nullable=False),  # state | point
        pa.field("confidence", pa.float64()),  # NaN if unknown
        pa.field("status", pa.string(), nullable=False),  # see graphs.records.Status
        pa.field("source", pa.string(), nullable=False),
        pa.field("run", pa.string(), nullable=False),
        pa.field("event_id", pa.string()),
        pa.field("evidence", pa.string(), nullable=False),  # JSON
        pa.field("object_is_animal", pa.bool_(), nullable=False),  # it is a subject there, too
        pa.field("subject_labelled", pa.string()),  # as the files say, where that is another name
        pa.field("object_labelled", pa.string()),
    ]
)

ASSESSED_SCHEMA = pa.schema(
    [
        pa.field("recording", pa.string(), nullable=False),
        pa.field("subject", pa.string(), nullable=False),
        pa.field("predicate", pa.string(), nullable=False),
        pa.field("object", pa.string()),  # none: holds for every object of subject and predicate
        pa.field("start_us", pa.int64(), nullable=False),
        pa.field("stop_us", pa.int64(), nullable=False),
        pa.field("run", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),  # who looked
        pa.field("object_is_animal", pa.bool_(), nullable=False),
    ]
)

EVENT_SCHEMA = pa.schema(
    [
        pa.field("recording", pa.string(), nullable=False),
        pa.field("event_id", pa.string(), nullable=False),
        pa.field("level", pa.string(), nullable=False),
        pa.field("start_us", pa.int64(), nullable=False),
        pa.field("stop_us", pa.int64(), nullable=False),
        pa.field("parent", pa.string()),
        pa.field("segmenter", pa.string(), nullable=False),
        pa.field("run", pa.string(), nullable=False),
    ]
)

RECORDING_SCHEMA = pa.schema(
    [
        pa.field("recording", pa.string(), nullable=False),
        pa.field("group_name", pa.string()),
        pa.field("session", pa.string()),
        pa.field("duration_us", pa.int64()),  # none if nobody says
    ]
)

SCHEMAS = {
    FACT: FACT_SCHEMA,
    ASSESSED: ASSESSED_SCHEMA,
    EVENT: EVENT_SCHEMA,
    RECORDING: RECORDING_SCHEMA,
}
