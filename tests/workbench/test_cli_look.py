"""The verbs that look at what was labelled: `facts`, `events`, `show`."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from graphs.records import Assessed, Fact
from graphs.storage.shard_names import shard_file_name
from workbench.cli import app
from workbench.cli.look import print_budget
from workbench.project import open_project

Write = Callable[[Path], Path]
NAME = "cage 3 ä"


def workbench(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def label(*arguments: object) -> Result:
    return workbench("label", "--jobs", 0, *arguments)


def test_facts_filter_and_formats(project: Path) -> None:
    everything = json.loads(workbench("facts", "-p", project, "--json").stdout)["facts"]
    assert everything
    assert {"recording", "subject", "predicate", "evidence"} <= everything[0].keys()
    one = everything[0]
    some = workbench(
        "facts", "-p", project, "--csv", "-r", "cage 3 ä", "--subject", one["subject"],
        "--predicate", one["predicate"], "--from", one["start_s"], "--to", one["stop_s"] + 0.01,
        "--min-confidence", one["confidence"] - 1e-6,
    )  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(some.stdout)))
    assert one["fact_id"] in [row["fact_id"] for row in rows]
    assert {row["subject"] for row in rows} == {one["subject"]}
    table = workbench("facts", "-p", project, "--limit", 1).stdout
    assert f"{len(everything)} facts" in table
    assert {row["group"] for row in rows} == {"control"}
    assert json.loads(rows[0]["evidence"])["coverage"] == pytest.approx(1.0)
    assert (one["group"], one["session"]) == ("control", None)
    assert workbench("facts", "-p", project, "--from", 3, "--to", 1).exit_code == 2


def test_events_tile_the_recording_and_can_be_windowed(project: Path) -> None:
    events = json.loads(workbench("events", "-p", project, "--level", "bout", "--json").stdout)
    bouts = events["events"]
    assert bouts[0]["start_s"] == 0
    assert bouts[-1]["stop_s"] == pytest.approx(3.0)
    late = json.loads(workbench("events", "-p", project, "--from", 2.9, "--json").stdout)["events"]
    assert all(event["stop_s"] > 2.9 for event in late)
    assert workbench("events", "-p", project, "--csv").stdout.startswith("recording,event_id")
    assert workbench("events", "-p", project, "--level", "bouts").exit_code == 2


def test_show_prints_the_budget_with_its_denominator(project: Path) -> None:
    shown = workbench("show", "cage 3 ä", "-p", project, "--json")
    budget = json.loads(shown.stdout)["budget"]
    assert budget
    assert all(0 <= row["fraction"] <= 1 for row in budget if row["fraction"] is not None)
    table = workbench("show", "cage 3 ä", "-p", project).stdout
    assert "of assessed s" in table
    missing = workbench("show", "cage 4", "-p", project)
    assert missing.exit_code == 2
    assert "cage 3 ä" in missing.stderr


@pytest.mark.parametrize(
    ("words", "known"),
    [
        (["-r", "cage"], NAME),
        (["--subject", "nobody"], "ind1, ind2"),
        (["--object", "cheese"], "ind1, ind2"),
        (["--predicate", "chaze"], "Did you mean 'chase'?"),
        (["--group", "treated"], "known: control"),
        (["--session", "day 1"], "there are none"),
        (["--min-confidence", 1.5], "less than or equal to 1"),
    ],
)
def test_unknown_names_are_refused_with_those_known(
    project: Path, words: list[object], known: str
) -> None:
    done = workbench("facts", "-p", project, *words)
    assert done.exit_code == 2
    assert known in done.stderr


def test_filter_that_fits_nothing_gives_no_facts(project: Path) -> None:
    done = workbench("facts", "-p", project, "--subject", "ind1", "--object", "ind1")
    assert done.exit_code == 0
    assert "0 facts" in done.stdout


def test_groups_and_sessions_choose_recordings(project: Path, write_tracks: Write) -> None:
    tracks = write_tracks(project.parent / "data" / "m2.csv")
    words = ("--group", "treated", "--session", "day 2")
    assert label(tracks, "-p", project, "--fps", 30, *words).exit_code == 0
    facts = json.loads(workbench("facts", "-p", project, *words, "--json").stdout)["facts"]
    assert {(f["recording"], f["group"], f["session"]) for f in facts} == {
        ("m2", "treated", "day 2")
    }
    both = workbench("facts", "-p", project, "--group", "treated", "--group", "control", "--json")
    assert len(json.loads(both.stdout)["facts"]) == 2 * len(facts)


def test_damaged_graph_is_said_and_the_exit_code_tells(project: Path, write_tracks: Write) -> None:
    write_tracks(project.parent / "data" / "m2.csv")
    label(project.parent / "data" / "m2.csv", "-p", project, "--fps", 30)
    shard = project / "graph" / shard_file_name(NAME)
    shard.write_bytes(shard.read_bytes()[:-100])
    for verb in ("facts", "events"):
        for form in ((), ("--csv",), ("--json",)):
            done = workbench(verb, "-p", project, *form)
            assert done.exit_code == 1
            assert "is damaged" in done.stderr
            assert "m2" in done.stdout
    shown = workbench("show", NAME, "-p", project)
    assert shown.exit_code == 1
    assert "is damaged" in shown.stderr


def test_what_was_labelled_otherwise_is_said(project: Path) -> None:
    ethogram = project / "ethogram.toml"
    asked = (("facts",), ("events",), ("show", NAME))
    for words in asked:
        assert "labelled with other" not in workbench(*words, "-p", project).stderr
    ethogram.write_text(ethogram.read_text(encoding="utf-8") + "\n# thresholds changed\n")
    for words in asked:
        done = workbench(*words, "-p", project)
        assert done.exit_code == 0
        assert f"{NAME} was labelled with other settings or files" in done.stderr
        assert f"workbench label -p '{project}'" in done.stderr
    assert json.loads(workbench("facts", "-p", project, "--json").stdout)["stale"] == [NAME]
    assert "labelled with other settings" in workbench("doctor", "-p", project).stdout
    assert label("-p", project).exit_code == 0
    assert "labelled with other" not in workbench("facts", "-p", project).stderr
    text = (project / "project.toml").read_text(encoding="utf-8")
    changes = [("fps = 30.0", "fps = 25.0"), ("[label]", "[label]\nclean.max_gap_s = 0.1")]
    for old, new in changes:
        (project / "project.toml").write_text(text.replace(old, new), encoding="utf-8")
        assert "labelled with other" in workbench("facts", "-p", project).stderr


def test_recording_without_labels_is_told_from_one_that_is_not_there(project: Path) -> None:
    (project.parent / "empty.csv").touch()
    assert label(project.parent / "empty.csv", "-p", project).exit_code == 1
    for words in (("show", "empty"), ("facts", "-r", "empty"), ("events", "-r", "empty")):
        done = workbench(*words, "-p", project)
        assert done.exit_code == 2
        assert "is in" in done.stderr
        assert "nothing was labelled" in done.stderr


def test_graph_of_a_recording_that_the_project_lost_does_not_count(project: Path) -> None:
    store = open_project(project).store()
    graph = store.read(NAME)
    store.write(
        replace(
            graph,
            recording="old",
            facts=[replace(fact, recording="old") for fact in graph.facts],
            events=[replace(event, recording="old") for event in graph.events],
            assessed=[],
        )
    )
    done = workbench("facts", "-p", project, "--json")
    assert {fact["recording"] for fact in json.loads(done.stdout)["facts"]} == {NAME}
    assert "workbench remove old" in done.stderr
    assert workbench("remove", "old", "-p", project).exit_code == 0
    assert "workbench remove" not in workbench("facts", "-p", project).stderr


def test_show_says_how_the_facts_came_about(project: Path) -> None:
    shown = workbench("show", NAME, "-p", project)
    assert "Keypoints: nose = nose; centre = centre; tail base = tailbase." in shown.stdout
    assert "Scale: no scale in cm; body length" in shown.stdout
    assert "Cleaning of the tracks: Of 540 positions" in shown.stdout
    assert "Not assessed, as there is no zone" in shown.stdout


def test_budget_tells_seconds_that_are_not_in_the_share(capsys: pytest.CaptureFixture[str]) -> None:
    from graphs.budget import time_budget

    fact = Fact("m", "a", "rest", None, 0.0, 10.0, 0, 300, "state", 1.0, "asserted", "rule", "r")
    looked = Assessed("m", "a", "rest", None, 1.0, 51.0)
    print_budget(time_budget([fact], [looked]), "Time budget")
    printed = capsys.readouterr().out
    assert "10.00*" in printed
    assert "18.0%" in printed
    assert "not in the share" in printed
    sound: pd.DataFrame = time_budget([replace(fact, start_s=1.0)], [looked])
    print_budget(sound, "Time budget")
    assert "*" not in capsys.readouterr().out
