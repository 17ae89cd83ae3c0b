"""One question to a chat server, until its answer fits or there is none."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic_ai.direct import model_request
from pydantic_ai.messages import ModelMessage, ModelResponse
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.output import OutputObjectDefinition

from graphs.errors import ModelError, WorkbenchError
from graphs.words import counted
from pipelines.models.contract import Answer, Gate, Outgoing, Question, Usage
from pipelines.models.forms import Form, lengths_in_words, response_format, without_type_lists
from pipelines.models.messages import opening, sent_back, text_since_opening
from pipelines.models.providers import takes_temperature
from pipelines.models.reading import DoesNotFit, read_answer
from pipelines.models.refusals import Refusal, refusal, was_refused_free
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


class BusyError(ModelError):
    """The server had too much to do, or could not be heard, each time it was tried."""


class FormRefusedError(ModelError):
    """The server does not take the way in which JSON was asked for."""


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

        Parameters
        ----------
        question, form
            What is asked, and how JSON is asked for.
        retries
            After a failure of the server; one that is only busy is asked as often as the model's
            settings say.

        Raises
        ------
        ModelError
            There is no answer that fits; `UnusableError`: nor will there be to another question;
            `FormRefusedError`: in another form there may be.
        BudgetReached
            The next request does not fit into the budget.
        """
        messages, total, faults = opening(question, form), Usage(), ""
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
                messages = [*messages, *sent_back(text, faults)]
        repairs = counted(self.model.repairs, "repair")
        message = f"the answer does not fit, after {repairs}: {faults}"
        raise ModelError(message)

    async def _request(
        self, question: Question, form: Form, messages: list[ModelMessage], retries: int
    ) -> tuple[ModelResponse, Usage]:
        """Make one request, again where the server was busy."""
        attempt = 0
        while True:
            try:
                return await self._send_metered(question, form, messages)
            except WorkbenchError:
                raise
            except Exception as error:
                found = refusal(error, self.model.where, self.model.name)
                most = self.model.retries if found.busy else retries
                if not found.again or attempt >= most:
                    raise _given_up(found, form, attempt) from error
            await asyncio.sleep(self._wait_s(attempt) if found.wait_s is None else found.wait_s)
            attempt += 1

    async def _send_metered(
        self, question: Question, form: Form, messages: list[ModelMessage]
    ) -> tuple[ModelResponse, Usage]:
        """Send one request if the budget allows it, and note what it cost.

        Where nobody tells what it cost, it counts with the most that it can have cost.
        """
        since = text_since_opening(messages)
        outgoing = Outgoing(question, *self.model.estimator.bound(question, since))
        while not self.gate.before(outgoing):
            await asyncio.sleep(_ROOM_S)
        sent, started = Usage(requests=1, images=len(question.images)), time.monotonic()
        most = Usage(input_tokens=outgoing.input_tokens, output_tokens=outgoing.output_tokens)
        settled = sent + most
        try:
            response = await self._send(question, form, messages)
            told, seconds = response.usage, time.monotonic() - started
            spent = Usage(0, 0, told.input_tokens, told.output_tokens, seconds)
            settled = sent + (spent if told.input_tokens else most)
        except Exception as error:
            settled = sent if was_refused_free(error) else settled
            raise
        finally:
            self.gate.after(outgoing, settled)
        if not since:
            self.model.estimator.learn(question, spent)
        return response, sent + spent

    async def _send(
        self, question: Question, form: Form, messages: list[ModelMessage]
    ) -> ModelResponse:
        model = self.model
        parameters = ModelRequestParameters()
        settings: dict[str, Any] = {
            "timeout": model.timeout_s,  # for each part of an answer
            "request_timeout": model.timeout_s,  # for all of it
        }
        if takes_temperature(self.client):
            settings["temperature"] = model.temperature
        if model.seed is not None:
            settings["seed"] = model.seed + question.sample
        if model.where.speaks_openai:
            settings["extra_body"] = self._body(question, form)
        else:
            settings["max_tokens"] = question.max_tokens
            if form != "plain":
                told = without_type_lists(lengths_in_words(question.schema))
                wanted = OutputObjectDefinition(told, name="answer")
                parameters = ModelRequestParameters(output_mode="native", output_object=wanted)
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
        if of_openai and form == "json_schema":
            form = "json_schema_no_lengths"
        said = response_format(form, question.schema)
        body: dict[str, Any] = {longest: question.max_tokens}
        if grammar := self.model.grammar_of(question):
            return body | {"grammar": grammar}  # llama.cpp takes a grammar or a form, not both
        return body if said is None else body | {"response_format": said}

    def _wait_s(self, attempt: int) -> float:
        jitter = 0.5 + random.random() / 2  # noqa: S311 - spreads requests, nothing else
        return min(LONGEST_WAIT_S, self.model.backoff_s * 2.0**attempt) * jitter


def _given_up(found: Refusal, form: Form, attempt: int) -> ModelError:
    """Return the error of a request that is not made again."""
    words = found.words + (f" (after {counted(attempt + 1, 'attempt')})" if attempt else "")
    if found.ends_all:
        return UnusableError(words)
    if found.about_form and form != "plain":
        return FormRefusedError(words)
    return BusyError(words) if found.busy else ModelError(words)
