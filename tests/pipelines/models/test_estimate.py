"""What questions will cost: the published rules, and what is learned from answers."""

from __future__ import annotations

import pytest
from model_questions import question

from pipelines.models.contract import Image, Question, Usage
from pipelines.models.estimate import Estimator, picture_rule, text_tokens


def shown(width: int, height: int) -> Question:
    return Question("", "", (Image(b"", "image/png", width, height),), {}, max_tokens=400)


@pytest.mark.parametrize(
    ("provider", "size", "tokens"),
    [
        ("openai", (512, 512), 255),
        ("openai", (1024, 1024), 85 + 4 * 170),  # to 768 x 768: two tiles by two
        ("openai", (2048, 4096), 85 + 6 * 170),  # to 768 x 1536
        ("anthropic", (750, 1000), 1000),
        ("google", (384, 300), 258),
        ("google", (1000, 700), 516),
        ("ollama", (448, 448), 258),
    ],
)
def test_pictures_count_as_published(provider: str, size: tuple[int, int], tokens: float) -> None:
    estimator = Estimator(picture_rule(provider))
    without = Estimator(picture_rule(provider)).expected(Question("", "", (), {}))[0]
    assert estimator.expected(shown(*size))[0] - without == pytest.approx(tokens)


def test_letters_of_other_scripts_count_each() -> None:
    assert text_tokens("word") == 1
    assert text_tokens("老鼠") == 2


def test_it_learns_what_is_reported() -> None:
    estimator = Estimator("qwen")
    expected = estimator.expected(question(1))[0]
    assert estimator.bound(question(1))[0] >= 1.5 * expected
    estimator.learn(question(1), Usage(1, 1, input_tokens=round(2 * expected), output_tokens=40))
    inputs, outputs = estimator.expected(question(2))
    assert inputs == pytest.approx(2 * expected, rel=0.01)
    assert outputs == 40
    assert estimator.bound(question(2)) == (pytest.approx(2.2 * expected, rel=0.01), 200)


def test_a_server_that_reports_nothing_teaches_nothing() -> None:
    estimator = Estimator("qwen")
    before = estimator.expected(question(1))
    estimator.learn(question(1), Usage(requests=1))
    assert estimator.expected(question(1)) == before


def test_what_was_said_since_counts_too() -> None:
    estimator = Estimator("qwen")
    alone = estimator.bound(question(1))[0]
    assert estimator.bound(question(1), "word" * 100)[0] >= alone + 1.5 * 100
    estimator.learn(question(1), Usage(1, 1, input_tokens=10, output_tokens=1))  # counts few
    alone = estimator.bound(question(1))[0]
    assert estimator.bound(question(1), "word" * 100)[0] >= alone + 1.5 * 100
