"""A model of this machine: pictures and words go no further than its own memory.

Any model that transformers loads as image-text-to-text, from a folder; nothing is ever fetched. An
answer is held to the schema of its question while it is written, so it fits unless it is cut off.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from graphs.errors import BudgetReached, ModelError, UserError
from pipelines.models.contract import (
    Answer,
    Done,
    Gate,
    ModelIdentity,
    Outgoing,
    Question,
    Usage,
    register_model,
)
from pipelines.models.local_engine import (
    DEVICES,
    DTYPES,
    Engine,
    choose_device,
    choose_dtype,
    load_engine,
    require_packages,
    versions,
)
from pipelines.models.local_folder import find_model_folder
from pipelines.models.local_grammar import Follow, Hold, Vocabulary, Writing
from pipelines.models.local_prompt import Prompt, make_prompt, takes_system
from pipelines.models.reading import DoesNotFit, read_answer

_ROOM_S = 0.02
"""Between two looks whether the budget has room again."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question that the gate let pass, with its place among all."""

    place: int
    request: Outgoing
    writing: Writing


@dataclass(frozen=True, slots=True)
class _Turn:
    """What is done with the questions at the head of the row.

    Parameters
    ----------
    asked
        Those that are answered now.
    settled
        How many of the row need not be looked at again.
    ended
        Why nothing is asked after these.
    """

    asked: list[_Asked]
    settled: int
    ended: BudgetReached | None = None


