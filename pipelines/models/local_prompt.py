"""Questions as tensors: conversations in a model's own form, with the pictures in their places."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image as Pillow

from pipelines.models.contract import Question
from pipelines.models.forms import system_text

_PROBE = "instructions for a test"


@dataclass(frozen=True, slots=True)
class Prompt:
    """Some questions, side by side.

    Parameters
    ----------
    inputs
        What the model takes, by name; shorter questions are filled up on the left.
    tokens
        Length of each question, pictures included.
    """

    inputs: Any
    tokens: tuple[int, ...]


def takes_system(processor: Any) -> bool:
    """Whether a model's chat template has a place for instructions, and uses it."""
    from jinja2 import TemplateError

    probe = [_message("system", [_text(_PROBE)]), _message("user", [_text("hello")])]
    try:
        return _PROBE in processor.apply_chat_template(probe, tokenize=False)
    except TemplateError:  # some refuse the role
        return False


def make_prompt(processor: Any, questions: Sequence[Question], *, system: bool) -> Prompt:
    """Return questions as a model takes them.

    Parameters
    ----------
    processor
        Of the model.
    questions
        All with pictures or all without.
    system
        Whether instructions have a message of their own; else they stand before the question.

    Notes
    -----
    The schema is told in the instructions: that the answer is held to it is no reason for a model
    to know what is meant.
    """
    inputs = processor.apply_chat_template(
        [_conversation(question, system=system) for question in questions],
        add_generation_prompt=True,
        tokenize=True,
        return_dict=True,
        return_tensors="pt",
        processor_kwargs={"padding": True, "padding_side": "left"},
    )
    return Prompt(inputs, tuple(inputs["attention_mask"].sum(dim=1).tolist()))


def _conversation(question: Question, *, system: bool) -> list[dict[str, Any]]:
    told = system_text("plain", question)
    content = [_text(question.text)]
    for image in question.images:
        content += [_text(image.label)] if image.label else []
        picture = Pillow.open(io.BytesIO(image.data)).convert("RGB")
        content.append({"type": "image", "image": picture})
    if system:
        return [_message("system", [_text(told)]), _message("user", content)]
    return [_message("user", [_text(f"{told}\n\n"), *content])]


def _message(role: str, content: list[dict[str, Any]]) -> dict[str, Any]:
    return {"role": role, "content": content}


def _text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}
