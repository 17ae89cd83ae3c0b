"""A question answered: planned, checked, run, and looked at before it is believed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from graphs.errors import UserError
from graphs.plain_json import to_json
from workbench import __version__
from workbench.ask.answer import Answer, PlannerName, Provenance, Term, Value
from workbench.ask.grammar.planner import GrammarPlanner
from workbench.ask.lengths import lengths_of
from workbench.ask.plan import NotUnderstoodError, Plan
from workbench.ask.reflect import Checks, reflected
from workbench.ask.router import Prepared, Recall, Routed, Router
from workbench.ask.symbols import Message, keep_answer, keep_behavior, keep_words, read_message
from workbench.sandbox.running import Limits, Ran, Sandbox

if TYPE_CHECKING:
    from pipelines.models.budget import Budget
    from workbench.ask.model.trace import Trace
    from workbench.ask.model.work import AskingModel
    from workbench.memory.symbols import Symbol
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
    use_model
        Whether the model of the project, if it has one, writes programs for questions that are not
        understood without it. Nothing is sent otherwise.
    settle
        Whether the model also decides where a question can mean two things.
    budget
        The most that may be spent on the model in this conversation.
    recall
        Symbols that the model is told; by default those of the project's memory.
    progress
        Hears of every step of a model, as soon as it is done.

    Notes
    -----
    Asking a model waits for it, and cannot be done inside a running event loop: servers do it in a
    thread.
    """

    def __init__(
        self,
        project: Project,
        limits: Limits | None = None,
        *,
        use_model: bool = False,
        settle: bool = False,
        budget: Budget | None = None,
        recall: Recall | None = None,
        progress: Callable[[Trace], None] = lambda _trace: None,
    ) -> None:
        self.project = project
        self.sandbox = Sandbox(project, limits)
        self.answers: list[Answer] = []
        self._use_model, self._settle, self._budget = use_model, settle, budget
        self._recall, self._progress = recall, progress
        self._full: dict[str, str] = {}
        self._rejected: Counter[str] = Counter()

    @cached_property
    def grammar(self) -> GrammarPlanner:
        """The planner that needs no model."""
        return GrammarPlanner(self.project, self.sandbox.names)

    @cached_property
    def checks(self) -> Checks:
        """What answers are checked by."""
        return Checks(self.sandbox.names, lengths_of(self.project))

    @cached_property
    def model(self) -> AskingModel | None:
        """The model that is asked where the grammar does not understand; ``None`` for none.

        Raises
        ------
        UserError
            Its settings are wrong, or the budget cannot be kept to.
        """
        if not self._use_model or self.project.settings.model is None:
            return None
        from workbench.ask.model.work import AskingModel  # slow to import

        return AskingModel.of(self.project, self._budget)

    @cached_property
    def router(self) -> Router:
        """Who finds the programs."""
        model = self.model
        if model is None:
            return Router(self.project, self.sandbox, self.grammar, self.checks)
        from workbench.ask.model.keeping import exemplars_of

        return Router(
            self.project,
            self.sandbox,
            self.grammar,
            self.checks,
            model,
            self._recall or symbols_of(self.project),
            exemplars_of(self.project),
            self._progress,
            self._settle,
        )

    def plan(self, question: str) -> Plan:
        """Return how a question would be answered.

        A program of the grammar is not run; one of a model was, to see that it works.
        """
        return self._route(read_message(self.project.memory, question).prepared).plan

    def ask(self, question: str) -> Answer:
        """Return the answer to a question, or what became of a definition.

        ``<name>`` in it reads what is remembered, ``<|name|>`` gives a name to the answer, and
        *define <|name|> as ...* makes a behavior.

        Raises
        ------
        UserError
            A name that it reads is not known, or a definition cannot be kept.
        NotUnderstoodError
            Some words are not understood, and which.
        ProgramError
            The program that was written for it does not work.
        NotAnsweredError
            The model says that it cannot be answered, or was stopped; with what was tried.
        AskingStopped
            The budget is reached; with what was tried.
        ModelError
            The model cannot be asked.
        """
        memory = self.project.memory
        message = read_message(memory, question)
        if message.defines is not None:
            return self._defined(question, message, message.defines)
        prepared = message.prepared
        routed = self._route(prepared)
        self._full[question] = prepared.text
        answer = self._answered(question, routed, prepared.symbols)
        kept = keep_answer(memory, message.writes, answer)
        if prepared.symbols or kept:
            memory.used(question, prepared.symbols, answer.text)
        return answer

    def _defined(self, question: str, message: Message, text: str) -> Answer:
        """Keep a definition as a behavior, or as words where the grammar cannot read it."""
        [name] = message.writes
        caveats: tuple[str, ...] = ()
        terms: tuple[Term, ...] = ()
        program = ""
        try:
            definition = self.grammar.define(name, text)
        except NotUnderstoodError as error:
            symbol = keep_words(self.project.memory, name, text, question)
            caveats = (f"Kept as words, not as a behavior. {error}",)
        else:
            symbol = keep_behavior(self.project, definition, question)
            terms, program = definition.terms, definition.program
            self._forget_names()
        kept = f"<{symbol.name}> is kept as a {symbol.kind}, version {symbol.version}"
        made = replace(provenance(self.project, "grammar"), symbols={name: symbol.version})
        return Answer(question, program, made, terms, (Value(kept),), caveats=caveats)

    def _forget_names(self) -> None:
        """Read the names of the project anew, after one was added."""
        self.sandbox = Sandbox(self.project, self.sandbox.limits)
        for name in ("grammar", "checks", "router"):
            self.__dict__.pop(name, None)

    def run(self, program: str, question: str = "") -> Answer:
        """Return what a program of a person answers; errors as for `ask`."""
        return self._answered(question, Routed(Plan(program, planner="person")), {})

    def trace(self, answer: Answer) -> Trace | None:
        """Return what the model was asked and wrote for an answer; ``None`` if none was asked.

        Raises `DataError` if it cannot be read.
        """
        from workbench.ask.model.trace import ASK, read_trace

        run = answer.provenance.run
        return read_trace(self.project.runs_folder / ASK / run) if run else None

    def accept(self, answer: Answer) -> tuple[str, ...]:
        """Keep an answer as an example for models, and to see later that it stays the same.

        Returns
        -------
        tuple of str
            What could not be kept, and why.

        Raises
        ------
        UserError
            It has no question, program or result, or cannot be written.
        """
        from workbench.ask.model.keeping import accept

        return accept(self.project, answer, self._full.get(answer.question, ""))

    def reject(self, answer: Answer, why: str = "") -> None:
        """Mark an answer as wrong: it is no example, and asked again, a model answers anew."""
        from workbench.ask.model.keeping import reject

        reject(self.project, answer, why, self._full.get(answer.question, ""))
        self._rejected[self._full.get(answer.question, answer.question)] += 1

    def _route(self, prepared: Prepared) -> Routed:
        told = "" if self.model is None else self._told(prepared.text)
        return self.router.route(prepared.text, told, self._rejected[prepared.text])

    def _told(self, question: str) -> str:
        """Return the last questions with their answers; not the same question again."""
        from workbench.memory.conversation import VERBATIM, Turn

        others = [one for one in self.answers if self._full.get(one.question) != question]
        turns = [Turn(one.question, one.text, one.program) for one in others[-VERBATIM:]]
        return "\n\n".join(turn.text() for turn in turns)

    def _answered(self, question: str, routed: Routed, symbols: Mapping[str, int]) -> Answer:
        ran = routed.ran
        program = routed.plan.program
        if ran is None:
            faults = self.sandbox.check(program)
            if faults:
                raise ProgramError("\n".join(map(str, faults)), program)
            ran = self.sandbox.run(program)
        if ran.fault is not None:
            raise ProgramError(str(ran.fault), program)
        answer = self._made(question, routed, ran, symbols)
        self.answers.append(answer)
        return answer

    def _made(self, question: str, routed: Routed, ran: Ran, symbols: Mapping[str, int]) -> Answer:
        told, plan, trace = ran.told, routed.plan, routed.trace
        made = provenance(self.project, plan.planner)
        low = () if trace else self.checks.low_coverage(plan.program, told)
        doubts = [f"Doubt: {doubt}." for doubt in low]
        if trace is not None:
            symbols = {**trace.symbols, **symbols}
            made = replace(made, model=routed.model, run=trace.run)
        return Answer(
            question,
            plan.program,
            replace(made, symbols=dict(symbols)),
            plan.terms,
            tuple(told.values),
            tuple(told.tables),
            tuple(told.figures),
            tuple(told.clips),
            ran.printed,
            (*plan.caveats, *told.notes, *ran.notes, *reflected(told), *doubts),
        )


def symbols_of(project: Project) -> Recall:
    """Return what gives the symbols of a project's memory that a question is about."""
    from workbench.memory.store import MEMORY_FOLDER, Memory

    folder = project.folder / MEMORY_FOLDER

    def recall(question: str) -> list[Symbol]:
        if not folder.is_dir():
            return []
        return [found.symbol for found in Memory(folder).recall(question)]

    return recall


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
