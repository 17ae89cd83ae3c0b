"""What describing a recording by a model would cost, before anything is sent.

Questions are made as they would be asked, pictures included; what is stored already is not counted
again, and teaches what tokens and seconds a question really takes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from graphs.ethogram import Ethogram
from graphs.storage.shard import RecordingGraph
from pipelines.describe.by_model.asking import EventAsker
from pipelines.describe.by_model.recording import Access
from pipelines.describe.by_model.settings import ModelSettings
from pipelines.models.answers import AnswerStore, stored_usage
from pipelines.models.contract import ModelIdentity, Question
from pipelines.models.estimate import Estimator
from pipelines.opened import OpenedRecording
from pipelines.stills.make import stills_of_events


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is to be expected.

    Parameters
    ----------
    events
        That would be described.
    calls, images
        Requests, if every answer fits at once, and pictures in them.
    input_tokens, output_tokens
        Expected.
    reused
        Answers that are there already.
    seconds
        From sending to the answer, of all calls one after the other; NaN as long as nothing was
        answered from which one could tell.
    """

    events: int = 0
    calls: int = 0
    images: int = 0
    input_tokens: float = 0.0
    output_tokens: float = 0.0
    reused: int = 0
    seconds: float = 0.0

    def __add__(self, other: Estimate) -> Estimate:
        return Estimate(
            self.events + other.events,
            self.calls + other.calls,
            self.images + other.images,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.reused + other.reused,
            self.seconds + other.seconds,
        )


class Expecting:
    """Estimates one question after the other, and learns from the answers that are stored.

    Parameters
    ----------
    store, identity
        Where answers are kept, and of which model.
    estimator
        Expects tokens.
    """

    def __init__(self, store: AnswerStore, identity: ModelIdentity, estimator: Estimator) -> None:
        self._store, self._identity, self._estimator = store, identity, estimator
        self._seconds: list[float] = []

    def of(self, question: Question) -> Estimate:
        """Return what asking a question would cost."""
        store, identity = self._store, self._identity
        if store.get(identity, question) is not None:
            usage = stored_usage(store, identity, question)
            self._estimator.learn(question, usage)
            self._seconds.append(usage.seconds / max(usage.requests, 1))
            return Estimate(reused=1)
        inputs, outputs = self._estimator.expected(question)
        known = self._seconds
        seconds = sum(known) / len(known) if known else float("nan")
        return Estimate(0, 1, len(question.images), inputs, outputs, 0, seconds)


class Estimating:
    """Estimates one recording after the other, and learns from the answers that are stored.

    Parameters
    ----------
    ethogram, settings, access
        As for `pipelines.describe.by_model.recording.describe_by_model`.
    estimator
        Expects tokens.
    """

    def __init__(
        self, ethogram: Ethogram, settings: ModelSettings, access: Access, estimator: Estimator
    ) -> None:
        self._ethogram, self._settings, self._access = ethogram, settings, access
        self._expecting = Expecting(access.answers, access.model.identity, estimator)

    def of(
        self,
        opened: OpenedRecording,
        labelled: RecordingGraph,
        progress: Callable[[float], None] = lambda _share: None,
    ) -> Estimate:
        """Return what describing a recording would cost."""
        access, settings = self._access, self._settings
        asker = EventAsker(opened, labelled, self._ethogram, settings, access.exemplars)
        wanted = [event for event in labelled.events if event.level == self._settings.level]
        total = Estimate()
        shown = stills_of_events(asker.video, opened.scene, wanted, self._settings.stills)
        for number, (event, stills) in enumerate(shown, 1):
            total += Estimate(events=1)
            for question in asker.prepared(event, stills).questions:
                total += self._expecting.of(question)
            progress(number / len(wanted))
        return total
