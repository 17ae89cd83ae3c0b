"""The verbs under ``review``."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from graphs.records import Fact
from workbench.cli import review
from workbench.project import open_project

RECORDING = "cage 3 ä"


@pytest.fixture(autouse=True)
def _mara(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_USER", "mara")


def invoke(*words: object, code: int) -> Result:
    app = typer.Typer()
    review.register(app)
    app.command("other")(lambda: None)  # so that the group keeps its name
    done = CliRunner().invoke(app, ["review", *map(str, words)])
    assert done.exit_code == code, done.output
    return done


def run(*words: object, code: int = 0) -> str:
    return invoke(*words, code=code).output


def as_json(*words: object, code: int = 0) -> Any:
    return json.loads(invoke(*words, "--json", code=code).stdout)


def facts(project: Path) -> list[Fact]:
    return list(open_project(project).graph().records())


def test_list_names_what_the_other_verbs_take(project: Path) -> None:
    listed = as_json("list", "-p", project, "--limit", 0)["facts"]
    assert {one["fact_id"] for one in listed} == {f.fact_id for f in facts(project)}
    shown = run("list", "-p", project, "-r", RECORDING, "--limit", 2)
    assert listed[0]["fact_id"][:8] in shown
    assert listed[0]["words"].split(" (")[0] in shown
    assert "2 facts to review; there may be more: --limit 0" in shown
    assert "0 facts to review" in run("list", "-p", project, "--order", "disagreement")
    assert "No order 'size'" in run("list", "-p", project, "--order", "size", code=2)


def test_reject_and_the_command_that_undoes_it(project: Path) -> None:
    one, other, *rest = facts(project)
    said = run("reject", one.fact_id[:8], other.fact_id, "-p", project, "--comment", "no")
    assert "reject (1, by mara)" in said
    assert said.count("before: ") == said.count("(rejected, confidence") == 2
    assert len(facts(project)) == len(rest)
    (line,) = [line for line in said.splitlines() if line.startswith("To take it back: ")]
    words = shlex.split(line.removeprefix("To take it back: "))
    assert words[-6:] == ["review", "undo", "1", "2", "-p", str(project)]
    run(*words[words.index("review") + 1 :])
    assert facts(project) == [one, other, *rest]
    done = as_json("redo", "-p", project)
    assert [r["before"]["status"] for r in done["reviews"]] == ["asserted"]
    assert [r["after"]["status"] for r in done["reviews"]] == ["rejected"]


def test_edit(project: Path) -> None:
    (fact, *_) = [f for f in facts(project) if (f.subject, f.predicate) == ("ind1", "run")]
    said = run("edit", fact.fact_id, "-p", project, "--predicate", "immobile", "--from", "0.5",
               "--to", "1500 ms", "--by", "jo")  # fmt: skip
    assert (
        f"edit (1, by jo)\n  before: {fact.fact_id[:8]}  {RECORDING}: {fact.subject} runs" in said
    )
    assert f"{fact.subject} rests from 0.5 to 1.5 s (accepted, confidence 1.00)" in said
    (new,) = [f for f in facts(project) if f.predicate == "rest"]
    assert (new.start_frame, new.stop_frame) == (15, 45)
    assert "needs an object" in run(
        "edit", new.fact_id, "--predicate", "chase", "-p", project, code=2
    )
    run("edit", new.fact_id, "--predicate", "chase", "--object", "ind2", "-p", project)
    assert any(f.fact_id != new.fact_id and f.start_frame == 15 for f in facts(project))
    assert "not both" in run("edit", new.fact_id, "--object", "ind2", "--no-object", "-p", project,
                             code=2)  # fmt: skip


def test_add_comment_accept_and_history(project: Path) -> None:
    added = as_json("add", RECORDING, "ind1", "pursue", "ind2", "--from", 1, "--to", 2, "-p",
                    project)  # fmt: skip
    (one,) = added["reviews"]
    assert one["before"] is None
    assert one["after"]["words"] == "ind1 chases ind2 from 1.0 to 2.0 s (accepted, confidence 1.00)"
    assert (one["after"]["start_frame"], one["after"]["stop_frame"]) == (30, 60)
    fact_id = one["after"]["fact_id"]
    assert "comment (2, by mara)" in run("comment", fact_id[:6], "late", "-p", project)
    run("accept", fact_id, "-p", project)
    reviews = as_json("history", fact_id, "-p", project)["reviews"]
    assert [(r["action"], r["comment"]) for r in reviews] == [
        ("add", ""), ("comment", "late"), ("accept", ""),
    ]  # fmt: skip
    assert "3 reviews" in run("history", "-r", RECORDING, "-p", project)
    assert "lasts" in run("add", RECORDING, "ind1", "chase", "ind2", "--from", 1, "-p", project,
                          code=2)  # fmt: skip
    new = run("add", RECORDING, "ind1", "hop", "--from", 1, "--new", "-p", project)
    assert "ind1 hops at 1.00 s" in new
    undone = run("undo", "-p", project)
    assert "after:  none" in undone


def test_faults_are_said(project: Path) -> None:
    assert "is too short" in run("accept", "abc", "-p", project, code=2)
    assert as_json("accept", "zzzz", "-p", project, code=2)["error"].startswith("No fact has")
    assert "nothing left to undo that 'mara' did" in run("undo", "-p", project, code=2)
    assert "There is no entry 7" in run("undo", 7, "-p", project, code=2)
