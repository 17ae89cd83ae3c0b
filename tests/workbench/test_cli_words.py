"""The verb ``words``, with a tiny WordNet made by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from graphs.lexicon.wordnet import VARIABLE
from graphs.records import Fact, Run
from graphs.storage.shard import RecordingGraph
from workbench.cli import words as verb
from workbench.project import open_project
from workbench.project_new import create_project

TINY = Path(__file__).parents[1] / "graphs" / "lexicon" / "wordnet_files"
ETHOGRAM = """
name = "cage"
[behavior.attack]
definition = "The subject begins a fight."
target = "animal"
synset = "attack.v.01"
[behavior.bite]
definition = "The subject closes its teeth on the other."
target = "animal"
parent = "attack"
[behavior.chase]
definition = "The subject runs behind another that runs off."
target = "animal"
[behavior.thigmotaxis]
definition = "x"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr("graphs.lexicon.wordnet.USUAL_FOLDER", tmp_path / "nowhere")
    file = tmp_path / "cage.toml"
    file.write_text(ETHOGRAM)
    return create_project(tmp_path / "project", ethogram=file).folder


def run(*arguments: object) -> Result:
    app = typer.Typer()
    verb.register(app)
    return CliRunner().invoke(app, [str(one) for one in arguments], env={"COLUMNS": "200"})


def test_a_word_of_the_ethogram(folder: Path) -> None:
    done = run("attacking", "-p", folder)
    assert done.exit_code == 0, done.output
    assert "'attacking' means 2 predicates" in done.stdout
    assert "'bite' is a case of it" in done.stdout
    assert "WordNet was not found" in done.stderr


def test_a_general_word(folder: Path) -> None:
    done = run("aggressive behavior", "-p", folder, "--wordnet", TINY, "--json")
    document = json.loads(done.stdout)
    assert [one["predicate"] for one in document["predicates"]] == ["attack", "bite"]
    assert [one["how"] for one in document["predicates"]] == ["wordnet", "parent"]
    assert "aggression.n.01 makes attack.v.02" in document["predicates"][0]["because"]
    assert document["wordnet"] == str(TINY)


def test_predicates_of_stored_facts_count(folder: Path) -> None:
    made_by = Run("r", "test", "1", "hand", "", "", {"source": "human"}, {})
    fact = Fact(
        recording="one", subject="a", predicate="Barking", object=None, start_s=0.0, stop_s=1.0,
        start_frame=0, stop_frame=30, kind="state", confidence=1.0, status="asserted",
        source="human", run="r",
    )  # fmt: skip
    store = open_project(folder).store()
    store.write(RecordingGraph("one", made_by, "fingerprint", facts=[fact]))
    done = run("barks", "-p", folder, "--json")
    assert [one["predicate"] for one in json.loads(done.stdout)["predicates"]] == ["Barking"]


def test_an_unknown_word(folder: Path) -> None:
    done = run("atack", "-p", folder, "--json")
    assert done.exit_code == 2
    assert "Did you mean 'attack'?" in done.stderr
    assert "atack" in json.loads(done.stdout)["error"]


def test_suggestions(folder: Path) -> None:
    done = run("--suggest", "-p", folder, "--wordnet", TINY)
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    [attack] = [line for line in lines if line.split()[:1] == ["attack"]]
    assert attack.split()[1] == "attack.v.01"
    assert "as in the ethogram" in attack
    [chase] = [line for line in lines if line.split()[:1] == ["chase"]]
    assert "run behind another that runs off" in chase
    assert "chase after, track" in chase
    assert "WordNet has none of its words" in done.stdout
    assert "ethogram.toml" in lines[-1]


def test_suggestions_as_json(folder: Path) -> None:
    done = run("--suggest", "-p", folder, "--wordnet", TINY, "--json")
    entries = {entry["behavior"]: entry for entry in json.loads(done.stdout)["entries"]}
    assert entries["attack"]["synset"] == "attack.v.01"
    assert entries["attack"]["synsets"] == []
    assert entries["chase"]["synsets"][0]["synset"] == "chase.v.01"
    assert entries["chase"]["synonyms"] == ["chase after", "track"]
    assert entries["thigmotaxis"]["synsets"] == []


def test_a_synset_of_another_release_is_told(folder: Path) -> None:
    file = folder / "ethogram.toml"
    file.write_text(file.read_text().replace("attack.v.01", "attack.v.09"))
    done = run("attack", "-p", folder, "--wordnet", TINY)
    assert done.exit_code == 0
    assert "Ethogram, attack: No synset 'attack.v.09'" in done.stderr


@pytest.mark.parametrize("arguments", [["--suggest", "attack"], []])
def test_either_a_word_or_suggestions(folder: Path, arguments: list[str]) -> None:
    done = run(*arguments, "-p", folder)
    assert done.exit_code == 2
    assert "Expected a word, or --suggest" in done.stderr


def test_no_wordnet_where_it_is_needed_or_named(folder: Path, tmp_path: Path) -> None:
    done = run("--suggest", "-p", folder)
    assert done.exit_code == 2
    assert "wordnet-base" in done.stderr
    done = run("attack", "-p", folder, "--wordnet", tmp_path)
    assert done.exit_code == 2
    assert "is no WordNet dictionary" in done.stderr
