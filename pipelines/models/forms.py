"""How a server is asked for JSON: the strictest way that it takes.

Servers differ in what they call structured output, and refuse what they do not know, so the forms
are tried from the strictest down with a tiny question, once; see `pipelines.models.chat`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal, get_args

from pipelines.models.contract import Image, Json, Question

Form = Literal["json_schema", "json_object_schema", "json_object", "plain"]
"""The answer is held to the schema (asked as OpenAI or as llama.cpp), to JSON, or to nothing."""

FORMS: tuple[Form, ...] = get_args(Form)


def response_format(form: Form, schema: Json) -> Mapping[str, Any] | None:
    """Return what a request says about the form of its answer; ``None`` says nothing."""
    if form == "json_schema":
        inner = {"name": "answer", "strict": True, "schema": schema}
        return {"type": "json_schema", "json_schema": inner}
    if form == "json_object_schema":
        return {"type": "json_object", "schema": schema}
    return {"type": "json_object"} if form == "json_object" else None


def system_text(form: Form, question: Question) -> str:
    """Return the instructions of a question, with the schema where nothing else tells it."""
    if form in ("json_schema", "json_object_schema"):
        return question.system
    return (
        f"{question.system}\n\nAnswer with one JSON object and nothing else. It must fit this JSON "
        f"schema:\n{json.dumps(question.schema, ensure_ascii=False)}"
    )


def tiny_question(image: Image | None) -> Question:
    """Return a question that any model can answer, to find out what a server takes."""
    schema = {
        "type": "object",
        "properties": {"colour": {"type": "string", "enum": ["red", "green", "blue"]}},
        "required": ["colour"],
        "additionalProperties": False,
    }
    return Question(
        system="You answer in JSON.",
        text="Which colour has the picture?" if image else "Which colour has a ripe tomato?",
        images=(image,) if image else (),
        schema=schema,
        max_tokens=64,
        name="a question to try the server",
    )


def red_square() -> Image:
    """Return a small picture that is red all over."""
    import io

    from PIL import Image as Pillow

    stream = io.BytesIO()
    Pillow.new("RGB", (64, 64), (220, 20, 20)).save(stream, "PNG")
    return Image(stream.getvalue(), "image/png", 64, 64, "The picture:")
