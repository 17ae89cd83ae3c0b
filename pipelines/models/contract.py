"""What is asked of a model, what it answers, and the registry of kinds of models.

A *question* is text and pictures with a JSON schema for the answer. Models never see a file of the
user, only what a question holds. Asking is a seam: a hosted model, one on this machine and a
scripted one in a test take the same questions, and what decides an answer (`Question.digest` and
`ModelIdentity.digest`) is its address in the store of answers.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Protocol

from graphs.errors import ModelError, UserError
from graphs.plain_json import to_json
from graphs.words import did_you_mean

if TYPE_CHECKING:
    from pipelines.models.ledger import Ledger

Json = Mapping[str, object]
"""A JSON object."""


@dataclass(frozen=True, slots=True)
class Image:
    """An encoded picture, exactly as it is sent.

    Parameters
    ----------
    data
        Bytes of the file.
    media_type
        ``image/jpeg`` or ``image/png``.
    width, height
        Pixels.
    label
        Words that stand before it in the prompt: ``"Picture 2, crop, 12.400 s"``.
    """

    data: bytes = field(repr=False)
    media_type: str
    width: int
    height: int
    label: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Question:
    """One request: instructions, text with pictures, and the form of the answer.

    Parameters
    ----------
    system
        Instructions that are the same for many questions.
    text
        The question itself; the pictures follow it, each after its label.
    images
        In the order in which they are named.
    schema
        JSON schema of the answer (an object).
    max_tokens
        Longest answer.
    sample
        Number of the repetition, where the same is asked several times; part of the digest.
    name
        For messages to people: ``"open_field bout-0012"``.
    grammar
        GBNF of the answer, which is held to it where the model can be; what it allows fits the
        schema.
    """

    system: str
    text: str
    images: tuple[Image, ...]
    schema: Json
    max_tokens: int = 1024
    sample: int = 0
    name: str = ""
    grammar: str = field(default="", repr=False)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything that the model gets to see, hexadecimal; not of the name."""
        pictures = [[image.label, image.media_type, image.digest] for image in self.images]
        parts = [self.system, self.text, pictures, self.schema, self.max_tokens, self.sample]
        parts += [self.grammar] * bool(self.grammar)
        return hashlib.sha256(to_json(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Usage:
    """What asking cost, as the provider counts it.

    Parameters
    ----------
    requests
        Sent, including those that were repeated after an answer that did not fit.
    images
        Pictures sent.
    input_tokens, output_tokens
        As reported; 0 where the provider reports none.
    seconds
        From sending to the last byte, without waiting for a turn.
    """

    requests: int = 0
    images: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.requests + other.requests,
            self.images + other.images,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.seconds + other.seconds,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """A valid answer.

    Parameters
    ----------
    data
        The JSON object; it fits the schema of its question.
    text
        As the model wrote it.
    usage
        Of all requests that led to it.
    """

    data: Json
    text: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """Which model answers, in everything that decides its answers.

    Parameters
    ----------
    kind
        ``chat``, ``local``, or that of an outside package.
    name
        Of the model: ``"qwen2.5-vl-7b"``.
    settings
        Provider, address without credentials, temperature, seed, form of the answer; no key.
    """

    kind: str
    name: str
    settings: Json = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 of kind, name and settings, hexadecimal."""
        parts = [self.kind, self.name, dict(self.settings)]
        return hashlib.sha256(to_json(parts).encode()).hexdigest()


Done = Callable[[int, "Answer | ModelError"], None]
"""Called with the place of a question and its answer, or why there is none."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request as it is about to be made.

    Parameters
    ----------
    question
        What it asks.
    input_tokens, output_tokens
        Most that it can cost, by the estimate of `pipelines.models.estimate`.
    """

    question: Question
    input_tokens: int
    output_tokens: int


class Gate(Protocol):
    """Lets requests pass, within a budget, and records what leaves this machine."""

    @property
    def ledger(self) -> Ledger | None:
        """Where requests over a network are recorded; ``None`` records nothing."""
        ...

    def before(self, request: Outgoing) -> bool:
        """Set the most that a request can cost aside; may be called from several threads.

        Returns
        -------
        bool
            Whether it may be made now. If not, there may be room once one that is under way has
            turned out cheaper than it could have been.

        Raises
        ------
        BudgetReached
            There is no room for it, nor will there be.
        """
        ...

    def after(self, request: Outgoing, usage: Usage) -> None:
        """Put what a request really cost in place of what was set aside."""
        ...


class Model(Protocol):
    """Answers questions."""

    @property
    def identity(self) -> ModelIdentity:
        """Which model this is."""
        ...

    def ask(self, questions: Sequence[Question], done: Done, gate: Gate) -> None:
        """Answer questions, several at a time where that is quicker.

        Parameters
        ----------
        questions
            What to ask.
        done
            Called once per question, from one thread at a time, as soon as its answer is there. An
            answer that does not come, or does not fit, is a `ModelError` of its question alone.
        gate
            Asked before every request whether it may be made, and told what it cost.

        Raises
        ------
        ModelError
            No question can be answered: the server cannot be reached, the key is refused.
        BudgetReached
            What was answered before has been handed to `done`.
        """
        ...


ENTRY_POINTS = "behavior_workbench.models"

_MODELS: dict[str, Callable[..., Model]] = {}
_BUILT_IN = {"chat": "pipelines.models.chat", "local": "pipelines.models.local"}


def register_model(name: str) -> Callable[[Callable[..., Model]], Callable[..., Model]]:
    """Register a kind of model under a name; its keyword parameters become settings."""

    def register(make: Callable[..., Model]) -> Callable[..., Model]:
        _MODELS[name] = make
        return make

    return register


def model_kinds() -> list[str]:
    """Return the kinds of models, built-in ones first."""
    offered = {point.name for point in entry_points(group=ENTRY_POINTS)}
    return [*_BUILT_IN, *sorted((offered | set(_MODELS)) - set(_BUILT_IN))]


def get_model(kind: str, **settings: object) -> Model:
    """Return a model.

    Parameters
    ----------
    kind
        One of `model_kinds`.
    settings
        Of that kind, by name.

    Raises
    ------
    UserError
        There is no such kind or setting (known ones are listed), a value is wrong, or the extra
        that it needs is not installed.
    """
    known = model_kinds()
    if kind not in known:
        message = f"There is no kind of model {kind!r}{did_you_mean(kind, known)}"
        raise UserError(message)
    if kind not in _MODELS:
        if kind in _BUILT_IN:
            import_module(_BUILT_IN[kind])
        else:
            for point in entry_points(group=ENTRY_POINTS, name=kind):
                register_model(kind)(point.load())
    make = _MODELS[kind]
    names = list(inspect.signature(make).parameters)
    unknown = [name for name in settings if name not in names]
    if unknown:
        message = f"A model of kind {kind!r} has no setting " + " and no setting ".join(
            f"{name!r}{did_you_mean(name, names)}" for name in unknown
        )
        raise UserError(message)
    return make(**settings)
