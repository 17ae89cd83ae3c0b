"""The page Behaviors: what it shows, and the ethogram as a text that is checked and saved."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from typer.testing import CliRunner

from graphs.errors import UserError
from workbench.behaviors import own
from workbench.cli import app
from workbench.ethogram_edit import (
    check_ethogram,
    ethogram_as_written,
    save_ethogram,
    text_hash,
)
from workbench.project import Project, open_project
from workbench.ui.actions.behaviors import SaveBehaviors, SetEthogram
from workbench.ui.opened import OpenProjects
from workbench.ui.routes import behaviors
from workbench.ui.routes.state import ROOT, State

_OWN = '''from workbench import behavior


@behavior(target="none")
def slow_down(rec, subject):
    """The subject does not move."""
    return (rec.speed(subject) < "1 cm/s").bouts(min_s=0.5)
'''


@pytest.fixture
def project(sample_copy: Callable[[], Path], monkeypatch: pytest.MonkeyPatch) -> Project:
    folder = sample_copy()
    monkeypatch.setenv(own.CONFIG_VARIABLE, str(folder.parent / "config"))
    return open_project(folder)


@pytest.fixture
def get(project: Project) -> Callable[[str], Any]:
    projects = OpenProjects()
    key = projects.open(project.folder)
    server = FastAPI()
    server.include_router(behaviors.router(State(projects=projects)), prefix=ROOT)
    client = TestClient(server)

    def answer(path: str) -> Any:
        found = client.get(f"{ROOT}/{path.replace('KEY', key)}")
        assert found.status_code == 200, found.text
        return found.json()

    return answer


def _faults(project: Project, old: str, new: str) -> list[tuple[str, str]]:
    """Return the text of each faulty line, and the fault."""
    text = ethogram_as_written(project)
    assert old in text
    text = text.replace(old, new, 1)
    lines = ["", *text.split("\n")]
    return [(lines[line or 0], fault) for line, fault in check_ethogram(project, text).faults]


def test_faults_are_told_with_their_lines_and_near_words(project: Project) -> None:
    assert not check_ethogram(project, ethogram_as_written(project)).faults
    [(line, fault)] = _faults(project, 'verb = "chases"', 'vreb = "chases"')
    assert line == 'vreb = "chases"'
    assert "did you mean 'verb'" in fault

    [(line, fault)] = _faults(
        project, "facing(subject, object) < 60", "facin(subject, object) < 60"
    )
    assert line.startswith('when = "speed(subject, 0.3 s) > 2 BL/s')
    assert "did you mean 'facing'" in fault

    [(line, fault)] = _faults(project, "[behavior.flee.rule]", "[behavior.flee.rule")
    assert line == "[behavior.flee.rule"
    assert "not valid TOML" in fault

    [(line, fault)] = _faults(project, 'excludes = ["chase", "follow"]', 'excludes = ["chose"]')
    assert line == 'excludes = ["chose"]'
    assert "'chase'" in fault


def test_a_rule_on_several_lines_is_faulty_where_it_is(project: Project) -> None:
    new = '[behavior.dart]\ndefinition = "It darts."\n[behavior.dart.rule]\nmin_s = 0.2\n'
    text = new + "when = '''speed(subject) > 2 BL/s\n  and sped(subject) > 1 BL/s'''\n"
    [fault] = check_ethogram(project, text).faults
    assert fault.line == 6
    assert "'speed'" in fault.text


def test_all_faults_are_in_the_order_of_their_lines(project: Project) -> None:
    text = "[behavior.a]\ndefinition = 'a'\nkind = 'slow'\n[behavior.b]\nverb = 'b'\n"
    assert [fault.line for fault in check_ethogram(project, text).faults] == [3, 4]


def test_a_faulty_ethogram_is_not_saved(project: Project) -> None:
    before = project.ethogram_path.read_bytes()
    with pytest.raises(UserError, match=r"not saved, 1 fault:\n  - line 2: .*not valid TOML"):
        save_ethogram(project, "[behavior.a]\ndefinition = \n")
    assert project.ethogram_path.read_bytes() == before


def test_nobody_writes_over_what_was_changed_meanwhile(project: Project) -> None:
    read = ethogram_as_written(project)
    theirs = read.replace('verb = "chases"', 'verb = "runs after"')
    mine = read.replace('verb = "chases"', 'verb = "hunts"')
    project.ethogram_path.write_text(theirs, encoding="utf-8")
    with pytest.raises(UserError, match=f"it is {text_hash(theirs)} now"):
        SetEthogram(mine, text_hash(read)).do(project)
    assert ethogram_as_written(project) == theirs

    done = SetEthogram(mine, text_hash(theirs)).do(project)
    assert ethogram_as_written(project) == mine
    assert done.data["hash"] == text_hash(mine)


def test_what_has_to_be_labelled_again_is_told(project: Project) -> None:
    read = ethogram_as_written(project)
    same = save_ethogram(project, read)
    assert same.label_again == ()
    other = save_ethogram(project, read.replace("> 2 BL/s", "> 2.5 BL/s", 1), same.hash)
    assert other.label_again == ("open_field",)
    assert other.in_words().endswith("1 recording has to be labelled again.")


def test_functions_of_others_are_not_looked_at_before_they_are_trusted(project: Project) -> None:
    SaveBehaviors("mine.py", _OWN).do(project)
    text = ethogram_as_written(project)
    assert not check_ethogram(project, text).notes
    wrong = text.replace('function = "slow_down"', 'function = "slow_dwn"')
    [fault] = check_ethogram(project, wrong).faults
    assert "no function 'slow_dwn'" in fault.text
    own.distrust(project.folder)
    checked = check_ethogram(project, wrong)
    assert not checked.faults
    assert "not trusted" in checked.notes[0]


def test_commands_show_check_and_set(project: Project, tmp_path: Path) -> None:
    def done(*words: str) -> Any:
        line = ["ethogram", words[0], "--project", str(project.folder), *words[1:], "--json"]
        result = CliRunner().invoke(app, line)
        return result.exit_code, json.loads(result.stdout)

    code, shown = done("show")
    assert (code, shown["text"]) == (0, ethogram_as_written(project))
    assert done("check")[1]["faults"] == []
    file = tmp_path / "new.toml"
    file.write_text("[behavior.a]\ndefinition = 'a'\ntarget = 'anmal'\n", encoding="utf-8")
    code, checked = done("check", str(file))
    assert code == 1
    assert [fault["line"] for fault in checked["faults"]] == [3]
    assert done("set", str(file))[0] == 2
    file.write_text("[behavior.a]\ndefinition = 'a'\ntarget = 'animal'\n", encoding="utf-8")
    assert done("set", "--if-hash", "0" * 16, str(file))[0] == 2
    code, saved = done("set", "--if-hash", shown["hash"], str(file))
    assert (code, saved["behaviors"]) == (0, 1)
    assert ethogram_as_written(project) == file.read_text(encoding="utf-8")


def test_save_from_standard_input_needs_a_name(project: Project) -> None:
    line = ["behaviors", "save", "--project", str(project.folder), "-"]
    result = CliRunner().invoke(app, line, input=_OWN)
    assert result.exit_code == 2
    assert "--as NAME.py" in result.stderr
    assert CliRunner().invoke(app, [*line, "--as", "mine.py"], input=_OWN).exit_code == 0
    assert (project.folder / "behaviors" / "mine.py").read_text(encoding="utf-8") == _OWN


def test_behaviors_are_shown_in_full(project: Project, get: Callable[[str], Any]) -> None:
    SaveBehaviors("mine.py", _OWN).do(project)
    shown = get("p/KEY/behaviors")
    by_name = {one["name"]: one for one in shown["behaviors"]}
    assert by_name["chase"]["entry"]["rule"]["when"].startswith("speed(subject, 0.3 s)")
    assert by_name["slow_down"]["code"].startswith("@behavior")
    assert by_name["enter_zone"]["examples"]
    assert shown["recordings"] == ["open_field"]
    assert shown["untrusted"] == []


def test_programs_that_are_not_trusted_are_shown_and_not_run(
    project: Project, get: Callable[[str], Any]
) -> None:
    folder = project.folder / own.FOLDER
    folder.mkdir()
    (folder / "theirs.py").write_text("raise SystemExit\n", encoding="utf-8")
    shown = get("p/KEY/behaviors")
    assert shown["untrusted"] == [{"name": "theirs.py", "text": "raise SystemExit\n"}]
    assert "chase" in {one["name"] for one in shown["behaviors"]}


def test_a_faulty_ethogram_can_be_mended_on_the_page(
    project: Project, get: Callable[[str], Any]
) -> None:
    project.ethogram_path.write_text("[behavior.a]\n", encoding="utf-8")
    assert "'definition' is missing" in get("p/KEY/behaviors")["fault"]
    told = get("p/KEY/ethogram")
    assert told["text"] == "[behavior.a]\n"
    assert [fault["line"] for fault in told["checked"]["faults"]] == [1]


def test_what_rules_can_say(get: Callable[[str], Any]) -> None:
    told = get("rules")
    assert any(call.startswith("speed(") for call in told["functions"])
    assert "BL" in told["units"]
