"""The form of an answer, as a JSON schema that servers can hold a model to.

It keeps to what strict modes of hosted models, xgrammar and llama.cpp have in common: every
property is required, no others are allowed, what may be missing is null (``anyOf``), and names are
enumerations. Texts have a longest length, so that a model that does not come to an end is stopped;
where a server takes no lengths they are told in words. Times reach a little over the event, for
they are printed rounded.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from graphs.records import Event
from pipelines.describe.prompt.candidates import Candidates
from pipelines.models.contract import Json

TOLERANCE_S = 0.05
"""How far a time may lie outside its event and still be a matter of rounding."""

LONGEST_WORDS, LONGEST_REASONING = 200, 1500
"""Letters of a text: a few words of the model's own; five short sentences about each picture."""

MOST_CLAIMS, MOST_NOT_VISIBLE, MOST_OTHER = 16, 8, 4
"""Entries of the lists of an answer; with many animals two claims for each, and one not visible."""


def answer_schema(event: Event, candidates: Candidates, *, reasoning: bool = False) -> Json:
    """Return the schema of the answer to a question about an event.

    Parameters
    ----------
    event
        Bounds the times.
    candidates
        Give the names; at least one triple is asked about.
    reasoning
        Whether the answer begins with a text ``reasoning``.
    """
    subject = _one_of(candidates.subjects)
    predicate = _one_of(behavior.name for behavior in candidates.behaviors)
    target = _or_null(_one_of(candidates.objects)) if candidates.objects else {"type": "null"}
    time = _or_null(_number(*time_limits(event)))
    claim = _object(
        subject=subject,
        predicate=predicate,
        object=target,
        start_s=time,
        stop_s=time,
        confidence=_number(0, 1),
    )
    unseen = _object(subject=subject, predicate=_or_null(predicate), why=_text(LONGEST_WORDS))
    other = _object(subject=_or_null(subject), words=_text(LONGEST_WORDS))
    animals, triples = len(candidates.subjects), len(candidates.asked)
    lists = {
        "claims": _list(claim, min(max(MOST_CLAIMS, 2 * animals), 2 * triples)),
        "not_visible": _list(unseen, max(MOST_NOT_VISIBLE, animals)),
        "other": _list(other, MOST_OTHER),
    }
    # properties are written in this order: reasons come before what they are for
    first = {"reasoning": _text(LONGEST_REASONING)} if reasoning else {}
    return _object(**first, **lists)


def time_limits(event: Event) -> tuple[float, float]:
    """Return the earliest and the latest time that an answer may name, in seconds."""
    low = math.floor((event.start_s - TOLERANCE_S) * 100) / 100
    return max(0.0, low), math.ceil((event.stop_s + TOLERANCE_S) * 100) / 100


def _one_of(names: Iterable[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(names)}


def _text(longest: int) -> dict[str, Any]:
    return {"type": "string", "maxLength": longest}


def _number(low: float, high: float) -> dict[str, Any]:
    return {"type": "number", "minimum": low, "maximum": high}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _list(items: dict[str, Any], most: int) -> dict[str, Any]:
    return {"type": "array", "items": items, "maxItems": most}


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
