"""Asking in plain language, running a program, judging an answer."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from workbench.ui.actions.contract import (
    Action,
    Done,
    LongAction,
    Report,
    Words,
    option,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from workbench.ask.answer import Answer
    from workbench.ask.asking import Conversation
    from workbench.project import Project

_PICTURE_DPI = 110


@dataclass(frozen=True, slots=True)
class Ask(Action):
    """Ask a question, in a new conversation or one that goes on.

    Parameters
    ----------
    question
        In plain language.
    conversation
        Name of the one that goes on; a new one if empty.
    """

    name: ClassVar[str] = "ask"
    question: str
    conversation: str = ""

    def words(self) -> Words:
        """Return ``ask``."""
        return Words(
            ("ask",), (self.question,), option("--conversation", self.conversation or None)
        )

    def python(self) -> str:
        """Return the call."""
        return f"{_conversation(self.conversation)}.ask({self.question!r})"

    def do(self, project: Project) -> Done:
        """Ask it."""
        return _asked(_opened(project, self.conversation), self.question)


@dataclass(frozen=True, slots=True)
class AskModel(LongAction):
    """Ask a question, which the project's model may write the program for; fields as of `Ask`."""

    name: ClassVar[str] = "ask.model"
    question: str
    conversation: str = ""
    budget: str | None = None

    def words(self) -> Words:
        """Return ``ask --model``."""
        options = (
            "--model", *option("--budget", self.budget),
            *option("--conversation", self.conversation or None),
        )  # fmt: skip
        return Words(("ask",), (self.question,), options)

    def python(self) -> str:
        """Return the call."""
        return f"{_conversation(self.conversation, 'use_model=True')}.ask({self.question!r})"

    def run(self, project: Project, report: Report) -> Done:
        """Ask it, and say every step of the model."""
        from pipelines.models.budget import Budget

        budget = Budget.parse(self.budget) if self.budget else None
        report.progress(0.0, "asking the model")
        talk = _opened(
            project,
            self.conversation,
            use_model=True,
            budget=budget,
            progress=lambda _trace: report.progress(0.0, "the model is writing the program"),
        )
        return _asked(talk, self.question)


@dataclass(frozen=True, slots=True)
class Run(Action):
    """Run a program, which a person may have changed."""

    name: ClassVar[str] = "run"
    program: str

    def words(self) -> Words:
        """Return ``run``."""
        return Words(("run",), ("-",), typed=self.program)

    def python(self) -> str:
        """Return the call."""
        return f"{_conversation('')}.run({self.program!r})"

    def do(self, project: Project) -> Done:
        """Run it in the sandbox."""
        from workbench.ask.asking import Conversation

        answer = Conversation(project).run(self.program)
        return Done(answer.text, shown(answer))


@dataclass(frozen=True, slots=True)
class AcceptAnswer(Action):
    """Say that an answer is right: it is an example from then on, and held against later ones.

    Parameters
    ----------
    answer
        Where it is kept: ``2026-03-02-1.2``.
    """

    name: ClassVar[str] = "memory.accept"
    answer: str

    def words(self) -> Words:
        """Return ``memory accept``."""
        return Words(("memory", "accept"), (self.answer,))

    def python(self) -> str:
        """Return the call."""
        return f"accept_kept(project, *Conversations(project.memory).find({self.answer!r}))"

    def do(self, project: Project) -> Done:
        """Accept it."""
        from workbench.ask.judging import accept_kept
        from workbench.memory.conversations import Conversations

        faults = accept_kept(project, *Conversations(project.memory).find(self.answer))
        return Done(" ".join(("The answer is accepted.", *faults)))


@dataclass(frozen=True, slots=True)
class RejectAnswer(Action):
    """Say that an answer is wrong: it is never an example.

    Parameters
    ----------
    answer
        Where it is kept.
    why
        What is wrong with it.
    """

    name: ClassVar[str] = "memory.reject"
    answer: str
    why: str = ""

    def words(self) -> Words:
        """Return ``memory reject``."""
        return Words(("memory", "reject"), (self.answer,), option("--why", self.why or None))

    def python(self) -> str:
        """Return the call."""
        found = f"*Conversations(project.memory).find({self.answer!r})"
        return f"reject_kept(project, {found}, {self.why!r})"

    def do(self, project: Project) -> Done:
        """Reject it."""
        from workbench.ask.judging import reject_kept
        from workbench.memory.conversations import Conversations

        reject_kept(project, *Conversations(project.memory).find(self.answer), self.why)
        return Done("The answer is rejected: it is never an example.")


def shown(answer: Answer) -> dict[str, Any]:
    """Return an answer as ``--json`` prints it, with its pictures as addresses of data."""
    return {**answer.to_dict(), "pictures": [_as_data(one) for one in answer.figures]}


def _as_data(figure: Figure) -> str:
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", dpi=_PICTURE_DPI, bbox_inches="tight")
    return "data:image/png;base64," + base64.b64encode(drawn.getvalue()).decode()


def _asked(talk: Conversation, question: str) -> Done:
    answer = talk.ask(question)
    data = {
        **shown(answer),
        "kept": talk.place,
        "conversation": talk.place.rpartition(".")[0],
        "behavior": _words_of_behavior(talk, answer),
    }
    return Done(answer.text, data)


def _words_of_behavior(talk: Conversation, answer: Answer) -> str:
    """Return words that define the bouts of an answer as a behavior; empty if none do."""
    if not answer.clips or answer.provenance.planner != "grammar":
        return ""
    return talk.grammar.words_of_behavior()


def _opened(project: Project, name: str, **options: Any) -> Conversation:
    from workbench.ask.asking import Conversation

    if name:
        return Conversation.go_on(project, name, **options)
    return Conversation.begin(project, **options)


def _conversation(name: str, *options: str) -> str:
    made = ", ".join(("project", *([repr(name)] if name else []), *options))
    return f"Conversation.{'go_on' if name else 'begin'}({made})"
