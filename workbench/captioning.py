"""Captions of a project: taken apart by its model, put into its names, and added as facts.

Without a model, `graphs.captions.parse` takes a caption apart by rules. A model is asked through
the budget, ledger and store of answers that describing has; it is told the caption and nothing of
the project. Who says what a caption says is whoever adds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphs.captions.claims import CaptionClaim, ClaimsOfCaption, as_claims
from graphs.captions.graph import CaptionGraph
from graphs.captions.model import caption_question, caption_schema, from_model
from graphs.captions.parse import parse_caption
from graphs.errors import BudgetReached, ModelError, UserError
from graphs.lexicon.wordnet import find_wordnet
from pipelines.models.answers import ask_all
from pipelines.models.contract import Answer, Question
from pipelines.models.ledger import Ledger
from workbench.knowledge.claim_checks import entry_of
from workbench.knowledge.naming import mentions
from workbench.knowledge.reviewing import add

if TYPE_CHECKING:
    from workbench.analysis.units import QuantityLike
    from workbench.describing import ModelWork
    from workbench.knowledge.graph import KnowledgeGraph
    from workbench.knowledge.review_effects import Corrected
    from workbench.project import Project

FOLDER = "captions"
"""Under ``runs/``: what was sent while captions were read."""

_SYSTEM = "You take apart what people or models wrote about animals in videos. You answer in JSON."
_SHOWN = 40  # letters of a caption in messages

NoReading = BudgetReached | ModelError
Named = Mapping[str, tuple[str, ...]]
"""Name to show -> other words for it."""


# reading -----------------------------------------------------------------------------------------


def read_by_model(
    work: ModelWork,
    texts: Sequence[str],
    done: Callable[[str, CaptionGraph | NoReading], None],
) -> None:
    """Let the model of a project take captions apart; the same caption is asked once.

    Parameters
    ----------
    work
        The model with its budget.
    texts
        Captions.
    done
        Called once per different caption, with what it says or why that is not known: no fitting
        answer came, the model cannot be reached, the budget is used up.
    """
    unique = list(dict.fromkeys(texts))
    open_ = dict.fromkeys(unique)
    access = work.access

    def heard(place: int, answer: Answer | ModelError) -> None:
        del open_[unique[place]]
        done(unique[place], _read(answer, unique[place]))

    questions = [_question(text, work.settings.max_tokens) for text in unique]
    gate = access.meter.recorded_in(Ledger(access.runs / FOLDER))
    try:
        ask_all(access.model, questions, access.answers, gate, heard)
    except (BudgetReached, ModelError) as error:
        for text in open_:
            done(text, error)


def _question(text: str, max_tokens: int) -> Question:
    shown = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."
    return Question(
        _SYSTEM, caption_question(text), (), caption_schema(), max_tokens, name=f"caption {shown!r}"
    )


def _read(answer: Answer | ModelError, text: str) -> CaptionGraph | NoReading:
    if isinstance(answer, ModelError):
        return answer
    try:
        return from_model(answer.data, text)
    except ModelError as error:
        return error


# names -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CaptionNames:
    """Who and what a caption may speak of.

    Parameters
    ----------
    individuals
        Animals. Other words for one are its name in the files, and what a person said that it is
        one of.
    places
        Zones and objects. Other words for one are its kind and its name in the files.
    """

    individuals: Named
    places: Named


def names_in(project: Project, recordings: Sequence[str]) -> CaptionNames:
    """Return who and what is in some recordings, as they are shown.

    Parameters
    ----------
    project
        The project.
    recordings
        Names of recordings.
    """
    graph = project.graph()
    shown, known = graph.overlays().names, mentions(graph)
    individuals: dict[str, list[str]] = {}
    places: dict[str, list[str]] = {}
    for recording in recordings:
        spec = project.spec(recording)
        in_files = {name: file for file, name in spec.animals.items()}
        for one in known:
            if one.recording == recording:
                group = individuals if one.kind == "animal" else places
                said = shown.class_of(recording, one.name)
                words = (one.name, in_files.get(one.name), said[0] if said else None)
                _note(group, shown.resolved(recording, one.name), words)
        arena = spec.arena
        kinds = {zone.name: zone.kind for zone in arena.zones.values()}
        kinds |= {thing.name: thing.kind for thing in arena.objects.values()}
        for name, kind in kinds.items():
            _note(places, shown.resolved(recording, name), (name, kind))
    return CaptionNames(_frozen(individuals), _frozen(places))


def _note(group: dict[str, list[str]], name: str, words: Iterable[str | None]) -> None:
    group.setdefault(name, []).extend(word for word in words if word and word != name)


def _frozen(group: Mapping[str, Sequence[str]]) -> Named:
    return {name: tuple(dict.fromkeys(words)) for name, words in group.items()}


class Namer:
    """Puts captions into the names of a project.

    Parameters
    ----------
    project
        Its ethogram says what behaviors there are.
    recordings
        Who and what is in them.

    Raises
    ------
    UserError
        The ethogram cannot be read, or one of its functions may not be run.
    """

    def __init__(self, project: Project, recordings: Sequence[str]) -> None:
        self.ethogram = project.full_ethogram()
        self.names = names_in(project, recordings)
        self._wordnet = find_wordnet()

    def claims(self, graph: CaptionGraph) -> ClaimsOfCaption:
        """Return what a caption claims, and what of it the project has no name for."""
        names = self.names
        return as_claims(graph, self.ethogram, names.individuals, names.places, self._wordnet)


# adding ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """Where a caption is true.

    Parameters
    ----------
    recording
        Name.
    start_s, stop_s
        Seconds, or text with a unit; without an end it is one moment.
    """

    recording: str
    start_s: QuantityLike
    stop_s: QuantityLike | None = None


def add_claims(
    graph: KnowledgeGraph,
    text: str,
    claims: Sequence[CaptionClaim],
    span: Span,
    by: str | None = None,
    reader: str = "",
) -> tuple[list[Corrected], list[tuple[CaptionClaim, UserError]]]:
    """Add claims of a caption as facts that a person makes; each comments on its caption.

    Parameters
    ----------
    graph
        The graph.
    text
        The caption.
    claims
        From `Namer.claims`.
    span
        Over which all of them are true.
    by
        Who says so; see `workbench.knowledge.reviewing.speaker`.
    reader
        The model that took the caption apart; empty for rules.

    Returns
    -------
    added, refused
        What was added, and what was not and why: a behavior that lasts was given a moment or the
        other way round, the caption tells one thing after the other, a person said the same before.
    """
    read_by = f" (taken apart by {reader})" if reader else ""
    in_order = any(triple.step for triple in parse_caption(text).triples)
    added: list[Corrected] = []
    refused: list[tuple[CaptionClaim, UserError]] = []
    for claim in claims:
        try:
            _check_span(graph, claim, span, in_order=in_order)
            triple = (claim.subject, claim.predicate, claim.object)
            times = (span.start_s, span.stop_s)
            comment = f"caption{read_by}: {text}"
            added.append(add(graph, span.recording, *triple, *times, by, comment))
        except UserError as error:
            refused.append((claim, error))
    return added, refused


def _check_span(graph: KnowledgeGraph, claim: CaptionClaim, span: Span, *, in_order: bool) -> None:
    """Refuse what cannot be true over the whole of a span."""
    if in_order:
        message = (
            "The caption tells one thing after the other, so each has times of its own. Give each "
            "as a caption with its times."
        )
        raise UserError(message)
    entry = entry_of(graph, claim.predicate)
    if entry is not None and entry.kind == "point" and span.stop_s is not None:
        message = (
            f"{claim.predicate!r} happens at a moment, and from {span.start_s} to {span.stop_s} "
            "does not say at which. Give its moment, and no end."
        )
        raise UserError(message)