@register_model("local")
class LocalModel:
    """A model in a folder of this machine.

    Parameters
    ----------
    folder
        Where its files are, or its name on the Hugging Face hub if the local cache has it.
    device
        ``auto``, ``cpu``, ``mps``, ``cuda``, or one of several: ``cuda:1``.
    dtype
        Precision of the weights: ``bfloat16``, ``float16``, ``float32``; ``auto`` takes float32 on
        a processor and half of it on a graphics card.
    batch
        Questions that are answered side by side: quicker on a graphics card, at more memory.
    temperature
        Of the sampling; at 0 the likeliest answer is given, always the same.
    repeat_temperature
        That of repetitions of a question, which would say nothing new at 0.
    seed
        Of the sampling. What is drawn depends on it and the question alone.

    Raises
    ------
    UserError
        The extra is not installed, a setting is wrong, or files of the model are missing.
    DataError
        Files of the model are damaged.
    """

    def __init__(
        self,
        folder: str,
        device: str = "auto",
        dtype: str = "auto",
        batch: int = 1,
        temperature: float = 0.0,
        repeat_temperature: float = 0.7,
        seed: int = 0,
    ) -> None:
        faults = []
        if device.partition(":")[0] not in DEVICES:
            faults.append(f"device is {device!r}; expected one of {', '.join(DEVICES)}")
        if dtype not in DTYPES:
            faults.append(f"dtype is {dtype!r}; expected one of {', '.join(DTYPES)}")
        if batch < 1 or temperature < 0 or repeat_temperature < 0:
            faults.append("expected batch >= 1, temperature >= 0 and repeat_temperature >= 0")
        if faults:
            message = f"Model of kind 'local': {'; '.join(faults)}."
            raise UserError(message)
        require_packages()
        self.folder = find_model_folder(folder)
        self.device, self.dtype = device, dtype
        self.batch, self.seed = batch, seed
        self.temperature, self.repeat_temperature = temperature, repeat_temperature

    @cached_property
    def identity(self) -> ModelIdentity:
        """Which model this is: its files, how it samples, and on what it runs."""
        device = choose_device(self.device)
        settings = {
            "files": self.folder.fingerprint(),
            "device": device.partition(":")[0],
            "dtype": choose_dtype(self.dtype, device),
            "temperature": self.temperature,
            "repeat_temperature": self.repeat_temperature,
            "seed": self.seed,
            **versions(),
        }
        return ModelIdentity("local", self.folder.name, settings)

    def ask(self, questions: Sequence[Question], done: Done, gate: Gate) -> None:
        """Answer questions; see `pipelines.models.contract.Model.ask`.

        Raises
        ------
        UserError, DataError
            The model is loaded with the first question, and cannot be.

        Notes
        -----
        The seconds of questions that are answered side by side are shared evenly between them.
        """
        waiting = list(enumerate(questions))
        while waiting:
            head = self._head(waiting)
            prompt = self._prompt([question for _, question in head])
            turn = self._admit(head, prompt, done, gate)
            if turn.asked:
                if len(turn.asked) < len(head):
                    prompt = self._prompt([one.request.question for one in turn.asked])
                self._answer(turn.asked, prompt, done, gate)
            if turn.ended is not None:
                raise turn.ended
            waiting = waiting[turn.settled :]
            if not turn.settled:
                time.sleep(_ROOM_S)

    def _head(self, waiting: Sequence[tuple[int, Question]]) -> list[tuple[int, Question]]:
        """Return the questions at the head that can be answered side by side."""
        head = waiting[: self.batch]
        same = [bool(question.images) == bool(head[0][1].images) for _, question in head]
        return list(head[: same.index(False) if False in same else None])

    def _admit(
        self, head: Sequence[tuple[int, Question]], prompt: Prompt, done: Done, gate: Gate
    ) -> _Turn:
        """Ask the gate for each question until it refuses; those that are too long fail."""
        turn: list[_Asked] = []
        for settled, ((place, question), tokens) in enumerate(
            zip(head, prompt.tokens, strict=True)
        ):
            too_long = self._too_long(question, tokens)
            if too_long is not None:
                done(place, too_long)
                continue
            request = Outgoing(question, tokens, question.max_tokens)
            writing = self._writing(question)
            try:
                if not gate.before(request):
                    return _Turn(turn, settled)
            except BudgetReached as error:
                return _Turn(turn, settled, error)
            turn.append(_Asked(place, request, writing))
        return _Turn(turn, len(head))

    def _too_long(self, question: Question, tokens: int) -> ModelError | None:
        longest = self._engine.longest
        if longest is None or tokens + question.max_tokens <= longest:
            return None
        return ModelError(
            f"{question.name}: the question has {tokens} tokens and the answer up to "
            f"{question.max_tokens}; {self.folder.name} takes {longest} together. Show fewer or "
            "smaller pictures."
        )

    def _answer(self, asked: Sequence[_Asked], prompt: Prompt, done: Done, gate: Gate) -> None:
        """Write the answers of some questions side by side."""
        started, usages = time.monotonic(), []
        try:
            self._write(prompt, [one.writing for one in asked])
        finally:
            seconds = (time.monotonic() - started) / len(asked)
            for one, tokens in zip(asked, prompt.tokens, strict=True):
                pictures, written = len(one.request.question.images), len(one.writing.tokens)
                usages.append(Usage(1, pictures, tokens, written, seconds))
                gate.after(one.request, usages[-1])
        for one, usage in zip(asked, usages, strict=True):
            done(one.place, self._read(one.writing, usage))

    def _write(self, prompt: Prompt, writings: Sequence[Writing]) -> None:
        import torch

        model = self._engine.model
        try:
            with torch.inference_mode():
                model.generate(
                    **prompt.inputs.to(model.device, model.dtype),
                    do_sample=False,  # the noise of `Writing.scores` samples
                    max_new_tokens=max(writing.question.max_tokens for writing in writings),
                    logits_processor=[Hold(self._vocabulary, writings)],
                    stopping_criteria=[Follow(writings)],
                )
        except torch.OutOfMemoryError as error:
            message = (
                f"{self.folder.name} needs more memory than there is. Show fewer or smaller "
                f"pictures, or set batch lower (it is {self.batch})."
            )
            raise ModelError(message) from error
        except (RuntimeError, ValueError, IndexError, TypeError) as error:
            message = f"{self.folder.name} cannot answer; do its files go together? {error}"
            raise ModelError(message) from error

    def _read(self, writing: Writing, usage: Usage) -> Answer | ModelError:
        question = writing.question
        text = writing.text(self._vocabulary.tokenizer)
        if not writing.is_whole:
            return ModelError(
                f"{question.name}: the answer was cut off after {len(writing.tokens)} tokens; "
                "raise max_tokens"
            )
        try:
            return Answer(read_answer(text, question.schema), text, usage)
        except DoesNotFit as error:
            return ModelError(f"{question.name}: the answer does not fit: {error}")

    def _writing(self, question: Question) -> Writing:
        temperature = self.temperature
        if question.sample and not temperature:
            temperature = self.repeat_temperature
        return Writing(question, self._vocabulary.matcher(question.schema), temperature, self.seed)

    def _prompt(self, questions: Sequence[Question]) -> Prompt:
        return make_prompt(self._engine.processor, questions, system=self._takes_system)

    @cached_property
    def _engine(self) -> Engine:
        device = choose_device(self.device)
        return load_engine(self.folder, device, choose_dtype(self.dtype, device))

    @cached_property
    def _takes_system(self) -> bool:
        return takes_system(self._engine.processor)

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        model = self._engine.model
        ends = model.generation_config.eos_token_id
        ends = ends if isinstance(ends, list) else [ends]
        size = model.get_output_embeddings().weight.shape[0]
        return Vocabulary(self._engine.processor.tokenizer, size, ends)
