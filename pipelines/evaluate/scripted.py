"""A model that answers as a script says, without looking: floors and ceilings to compare with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

from graphs.errors import ModelError
from pipelines.models.contract import Answer, Done, Gate, Json, ModelIdentity, Question, Usage

Asked = TypeVar("Asked")


class ScriptedModel(Generic[Asked]):
    """Answers questions from what they are about.

    Parameters
    ----------
    name
        Of the script.
    asked
        Name of a question -> what it is about.
    script
        From that to an answer; ``None`` is no answer.
    """

    def __init__(
        self,
        name: str,
        asked: Mapping[str, Asked],
        script: Callable[[Asked], Json | None],
    ) -> None:
        self.identity = ModelIdentity("scripted", name)
        self._asked, self._script = asked, script

    def ask(
        self,
        questions: Sequence[Question],
        done: Done,
        gate: Gate | None = None,  # noqa: ARG002 - as in `Model`
    ) -> None:
        """Answer questions; no request is made, so no gate is asked."""
        for place, question in enumerate(questions):
            data = self._script(self._asked[question.name])
            if data is None:
                done(place, ModelError(f"{question.name}: scripted to give no answer."))
            else:
                done(place, Answer(data, "", Usage()))
