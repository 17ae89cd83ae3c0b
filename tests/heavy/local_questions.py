"""Questions about the sample video, as describing an event asks them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from PIL import Image as Pillow

from graphs.errors import ModelError
from pipelines.models.budget import Budget, Meter
from pipelines.models.contract import Answer, Image, Question
from pipelines.models.local import LocalModel
from pipelines.video import Video
from workbench.samples import sample_folder

SIDE = 112


def json_object(**fields: Any) -> dict[str, Any]:
    """Return the schema of an object with exactly some fields."""
    return {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }


SCHEMA = json_object(
    claims={
        "type": "array",
        "maxItems": 4,
        "items": json_object(
            subject={"type": "string", "enum": ["mouse_1", "mouse_2"]},
            predicate={"type": "string", "enum": ["chase", "sniff", "groom", "rear"]},
            object={"type": ["string", "null"], "enum": ["mouse_1", "mouse_2", "shelter", None]},
            start_s={"type": ["number", "null"], "minimum": 1.5, "maximum": 17.25},
            confidence={"type": "number", "minimum": 0, "maximum": 1},
        ),
    },
    other={
        "type": "array",
        "maxItems": 2,
        "items": json_object(
            subject={"anyOf": [{"enum": ["mouse_1", "mouse_2"]}, {"type": "null"}]},
            words={"type": "string", "maxLength": 60},
        ),
    },
    not_visible={
        "type": "array",
        "maxItems": 3,
        "items": {"type": "integer", "minimum": 1, "maximum": 12},
    },
)


@cache
def pictures(number: int) -> tuple[Image, ...]:
    """Return 4 to 8 frames of the sample video, from a place of their own."""
    video = Video(sample_folder() / "open_field.mp4")
    frames = np.linspace(20 * number, 20 * number + 60, 4 + number % 5).astype(int)
    shown, times_s = video.sample(frames, (SIDE, SIDE))
    made = []
    for place, (pixels, time_s) in enumerate(zip(shown, times_s, strict=True)):
        stream = io.BytesIO()
        Pillow.fromarray(pixels).save(stream, "JPEG", quality=85)
        label = f"Picture {place + 1}, full, {time_s:.3f} s"
        made.append(Image(stream.getvalue(), "image/jpeg", SIDE, SIDE, label))
    return tuple(made)


def question(number: int, **said: Any) -> Question:
    """Return a question about an event."""
    return Question(
        "You look at two mice in an open field.", f"Event {number}: who does what to whom?",
        pictures(number % 20), SCHEMA, name=f"event {number}", **{"max_tokens": 600, **said},
    )  # fmt: skip


def ask(model: LocalModel, questions: Sequence[Question], meter: Meter | None = None) -> list[Any]:
    """Return answers and errors, in the order of the questions."""
    heard: dict[int, Answer | ModelError] = {}
    model.ask(
        questions, lambda place, found: heard.update({place: found}), meter or Meter(Budget())
    )
    assert len(heard) == len(questions)
    return [heard[place] for place in range(len(questions))]


def texts(answers: Sequence[Any]) -> list[str]:
    """Return what was written; an error is raised."""
    for one in answers:
        if isinstance(one, ModelError):
            raise one
    return [one.text for one in answers]
