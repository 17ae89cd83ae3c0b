"""Who writes the program for a question: the grammar where it understands every word, else a model.

Without a model, or where the person does not allow it, the grammar says precisely what it does not
understand. Nothing is sent anywhere before that was tried.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from workbench.ask.plan import AmbiguousError, NotUnderstoodError, Plan
from workbench.ask.reflect import Checks

if TYPE_CHECKING:
    from workbench.ask.grammar.planner import GrammarPlanner
    from workbench.ask.model.trace import Trace
    from workbench.ask.model.work import AskingModel
    from workbench.memory.exemplars import Exemplars
    from workbench.memory.tips import Tips
    from workbench.project import Project
    from workbench.sandbox.running import Ran, Sandbox


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question as planners get it: names of symbols are read, and what they mean is in it.

    Parameters
    ----------
    text
        In full.
    symbols
        Name -> version of what was read from memory for it.
    """

    text: str
    symbols: Mapping[str, int] = field(default_factory=dict)


class Known(Protocol):
    """What a name stands for; see `workbench.memory.symbols.Symbol`."""

    @property
    def name(self) -> str:
        """Of the symbol."""
        ...

    @property
    def text(self) -> str:
        """In the words that it was said in."""
        ...

    @property
    def program(self) -> str:
        """Text of a program; ``""`` if there is none."""
        ...

    @property
    def version(self) -> int:
        """Of the symbol."""
        ...


Recall = Callable[[str], Sequence[Known]]
"""Gives the symbols that a question is about, best first."""


@dataclass(frozen=True, slots=True)
class Routed:
    """A program for a question, and who wrote it.

    Parameters
    ----------
    plan
        The program.
    model
        Name of the model that wrote it; ``""`` for the grammar.
    ran
        What it found, where it was run already: a program of a model is, to see that it works.
    trace
        What the model was asked and wrote.
    symbols
        Name -> version of what was read from memory besides what stands in the question.
    """

    plan: Plan
    model: str = ""
    ran: Ran | None = None
    trace: Trace | None = None
    symbols: Mapping[str, int] = field(default_factory=dict)


@dataclass
class Router:
    """Finds a program for questions about a project.

    Parameters
    ----------
    project
        What is asked about.
    sandbox
        Where programs run.
    grammar
        Is asked first.
    checks
        Of what programs of a model find.
    model
        Is asked if the grammar does not understand; ``None``: never.
    recall
        Symbols that the model is told.
    exemplars
        Dialogues that the model is shown.
    tips
        Those that are most like the question are told, and count as of use if it goes well.
    progress
        Hears of every step of a model, as soon as it is done.
    settles
        Whether the model is also asked where a question can mean two things, and decides which.
    """

    project: Project
    sandbox: Sandbox
    grammar: GrammarPlanner
    checks: Checks
    model: AskingModel | None = None
    recall: Recall = lambda _question: ()
    exemplars: Exemplars | None = None
    tips: Tips | None = None
    progress: Callable[[Trace], None] = lambda _trace: None
    settles: bool = False

    def route(self, question: str, conversation: str = "", sample: int = 0) -> Routed:
        """Return a program for a question.

        Parameters
        ----------
        question
            In full.
        conversation
            What was asked and answered before, in words, for the model.
        sample
            Number of the repetition, where a person wants another answer than before.

        Raises
        ------
        NotUnderstoodError
            The grammar does not understand it, or in two ways, and there is no model to ask.
        NotAnsweredError, AskingStopped, ModelError
            See `workbench.ask.model.planner.ModelLoop.answer`.
        """
        try:
            return Routed(self.grammar.plan(question))
        except NotUnderstoodError as error:
            if self.model is None or (isinstance(error, AmbiguousError) and not self.settles):
                raise
            why = error
        # not in the handler: errors of the model are its own, not the grammar's
        return self._by_model(self.model, question, conversation, sample, why)

    def _by_model(
        self, model: AskingModel, question: str, conversation: str, sample: int, why: Exception
    ) -> Routed:
        from workbench.ask.model.background import prompts_of  # slow to import
        from workbench.ask.model.cells import terms_of
        from workbench.ask.model.planner import ModelLoop
        from workbench.ask.model.trace import ASK

        symbols = self.recall(question)
        tips = [] if self.tips is None else self.tips.best(question)
        prompts = prompts_of(
            self.project,
            question,
            conversation,
            symbols,
            self.exemplars,
            self.sandbox.names if model.takes_grammar else None,
            sample,
            [tip.line() for tip in tips],
        )
        runs = self.project.runs_folder / ASK
        loop = ModelLoop(model, self.sandbox, self.checks, runs, progress=self.progress)
        written = loop.answer(prompts, {one.name: one.version for one in symbols})
        if self.tips is not None and tips:
            self.tips.hit(tips)
        terms = terms_of(written.program, self.sandbox.names, self.project.ethogram())
        caveats = (
            f"The model {model.name!r} wrote the program, as the question was not understood "
            f"without it ({_first_line(why)}). Read it before you believe the answer.",
            *(f"Doubt: {doubt}." for doubt in written.doubts),
            *model.notes,
        )
        plan = Plan(written.program, terms, caveats, "model")
        return Routed(plan, model.name, written.ran, written.trace)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0].rstrip(".")
