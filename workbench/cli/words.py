"""Facts as sentences and as rows."""

from __future__ import annotations

from typing import Any

from graphs.ethogram import Ethogram
from graphs.records import Fact

CSV_COLUMNS = (
    "recording", "subject", "predicate", "object", "start_s", "stop_s", "duration_s", "start_frame",
    "stop_frame", "kind", "confidence", "status", "source", "run", "event_id", "fact_id",
)  # fmt: skip


def sentence(fact: Fact, ethogram: Ethogram) -> str:
    """Return a fact in words: ``mouse_1 chases mouse_2 from 3.20 to 5.07 s (confidence 0.82)``."""
    behavior = ethogram.behaviors.get(fact.predicate)
    verb = behavior.verb if behavior else fact.predicate.replace("_", " ")
    who = " ".join(word for word in (fact.subject, verb, fact.object) if word)
    when = (
        f"at {fact.start_s:.2f} s"
        if fact.kind == "point"
        else f"from {fact.start_s:.2f} to {fact.stop_s:.2f} s"
    )
    return f"{who} {when} (confidence {fact.confidence:.2f})"


def fact_row(fact: Fact) -> dict[str, Any]:
    """Return a fact with the columns of `CSV_COLUMNS`; numbers to the microsecond."""
    values = {column: getattr(fact, column) for column in CSV_COLUMNS}
    return {k: round(v, 6) if isinstance(v, float) else v for k, v in values.items()}
