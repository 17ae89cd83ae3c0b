"""Answers that were paid for: kept by what was asked of which model, and never asked for again.

An answer is one JSON file, named by the digests of model and question, written whole or not at all;
any number of processes may read and write.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from graphs.errors import ModelError, UserError
from graphs.plain_json import to_json
from graphs.storage.atomic import cannot_write, write_atomic
from pipelines.models.contract import (
    Answer,
    Done,
    Gate,
    Model,
    ModelIdentity,
    Question,
    Usage,
)
from pipelines.models.json_schema import faults


class AnswerStore:
    """Answers in a folder.

    Parameters
    ----------
    folder
        Made when the first answer is put.

    Attributes
    ----------
    damaged
        Files that could not be read as answers, where they are kept now.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.damaged: list[Path] = []

    def path(self, identity: ModelIdentity, question: Question) -> Path:
        """Return where an answer is, or would be."""
        return self.folder / identity.digest[:16] / f"{question.digest}.json"

    def get(self, identity: ModelIdentity, question: Question) -> Answer | None:
        """Return what a model answered, without cost; ``None`` if it was not asked.

        A file that cannot be read as an answer to the question is moved aside and named in
        `damaged`, and the question counts as not asked.

        Raises
        ------
        UserError
            The file may not be read.
        """
        path = self.path(identity, question)
        try:
            content = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            message = f"Cannot read the answer {path}: {error.strerror}. Make it readable."
            raise UserError(message) from error
        answer = _read(content, question)
        if answer is None:
            self._put_aside(path)
        return answer

    def _put_aside(self, path: Path) -> None:
        aside = path.with_suffix(".damaged")
        with contextlib.suppress(FileNotFoundError):  # another process was quicker
            path.replace(aside)
        self.damaged.append(aside)

    def put(self, identity: ModelIdentity, question: Question, answer: Answer) -> None:
        """Keep an answer.

        Raises
        ------
        UserError
            The folder cannot be written.
        """
        path = self.path(identity, question)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(path.parent, error) from error
        kept = {
            "question": question.digest,
            "name": question.name,
            "model": asdict(identity),
            "data": answer.data,
            "text": answer.text,
            "usage": asdict(answer.usage),
        }
        write_atomic(path, to_json(kept).encode())


def _read(content: bytes, question: Question) -> Answer | None:
    try:
        kept = json.loads(content)
        data, text, asked = kept["data"], str(kept["text"]), kept["question"]
    except (ValueError, KeyError, TypeError):
        return None
    if not isinstance(data, dict) or asked != question.digest or faults(data, question.schema):
        return None
    return Answer(data, text, Usage())


@dataclass(frozen=True, slots=True)
class Asked:
    """What asking came to.

    Parameters
    ----------
    asked, reused, failed
        Questions that were put to the model and answered; whose answers were there already; that
        have no answer.
    usage
        Of all that were asked.
    """

    asked: int = 0
    reused: int = 0
    failed: int = 0
    usage: Usage = Usage()  # noqa: RUF009 - frozen

    def __add__(self, other: Asked) -> Asked:
        return Asked(
            self.asked + other.asked,
            self.reused + other.reused,
            self.failed + other.failed,
            self.usage + other.usage,
        )


def ask_all(
    model: Model,
    questions: Sequence[Question],
    store: AnswerStore,
    gate: Gate,
    done: Done,
    *,
    only_stored: bool = False,
) -> Asked:
    """Answer questions: from the store where they were answered before, else by the model.

    Parameters
    ----------
    model
        Who answers.
    questions
        What is asked.
    store
        Every answer is on the disk before `done` hears of it.
    gate
        As for `pipelines.models.contract.Model.ask`.
    done
        Called once per question.
    only_stored
        Ask nothing: a question without a stored answer fails.

    Raises
    ------
    ModelError, BudgetReached
        As for `pipelines.models.contract.Model.ask`; what was answered is stored.
    """
    open_: list[int] = []
    total = Asked()
    for place, question in enumerate(questions):
        known = store.get(model.identity, question)
        if known is not None:
            total += Asked(reused=1)
            done(place, known)
        elif only_stored:
            total += Asked(failed=1)
            done(place, ModelError(f"{question.name}: no answer is stored."))
        else:
            open_.append(place)

    def heard(number: int, answer: Answer | ModelError) -> None:
        nonlocal total
        place = open_[number]
        if isinstance(answer, Answer):
            store.put(model.identity, questions[place], answer)
            total += Asked(asked=1, usage=answer.usage)
        else:
            total += Asked(failed=1)
        done(place, answer)

    if open_:
        model.ask([questions[place] for place in open_], heard, gate)
    return total


def stored_usage(store: AnswerStore, identity: ModelIdentity, question: Question) -> Usage:
    """Return what a stored answer cost when it was asked for; nothing if it is not there."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        kept = json.loads(store.path(identity, question).read_bytes())
        return replace(Usage(), **kept["usage"])
    return Usage()
