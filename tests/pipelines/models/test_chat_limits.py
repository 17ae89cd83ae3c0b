"""Limits that hold whatever a server does: time, budget, forms of answers, network."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from awkward_servers import Got, RawServer, Sent, error_of, openai_reply
from model_questions import Heard, claim, free, question, reply
from model_server import ModelServer, Request, Script

from graphs.errors import BudgetReached, ModelError, UserError
from pipelines.models.answers import AnswerStore, ask_all
from pipelines.models.budget import Budget, Meter
from pipelines.models.chat import ChatModel
from pipelines.models.profile import Profiles
from pipelines.models.refusals import LONGEST_RETRY_AFTER_S, retry_after_s

Serve = Callable[..., ModelServer]
ServeRaw = Callable[..., RawServer]
GOOD = openai_reply(json.dumps(claim()))


def model(server: ModelServer | RawServer, **said: Any) -> ChatModel:
    given = {"form": "json_schema", "backoff_s": 0.01, "timeout_s": 4.0, "retries": 1, **said}
    return ChatModel("tiny-vl", url=server.url, **given)


def ask(server: ModelServer | RawServer, gate: Meter | None = None, **said: Any) -> Heard:
    heard = Heard()
    model(server, **said).ask([question(1)], heard, gate or free())
    return heard


# ---- time


def test_an_answer_that_drips_is_given_up(serve_raw: ServeRaw) -> None:
    server = serve_raw(Sent(GOOD, pause_s=0.05))  # each byte comes in time, all of them in 15 s
    heard = ask(server, timeout_s=0.4)
    assert "did not answer in time (after 2 attempts)" in str(heard.errors[0])


@pytest.mark.parametrize(
    ("text", "read_s", "wait_s"),
    [
        ("3", None, 3.0),
        ("0.5", 9.0, 0.5),
        ("", 21.2, 21.2),  # Google says it in the body
        ("-4", None, 0.0),
        ("1e9", None, LONGEST_RETRY_AFTER_S),
        ("nan", None, None),
        ("soon", None, None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", None, 0.0),
    ],
)
def test_waits_are_read(text: str, read_s: float | None, wait_s: float | None) -> None:
    assert retry_after_s({"retry-after": text}, read_s) == wait_s


# ---- what a server says


@pytest.mark.parametrize(
    "words",
    [
        "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens.",
        "The decoder prompt (length 5000) is longer than the maximum model length of 4096.",
        "the request exceeds the available context size, try increasing it",
    ],
    ids=["openai", "vllm", "llama.cpp"],
)
def test_a_context_that_overflows_is_named_so(serve_raw: ServeRaw, words: str) -> None:
    server = serve_raw(error_of("openai", 400, words))
    heard = ask(server)
    assert "the question is longer than the model takes" in str(heard.errors[0])
    assert words.rstrip(".") in str(heard.errors[0])
    assert len(server.got) == 1


@pytest.mark.parametrize(
    "sent",
    [
        Sent(openai_reply("", refusal="I cannot help with that.")),
        error_of("openai", 400, "Filtered due to our content management policy."),
    ],
    ids=["refusal", "filter"],
)
def test_a_refusal_to_answer_is_named_so(serve_raw: ServeRaw, sent: Sent) -> None:
    server = serve_raw(sent)
    assert "refused to answer (content filter)" in str(ask(server).errors[0])
    assert len(server.got) == 1


@pytest.mark.parametrize(
    "body", [b"<html>log in</html>", b"", {**GOOD, "choices": []}, {"error": {"message": "down"}}]
)
def test_what_is_no_answer_costs_its_question_alone(serve_raw: ServeRaw, body: Any) -> None:
    def answer(_number: int, request: Got) -> Sent:
        return Sent(body if b"Event 1" in request.body else GOOD)

    heard = Heard()
    model(serve_raw(answer)).ask([question(n) for n in range(3)], heard, free())
    assert sorted(heard.answers) == [0, 2]
    assert "no answer that can be read" in str(heard.errors[1])


@pytest.mark.parametrize("text", ["", "I see a mouse."])
def test_turns_alternate_when_an_answer_is_sent_back(serve_raw: ServeRaw, text: str) -> None:
    texts = [text, json.dumps(claim())]
    server = serve_raw(lambda number, _request: Sent(openai_reply(texts[number])))
    assert ask(server).answers
    said = [(message["role"], message["content"]) for message in server.got[1].json["messages"]]
    assert [role for role, _ in said] == ["system", "user", "assistant", "user"]
    assert said[2][1] == text


def test_a_redirection_is_not_followed(serve_raw: ServeRaw) -> None:
    other = serve_raw(Sent(GOOD))
    server = serve_raw(Sent(b"", 307, {"Location": f"{other.url}/v1/chat/completions"}))
    assert ask(server).errors
    assert not other.got


# ---- how JSON is asked for


def test_a_form_that_is_refused_later_gives_way_and_is_noted(serve: Serve, tmp_path: Path) -> None:
    server = serve(forms=("json_object",))
    asked = model(server, profiles=tmp_path, concurrency=3)
    asked.ask([question(n) for n in range(5)], heard := Heard(), free())
    assert sorted(heard.answers) == [0, 1, 2, 3, 4]
    assert asked.form == "json_object"
    assert [note.split(":")[0] for note in asked.notes] == [
        "'tiny-vl' refused to be asked by json_schema, so json_object_schema is used",
        "'tiny-vl' refused to be asked by json_object_schema, so json_object is used",
    ]
    assert "response_format 'json_schema' is not supported" in asked.notes[0]
    assert Profiles(tmp_path).form(asked.where, "tiny-vl") == "json_object"


def test_what_was_found_out_is_remembered_for_the_next_run(serve: Serve, tmp_path: Path) -> None:
    server = serve(forms=("json_object_schema",), refusal=500)
    model(server, form=None, profiles=tmp_path).ask([question(1)], Heard(), free())
    before = len(server.requests)
    again = model(server, form=None, profiles=tmp_path)
    assert again.form == "json_object_schema"
    again.ask([question(2)], heard := Heard(), free())
    assert len(heard.answers) == len(server.requests) - before == 1
    assert model(serve(), form=None, profiles=tmp_path).form is None, "of another server"


def test_a_damaged_profile_is_found_out_again(serve: Serve, tmp_path: Path) -> None:
    server = serve()
    asked = model(server, form=None, profiles=tmp_path)
    path = Profiles(tmp_path).path(asked.where, "tiny-vl")
    for content in ("{", "[]", '{"form": "yaml"}'):
        path.write_text(content)
        assert model(server, form=None, profiles=tmp_path).form is None


def test_a_server_that_is_busy_at_first_is_not_asked_loosely_ever_after(serve: Serve) -> None:
    server = serve()
    server.scripts = {0: Script(429, "Rate limit"), 1: Script(503, "Loading model")}
    asked = model(server, form=None, retries=2)
    asked.ask([question(1)], heard := Heard(), free())
    assert asked.form == "json_schema"
    assert heard.answers


def test_a_model_that_reasons_has_room_for_the_tiny_question(serve: Serve) -> None:
    def reasons(request: Request) -> Any:
        room = request.json["max_tokens"]
        return reply(request) if room >= 200 else '{"colour'  # cut off where there is no room

    assert model(serve(reasons), form=None).check(free())[0] == "json_schema"


@pytest.mark.parametrize(
    ("name", "takes"),
    [("gpt-4o", True), ("gpt-5.1", True), ("gpt-5", False), ("gpt-5.5", False), ("o3", False)],
)
def test_a_temperature_is_sent_where_it_is_taken_and_else_that_is_noted(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, name: str, takes: bool
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-any")
    server = serve(model=name)
    asked = ChatModel(name, "openai", server.url, form="json_schema")
    asked.ask([question(1)], heard := Heard(), free())
    asked.ask([question(2)], Heard(), free())
    assert heard.answers[0].data == claim()
    assert ("temperature" in server.requests[0].json) == takes
    said = [note.partition(",")[0] for note in asked.notes]
    assert said == ([] if takes else [f"{name!r} takes no temperature"])


# ---- budgets, as the server meters


def test_an_answer_that_is_lost_counts_with_the_most_it_can_cost(serve: Serve) -> None:
    server = serve(lambda _request: json.dumps(claim()) + " " * 400)
    server.by_request = lambda _request: Script(wait_s=0.4)
    gate, heard = Meter(Budget(tokens=1000)), Heard()
    with pytest.raises(BudgetReached):
        model(server, timeout_s=0.2, retries=9).ask([question(1)], heard, gate)
    time.sleep(0.5)  # the server ends what nobody waits for any more
    assert len(server.requests) > 1
    assert 0 < server.tokens <= 1000
    assert gate.spent.input_tokens + gate.spent.output_tokens >= server.tokens


def test_answers_that_are_sent_back_stay_within_the_budget(serve: Serve) -> None:
    long = claim("nobody") | {"more": "x" * 700}
    server = serve(lambda _request: long)
    for tokens in (500, 800, 1000, 1200, 1500):
        before, gate = server.tokens, Meter(Budget(tokens=tokens))
        with pytest.raises(BudgetReached):
            model(server, repairs=9).ask([question(1, max_tokens=220)], Heard(), gate)
        assert server.tokens - before <= tokens


def test_a_server_that_tells_no_tokens_has_its_budget_too(serve_raw: ServeRaw) -> None:
    server = serve_raw(Sent(openai_reply(json.dumps(claim()), usage=False)))
    heard, gate = Heard(), Meter(Budget(tokens=1500))
    with pytest.raises(BudgetReached, match=r"Used so far: \d calls"):
        model(server).ask([question(n) for n in range(30)], heard, gate)
    assert 0 < len(server.got) < 10
    assert heard.answers[0].usage.input_tokens == 0, "an answer says only what was told"


def test_a_refusal_costs_a_call_and_no_tokens(serve_raw: ServeRaw) -> None:
    gate = free()
    ask(serve_raw(error_of("openai", 500, "down")), gate)
    assert (gate.spent.requests, gate.spent.input_tokens) == (2, 0)


# ---- network


OFFLINE = """
import sys
sys.path[:0] = sys.argv[1:4]
from model_questions import Heard, free, question
from pipelines.models.chat import ChatModel
from pipelines.models.offline import forbid_network
forbid_network()
for url in sys.argv[4:]:
    heard = Heard()
    try:
        ChatModel("tiny-vl", url=url, form="plain").ask([question(1)], heard, free())
    except Exception as error:
        print(type(error).__name__, error)
    else:
        print(len(heard.answers), "answered")
