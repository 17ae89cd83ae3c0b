"""Programs that try to get out of the sandbox, or to bring its host down."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import matplotlib.font_manager  # noqa: F401 - writes its list of fonts now, not later
import pytest
from sandbox_project import sample, sandbox

from workbench.sandbox.running import Limits, Sandbox

HEAD = """from workbench import answer, open_project
project = open_project()
rec = project.recording("open_field")
"""
AFTER = len(HEAD.splitlines())


def _programs() -> Iterator[tuple[str, str, str]]:
    text = (Path(__file__).parent / "hostile_programs.txt").read_text(encoding="utf-8")
    for block in text.split("\n=== ")[1:]:
        title, expected, program = block.split("\n", 2)
        yield title, expected, program


PROGRAMS = list(_programs())


@pytest.fixture(autouse=True)
def _no_way_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Fail if a socket is opened, a process is started, or a file is touched."""
    opened: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda *a: opened.append(a))
    monkeypatch.setattr(socket.socket, "bind", lambda *a: opened.append(a))
    monkeypatch.setattr(os, "system", opened.append)
    home, work = tmp_path / "home", tmp_path / "work"
    home.mkdir()
    work.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(work)
    before = _files(tmp_path)
    yield
    assert not opened
    assert _files(tmp_path) == before


def _files(*folders: Path) -> dict[Path, tuple[int, int]]:
    return {
        path: (path.stat().st_size, path.stat().st_mtime_ns)
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and "cache" not in path.parts and "ipc" not in path.suffix
    }


def test_there_are_many_of_them() -> None:
    titles = [title for title, _, _ in PROGRAMS]
    assert len(titles) >= 90
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize(
    ("expected", "program"), [one[1:] for one in PROGRAMS], ids=[one[0] for one in PROGRAMS]
)
def test_a_hostile_program_is_refused_and_the_next_one_runs(expected: str, program: str) -> None:
    before = _files(sample().folder)
    ran = sandbox().run(HEAD + program)
    assert _files(sample().folder) == before
    if expected == "harmless":
        assert ran.fault is None, ran.fault
    else:
        assert ran.fault is not None
        wanted = expected.removeprefix("! ").split("|")
        assert any(part in ran.fault.message for part in wanted), ran.fault
        assert "Traceback" not in ran.fault.message
        lines = range(AFTER + 1, len((HEAD + program).splitlines()) + 1)
        assert ran.fault.line in (0, *lines)
    assert len(ran.told.values) <= 1001
    after = sandbox().run("from workbench import answer\nanswer(1 < 2)")
    assert after.fault is None
    assert [value.value for value in after.told.values] == [True]


@pytest.mark.parametrize(
    "program",
    [
        "x = {}\n" + "".join(f'x = {{"k{i}": x, "j{i}": x}}\n' for i in range(200)),
        "x = " + " or ".join(['rec.facts("mouse_1", "rear")'] * 400),
    ],
)
def test_a_program_that_is_slow_to_check_is_given_up(program: str) -> None:
    box = Sandbox(sample(), Limits(check_s=1.0))
    [fault] = box.check(HEAD + program)
    assert str(fault) == "The program takes too long to be checked; write it in a simpler way."
    assert box.check(HEAD + "answer(rec.duration_s)") == []


@pytest.mark.parametrize(
    "program",
    [
        "x = " + "(" * 3000 + ")" * 3000,
        "x = " + "-" * 5000 + "1",
        "x = " + "+".join(["1"] * 3000),
        "x = " + "[" * 150 + "]" * 150,
        "x = " + "f(" * 120 + ")" * 120,
        "if 1:\n" + "".join("    " * i + "if 1:\n" for i in range(1, 60)),
        "x = '\ud800'",
        "x = '\0'",
        "x = 1" * 10_000,
    ],
)
def test_a_program_that_is_hard_to_read_is_refused(program: str) -> None:
    faults = sandbox().check(program)
    assert len(faults) == 1
    assert sandbox().run(program).fault == faults[0]


def test_a_process_that_is_killed_takes_nothing_along() -> None:
    ran = sandbox().run(HEAD + 'answer(1)\nx = "%s" % ("x" * 10**8,)')
    assert ran.fault is not None
    assert "memory" in ran.fault.message
    assert [value.value for value in ran.told.values] == [1]
    assert sandbox().run(HEAD + "answer(2)").fault is None
