"""One question to a chat server, until its answer fits or there is none."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic_ai.direct import model_request
from pydantic_ai.messages import (
    BinaryContent,
    ModelMessage,
    ModelRequest,
    ModelResponse,
    SystemPromptPart,
    UserPromptPart,
)
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.output import OutputObjectDefinition

from graphs.errors import ModelError, WorkbenchError
from graphs.words import counted
from pipelines.models.contract import Answer, Gate, Outgoing, Question, Usage
from pipelines.models.forms import Form, response_format, system_text
from pipelines.models.reading import DoesNotFit, read_answer
from pipelines.models.refusals import refusal
from pipelines.models.transport import asking

if TYPE_CHECKING:
    from pydantic_ai.models import Model as Client

    from pipelines.models.chat import ChatModel

LONGEST_WAIT_S = 60.0
_ROOM_S = 0.02
"""Between two looks whether the budget has room again."""

_UNFINISHED = {
    "length": "the answer was cut off after {} tokens; raise max_tokens",
    "content_filter": "the provider refused to answer (content filter)",
}


class UnusableError(ModelError):
    """The server cannot answer any question."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server while it is asked.

    Parameters
    ----------
    model
        Settings.
    client
        Of pydantic-ai.
    gate
        Lets requests pass.
    """

    model: ChatModel
    client: Client
    gate: Gate

    async def converse(self, question: Question, form: Form, retries: int) -> Answer:
        """Ask until the answer fits, or the repairs are used up.

        Raises
        ------
        ModelError
            There is no answer that fits; `UnusableError`: nor will there be to another question.
        BudgetReached
            The next request does not fit into the budget.
        """
        messages, total, faults = _messages(question, form), Usage(), ""
        for _ in range(self.model.repairs + 1):
            response, usage = await self._request(question, form, messages, retries)
            total += usage
            if response.finish_reason in _UNFINISHED:
                raise ModelError(_UNFINISHED[response.finish_reason].format(question.max_tokens))
            text = response.text or ""
            try:
                return Answer(read_answer(text, question.schema), text, total)
            except DoesNotFit as error:
                faults = str(error)
                messages = [*messages, response, _faults_told(faults)]
        repairs = counted(self.model.repairs, "repair")
        message = f"the answer does not fit, after {repairs}: {faults}"
        raise ModelError(message)

    async def _request(
        self, question: Question, form: Form, messages: list[ModelMessage], retries: int
    ) -> tuple[ModelResponse, Usage]:
        """Make one request, again where the server was busy."""
        for attempt in range(retries + 1):
            try:
                return await self._send_metered(question, form, messages)
            except WorkbenchError:
                raise
            except Exception as error:
                found = refusal(error, self.model.where, self.model.name)
                if found.ends_all:
                    raise UnusableError(found.words) from error
                if not found.again or attempt == retries:
                    tries = f" (after {counted(attempt + 1, 'attempt')})" if attempt else ""
                    message = found.words + tries
                    raise ModelError(message) from error
            await asyncio.sleep(self._wait_s(attempt) if found.wait_s is None else found.wait_s)
        raise AssertionError

    async def _send_metered(
        self, question: Question, form: Form, messages: list[ModelMessage]
    ) -> tuple[ModelResponse, Usage]:
        """Send one request if the budget allows it, and note what it cost."""
        outgoing = Outgoing(question, *self.model.estimator.bound(question))
        while not self.gate.before(outgoing):
            await asyncio.sleep(_ROOM_S)
        usage, started = Usage(requests=1, images=len(question.images)), time.monotonic()
        try:
            response = await self._send(question, form, messages)
            told = response.usage
            usage += Usage(
                input_tokens=told.input_tokens,
                output_tokens=told.output_tokens,
                seconds=time.monotonic() - started,
            )
        finally:
            self.gate.after(outgoing, usage)
        if len(messages) == 1:  # a repair also sends what was answered before
            self.model.estimator.learn(question, usage)
        return response, usage

    async def _send(
        self, question: Question, form: Form, messages: list[ModelMessage]
    ) -> ModelResponse:
        model = self.model
        parameters = ModelRequestParameters()
        settings: dict[str, Any] = {"temperature": model.temperature, "timeout": model.timeout_s}
        if model.seed is not None:
            settings["seed"] = model.seed + question.sample
        if model.where.speaks_openai:
            settings["extra_body"] = self._body(question, form)
        else:
            wanted = OutputObjectDefinition(dict(question.schema), name="answer")
            parameters = ModelRequestParameters(output_mode="native", output_object=wanted)
            settings["max_tokens"] = question.max_tokens
        with asking(question):
            return await model_request(
                self.client,
                messages,
                model_settings=settings,  # type: ignore[arg-type] # a TypedDict, key by key
                model_request_parameters=parameters,
            )

    def _body(self, question: Question, form: Form) -> dict[str, Any]:
        """Return what is added to a request in the manner of OpenAI."""
        of_openai = self.model.where.provider == "openai"
        longest = "max_completion_tokens" if of_openai else "max_tokens"
        said = response_format(form, question.schema)
        body: dict[str, Any] = {longest: question.max_tokens}
        return body if said is None else body | {"response_format": said}

    def _wait_s(self, attempt: int) -> float:
        jitter = 0.5 + random.random() / 2  # noqa: S311 - spreads requests, nothing else
        return min(LONGEST_WAIT_S, self.model.backoff_s * 2.0**attempt) * jitter


def _messages(question: Question, form: Form) -> list[ModelMessage]:
    text = SystemPromptPart(system_text(form, question))
    if not question.images:  # servers without vision refuse a list of parts
        return [ModelRequest(parts=[text, UserPromptPart(question.text)])]
    parts: list[str | BinaryContent] = [question.text]
    for image in question.images:
        parts += [image.label] if image.label else []
        parts.append(BinaryContent(image.data, media_type=image.media_type))
    return [ModelRequest(parts=[text, UserPromptPart(parts)])]


def _faults_told(faults: str) -> ModelRequest:
    words = f"That does not fit: {faults}. Answer the question again, with the whole JSON object."
    return ModelRequest(parts=[UserPromptPart(words)])
