"""The verbs under ``memory``."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
from memory_clock import Clock
from typer.testing import CliRunner

from workbench.cli import app
from workbench.memory.store import Memory
from workbench.project_new import create_project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return create_project(tmp_path / "project ö").folder


def run(*words: object, code: int = 0, stdin: str | None = None) -> str:
    done = CliRunner().invoke(app, ["memory", *map(str, words)], input=stdin)
    assert done.exit_code == code, done.output
    return done.output


def as_json(*words: object, code: int = 0) -> Any:
    done = CliRunner().invoke(app, ["memory", *map(str, words), "--json"])
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


def write(project: Path, name: str, text: str, *words: object) -> None:
    run("write", name, "--text", text, "-p", project, *words)


def test_an_empty_list(project: Path) -> None:
    assert "0 symbols" in run("list", "-p", project)
    assert as_json("list", "-p", project) == {
        "symbols": [], "faults": [],
        "others": {kind: [] for kind in (
            "macro", "tip", "exemplar", "practice", "case", "conversation",
        )},
    }  # fmt: skip
    assert not (project / "memory").exists()


def test_write_show_and_list(project: Path, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_bytes(b"x = 1\r\nanswer(x)  \n")
    said = run("write", "Social approach", "-t", "walks up to\nthe other  ", "--program", program,
               "--kind", "behavior", "-p", project)  # fmt: skip
    assert said == "<social_approach> behavior, version 1: walks up to the other\n"
    shown = as_json("show", "social-approach", "-p", project)
    assert shown["text"] == "walks up to\nthe other  "
    assert shown["program"] == "x = 1\r\nanswer(x)  \n"
    assert (shown["version"], shown["latest_version"], shown["retention"]) == (1, 1, 1.0)
    assert "text:\nwalks up to\nthe other  \n" in run("show", "social_approach", "-p", project)
    listed = run("list", "-p", project)
    assert "social_approach" in listed
    assert "pinned" in listed
    assert "1 symbol\n" in listed
    assert run("-p", project) == listed
    assert as_json("-p", project)["symbols"][0]["name"] == "social_approach"
    assert as_json("list", "--kind", "zone", "-p", project)["symbols"] == []
    assert "did you mean 'zone'" in run("list", "--kind", "zon", "-p", project, code=2)


def test_text_from_stdin(project: Path) -> None:
    run("write", "x", "-t", "-", "-p", project, stdin="from\nstdin\n")
    assert as_json("show", "x", "-p", project)["text"] == "from\nstdin\n"


def test_versions(project: Path) -> None:
    write(project, "x", "one")
    write(project, "x", "two")
    assert "version 3: three" in run("edit", "x", "--text", "three", "-p", project)
    assert "Nothing was changed" in run("edit", "x", "--text", "three", "-p", project)
    assert as_json("show", "x@1", "-p", project)["text"] == "one"
    assert "version 1 of 3" in run("show", "x@1", "-p", project)
    assert [v["text"] for v in as_json("history", "x", "-p", project)["versions"]] == [
        "one", "two", "three",
    ]  # fmt: skip
    assert "three" in run("history", "x", "-p", project)
    assert "it has 1 to 3" in run("show", "x@4", "-p", project, code=2)


def test_edit_in_an_editor(project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write(project, "x", "one")
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    assert "No EDITOR is set" in run("edit", "x", "-p", project, code=2)
    script = tmp_path / "my editor.py"
    script.write_text("import sys, pathlib\np = pathlib.Path(sys.argv[-1])\n"
                      "p.write_text(p.read_text().replace('one', 'by editor'))\n")  # fmt: skip
    monkeypatch.setenv("EDITOR", f"{sys.executable} '{script}'")
    assert "version 2: by editor" in run("edit", "x", "-p", project)
    assert as_json("show", "x@1", "-p", project)["text"] == "one"
    script.write_text("import sys, pathlib\npathlib.Path(sys.argv[-1]).write_text('text = ')\n")
    assert "line 1" in run("edit", "x", "-p", project, code=1)
    assert as_json("show", "x@2", "-p", project)["text"] == "by editor"
    listed = as_json("list", "-p", project, code=1)
    assert (listed["symbols"], len(listed["faults"])) == ([], 1)
    monkeypatch.setenv("EDITOR", "no-such-editor")
    run("edit", "x", "--text", "three", "-p", project, code=1)  # damaged: nothing is written over


def test_an_editor_that_is_not_there(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(project, "x", "one")
    monkeypatch.setenv("VISUAL", "no-such-editor --wait")
    assert "cannot be started" in run("edit", "x", "-p", project, code=2)


def test_forget_and_restore(project: Path) -> None:
    write(project, "x", "one")
    said = run("forget", "x", "-p", project)
    command = shlex.split(said.partition("to bring it back: ")[2])
    assert command[-5:] == ["memory", "restore", "x", "-p", str(project)]
    assert "0 symbols" in run("list", "-p", project)
    assert as_json("list", "--forgotten", "-p", project)["symbols"][0]["name"] == "x"
    assert "is forgotten" in as_json("show", "x", "-p", project, code=2)["error"]
    assert "version 1: one" in run(*command[-4:])
    assert "1 symbol" in run("list", "-p", project)
    gone = {"forgotten": "x", "version": 1, "stays": None}
    assert as_json("forget", "x", "-p", project) == gone
    assert "no symbol <y>" in run("restore", "y", "-p", project, code=2)


def test_a_symbol_may_be_called_last(project: Path) -> None:
    write(project, "last", "in the last minute")
    assert as_json("show", "last", "-p", project)["text"] == "in the last minute"
    assert as_json("forget", "last", "-p", project)["forgotten"] == "last"


def test_what_was_not_used_for_long_is_listed_on_request(project: Path) -> None:
    memory = Memory(project / "memory", clock=Clock())
    memory.write("found", "12", kind="result")
    memory.days.path.write_text("".join(f"2026-03-{day:02}\n" for day in range(1, 31)))
    listed = run("list", "-p", project)
    assert "0 symbols\n1 more not used for long" in listed
    (symbol,) = as_json("list", "--archived", "-p", project)["symbols"]
    assert symbol["archived"] is True
    assert symbol["retention"] < 0.05


def test_why(project: Path) -> None:
    write(project, "near", "within 3 cm")
    write(project, "chase", "<near> for 1 s")
    Memory(project / "memory").used("how long is <near>?", {"near": 1}, "12 s")
    said = run("why", "near", "-p", project)
    assert "it comes from: the command line" in said
    assert "is read by: <chase>" in said
    assert "12 s" in said
    found = as_json("why", "near", "-p", project)
    assert found["uses"][0]["symbols"] == {"near": 1}
    assert as_json("why", "chase", "-p", project)["reads"] == ["near"]


def test_export_and_import(project: Path, tmp_path: Path) -> None:
    write(project, "x", "one")
    write(project, "x", "two")
    write(project, "y", "three")
    file = tmp_path / "lab.toml"
    assert f"wrote 2 symbols to {file}" in run("export", file, "-p", project)
    assert run("export", "-p", project) == file.read_text()
    assert as_json("export", file, "--name", "x", "-p", project)["symbols"] == 1
    assert [v["text"] for v in as_json("export", "-p", project)["symbols"]["x"]] == ["one", "two"]
    other = create_project(tmp_path / "other").folder
    write(other, "x", "another")
    assert "- <x>" in run("import", file, "-p", other, code=2)
    assert as_json("import", file, "--rename", "-p", other)["imported"] == [
        {"name": "x", "now": "x_2", "versions": 2}
    ]
    assert "x " in run("import", file, "--replace", "-p", other)
    assert as_json("show", "x", "-p", other)["text"] == "two"
    assert "there already" in run("import", file, "-p", other)
    assert "exclude each other" in run("import", file, "--replace", "--rename", "-p", other, code=2)
    file.write_text("x")
    assert "line 1" in run("import", file, "-p", other, code=1)
    assert "cannot be read" in run("import", tmp_path / "none.toml", "-p", other, code=2)


def test_faults_are_said(project: Path) -> None:
    assert "cannot be the name" in run("write", "../x", "-t", "a", "-p", project, code=2)
    assert "No kind 'bird'" in run("write", "x", "-t", "a", "--kind", "bird", "-p", project, code=2)
    assert "neither text nor program" in run("write", "x", "-p", project, code=2)
    assert "no symbol <x>" in as_json("history", "x", "-p", project, code=2)["error"]
