"""A model proposes: a question that needs a function without naming it, and a program for it.

The way of Wang et al. (2024, *LLMs in the Imaginarium: tool learning through simulated trial and
error*): episodes of a few rounds; in an episode the model sees what came of its rounds so far, and
in every one the list of what it asked before of this function, so as to ask something else.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from graphs.errors import ModelError
from pipelines.models.answers import ask_all
from pipelines.models.contract import Answer, Json, Question
from pipelines.models.ledger import Ledger
from workbench.practice.casts import Cast
from workbench.practice.judge import Judge
from workbench.practice.proposal import Proposal
from workbench.practice.rounds import Round
from workbench.sandbox.surface import FUNCTIONS, exposure

if TYPE_CHECKING:
    from workbench.describing import ModelWork

FOLDER = "practice"
"""Under ``runs/``: what was sent while a model practised."""

EPISODES, ROUNDS = 15, 4

_SYSTEM = (
    "You practise an interface for the analysis of animal behavior. You invent questions that a "
    "biologist would ask, and write short Python programs that answer them. You answer in JSON."
)
_SCHEMA: Json = {
    "type": "object",
    "properties": {"question": {"type": "string"}, "program": {"type": "string"}},
    "required": ["question", "program"],
    "additionalProperties": False,
}
_PROGRAM: Json = {
    "type": "object",
    "properties": {"program": {"type": "string"}},
    "required": ["program"],
    "additionalProperties": False,
}
_TEMPLATE = """Invent one question in natural words whose answer needs `{function}`, without \
naming it, and write the program. Every name and number of the program stands in the question, and \
the other way round; nothing else. Numbers are digits, with their unit.

{documentation}

The data:
{data}
"""
_AGAIN = """Write the program that answers this question: {question}

{documentation}

The data:
{data}
"""
_FORM = """
The form of a program:
from workbench import answer, open_project