"""
PATHS = [str(Path(__file__).parents[up]) for up in (0, 2, 3)]


def test_offline_only_a_model_on_this_machine_is_asked(serve: Serve) -> None:
    hosts = ["192.0.2.1", "[2001:db8::1]", "models.example.org"]
    urls = [serve().url, *(f"http://{host}/v1" for host in hosts)]
    command = [sys.executable, "-c", OFFLINE, *PATHS, *urls]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    here, *elsewhere = done.stdout.splitlines()
    assert here == "1 answered"
    for host, said in zip(hosts, elsewhere, strict=True):
        assert said.startswith(f"UserError A connection to {host.strip('[]')} was refused: ")


# ---- interruption


INTERRUPTED = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[3:]
from model_questions import free, question
from pipelines.models.answers import AnswerStore, ask_all
from pipelines.models.chat import ChatModel
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have it ignored
model = ChatModel("tiny-vl", url=sys.argv[1], form="json_schema", concurrency=2)
try:
    ask_all(model, [question(n) for n in range(40)], AnswerStore(Path(sys.argv[2])), free(),
            lambda place, found: print(place, flush=True))
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


def test_ctrl_c_ends_cleanly_and_keeps_what_was_answered(serve: Serve, tmp_path: Path) -> None:
    server = serve()
    server.by_request = lambda _request: Script(wait_s=0.05)
    command = [sys.executable, "-c", INTERRUPTED, server.url, str(tmp_path), *PATHS]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert child.stdout is not None
    heard = [child.stdout.readline().strip() for _ in range(3)]
    child.send_signal(signal.SIGINT)
    rest, complaints = child.communicate(timeout=20)
    *more, last = rest.split()
    assert (last, complaints, child.returncode) == ("interrupted", "", 0)
    server.by_request = lambda _request: None
    before = len(server.requests)
    asked = ask_all(
        model(server), [question(n) for n in range(40)], AnswerStore(tmp_path), free(), Heard()
    )
    assert asked.reused == len(heard + more)
    assert len(server.requests) - before == asked.asked == 40 - asked.reused


def test_a_key_is_in_no_error_of_a_missing_server(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_KEY", "sk-very-secret")
    server = serve()
    server.close()
    with pytest.raises(ModelError) as caught:
        ask(server, key_env="TEST_KEY")
    told: BaseException | None = caught.value
    while told is not None:
        assert "very-secret" not in str(told)
        told = told.__cause__ or told.__context__
    with pytest.raises(UserError, match="must hold neither"):
        ChatModel("m", url="http://127.0.0.1/v1?key=sk-very-secret")
