"""What a person should look at next: facts that nobody reviewed yet.

Facts of people themselves are never queued. What is not known (NaN) is no low confidence: facts of
unknown confidence come after all others, else a whole import would stand before every doubtful one.

Two sources *disagree* about a fact of one of them in two cases. Either the other source says of the
same subject, at the same time, something that excludes it by the ethogram (where both have an
animal as object, of the same one). Or the other source looked for the very behavior, of the same
subject and object, during at least half of the fact (for a point: at that moment), and has no such
fact that shares time with it (for a point: none within half a second). Facts count as long as they
stand. A source is what rules, people and imports say, each as one, and each model by its name.

What a model says is also doubtful where the tracks contradict it, and where only some of several
answers say so (`pipelines.describe.by_model.facts`). Events about which the answers differ most
come first.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from graphs.corrections.carrying import NEAR_US
from graphs.errors import UserError
from graphs.filters import FactFilter, Names
from graphs.records import STANDING, Fact
from graphs.storage.fill import SPEAKER
from graphs.storage.shard_read import records_from
from graphs.storage.tables import ASSESSED, FACT
from graphs.words import did_you_mean

if TYPE_CHECKING:
    import duckdb

    from graphs.ethogram import Ethogram
    from workbench.knowledge.graph import KnowledgeGraph

ORDERS = ("confidence", "disagreement")

OPEN = ("asserted", "proposed")
"""Status of facts that nobody reviewed."""

_QUEUED = ("rule", "model", "import")
_LESS_SURE_FIRST = "coalesce(isnan(confidence), true), confidence"
_MOST_DOUBTED_FIRST = "(evidence ->> 'disagreement')::DOUBLE DESC NULLS LAST"
_IN_TIME = "recording, start_us, stop_us, fact_id"

_SHARES_TIME = """
    other.start_us < greatest(open.stop_us, open.start_us + 1)
    AND greatest(other.stop_us, other.start_us + 1) > open.start_us
"""  # a point is one microsecond
_VOICE = f"coalesce('model ' || {SPEAKER}.name, source)"
"""Who says so: a source, or a model by its name."""

_AGAINST = f"""
    standing AS (
        SELECT {FACT}.*, {_VOICE} AS voice FROM {FACT} LEFT JOIN {SPEAKER} USING (recording, run)
        WHERE list_contains($standing::VARCHAR[], status)
    ),
    looking AS (
        SELECT {ASSESSED}.*, {_VOICE} AS voice
        FROM {ASSESSED} LEFT JOIN {SPEAKER} USING (recording, run)
    ),
    exclusive AS (
        SELECT unnest($first::VARCHAR[]) AS one, unnest($second::VARCHAR[]) AS excluded
    ),
    says_otherwise AS (
        SELECT open.recording, open.fact_id, other.voice || ' says ' || other.predicate AS reason
        FROM open JOIN exclusive ON one = open.predicate
        JOIN standing AS other ON other.recording = open.recording
            AND other.subject = open.subject AND other.predicate = excluded
            AND other.voice <> open.voice AND {_SHARES_TIME}
        WHERE NOT (open.object_is_animal AND other.object_is_animal) OR open.object = other.object
    ),
    seen AS (
        SELECT open.recording, open.fact_id, other.voice AS looker, other.run,
            any_value(open.stop_us - open.start_us) AS length_us,
            sum(least(other.stop_us, open.stop_us) - greatest(other.start_us, open.start_us))
                AS seen_us
        FROM open JOIN looking AS other ON other.recording = open.recording
            AND other.subject = open.subject AND other.predicate = open.predicate
            AND (other.object IS NULL OR other.object = open.object)
            AND other.voice <> open.voice AND {_SHARES_TIME}
        GROUP BY ALL
    ),
    looked AS (
        SELECT DISTINCT recording, fact_id, looker FROM seen WHERE 2 * seen_us >= length_us
    ),
    saw_none AS (
        SELECT open.recording, open.fact_id, looker || ' looked and saw none' AS reason
        FROM open JOIN looked ON looked.recording = open.recording
            AND looked.fact_id = open.fact_id
        ANTI JOIN standing AS other ON other.recording = open.recording
            AND other.subject = open.subject AND other.predicate = open.predicate
            AND other.object IS NOT DISTINCT FROM open.object AND other.voice = looker
            AND CASE WHEN open.kind = 'point'
                THEN abs(other.start_us - open.start_us) <= {NEAR_US} ELSE {_SHARES_TIME} END
    ),
    doubted AS (
        SELECT recording, fact_id, 'the tracks: ' || (evidence ->> 'why') AS reason FROM open
        WHERE source = 'model' AND (evidence ->> 'tracks') = 'disagree'
        UNION ALL
        SELECT recording, fact_id, format(
            'said in {{:d}} of {{}} answers',
            round((evidence ->> 'share')::DOUBLE * (evidence ->> 'answers')::INT)::INT,
            evidence ->> 'answers'
        ) FROM open
        WHERE source = 'model' AND (evidence ->> 'share')::DOUBLE < 1
    ),
    against AS (
        SELECT * FROM says_otherwise UNION ALL SELECT * FROM saw_none
        UNION ALL SELECT * FROM doubted
    )
