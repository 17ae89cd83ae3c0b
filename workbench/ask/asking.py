"""A question answered: planned, checked, run, and looked at before it is believed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from graphs.errors import WorkbenchError
from workbench.ask.answer import Answer, Term, Value
from workbench.ask.by_macro import MacroPlanner
from workbench.ask.grammar.planner import GrammarPlanner
from workbench.ask.kept import Kept
from workbench.ask.lengths import lengths_of
from workbench.ask.made_from import answer_of
from workbench.ask.made_from import provenance as provenance
from workbench.ask.plan import NotUnderstoodError, Plan
from workbench.ask.plan import ProgramError as ProgramError
from workbench.ask.preferred import in_preferred_unit
from workbench.ask.reflect import Checks
from workbench.ask.router import Prepared, Recall, Routed, Router
from workbench.ask.symbols import Message, keep_answer, keep_behavior, keep_words, read_message
from workbench.ask.told import known_of, tips_of
from workbench.ask.versions import as_defined
from workbench.memory.conversation import Standing, Transcript, Turn, told, turn_of
from workbench.memory.conversations import LAST, Conversations
from workbench.sandbox.running import Limits, Sandbox

if TYPE_CHECKING:
    from pipelines.models.budget import Budget
    from workbench.ask.model.trace import Trace
    from workbench.ask.model.work import AskingModel
    from workbench.project import Project

_TAKEN_UP = 20
"""Turns of a conversation that are planned again when it goes on, so that a question can lean."""

_MOST_TOLD = 6000
"""Characters that a model is told of what was asked before."""


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
    kept
        Writes what is asked and answered; ``None`` keeps nothing. See `begin` and `go_on`.

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
        kept: Kept | None = None,
    ) -> None:
        self.project = project
        self.sandbox = Sandbox(project, limits)
        self.answers: list[Answer] = []
        self.turns: list[Turn] = []
        self.kept = kept
        self._use_model, self._settle, self._budget = use_model, settle, budget
        self._recall, self._progress = recall, progress
        self._full: dict[str, str] = {}
        self._rejected: Counter[str] = Counter()

    @classmethod
    def begin(cls, project: Project, **options: Any) -> Conversation:
        """Begin a conversation that is kept as it goes; `options` as of the class."""
        return cls(project, **options, kept=Kept(project))

    @classmethod
    def go_on(cls, project: Project, name: str = LAST, **options: Any) -> Conversation:
        """Go on with a conversation that was kept, in this process or another.

        Parameters
        ----------
        project
            It was about.
        name
            Of the conversation; the one that was spoken in last if not given.
        options
            As of the class.

        Raises
        ------
        UserError
            There is none of that name.
        DataError
            A file of it cannot be used.
        """
        transcript = Conversations(project.memory).get(name)
        talk = cls(project, **options, kept=Kept(project, transcript))
        talk._take_up(transcript)
        return talk

    def _take_up(self, transcript: Transcript) -> None:
        """Know what was asked before, as if it had been asked here."""
        self.turns = list(transcript.turns)
        for turn in self.turns:
            self._rejected[turn.full_question] += turn.standing == "rejected"
        for turn in self.turns[-_TAKEN_UP:]:
            if turn.planner or turn.refused:  # else a name was defined: nothing leans on that
                with suppress(WorkbenchError):
                    self._planned(turn.full_question)
                self._lean_on(turn.planner)

    @cached_property
    def grammar(self) -> GrammarPlanner:
        """The planner that needs no model."""
        return GrammarPlanner(self.project, self.sandbox.names)

    @cached_property
    def macros(self) -> MacroPlanner:
        """The planner that knows the macros of the project."""
        return MacroPlanner(self.project)

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
            self._recall or known_of(self.project, self.kept, self.macros),
            exemplars_of(self.project),
            tips_of(self.project),
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
        meant = question
        try:
            message = read_message(memory, question)
            if message.defines is not None:
                answer = self._defined(question, message, message.defines)
                turn = replace(turn_of(answer), planner="")
                self._keep(turn, message.writes)
                return answer
            prepared = message.prepared
            meant = prepared.text
            routed = self._route(prepared)
            self._full[question] = prepared.text
            answer = self._answered(question, routed, prepared.symbols)
        except WorkbenchError as error:
            meant = "" if meant == question else meant
            now = datetime.now(UTC).isoformat(timespec="seconds")
            self._keep(Turn(question, meant=meant, refused=str(error), when=now))
            raise
        self._lean_on(routed.plan.planner)
        kept = keep_answer(memory, message.writes, answer)
        if prepared.symbols or kept:
            memory.used(question, prepared.symbols, answer.text)
        self._keep(turn_of(answer, meant), (*prepared.symbols, *message.writes))
        return answer

    @property
    def place(self) -> str:
        """How the last answer is spoken of: ``2026-03-02-1.2``; ``""`` if it is not kept."""
        return "" if self.kept is None else self.kept.place

    def _keep(self, turn: Turn, names: Iterable[str] = ()) -> None:
        """Write a turn down, with the symbols that it read and wrote."""
        self.turns.append(turn)
        if self.kept is not None:
            memory = self.project.memory
            self.kept.add(turn, [memory.read(name) for name in dict.fromkeys(names)])

    def _lean_on(self, planner: str) -> None:
        """Let a follow-up lean on the last answer alone: not on one of the grammar before it."""
        if planner in ("macro", "model"):
            self.grammar.frame = None

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
        frame = self.grammar.frame
        for name in ("grammar", "macros", "checks", "router"):
            self.__dict__.pop(name, None)
        self.grammar.frame = frame

    def run(
        self, program: str, question: str = "", symbols: Mapping[str, int] | None = None
    ) -> Answer:
        """Return what a program of a person answers; errors as for `ask`.

        With `symbols` (name -> version, as the provenance of an answer has them) the definitions
        are those of these versions, and the answer says where there is a newer one.
        """
        return self._answered(question, Routed(Plan(program, planner="person")), symbols or {})

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
        from workbench.ask.judging import accept_turn  # slow to import

        place = self._place(answer)
        faults = accept_turn(self.project, self.turns, place)
        self._mark(place, "accepted")
        return faults

    def reject(self, answer: Answer, why: str = "") -> None:
        """Mark an answer as wrong: it is no example, and asked again, a model answers anew."""
        from workbench.ask.judging import reject_turn  # slow to import

        place = self._place(answer)
        reject_turn(self.project, self.turns[place], why)
        self._mark(place, "rejected", why)
        self._rejected[self.turns[place].full_question] += 1

    def _place(self, answer: Answer) -> int:
        """Return the place of the turn that gave an answer, which is added if none did."""
        given = turn_of(answer, self._full.get(answer.question, ""))
        for place in range(len(self.turns) - 1, -1, -1):
            turn = self.turns[place]
            if (turn.question, turn.program) == (given.question, given.program):
                return place
        self.turns.append(given)
        return len(self.turns) - 1

    def _mark(self, place: int, standing: Standing, why: str = "") -> None:
        transcript = None if self.kept is None else self.kept.transcript
        number = None if transcript is None else transcript.number_of(self.turns[place])
        if transcript is not None and number is not None:
            transcript.mark(number, standing, why)
        self.turns[place] = replace(self.turns[place], standing=standing, why=why)

    def _route(self, prepared: Prepared) -> Routed:
        """Return a program for a question; a macro that it asks for goes before all others."""
        question = prepared.text
        found = self.macros.plan(question)
        if found.plan is not None:
            return Routed(found.plan, symbols=found.symbols)
        try:
            asked = "" if self.model is None else self._told(question)
            routed = self.router.route(question, asked, self._rejected[question])
        except NotUnderstoodError as error:
            found.add_to(error)
            raise
        plan = routed.plan
        if plan.planner == "grammar":
            plan = in_preferred_unit(plan, self.grammar, self.project.memory)
        return replace(routed, plan=replace(plan, caveats=(*plan.caveats, *found.skipped)))

    def _told(self, question: str) -> str:
        """Return what was asked and answered, for a model; not the same question again."""
        others = [turn for turn in self.turns if turn.full_question != question]
        return told([turn for turn in others if not turn.refused], most=_MOST_TOLD)

    def _answered(self, question: str, routed: Routed, symbols: Mapping[str, int]) -> Answer:
        ran = routed.ran
        program = routed.plan.program
        if ran is None:
            faults = self.sandbox.check(program)
            if faults:
                raise ProgramError("\n".join(map(str, faults)), program)
            with as_defined(self.project, symbols, program) as notes:
                ran = self.sandbox.run(program)
            plan = replace(routed.plan, caveats=(*routed.plan.caveats, *notes))
            routed = replace(routed, plan=plan)
        if ran.fault is not None:
            raise ProgramError(str(ran.fault), program)
        answer = answer_of(self.project, self.checks, question, routed, ran, symbols)
        self.answers.append(answer)
        return answer

    def _planned(self, question: str) -> None:
        """Plan a question for what follows on it; nothing is run, and no model is asked."""
        if self.macros.plan(question).plan is None:
            self.grammar.plan(question)
