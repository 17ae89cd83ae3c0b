"""The verb ``caption``: outside of projects, in one, with its model, and with ``--add``."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from caption_projects import caption_of, labelled_sample, said, with_model
from model_server import ModelServer, Request, Script
from told_project import told_project
from typer.testing import CliRunner, Result

from workbench.captioning import FOLDER
from workbench.cli import app
from workbench.project import open_project
from workbench.project_new import create_project

CAPTION = "The black mouse chases the white one into the nest."


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Stand in a folder that is no project, as mara."""
    (tmp_path / "desk").mkdir()
    monkeypatch.chdir(tmp_path / "desk")
    monkeypatch.setenv("WORKBENCH_USER", "mara")


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    return labelled_sample(tmp_path).folder


def invoke(*words: object, code: int = 0, stdin: str | bytes | None = None) -> Result:
    done = CliRunner().invoke(app, ["caption", *map(str, words)], input=stdin)
    assert done.exit_code == code, done.output
    return done


def as_json(*words: object, code: int = 0, stdin: str | None = None) -> Any:
    return json.loads(invoke(*words, "--json", code=code, stdin=stdin).stdout)


def rows(text: str) -> list[list[str]]:
    """Return the cells of all table rows: columns are two blanks or more apart."""
    lines = [line.strip() for line in text.splitlines() if line.startswith("  ")]
    return [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in lines if line]


# anywhere


def test_outside_of_a_project_it_is_a_table_of_triples() -> None:
    said_ = invoke(CAPTION)
    assert rows(said_.stdout) == [
        ["subject", "predicate", "object", "kind", "words"],
        ["black mouse", "is", "black", "attribute", "black"],
        ["black mouse", "chase", "white one", "relation", "chases the white one"],
        ["black mouse", "chase into", "nest", "relation", "chases the white one into the nest"],
        ["white one", "is", "white", "attribute", "white"],
    ]
    assert said_.stdout.rstrip().endswith("4 triples")
    assert said_.stderr == ""


def test_what_a_caption_takes_back_is_no_triple() -> None:
    printed = invoke("The mouse does not rest. It may rear.").stdout
    assert "Not stated (not): does not rest" in printed
    assert "Not stated (may): may rear" in printed
    assert "0 triples" in printed
    assert "It states nothing" in invoke("Hm.").stdout


def test_json_has_everything() -> None:
    document = as_json("Mouse 1 chases mouse 2 and does not rest.")
    (one,) = document["captions"]
    assert document["by"] == "rules"
    assert [entity["name"] for entity in one["entities"]] == ["mouse 1", "mouse 2"]
    (triple,) = one["triples"]
    assert (triple["subject_at"], triple["object_at"], triple["predicate"]) == (0, 1, "chase")
    assert one["text"][triple["start"] : triple["stop"]] == "chases mouse 2"
    assert [(t["predicate"], t["hedge"]) for t in one["withheld"]] == [("rest", "not")]
    assert one["claims"] is None, "no project, so nothing is known of its names"
    assert one["not_covered"] is None


def test_captions_of_a_file_or_a_pipe(tmp_path: Path) -> None:
    lines = "\ufeffA mouse rests.\r\n\r\n  A rat runs.  \nA mouse rests."
    (tmp_path / "captions.txt").write_bytes(lines.encode())
    printed = invoke("--file", tmp_path / "captions.txt")
    assert [line for line in printed.stdout.splitlines() if line[:1].isdigit()] == [
        "1. A mouse rests.", "2. A rat runs.", "3. A mouse rests.", "3 captions, 3 triples",
    ]  # fmt: skip
    assert "3/3" in printed.stderr
    assert "captions: rules" in printed.stderr
    piped = as_json("--file", "-", stdin=lines)
    assert [one["text"] for one in piped["captions"]] == [
        "A mouse rests.", "A rat runs.", "A mouse rests.",
    ]  # fmt: skip


def test_faults_are_said(tmp_path: Path) -> None:
    def fault(*words: object, stdin: str | bytes | None = None) -> str:
        done = invoke(*words, code=2, stdin=stdin)
        assert done.stdout == ""
        return done.stderr

    assert "The caption is empty: found ' '" in fault(" ")
    assert "Expected a caption in quotes, or --file FILE" in fault()
    assert "Expected a caption in quotes, or --file FILE" in fault("x", "--file", "y")
    assert "nope.txt cannot be read: No such file" in fault("--file", "nope.txt")
    assert "What came in by the pipe has no captions" in fault("--file", "-", stdin="\n \n")
    (tmp_path / "latin.txt").write_bytes("Die Mäuse".encode("latin-1"))
    assert "latin.txt is no UTF-8 text" in fault("--file", tmp_path / "latin.txt")
    assert "is not a project" in fault(CAPTION, "-p", tmp_path)
    both = fault(CAPTION, "--model", "-r", "a")
    assert "--model speaks of a project" in both
    assert "--recording speaks of a project" in both
    assert "--budget is for the model" in fault(CAPTION, "--budget", "1 calls")
    assert "give --project DIR, --recording NAME, --from TIME too" in fault(CAPTION, "--add")
    assert "--to is 1, before --from, 2." in fault(CAPTION, "--from", 2, "--to", 1)
    assert "'soon' is no quantity" in fault(CAPTION, "--from", "soon")
    error = as_json(" ", code=2)["error"]
    assert error.startswith("The caption is empty")