project = open_project()
rec = project.recording("{recording}")
answer(rec.speed("{animal}").mean())
"""
_NOTHING = "answer()\n"
"""Stands for a program that was not written: no other one is the same."""


@dataclass(frozen=True, slots=True)
class Practising:
    """How a model practises.

    Parameters
    ----------
    episodes, rounds
        Of each function, and of each episode.
    with_list
        Whether it is shown what it asked before (breadth).
    with_dialogue
        Whether it is shown the rounds of its episode (depth).
    blind
        Whether it has to write the program a second time, told the question alone: only where both
        have the same arguments and answers is what it asked clear enough to be learnt from.
    """

    episodes: int = EPISODES
    rounds: int = ROUNDS
    with_list: bool = True
    with_dialogue: bool = True
    blind: bool = True


class ByModel:
    """Lets the model of a project propose.

    Parameters
    ----------
    work
        The model with its budget.
    how
        How many episodes and rounds, and what is shown.
    """

    def __init__(self, work: ModelWork, how: Practising | None = None) -> None:
        self.work, self.how = work, how or Practising()
        self._asked: dict[str, list[str]] = {}
        self._episode: list[Round] = []
        self.unanswered: list[str] = []
        """Why rounds had no fitting answer."""

    def propose(self, function: str, judges: Mapping[str, Judge]) -> Iterator[Proposal]:
        """Yield proposals for a function, an episode per world in turn.

        Raises
        ------
        ModelError, BudgetReached
            The model cannot be asked.
        """
        worlds = list(judges.values())
        for episode in range(self.how.episodes):
            cast = worlds[episode % len(worlds)].world.cast
            self._episode = []
            for number in range(self.how.rounds):
                sample = episode * self.how.rounds + number
                found = self._answer(self.question(function, cast, sample))
                if found is not None:
                    question, program = (str(found.data[k]) for k in ("question", "program"))
                    again = self._again(function, cast, question)
                    yield Proposal(function, cast.name, question, program, again)

    def _again(self, function: str, cast: Cast, question: str) -> str:
        """Return a program that is written for a question by who does not see the first one."""
        if not self.how.blind:
            return ""
        text = _AGAIN.format(
            question=question, documentation=documentation(function), data=_data(cast)
        ) + _form(cast)  # fmt: skip
        asked = Question(
            _SYSTEM, text, (), _PROGRAM, self.work.settings.max_tokens, 0, f"again: {question}"
        )  # fmt: skip
        found = self._answer(asked)
        return _NOTHING if found is None else str(found.data["program"])

    def heard(self, done: Round) -> None:
        """Remember what was asked and what came of it."""
        self._episode.append(done)
        solved = "solved" if done.verdict.right else "not solved"
        said = f"{done.proposal.question} ({solved})"
        self._asked.setdefault(done.proposal.function, []).append(said)

    def question(self, function: str, cast: Cast, sample: int) -> Question:
        """Return what the model is asked next."""
        text = _TEMPLATE.format(
            function=function, documentation=documentation(function), data=_data(cast)
        ) + _form(cast)  # fmt: skip
        if self.how.with_list and self._asked.get(function):
            text += _listed("Asked before; ask something else:", self._asked[function])
        if self.how.with_dialogue and self._episode:
            text += _listed("What came of your last rounds:", map(_told, self._episode))
        return Question(
            _SYSTEM, text, (), _SCHEMA, self.work.settings.max_tokens, sample,
            f"practice of {function}",
        )  # fmt: skip

    def _answer(self, question: Question) -> Answer | None:
        found: list[Answer | ModelError] = []
        access = self.work.access
        gate = access.meter.recorded_in(Ledger(access.runs / FOLDER))
        ask_all(access.model, [question], access.answers, gate, lambda _, said: found.append(said))
        answer = found[0] if found else ModelError("no answer")
        if isinstance(answer, ModelError):
            self.unanswered.append(str(answer))
            return None
        return answer

    def expected(self, functions: Sequence[str], cast: Cast) -> tuple[int, float, float]:
        """Return how many calls practice takes at most, and the tokens in and out; nothing is sent.

        What lists and dialogues add is counted as half as much again.
        """
        estimator = self.work.estimator()
        rounds = self.how.episodes * self.how.rounds * (2 if self.how.blind else 1)
        tokens_in = tokens_out = 0.0
        for function in functions:
            read, written = estimator.expected(self.question(function, cast, 0))
            tokens_in += 1.5 * rounds * read
            tokens_out += rounds * written
        return rounds * len(functions), tokens_in, tokens_out


def _listed(head: str, parts: Iterator[str] | Sequence[str]) -> str:
    return "\n".join(["", head, *(f"- {part}" for part in parts)]) + "\n"


def _told(done: Round) -> str:
    verdict = f"right: {done.verdict.found}" if done.verdict.right else done.verdict.faults[0]
    return f"{done.proposal.question}\n{done.proposal.program.rstrip()}\n{verdict}"


def documentation(function: str) -> str:
    """Return how a public function is called, and what it says of itself."""
    owner, _, member = function.partition(".")
    if not member:
        module, _, name = FUNCTIONS[function].partition(":")
        real = getattr(import_module(module), name)
    else:
        real = inspect.getattr_static(exposure(owner).real(), member, None)
    callable_ = callable(real) and not isinstance(real, property)
    signature = str(inspect.signature(real)) if callable_ else ""
    said = inspect.getdoc(getattr(real, "fget", None) or real) if real is not None else ""
    return f"{function}{re.sub(r'self, |self', '', signature)}\n{said or ''}".strip()


def _form(cast: Cast) -> str:
    return _FORM.format(recording=next(iter(cast.recordings)), animal=cast.animals[0])


def _data(cast: Cast) -> str:
    groups = sorted({pair[0] for pair in cast.recordings.values()})
    sessions = sorted({pair[1] for pair in cast.recordings.values()})
    towards = [doing.name for doing in cast.doings if doing.target == "animal"]
    alone = [doing.name for doing in cast.doings if doing.target == "none"]
    lines = {
        "recordings": cast.recordings, "groups": groups, "sessions": sessions,
        "animals": cast.animals, "keypoints": cast.keypoints, "zones": cast.places,
        "things": cast.things, "behaviors towards animals": towards, "behaviors alone": alone,
    }  # fmt: skip
    listed = [f"{name}: {', '.join(values)}" for name, values in lines.items()]
    return "\n".join([*listed, f"lengths in {cast.length_unit}; each recording lasts 16 s"])
