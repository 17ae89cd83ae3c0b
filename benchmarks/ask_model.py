"""The two planners on twenty questions: the grammar, and a model that writes programs.

The model is asked alone, not after the grammar, with and without examples to copy from and with and
without being held to a grammar of programs (GBNF). Marked are answers as `benchmarks.ask` does;
figures are told, and nothing has to be reached: how good a model is, is not for us to say.

``python -m benchmarks.ask_model --server URL --model NAME`` asks a server that there is, else one
is started as `benchmarks.llama_server` says. Where there is neither, the grammar alone is asked.
Every question is asked in all ways before the next, so that ways can be compared where the time is
up before all were asked. The grammar was made with these questions at hand.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple

from benchmarks.ask import QUESTIONS
from benchmarks.llama_server import llama_server
from graphs.errors import UserError, WorkbenchError
from pipelines.models.answers import AnswerStore
from pipelines.models.budget import Meter
from pipelines.models.chat import ChatModel
from pipelines.models.forms import Form
from pipelines.models.ledger import Ledger
from workbench.ask.answer import Answer
from workbench.ask.asking import Conversation, provenance
from workbench.ask.model.background import prompts_of
from workbench.ask.model.keeping import exemplars_of
from workbench.ask.model.planner import ModelLoop, NotAnsweredError, Written
from workbench.ask.model.trace import Trace
from workbench.ask.model.work import AskingModel
from workbench.memory.attempts import Limits
from workbench.project import Project

assert str(QUESTIONS) in sys.path  # beside the tests, not a package
from question_judge import judge  # noqa: E402
from question_set import Question, load  # noqa: E402
from question_worlds import question_project  # noqa: E402

ASKED = (
    "how-often/1", "how-long/1", "when/1", "unknown-behavior/1", "how-far/1", "longest/1",
    "which-more/1", "in-zone/1", "unknown-animal/1", "count-window/1", "in-recording/1",
    "group-sum/1", "per-recording/1", "fraction/1", "first/1", "latency/1", "how-fast/1",
    "time-while/1", "count-after/1", "cause-or-mind/1",
)  # fmt: skip
"""Each of another shape and in one turn; to three of them no answer is the right one."""

MINUTES = 24.0
LIMITS = Limits(steps=2, failures=2)
"""A program, and one more if it does not do."""

MAX_TOKENS = 160
"""Of an answer; the programs that are meant have about 100."""

CONTEXT = 8192
"""Tokens of the server that is started: prompts have 3,500 to 5,000."""

PATIENCE_S = 600.0
"""For one answer: a first prompt is read for a minute and more."""

Mark = Literal["right", "wrong", "refused", "failed"]
MARKS: tuple[Mark, ...] = ("right", "wrong", "refused", "failed")


class Way(NamedTuple):
    """How the model is asked."""

    exemplars: bool
    grammar: bool

    def __str__(self) -> str:
        shown = "examples" if self.exemplars else "no examples"
        return f"model, {shown}, {'held to grammar' if self.grammar else 'free'}"


WAYS = tuple(Way(exemplars, grammar) for exemplars in (False, True) for grammar in (False, True))
GRAMMAR = "grammar alone"


@dataclass(frozen=True, slots=True)
class Marked:
    """What became of a question.

    Parameters
    ----------
    question, way
        What was asked, and of whom.
    mark
        ``refused``: without naming what stands in the way; ``failed``: no program did.
    said
        The answer, or why there is none.
    calls
        Requests to the model.
    seconds
        In all.
    """

    question: Question
    way: str
    mark: Mark
    said: str
    calls: int
    seconds: float


Ask = Callable[[Question], tuple[object, int, bool]]
"""Gives an answer or why there is none, the requests that it took, and whether it failed."""


def asked(question: Question, way: str, ask: Ask) -> Marked:
    """Ask a question and mark what comes of it."""
    started = time.monotonic()
    given, calls, failed = ask(question)
    seconds = time.monotonic() - started
    said = given.text if isinstance(given, Answer) else str(given)
    mark: Mark = "failed" if failed else judge(question, given)
    return Marked(question, way, mark, said, calls, seconds)


def by_grammar(question: Question) -> tuple[object, int, bool]:
    """Ask the planner that needs no model."""
    try:
        return Conversation(question_project(question.world)).ask(question.turns[0]), 0, False
    except UserError as error:
        return error, 0, False


def by_model(model: ChatModel, way: Way, folder: Path) -> Ask:
    """Return what asks the model alone; all that it is asked and writes is kept in a folder."""

    def ask(question: Question) -> tuple[object, int, bool]:
        project = question_project(question.world)
        heard: list[Trace] = []
        try:
            written = _written(project, question.turns[0], model, way, folder, heard)
        except NotAnsweredError as error:
            trace = error.trace
            refused = trace.outcome == "refused"
            return trace.reason if refused else error, trace.requests, not refused
        except WorkbenchError as error:
            return error, heard[-1].requests if heard else 1, True
        return _answer(project, question.turns[0], written), written.trace.requests, False

    return ask


def _written(
    project: Project, text: str, model: ChatModel, way: Way, folder: Path, heard: list[Trace]
) -> Written:
    conversation = Conversation(project)
    prompts = prompts_of(
        project,
        text,
        exemplars=exemplars_of(project) if way.exemplars else None,
        held_to=conversation.sandbox.names if way.grammar else None,
    )
    asking = AskingModel(model, AnswerStore(folder / "answers"))
    loop = ModelLoop(
        asking, conversation.sandbox, conversation.checks, folder / "ask", LIMITS, heard.append
    )
    return loop.answer(replace(prompts, max_tokens=MAX_TOKENS))


def _answer(project: Project, text: str, written: Written) -> Answer:
    told = written.ran.told
    shown = tuple(told.values), tuple(told.tables), tuple(told.figures), tuple(told.clips)
    return Answer(text, written.program, provenance(project, "model"), (), *shown)


def compared(
    questions: Sequence[Question], asks: Mapping[str, Ask], ends: float
) -> Iterator[Marked]:
    """Ask each question in all ways, until the time is up.

    Parameters
    ----------
    questions, asks
        What is asked, and how, by name.
    ends
        On the clock of `time.monotonic`; a question that was begun is asked in all ways.
    """
    for question in questions:
        if time.monotonic() >= ends:
            return
        for way, ask in asks.items():
            yield asked(question, way, ask)


def table(marked: Sequence[Marked]) -> str:
    """Return the figures of each way: marks, requests, mean seconds."""
    lines = [f"{'':<40}" + "".join(f"{head:>9}" for head in ("asked", *MARKS, "calls", "s each"))]
    for way in dict.fromkeys(one.way for one in marked):
        of = [one for one in marked if one.way == way]
        counts = [sum(one.mark == mark for one in of) for mark in MARKS]
        numbers = [len(of), *counts, sum(one.calls for one in of)]
        seconds = sum(one.seconds for one in of) / len(of)
        lines.append(f"{way:<40}" + "".join(f"{n:>9}" for n in numbers) + f"{seconds:>9.1f}")
    return "\n".join(lines)


def run(
    server: str, name: str, folder: Path, *, key_env: str | None = None,
    minutes: float = MINUTES, ids: Sequence[str] = ASKED,
) -> list[Marked]:  # fmt: skip
    """Ask and print, line by line and then the table.

    Parameters
    ----------
    server, name
        Address of the server and what it calls its model; without an address the grammar is asked
        alone.
    folder
        Where all that was asked and written is kept.
    key_env
        Environment variable with a key, where the server wants one.
    minutes
        After which no other question is begun.
    ids
        Of the questions.
    """
    known = {one.id: one for one in load("dev")}
    asks: dict[str, Ask] = {GRAMMAR: by_grammar}
    form: Form | None = None
    for way in WAYS if server else ():
        model = ChatModel(
            name, url=server, key_env=key_env, timeout_s=PATIENCE_S, repairs=0, retries=1,
            form=form, grammar=way.grammar,
        )  # fmt: skip
        if form is None:  # found out once: servers forget the last prompt over another question
            form, _ = model.check(Meter().recorded_in(Ledger(folder)), with_picture=False)
        asks[str(way)] = by_model(model, way, folder)
    ends = time.monotonic() + 60 * minutes
    marked = []
    for one in compared([known[name] for name in ids], asks, ends):
        marked.append(one)
        first = one.said.partition("\n")[0]
        print(f"{one.question.id:<20}{one.way:<40}{one.mark:<9}{first[:80]}", flush=True)
    print(table(marked))
    print(
        f"{LIMITS.steps} programs of {MAX_TOKENS} tokens a question; no question begun after "
        f"{minutes:g} minutes: {len(ids) * len(asks) - len(marked)} not asked"
    )
    return marked


def main(words: Sequence[str] = ()) -> bool:
    """Print the figures; there is nothing to reach."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ask_model")
    parser.add_argument("--server", default="", help="address that ends in /v1")
    parser.add_argument("--model", default="small", help="as the server calls it")
    parser.add_argument("--key-env", help="environment variable with the key of the server")
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--keep", type=Path, help="folder for all that is asked and written")
    said = parser.parse_args(words)
    with ExitStack() as stack:
        folder = said.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        server = said.server
        if not server:
            try:
                server = stack.enter_context(llama_server(folder, CONTEXT))
            except UserError as error:
                print(f"no model is asked: {error}")
        run(server, said.model, folder, key_env=said.key_env, minutes=said.minutes)
    return True


if __name__ == "__main__":
    sys.exit(0 if main(sys.argv[1:]) else 1)
