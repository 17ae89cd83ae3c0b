"""Run the command line as people do, and look at what it left in a folder."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from warm_workbench import ENVIRONMENT, SECONDS, Done, WarmWorkbench

WORKBENCH = [sys.executable, "-m", "workbench"]


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


def lasting_files_of(project: Path) -> dict[str, str]:
    """Return the files of a project that stay the same: not its reports, nor its lock."""
    found = files_of(project).items()
    return {
        name: content
        for name, content in found
        if not name.startswith("reports/") and name != "cache/project.lock"
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
