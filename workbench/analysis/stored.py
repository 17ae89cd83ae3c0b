"""Facts of the knowledge graph as bouts of one recording."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from graphs.errors import UserError
from graphs.filters import Names, ObjectNames
from graphs.records import Assessed, Fact
from workbench.analysis.bouts import Bouts

if TYPE_CHECKING:
    from workbench.analysis.recording import Recording


def stored_bouts(
    recording: Recording,
    subject: Names = None,
    predicate: Names = None,
    object_: ObjectNames = None,
    min_confidence: float | None = None,
    source: Names = None,
) -> Bouts:
    """Return stored facts of a recording as bouts; see `Recording.facts`, raises as that."""
    project = recording.project
    if project is None:
        message = f"Recording {recording.name!r} belongs to no project, so nothing is stored of it."
        raise UserError(message)
    if recording.name not in project.store():
        message = (
            f"Recording {recording.name!r} was not labelled yet, so it has no facts. Run: "
            "workbench label, or ask rec.behavior(...), which looks at the tracks."
        )
        raise UserError(message)
    return project.graph().facts(
        subject,
        predicate,
        object_,
        recording=recording.name,
        source=source,
        min_confidence=min_confidence,
    )


def facts_as_bouts(
    recording: Recording,
    facts: Iterable[Fact],
    assessed: Iterable[Assessed],
    rows: Iterable[tuple[str, str | None, str]] = (),
) -> Bouts:
    """Return facts of one recording as bouts, a row for each subject, object and behavior.

    `rows` (subject, object, behavior) are there in any case, also without facts and never assessed.
    Where several sources (a rule and a person) say the same of one subject, overlapping facts are
    one bout, with the highest confidence of them.
    """
    import pandas as pd

    from workbench.knowledge.bouts import bouts_of

    who = ["recording", "subject", "object", "predicate", "start_s", "stop_s"]
    found, looked = (
        pd.DataFrame([[getattr(r, name) for name in names] for r in records], columns=names)
        for records, names in ((facts, [*who, "confidence", "source"]), (assessed, who))
    )
    names = [(recording.name, *row) for row in rows]
    return bouts_of(found, looked, lambda _name: recording, rows=names)
