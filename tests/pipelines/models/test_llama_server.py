"""llama.cpp's server, driven as any chat model: captions become triples that fit their schema.

What it needs is named by environment variables: see `benchmarks.llama_server`.

Only that answers fit is tested: a model this small is no judge of captions.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from model_questions import Heard, free

from benchmarks.llama_server import llama_python, llama_server, weights
from graphs.errors import UserError
from pipelines.models.contract import Question, get_model
from pipelines.models.json_schema import faults
from pipelines.models.ledger import Ledger, read_ledger

pytestmark = pytest.mark.slow

TRIPLES: dict[str, Any] = {
    "type": "object",
    "properties": {
        "triples": {
            "type": "array",
            "minItems": 1,
            "maxItems": 3,
            "items": {
                "type": "object",
                "properties": {
                    "subject": {"enum": ["mouse_1", "mouse_2"]},
                    "predicate": {"enum": ["chases", "sniffs", "grooms", "rests"]},
                    "object": {"anyOf": [{"enum": ["mouse_1", "mouse_2"]}, {"type": "null"}]},
                },
                "required": ["subject", "predicate", "object"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["triples"],
    "additionalProperties": False,
}
CAPTIONS = [
    "mouse_1 chases mouse_2 along the wall.",
    "mouse_2 grooms itself in the corner while mouse_1 rests.",
    "Both mice rest.",
    "mouse_2 sniffs mouse_1, then it runs after it.",
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    try:
        python = llama_python()
        weights(python)
    except UserError as error:
        pytest.skip(str(error))
    with llama_server(tmp_path_factory.mktemp("llama"), context=2048) as url:
        yield url


def _question(caption: str) -> Question:
    system = "You turn captions of videos of mice into triples: who does what to whom."
    return Question(system, f"Caption: {caption}", (), TRIPLES, max_tokens=300, name=caption)


def test_captions_become_triples_that_fit(server: str, tmp_path: Path) -> None:
    model = get_model(
        "chat", name="smollm2", provider="openai-compatible", url=server, concurrency=1
    )
    heard, ledger = Heard(), Ledger(tmp_path / "run")
    started = time.perf_counter()
    model.ask([_question(caption) for caption in CAPTIONS], heard, free(ledger))
    seconds = time.perf_counter() - started
    assert heard.errors == {}
    for place, answer in sorted(heard.answers.items()):
        print(f"{CAPTIONS[place]} -> {answer.data}")  # noqa: T201 - shown by -s
        assert faults(answer.data, TRIPLES) == []
        assert answer.usage.requests == 1  # held to the schema: nothing had to be sent again
        assert answer.usage.output_tokens > 0
    print(f"{len(CAPTIONS)} captions in {seconds:.1f} s, asked as {model.form}")  # noqa: T201
    # what the server refuses (response_format json_schema) was tried and recorded, too
    rows = list(read_ledger(tmp_path / "run"))
    assert [row["answer"]["status"] for row in rows[-len(CAPTIONS) :]] == [200] * len(CAPTIONS)


def test_an_answer_that_is_cut_off_says_so(server: str) -> None:
    model = get_model(
        "chat", name="smollm2", provider="openai-compatible", url=server, form="json_object_schema"
    )
    heard = Heard()
    short = Question(
        "You write triples.", "Caption: both rest.", (), TRIPLES, max_tokens=4, name="c"
    )
    model.ask([short], heard, free())
    assert "cut off after 4 tokens" in str(heard.errors[0])
