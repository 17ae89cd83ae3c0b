"""The README tells the truth: its commands and its code run, its files are valid."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from model_server import ModelServer

from graphs.ethogram import parse_ethogram
from pipelines.describe.rules import compile_rules
from workbench.behaviors.library import built_in
from workbench.project import create_project, shipped_ethograms
from workbench.project_file import parse_project
from workbench.samples import sample_entry, sample_folder

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the README supposes it: an environment, recordings, and the demo project."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / ".venv").mkdir()
    (folder / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
    recordings = folder / "path" / "to" / "recordings"
    recordings.mkdir(parents=True)
    shutil.copy(sample_folder() / "open_field.mp4", recordings / "m12.mp4")
    tracks = next(sample_folder().glob("open_fieldDLC*.h5"))
    shutil.copy(tracks, recordings / tracks.name.replace("open_fieldDLC", "m12DLC", 1))
    run([".venv/bin/workbench", "demo"], folder)
    (folder / "tail_chasing.py").write_text(blocks("python")[2], encoding="utf-8")
    return folder


def run(command: list[str] | str, folder: Path) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        shell=isinstance(command, str),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "WORKBENCH_CONFIG_DIR": str(folder / "configuration")},
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([\w-]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"\bmake ([\w-]+)", README)) <= targets


def test_commands_run(desk: Path) -> None:
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    commands = [line for line in lines if line.startswith(".venv/bin/")]
    assert len(commands) >= 3
    for command in commands:
        run(command, desk)
    facts = run(".venv/bin/workbench facts --project demo-project --predicate tail_chase", desk)
    assert "mouse_2" in facts
    header, *chases = (desk / "chases.csv").read_text(encoding="utf-8").splitlines()
    assert "predicate" in header
    assert len(chases) == 2
    assert list((desk / "figures").glob("*.png"))


def test_model_commands_run(desk: Path) -> None:
    pytest.importorskip("pydantic_ai", reason="needs the extra models")
    shutil.copytree(desk / "demo-project", desk / "model-project")
    run([".venv/bin/workbench", "behaviors", "trust", "-p", "model-project"], desk)
    answers = {"claims": [], "not_visible": [], "other": []}
    server = ModelServer(
        lambda request: {"colour": "red"} if "colour" in request.text else answers,
        model="qwen2.5vl:7b",
    )
    [block] = blocks("shell")
    said = ""
    for line in block.splitlines():
        command = line.partition("  #")[0].replace("demo-project", "model-project")
        if "model set" in command:
            command += f" --url {server.url}"
        said += run(command, desk)
    server.close()
    assert "shown a red square it says 'red'" in said
    assert re.search(r"about \d+ tokens in", said)
    assert "1 done; 9 calls" in said
    assert "yes" in said


def test_python_runs(desk: Path) -> None:
    analysis, graph, _ = blocks("python")
    assert "approach then chase" in run([sys.executable, "-c", graph], desk)
    printed = run([sys.executable, "-c", analysis], desk)
    assert "s assessed>" in printed
    assert (desk / "figures" / "distance.pdf").is_file()
    assert len(list((desk / "figures" / "clips").glob("*.mp4"))) == 2


def test_shown_output_is_what_commands_print(desk: Path) -> None:
    shutil.rmtree(desk / "demo-project")
    run([".venv/bin/workbench", "demo"], desk)
    shown = [
        part
        for block in blocks("console")
        for part in re.split(r"^\$ (.*)\n", block, flags=re.MULTILINE)[1:]
    ]
    commands = list(zip(shown[::2], shown[1::2], strict=True))
    assert len(commands) == 9
    for command, output in commands:
        assert plain(run(command, desk)) == plain(output), command


def plain(text: str) -> list[str]:
    """Return lines without identifiers, absolute paths, and blanks that one does not see."""
    text = re.sub(r"\b[0-9a-f]{8}\b", "IDENTIFIER", text)
    text = re.sub(r"-p \S*demo-project", "-p demo-project", text)
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def test_groups_are_compared(desk: Path) -> None:
    (block,) = blocks("py")
    project = create_project(desk / "groups")
    entry = sample_entry()
    project.add(
        [
            {"tracks": entry["tracks"], "zones": entry["zones"], "px_per_cm": entry["px_per_cm"],
             "fps": 30.0, "name": f"r{n}", "group": "ab"[n % 2]}
            for n in range(4)
        ]
    )  # fmt: skip
    names = {"project": project}
    exec(block, names)
    table = names["compared"].table  # type: ignore[attr-defined]
    assert list(table["measure"]) == ["in the shelter", "chases per minute"]
    assert list(table["n_a"]) == [4, 4]


def test_example_facts_are_what_the_demo_says(desk: Path) -> None:
    printed = run([".venv/bin/workbench", "demo"], desk)
    examples = re.findall(r"^    (mouse_\d .*confidence.*)$", README, re.MULTILINE)
    assert len(examples) >= 3
    assert [line for line in examples if line not in printed] == []


def test_files_are_valid(tmp_path: Path) -> None:
    project, ethogram = blocks("toml")
    assert parse_project(project, tmp_path).recordings[0].group == "control"
    assert [rule.behavior.name for rule in compile_rules(parse_ethogram(ethogram))] == ["chase"]


def test_all_shipped_ethograms_are_named() -> None:
    assert [name for name in shipped_ethograms() if f"`{name}`" not in README] == []


def test_the_number_of_behaviors_that_come_with_it() -> None:
    assert f"the {len(built_in().behaviors)} that come with it" in " ".join(README.split())
