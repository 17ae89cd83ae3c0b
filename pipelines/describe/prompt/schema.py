"""The form of an answer: small, and in words that every server of structured output takes.

Every property is required and nothing else is allowed, as OpenAI's strict mode wants it.
"""

from __future__ import annotations

from typing import Any

from pipelines.describe.prompt.candidates import Candidates

MOST_CLAIMS, MOST_WORDS = 24, 300
"""Claims of an answer at most, and letters of free text."""


def answer_schema(candidates: Candidates, *, reasoning: bool = False) -> dict[str, Any]:
    """Return the JSON schema of the answer about one event."""
    subject = {"type": "string", "enum": candidates.subjects}
    predicate = {"type": "string", "enum": [one.name for one in candidates.behaviors]}
    objects = _or_null({"type": "string", "enum": candidates.objects}, candidates.objects)
    words = {"type": "string", "maxLength": MOST_WORDS}
    time = {"type": ["number", "null"]}
    claim = _object(
        subject=subject,
        predicate=predicate,
        object=objects,
        start_s=time,
        stop_s=time,
        confidence={"type": "number", "minimum": 0, "maximum": 1},
    )
    hidden = _object(subject=subject, predicate=_or_null(predicate, [1]), why=words)
    other = _object(subject=_or_null(subject, [1]), words=words)
    first = {"reasoning": {"type": "string", "maxLength": 3 * MOST_WORDS}} if reasoning else {}
    return _object(**first, claims=_list(claim), not_visible=_list(hidden), other=_list(other))


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items, "maxItems": MOST_CLAIMS}


def _or_null(schema: dict[str, Any], choices: list[Any]) -> dict[str, Any]:
    """Return a schema that also takes null; only null if there is nothing to choose from."""
    return {"anyOf": [schema, {"type": "null"}]} if choices else {"type": "null"}
