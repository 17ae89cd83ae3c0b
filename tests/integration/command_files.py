"""Run the command line as people do, and look at what it left in a folder."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS = 60.0
"""After which a command counts as hanging."""

ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "default"}
WORKBENCH = [sys.executable, "-m", "workbench"]
ROOT = Path(__file__).parent.parent.parent


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
    """The command line in forked processes: as real as a new interpreter, without its start."""

    def __init__(self) -> None:
        self._server = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("warm_server.py"))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**ENVIRONMENT, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip

    def __call__(self, *arguments: object, kill_at_flush: int = 0) -> Done:
        """Run a command; `kill_at_flush` ends it with SIGKILL at its n-th flush to the disk."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        words = list(map(str, arguments))
        wanted = {"arguments": words, "seconds": SECONDS, "kill_at_flush": kill_at_flush}
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


def run(*arguments: object, **options: Any) -> Done:
    """Run ``workbench`` in a new interpreter; `options` go to `subprocess.run`."""
    try:
        ended = subprocess.run(
            [*WORKBENCH, *map(str, arguments)],
            capture_output=True, text=True, timeout=SECONDS, check=False,
            **{"env": ENVIRONMENT, **options},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Done(None, "", "")
    return Done(ended.returncode, ended.stdout, ended.stderr)


def files_of(folder: Path) -> dict[str, str]:
    """Return every file below a folder with a hash of its content."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def shards_of(project: Path) -> dict[str, str]:
    """Return the shards of a project, each with a hash of its content."""
    return files_of(project / "graph")


def facts_of(workbench: WarmWorkbench, project: Path) -> list[str]:
    """Return all facts of a project as sorted lines of JSON."""
    asked = workbench("facts", "-p", project, "--json")
    assert asked.exit_code == 0, asked.stderr
    assert asked.stderr == ""
    return sorted(json.dumps(fact, sort_keys=True) for fact in json.loads(asked.stdout)["facts"])
