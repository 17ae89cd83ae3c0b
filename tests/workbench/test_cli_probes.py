"""The verb ``evaluate probes``: made, estimated, asked through a server, scored, kept and drawn."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from model_server import ModelServer, Request
from typer.testing import CliRunner, Result

from workbench.cli import app
from workbench.cli.label import run_labels
from workbench.project import Project
from workbench.project_new import create_project
from workbench.samples import sample_entry, sample_folder

pytest.importorskip("pydantic_ai", reason="needs the extra models")

Z2 = 1.959964**2
EMPTY_BOX = b"\x00\x00\x00\x10free" + bytes(8)


def workbench(*words: object) -> Result:
    return CliRunner().invoke(app, list(map(str, words)))


def probes(project: Path, *words: object) -> Result:
    return workbench("evaluate", "probes", "-p", project, *words)


def always_yes(request: Request) -> dict[str, Any]:
    """Agree, choose the first, count one animal: a model that does not look."""
    assert request.schema is not None
    wanted = request.schema["properties"]["answer"]
    if "enum" in wanted:
        return {"answer": wanted["enum"][0]}
    return {"answer": 1 if wanted["type"] == "integer" else "x"}


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    running = ModelServer(always_yes)
    yield running
    running.close()


def settings(server: ModelServer, **changes: object) -> dict[str, object]:
    return {
        "name": "tiny-vl", "url": server.url, "form": "json_schema", "stills": {"frames": 2}
    } | changes  # fmt: skip


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, server: ModelServer) -> Project:
    """The sample, labelled, with a model; nobody said a fact of it yet."""
    made = create_project(tmp_path_factory.mktemp("probes") / "p")
    made.add([sample_entry()])
    run_labels(made, made.specs(), jobs=0)
    made.set_values("model", settings(server))
    return made


@pytest.fixture(scope="module")
def accepted(project: Project, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The project with four accepted facts, and the file of their probes."""
    listed = json.loads(workbench("facts", "-p", project.folder, "--json").stdout)["facts"]
    for predicate in ("chase", "groom"):
        mine = [fact for fact in listed if fact["predicate"] == predicate]
        for fact in mine[:2]:
            done = workbench("review", "accept", fact["fact_id"], "-p", project.folder)
            assert done.exit_code == 0, done.output
    file = tmp_path_factory.mktemp("saved") / "probes.jsonl"
    done = probes(project.folder, "--estimate", "--json", "--save", file)
    assert done.exit_code == 0, done.output
    return project.folder, file


def test_what_is_missing_is_said(tmp_path: Path, server: ModelServer) -> None:
    made = create_project(tmp_path / "p")
    made.add([sample_entry()])
    without = probes(made.folder)
    assert without.exit_code == 2
    assert "has no model. Give it one" in without.stderr
    made.set_values("model", settings(server))
    unlabelled = probes(made.folder)
    assert unlabelled.exit_code == 2
    assert "'open_field' is not labelled, and nobody said a fact of it" in unlabelled.stderr
    assert "workbench label" in unlabelled.stderr
    unknown = probes(made.folder, "open_feld")
    assert "did you mean 'open_field'?" in unknown.stderr
    drawn = probes(made.folder, "--picture", tmp_path / "a.jpg")
    assert "expected a name that ends in .pdf, .png, .svg" in drawn.stderr
    made.remove(["open_field"])
    assert "has no recordings" in probes(made.folder).stderr


def test_tracks_alone_give_probes_of_where_animals_are(project: Project) -> None:
    done = probes(project.folder, "--most", 20, "--json")
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert report["probes"] == report["measured"] == 20
    assert {row["aspect"] for row in report["rows"]} <= {"count", "spatial", "zone"}


def test_estimate_sends_nothing_and_knows_the_money(
    accepted: tuple[Path, Path], server: ModelServer, project: Project
) -> None:
    before = len(server.requests)
    price = {
        "model": "tiny-*", "input_per_million": 2.0, "output_per_million": 10.0, "currency": "USD"
    }  # fmt: skip
    project.set_values("model", settings(server, price=[price]))
    told = json.loads(probes(accepted[0], "--estimate", "--json").stdout)
    said = probes(accepted[0], "--estimate").stdout
    project.set_values("model", settings(server, price=[]))
    assert len(server.requests) == before
    assert told["clips"] == 4
    assert told["probes"] >= told["calls"] > 30
    assert told["images"] == 2 * told["calls"]
    money = (2.0 * told["input_tokens"] + 10.0 * told["output_tokens"]) / 1e6
    assert told["money"] == pytest.approx(money)
    assert f"4 clips, {told['probes']} probes: {told['calls']} calls" in said
    assert f"about {money:.4g} USD" in said


