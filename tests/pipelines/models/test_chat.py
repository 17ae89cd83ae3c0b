"""Chat models against a strict server: every way in which one can fail, and the others go on."""

from __future__ import annotations

import time
from collections.abc import Callable
from email.utils import formatdate
from typing import Any

import pytest
from model_questions import Heard, claim, free, question, reply
from model_server import ModelServer, Request, Script

from graphs.errors import BudgetReached, ModelError, UserError
from pipelines.models.budget import Budget, Meter
from pipelines.models.chat import ChatModel
from pipelines.models.contract import get_model

Serve = Callable[..., ModelServer]


def model(server: ModelServer, **said: Any) -> ChatModel:
    given = {"form": "json_schema", "backoff_s": 0.01, "timeout_s": 5.0, "seed": 1, **said}
    return ChatModel("tiny-vl", url=server.url, **given)


def ask(server: ModelServer, count: int = 3, gate: Meter | None = None, **said: Any) -> Heard:
    heard = Heard()
    questions = [question(number) for number in range(count)]
    model(server, **said).ask(questions, heard, gate or free())
    return heard


def script(server: ModelServer, *told: tuple[str, Script]) -> None:
    """Let scripts happen to questions by their text, each once."""
    left = list(told)

    def first(request: Request) -> Script | None:
        for place, (words, happens) in enumerate(left):
            if words in request.text:
                del left[place]
                return happens
        return None

    server.by_request = first


def test_answers_arrive_with_what_they_cost(serve: Serve) -> None:
    server = serve()
    gate = free()
    heard = ask(server, gate=gate)
    assert not heard.errors
    assert [heard.answers[n].data for n in range(3)] == [claim()] * 3
    assert (gate.spent.requests, gate.spent.images) == (3, 3)
    assert gate.spent.input_tokens == server.input_tokens
    assert gate.spent.output_tokens == server.output_tokens


def test_pictures_come_after_their_labels_and_the_text_first(serve: Serve) -> None:
    server = serve()
    model(server).ask([question(1, pictures=2)], Heard(), free())
    content = server.requests[0].json["messages"][1]["content"]
    assert [part["type"] for part in content] == ["text", "text", "image_url", "text", "image_url"]
    assert content[1]["text"] == "Picture of 10:"
    assert [picture.size for picture in server.requests[0].pictures] == [(96, 64)] * 2


def test_without_pictures_the_text_is_a_plain_string(serve: Serve) -> None:
    server = serve(sees=False)
    heard = Heard()
    model(server).ask([question(1, pictures=0)], heard, free())
    assert heard.answers
    assert isinstance(server.requests[0].json["messages"][1]["content"], str)


@pytest.mark.parametrize(
    ("forms", "refusal", "found"),
    [
        (("json_schema", "json_object"), 400, "json_schema"),
        (("json_object_schema",), 500, "json_object_schema"),  # as llama.cpp's server
        (("json_object",), 422, "json_object"),
        ((), 400, "plain"),
    ],
)
def test_the_strictest_form_is_found(
    serve: Serve, forms: tuple[str, ...], refusal: int, found: str
) -> None:
    server = serve(forms=forms, refusal=refusal)
    asked = model(server, form=None)
    heard = Heard()
    asked.ask([question(1), question(2)], heard, free())
    assert asked.form == found
    assert len(heard.answers) == 2
    before = len(server.requests)
    asked.ask([question(3)], heard := Heard(), free())
    assert len(server.requests) == before + 1, "what was found out is remembered"
    assert heard.answers


def test_where_nothing_holds_it_to_json_the_schema_is_told(serve: Serve) -> None:
    def wordy(request: Request) -> Any:
        assert '"claims"' in request.system or "colour" in request.system
        answer = reply(request)
        return f"Sure!\n```json\n{str(answer).replace(chr(39), chr(34))}\n```\n"

    server = serve(wordy, forms=())
    heard = ask(server, 1, form="plain")
    assert heard.answers[0].data == claim()


