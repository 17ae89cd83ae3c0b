"""A labelled project of two mice, opened anew as another process does, and its command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from grammar_worlds import grammar_world
from typer.testing import CliRunner

from workbench.cli import app
from workbench.project import Project, open_project

CLAIMS = [
    ("mouse_1", "rear", None, 1, 2), ("mouse_1", "rear", None, 8, 11),
    ("mouse_2", "rear", None, 7, 7.5), ("mouse_1", "rest", None, 14, 19),
]  # fmt: skip
REARS_1, REARS_2 = "how often does mouse_1 rear?", "how often does mouse_2 rear?"
MACRO = """
name = "late_rears"
description = "How often an animal rears after so many seconds."
when = "n_animals >= 2 and 'rear' in behaviors"
asked = "how many late rears has {animal}"
arguments = [
  { name = "animal", type = "animal" },
  { name = "from_s", type = "number", default = 5 },
]
calls = [
  { gives = "project", call = "open_project" },
  { gives = "rec", call = "project.recording", arguments = { name = "cage" } },
  { gives = "all", call = "rec.facts", arguments = { subject = "$animal", predicate = "rear" } },
  { gives = "late", call = "all.in_window", arguments = { start_s = "$from_s" } },
  { call = "answer", arguments = { value = "$late.count", clips = "$late" } },
]
"""


def talked_project(folder: Path) -> Project:
    """Make two mice that stand 10 cm from each other for 20 s: the first rears twice."""
    return grammar_world(folder, claims=CLAIMS, px_per_cm=10.0)


def again(project: Project) -> Project:
    """Open a project anew."""
    return open_project(project.folder, check_files=False)


def run(project: Project, *words: object, code: int = 0) -> str:
    """Run a verb, and return all that it says."""
    done = CliRunner().invoke(app, [*map(str, words), "-p", str(project.folder)])
    assert done.exit_code == code, done.output
    return done.output


def as_json(project: Project, *words: object, code: int = 0) -> Any:
    """Run a verb, and return its document."""
    done = CliRunner().invoke(app, [*map(str, words), "-p", str(project.folder), "--json"])
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)