def test_a_budget_stops_and_nothing_is_paid_twice(
    accepted: tuple[Path, Path], server: ModelServer, tmp_path: Path
) -> None:
    folder, _ = accepted
    planned = json.loads(probes(folder, "--estimate", "--json").stdout)
    before = len(server.requests)
    stopped = probes(folder, "--budget", "10 calls")
    assert stopped.exit_code == 2
    assert "The budget of 10 calls leaves no room" in stopped.stderr
    assert len(server.requests) == before + 10
    picture = tmp_path / "probes.png"
    done = probes(folder, "--picture", picture, "--json")
    assert done.exit_code == 0, done.output
    assert len(server.requests) == before + planned["calls"]
    assert picture.stat().st_size > 10_000
    assert (folder / "runs/evaluation/ledger.jsonl").is_file()
    again = probes(folder)
    assert len(server.requests) == before + planned["calls"]
    left = json.loads(probes(folder, "--estimate", "--json").stdout)
    assert (left["calls"], left["reused"]) == (0, planned["calls"])

    report = json.loads(done.stdout)
    assert (report["clips"], report["unread"], report["model"]) == (4, 0, "tiny-vl")
    paired = [row for row in report["rows"] if row["form"] == "yes_no"]
    assert {row["aspect"] for row in paired} >= {"presence", "count", "direction"}
    for row in paired:
        low = row["clips"] / (row["clips"] + Z2)
        expected = {
            "true accepted": (1.0, low, 1.0, 1.0, 0.0),
            "false rejected": (0.0, 0.0, 1 - low, 0.0, 1.0),
            "pair accuracy": (0.0, 0.0, 1 - low, 0.0, 0.0),
            "yes-rate": (1.0, low, 1.0, 1.0, 0.0),
        }.get(row["measure"])
        if expected is not None:
            keys = ("value", "low", "high", "always_yes", "always_no")
            found = tuple(row[key] for key in keys)
            assert found == pytest.approx(expected, abs=1e-4), row
        elif row["clips"] > 1:
            assert [row[key] for key in ("value", "low", "high")] == [0.5, 0.5, 0.5]
    counted = next(r for r in report["rows"] if (r["aspect"], r["form"]) == ("count", "open"))
    assert (counted["value"], counted["most_common"]) == (0.0, 1.0), "there are two animals"
    assert "true accepted" in again.stdout
    assert "1.00 [0.51, 1.00]  0.00 [0.00, 0.49]" in again.stdout


def test_saved_probes_are_asked_of_another_model(
    accepted: tuple[Path, Path], server: ModelServer, project: Project
) -> None:
    folder, file = accepted
    lines = file.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines[1:] if json.loads(line)["form"] == "yes_no"][:12]
    few = file.with_name("few.jsonl")
    few.write_text("\n".join([lines[0], *kept, ""]), encoding="utf-8")
    project.set_values("model", settings(server, temperature=0.7))
    before = len(server.requests)
    done = probes(folder, "--probes", few, "--json")
    project.set_values("model", settings(server, temperature=0.0))
    assert done.exit_code == 0, done.output
    asked = {request.text.split("\nPicture")[0] for request in server.requests[before:]}
    assert json.loads(done.stdout)["probes"] == 12
    wanted = [json.loads(line)["ask"] for line in kept]
    assert all(any(text.startswith(ask) for text in asked) for ask in wanted)
    seeded = probes(folder, "--probes", few, "--seed", 3)
    assert "have a seed of their own" in seeded.stderr


def test_probes_of_other_recordings_are_refused(
    accepted: tuple[Path, Path], server: ModelServer, tmp_path: Path
) -> None:
    before = len(server.requests)

    def refused(**changes: object) -> str:
        made = create_project(tmp_path / f"p{len(list(tmp_path.iterdir()))}")
        entry = {**sample_entry(), **changes}
        made.add([{key: value for key, value in entry.items() if value is not None}])
        made.set_values("model", settings(server))
        done = probes(made.folder, "--probes", accepted[1])
        assert done.exit_code == 2, done.output
        return " ".join(done.stderr.split())

    assert "recording 'open_field' is not in it" in refused(name="other")
    named = refused(animals={"mouse_1": "ann"})
    assert "has the animals ann, mouse_2, and in the probes mouse_1, mouse_2" in named
    padded = tmp_path / "open_field.mp4"  # the same frames, in a file with an empty box at its end
    padded.write_bytes((sample_folder() / "open_field.mp4").read_bytes() + EMPTY_BOX)
    other = refused(video=padded)
    assert "'open_field' has another video than that of which the probes were made" in other
    assert "recording 'open_field' has no video in it" in refused(video=None)
    assert len(server.requests) == before
