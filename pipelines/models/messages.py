"""What is said to a chat server: a question, and what was wrong with an answer to it."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic_ai.messages import (
    BinaryContent,
    ModelMessage,
    ModelRequest,
    ModelResponse,
    SystemPromptPart,
    TextPart,
    UserPromptPart,
)

from pipelines.models.contract import Question
from pipelines.models.forms import Form, system_text


def opening(question: Question, form: Form) -> list[ModelMessage]:
    """Return the messages that ask a question: text first, then each picture after its label.

    Notes
    -----
    Without pictures the text is a plain string: servers without vision refuse a list of parts.
    """
    system = SystemPromptPart(system_text(form, question))
    if not question.images:
        return [ModelRequest(parts=[system, UserPromptPart(question.text)])]
    parts: list[str | BinaryContent] = [question.text]
    for image in question.images:
        parts += [image.label] if image.label else []
        parts.append(BinaryContent(image.data, media_type=image.media_type))
    return [ModelRequest(parts=[system, UserPromptPart(parts)])]


def sent_back(text: str, faults: str) -> list[ModelMessage]:
    """Return an answer with what is wrong with it.

    Notes
    -----
    An empty answer stands there, too: the templates of many models want turns to alternate.
    """
    words = f"That does not fit: {faults}. Answer the question again, with the whole JSON object."
    told = ModelRequest(parts=[UserPromptPart(words)])
    return [ModelResponse(parts=[TextPart(text)]), told]


def text_since_opening(messages: Sequence[ModelMessage]) -> str:
    """Return all that was said after the question."""
    parts = [part for message in messages[1:] for part in message.parts]
    return "\n".join(str(getattr(part, "content", "")) for part in parts)
