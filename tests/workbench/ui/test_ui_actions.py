"""Every action of the page and the command that it shows do the same to a project."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner
from ui_action_cases import CASES, Case, fact

from graphs.errors import UserError
from graphs.plain_json import to_json
from workbench.cli import app
from workbench.project import open_project
from workbench.ui.actions import review
from workbench.ui.actions.contract import command
from workbench.ui.actions.registry import ACTIONS, action_of


def _state(folder: Path) -> dict[str, Any]:
    """Return what a project holds: its texts, and its facts as they stand."""
    project = open_project(folder)
    facts = sorted(project.graph().records(), key=lambda one: (one.start_s, one.fact_id))
    texts = {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.toml"))
        if "cache" not in path.parts and "memory" not in path.parts
    }
    return {
        "facts": [(one.fact_id, one.status, str(one.confidence)) for one in facts],
        "texts": texts,
    }


def _in_shell(line: str) -> Any:
    """Run a command as a person would type it, and return the JSON that it prints."""
    asked, _, typed = line.partition(" <<'END'\n")
    _, *words = shlex.split(asked)
    place = words.index("--") if "--" in words else len(words)
    given = typed.removesuffix("END")
    done = CliRunner().invoke(app, [*words[:place], "--json", *words[place:]], input=given)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_page_and_shell_do_the_same(name: str, sample_copy: Callable[[], Path]) -> None:
    case: Case = CASES[name]
    page, shell = sample_copy(), sample_copy()
    for folder in (page, shell):
        for before in case.before:
            before(open_project(folder)).do(open_project(folder))

    action = case.make(open_project(page))
    done = action.do(open_project(page))
    printed = _in_shell(command(case.make(open_project(shell)), shell))

    assert _state(page) == _state(shell)
    if case.shown is not None:
        given = json.loads(to_json(done.data).replace(str(page), str(shell)))
        assert case.shown(given) == case.shown(printed)
    assert done.message


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_fields_travel_as_json(name: str, sample_copy: Callable[[], Path]) -> None:
    case = CASES[name]
    project = open_project(sample_copy())
    for before in case.before:
        before(project).do(project)
    action = case.make(project)
    fields = {name: getattr(action, name) for name in action.__dataclass_fields__}
    assert action_of(action.name, json.loads(to_json(fields))) == action


def test_what_is_new_is_allowed_on_the_page_as_in_the_shell(
    sample_copy: Callable[[], Path],
) -> None:
    page, shell = sample_copy(), sample_copy()
    added = review.Add("open_field", "mouse_3", "rear", None, 55.1, 56.3)
    with pytest.raises(UserError, match="or the tick on the page"):
        added.do(open_project(page))
    added = replace(added, new=True)
    added.do(open_project(page))
    _in_shell(command(added, shell))
    for folder in (page, shell):
        (one,) = [f for f in open_project(folder).graph().records() if f.subject == "mouse_3"]
        edit = review.Edit(one.fact_id, subject="mouse_4", new=True)
        edit.do(open_project(folder)) if folder == page else _in_shell(command(edit, folder))
    assert _state(page) == _state(shell)
    assert "new=True" in added.python()


def test_a_real_shell_runs_it(sample_copy: Callable[[], Path]) -> None:
    folder = sample_copy()
    chase = fact(open_project(folder), "chase")
    line = command(review.Reject((chase.fact_id,), 'it\'s "$HOME" `no`'), folder)
    line = line.replace("workbench", f"{shlex.quote(sys.executable)} -m workbench", 1)
    subprocess.run(line, shell=True, check=True, capture_output=True)
    assert fact(open_project(folder), "chase").fact_id != chase.fact_id
    said = open_project(folder).graph().corrections.history()
    assert list(said["comment"]) == ['it\'s "$HOME" `no`']


def test_python_is_the_call(sample_copy: Callable[[], Path]) -> None:
    project = open_project(sample_copy())
    chase = fact(project, "chase")
    eval(review.Reject((chase.fact_id,)).python(), {"project": project})
    assert fact(project, "chase").fact_id != chase.fact_id


def test_what_is_no_action_is_told() -> None:
    with pytest.raises(
        UserError, match=r"No action 'review\.acept'; did you mean 'review\.accept'"
    ):
        action_of("review.acept", {})
    with pytest.raises(UserError, match="idz is none of its fields"):
        action_of("review.accept", {"idz": ["a"]})
    with pytest.raises(UserError, match=r"review\.accept: ids"):
        action_of("review.accept", {"ids": 5})
    with pytest.raises(UserError, match="start_s"):
        action_of("review.edit", {"id": "abcd", "start_s": "soon"})


def test_names_that_look_like_options_are_names(sample_copy: Callable[[], Path]) -> None:
    folder = sample_copy()
    line = command(review.Add("open_field", "--by", "rear", None, 1.5, 2.5), folder)
    assert shlex.split(line)[-4:] == ["--", "open_field", "--by", "rear"]
    done = CliRunner().invoke(app, shlex.split(line)[1:])
    assert "--by" in done.output  # as the name of an animal that is not known
    assert done.exit_code == 2
    shutil.rmtree(folder)
