"""Anthropic and Google, each against a server that speaks as theirs do."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from awkward_servers import Got, RawServer, Sent, anthropic_reply, error_of, google_reply
from model_questions import Heard, claim, free, question

from graphs.errors import ModelError, UserError
from pipelines.models.chat import ChatModel
from pipelines.models.forms import without_type_lists
from pipelines.models.ledger import Ledger, read_ledger, restored_body

KEYS = {"anthropic": "ANTHROPIC_API_KEY", "google": "GEMINI_API_KEY"}
NAMES = {"anthropic": "claude-sonnet-5-5", "google": "gemini-2.5-flash"}
REPLIES: dict[str, Callable[..., Any]] = {"anthropic": anthropic_reply, "google": google_reply}
SECRET = "very-secret-key-of-theirs"
Start = Callable[[Callable[[int, Got], Sent]], RawServer]

both = pytest.mark.parametrize("provider", ["anthropic", "google"])


@pytest.fixture
def start(serve_raw: Start, monkeypatch: pytest.MonkeyPatch) -> Start:
    """Start servers, with keys in the environment."""
    for variable in KEYS.values():
        monkeypatch.setenv(variable, SECRET)
    return serve_raw


def answers(provider: str) -> Callable[[int, Got], Sent]:
    """Return what a model that works answers, also to the question about a colour."""

    def answer(_number: int, request: Got) -> Sent:
        value = {"colour": "red"} if b"colour" in request.body else claim()
        return Sent(REPLIES[provider](json.dumps(value)))

    return answer


def model(provider: str, server: RawServer, **said: Any) -> ChatModel:
    given = {"backoff_s": 0.01, "timeout_s": 4.0, "form": "json_schema", **said}
    name = given.pop("name", NAMES[provider])
    return ChatModel(name, provider=provider, url=server.url, **given)


def test_anthropic_gets_pictures_schema_and_length(start: Start) -> None:
    server = start(answers("anthropic"))
    heard, gate = Heard(), free()
    model("anthropic", server, form=None).ask([question(1)], heard, gate)
    assert heard.answers[0].data == claim()
    assert (gate.spent.input_tokens, gate.spent.output_tokens) == (22, 14)
    tiny, asked = (request.json for request in server.got)
    assert tiny["output_config"]["format"]["type"] == "json_schema"
    assert (asked["model"], asked["max_tokens"]) == ("claude-sonnet-5-5", 200)
    content = asked["messages"][0]["content"]
    assert [part["type"] for part in content] == ["text", "text", "image"]
    shown = base64.b64decode(content[2]["source"]["data"])
    assert shown == question(1).images[0].data


def test_google_gets_pictures_schema_and_length(start: Start) -> None:
    server = start(answers("google"))
    heard = Heard()
    model("google", server, form=None, seed=7).ask([question(1, sample=2)], heard, free())
    assert heard.answers[0].data == claim()
    asked = server.got[-1].json
    config = asked["generationConfig"]
    assert (config["maxOutputTokens"], config["seed"]) == (200, 9)
    assert config["responseJsonSchema"]["required"] == ["claims"]
    parts = asked["contents"][0]["parts"]
    shown = base64.urlsafe_b64decode(parts[-1]["inlineData"]["data"])
    assert shown == question(1).images[0].data


def test_a_model_without_structured_output_is_told_the_schema(start: Start) -> None:
    server = start(answers("anthropic"))
    asked = model("anthropic", server, form=None, name="claude-3-5-haiku-latest")
    asked.ask([question(1)], heard := Heard(), free())
    assert asked.form == "plain"
    assert heard.answers[0].data == claim()
    assert '"claims"' in json.dumps(server.got[-1].json["system"]).replace('\\"', '"')
    assert "output_config" not in server.got[-1].json


def test_a_schema_that_is_too_complex_for_them_is_told_in_words(start: Start) -> None:
    def answer(number: int, request: Got) -> Sent:
        if "output_config" in request.json:
            return error_of("anthropic", 400, "output_config.format: Schema is too complex.")
        return answers("anthropic")(number, request)

    server = start(answer)
    asked = model("anthropic", server)
    asked.ask([question(1), question(2)], heard := Heard(), free())
    assert sorted(heard.answers) == [0, 1]
    assert asked.form == "plain"
    assert "refused to be asked by json_schema, so plain is used" in asked.notes[-1]
    assert len(asked.notes) == len(set(asked.notes)) == 2  # and that it takes no temperature


@both
def test_an_answer_that_does_not_fit_is_sent_back(provider: str, start: Start) -> None:
    texts = [json.dumps(claim("mouse_9")), json.dumps(claim())]
    server = start(lambda number, _request: Sent(REPLIES[provider](texts[number])))
    heard = Heard()
    model(provider, server).ask([question(1)], heard, free())
    assert heard.answers[0].usage.requests == 2
    assert b"mouse_9" in server.got[1].body
    assert b"That does not fit" in server.got[1].body


@both
def test_an_empty_answer_is_asked_again(provider: str, start: Start) -> None:
    texts = ["", json.dumps(claim())]
    server = start(lambda number, _request: Sent(REPLIES[provider](texts[number])))
    model(provider, server).ask([question(1)], heard := Heard(), free())
    assert heard.answers[0].data == claim()


@both
def test_a_busy_provider_is_asked_again(provider: str, start: Start) -> None:
    status = {"anthropic": 529, "google": 503}[provider]

    def answer(number: int, request: Got) -> Sent:
        busy = error_of(provider, status, "Overloaded")
        return busy if number < 2 else answers(provider)(number, request)

    server = start(answer)
    model(provider, server).ask([question(1)], heard := Heard(), free())
    assert heard.answers[0].data == claim()
    assert len(server.got) == 3, "no client repeats requests of its own accord"


@pytest.mark.parametrize(
    ("provider", "status", "words"),
    [
        ("anthropic", 401, "invalid x-api-key"),
        ("google", 401, "Request had invalid authentication credentials."),
        ("google", 403, "Permission denied."),
        ("google", 400, "API key not valid. Please pass a valid API key."),
    ],
)
def test_a_key_that_is_refused_ends_everything(
    start: Start, provider: str, status: int, words: str, tmp_path: Path
) -> None:
    server = start(lambda _number, _request: error_of(provider, status, words))
    asked = model(provider, server, concurrency=1)
    with pytest.raises(ModelError, match=f"refuses the key in {KEYS[provider]}") as caught:
        asked.ask([question(n) for n in range(4)], Heard(), free(Ledger(tmp_path)))
    assert len(server.got) == 1
    assert SECRET not in str(caught.value) + repr(asked) + repr(asked.identity)
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert kept
    assert not [one for one in kept if SECRET.encode() in one]


@pytest.mark.parametrize(
    ("provider", "reply", "words"),
    [
        ("anthropic", anthropic_reply('{"cl', "max_tokens"), "cut off after 200 tokens"),
        ("anthropic", anthropic_reply("", "refusal"), "content filter"),
        ("google", google_reply('{"cl', "MAX_TOKENS"), "cut off after 200 tokens"),
        ("google", google_reply("", "SAFETY"), "content filter"),
    ],
)
def test_an_answer_that_ends_early_says_why(
    start: Start, provider: str, reply: Any, words: str
) -> None:
    server = start(lambda _number, _request: Sent(reply))
    model(provider, server).ask([question(1)], heard := Heard(), free())
    assert words in str(heard.errors[0])
    assert len(server.got) == 1


@both
def test_the_ledger_restores_their_requests_and_keeps_pictures_once(
    provider: str, start: Start, tmp_path: Path
) -> None:
    server = start(answers(provider))
    big = question(1, pictures=3)
    model(provider, server).ask([big], Heard(), free(Ledger(tmp_path)))
    [row] = read_ledger(tmp_path)
    assert restored_body(tmp_path, row) == server.got[0].body
    assert (row["answer"]["input_tokens"], row["answer"]["output_tokens"]) == (11, 7)
    [body] = (tmp_path / "bodies").iterdir()
    assert body.stat().st_size < min(len(image.data) for image in big.images) / 2
    assert SECRET not in (tmp_path / "ledger.jsonl").read_text()


@both
def test_without_a_key_nothing_is_sent(
    provider: str, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = start(answers(provider))
    monkeypatch.delenv(KEYS[provider])
    with pytest.raises(UserError, match=f"environment variable {KEYS[provider]}"):
        model(provider, server).ask([question(1)], Heard(), free())
    assert not server.got


def test_lists_of_types_are_said_with_any_of() -> None:
    schema = {
        "type": "object",
        "properties": {
            "type": {"type": ["number", "null"], "minimum": 0, "title": "t"},
            "word": {"type": ["string", "null"], "enum": ["a", None]},
            "list": {"type": "array", "items": {"type": ["string", "null"], "maxLength": 3}},
        },
        "required": ["type"],
    }
    assert without_type_lists(schema) == {
        "type": "object",
        "properties": {
            "type": {"anyOf": [{"type": "number", "minimum": 0}, {"type": "null"}], "title": "t"},
            "word": {"enum": ["a", None]},
            "list": {
                "type": "array",
                "items": {"anyOf": [{"type": "string", "maxLength": 3}, {"type": "null"}]},
            },
        },
        "required": ["type"],
    }
