"""What a question will cost, before it is asked.

Text counts a token per `CHARACTERS_PER_TOKEN` characters of UTF-8 text of Latin scripts, which is
near what tokenizers of today make of English (4 characters); other scripts count a token per
letter. Pictures count by the rules that providers publish:

- ``openai``: 85, and 170 for each tile of 512 x 512 pixels, after fitting into 2048 x 2048 and the
  shorter side to 768
- ``anthropic``: width x height / 750
- ``google``: 258 for each tile of 768 x 768 pixels, 258 where both sides are up to 384
- ``qwen``: width x height / 784 (patches of 28 x 28 pixels), and 2 marks; what is assumed for
  ``ollama``, ``vllm`` and other servers

What a provider really counts is known after the first answer, so `Estimator` corrects itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from graphs.plain_json import to_json
from pipelines.models.contract import Question, Usage

CHARACTERS_PER_TOKEN = 4.0
MESSAGE_TOKENS = 8
"""For the marks around the messages of a request."""

SAFETY = 1.5
"""An upper bound is this many times what is expected, until answers tell."""


def text_tokens(text: str) -> float:
    """Return how many tokens a text is expected to have."""
    latin = sum(ord(letter) < 0x250 for letter in text)
    return latin / CHARACTERS_PER_TOKEN + (len(text) - latin)


def _openai(width: int, height: int) -> float:
    scale = min(1.0, 2048 / max(width, height))
    scale = min(scale, max(768 / min(width, height), 0))
    tiles = math.ceil(width * scale / 512) * math.ceil(height * scale / 512)
    return 85 + 170 * tiles


def _google(width: int, height: int) -> float:
    if max(width, height) <= 384:
        return 258
    return 258 * math.ceil(width / 768) * math.ceil(height / 768)


_PICTURES: Mapping[str, Callable[[int, int], float]] = {
    "openai": _openai,
    "anthropic": lambda width, height: width * height / 750,
    "google": _google,
    "qwen": lambda width, height: width * height / 784 + 2,
}


def picture_rule(provider: str) -> str:
    """Return the name of the rule by which a provider's pictures are counted."""
    return provider if provider in _PICTURES else "qwen"


@dataclass
class Estimator:
    """Expects tokens, and learns from what is reported.

    Parameters
    ----------
    rule
        Of pictures; from `picture_rule`.
    """

    rule: str
    _expected: float = 0.0
    _reported: float = 0.0
    _written: float = 0.0
    _answers: int = 0
    _worst: float = 0.0

    def expected(self, question: Question) -> tuple[float, float]:
        """Return how many tokens go in and out, as far as is known now."""
        factor = self._reported / self._expected if self._expected else 1.0
        written = self._written / self._answers if self._answers else question.max_tokens / 4
        return self._counted(question) * factor, written

    def bound(self, question: Question, since: str = "") -> tuple[int, int]:
        """Return how many tokens go in and out at most: no answer was above it so far.

        Parameters
        ----------
        question
            What is asked.
        since
            What was said after it, where an answer is sent back.
        """
        factor = 1.1 * self._worst if self._worst else SAFETY
        said = text_tokens(since) + 2 * MESSAGE_TOKENS if since else 0.0
        inputs = self._counted(question) * factor + said * max(factor, SAFETY)
        return math.ceil(inputs), question.max_tokens

    def learn(self, question: Question, usage: Usage) -> None:
        """Take in what one request cost; nothing is learned where the provider tells nothing."""
        if usage.input_tokens == 0:
            return
        counted = self._counted(question)
        self._expected += counted
        self._reported += usage.input_tokens
        self._worst = max(self._worst, usage.input_tokens / counted)
        self._written += usage.output_tokens
        self._answers += 1

    def _counted(self, question: Question) -> float:
        labels = "".join(image.label for image in question.images)
        text = question.system + question.text + labels + to_json(question.schema)
        of_picture = _PICTURES[self.rule]
        pictures = sum(of_picture(image.width, image.height) for image in question.images)
        return MESSAGE_TOKENS + text_tokens(text) + pictures