def test_a_model_that_sees_nothing_is_told_before_anything_is_asked(serve: Serve) -> None:
    server = serve(sees=False)
    with pytest.raises(ModelError, match="answers text and takes no pictures"):
        model(server, form=None).ask([question(1)], Heard(), free())
    assert all("Event" not in request.text for request in server.requests)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ('{"claims": [', "no valid JSON"),
        ("I see a mouse.", "no JSON object"),
        ({"claims": [{"subject": "mouse_9", "predicate": "chase", "start_s": 1}]}, "'mouse_9'"),
        ({"claims": [], "more": 1}, "more is not asked for"),
        ({"claims": [{"subject": "mouse_1", "predicate": "rest", "start_s": -1}]}, "at least 0"),
    ],
)
def test_an_answer_that_does_not_fit_is_sent_back_with_its_faults(
    serve: Serve, bad: Any, words: str
) -> None:
    first: list[Request] = []

    def second_time_right(request: Request) -> Any:
        first.append(request)
        return bad if len(first) == 1 else claim()

    server = serve(second_time_right)
    gate = free()
    heard = ask(server, 1, gate)
    assert heard.answers[0].data == claim()
    assert heard.answers[0].usage.requests == gate.spent.requests == 2
    assert words in first[1].text
    assert first[1].json["messages"][2]["role"] == "assistant"


def test_an_answer_that_never_fits_fails_alone(serve: Serve) -> None:
    server = serve(lambda request: claim("nobody") if "Event 1" in request.text else claim())
    heard = ask(server)
    assert sorted(heard.answers) == [0, 2]
    assert "event 1: the answer does not fit, after 1 repair: " in str(heard.errors[1])
    assert "'nobody'; expected one of 'mouse_1', 'mouse_2'" in str(heard.errors[1])


def test_an_answer_cut_off_is_named_so(serve: Serve) -> None:
    server = serve()
    script(server, ("Event 1", Script(text='{"claims": [', finish="length")))
    heard = ask(server)
    assert sorted(heard.answers) == [0, 2]
    assert "cut off after 200 tokens; raise max_tokens" in str(heard.errors[1])


def test_a_refusal_of_the_provider_is_named_so(serve: Serve) -> None:
    server = serve()
    script(server, ("Event 0", Script(text="", finish="content_filter")))
    assert "content filter" in str(ask(server).errors[0])


@pytest.mark.parametrize(
    "trouble",
    [
        Script(429, "Rate limit", {"Retry-After": "0"}),
        Script(429, "Rate limit", {"Retry-After": formatdate(usegmt=True)}),
        Script(500, "Internal error"),
        Script(503, "Overloaded"),
        Script(drop=True),
    ],
    ids=["429 seconds", "429 date", "500", "503", "dropped"],
)
def test_a_busy_server_is_asked_again(serve: Serve, trouble: Script) -> None:
    server = serve()
    script(server, ("Event 1", trouble), ("Event 1", trouble))
    gate = free()
    heard = ask(server, gate=gate)
    assert not heard.errors
    assert len(server.requests) == gate.spent.requests == 5


def test_it_waits_as_long_as_the_server_says(serve: Serve) -> None:
    server = serve()
    script(server, ("Event 0", Script(429, "Rate limit", {"Retry-After": "0.4"})))
    started = time.monotonic()
    ask(server, 1)
    assert time.monotonic() - started >= 0.4


def test_a_server_that_stays_busy_costs_its_question_alone(serve: Serve) -> None:
    server = serve()
    server.by_request = lambda request: (
        Script(500, "Internal error") if "Event 1" in request.text else None
    )
    heard = ask(server, retries=2)
    assert sorted(heard.answers) == [0, 2]
    assert "answered 500: Internal error (after 3 attempts)" in str(heard.errors[1])


def test_an_answer_that_takes_too_long_is_given_up(serve: Serve) -> None:
    server = serve()
    server.by_request = lambda request: Script(wait_s=1.0) if "Event 1" in request.text else None
    heard = ask(server, timeout_s=0.3, retries=1)
    assert sorted(heard.answers) == [0, 2]
    assert "did not answer in time (after 2 attempts)" in str(heard.errors[1])


