"""Answers are kept before anybody hears of them, and what was answered is never asked again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from model_questions import Heard, claim, free, question
from model_server import ModelServer, Script

from graphs.errors import BudgetReached, UserError
from pipelines.models.answers import AnswerStore, Asked, ask_all
from pipelines.models.budget import Budget, Meter
from pipelines.models.chat import ChatModel
from pipelines.models.contract import ModelIdentity

Serve = Callable[..., ModelServer]


def model(server: ModelServer, **said: object) -> ChatModel:
    given = {"form": "json_schema", "backoff_s": 0.01, **said}
    return ChatModel("tiny-vl", url=server.url, **given)  # type: ignore[arg-type]


def test_a_second_time_nothing_is_asked(serve: Serve, tmp_path: Path) -> None:
    server, store = serve(), AnswerStore(tmp_path)
    questions = [question(n) for n in range(3)]
    first, second = Heard(), Heard()
    asked = ask_all(model(server), questions, store, free(), first)
    assert (asked.asked, asked.reused, asked.usage.requests) == (3, 0, 3)
    again = ask_all(model(server), questions, store, free(), second)
    assert (again.asked, again.reused, again.usage.requests) == (0, 3, 0)
    assert len(server.requests) == 3
    assert [second.answers[n].data for n in range(3)] == [first.answers[n].data for n in range(3)]


@pytest.mark.parametrize(
    "changed",
    [{"pictures": 2}, {"sample": 1}, {"max_tokens": 100}],
    ids=["pictures", "sample", "length"],
)
def test_another_question_is_asked(serve: Serve, tmp_path: Path, changed: dict[str, int]) -> None:
    server, store = serve(), AnswerStore(tmp_path)
    ask_all(model(server), [question(1)], store, free(), Heard())
    ask_all(model(server), [question(1, **changed)], store, free(), Heard())
    ask_all(model(server, temperature=0.7), [question(1)], store, free(), Heard())
    assert len(server.requests) == 3


def test_only_stored_answers_ask_nothing(serve: Serve, tmp_path: Path) -> None:
    server, store = serve(), AnswerStore(tmp_path)
    ask_all(model(server), [question(1)], store, free(), Heard())
    server.close()
    heard = Heard()
    done = ask_all(
        model(server), [question(1), question(2)], store, free(), heard, only_stored=True
    )
    assert done == Asked(reused=1, failed=1)
    assert heard.answers[0].data == claim()
    assert str(heard.errors[1]) == "event 2: no answer is stored."


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"data": {"claims": 3}, "text": ""}'])
def test_a_damaged_answer_is_put_aside_and_asked_again(
    serve: Serve, tmp_path: Path, content: bytes
) -> None:
    server, store = serve(), AnswerStore(tmp_path)
    ask_all(model(server), [question(1)], store, free(), Heard())
    path = store.path(model(server).identity, question(1))
    path.write_bytes(content)
    heard = Heard()
    ask_all(model(server), [question(1)], store, free(), heard)
    assert heard.answers[0].data == claim()
    assert len(server.requests) == 2
    assert path.with_suffix(".damaged").read_bytes() == content
    assert store.damaged == [path.with_suffix(".damaged")]


def test_an_answer_to_another_question_is_none(serve: Serve, tmp_path: Path) -> None:
    server, store = serve(), AnswerStore(tmp_path)
    ask_all(model(server), [question(1)], store, free(), Heard())
    identity = model(server).identity
    store.path(identity, question(1)).rename(store.path(identity, question(2)))
    assert store.get(identity, question(2)) is None
    assert [path.stem for path in store.damaged] == [question(2).digest]


def test_an_answer_that_cannot_be_read_is_no_missing_one(tmp_path: Path) -> None:
    store, identity = AnswerStore(tmp_path), ModelIdentity("chat", "m")
    store.path(identity, question(1)).mkdir(parents=True)  # as unreadable as it gets, for root too
    with pytest.raises(UserError, match="Cannot read the answer"):
        store.get(identity, question(1))


def test_a_budget_is_gone_on_from(serve: Serve, tmp_path: Path) -> None:
    server, store = serve(), AnswerStore(tmp_path)
    questions = [question(n) for n in range(10)]
    rounds = 0
    heard = Heard()
    while len(heard.answers) < 10:
        heard, rounds = Heard(), rounds + 1
        try:
            ask_all(model(server), questions, store, Meter(Budget(calls=4)), heard)
        except BudgetReached:
            assert len(server.requests) <= 4 * rounds
    assert rounds == 3
    assert len(server.requests) == 10


CHILD = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[3:]
from model_questions import free, question
from pipelines.models.answers import AnswerStore, ask_all
from pipelines.models.chat import ChatModel
model = ChatModel("tiny-vl", url=sys.argv[1], form="json_schema", concurrency=2)
ask_all(model, [question(n) for n in range(30)], AnswerStore(Path(sys.argv[2])), free(),
        lambda place, found: print(place, flush=True))
"""


@pytest.mark.slow  # `describe` is killed in the default tests, too
def test_killed_and_started_again_nothing_answered_is_paid_twice(
    serve: Serve, tmp_path: Path
) -> None:
    server = serve()
    server.by_request = lambda _request: Script(wait_s=0.03)
    paths = [str(Path(__file__).parents[up]) for up in (0, 2, 3)]
    command = [sys.executable, "-c", CHILD, server.url, str(tmp_path), *paths]
    acknowledged: set[str] = set()
    for least in (3, 6, 9):
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        lines = [child.stdout.readline().strip() for _ in range(least)]
        os.kill(child.pid, signal.SIGKILL)
        acknowledged |= {*lines, *child.stdout.read().split()}
        child.stdout.close()
        child.wait()
    time.sleep(0.1)  # what was under way comes to its end at the server
    before = Counter(request.text.splitlines()[0] for request in server.requests)
    kept = {line for line in acknowledged if before[question(int(line)).text] >= 1}
    assert kept == acknowledged
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert sorted(map(int, done.stdout.split())) == list(range(30))
    asked = Counter(request.text.splitlines()[0] for request in server.requests)
    for line in acknowledged:
        assert asked[question(int(line)).text] == before[question(int(line)).text]
    doubled = sum(count - 1 for count in asked.values())
    assert doubled <= 2 * 3, "no more than was under way when it was killed"
