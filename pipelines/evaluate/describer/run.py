"""Examine a model on labelled clips: plan the questions, ask them, score the answers."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from graphs.errors import ModelError, UserError
from graphs.ethogram import Ethogram
from graphs.records import content_id
from pipelines.evaluate.describer import counting, meaning, timing
from pipelines.evaluate.describer.baseline import majority_answers
from pipelines.evaluate.describer.clips import LabelledClip
from pipelines.evaluate.describer.items import (
    DIMENSIONS,
    Dimension,
    Draft,
    Item,
    Outcome,
    Words,
    in_views,
)
from pipelines.evaluate.describer.known import EDGE_S, Known, Rulebook, rulebook
from pipelines.evaluate.describer.report import Report, make_report
from pipelines.evaluate.describer.showing import VIEWS, Pictures, View
from pipelines.models.contract import Answer, Done, Json, ModelIdentity, Question
from pipelines.models.json_schema import faults

Ask = Callable[[Sequence[Question], Done], None]
"""Puts questions to the model and hands every answer to `Done`; a store of answers and a budget can
stand between."""

Progress = Callable[[int, int], None]
"""Called with how many calls have been answered, and of how many."""


@dataclass(frozen=True, slots=True)
class SuiteSettings:
    """How a model is examined.

    Parameters
    ----------
    dimensions, views
        What is measured, and in which views; with both views their difference is reported.
    repeats
        How often the same is asked.
    seed
        Of what is drawn: pairs, premises, and the clips of the bootstrap.
    scored
        Behaviors that people looked for; by default those that they found in some clip.
    symmetric
        Behaviors that both animals do at once, beside those that the ethogram and the facts show.
    edge_s
        Bouts so near to a clip leave open whether it shows them.
    """

    dimensions: tuple[Dimension, ...] = DIMENSIONS
    views: tuple[View, ...] = VIEWS
    repeats: int = 5
    seed: int = 0
    scored: tuple[str, ...] | None = None
    symmetric: tuple[str, ...] = ()
    edge_s: float = EDGE_S

    def __post_init__(self) -> None:
        """Refuse what measures nothing (`UserError`)."""
        if self.repeats < 2 or not self.dimensions or not self.views:
            message = (
                "Expected at least two repeats, one dimension and one view; found "
                f"{self.repeats}, {list(self.dimensions)} and {list(self.views)}."
            )
            raise UserError(message)


DEFAULT = SuiteSettings()


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be asked.

    Parameters
    ----------
    items
        In the order of clips and views.
    scored
        Behaviors that answers are taken from.
    digest
        SHA-256-like identifier of all questions without pictures: the same for the same clips,
        ethogram, settings and wording.
    """

    items: tuple[Item, ...]
    scored: tuple[str, ...]
    digest: str

    @property
    def calls(self) -> int:
        """How many questions the model is asked: what two items ask alike is asked once."""
        return len({item.call for item in self.items})


def plan(
    clips: Sequence[LabelledClip], ethogram: Ethogram, settings: SuiteSettings = DEFAULT
) -> Plan:
    """Return what a model will be asked, without making a picture.

    Parameters
    ----------
    clips
        Of any recordings.
    ethogram
        The behaviors.
    settings
        How it is examined.

    Raises
    ------
    UserError
        There are no clips, a behavior that was scored is not in the ethogram, or nothing can be
        asked about the clips.
    """
    if not clips:
        message = "Expected at least one labelled clip to examine a model on, found none."
        raise UserError(message)
    rules = rulebook(clips, ethogram, settings.scored, settings.symmetric, settings.edge_s)
    words = Words(ethogram, tuple(entry.name for entry in ethogram if entry.name in rules.scored))
    items = [
        item
        for place, clip in enumerate(clips)
        for item in in_views(
            list(_drafts(clip, place, rules, words, settings)), clip, place, settings.views
        )
    ]
    if not items:
        message = (
            f"Nothing can be asked about {len(clips)} clips: no confirmed fact lies in any. Accept "
            "facts in review, import labels, or choose other clips."
        )
        raise UserError(message)
    digest = content_id([[item.question.name, item.question.digest] for item in items], length=32)
    return Plan(tuple(items), words.scored, digest)


