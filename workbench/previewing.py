"""What a model would get for one event: its pictures and its words, before anything is sent."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphs.errors import UserError
from graphs.words import did_you_mean

if TYPE_CHECKING:
    from graphs.records import Event
    from pipelines.describe.by_model.asking import EventAsker
    from pipelines.describe.by_model.settings import ModelSettings
    from pipelines.models.contract import Question
    from workbench.project import Project

MOST_TRIED = 40
"""Events that are looked at until one has something to ask."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A question that is not sent.

    Parameters
    ----------
    event
        That it is about.
    question
        The question; ``None`` if the tracks rule everything out, so that nothing would be asked.
    events
        Ids of all events of the recording that a model would be asked about.
    """

    event: Event
    question: Question | None
    events: tuple[str, ...]

    def told(self) -> dict[str, Any]:
        """Return it as ``workbench model preview --json`` prints it, pictures as data."""
        question = self.question
        return {
            "event": self.event.event_id,
            "start_s": self.event.start_s,
            "stop_s": self.event.stop_s,
            "events": list(self.events),
            "instructions": question.system if question else "",
            "text": question.text if question else "",
            "answer": dict(question.schema) if question else {},
            "pictures": [
                {
                    "label": one.label,
                    "width": one.width,
                    "height": one.height,
                    "bytes": len(one.data),
                    "data": f"data:{one.media_type};base64,{base64.b64encode(one.data).decode()}",
                }
                for one in (question.images if question else ())
            ],
        }


def preview(project: Project, recording: str, event: str | None = None) -> Preview:
    """Return the question about an event, as the model of a project would get it.

    Parameters
    ----------
    project
        Its ``[model]`` says what is shown and asked; the usual settings if it has no model.
    recording
        That is labelled and has a video.
    event
        Its id; the first one about which there is something to ask, if not given.

    Raises
    ------
    UserError
        The recording is not labelled or has no video, or there is no such event.
    """
    from pipelines.describe.by_model.asking import EventAsker
    from pipelines.describe.by_model.settings import ModelSettings
    from workbench.describing import confirmed_events

    spec, store = project.spec(recording), project.store()
    if not store.is_labelled(spec.name):
        message = f"{spec.name} is not described yet: describe it by rules first (no model needed)."
        raise UserError(message)
    settings = project.settings.model or ModelSettings("chat")
    labelled = store.read_layer(spec.name)
    events = [one for one in labelled.events if one.level == settings.level]
    examples = confirmed_events(project) if settings.exemplars else ()
    ethogram = project.full_ethogram()
    asker = EventAsker(project.read(spec), labelled, ethogram, settings, examples)
    names = tuple(one.event_id for one in events)
    if not events:
        message = f"{spec.name} has no events of the level {settings.level!r}."
        raise UserError(message)
    if event is None:
        return _first(asker, events, settings, names)
    if event not in names:
        message = f"No event {event!r} in {spec.name}{did_you_mean(event, names)}"
        raise UserError(message)
    chosen = events[names.index(event)]
    return Preview(chosen, _question(asker, chosen, settings), names)


def _first(
    asker: EventAsker, events: list[Event], settings: ModelSettings, names: tuple[str, ...]
) -> Preview:
    """Return the first event about which something would be asked."""
    for event in events[:MOST_TRIED]:
        question = _question(asker, event, settings)
        if question is not None:
            return Preview(event, question, names)
    return Preview(events[0], None, names)


def _question(asker: EventAsker, event: Event, settings: ModelSettings) -> Question | None:
    from pipelines.stills.make import stills_of_events

    shown = stills_of_events(asker.video, asker.opened.scene, [event], settings.stills)
    for one, stills in shown:
        for question in asker.prepared(one, stills).questions:
            return question
    return None
