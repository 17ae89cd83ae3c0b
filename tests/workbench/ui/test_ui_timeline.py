"""What the timeline is sent: the same facts that the graph has, in columns, and what changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from graphs.errors import UserError
from graphs.filters import FactFilter
from graphs.records import microseconds
from workbench.project import Project, open_project
from workbench.project_new import create_project
from workbench.ui.actions import review
from workbench.ui.columns import flat, merged
from workbench.ui.details import measured
from workbench.ui.routes import timeline
from workbench.ui.routes.state import State

Get = Callable[[str], Any]


def _getter(folder: Path) -> Get:
    state = State()
    key = state.projects.open(folder)
    app = FastAPI()
    app.include_router(timeline.router(state))
    client = TestClient(app)

    def get(path: str) -> Any:
        answer = client.get(f"/p/{key}/{path}")
        document = answer.json()
        assert answer.status_code == (400 if "error" in document else 200)
        return document

    return get


@pytest.fixture
def folder(sample_copy: Callable[[], Path]) -> Path:
    return sample_copy()


@pytest.fixture
def project(folder: Path) -> Project:
    return open_project(folder)


@pytest.fixture
def get(folder: Path) -> Get:
    return _getter(folder)


def _word(sent: Any, column: str, row: int) -> str | None:
    place = sent["facts"][column][row]
    return None if place < 0 else sent["words"][place]


def test_columns_are_the_facts(project: Project, get: Get) -> None:
    sent = get("bouts/open_field")
    facts = {one.fact_id: one for one in project.graph().records()}
    assert sorted(sent["facts"]["id"]) == sorted(facts)
    assert sent["facts"]["start"] == sorted(sent["facts"]["start"])
    for row, identifier in enumerate(sent["facts"]["id"]):
        fact = facts[identifier]
        assert sent["facts"]["start"][row] == microseconds(fact.start_s)
        assert sent["facts"]["stop"][row] == microseconds(fact.stop_s)
        assert sent["facts"]["point"][row] == (fact.kind == "point")
        assert sent["facts"]["confidence"][row] == pytest.approx(fact.confidence, abs=6e-4)
        for column in ("subject", "predicate", "object", "status", "source", "run"):
            assert _word(sent, column, row) == getattr(fact, column)
    assert sent["duration_us"] == microseconds(project.recording("open_field").duration_s)


def test_events_and_assessed_are_those_of_the_graph(project: Project, get: Get) -> None:
    sent = get("bouts/open_field")
    for level in ("bout", "episode"):
        events = project.graph().graph.events("open_field", level)
        assert sent["events"][level]["id"] == [one.event_id for one in events]
        assert sent["events"][level]["stop"] == [microseconds(one.stop_s) for one in events]
    row = next(
        one
        for one in sent["assessed"]
        if (one["subject"], one["predicate"]) == ("mouse_1", "approach")
    )
    spans = [
        (microseconds(one.start_s), microseconds(one.stop_s))
        for one in project.graph().graph.assessed(FactFilter("open_field", "mouse_1", "approach"))
    ]
    assert row["spans"] == flat(sorted(spans))
    assert len(spans) > 1  # the animals were not tracked all of the time


def test_spans_that_touch_are_one() -> None:
    assert merged([(5, 9), (0, 2), (2, 3), (6, 7)]) == [(0, 3), (5, 9)]
    assert merged([(0, 2), (3, 4)]) == [(0, 2), (3, 4)]
    assert flat([(0, 3), (5, 9)]) == [0, 3, 5, 9]


def test_rejected_facts_are_sent_as_such(project: Project, get: Get) -> None:
    chase = project.graph().records(FactFilter(predicate="chase"))[0]
    project.graph().corrections.reject(chase, by="mara")
    sent = get("bouts/open_field")
    assert _word(sent, "status", sent["facts"]["id"].index(chase.fact_id)) == "rejected"


def test_recordings_say_what_is_to_be_reviewed(project: Project, get: Get) -> None:
    count = len(project.graph().records())
    project.graph().corrections.accept(project.graph().records()[0], by="mara")
    project.graph().corrections.reject(project.graph().records()[1], by="mara")
    found = get("recordings")
    assert found["name"] == ["open_field"]
    assert (found["labelled"], found["facts"], found["open"]) == ([True], [count - 1], [count - 2])


def test_a_recording_that_is_not_labelled_has_no_facts(
    tmp_path: Path, write_tracks: Callable[[Path], Path]
) -> None:
    project = create_project(tmp_path / "new")
    project.add(
        [
            {
                "name": "a/b c",
                "tracks": str(write_tracks(tmp_path / "tracks.csv")),
                "fps": 30.0,
                "group": "control",
            }
        ]
    )
    get = _getter(project.folder)
    assert get("recordings")["labelled"] == [False]
    assert get("recordings")["group"] == ["control"]
    sent = get(f"bouts/{quote('a/b c', safe='')}")
    assert (sent["recording"], sent["facts"]["id"]) == ("a/b c", [])
    assert get(f"queue/confidence/{quote('a/b c', safe='')}")["total"] == 0


def test_what_is_unknown_is_told(get: Get) -> None:
    assert "did you mean 'open_field'" in get("bouts/open_feld")["error"]
    assert "No order" in get("queue/best/open_field")["error"]
    assert "not there any more" in get("fact/0123456789abcdef/open_field")["error"]


def test_the_version_changes_with_what_is_to_be_seen(project: Project, get: Get) -> None:
    before = get("version/open_field")
    assert get("version/open_field") == before
    (done,) = project.graph().corrections.accept(project.graph().records()[0], by="mara")
    after = get("version/open_field")
    assert after["version"] != before["version"]
    assert (before["mark"], after["mark"]) == (0, done.review.seq)
    project.ethogram_path.write_text(project.ethogram_path.read_text() + "\n# changed\n")
    assert get("version/open_field")["version"] != after["version"]
    sent = get("bouts/open_field")
    assert {key: sent[key] for key in ("version", "mark")} == get("version/open_field")


def test_a_fact_in_full(project: Project, get: Get) -> None:
    chase = project.graph().records(FactFilter(predicate="chase", subject="mouse_1"))[0]
    done = project.graph().corrections.edit(chase, "mara", "it ends sooner", stop_s=12.5)
    assert done.after is not None
    told = get(f"fact/{done.after.fact_id}/open_field")
    assert told["words"] == "mouse_1 chases mouse_2 from 10.1 to 12.5 s"
    assert (told["status"], told["source"], told["confidence"]) == ("accepted", "human", 1.0)
    (said,) = told["history"]
    assert (said["by"], said["comment"], said["stands"]) == ("mara", "it ends sooner", True)
    old = get(f"fact/{chase.fact_id}/open_field")
    assert old["status"] == "superseded"
    assert {"name": "coverage", "value": 1.0, "unit": ""} in old["evidence"]
    assert any(
        one["unit"] == "cm/s" and one["name"].startswith("speed(") for one in old["evidence"]
    )
    assert old["history"] == told["history"]
    assert done.after.fact_id in {one["id"] for one in old["others"]}


def test_evidence_has_units() -> None:
    assert measured("distance(subject, object) cm", 4.2)["unit"] == "cm"
    assert measured("distance_px", 4.2) == {"name": "distance", "value": 4.2, "unit": "px"}
    assert measured("margin", 0.5) == {"name": "margin", "value": 0.5, "unit": ""}
    assert measured("edits_s", "abc")["unit"] == ""  # a text has none


def test_the_queue_is_that_of_the_shell(project: Project, get: Get) -> None:
    wanted = project.graph().corrections.queue("open_field")
    sent = get("queue/confidence/open_field")
    assert sent["id"] == [one.fact.fact_id for one in wanted]
    assert sent["because"][0] == wanted[0].because
    assert sent["total"] == len(wanted)
    assert get("queue/confidence/") == sent
    assert get("queue/disagreement/open_field")["total"] == 0


def test_a_long_queue_is_cut_and_counted(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = get("queue/confidence/open_field")
    monkeypatch.setattr(timeline, "MOST_QUEUED", 5)
    cut = get("queue/confidence/open_field")
    assert cut["id"] == whole["id"][:5]
    assert cut["total"] == whole["total"]
    assert get("queue/confidence/")["total"] == whole["total"]


# two people at once -------------------------------------------------------------------------------


def test_what_another_page_reviewed_is_not_overwritten(project: Project) -> None:
    chase = project.graph().records(FactFilter(predicate="chase"))[0].fact_id
    rear = project.graph().records(FactFilter(predicate="rear"))[0].fact_id
    review.Reject((chase,), seen=0).do(project)

    for late in (
        review.Accept((rear, chase), seen=0),
        review.Reject((chase,), seen=0),
        review.Edit(chase, stop_s=12.5, seen=0),
    ):
        with pytest.raises(UserError, match=r"Nothing was changed: .* \(reject, review 1\)"):
            late.do(project)
    assert len(project.graph().overlays.reviews.reviews()) == 1

    review.Accept((rear,), seen=0).do(project)  # of another fact
    review.Accept((chase,), seen=1).do(project)  # seen, and of another mind


def test_an_undo_and_a_correction_count_as_reviews_of_the_fact(project: Project) -> None:
    chase = project.graph().records(FactFilter(predicate="chase"))[0].fact_id
    done = review.Edit(chase, stop_s=12.5, seen=0).do(project)
    after = done.data["reviews"][0]["after"]["fact_id"]
    with pytest.raises(UserError, match="edit, review 1"):
        review.Accept((chase,), seen=0).do(project)
    review.Undo((1,)).do(project)
    with pytest.raises(UserError, match="undo, review 2"):
        review.Accept((after,), seen=1).do(project)
    review.Comment(chase, "sure?").do(project)
    review.Accept((chase,), seen=2).do(project)  # a comment changes nothing
