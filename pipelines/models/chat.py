"""Chat models behind a server: hosted ones, and those that run on a machine of one's own.

Requests go through pydantic-ai's clients and a transport that writes the ledger, so nothing leaves
without a line in it. Answers are checked against the schema of their question; one that does not
fit goes back to the model with its faults. Waiting after a refusal follows ``Retry-After`` where
the server says so, else doubles each time. A server that refuses the way in which JSON is asked for
is asked in the next looser one from then on, which is noted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from graphs.errors import (
    BudgetReached,
    ModelError,
    UserError,
    WorkbenchError,
    missing_extra,
)
from graphs.words import counted
from pipelines.models.contract import (
    Answer,
    Done,
    Gate,
    Image,
    ModelIdentity,
    Question,
    register_model,
)
from pipelines.models.estimate import Estimator, picture_rule
from pipelines.models.forms import FORMS, Form, forms_to_try, looser, red_square, tiny_question
from pipelines.models.profile import Profiles
from pipelines.models.providers import Place, client, place, takes_temperature

if TYPE_CHECKING:
    import httpx2

    from pipelines.models.conversation import Server

MOST_IN_A_ROW = 5
"""Questions that fail one after the other before the rest is given up."""


@dataclass
class _Turn:
    """What the questions of one call share."""

    slots: asyncio.Semaphore
    done: Done
    failed_in_a_row: int = 0
    ended: WorkbenchError | None = None


@register_model("chat")
class ChatModel:
    """A multimodal chat model behind a server.

    Parameters
    ----------
    name
        As the server calls it.
    provider
        ``openai``, ``ollama``, ``vllm``, ``anthropic``, ``google``, or ``openai-compatible``.
    url
        Base address, where it differs from the provider's own.
    key_env
        Environment variable with the key, where it differs from the provider's own.
    temperature, seed
        For the sampling; the seed goes up by one for each repetition of a question.
    concurrency
        Requests under way at a time.
    timeout_s
        Longest wait for an answer.
    retries, backoff_s
        Attempts after the first one where the server is busy, and the first wait between two.
    repairs
        How often an answer that does not fit is sent back with its faults.
    form
        How the server is asked for JSON, where known; else it is found out by a tiny question.
    profiles
        Folder in which that is remembered from run to run; until this model is gone if not given.
    grammar
        Whether the server holds answers to a grammar (``grammar``, as llama.cpp); others refuse
        the word, so a question is asked by its schema alone there.

    Attributes
    ----------
    notes
        What a person should know about how the server was asked, a sentence each.

    Raises
    ------
    UserError
        A setting is wrong.
    """

    def __init__(
        self,
        name: str,
        provider: str = "openai-compatible",
        url: str | None = None,
        key_env: str | None = None,
        temperature: float = 0.0,
        seed: int | None = None,
        concurrency: int = 4,
        timeout_s: float = 120.0,
        retries: int = 4,
        backoff_s: float = 1.0,
        repairs: int = 1,
        form: Form | None = None,
        profiles: str | Path | None = None,
        grammar: bool = False,
    ) -> None:
        if form is not None and form not in get_args(Form):
            message = f"form is {form!r}; expected one of {', '.join(FORMS)}."
            raise UserError(message)
        if concurrency < 1 or timeout_s <= 0 or retries < 0 or repairs < 0:
            message = "Expected concurrency >= 1, timeout_s > 0, retries >= 0 and repairs >= 0."
            raise UserError(message)
        self.name = name
        self.where: Place = place(provider, url, key_env)
        self.temperature, self.seed = temperature, seed
        self.concurrency, self.timeout_s = concurrency, timeout_s
        self.retries, self.backoff_s, self.repairs = retries, backoff_s, repairs
        self._profiles = None if profiles is None else Profiles(Path(profiles))
        if form is None and self._profiles is not None:
            form = self._profiles.form(self.where, name)
        self.form, self.grammar = form, grammar
        self.notes: list[str] = []
        self.estimator = Estimator(picture_rule(provider))

    @property
    def identity(self) -> ModelIdentity:
        """Which model this is: its name, where it is, and how it samples."""
        settings = {
            "provider": self.where.provider,
            "url": self.where.url,
            "temperature": self.temperature,
            "seed": self.seed,
        }
        return ModelIdentity("chat", self.name, settings)

    def ask(self, questions: Sequence[Question], done: Done, gate: Gate) -> None:
        """Answer questions; see `pipelines.models.contract.Model.ask`."""
        asyncio.run(self._ask(questions, done, gate))

    def check(self, gate: Gate, *, with_picture: bool = True) -> tuple[Form, Answer]:
        """Find out with a tiny question how the server is asked for JSON, and whether it answers.

        Returns
        -------
        form, answer
            The strictest form that it takes, and what it answered.

        Raises
        ------
        ModelError
            It does not answer in any form, or takes no pictures.
        """
        return asyncio.run(self._check_alone(gate, with_picture))

    async def _check_alone(self, gate: Gate, with_picture: bool) -> tuple[Form, Answer]:
        async with self._http(gate) as http:
            return await self._find_form(self._server(http, gate), with_picture)

    async def _ask(self, questions: Sequence[Question], done: Done, gate: Gate) -> None:
        async with self._http(gate) as http:
            server = self._server(http, gate)
            if self.form is None:
                await self._find_form(server, any(question.images for question in questions))
            turn = _Turn(asyncio.Semaphore(self.concurrency), done)
            tasks = [
                asyncio.ensure_future(self._answer(server, turn, place, question))
                for place, question in enumerate(questions)
            ]
            try:
                await asyncio.gather(*tasks)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            if turn.ended is not None:
                raise turn.ended

    def _server(self, http: httpx2.AsyncClient, gate: Gate) -> Server:
        from pipelines.models.conversation import Server

        asked = client(self.where, self.name, http)
        proxy = self.where.proxy
        if proxy is not None:
            self._note(f"Requests go through the proxy {proxy.name} ({proxy.variable}).")
        if not takes_temperature(asked):
            self._note(
                f"{self.name!r} takes no temperature, so none is sent: asked again, it may answer "
                "differently."
            )
        return Server(self, asked, gate)

    def grammar_of(self, question: Question) -> str:
        """Return the grammar that a question is sent with; that it has one for nothing is noted."""
        if question.grammar and not (self.grammar and self.where.speaks_openai):
            self._note(
                f"{self.name!r} is not known to hold answers to a grammar, so none was sent; set "
                "grammar = true under [model] where the server does (llama.cpp)."
            )
            return ""
        return question.grammar

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)

    def _http(self, gate: Gate) -> httpx2.AsyncClient:
        try:
            import httpx2
        except ImportError as error:
            what = "Asking a chat model"
            raise missing_extra(what, "models") from error
        from pipelines.models.transport import Recording

        return httpx2.AsyncClient(transport=Recording(gate.ledger), timeout=self.timeout_s)

    async def _find_form(self, server: Server, with_picture: bool) -> tuple[Form, Answer]:
        """Try the forms from the strictest down; the first that gets a fitting answer is kept."""
        answered, refused = await self._first_form(server, red_square() if with_picture else None)
        if answered is not None:
            self._take_form(answered[0])
            return answered
        at = self.where.url or self.where.provider
        if with_picture and (await self._first_form(server, None))[0] is not None:
            message = (
                f"{self.name!r} at {at} answers text and takes no pictures. Choose a model that "
                f"sees. It said: {refused[-1]}"
            )
        else:
            message = "\n".join([f"{self.name!r} at {at} answers in no known form:", *refused])
        raise ModelError(message)

    async def _first_form(
        self, server: Server, image: Image | None
    ) -> tuple[tuple[Form, Answer] | None, list[str]]:
        """Return the first form that gets a fitting answer, and why those before it got none."""
        from pipelines.models.conversation import BusyError, UnusableError

        refused: list[str] = []
        for form in forms_to_try(self.where.speaks_openai):
            try:
                answer = await server.converse(tiny_question(image), form, retries=0)
            except (UnusableError, BusyError):  # says nothing about the form
                raise
            except ModelError as error:
                refused.append(f"{form}: {error}")
            else:
                return (form, answer), refused
        return None, refused

    def _take_form(self, form: Form) -> None:
        self.form = form
        if self._profiles is not None:
            self._profiles.remember(self.where, self.name, form)

    async def _in_a_form(self, server: Server, question: Question) -> Answer:
        """Answer a question, in a looser form where the server refuses the one that is known."""
        from pipelines.models.conversation import FormRefusedError

        while True:
            form = self.form
            assert form is not None
            try:
                return await server.converse(question, form, self.retries)
            except FormRefusedError as error:
                lower = looser(form, self.where.speaks_openai, str(error))
                if lower is None:
                    raise
                if self.form == form:  # not yet changed by another question
                    self._take_form(lower)
                    note = f"{self.name!r} refused to be asked by {form}, so {lower} is used"
                    self._note(f"{note}: {error}")

    async def _answer(self, server: Server, turn: _Turn, place: int, question: Question) -> None:
        """Answer one question in its turn; what ends all lets those under way come to their end."""
        from pipelines.models.conversation import UnusableError

        async with turn.slots:
            if turn.ended is not None:
                return
            try:
                found: Answer | ModelError
                found = await self._in_a_form(server, question)
                turn.failed_in_a_row = 0
            except (UnusableError, BudgetReached) as error:
                turn.ended = turn.ended or error
                return
            except ModelError as error:
                found = ModelError(f"{question.name}: {error}")
                turn.failed_in_a_row += 1
            turn.done(place, found)
            if turn.failed_in_a_row >= MOST_IN_A_ROW:
                failed = counted(turn.failed_in_a_row, "question")
                message = f"{failed} in a row failed, and the rest was not asked. Last: {found}"
                turn.ended = turn.ended or UnusableError(message)