def _drafts(
    clip: LabelledClip, place: int, rules: Rulebook, words: Words, settings: SuiteSettings
) -> Iterator[Draft]:
    known = Known(clip, rules)
    draw = random.Random(f"{settings.seed} {place} {clip.name}")  # noqa: S311 - no secret
    made: dict[Dimension, list[Draft]] = {
        "counting": list(counting.counting(known)),
        "referring": list(counting.referring(known, words)),
        "meaning": list(meaning.label(known, words)),
        "time": [*timing.order(known, words, draw), *timing.when(known, words)],
        "robustness": [
            *meaning.repeated(known, words, settings.repeats),
            *meaning.premises(known, words, draw),
        ],
    }
    for dimension in settings.dimensions:
        yield from made[dimension]


def evaluate_describer(
    identity: ModelIdentity,
    clips: Sequence[LabelledClip],
    ethogram: Ethogram,
    pictures: Pictures,
    ask: Ask,
    settings: SuiteSettings = DEFAULT,
    progress: Progress = lambda _done, _total: None,
) -> Report:
    """Examine a model and return what came out.

    Parameters
    ----------
    identity
        Of the model, for the report.
    clips, ethogram, settings
        As for `plan`.
    pictures
        Makes those of a clip, one clip and view at a time.
    ask
        Puts questions to the model: ``lambda questions, done: model.ask(questions, done, gate)``,
        or through `pipelines.models.answers.ask_all`.
    progress
        Told after every answer.

    Raises
    ------
    UserError
        As for `plan`, or a picture cannot be made.
    ModelError, BudgetReached
        By `ask`, where it gives up altogether.
    """
    planned = plan(clips, ethogram, settings)
    outcomes = asked(planned.items, clips, pictures, ask, progress)
    baseline = answered_as(planned.items, majority_answers(planned.items))
    return make_report(identity, planned, clips, ethogram, outcomes, baseline, settings)


def asked(
    items: Sequence[Item],
    clips: Sequence[LabelledClip],
    pictures: Pictures,
    ask: Ask,
    progress: Progress,
) -> list[Outcome]:
    """Return every item with its answer, in order."""
    total = len({item.call for item in items})
    answers: dict[tuple[object, ...], Json | None] = {}
    for (place, view), group in groupby(items, lambda item: (item.clip, item.view)):
        todo: dict[tuple[object, ...], Item] = {}
        for item in group:
            todo.setdefault(item.call, item)
        questions = _with_pictures(list(todo.values()), clips[place], view, pictures)
        calls = list(todo)

        def heard(
            number: int,
            answer: Answer | ModelError,
            calls: Sequence[tuple[object, ...]] = calls,
        ) -> None:
            answers[calls[number]] = answer.data if isinstance(answer, Answer) else None
            progress(len(answers), total)

        ask(questions, heard)
    return [_outcome(item, answers.get(item.call)) for item in items]


def answered_as(items: Sequence[Item], answers: dict[str, Json]) -> list[Outcome]:
    """Return items with given answers; one that does not fit its question is none."""
    return [_outcome(item, answers.get(item.item_id)) for item in items]


def _outcome(item: Item, data: Json | None) -> Outcome:
    fits = data is not None and not faults(data, item.question.schema)
    return Outcome(item, data if fits else None)


def _with_pictures(
    items: Sequence[Item], clip: LabelledClip, view: View, pictures: Pictures
) -> list[Question]:
    made = {
        changes: tuple(
            still.image
            for still in pictures(clip.recording, clip.start_s, clip.stop_s, view, changes)
        )
        for changes in dict.fromkeys(item.changes for item in items)
    }
    return [replace(item.question, images=made[item.changes]) for item in items]
