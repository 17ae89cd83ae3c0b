"""One text, two ways to run it: apart, and as a plain script. What it answers is the same."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sandbox_project import sample, sandbox

from benchmarks.sandbox_programs import CORRECT, PLAIN, whole
from workbench.ask.telling import Told

PROGRAMS = [*CORRECT, *PLAIN]
DRIVER = """
import contextlib, io, json, runpy, sys, warnings
from workbench.ask.telling import collecting

warnings.simplefilter("ignore")
found = []
for path in sys.argv[1:]:
    printed = io.StringIO()
    with collecting() as told, contextlib.redirect_stdout(printed):
        try:
            runpy.run_path(path, run_name="__main__")
        except Exception as error:
            told.notes.append(repr(error))
    tables = [[list(table.columns), [list(row) for row in table.rows]] for table in told.tables]
    values = [[v.name, v.value, v.unit, v.assessed_s] for v in told.values]
    clips = [[c.start_s, c.stop_s, c.subject, c.label] for c in told.clips]
    found.append([values, tables, len(told.figures), clips, told.notes, printed.getvalue()])
print(json.dumps(found))
"""
"""Runs programs as plain scripts, one after the other, and prints what each told."""


@cache
def _as_scripts(folder: Path) -> list[Any]:
    paths = [folder / f"program_{number}.py" for number in range(len(PROGRAMS))]
    for path, text in zip(paths, PROGRAMS, strict=True):
        path.write_text(whole(text), encoding="utf-8")
    done = _python("-c", DRIVER, *map(str, paths))
    found: list[Any] = json.loads(done)
    return found


def _python(*words: str) -> str:
    root = str(Path(__file__).parents[3])
    environment = {
        **os.environ, "WORKBENCH_PROJECT": str(sample().folder), "PYTHONPATH": root,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, *words], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _said(told: Told, printed: str) -> list[Any]:
    return [
        [[v.name, v.value, v.unit, v.assessed_s] for v in told.values],
        [[list(table.columns), [list(row) for row in table.rows]] for table in told.tables],
        len(told.figures),
        [[c.start_s, c.stop_s, c.subject, c.label] for c in told.clips],
        told.notes,
        printed,
    ]


def _without_nan(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_nan(one) for one in value]
    return "NaN" if isinstance(value, float) and math.isnan(value) else value


@pytest.fixture(scope="module")
def as_scripts(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    return _as_scripts(tmp_path_factory.mktemp("scripts"))


@pytest.mark.parametrize("number", range(len(PROGRAMS)))
def test_a_program_answers_the_same_apart_and_as_a_script(
    number: int, as_scripts: list[Any]
) -> None:
    ran = sandbox().run(whole(PROGRAMS[number]))
    assert ran.fault is None, ran.fault
    apart = _without_nan(_said(ran.told, ran.printed))
    assert apart == _without_nan(as_scripts[number])


def test_a_script_by_itself_prints_what_it_found(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(whole(CORRECT[1]), encoding="utf-8")
    ran = sandbox().run(whole(CORRECT[1]))
    assert _python(str(path)).splitlines()[0] == str(ran.told.values[0]) + " (of 73.07 s assessed)"


def test_of_correct_programs_the_check_finds_nothing() -> None:
    found = {text: faults for text in PROGRAMS if (faults := sandbox().check(whole(text)))}
    assert len(PROGRAMS) >= 60
    assert found == {}
