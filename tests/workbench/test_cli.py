"""The command line as a whole: quick help, exit codes, one JSON document, errors without traces."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import workbench
from workbench import cli
from workbench.cli import app
from workbench.cli.output import this_command
from workbench.cli.verbs import MODULES, commands_of

SLOW = {"numpy", "pandas", "xarray", "cv2", "av", "decord", "duckdb", "pyarrow", "matplotlib"}
SLOW |= {"scipy", "networkx", "shapely", "h5py", "tables", "tomlkit", "sleap_io", "pynwb"}
VERBS = [
    ["demo"], ["init"], ["add"], ["remove"], ["track"], ["label"], ["facts"], ["events"], ["show"],
    ["rules"], *(["behaviors", verb] for verb in ("list", "show", "run", "test", "save", "trust")),
    ["doctor"],
]  # fmt: skip


def run(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    code = "from workbench.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True, text=True, check=False, timeout=120, **options,
    )  # fmt: skip


@pytest.mark.parametrize(
    "code",
    [
        "import workbench",
        "import workbench.cli",
        "import sys; sys.argv = ['workbench', '--help']\n"
        "from workbench.cli import main\n"
        "try: main()\nexcept SystemExit: pass",
    ],
)
def test_import_and_help_load_nothing_slow(code: str) -> None:
    report = "\nimport sys; print('LOADED', *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code + report], capture_output=True, text=True, check=True
    )
    loaded = done.stdout.rpartition("LOADED")[2].split()
    assert SLOW.isdisjoint(loaded)


def test_public_names_are_there_when_asked_for() -> None:
    assert {"open_project", "create_project"} <= set(dir(workbench))
    assert all(getattr(workbench, name) for name in workbench.__all__)
    with pytest.raises(AttributeError, match="no attribute 'opn_project'"):
        _ = workbench.opn_project


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_every_verb_explains_itself_and_speaks_json(verb: list[str]) -> None:
    result = CliRunner().invoke(app, [*verb, "--help"])
    assert result.exit_code == 0
    assert "--json" in result.stdout


def test_every_verb_is_in_the_module_that_is_said() -> None:
    registered = {name: module for module in MODULES.values() for name in commands_of(module)}
    assert registered == MODULES
    folder = Path(cli.__file__).parent
    with_verbs = {p.stem for p in folder.glob("*.py") if "\ndef register(" in p.read_text("utf-8")}
    assert with_verbs == set(MODULES.values())


def test_version() -> None:
    assert CliRunner().invoke(app, ["--version"]).stdout.strip() == workbench.__version__


def test_wrong_usage_exits_with_2_and_says_what_to_do(tmp_path: Path) -> None:
    assert run("--nonsense").returncode == 2
    assert run("label", "--nonsense").returncode == 2
    done = run("facts", "--project", tmp_path)
    assert done.returncode == 2
    assert "workbench init" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_error_with_json_is_one_document_on_stdout(tmp_path: Path) -> None:
    done = run("events", "--project", tmp_path, "--json")
    assert done.returncode == 2
    assert "is not a project" in json.loads(done.stdout)["error"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["facts", "--limit", "many"], "--limit"),
        (["facts", "--min-confidence", "2"], "--min-confidence"),
        (["show"], "RECORDING"),
        (["shwo"], "shwo"),
        (["label", "--nonsense"], "--nonsense"),
    ],
)
def test_wrong_usage_with_json_is_one_document_on_stdout(words: list[str], said: str) -> None:
    done = CliRunner().invoke(app, [*words, "--json"])
    assert done.exit_code == 2
    assert said in json.loads(done.stdout)["error"]
    assert said in done.stderr
    assert CliRunner().invoke(app, words).stdout == ""


def test_init_names_the_shipped_ethograms_with_a_line_each() -> None:
    text = CliRunner().invoke(app, ["init", "--help"]).stdout
    for name in workbench.shipped_ethograms():
        assert f"{name}: " in text


def test_init_makes_a_project_once(tmp_path: Path) -> None:
    folder = tmp_path / "näme with spaces"
    runner = CliRunner()
    made = runner.invoke(app, ["init", str(folder), "--json"])
    assert made.exit_code == 0
    assert json.loads(made.stdout)["project"] == str(folder)
    again = runner.invoke(app, ["init", str(folder)])
    assert again.exit_code == 2
    assert "is a project already" in again.stderr
    assert runner.invoke(app, ["init", str(tmp_path / "b"), "--ethogram", "x"]).exit_code == 2
    assert not (tmp_path / "b").exists()


def test_doctor_says_versions_extras_and_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = CliRunner()
    monkeypatch.chdir(tmp_path)
    wrong = runner.invoke(app, ["doctor", "--project", str(tmp_path / "none")])
    assert wrong.exit_code == 2
    assert "is not a project" in wrong.stderr
    sound = runner.invoke(app, ["doctor", "--json"])
    assert sound.exit_code == 0
    findings = {f["name"]: f for f in json.loads(sound.stdout)["findings"]}
    assert findings["duckdb"]["state"] == "ok"
    assert findings["sleap-io"]["topic"] == "extra [formats]"
    assert "writes" in findings["h264"]["detail"]
    assert "pytest" not in findings
    runner.invoke(app, ["init", str(tmp_path)])
    with (tmp_path / "project.toml").open("a") as file:
        file.write('[[recording]]\nname = "m1"\nvideo = "m1.mp4"\n')
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph" / "m1.parquet").write_bytes(b"PAR1 torn")
    sick = runner.invoke(app, ["doctor", "--project", str(tmp_path), "--json"])
    assert sick.exit_code == 1
    problems = [f["name"] for f in json.loads(sick.stdout)["findings"] if f["state"] == "problem"]
    assert problems == ["files", "graph"]
    assert {p.name for p in tmp_path.iterdir()} == {
        "cache",
        "ethogram.toml",
        "graph",
        "project.toml",
    }


def test_doctor_names_the_extra_of_what_is_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    import workbench.doctor as module

    def no_ruptures(name: str) -> str:
        if name in ("ruptures", "duckdb"):
            raise module.PackageNotFoundError(name)
        return "1.0"

    monkeypatch.setattr(module, "version", no_ruptures)
    findings = {f.name: f for f in module._packages()}
    assert findings["ruptures"].state == "absent"
    assert 'pip install "behavior-workbench[segment]"' in findings["ruptures"].detail
    assert findings["duckdb"].state == "problem"


@pytest.mark.parametrize(
    ("called", "said"),
    [
        (".venv/bin/workbench", ".venv/bin/workbench"),
        ("my tools/workbench", "'my tools/workbench'"),
        ("/site/workbench/__main__.py", "python -m workbench"),
        ("/usr/bin/pytest", "workbench"),
    ],
)
def test_commands_to_copy_name_the_program_as_it_was_called(
    called: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", [called])
    assert this_command() == said


def test_command_on_the_path_is_named_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "workbench"
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "argv", [str(program)])
    assert this_command() == "workbench"
