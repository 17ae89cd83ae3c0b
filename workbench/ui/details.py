"""All that is known of one fact: its sentence, its numbers, who says so, what people said of it."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from graphs.errors import UserError
from graphs.networks.scene import sentence
from graphs.records import STANDING, Fact
from graphs.storage.fill import SPEAKER
from graphs.storage.shard_read import records_from
from graphs.storage.tables import FACT
from workbench.knowledge.lookup import ethogram_for_words
from workbench.knowledge.review_history import history

if TYPE_CHECKING:
    import duckdb

    from graphs.ethogram import Ethogram
    from workbench.project import Project

MOST_OTHERS = 20
"""Facts at the same time that are told beside one."""

_SPACED = re.compile(r"(?P<name>.+\)) (?P<unit>[A-Za-z/]+)")
"""Evidence of rules: the signal as the rule has it, and its unit."""

_ENDINGS = re.compile(r"(?P<name>.+)_(?P<unit>cm|px|BL|deg|s|Hz)")

_OTHERS = f"""
    SELECT * FROM {FACT} WHERE recording = $recording AND fact_id <> $id AND subject = $subject
    AND list_contains($standing::VARCHAR[], status)
    AND start_us < $stop + 1 AND stop_us + 1 > $start ORDER BY start_us, fact_id LIMIT {MOST_OTHERS}
"""  # noqa: S608 - names of our own


def details(project: Project, recording: str, fact_id: str) -> dict[str, Any]:
    """Return a fact with everything that a person needs to judge it.

    Raises
    ------
    UserError
        There is none of that identifier any more.
    """
    graph = project.graph()
    ethogram, _ = ethogram_for_words(project)
    with graph.graph.index.cursor() as cursor:
        fact = _one(cursor, recording, fact_id)
        others = _others(cursor, fact)
        speakers = cursor.execute(
            f"SELECT name FROM {SPEAKER} WHERE recording = $r AND run = $run LIMIT 1",  # noqa: S608
            {"r": recording, "run": fact.run},
        ).fetchall()
    entry = ethogram.behaviors.get(fact.predicate) if ethogram else None
    return {
        "id": fact.fact_id,
        "words": _plain(fact, ethogram),
        "definition": entry.definition if entry else None,
        "subject": fact.subject,
        "predicate": fact.predicate,
        "object": fact.object,
        "start_s": fact.start_s,
        "stop_s": fact.stop_s,
        "frames": [fact.start_frame, fact.stop_frame] if fact.start_frame >= 0 else None,
        "kind": fact.kind,
        "confidence": fact.confidence,
        "status": fact.status,
        "source": fact.source,
        "run": fact.run,
        "speaker": speakers[0][0] if speakers else None,
        "event": fact.event_id,
        "evidence": [measured(key, value) for key, value in fact.evidence.items()],
        "history": history(graph, recording, fact).to_dict("records"),
        "others": [
            {"id": one.fact_id, "words": _plain(one, ethogram), "source": one.source}
            for one in others
        ],
    }


def measured(key: str, value: float | str) -> dict[str, Any]:
    """Return a number of evidence with its unit apart from its name.

    Examples
    --------
    >>> measured("distance_cm", 4.25)
    {'name': 'distance', 'value': 4.25, 'unit': 'cm'}
    >>> measured("speed(subject, 0.4 s) cm/s", 12.5)
    {'name': 'speed(subject, 0.4 s)', 'value': 12.5, 'unit': 'cm/s'}
    """
    for pattern in (_SPACED, _ENDINGS):
        found = pattern.fullmatch(key)
        if found and not isinstance(value, str):
            return {"name": _spaced(found["name"]), "value": value, "unit": found["unit"]}
    return {"name": _spaced(key), "value": value, "unit": ""}


def _spaced(key: str) -> str:
    return key.replace("_", " ")


def _plain(fact: Fact, ethogram: Ethogram | None) -> str:
    """Return who did what, when: without how sure it is, which stands apart."""
    return sentence(fact, ethogram).rpartition(" (")[0]


def _one(cursor: duckdb.DuckDBPyConnection, recording: str, fact_id: str) -> Fact:
    query = f"SELECT * FROM {FACT} WHERE recording = $r AND fact_id = $id LIMIT 1"  # noqa: S608
    table = cursor.sql(query, params={"r": recording, "id": fact_id}).to_arrow_table()
    for fact in records_from(table, Fact):
        return fact
    message = (
        f"The fact {fact_id} of {recording} is not there any more: it was labelled again, or what "
        "made it was taken back. The view shows what there is now."
    )
    raise UserError(message)


def _others(cursor: duckdb.DuckDBPyConnection, fact: Fact) -> list[Fact]:
    values = {
        "recording": fact.recording,
        "id": fact.fact_id,
        "subject": fact.subject,
        "standing": list(STANDING),
        "start": math.floor(fact.start_s * 1e6),
        "stop": math.ceil(fact.stop_s * 1e6),
    }
    return list(records_from(cursor.sql(_OTHERS, params=values).to_arrow_table(), Fact))
