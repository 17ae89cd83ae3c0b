"""The question about one event, from what is known of it.

Context and examples are cut first where the text would be longer than `LONGEST` letters, the
examples before the context; what may be claimed is always told in full.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from graphs.ethogram import Behavior
from graphs.records import Event
from pipelines.arena import Arena
from pipelines.describe.claims import Triple
from pipelines.describe.prompt.candidates import Candidates
from pipelines.describe.prompt.files import filled, text
from pipelines.describe.prompt.schema import answer_schema
from pipelines.models.contract import Question
from pipelines.stills.contract import Still, numbers

LONGEST = 24_000
"""Letters of a question's text, above which context and examples are left out."""


def build_question(
    event: Event,
    stills: Sequence[Still],
    individuals: Sequence[str],
    arena: Arena,
    candidates: Candidates,
    *,
    context: str = "",
    examples: str = "",
    reasoning: bool = False,
    max_tokens: int = 1024,
) -> Question:
    """Return what a model is asked about one event.

    Parameters
    ----------
    event
        The interval that is described.
    stills
        Its pictures, in the order in which they are shown.
    individuals
        Animals of the scene; their numbers follow from their order.
    arena
        Places, for what they are.
    candidates
        What may be claimed.
    context, examples
        What was said of earlier events, and of others; empty for nothing.
    reasoning
        Whether reasons are written down first.
    max_tokens
        Longest answer.

    Raises
    ------
    ValueError
        A number that is drawn is not the one that the prompt gives the animal.
    """
    _check_marks(stills, individuals)
    colours = {mark.individual: mark.colour for still in stills for mark in still.marks}
    said = {
        "recording": event.recording,
        "start_s": f"{event.start_s:.3f}",
        "stop_s": f"{event.stop_s:.3f}",
        "animals": "\n".join(_animals(individuals, colours)),
        "places": _places(candidates, arena),
        "behaviors": "\n".join(_behavior(one, candidates) for one in candidates.behaviors),
        "ruled_out": _ruled_out(candidates.ruled_out),
        "pictures": ", ".join(f"{number}: {_shown(one)}" for number, one in enumerate(stills, 1)),
    }
    for last in ({"context": context, "examples": examples}, {"context": context}, {}):
        parts = {"context": "", "examples": "", **last}
        words = filled("event", **said, **parts)
        if len(words) <= LONGEST:
            break
    return Question(
        system=filled("system", reasoning=text("reasoning") if reasoning else "").strip(),
        text=words,
        images=tuple(still.image for still in stills),
        schema=answer_schema(candidates, reasoning=reasoning),
        max_tokens=max_tokens,
        name=f"{event.recording} {event.event_id}",
    )


def _check_marks(stills: Sequence[Still], individuals: Sequence[str]) -> None:
    given = numbers(individuals)
    for still in stills:
        for mark in still.marks:
            if given.get(mark.individual) != mark.number:
                message = (
                    f"Frame {still.frame} shows {mark.individual!r} as {mark.number}, and the "
                    f"prompt calls it {given.get(mark.individual)}."
                )
                raise ValueError(message)


def _animals(individuals: Sequence[str], colours: Mapping[str, tuple[int, int, int]]) -> list[str]:
    lines = []
    for name, number in numbers(individuals).items():
        disc = f", disc of colour #{bytes(colours[name]).hex()}" if name in colours else ""
        lines.append(f"- {name}: number {number}{disc}")
    return lines


def _places(candidates: Candidates, arena: Arena) -> str:
    kinds = {name: zone.kind for name, zone in arena.zones.items()}
    kinds |= {name: thing.kind or "object" for name, thing in arena.objects.items()}
    named = [name for name in candidates.objects if name in kinds]
    told = [name if kinds[name] == name else f"{name} ({kinds[name]})" for name in named]
    return ", ".join(told) or "none"


def _behavior(behavior: Behavior, candidates: Candidates) -> str:
    """Return a line about a behavior: definition, what excludes it, and who may do it to whom."""
    pairs = [one for one in candidates.triples if one.predicate == behavior.name]
    told = [f"- {behavior.name}: {behavior.definition}"]
    if behavior.excludes:
        told.append(f"Not while {' or '.join(behavior.excludes)}.")
    told.append(f"Possible: {_pairs(pairs)}.")
    return " ".join(told)


def _pairs(triples: Sequence[Triple]) -> str:
    """Return who may do something to whom, grouped by subject."""
    told = []
    for subject, group in groupby(triples, key=lambda triple: triple.subject):
        objects = [one.object for one in group if one.object is not None]
        told.append(f"{subject} to {', '.join(objects)}" if objects else subject)
    return "; ".join(told)


def _ruled_out(ruled_out: Mapping[Triple, str]) -> str:
    if not ruled_out:
        return ""
    return f"\nMeasurements rule out {len(ruled_out)} others; they are not in this list.\n"


def _shown(still: Still) -> str:
    view = "around the animals" if still.view == "crop" else "the whole frame"
    return f"{still.time_s:.3f} s, {view}"