"""  # noqa: S608 - names of our own


@dataclass(frozen=True, slots=True)
class Queued:
    """A fact to review.

    Parameters
    ----------
    fact
        As it stands.
    because
        Why a person should look at it, in words.
    """

    fact: Fact
    because: str


def queue(
    graph: KnowledgeGraph,
    recordings: Names = None,
    order: str = "confidence",
    limit: int | None = None,
) -> list[Queued]:
    """Return facts that nobody reviewed.

    Parameters
    ----------
    graph
        The graph.
    recordings
        One or several; all if not given.
    order
        ``confidence``: all of them, the least sure first. ``disagreement``: those about which
        sources, or several answers of a model, disagree (see the head of this module).
    limit
        At most so many; all if not given.

    Raises
    ------
    UserError
        There is no such recording or order.
    """
    if order not in ORDERS:
        message = f"No order {order!r}{did_you_mean(order, ORDERS)}"
        raise UserError(message)
    wanted = FactFilter(recordings, source=_QUEUED, status=OPEN)
    with graph.graph.asked(wanted) as cursor:
        if order == "confidence":
            return _by_confidence(cursor, wanted, limit)
        return _by_disagreement(cursor, wanted, limit, graph.project.ethogram())


def _by_confidence(
    cursor: duckdb.DuckDBPyConnection, wanted: FactFilter, limit: int | None
) -> list[Queued]:
    condition, values = wanted.sql()
    query = (
        f"SELECT * FROM {FACT} WHERE {condition} "  # noqa: S608 - ours; values travel beside
        f"ORDER BY {_LESS_SURE_FIRST}, {_IN_TIME} LIMIT $most"
    )
    found = cursor.sql(query, params=values | {"most": limit}).to_arrow_table()
    return [Queued(fact, _sureness(fact)) for fact in records_from(found, Fact)]


def _sureness(fact: Fact) -> str:
    return f"confidence {'unknown' if isnan(fact.confidence) else f'{fact.confidence:.2f}'}"


def _by_disagreement(
    cursor: duckdb.DuckDBPyConnection, wanted: FactFilter, limit: int | None, ethogram: Ethogram
) -> list[Queued]:
    condition, values = wanted.sql()
    first, second = _exclusive(ethogram)
    values |= {"first": first, "second": second, "standing": list(STANDING), "most": limit}
    query = (
        f"WITH open AS (SELECT DISTINCT ON (recording, fact_id) {FACT}.*, {_VOICE} AS voice "  # noqa: S608
        f"FROM {FACT} LEFT JOIN {SPEAKER} USING (recording, run) WHERE {condition}), "
        f"{_AGAINST} SELECT open.*, reasons FROM open JOIN ("
        "SELECT recording, fact_id, list_sort(list(DISTINCT reason)) AS reasons FROM against "
        f"GROUP BY ALL) USING (recording, fact_id) ORDER BY {_MOST_DOUBTED_FIRST}, {_IN_TIME} "
        "LIMIT $most"
    )  # ours; what people say travels in the values
    found = cursor.sql(query, params=values).to_arrow_table()
    reasons = found.column("reasons").to_pylist()
    facts = records_from(found, Fact)
    return [Queued(fact, "; ".join(said)) for fact, said in zip(facts, reasons, strict=True)]


def _exclusive(ethogram: Ethogram) -> tuple[list[str], list[str]]:
    """Return pairs of behaviors that exclude each other, both ways."""
    pairs = {(one.name, other) for one in ethogram for other in one.excludes}
    both = sorted(pairs | {(other, one) for one, other in pairs})
    return [one for one, _ in both], [other for _, other in both]
