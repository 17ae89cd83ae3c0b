"""The model of a project, as it is asked for programs: stored answers, budget and ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from graphs.errors import ModelError, UserError
from pipelines.describe.by_model.run_folder import ANSWERS
from pipelines.models.answers import AnswerStore, ask_all
from pipelines.models.budget import Budget, Meter, price_of
from pipelines.models.contract import Answer, Model, Question
from pipelines.models.ledger import Ledger
from pipelines.models.offline import network_is_forbidden

if TYPE_CHECKING:
    from pipelines.models.providers import Place
    from workbench.project import Project


class Heard(NamedTuple):
    """An answer, or why there is none for this question alone; and whether it was stored."""

    answer: Answer | None
    error: str
    stored: bool


class AskingModel:
    """A model that is asked one question at a time; what it answered is never paid for again.

    Parameters
    ----------
    model
        Who answers.
    store
        Where answers are.
    meter
        The budget of all questions together.
    """

    def __init__(self, model: Model, store: AnswerStore, meter: Meter | None = None) -> None:
        self.model, self.store, self.meter = model, store, meter or Meter()

    @classmethod
    def of(cls, project: Project, budget: Budget | None = None) -> AskingModel:
        """Return the model of a project.

        Raises
        ------
        UserError
            It has none, its settings are wrong, or the budget is in money and the price is not
            known.
        """
        from workbench.describing import model_of  # slow to import

        _, model = model_of(project)
        price = price_of(model.identity.name, project.settings.prices)
        return cls(model, AnswerStore(project.runs_folder / ANSWERS), Meter(budget, price))

    @property
    def name(self) -> str:
        """Of the model."""
        return self.model.identity.name

    @property
    def takes_grammar(self) -> bool:
        """Whether answers are held to a grammar."""
        return bool(getattr(self.model, "grammar", False))

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know of how the model was asked."""
        return tuple(getattr(self.model, "notes", ()))

    def ask(self, question: Question, folder: Path) -> Heard:
        """Return the answer to a question.

        Parameters
        ----------
        question
            What to ask.
        folder
            Where what leaves this machine is recorded.

        Raises
        ------
        ModelError
            The model cannot be asked at all.
        BudgetReached
            The request does not fit into the budget.
        UserError
            Nothing may leave this machine, and the model is elsewhere.
        """
        found: list[Answer | ModelError] = []
        known = self.store.get(self.model.identity, question)
        if known is not None:
            return Heard(known, "", True)
        self._check_may_leave()
        gate = self.meter.recorded_in(Ledger(folder))
        ask_all(self.model, [question], self.store, gate, lambda _, one: found.append(one))
        [answer] = found
        if isinstance(answer, ModelError):
            return Heard(None, str(answer), False)
        return Heard(answer, "", False)

    def _check_may_leave(self) -> None:
        where: Place | None = getattr(self.model, "where", None)
        if where is not None and not where.is_here and network_is_forbidden():
            message = (
                f"The model {self.name!r} is at {where.url or where.provider}, and --offline "
                "allows no connection that leaves this machine. Leave --offline away, or use a "
                "model that runs here."
            )
            raise UserError(message)
