"""The question about one event.

What does not fit the budget of a question is left out, in this order: events that are like this one
(the least similar first), examples (the last first), the summary, the claims of the event before
(the earliest first). Animals, behaviors and pictures are never cut; a question may be longer than
its budget because of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from graphs.records import Event
from pipelines.describe.prompt.candidates import Candidates, behavior_lines
from pipelines.describe.prompt.cast import Cast, animal_lines, check_marks, place_lines
from pipelines.describe.prompt.context import Context, Earlier
from pipelines.describe.prompt.exemplars import Exemplar
from pipelines.describe.prompt.schema import answer_schema
from pipelines.describe.prompt.texts import prompt_text
from pipelines.models.contract import Question
from pipelines.models.estimate import text_tokens
from pipelines.stills.contract import Still


@dataclass(frozen=True, slots=True)
class PromptSettings:
    """How a question is put.

    Parameters
    ----------
    reasoning
        Whether the answer begins with reasons. Not by default: where a model only has to look,
        reasons make it worse (Liu et al. 2024).
    max_tokens
        Longest answer.
    budget
        Tokens of instructions and text, pictures not counted, by the estimate of
        `pipelines.models.estimate`.
    """

    reasoning: bool = False
    max_tokens: int = 1024
    budget: int = 4000


@dataclass(frozen=True, slots=True)
class _Extra:
    """What may be cut."""

    earlier: Earlier
    exemplars: tuple[str, ...]


def build_question(
    event: Event,
    stills: Sequence[Still],
    cast: Cast,
    candidates: Candidates,
    context: Context | None = None,
    exemplars: Sequence[Exemplar] = (),
    settings: PromptSettings | None = None,
) -> Question | None:
    """Return the question about an event, or ``None`` if there is nothing left to ask.

    Parameters
    ----------
    event
        What is asked about.
    stills
        Its pictures, in order of time.
    cast
        Animals and places.
    candidates
        What may be said of them.
    context
        What was said of the events before; nothing of them is told if not given.
    exemplars
        Examples, the most fitting first.
    settings
        Those of `PromptSettings` if not given.

    Raises
    ------
    ValueError
        The number of an animal in a picture is not its number in the prompt.
    """
    settings = settings or PromptSettings()
    check_marks(cast, stills)
    if not candidates.asked:
        return None
    system = system_text(reasoning=settings.reasoning)
    earlier = context.earlier(candidates.asked) if context is not None else Earlier()
    extra = _Extra(earlier, tuple(one.statement for one in exemplars))
    for shorter in _cut(extra):
        text = _text(event, stills, cast, candidates, shorter)
        if text_tokens(system + text) <= settings.budget:
            break
    return Question(
        system=system,
        text=text,
        images=tuple(still.image for still in stills),
        schema=answer_schema(event, candidates, reasoning=settings.reasoning),
        max_tokens=settings.max_tokens,
        name=f"{event.recording} {event.event_id}",
    )


def system_text(*, reasoning: bool = False) -> str:
    """Return the instructions that all questions share; with `reasoning`, reasons are asked for."""
    form = prompt_text("describe_reasoning" if reasoning else "describe_json_only").filled()
    return prompt_text("describe_system").filled(form=form)


def _cut(extra: _Extra) -> Iterator[_Extra]:
    """Yield what may be told, each time with a little less; at last nothing."""
    yield extra
    while extra.earlier.similar:
        earlier = replace(extra.earlier, similar=extra.earlier.similar[:-1])
        extra = replace(extra, earlier=earlier)
        yield extra
    while extra.exemplars:
        extra = replace(extra, exemplars=extra.exemplars[:-1])
        yield extra
    if extra.earlier.summary:
        extra = replace(extra, earlier=replace(extra.earlier, summary=""))
        yield extra
    while extra.earlier.last:
        extra = replace(extra, earlier=replace(extra.earlier, last=extra.earlier.last[1:]))
        yield extra


def _text(
    event: Event, stills: Sequence[Still], cast: Cast, candidates: Candidates, extra: _Extra
) -> str:
    return prompt_text("describe_event").filled(
        start_s=f"{event.start_s:.2f}",
        stop_s=f"{event.stop_s:.2f}",
        duration_s=f"{event.duration_s:.2f}",
        animals=animal_lines(cast),
        places=place_lines(cast),
        behaviors=behavior_lines(candidates),
        pictures=_picture_lines(stills),
        exemplars=_exemplar_text(extra.exemplars),
        context=_context_text(extra.earlier),
    )


def _picture_lines(stills: Sequence[Still]) -> str:
    lines = []
    for place, still in enumerate(stills, start=1):
        label = still.image.label or f"Picture {place}, {still.view}, {still.time_s:.3f} s"
        drawn = sorted({mark.number for mark in still.marks})
        lines.append(f"{label}: numbers {', '.join(map(str, drawn)) or 'none'}")
    return "\n".join(lines) or "none"


def _exemplar_text(statements: Sequence[str]) -> str:
    if not statements:
        return ""
    return prompt_text("describe_exemplars").filled(events=_listed(statements))


def _context_text(earlier: Earlier) -> str:
    parts = []
    if earlier.last:
        parts.append(f"The event before:\n{_listed(earlier.last)}")
    if earlier.summary:
        parts.append(f"All so far: {earlier.summary}")
    if earlier.similar:
        parts.append(f"Earlier events that may be like this one:\n{_listed(earlier.similar)}")
    return prompt_text("describe_context").filled(earlier="\n".join(parts)) if parts else ""


def _listed(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
