"""What a model is asked for: subgoals and a program, or a program, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.models.contract import Json
from workbench.memory.context import MOST_SUBGOALS

LONGEST = 4000
"""Characters of one program of a model."""

_MOST_WORDS = 200
"""Letters of a subgoal."""

_PROGRAM: Mapping[str, object] = {"type": "string", "maxLength": LONGEST}
_REFUSE: Mapping[str, object] = {"type": "string", "maxLength": 1000}
_SUBGOAL: Mapping[str, object] = {"type": "string", "maxLength": _MOST_WORDS}


def _object(**properties: object) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


PLAN_SCHEMA: Json = _object(
    subgoals={"type": "array", "items": _SUBGOAL, "maxItems": MOST_SUBGOALS},
    program=_PROGRAM,
    refuse=_REFUSE,
)
"""Answer to the question itself, or after failures."""

PROGRAM_SCHEMA: Json = _object(subgoal=_SUBGOAL, program=_PROGRAM, refuse=_REFUSE)
"""Answer for one subgoal."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model wrote.

    Parameters
    ----------
    program
        Its text, without a code fence around it.
    subgoals
        How it goes on; empty where it was asked for a program only.
    refuse
        Why it writes none.
    """

    program: str
    subgoals: tuple[str, ...] = ()
    refuse: str = ""


def read_reply(data: Mapping[str, Any]) -> Reply:
    """Return an answer that fits one of the schemas."""
    said = tuple(filter(None, (" ".join(text.split()) for text in data.get("subgoals", []))))
    return Reply(_unfenced(data["program"]), said, data["refuse"].strip())


def _unfenced(text: str) -> str:
    """Return a program without the marks of a code block, which are no part of it."""
    lines = text.strip().splitlines()
    if len(lines) > 1 and lines[0].startswith("```") and lines[-1].strip() == "```":
        lines = lines[1:-1]
    return "\n".join(line.rstrip() for line in lines) + "\n" if lines else ""
