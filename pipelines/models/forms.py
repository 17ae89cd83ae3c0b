"""How a server is asked for JSON: the strictest way that it takes.

Servers differ in what they call structured output, and refuse what they do not know, so the forms
are tried from the strictest down with a tiny question, once; see `pipelines.models.chat` and
`pipelines.models.profile`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Literal, get_args

from graphs.words import counted
from pipelines.models.contract import Image, Json, Question

Form = Literal[
    "json_schema", "json_schema_no_lengths", "json_object_schema", "json_object", "plain"
]
"""The answer is held to the schema (asked as OpenAI, with or without the lengths of texts, or as
llama.cpp), to JSON, or to nothing."""

FORMS: tuple[Form, ...] = get_args(Form)

_ABOUT_LENGTHS = re.compile(r"m(ax|in)_?length|number of repetitions", re.IGNORECASE)
"""What servers say that take a schema, but no lengths in it, or none so large."""

LLAMA_TAKES = 1000
"""Letters: llama.cpp makes a grammar of a schema, and no grammar repeats anything 2000 times; the
server of llama-cpp-python dies of one that asks for it."""

TINY_TOKENS = 1024
"""Room for the answer to the tiny question: models that reason write more than they show."""


def forms_of(speaks_openai: bool) -> tuple[Form, ...]:
    """Return the forms that a server may take, the strictest first."""
    return FORMS if speaks_openai else ("json_schema", "plain")


def forms_to_try(speaks_openai: bool) -> tuple[Form, ...]:
    """Return the forms to try with a question that has no lengths, the strictest first."""
    return tuple(form for form in forms_of(speaks_openai) if form != "json_schema_no_lengths")


def looser(form: Form, speaks_openai: bool, refused: str = "") -> Form | None:
    """Return the form to try after one was refused; ``None`` after the last.

    Parameters
    ----------
    form
        That was refused.
    speaks_openai
        Whether the server does.
    refused
        What the server said; leaving lengths out helps only if it is about them.
    """
    known = forms_of(speaks_openai)
    if form not in known:
        return known[-1]
    rest = known[known.index(form) + 1 :]
    about_lengths = _ABOUT_LENGTHS.search(refused) is not None
    return next((one for one in rest if about_lengths or one in forms_to_try(speaks_openai)), None)


def lengths_in_words(schema: Json, above: int = 0) -> dict[str, Any]:
    """Return a schema that tells the lengths of texts in its descriptions, and asks for none.

    Strict modes of OpenAI and Anthropic refuse ``minLength`` and ``maxLength``, and Google knows
    neither. Answers are checked against the schema as it was.

    Parameters
    ----------
    schema
        Of an answer.
    above
        Lengths up to this many letters stay as they are.
    """
    change = partial(lengths_in_words, above=above)
    rest = {key: _within(change, key, value) for key, value in schema.items()}
    words = {"minLength": "at least", "maxLength": "at most"}
    long = [key for key in words if key in rest and rest[key] > above]
    told = [f"{words[key]} {counted(rest.pop(key), 'letter')}" for key in long]
    if told:
        rest["description"] = ", ".join([*filter(None, [rest.get("description")]), *told])
    return rest


def without_type_lists(schema: Json) -> dict[str, Any]:
    """Return a schema that says the same with ``anyOf`` in place of lists of types.

    Client libraries of Anthropic do not take ``"type": ["number", "null"]``.

    Notes
    -----
    Where values are listed, or there is an ``anyOf`` already, the types are left out. Answers are
    checked against the schema as it was.
    """
    rest = {key: _within(without_type_lists, key, value) for key, value in schema.items()}
    types = rest.get("type")
    if not isinstance(types, list):
        return rest
    del rest["type"]
    if {"enum", "const", "anyOf"} & rest.keys():
        return rest
    told = {key: value for key, value in rest.items() if key in ("title", "description")}
    return {"anyOf": [{"type": one, **_of_type(one, rest)} for one in types], **told}


def _within(change: Callable[[Json], Any], key: str, value: Any) -> Any:
    """Return a value of a schema with the schemas in it changed."""
    if key == "properties":
        return {name: change(one) for name, one in value.items()}
    if key == "anyOf":
        return [change(one) for one in value]
    return change(value) if key == "items" else value


_OF_TYPE: Mapping[str, tuple[str, ...]] = {
    "object": ("properties", "required", "additionalProperties"),
    "array": ("items", "minItems", "maxItems"),
    "string": ("minLength", "maxLength"),
    "number": ("minimum", "maximum"),
    "integer": ("minimum", "maximum"),
}


def _of_type(name: str, words: Json) -> dict[str, Any]:
    """Return the words of a schema that say something of values of one type."""
    return {key: value for key, value in words.items() if key in _OF_TYPE.get(name, ())}


def response_format(form: Form, schema: Json) -> Mapping[str, Any] | None:
    """Return what a request says about the form of its answer; ``None`` says nothing."""
    if form in ("json_schema", "json_schema_no_lengths"):
        told = schema if form == "json_schema" else lengths_in_words(schema)
        inner = {"name": "answer", "strict": True, "schema": told}
        return {"type": "json_schema", "json_schema": inner}
    if form == "json_object_schema":
        return {"type": "json_object", "schema": lengths_in_words(schema, LLAMA_TAKES)}
    return {"type": "json_object"} if form == "json_object" else None


def system_text(form: Form, question: Question) -> str:
    """Return the instructions of a question, with the schema where nothing else tells it."""
    if form not in ("json_object", "plain"):
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
        max_tokens=TINY_TOKENS,
        name="a question to try the server",
    )


def red_square() -> Image:
    """Return a small picture that is red all over."""
    import io

    from PIL import Image as Pillow

    stream = io.BytesIO()
    Pillow.new("RGB", (64, 64), (220, 20, 20)).save(stream, "PNG")
    return Image(stream.getvalue(), "image/png", 64, 64, "The picture:")
