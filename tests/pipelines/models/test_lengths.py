"""Lengths of texts: who is asked to hold to them, who is told in words, and what is too long."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from awkward_servers import Got, RawServer, Sent, anthropic_reply, google_reply
from model_questions import Heard, free, question
from model_server import ModelServer, Request

from pipelines.models.chat import ChatModel
from pipelines.models.contract import Question
from pipelines.models.forms import lengths_in_words, looser, response_format
from pipelines.models.profile import Profiles

Serve = Callable[..., ModelServer]
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"words": {"type": "string", "maxLength": 20}},
    "required": ["words"],
    "additionalProperties": False,
}
LONG_AND_SHORT = {"program": 4000, "refuse": 1000}
IN_WORDS = {"type": "string", "description": "at most 20 letters"}


def asked(number: int = 1) -> Question:
    return replace(question(number), schema=SCHEMA)


def few_words(request: Request) -> Any:
    return {"colour": "red"} if "colour" in request.text else {"words": "digs"}


def sent_words(server: ModelServer) -> list[dict[str, Any]]:
    """What each request that the server took said of the text."""
    asked_of = [request.schema["properties"] for request in server.requests if request.schema]
    return [properties["words"] for properties in asked_of if "words" in properties]


def test_said_in_words() -> None:
    schema = {
        "type": "object",
        "properties": {
            "maxLength": {
                "type": "string",
                "minLength": 2,
                "maxLength": 5,
                "description": "A name",
            },
            "list": {"type": "array", "maxItems": 3, "items": {"type": "string", "maxLength": 1}},
            "open": {"anyOf": [{"type": "string", "maxLength": 7}, {"type": "null"}]},
        },
        "required": ["maxLength"],
    }
    before = json.dumps(schema)
    assert lengths_in_words(schema)["properties"] == {
        "maxLength": {
            "type": "string", "description": "A name, at least 2 letters, at most 5 letters",
        },
        "list": {
            "type": "array", "maxItems": 3,
            "items": {"type": "string", "description": "at most 1 letter"},
        },
        "open": {
            "anyOf": [{"type": "string", "description": "at most 7 letters"}, {"type": "null"}],
        },
    }  # fmt: skip
    assert json.dumps(schema) == before


def test_llama_is_held_to_short_lengths_and_told_long_ones_in_words() -> None:
    texts = {name: {"type": "string", "maxLength": most} for name, most in LONG_AND_SHORT.items()}
    asked_for = response_format("json_object_schema", {"type": "object", "properties": texts})
    assert asked_for is not None
    assert asked_for["schema"]["properties"] == {
        "program": {"type": "string", "description": "at most 4000 letters"},
        "refuse": {"type": "string", "maxLength": 1000},
    }


def test_a_server_that_takes_lengths_gets_them(serve: Serve) -> None:
    server = serve(few_words)
    ChatModel("tiny-vl", url=server.url, form="json_schema").ask([asked()], Heard(), free())
    assert sent_words(server) == [SCHEMA["properties"]["words"]]


def test_openai_is_told_in_words(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "key")
    server, heard = serve(few_words, lengths=False), Heard()
    model = ChatModel("tiny-vl", provider="openai", url=server.url, form="json_schema")
    model.ask([asked()], heard, free())
    assert heard.answers[0].data == {"words": "digs"}
    assert (sent_words(server), model.form, model.notes) == ([IN_WORDS], "json_schema", [])


def test_a_server_that_refuses_lengths_is_still_held_to_the_rest(
    serve: Serve, tmp_path: Path
) -> None:
    server, heard = serve(few_words, lengths=False), Heard()
    model = ChatModel("tiny-vl", url=server.url, profiles=tmp_path, backoff_s=0.01)
    model.ask([asked(n) for n in range(3)], heard, free())
    assert sorted(heard.answers) == [0, 1, 2]
    assert sent_words(server) == [IN_WORDS] * 3
    assert Profiles(tmp_path).form(model.where, "tiny-vl") == "json_schema_no_lengths"
    [note] = model.notes
    assert "refused to be asked by json_schema, so json_schema_no_lengths is used" in note
    assert "'maxLength' is not permitted" in note


def test_leaving_lengths_out_is_no_help_against_another_refusal() -> None:
    assert looser("json_schema", True, "json_schema is not supported") == "json_object_schema"
    assert looser("json_schema", True, "maxLength is not permitted") == "json_schema_no_lengths"
    grammar = "failed to parse grammar: number of repetitions exceeds sane defaults"
    assert looser("json_schema", True, grammar) == "json_schema_no_lengths"
    assert looser("json_schema_no_lengths", True, grammar) == "json_object_schema"
    assert looser("json_schema", False, "maxLength is not permitted") == "plain"


@pytest.mark.parametrize(
    ("provider", "key", "name", "answer", "where"),
    [
        ("anthropic", "ANTHROPIC_API_KEY", "claude-sonnet-5-5", anthropic_reply, "output_config"),
        ("google", "GEMINI_API_KEY", "gemini-2.5-flash", google_reply, "generationConfig"),
    ],
)
def test_others_are_told_in_words(
    provider: str,
    key: str,
    name: str,
    answer: Callable[[str], Any],
    where: str,
    serve_raw: Callable[[Sent], RawServer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(key, "key")
    server, heard = serve_raw(Sent(answer('{"words": "digs"}'))), Heard()
    model = ChatModel(name, provider=provider, url=server.url, form="json_schema")
    model.ask([asked()], heard, free())
    assert heard.answers[0].data == {"words": "digs"}
    [got] = server.got
    assert isinstance(got, Got)
    told = json.dumps(got.json[where])
    assert "at most 20 letters" in told
    assert "maxLength" not in told


@pytest.mark.parametrize("form", ["json_schema_no_lengths", "json_object", "plain"])
def test_what_is_too_long_is_sent_back_and_then_refused(serve: Serve, form: str) -> None:
    def runaway(request: Request) -> Any:
        return {"words": "digs " * 10 if "Event 1" in request.text else "digs " * 4}

    server, heard = serve(runaway), Heard()
    model = ChatModel("tiny-vl", url=server.url, form=form)  # type: ignore[arg-type]
    model.ask([asked(1), asked(2)], heard, free())
    assert list(heard.answers) == [1], "as long as allowed"
    assert str(heard.errors[0]).startswith("event 1: the answer does not fit, after 1 repair: ")
    assert "the answer.words has 50 letters; expected at most 20" in str(heard.errors[0])
    assert sum("expected at most 20" in request.text for request in server.requests) == 1
