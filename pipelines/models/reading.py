"""From the text of an answer to the JSON object that its question asks for."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from pipelines.models import json_schema

_FENCED = re.compile(r"```(?:json)?\s*(\{.*\})\s*```", re.DOTALL)
_MOST_FAULTS = 8


class DoesNotFit(ValueError):  # noqa: N818 - says what it is
    """An answer that is not what was asked for; the message says what is wrong, for the model."""


def read_answer(text: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON object of an answer.

    One object may stand in a code fence or between words, as models write that were not held to
    JSON; nothing else is mended.

    Raises
    ------
    DoesNotFit
        There is no such object, or it does not fit the schema; all faults are listed.
    """
    value = _object_in(text)
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        message = (
            "half of a letter in it (a lone surrogate such as \\ud83d); expected whole letters"
        )
        raise DoesNotFit(message) from None
    found = json_schema.faults(value, schema)
    if found:
        more = f"; and {len(found) - _MOST_FAULTS} more" if len(found) > _MOST_FAULTS else ""
        raise DoesNotFit("; ".join(found[:_MOST_FAULTS]) + more)
    return value


def _object_in(text: str) -> dict[str, Any]:
    fenced = _FENCED.search(text)
    inner = fenced[1] if fenced else text
    start = inner.find("{")
    if start < 0:
        message = f"no JSON object in it; found {text.strip()[:80]!r}"
        raise DoesNotFit(message)
    try:
        value, stop = json.JSONDecoder().raw_decode(inner, start)
    except json.JSONDecodeError as error:
        message = f"no valid JSON: {error.msg} at letter {error.pos} of {len(inner)}"
        raise DoesNotFit(message) from None
    if "{" in inner[stop:]:
        message = "more than one JSON object in it; expected one"
        raise DoesNotFit(message)
    assert isinstance(value, dict)
    return value
