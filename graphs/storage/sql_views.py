"""The views that people ask in SQL: times in seconds, one row per thing, names as shown.

`VIEWS` describes them; `create_views` makes them over the relations of `graphs.storage.tables`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from graphs.corrections.reviews import Review
from graphs.storage.fill import MENTION
from graphs.storage.tables import ASSESSED, EVENT, FACT, RECORDING


@dataclass(frozen=True, slots=True)
class View:
    """A view.

    Parameters
    ----------
    name
        In SQL.
    what
        What a row is.
    columns
        Column -> what it holds.
    select, relation
        The SQL that makes the columns, and of which relation.
    """

    name: str
    what: str
    columns: Mapping[str, str]
    select: str
    relation: str


REVIEW = "review"
_REVIEW_COLUMNS = {
    "seq": "seq", "at_utc": "at", "by_whom": "by", "recording": "recording", "fact_id": "fact_id",
    "action": "action", "comment": "comment", "undoes": "undoes",
}  # fmt: skip
"""Column -> field of a `Review`; AT and BY are words of SQL."""

VIEWS = (
    View(
        "facts",
        "who did what to whom, when; with WHERE stands for what counts",
        {
            "recording": "name of the recording",
            "subject": "who does it",
            "predicate": "the behavior",
            "object": "to whom or where, or NULL",
            "start_s, stop_s, duration_s": "seconds from the first frame, half-open",
            "start_frame, stop_frame": "source frames, 0-based, half-open",
            "kind": "state or point",
            "confidence": "0 to 1, NaN if unknown",
            "status": "asserted, proposed, accepted, rejected or superseded",
            "stands": "whether it counts: neither rejected nor superseded",
            "source": "rule, model, human or import",
            "run": "identifier of the run that made it",
            "event_id": "event in which it starts",
            "evidence": "measured numbers, JSON",
            "object_is_animal": "whether the object is an animal",
            "fact_id": "identifier",
        },
        "recording, subject, predicate, object, start_us / 1e6 AS start_s, "
        "stop_us / 1e6 AS stop_s, (stop_us - start_us) / 1e6 AS duration_s, start_frame, "
        "stop_frame, kind, confidence, status, "
        "status NOT IN ('rejected', 'superseded') AS stands, source, run, event_id, evidence, "
        "object_is_animal, fact_id",
        FACT,
    ),
    View(
        "assessed",
        "when a behavior was looked for and could be seen",
        {
            "recording, subject, predicate, object": "as in facts; without an object it holds for "
            "every object",
            "start_s, stop_s": "seconds, half-open",
            "source, run": "who looked",
        },
        "recording, subject, predicate, object, start_us / 1e6 AS start_s, "
        "stop_us / 1e6 AS stop_s, source, run",
        ASSESSED,
    ),
    View(
        "events",
        "the intervals into which recordings were cut",
        {
            "recording, event_id": "which",
            "level": "bout, episode or session",
            "start_s, stop_s": "seconds, half-open",
            "parent": "event of the next level that holds it",
            "segmenter, run": "what drew the boundaries",
        },
        "recording, event_id, level, start_us / 1e6 AS start_s, stop_us / 1e6 AS stop_s, "
        "parent, segmenter, run",
        EVENT,
    ),
    View(
        "recordings",
        "the recordings that something is stored of",
        {
            "recording": "name",
            "group_name, session": "as project.toml says, or NULL",
            "duration_s": "length in seconds, NULL if nobody says",
        },
        "recording, group_name, session, duration_us / 1e6 AS duration_s",
        RECORDING,
    ),
    View(
        "entities",
        "every name in every recording",
        {
            "recording, name": "where, and the name to show",
            "labelled": "the name that the files have",
            "is_animal": "whether it is an animal",
        },
        "recording, shown AS name, labelled, is_animal",
        MENTION,
    ),
    View(
        "reviews",
        "what people said about facts, undone reviews too",
        {
            "seq, at_utc, by_whom": "number, time and who",
            "recording, fact_id": "about which fact",
            "action": "accept, reject, edit, comment, add, name or undo",
            "comment, undoes": "words; number of the review that an undo takes back",
        },
        ", ".join(_REVIEW_COLUMNS),
        REVIEW,
    ),
)


def create_views(
    engine: duckdb.DuckDBPyConnection, reviews: Mapping[str, Sequence[Review]]
) -> None:
    """Make the views in an engine that has the relations.

    Parameters
    ----------
    engine
        With the relations of `graphs.storage.tables` and ``mention``.
    reviews
        Recording -> its reviews.
    """
    rows = sorted((r for of in reviews.values() for r in of), key=lambda review: review.seq)
    columns = {
        name: pa.array(
            [getattr(review, field) for review in rows],
            pa.int64() if name in ("seq", "undoes") else pa.string(),
        )
        for name, field in _REVIEW_COLUMNS.items()
    }
    engine.register("new_reviews", pa.table(columns))
    engine.execute(f"CREATE TABLE {REVIEW} AS SELECT * FROM new_reviews")  # noqa: S608
    engine.unregister("new_reviews")
    for view in VIEWS:
        query = f"SELECT {view.select} FROM {view.relation}"  # noqa: S608 - all of it is ours
        engine.execute(f"CREATE VIEW {view.name} AS {query}")


def limit_views(cursor: duckdb.DuckDBPyConnection, recordings: Sequence[str]) -> None:
    """Let the views of a connection show some recordings alone, for as long as it is open."""
    cursor.execute("CREATE TEMP TABLE shown (recording VARCHAR)")
    cursor.execute("INSERT INTO shown SELECT unnest($names::VARCHAR[])", {"names": [*recordings]})
    (whole,) = cursor.execute("SELECT current_database()").fetchall()[0]
    for view in VIEWS:  # a temporary one is found before that of the same name
        query = f"SELECT * FROM {whole}.main.{view.name} SEMI JOIN shown USING (recording)"  # noqa: S608 - all of it is ours
        cursor.execute(f"CREATE TEMP VIEW {view.name} AS {query}")
