"""The verbs ``runs show|compare|remove``: two models that described one recording, read back."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from model_server import ModelServer, Request, Script
from typer.testing import CliRunner, Result

from graphs.records import Fact
from pipelines.models.budget import Budget
from sample_data.claims import truth
from workbench.cli import app
from workbench.cli.label import run_labels
from workbench.describing import ModelWork, replay_all
from workbench.knowledge.review_queue import queue
from workbench.project import open_project
from workbench.project_new import create_project
from workbench.samples import sample_entry, sample_folder

pytest.importorskip("pydantic_ai", reason="needs the extra models")

BOUTS = truth(sample_folder())
SPAN = re.compile(r"Event: ([\d.]+) to ([\d.]+) s")
DIGS = {"subject": "mouse_1", "words": "digs in the bedding"}
RUNS = {"subject": "mouse_2", "words": "is running quickly"}


def span_of(request: Request) -> tuple[float, float]:
    found = SPAN.search(request.text)
    assert found is not None
    return float(found[1]), float(found[2])


def sees(request: Request) -> dict[str, Any]:
    """Answer with the true bouts that lie in the event."""
    start_s, stop_s = span_of(request)
    entry = {"start_s": None, "stop_s": None, "confidence": 0.9}
    claims = [
        {"subject": b.subject, "predicate": b.predicate, "object": b.object, **entry}
        for b in BOUTS
        if min(b.stop_s, stop_s) - max(b.start_s, start_s) > 0.5
    ]
    return {"claims": claims[:20], "not_visible": [], "other": []}


def model_a(request: Request) -> dict[str, Any]:
    """Take who chases for who is chased; at first, see little and say what nobody asked for."""
    answer = sees(request)
    for claim in answer["claims"]:
        if claim["predicate"] == "chase":
            claim["subject"], claim["object"] = claim["object"], claim["subject"]
    if span_of(request)[0] == 0:
        answer["other"] = [DIGS, RUNS]
        answer["not_visible"] = [{"subject": "mouse_2", "predicate": "groom", "why": "dark"}]
        answer["claims"] = [c for c in answer["claims"] if c["predicate"] != "groom"]
    return answer


def model_b(request: Request) -> dict[str, Any]:
    """See what happens, but not that somebody rests."""
    answer = sees(request)
    answer["claims"] = [claim for claim in answer["claims"] if claim["predicate"] != "rest"]
    return answer


def fails_at_the_end(request: Request) -> Script | None:
    last_s = max(bout.start_s for bout in BOUTS)
    return Script(500, "Internal error") if span_of(request)[1] > last_s else None


@dataclass
class Described:
    """A project that two models described, the second after `model set`."""

    folder: Path
    runs: dict[str, str]
    tokens: dict[str, int]
    requests: list[Request]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Described:
    folder = tmp_path_factory.mktemp("runs") / "p"
    project = create_project(folder)
    project.add([sample_entry()])
    run_labels(project, project.specs(), jobs=0)
    done = Described(folder, {}, {}, [])
    for name, reply in (("tiny-a", model_a), ("tiny-b", model_b)):
        server = ModelServer(reply, model=name)
        if name == "tiny-b":
            server.by_request = fails_at_the_end
        set_ = ["--name", name, "--url", server.url, "--set", "form=json_schema"]
        run("model", "set", *set_, "--set", "retries=1", "--set", "backoff_s=0.01", "-p", folder)
        open_project(folder).set_values("model", {"strike_out": False})
        opened = open_project(folder)
        [outcome] = ModelWork(opened).describe(opened.specs())
        server.close()
        assert outcome.error is None
        done.runs[name], done.tokens[name] = outcome.run, server.input_tokens
        done.requests += server.requests
    return done


@pytest.fixture
def copied(two: Described, tmp_path: Path) -> Path:
    shutil.copytree(two.folder, tmp_path / "p")
    return tmp_path / "p"


def run(*words: object) -> Result:
    return CliRunner().invoke(app, list(map(str, words)))


def said(*words: object) -> dict[str, Any]:
    done = run("runs", *words, "--json")
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.stdout))


def facts(folder: Path) -> list[Fact]:
    graph = open_project(folder).store().read("open_field")
    return [fact for fact in graph.facts if fact.source == "model"]


def key(one: dict[str, Any]) -> tuple[str, str, str | None]:
    return one["subject"], one["predicate"], one["object"]


def test_a_second_model_leaves_what_the_first_one_said(two: Described) -> None:
    listed = said("-p", two.folder)["runs"]
    assert {(row["model"], row["run"]) for row in listed} == set(two.runs.items())
    assert all(row["facts"] > 10 for row in listed)
    assert {fact.run for fact in facts(two.folder)} == set(two.runs.values())


def test_what_a_run_was_and_cost(two: Described) -> None:
    found = said("show", two.runs["tiny-a"], "-p", two.folder)
    assert (found["recording"], found["ended"], found["in_graph"]) == ("open_field", True, True)
    assert found["model"]["name"] == "tiny-a"
    assert found["asked"]["strike_out"] is False
    assert len(found["prompt"]) == 64
    assert found["cost"]["calls"] == len(found["events"]) > 5
    assert found["cost"]["input_tokens"] == two.tokens["tiny-a"]
    assert found["cost"]["money"] is None


def test_money_is_told_where_the_price_is_known(copied: Path, two: Described) -> None:
    with (copied / "project.toml").open("a") as file:
        file.write('\n[[model.price]]\nmodel = "tiny-*"\ninput_per_million = 2\n'
                   'output_per_million = 0\ncurrency = "USD"\n')  # fmt: skip
    found = said("show", two.runs["tiny-a"], "-p", copied)["cost"]
    assert found["money"] == pytest.approx(two.tokens["tiny-a"] * 2e-6)
    assert " USD;" in run("runs", "show", two.runs["tiny-a"], "-p", copied).stdout


def test_counts_are_those_of_the_facts(two: Described) -> None:
    for name in two.runs.values():
        counts = said("show", name, "-p", two.folder)["counts"]
        mine = [fact for fact in facts(two.folder) if fact.run == name]
        tracks = [fact.evidence["tracks"] for fact in mine]
        assert counts["claims"] == len(mine)
        for state in ("agree", "disagree", "untestable"):
            assert counts[state] == tracks.count(state)
        assert counts["proposed"] == sum(fact.status == "proposed" for fact in mine)
        assert counts["asserted"] == sum(fact.status == "asserted" for fact in mine)


def test_the_most_contradicted_comes_first(two: Described) -> None:
    shown = run("runs", "show", two.runs["tiny-a"][:6], "-p", two.folder, "--limit", 0).stdout
    table = shown.partition("Claims, most contradicted first")[2].partition("In its own words")[0]
    rows = [line for line in table.splitlines() if "asserted" in line or "proposed" in line]
    assert "disagree" in rows[0]
    assert "chase" in rows[0]
    assert "The tracks show that" in table
    counts = said("show", two.runs["tiny-a"], "-p", two.folder)["counts"]
    assert len(rows) == counts["claims"]
    assert f"disagree with {counts['disagree']}" in shown
    assert counts["disagree"] > 0


def test_its_own_words_come_with_a_suggestion_that_is_stored_nowhere(two: Described) -> None:
    found = said("show", two.runs["tiny-a"], "-p", two.folder)
    words = {one["words"]: one["suggestion"] for event in found["events"] for one in event["other"]}
    assert words[DIGS["words"]] == {"entries": [], "new": "dig in"}
    assert words[RUNS["words"]] == {"entries": ["mouse_2 run"], "new": ""}
    shown = run("runs", "show", two.runs["tiny-a"], "-p", two.folder).stdout
    assert "no entry; a new one might be 'dig in'" in shown
    assert "may be: mouse_2 run" in shown
    first = next(e for e in found["events"] if e["other"])
    told = [f for f in facts(two.folder) if f.run == two.runs["tiny-a"] and f.predicate == "run"
            and f.subject == "mouse_2" and f.start_s == first["start_s"]]  # fmt: skip
    assert told == [], "the words did not become a fact"


def test_all_of_one_event_is_what_was_asked(two: Described) -> None:
    found = said("show", two.runs["tiny-a"], "-p", two.folder)
    event = found["events"][0]
    alone = said("show", two.runs["tiny-a"], "-p", two.folder, "--event", event["event"])
    assert alone["events"] == [event]
    assert any(
        request.text.startswith(event["text"]) and alone["instructions"] in request.system
        for request in two.requests
    )
    assert all(Path(picture).stat().st_size > 1000 for picture in event["images"])
    assert event["not_visible"] == [{"subject": "mouse_2", "predicate": "groom", "object": None}]
    assert "Not visible: mouse_2 groom (dark)." in event["remarks"]
    shown = run(
        "runs", "show", two.runs["tiny-a"], "-p", two.folder, "--event", event["event"]
    ).stdout
    assert event["text"].rstrip() in shown
    assert all(f"picture: {picture}" in shown for picture in event["images"])
    assert "not visible: mouse_2 groom" in shown


def test_events_without_an_answer_are_told_with_the_reason(two: Described) -> None:
    name = two.runs["tiny-b"]
    found = said("show", name, "-p", two.folder)
    assert len(found["unanswered"]) > 0
    for one in found["unanswered"]:
        assert "answered 500: Internal error" in one["reason"]
        assert one["stop_s"] > one["start_s"]
    shown = run("runs", "show", name, "-p", two.folder).stdout
    assert f"{len(found['unanswered'])} event" in shown
    assert "Without an answer" in shown
    missing = found["unanswered"][0]["event"]
    alone = run("runs", "show", name, "-p", two.folder, "--event", missing)
    assert f"event {missing} has no answer" in alone.stdout


def test_an_unknown_run_or_event_names_those_there_are(two: Described) -> None:
    unknown = run("runs", "show", "zzz", "-p", two.folder)
    assert unknown.exit_code == 2
    for name, run_id in two.runs.items():
        assert f"{run_id} ({name}, open_field)" in unknown.stderr
    assert "There is no run ''" in run("runs", "show", "", "-p", two.folder).stderr
    event = run("runs", "show", two.runs["tiny-a"], "--event", "bout-00001", "-p", two.folder)
    assert "has no event 'bout-00001'; did you mean 'bout-0001'" in event.stderr
    misplaced = run("runs", "-p", two.folder, "show", two.runs["tiny-a"])
    assert "Write options after the verb" in misplaced.stderr


def test_a_run_that_has_not_ended_says_so(copied: Path) -> None:
    server = ModelServer(model_a, model="tiny-c")
    run("model", "set", "--name", "tiny-c", "--url", server.url, "-p", copied)
    opened = open_project(copied)
    [stopped] = ModelWork(opened, Budget(calls=2)).describe(opened.specs())
    server.close()
    assert stopped.state == "stopped"
    shown = run("runs", "show", stopped.run, "-p", copied)
    assert shown.exit_code == 0, shown.output
    assert "tiny-c describes open_field" in shown.stdout
    assert "It has not ended" in shown.stdout
    assert "cost: 2 calls" in shown.stdout
    found = said("show", stopped.run, "-p", copied)
    assert (found["ended"], found["in_graph"], found["events"]) == (False, False, [])
    assert "(tiny-c, open_field, not ended)" in run("runs", "show", "zzz", "-p", copied).stderr
    compared = run("runs", "compare", stopped.run, stopped.run, "-p", copied)
    assert "has not ended: there is nothing to compare" in compared.stderr


def test_compared_as_cell_by_cell(two: Described) -> None:
    runs = [two.runs["tiny-a"], two.runs["tiny-b"]]
    found = said("compare", *runs, "-p", two.folder)
    by_name = said("compare", "--models", "tiny-a", "tiny-b", "-p", two.folder)
    assert by_name == found
    store, told = open_project(two.folder).store(), []
    for layer in (store.open(name).graphs()[0] for name in store.files()):
        if layer.run.run_id in runs:
            cells = {(s.start_s, s.stop_s, s.subject, s.predicate, s.object)
                     for s in layer.assessed}  # fmt: skip
            spans = {cell[:2] for cell in cells}
            claims = {(*span, f.subject, f.predicate, f.object) for f in layer.facts
                      for span in spans if span[0] <= f.start_s < span[1]}  # fmt: skip
            told.append((layer.run.run_id, cells, claims, spans))
    (_, cells_a, a, spans_a), (_, cells_b, b, spans_b) = sorted(
        told, key=lambda t: runs.index(t[0])
    )
    shared = cells_a & cells_b
    for behavior, row in found["behaviors"].items():
        cells = {cell for cell in shared if cell[3] == behavior}
        assert (row["both"], row["only_a"], row["only_b"]) == (
            len(cells & a & b), len(cells & a - b), len(cells & b - a)
        )  # fmt: skip
        assert row["neither"] == len(cells - a - b)
    assert found["behaviors"]["groom"]["not_told"] == 1
    assert found["behaviors"]["rest"]["only_b"] == 0 < found["behaviors"]["rest"]["only_a"]
    chase = found["behaviors"]["chase"]
    assert chase["only_a"] == chase["only_a_contradicted"] == chase["only_b"] > 0
    assert chase["only_b_contradicted"] == chase["both"] == 0
    assert chase["kappa"] < 0
    assert found["events"] == len(spans_a & spans_b)
    assert found["described_by_one_only"] == len(spans_a - spans_b) > 0
    most = [len(one["only_a"]) + len(one["only_b"]) for one in found["differing"]]
    assert most == sorted(most, reverse=True)
    assert len(most) + found["same"] == found["events"]


def test_what_a_model_says_twice_is_the_same(two: Described) -> None:
    found = said("compare", two.runs["tiny-a"], two.runs["tiny-a"], "-p", two.folder)
    assert found["same_share"] == 1
    assert found["all"]["kappa"] == found["all"]["tiou"] == 1
    assert found["differing"] == []


def test_a_comparison_for_people(two: Described, tmp_path: Path) -> None:
    picture = tmp_path / "two.svg"
    shown = run("runs", "compare", "--models", "tiny-a", "tiny-b", "-p", two.folder,
                "--picture", picture)  # fmt: skip
    assert shown.exit_code == 0, shown.output
    assert "A: tiny-a, B: tiny-b" in shown.stdout
    assert "mouse_2 chase mouse_1" in shown.stdout
    assert picture.read_bytes().startswith(b"<?xml")
    unknown = run("runs", "compare", "--models", "tiny-a", "tiny-b", "-p", two.folder,
                  "--picture", tmp_path / "two.gif")  # fmt: skip
    assert "expected a name that ends in .pdf, .png, .svg" in unknown.stderr
    wrong = run("runs", "compare", "--models", "tiny-a", "tiny-x", "-p", two.folder)
    assert "no run of a model 'tiny-x' in the graph; did you mean" in wrong.stderr
    both = run("runs", "compare", two.runs["tiny-a"], "-p", two.folder)
    assert "Give two runs" in both.stderr


def test_two_models_that_disagree_are_queued(two: Described) -> None:
    found = queue(open_project(two.folder).graph(), order="disagreement")
    because = {(one.fact.run, one.fact.predicate): one.because for one in found}
    assert "model tiny-b looked and saw none" in because[two.runs["tiny-a"], "rest"]
    assert "model tiny-a looked and saw none" in because[two.runs["tiny-b"], "chase"]
    assert not [o for o in found if o.fact.run == two.runs["tiny-a"] and "tiny-a" in o.because]


def test_one_model_is_taken_out_and_comes_back_for_nothing(copied: Path, two: Described) -> None:
    kept = [fact for fact in facts(copied) if fact.run == two.runs["tiny-a"]]
    before = facts(copied)
    done = run("runs", "remove", two.runs["tiny-b"][:8], "-p", copied)
    assert done.exit_code == 0, done.output
    assert f"removed {len(before) - len(kept)} facts that tiny-b said of open_field" in done.stdout
    assert facts(copied) == kept
    again = run("runs", "remove", two.runs["tiny-a"], two.runs["tiny-b"], "-p", copied)
    assert again.exit_code == 2
    assert f"are in the graph: {two.runs['tiny-b']}. " in again.stderr
    assert facts(copied) == kept, "none is removed if one is not there"
    assert said("show", two.runs["tiny-b"], "-p", copied)["in_graph"] is False
    replayed: list[Any] = []
    replay_all(open_project(copied), ["open_field"], replayed.append)
    assert [one.same for one in replayed] == [True]


def test_a_damaged_folder_is_told(copied: Path, two: Described) -> None:
    events = copied / "runs" / two.runs["tiny-a"] / "events.jsonl"
    events.write_text(events.read_text()[:-20])
    done = run("runs", "show", two.runs["tiny-a"], "-p", copied)
    assert done.exit_code == 1
    assert "cannot be read" in done.stderr
    assert "(damaged)" in run("runs", "show", "zzz", "-p", copied).stderr
