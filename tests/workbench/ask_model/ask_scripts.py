"""Scripted models that write programs, and the programs that they write about the short sample.

In the sample mouse_1 approaches mouse_2 twice, mouse_1 walks five times and mouse_2 three times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graphs.errors import ModelError
from graphs.plain_json import to_json
from pipelines.models import json_schema
from pipelines.models.answers import AnswerStore
from pipelines.models.budget import Meter
from pipelines.models.contract import (
    Answer,
    Done,
    Gate,
    ModelIdentity,
    Outgoing,
    Question,
    Usage,
    register_model,
)
from workbench.ask.lengths import lengths_of
from workbench.ask.model.background import prompts_of
from workbench.ask.model.planner import ModelLoop
from workbench.ask.model.work import AskingModel
from workbench.ask.reflect import Checks
from workbench.memory.attempts import Limits
from workbench.project import Project
from workbench.sandbox.running import Sandbox

QUESTION = "By how much do the walking habits of the two differ, bout for bout?"
"""Nothing that the grammar reads."""

HEAD = """from workbench import answer, open_project

project = open_project()
rec = project.recording("open_field")
"""
ONE = HEAD + 'walks = rec.facts("mouse_1", "walk")\n'
BOTH = ONE + 'others = rec.facts("mouse_2", "walk")\n'
GOOD = BOTH + "answer(walks.count - others.count, clips=walks)\n"
DIFFERENCE = 2.0

INVENTED = ONE + "answer(walks.how_many())\n"
NO_SUCH_ANIMAL = HEAD + 'answer(rec.facts("mouse_3", "walk").count)\n'
MALFORMED = HEAD + 'answer(rec.facts("mouse_1", "walk").count\n'
FAILS = ONE + "answer(walks.count / 0, name=[1][2])\n"
SILENT = BOTH
UNKNOWN = HEAD + 'answer(rec.facts("mouse_1", "walk").in_window(90, 95).mean_s)\n'


def plan(program: str, *subgoals: str, refuse: str = "") -> dict[str, Any]:
    return {"subgoals": list(subgoals), "program": program, "refuse": refuse}


def write(program: str, subgoal: str = "", refuse: str = "") -> dict[str, Any]:
    return {"subgoal": subgoal, "program": program, "refuse": refuse}


Says = dict[str, Any] | str | Exception | Callable[[Question], dict[str, Any]]


@dataclass
class ScriptedWriter:
    """A model that says one thing after the other, each as if a server had counted its tokens."""

    says: list[Says]
    name: str = "scripted"
    asked: list[Question] = field(default_factory=list)
    grammar: bool = False

    @property
    def identity(self) -> ModelIdentity:
        return ModelIdentity("scripted", self.name)

    def ask(self, questions: Sequence[Question], done: Done, gate: Gate) -> None:
        for place, question in enumerate(questions):
            outgoing = Outgoing(question, len(question.text) // 4, 100)
            gate.before(outgoing)
            said = self.says[min(len(self.asked), len(self.says) - 1)]
            self.asked.append(question)
            gate.after(outgoing, Usage(1, 0, len(question.text) // 4, 100, 0.01))
            if isinstance(said, Exception):
                raise said
            done(place, self._answer(said, question))

    def _answer(self, said: Any, question: Question) -> Answer | ModelError:
        data = said(question) if callable(said) else said
        faults = ["no JSON"] if isinstance(data, str) else json_schema.faults(data, question.schema)
        if faults:
            return ModelError("; ".join(faults))
        usage = Usage(1, 0, len(question.text) // 4, 100, 0.01)
        return Answer(data, to_json(data), usage)


SCRIPTS: dict[str, ScriptedWriter] = {}


@register_model("scripted-writer")
def scripted_writer(script: str) -> ScriptedWriter:
    return SCRIPTS[script]


def loop(
    project: Project,
    says: Iterable[Says],
    folder: Path,
    *,
    meter: Meter | None = None,
    limits: Limits | None = None,
    sandbox: Any = None,
) -> tuple[ModelLoop, ScriptedWriter]:
    """Return a loop that asks a scripted model, and the model."""
    writer = ScriptedWriter(list(says))
    sandbox = sandbox or Sandbox(project)
    checks = Checks(Sandbox(project).names, lengths_of(project))
    asking = AskingModel(writer, AnswerStore(folder / "answers"), meter)
    return ModelLoop(asking, sandbox, checks, folder / "ask", limits or Limits()), writer


def asked(project: Project, question: str = QUESTION) -> Any:
    return prompts_of(project, question)
