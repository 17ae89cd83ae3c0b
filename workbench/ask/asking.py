"""A question answered: planned, checked, run, and looked at before it is believed."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from graphs.errors import UserError
from graphs.plain_json import to_json
from workbench import __version__
from workbench.ask.answer import Answer, PlannerName, Provenance
from workbench.ask.grammar.planner import GrammarPlanner
from workbench.ask.plan import Plan
from workbench.ask.reflect import reflected
from workbench.sandbox.running import Limits, Ran, Sandbox

if TYPE_CHECKING:
    from workbench.project import Project


class ProgramError(UserError):
    """A program that does not fit, or that failed.

    Parameters
    ----------
    message
        Every fault, with its line.
    program
        The program.
    """

    def __init__(self, message: str, program: str) -> None:
        super().__init__(message)
        self.program = program


class Conversation:
    """Questions to a project, one after the other: a follow-up knows what came before.

    Parameters
    ----------
    project
        What is asked about.
    limits
        How much a program may use.
    """

    def __init__(self, project: Project, limits: Limits | None = None) -> None:
        self.project = project
        self.sandbox = Sandbox(project, limits)
        self.answers: list[Answer] = []

    @cached_property
    def grammar(self) -> GrammarPlanner:
        """The planner that needs no model."""
        return GrammarPlanner(self.project, self.sandbox.names)

    def plan(self, question: str) -> Plan:
        """Return how a question would be answered; nothing is run."""
        return self.grammar.plan(question)

    def ask(self, question: str) -> Answer:
        """Return the answer to a question.

        Raises
        ------
        NotUnderstoodError
            Some words are not understood, and which.
        ProgramError
            The program that was written for it does not work.
        """
        plan = self.plan(question)
        return self._answered(question, plan)

    def run(self, program: str, question: str = "") -> Answer:
        """Return what a program of a person answers; errors as for `ask`."""
        return self._answered(question, Plan(program, planner="person"))

    def _answered(self, question: str, plan: Plan) -> Answer:
        faults = self.sandbox.check(plan.program)
        if faults:
            raise ProgramError("\n".join(map(str, faults)), plan.program)
        ran = self.sandbox.run(plan.program)
        if ran.fault is not None:
            raise ProgramError(str(ran.fault), plan.program)
        answer = self._made(question, plan, ran)
        self.answers.append(answer)
        return answer

    def _made(self, question: str, plan: Plan, ran: Ran) -> Answer:
        told = ran.told
        return Answer(
            question,
            plan.program,
            provenance(self.project, plan.planner),
            plan.terms,
            tuple(told.values),
            tuple(told.tables),
            tuple(told.figures),
            tuple(told.clips),
            ran.printed,
            (*plan.caveats, *told.notes, *ran.notes, *reflected(told)),
        )


def provenance(project: Project, planner: PlannerName) -> Provenance:
    """Return what an answer given now is made from."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Provenance(planner, data_version(project), __version__, when=now)


def data_version(project: Project) -> str:
    """Return a mark that changes when facts, corrections, behaviors or the project file do."""
    digest = hashlib.sha256()
    paths = [project.folder / "project.toml", project.ethogram_path, project.database_path]
    for path in [*paths, *sorted(project.graph_folder.glob("*"))]:
        if path.is_file():
            stat = path.stat()
            digest.update(to_json([path.name, stat.st_size, stat.st_mtime_ns]).encode())
    return digest.hexdigest()[:16]
