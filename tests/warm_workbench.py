"""The command line in forked processes: as real as a new interpreter, without its start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS = 60.0
"""After which a command counts as hanging."""

ROOT = Path(__file__).parent.parent
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "default"}


@dataclass(frozen=True)
class Done:
    """How a command ended; the exit code is None if it hung and was killed."""

    exit_code: int | None
    stdout: str
    stderr: str

    def said(self, text: str) -> bool:
        """Whether it printed some lines to stderr, exactly so."""
        return f"\n{text}\n" in f"\n{self.stderr}"

    @property
    def outcomes(self) -> dict[str, dict[str, Any]]:
        """What ``label --json`` says of each recording."""
        return {o["recording"]: o for o in json.loads(self.stdout)["outcomes"]}

    @property
    def states(self) -> dict[str, str]:
        """What became of each recording, from ``label --json``."""
        return {name: outcome["state"] for name, outcome in self.outcomes.items()}


class WarmWorkbench:
    """Runs commands in children of a process that has imported what they need."""

    def __init__(self) -> None:
        self._server = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("warm_server.py"))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**ENVIRONMENT, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip

    def __call__(
        self,
        *arguments: object,
        kill_at_flush: int = 0,
        seconds: float = SECONDS,
        program: str = "workbench",
        folder: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> Done:
        """Run a command.

        Parameters
        ----------
        arguments
            Words after ``workbench``.
        kill_at_flush
            End it with SIGKILL at its n-th flush to the disk.
        seconds
            After which it counts as hanging and is killed.
        program
            What it takes itself to be called.
        folder
            Where it runs.
        environment
            Variables that it sees beside those of the tests.
        """
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        wanted = {
            "arguments": list(map(str, arguments)),
            "seconds": seconds,
            "kill_at_flush": kill_at_flush,
            "program": program,
            "folder": str(folder or Path.cwd()),
            "environment": dict(environment or {}),
        }
        self._server.stdin.write(json.dumps(wanted) + "\n")
        self._server.stdin.flush()
        return Done(**json.loads(self._server.stdout.readline()))

    def close(self) -> None:
        """End the server."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.close()
        self._server.wait()
        self._server.stdout.close()
