"""Questions for tests, and what a model that works answers to them."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from model_server import Request
from PIL import Image as Pillow

from graphs.errors import ModelError
from pipelines.models.budget import Budget, Meter
from pipelines.models.contract import Answer, Image, Question
from pipelines.models.ledger import Ledger

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "claims": {
            "type": "array",
            "maxItems": 4,
            "items": {
                "type": "object",
                "properties": {
                    "subject": {"type": "string", "enum": ["mouse_1", "mouse_2"]},
                    "predicate": {"type": "string", "enum": ["chase", "rest"]},
                    "start_s": {"type": ["number", "null"], "minimum": 0},
                },
                "required": ["subject", "predicate", "start_s"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["claims"],
    "additionalProperties": False,
}


def picture(seed: int, width: int = 96, height: int = 64) -> Image:
    """Return a JPEG of noise."""
    noise = np.random.default_rng(seed).integers(0, 255, (height, width, 3), dtype=np.uint8)
    stream = io.BytesIO()
    Pillow.fromarray(noise).save(stream, "JPEG", quality=80)
    return Image(stream.getvalue(), "image/jpeg", width, height, f"Picture of {seed}:")


def question(number: int, pictures: int = 1, **said: Any) -> Question:
    """Return a question that names its number."""
    images = tuple(picture(10 * number + n) for n in range(pictures))
    return Question(
        "You look at mice.", f"Event {number}: what do they do?", images, SCHEMA,
        name=f"event {number}", **{"max_tokens": 200, **said},
    )  # fmt: skip


def claim(subject: str = "mouse_1", predicate: str = "chase") -> dict[str, Any]:
    """Return an answer with one claim."""
    return {"claims": [{"subject": subject, "predicate": predicate, "start_s": 1.5}]}


def reply(request: Request) -> Any:
    """Answer as a model that works: also the tiny question about a colour."""
    return {"colour": "red"} if "colour" in request.text else claim()


def free(ledger: Ledger | None = None) -> Meter:
    """Return a gate without limits."""
    return Meter(Budget(), ledger=ledger)


class Heard:
    """Collects what comes of questions."""

    def __init__(self) -> None:
        self.answers: dict[int, Answer] = {}
        self.errors: dict[int, ModelError] = {}

    def __call__(self, place: int, found: Answer | ModelError) -> None:
        assert place not in self.answers
        assert place not in self.errors
        if isinstance(found, Answer):
            self.answers[place] = found
        else:
            self.errors[place] = found