# in a project


def test_in_a_project_claims_are_in_its_names(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, words in (("mouse_1", "black mouse"), ("mouse_2", "white mouse")):
        given = ["entities", "classify", name, words, "-p", str(sample)]
        assert CliRunner().invoke(app, given).exit_code == 0
    monkeypatch.chdir(sample)
    printed = invoke("The black mouse chases the white one into the nest and may rest.").stdout
    found = rows(printed)
    assert ["mouse_1", "chase", "mouse_2", "chases the white one"] in found
    assert [
        "chases the white one into the nest",
        "'chase into' is no behavior of 'social rodents'",
    ] in found
    assert ["may rest", "the caption does not state it: may"] in found
    assert "Not stated" not in printed, "it stands among what is not covered"
    assert "4 triples, 1 claim, 2 not covered" in printed
    assert "Individuals: mouse_1 (black mouse), mouse_2 (white mouse); places: feeder" in printed
    document = as_json("The white mouse enters the shelter.", "-r", "open_field")
    (one,) = document["captions"]
    (claim,) = one["claims"]
    assert (claim["subject"], claim["object"]) == ("mouse_2", "shelter")
    assert one["not_covered"] == []
    assert document["names"]["individuals"]["mouse_2"] == ["white mouse"]
    assert not list((sample / "runs").glob("*")), "no model was asked"


def test_who_is_nobody_of_the_project_is_never_guessed(sample: Path) -> None:
    (one,) = as_json("The black mouse chases the white one.", "-p", sample)["captions"]
    assert one["claims"] == []
    assert [left["why"] for left in one["not_covered"]] == [
        "'mouse' is no individual of the project"
    ]


def test_recordings_that_are_not_there_or_not_labelled(sample: Path, tmp_path: Path) -> None:
    said_ = invoke(CAPTION, "-p", sample, "-r", "opn_field", code=2).stderr
    assert "No recording 'opn_field'" in said_
    assert "did you mean 'open_field'" in said_
    project = create_project(tmp_path / "new")
    project.add([{"name": "day 1", "tracks": tmp_path / "none.csv", "fps": 30.0}])
    refused = invoke(CAPTION, "-p", project.folder, "-r", "day 1", code=2).stderr
    assert "nothing was labelled" in refused
    printed = invoke(CAPTION, "-p", project.folder)
    assert "Nothing is labelled yet" in printed.stderr
    assert "Individuals: none; places: none" in printed.stdout


def test_all_recordings_count_where_none_is_given(tmp_path: Path) -> None:
    project = told_project(tmp_path)
    given = ["entities", "rename", "C", "intruder", "-p", str(project.folder)]
    assert CliRunner().invoke(app, given).exit_code == 0
    printed = invoke("The intruder rests.", "-p", project.folder).stdout
    assert ["intruder", "rest", "rests"] in rows(printed)
    assert "-r NAME --from TIME --to TIME" in printed
    (one,) = as_json("The intruder rests.", "-p", project.folder, "-r", "day 1")["captions"]
    assert one["claims"] == []


# facts


def test_without_add_it_says_how_and_with_it_facts_are_made(sample: Path) -> None:
    caption = "mouse_1 chases mouse_2 while the other one rears."
    times = ("--from", "3", "--to", "4500 ms")
    printed = invoke(caption, "-p", sample, *times).stdout
    assert not (sample / "project.db").exists()
    (line,) = [line for line in printed.splitlines() if line.startswith("To add the claims")]
    words = shlex.split(line.partition(": ")[2])
    assert words[-1] == "--add"
    done = invoke(*words[words.index("caption") + 1 :]).stdout
    assert "mouse_1 chases mouse_2 from 3.0 to 4.5 s (accepted, confidence 1.00)" in done
    assert "mouse_2 rears from 3.0 to 4.5 s" in done
    assert "To add the claims" not in done
    (undo,) = [line for line in done.splitlines() if line.startswith("To take it back: ")]
    words = shlex.split(undo.partition(": ")[2])
    facts = open_project(sample).graph().records()
    assert sum(fact.source == "human" for fact in facts) == 2
    history = CliRunner().invoke(app, ["review", "history", "-p", str(sample), "--json"])
    reviews = json.loads(history.stdout)["reviews"]
    assert [(r["by"], r["comment"]) for r in reviews] == [("mara", f"caption: {caption}")] * 2
    assert CliRunner().invoke(app, words[words.index("review") :]).exit_code == 0
    facts = open_project(sample).graph().records()
    assert sum(fact.source == "human" for fact in facts) == 0


def test_what_cannot_be_added_says_why_and_stops_no_other(sample: Path) -> None:
    captions = "mouse 1 enters the shelter\nmouse 2 rests\nmouse 2 is resting"
    where = ("-p", sample, "-r", "open_field", "--from", 3, "--to", 4, "--add")
    done = invoke("--file", "-", *where, code=1, stdin=captions)
    assert "mouse_2 rests from 3.0 to 4.0 s" in done.stdout
    assert done.stdout.count("add (") == 1, "the same of two captions is one fact"
    assert "Not added: mouse_1 enter shelter: 'enter' happens at a moment" in done.stderr
    document = as_json("mouse 1 enters the shelter", *where[:4], "--from", 3, "--add", "--by", "jo")
    (added,) = document["added"]
    assert (added["by"], added["after"]["object"], added["after"]["start_s"]) == (
        "jo",
        "shelter",
        3,
    )
    assert "review undo 2" in document["undo"]
    document = as_json("mouse 2 rests", *where, code=1)
    assert [one["predicate"] for one in document["refused"]] == ["rest"]
    assert "This is there already, added by mara" in document["refused"][0]["why"]
    assert (document["added"], document["undo"]) == ([], None)


# a model


@pytest.fixture
def server() -> Iterator[ModelServer]:
    pytest.importorskip("pydantic_ai", reason="needs the extra models")

    def reply(request: Request) -> Any:
        if "rest" in caption_of(request):
            return said("second mouse > rest")
        return said("first mouse > pursue > mouse 2", "first mouse > chase into > nest")

    running = ModelServer(reply)
    yield running
    running.close()


def test_the_model_is_asked_only_with_model(sample: Path, server: ModelServer) -> None:
    with_model(open_project(sample), server)
    invoke(CAPTION, "-p", sample)
    assert server.requests == []
    printed = invoke("No. 1 is after no. 2, into the nest", "-p", sample, "--model").stdout
    found = rows(printed)
    assert ["first mouse", "pursue", "mouse 2", "relation"] in found
    assert ["mouse_1", "chase", "mouse_2", "pursue"] in found
    assert "2 triples, 1 claim, 1 not covered; by tiny-vl: 1 call, " in printed
    assert " --model -r open_field " in printed
    again = as_json("No. 1 is after no. 2, into the nest", "-p", sample, "--model")
    assert (again["by"], again["spent"]["requests"], len(server.requests)) == ("tiny-vl", 0, 1)
    assert (sample / "runs" / FOLDER / "ledger.jsonl").is_file()
    runs = CliRunner().invoke(app, ["runs", "-p", str(sample)])
    assert runs.exit_code == 0, "what captions sent is no run that describes"


def test_an_answer_that_does_not_come_stops_no_other(sample: Path, server: ModelServer) -> None:
    with_model(open_project(sample), server, concurrency=1)
    server.by_request = lambda request: Script(text="mice") if "mouse one" in request.text else None
    captions = "mouse one chases mouse two\nmouse 2 rests\nmouse one chases mouse two"
    where = ("-p", sample, "--model", "-r", "open_field", "--from", 3, "--to", 4, "--add")
    done = invoke("--file", "-", *where, code=1, stdin=captions)
    assert "Captions 1, 3: caption 'mouse one chases mouse two'" in done.stderr
    assert "mouse_2 rests from 3.0 to 4.0 s" in done.stdout
    (review,) = open_project(sample).graph().overlays.reviews.reviews()
    assert review.comment == "caption (taken apart by tiny-vl): mouse 2 rests"
    assert review.after is not None
    assert review.after.source == "human", "whoever adds it says so"
    limited = as_json(
        "--file", "-", "-p", sample, "--model", "--budget", "1 calls", code=1,
        stdin="they rest\nshe rests",
    )  # fmt: skip
    errors = [one["error"] for one in limited["captions"]]
    assert errors[0] is None
    assert "The budget of 1 calls leaves no room" in errors[1]


def test_a_project_without_a_model_says_how_to_give_it_one(sample: Path) -> None:
    said_ = invoke(CAPTION, "-p", sample, "--model", code=2).stderr
    assert "has no model" in said_
    assert "workbench model set" in said_


def test_offline_nothing_leaves(sample: Path, server: ModelServer) -> None:
    with_model(open_project(sample), server, url="http://models.invalid/v1", retries=0)
    code = "from workbench.cli import main; main()"
    words = ["caption", "mouse 2 rests", "-p", str(sample), "--model", "--offline"]
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "--offline allows none that leaves this machine" in done.stderr
    assert server.requests == []
