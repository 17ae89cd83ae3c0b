"""The verb ``run``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from sandbox_project import sample
from typer.testing import CliRunner

from workbench.ask.answer import Answer, Clip, Provenance, Table, Value
from workbench.cli import app
from workbench.cli.answer_words import plain, print_answer

PROGRAM = """from workbench import answer, open_project

rec = open_project().recording("open_field")
rears = rec.facts("mouse_1", "rear")
answer(rears.count, name="rears", clips=rears, note="of one mouse")
answer(table=rec.time_budget().head(2))
print("done")
"""


def run(*words: object, text: str | None = None) -> Result:
    said = ["run", *map(str, words), "-p", str(sample().folder)]
    return CliRunner().invoke(app, said, input=text)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "program.py"
    path.write_text(PROGRAM, encoding="utf-8")
    return path


def test_a_program_is_answered(program: Path) -> None:
    done = run(program)
    assert done.exit_code == 0, done.output
    assert "rears: 1 (of" in done.stdout
    assert "s assessed)" in done.stdout
    assert "Note: of one mouse" in done.stdout
    assert "done" in done.stdout
    assert "2.93" in done.stdout  # seconds: the first rear


def test_an_answer_as_json_holds_the_program(program: Path) -> None:
    done = run(program, "--json")
    found = json.loads(done.stdout)
    assert found["values"][0] | {"assessed_s": None} == {
        "value": 1, "unit": "", "name": "rears", "assessed_s": None,
    }  # fmt: skip
    assert found["program"] == PROGRAM
    assert len(found["clips"]) == 1
    assert found["provenance"]["planner"] == "person"


def test_pictures_are_written_where_they_are_wanted(tmp_path: Path) -> None:
    text = PROGRAM + "answer(plot=rec.plot_paths())\nanswer(plot=rec.speed('mouse_1').plot())"
    done = run("-", "--picture", tmp_path / "new" / "pictures", text=text)
    assert done.exit_code == 0, done.output
    written = sorted((tmp_path / "new" / "pictures").iterdir())
    assert [path.name for path in written] == ["picture_1.png", "picture_2.png"]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in written)
    assert "2 pictures; keep them with --picture FOLDER" in run("-", text=text).stderr


def test_faults_are_told_with_their_lines(tmp_path: Path) -> None:
    wrong = PROGRAM.replace('"rear"', '"rearr"').replace("time_budget", "time_budgets")
    done = run("-", text=wrong)
    assert done.exit_code == 2
    assert "line 4: facts(): there is no 'rearr'; did you mean 'rear'?" in done.stderr
    assert "line 6: A recording has no 'time_budgets'; did you mean 'time_budget'?" in done.stderr
    assert json.loads(run("-", "--json", text=wrong).stdout)["error"].startswith("line 4")


def test_a_program_that_fails_says_where() -> None:
    done = run("-", text=PROGRAM + "answer(1 / 0)")
    assert done.exit_code == 2
    assert "line 8: ZeroDivisionError" in done.stderr


def test_check_runs_nothing(program: Path) -> None:
    done = run(program, "--check")
    assert done.exit_code == 0
    assert done.stdout.startswith("Nothing is wrong")
    wrong = run("-", "--check", "--json", text="import os\nopen('x')")
    assert wrong.exit_code == 2
    assert [fault["line"] for fault in json.loads(wrong.stdout)["faults"]] == [1, 2]


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    assert run(tmp_path / "none.py").exit_code == 2
    assert "cannot be read" in run(tmp_path / "none.py").stderr
    (tmp_path / "bytes.py").write_bytes(b"\xff\xfe")
    assert run(tmp_path / "bytes.py").exit_code == 1


def test_signs_that_steer_a_terminal_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    answer = Answer(
        "", "answer(1)", Provenance("person", "", ""),
        values=(Value("red\x1b[31m", name="a\nb"),),
        tables=(Table(("x\x07",), (("\x1b]0;t",),)),),
        clips=(Clip("r\u202e", 0, 1),),
        printed="one\ntwo\x1b[2J",
        caveats=("c\rd",),
    )  # fmt: skip
    print_answer(answer, show_program=True)
    said = capsys.readouterr().out
    assert not set(said) & set("\x1b\x07\r\u202e")
    assert "a\\nb: red\\x1b[31m" in said
    assert "one\ntwo\\x1b[2J" in said
    assert said.rstrip().endswith("answer(1)")
    assert plain("Ä 鼠") == "Ä 鼠"