def test_a_question_that_is_too_long_is_not_asked_again(serve: Serve) -> None:
    server = serve(context=500)
    heard = Heard()
    long = question(1, pictures=1, max_tokens=50)
    longer = question(2, pictures=60)
    model(server).ask([long, longer], heard, free())
    assert sorted(heard.answers) == [0]
    assert "longer than the model takes" in str(heard.errors[1])
    assert "maximum context length is 500" in str(heard.errors[1])
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"key_env": "WRONG_KEY"}, "refuses the key in WRONG_KEY"),
        ({}, "refuses the request without a key"),
    ],
)
def test_a_key_that_is_refused_ends_everything(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, said: dict[str, str], words: str
) -> None:
    monkeypatch.setenv("WRONG_KEY", "sk-wrong-secret")
    server = serve(key="sk-right")
    with pytest.raises(ModelError, match=words) as caught:
        ask(server, **said)
    assert "sk-wrong" not in str(caught.value)


def test_a_key_is_read_from_the_environment(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RIGHT_KEY", "sk-right")
    server = serve(key="sk-right")
    assert len(ask(server, key_env="RIGHT_KEY").answers) == 3


def test_a_missing_key_is_named(serve: Serve) -> None:
    with pytest.raises(UserError, match="environment variable NO_SUCH_KEY"):
        ask(serve(), key_env="NO_SUCH_KEY")


def test_an_unknown_model_ends_everything(serve: Serve) -> None:
    server = serve(model="another")
    with pytest.raises(ModelError, match="has no model 'tiny-vl'"):
        ask(server)


def test_no_server_ends_everything_at_once(serve: Serve) -> None:
    server = serve()
    server.close()
    with pytest.raises(ModelError, match=r"No server answers at http://127.0.0.1.*running"):
        ask(server)


def test_questions_that_fail_in_a_row_end_everything(serve: Serve) -> None:
    server = serve()
    server.by_request = lambda _request: Script(500, "Internal error")
    heard = Heard()
    with pytest.raises(ModelError, match=r"5 questions in a row failed.*not asked"):
        model(server, retries=0, concurrency=1).ask([question(n) for n in range(20)], heard, free())
    assert len(heard.errors) == len(server.requests) == 5


def test_several_are_asked_at_a_time_but_not_more(serve: Serve) -> None:
    server = serve()
    server.by_request = lambda _request: Script(wait_s=0.1)
    heard = ask(server, 8, concurrency=3)
    assert len(heard.answers) == 8
    assert server.busiest == 3


@pytest.mark.parametrize("budget", [Budget(calls=4), Budget(tokens=600)], ids=["calls", "tokens"])
def test_a_budget_is_never_exceeded(serve: Serve, budget: Budget) -> None:
    server, gate, heard = serve(), Meter(budget), Heard()
    with pytest.raises(BudgetReached, match=r"leaves no room.*Used so far: \d+ calls"):
        model(server, concurrency=3).ask([question(n) for n in range(20)], heard, gate)
    assert heard.answers, "some are answered before it is reached"
    assert len(heard.answers) == len(server.answered)
    assert len(server.requests) <= (budget.calls or 20)
    assert server.tokens <= (budget.tokens or 10**9)


def test_an_interruption_keeps_what_was_answered(serve: Serve) -> None:
    server, heard = serve(), Heard()

    def interrupt(place: int, found: Any) -> None:
        heard(place, found)
        if len(heard.answers) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        model(server, concurrency=1).ask([question(n) for n in range(6)], interrupt, free())
    assert len(heard.answers) == 2


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"provider": "olama"}, "did you mean 'ollama'"),
        ({"provider": "openai-compatible"}, "needs an address"),
        ({"url": "http://me:secret@host/v1"}, "must hold neither user name nor key"),
        ({"url": "http://127.0.0.1:1/v1", "form": "yaml"}, "form is 'yaml'"),
        ({"url": "http://127.0.0.1:1/v1", "concurency": 1}, "no setting 'concurency'"),
    ],
)
def test_wrong_settings_are_told(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(UserError, match=words):
        get_model("chat", name="x", **settings)


def test_the_identity_holds_no_key_and_changes_with_what_matters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOME_KEY", "sk-secret")
    one = ChatModel("a", url="http://127.0.0.1:1/v1", key_env="SOME_KEY")
    other = ChatModel("a", url="http://127.0.0.1:1/v1", key_env="SOME_KEY", temperature=0.5)
    assert "secret" not in repr(one.identity)
    assert one.identity.digest != other.identity.digest
