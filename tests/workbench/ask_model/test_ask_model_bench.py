"""The comparison of planners: how answers are marked and counted, and that a real server does."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ask_scripts import HEAD, INVENTED, plan
from model_server import ModelServer, Request, Script

from benchmarks import ask_model
from benchmarks.ask import load
from benchmarks.ask_model import CONTEXT, GRAMMAR, WAYS, Way, compared, run, table
from benchmarks.llama_server import llama_python, llama_server, weights
from graphs.errors import ModelError, UserError
from workbench.ask.model.trace import read_trace

IDS = ["how-often/1", "how-long/1", "fraction/1", "unknown-behavior/1", "unknown-animal/1"]
SAYS = {
    "How often did mouse_1 walk?": plan(
        HEAD + 'answer(rec.facts("mouse_1", "walk").count)\n', "count"
    ),
    "How long did mouse_2 rest?": plan(
        HEAD + 'answer(rec.facts("mouse_1", "rest").total_s)\n', "total"
    ),
    "What fraction of the time did mouse_1 walk?": plan(INVENTED, "fraction"),
    "How often did mouse_1 yawn?": plan("", refuse="Nobody scored yawn."),
    "How often did mouse_3 walk?": plan("", refuse="I do not want to."),
}
MARKS = ["right", "wrong", "failed", "right", "refused"]


def reply(request: Request) -> Any:
    """Answer the question that is asked; of examples before it, other questions."""
    if "ripe tomato" in request.text:
        return {"colour": "red"}
    asked = [said for question, said in SAYS.items() if question in request.text]
    if request.text.startswith("Write") or "`subgoal`" in request.text:
        return {"subgoal": "x", "program": asked[0]["program"], "refuse": ""}
    return asked[0]


@pytest.fixture
def server() -> Iterator[ModelServer]:
    pytest.importorskip("pydantic_ai", reason="needs the extra models")
    running = ModelServer(reply, grammars=True)
    yield running
    running.close()


def test_every_way_is_marked_and_counted(
    server: ModelServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    marked = run(server.url, "tiny-vl", tmp_path, ids=IDS)
    for way in WAYS:
        of = [one for one in marked if one.way == str(way)]
        assert [one.question.id for one in of] == IDS
        assert [one.mark for one in of] == MARKS
        assert [one.calls for one in of] == [1, 1, 2, 1, 1], "what failed was tried once more"
    assert [one.mark for one in marked if one.way == GRAMMAR] == ["right"] * 5
    lines = capsys.readouterr().out.splitlines()
    [of_grammar] = [line for line in lines if line.startswith(f"{GRAMMAR}  ")]
    assert of_grammar.split()[2:8] == ["5", "5", "0", "0", "0", "0"]
    of_model = [line.split()[-7:-1] for line in lines if line.startswith("model, ")]
    assert of_model == [["5", "2", "1", "1", "1", "6"]] * 4
    assert lines[-1].endswith("minutes: 0 not asked")


def test_the_ways_differ_in_what_is_sent(server: ModelServer, tmp_path: Path) -> None:
    run(server.url, "tiny-vl", tmp_path, ids=IDS[:1])
    asked = [one for one in server.requests if "ripe tomato" not in one.text]
    sent = [Way("answered well before" in one.text, "grammar" in one.json) for one in asked]
    assert sent == list(WAYS)
    assert {one.json["max_tokens"] for one in asked} == {ask_model.MAX_TOKENS}
    kept = [read_trace(folder) for folder in (tmp_path / "ask").iterdir()]
    assert {trace.question for trace in kept} == {"How often did mouse_1 walk?"}


def test_without_a_server_the_grammar_is_asked_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    marked = run("", "none", tmp_path, ids=IDS[:1])
    assert [(one.way, one.mark, one.calls) for one in marked] == [(GRAMMAR, "right", 0)]
    assert "model" not in capsys.readouterr().out


def test_a_server_that_is_gone_is_a_failure_not_a_refusal(
    server: ModelServer, tmp_path: Path
) -> None:
    marked = run(server.url, "tiny-vl", tmp_path, ids=IDS[3:4])
    assert [one.mark for one in marked] == ["right"] * 5
    server.by_request = lambda request: (
        None if "tomato" in request.text else Script(400, "out of yawn")
    )
    marked = run(server.url, "tiny-vl", tmp_path / "again", ids=IDS[3:4])
    assert [one.mark for one in marked] == ["right", *["failed"] * 4]
    assert "out of yawn" in marked[-1].said
    with pytest.raises(ModelError, match="No server answers"):
        run("http://127.0.0.1:9/v1", "none", tmp_path, ids=IDS[:1])


def test_no_question_is_begun_when_the_time_is_up() -> None:
    [question] = [one for one in load("dev") if one.id == "how-often/1"]
    asks = {"one": lambda _question: ("no", 1, False), "two": lambda _question: (None, 2, True)}
    assert list(compared([question], asks, time.monotonic())) == []
    marked = list(compared([question], asks, time.monotonic() + 60))
    assert [(one.way, one.mark, one.calls) for one in marked] == [
        ("one", "refused", 1), ("two", "failed", 2),
    ]  # fmt: skip
    assert [line.split()[:3] for line in table(marked).splitlines()[1:]] == [
        ["one", "1", "0"], ["two", "1", "0"],
    ]  # fmt: skip


def test_the_questions_are_there_and_of_different_shapes() -> None:
    known = {one.id: one for one in load("dev")}
    asked = [known[name] for name in ask_model.ASKED]
    assert len({one.shape for one in asked}) == len(asked) == 20
    assert all(len(one.turns) == 1 for one in asked)
    assert sum(bool(one.cannot) for one in asked) == 3


@pytest.mark.slow
def test_a_real_server_is_asked_in_every_way(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What it answers is not tested: that it is asked, answers in the form, and is marked."""
    try:
        weights(llama_python())
    except UserError as error:
        pytest.skip(str(error))
    with llama_server(tmp_path, CONTEXT) as url:
        marked = run(url, "small", tmp_path, ids=["how-often/1", "unknown-behavior/1"])
    print(capsys.readouterr().out)  # noqa: T201 - shown by -s
    by_model = [one for one in marked if one.way != GRAMMAR]
    assert len(by_model) == 2 * len(WAYS)
    assert all(1 <= one.calls <= 2 for one in by_model)
    assert not any("No server" in one.said or "answered 5" in one.said for one in by_model)
    steps = [step for path in (tmp_path / "ask").iterdir() for step in read_trace(path).steps]
    assert any(step.program for step in steps), "no answer was in the form that was asked for"
