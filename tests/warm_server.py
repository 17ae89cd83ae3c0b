"""Runs command lines in processes of their own that need not import everything anew.

Reads ``{"arguments": [...], "seconds": ..., "kill_at_flush": ..., "program": ..., "folder": ...,
"environment": {...}}`` lines from stdin, forks for each, and answers ``{"exit_code": ...,
"stdout": ..., "stderr": ...}``; the exit code is null if the command had to be killed because it
did not end.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import tempfile
import time
import traceback
from typing import Any
from unittest import mock

from pipelines.tracks.registry import track_formats
from workbench.cli import app
from workbench.cli.verbs import Verbs

SLOW = (
    "dask.array", "duckdb", "email.headerregistry", "graphs.graph", "graphs.query.run",
    "graphs.storage.index", "graphs.storage.store", "importlib_metadata",
    "matplotlib.backends.backend_agg", "matplotlib.style", "pipelines.batch.here",
    "pipelines.batch.plan", "pipelines.batch.report", "pipelines.clips",
    "pipelines.hulls", "pipelines.label", "pipelines.mapping", "pipelines.pairing",
    "pipelines.video", "pyarrow.dataset", "pyarrow.pandas_compat", "pyarrow.parquet",
    "pydantic.json_schema", "pydantic.type_adapter", "rich.progress", "rich.table", "scipy.fft",
    "scipy.ndimage", "sqlite3", "workbench.analysis", "workbench.ask.asking",
    "workbench.captioning", "workbench.describing", "workbench.knowledge.graph",
    "workbench.labelled", "workbench.plots", "workbench.project", "workbench.stats", "xarray",
)  # fmt: skip
"""What verbs import when they need it."""


def serve() -> None:
    """Answer until stdin is closed."""
    track_formats()
    for module in SLOW:
        importlib.import_module(module)
    for verb in Verbs().values():
        assert verb.name
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_answer(json.loads(line))) + "\n")
        sys.stdout.flush()


def _answer(wanted: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as said:
        child = os.fork()
        if child == 0:
            os.setsid()
            os.dup2(out.fileno(), 1)
            os.dup2(said.fileno(), 2)
            sys.argv[0] = wanted["program"]
            os.chdir(wanted["folder"])
            os.environ.update(wanted["environment"])
            _kill_at_flush(wanted["kill_at_flush"])
            try:
                app(wanted["arguments"])
            except SystemExit as end:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(end.code if isinstance(end.code, int) else 0)
            except BaseException:  # noqa: BLE001 - a child must not go on as the server
                traceback.print_exc()
            os._exit(99)
        code = _wait(child, time.monotonic() + wanted["seconds"])
        out.seek(0)
        said.seek(0)
        return {
            "exit_code": code,
            "stdout": out.read().decode(),
            "stderr": said.read().decode(),
        }


def _kill_at_flush(number: int) -> None:
    """Make this process kill itself when it flushes a file or folder for the n-th time."""
    flush, count = os.fsync, 0

    def counted(handle: Any) -> None:
        nonlocal count
        count += 1
        if count == number:
            os.kill(os.getpid(), signal.SIGKILL)
        flush(handle)

    mock.patch.object(os, "fsync", counted).start()


def _wait(child: int, deadline: float) -> int | None:
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


if __name__ == "__main__":
    serve()
