"""The README tells the truth: its commands and its code run, its files are valid."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from model_server import ModelServer
from warm_workbench import WarmWorkbench

from graphs.ethogram import parse_ethogram
from pipelines.describe.rules import compile_rules
from workbench.behaviors.library import built_in
from workbench.ethograms import shipped_ethograms
from workbench.project_file import parse_project
from workbench.project_new import create_project
from workbench.samples import sample_entry, sample_folder

ROOT = Path(__file__).parent.parent
WORKBENCH = ".venv/bin/workbench"
SECONDS = 120
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Desk:
    """A folder as the README supposes it, and how commands are run in it."""

    folder: Path
    warm: WarmWorkbench

    def run(self, command: str) -> str:
        """Run a command: in a shell if it needs one, else in a warm process."""
        program, *words = shlex.split(command, comments=True)
        if program != WORKBENCH or not {">", "|", "&&"}.isdisjoint(words):
            return self.shell(command)
        done = self.warm(
            *words, seconds=SECONDS, program=WORKBENCH,
            folder=self.folder, environment=self.environment,
        )  # fmt: skip
        assert done.exit_code == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def shell(self, command: list[str] | str) -> str:
        """Run a command in a process of its own."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            shell=isinstance(command, str),
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
            env={**os.environ, **self.environment},
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    @property
    def environment(self) -> dict[str, str]:
        return {"WORKBENCH_CONFIG_DIR": str(self.folder / "configuration")}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """An environment, recordings, and the demo project."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / ".venv").mkdir()
    (folder / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
    recordings = folder / "path" / "to" / "recordings"
    recordings.mkdir(parents=True)
    shutil.copy(sample_folder() / "open_field.mp4", recordings / "m12.mp4")
    tracks = next(sample_folder().glob("open_fieldDLC*.h5"))
    shutil.copy(tracks, recordings / tracks.name.replace("open_fieldDLC", "m12DLC", 1))
    (folder / "tail_chasing.py").write_text(blocks("python")[2], encoding="utf-8")
    warm = WarmWorkbench()
    desk = Desk(folder, warm)
    (folder / "demo.txt").write_text(desk.run(f"{WORKBENCH} demo"), encoding="utf-8")
    shutil.copytree(folder / "demo-project", folder / "as-made")
    yield desk
    warm.close()


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([\w-]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"\bmake ([\w-]+)", README)) <= targets


def test_commands_run(desk: Desk) -> None:
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    commands = [line for line in lines if line.startswith(".venv/bin/")]
    assert len(commands) >= 3
    for command in commands:
        desk.run(command)
    facts = desk.run(".venv/bin/workbench facts --project demo-project --predicate tail_chase")
    assert "mouse_2" in facts
    header, *chases = (desk.folder / "chases.csv").read_text(encoding="utf-8").splitlines()
    assert "predicate" in header
    assert len(chases) == 2
    assert list((desk.folder / "figures").glob("*.png"))


def test_the_page_opens(desk: Desk) -> None:
    [block] = blocks("bash")
    program, *words = shlex.split(block)
    process = subprocess.Popen(
        [program, *words, "--port", "0", "--no-browser"], cwd=desk.folder, stderr=subprocess.PIPE,
        text=True, env={**os.environ, **desk.environment},
    )  # fmt: skip
    assert process.stderr is not None
    [address] = re.findall(r"http://\S+", process.stderr.readline())
    with urllib.request.urlopen(address, timeout=SECONDS) as answer:
        page = answer.read().decode()
    process.send_signal(signal.SIGINT)
    process.wait(SECONDS)
    process.stderr.close()
    assert "Behavior workbench" in page


def test_model_commands_run(desk: Desk) -> None:
    pytest.importorskip("pydantic_ai", reason="needs the extra models")
    shutil.copytree(desk.folder / "demo-project", desk.folder / "model-project")
    desk.run(f"{WORKBENCH} behaviors trust -p model-project")
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
        said += desk.run(command)
    server.close()
    assert "shown a red square it says 'red'" in said
    assert re.search(r"about \d+ tokens in", said)
    assert "1 done; 9 calls" in said
    assert "yes" in said


def test_python_runs(desk: Desk) -> None:
    analysis, graph, _ = blocks("python")
    assert "approach then chase" in desk.shell([sys.executable, "-c", graph])
    printed = desk.shell([sys.executable, "-c", analysis])
    assert "s assessed>" in printed
    assert (desk.folder / "figures" / "distance.pdf").is_file()
    assert len(list((desk.folder / "figures" / "clips").glob("*.mp4"))) == 2


def test_shown_output_is_what_commands_print(desk: Desk) -> None:
    shutil.rmtree(desk.folder / "demo-project")
    shutil.copytree(desk.folder / "as-made", desk.folder / "demo-project")
    shown = [
        part
        for block in blocks("console")
        for part in re.split(r"^\$ (.*)\n", block, flags=re.MULTILINE)[1:]
    ]
    commands = list(zip(shown[::2], shown[1::2], strict=True))
    assert len(commands) == 9
    for command, output in commands:
        assert plain(desk.run(command)) == plain(output), command


def plain(text: str) -> list[str]:
    """Return lines without identifiers, absolute paths, and blanks that one does not see."""
    text = re.sub(r"\b[0-9a-f]{8}\b", "IDENTIFIER", text)
    text = re.sub(r"-p \S*demo-project", "-p demo-project", text)
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def test_groups_are_compared(desk: Desk) -> None:
    (block,) = blocks("py")
    project = create_project(desk.folder / "groups")
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


def test_example_facts_are_what_the_demo_says(desk: Desk) -> None:
    printed = (desk.folder / "demo.txt").read_text(encoding="utf-8")
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
