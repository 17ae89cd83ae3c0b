"""The graph of an event and of a recording: what is added up, drawn, and listed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from graphs.errors import UserError
from graphs.networks.views import summary_graph
from graphs.records import Fact
from workbench.project import Project, open_project
from workbench.ui.actions.looking import PAGE, Pictures, Query, Sql
from workbench.ui.graph_claims import SHOWN, Chosen, Claim, Who
from workbench.ui.graph_layout import drawn
from workbench.ui.routes.state import State
from workbench.ui.routes.written import files_of

RECORDING = "open_field"


@pytest.fixture
def client(sample_folder: Path) -> tuple[TestClient, str]:
    """A server with the demo project, without its page."""
    from fastapi import FastAPI

    from workbench.ui.routes import export, graph

    state, app = State(), FastAPI()
    for module in (export, graph):
        app.include_router(module.router(state), prefix="/wb")
    return TestClient(app, base_url="http://127.0.0.1"), state.projects.open(sample_folder)


def _get(client: tuple[TestClient, str], path: str, status: int = 200, **asked: Any) -> Any:
    answer = client[0].get(f"/wb/p/{client[1]}/{path}", params=asked)
    assert answer.status_code == status, answer.text
    return answer.json()


def _facts(project: Project) -> list[Fact]:
    return list(project.graph().records())


def test_a_recording_is_added_up_as_its_summary_is(
    client: tuple[TestClient, str], sample_folder: Path
) -> None:
    shown = _get(client, f"graph/of/{RECORDING}")
    project = open_project(sample_folder)
    summary = summary_graph(_facts(project), project.ethogram())
    expected = {
        (start, data["predicate"], None if data["arity"] == 1 else stop): (
            data["count"],
            pytest.approx(data["total_s"], abs=1e-5),
            data["facts"],
            pytest.approx(data["mean_confidence"]),
        )
        for start, stop, data in summary.edges(data=True)
    }
    assert {
        (e["subject"], e["predicate"], e["object"]): (
            e["count"],
            e["total_s"],
            e["facts"],
            e["confidence"],
        )
        for e in shown["edges"]
    } == expected
    assert shown["facts"] == len(_facts(project))


def test_the_same_graph_is_drawn_the_same(client: tuple[TestClient, str]) -> None:
    first, second = (_get(client, f"graph/of/{RECORDING}") for _ in range(2))
    assert first == second
    kinds = {node["name"]: node["kind"] for node in first["nodes"]}
    assert kinds == {"mouse_1": "animal", "mouse_2": "animal", "shelter": "zone", "feeder": "zone"}
    for edge in first["edges"]:
        at = edge["at"]
        assert 0 <= at["x"] <= at["x"] + at["width"] <= first["width"]
        assert 0 <= at["y"] <= at["y"] + at["height"] <= first["height"]


def test_an_event_holds_what_overlaps_it_cut_to_it(
    client: tuple[TestClient, str], sample_folder: Path
) -> None:
    events = _get(client, f"graph/events/{RECORDING}")
    at = events["level"].index("bout")
    start, stop = events["start"][at], events["stop"][at]
    shown = _get(client, f"graph/of/{RECORDING}", event=events["id"][at])
    inside = [
        fact
        for fact in _facts(open_project(sample_folder))
        if fact.start_s < stop and (fact.stop_s > start or fact.start_s >= start)
    ]
    assert shown["facts"] == len(inside)
    seconds = sum(min(fact.stop_s, stop) - max(fact.start_s, start) for fact in inside)
    assert sum(edge["total_s"] for edge in shown["edges"]) == pytest.approx(seconds, abs=1e-4)
    unknown = _get(client, f"graph/of/{RECORDING}", 400, event="bout-9999")
    assert "No event 'bout-9999'" in unknown["error"]


def test_filters_leave_out_the_rest(client: tuple[TestClient, str]) -> None:
    whole = _get(client, f"graph/of/{RECORDING}")["edges"]
    chases = _get(client, f"graph/of/{RECORDING}", predicate="chase")["edges"]
    assert [e["predicate"] for e in chases] == ["chase"] * len(chases) != []
    of_one = _get(client, f"graph/of/{RECORDING}", animal="mouse_2")["edges"]
    assert len(of_one) == sum("mouse_2" in (e["subject"], e["object"]) for e in whole) < len(whole)
    assert _get(client, f"graph/of/{RECORDING}", source="human")["edges"] == []
    sure = _get(client, f"graph/of/{RECORDING}", min_confidence=0.9)["edges"]
    assert sure
    assert all(edge["confidence"] >= 0.9 for edge in sure)
    early = _get(client, f"graph/of/{RECORDING}", stop_s=5)
    assert early["stop_s"] == 5
    assert max(edge["total_s"] for edge in early["edges"]) <= 5
    refused = _get(client, f"graph/of/{RECORDING}", 400, start_s=9, stop_s=3)
    assert refused["error"] == "The window from 9 to 3 s ends before it starts."
    assert "number" in _get(client, f"graph/of/{RECORDING}", 400, min_confidence="nan")["error"]


def test_facts_of_parts_are_listed_page_by_page(client: tuple[TestClient, str]) -> None:
    shown = _get(client, f"graph/of/{RECORDING}")
    edge = max(shown["edges"], key=lambda e: e["facts"])
    part = {"subject": edge["subject"], "does": edge["predicate"], "object": edge["object"] or ""}
    sent = _get(client, f"graph/facts/{RECORDING}", **part)
    assert sent["total"] == len(sent["facts"]) == edge["facts"]
    assert sent["facts"] == sorted(sent["facts"], key=lambda fact: fact["start_s"])
    node = _get(client, f"graph/facts/{RECORDING}", node="mouse_1")
    mine = [e for e in shown["edges"] if "mouse_1" in (e["subject"], e["object"])]
    assert node["total"] == sum(e["facts"] for e in mine)
    later = _get(client, f"graph/facts/{RECORDING}", node="mouse_1", first=node["total"] - 1)
    assert len(later["facts"]) == 1
    assert len(node["facts"]) == min(SHOWN, node["total"])


def test_nothing_labelled_is_said(
    sample_copy: Callable[[], Path],
) -> None:
    from workbench.ui.routes.graph import _graph

    folder = sample_copy()
    for path in (folder / "graph").iterdir():
        path.unlink()
    with pytest.raises(UserError, match="Nothing was labelled of open_field yet"):
        _graph(open_project(folder), RECORDING, Chosen())


def test_long_answers_come_in_pages(sample_folder: Path) -> None:
    project = open_project(sample_folder)
    count = len(_facts(project))
    asked = "SELECT a.fact_id FROM facts a, facts b ORDER BY 1"
    first, last = (Sql(asked, n).do(project).data for n in (0, count**2 - 3))
    assert (first["total"], len(first["answer"])) == (count**2, PAGE)
    assert (last["total"], len(last["answer"])) == (count**2, 3)
    found = Query("mouse_1 ?", 2).do(project).data
    whole = Query("mouse_1 ?").do(project).data
    assert found["answer"] == whole["answer"][2:]
    assert {"recording", "start_s", "stop_s", "fact_id"} <= set(found["columns"])


def test_how_to_ask_is_told(client: tuple[TestClient, str]) -> None:
    told = client[0].get("/wb/graph/help").json()
    assert {"text": "mouse_1 chase ?", "what": "whom mouse_1 chased"} in told["examples"]
    assert "facts" in {view["name"] for view in told["views"]}


def test_a_word_that_is_not_known_is_pointed_at(sample_folder: Path) -> None:
    with pytest.raises(UserError, match=r"did you mean 'chase'") as told:
        Query("mouse_1 chse mouse_2").do(open_project(sample_folder))
    assert str(told.value).splitlines()[-1] == "          ^^^^"


def test_pictures_are_of_the_event_that_is_shown(sample_copy: Callable[[], Path]) -> None:
    folder = sample_copy()
    done = Pictures(RECORDING, str(folder / "figures"), ("svg",), "bout-0002").do(
        open_project(folder)
    )
    scene = (folder / "figures" / f"{RECORDING}-scene-graph.svg").read_text()
    assert "bout-0002" in scene
    assert done.data["pictures"] == files_of(done.data)
    with pytest.raises(UserError, match="No event 'bout-0099'"):
        Pictures(RECORDING, str(folder / "f"), event="bout-0099").do(open_project(folder))
    assert not (folder / "f").exists()


def _claim(subject: str, predicate: str, target: str | None, *spans: tuple[int, int]) -> Claim:
    made = Claim(Who(subject, predicate, target), ids={f"{subject}{predicate}{target}"})
    for span in spans:
        made.spans["state"].append(span)
    return made


def test_what_two_say_of_one_time_counts_once() -> None:
    told = _claim("a", "chase", "b", (0, 2_000_000), (1_000_000, 3_000_000)).told()
    assert (told["count"], told["total_s"], told["confidence"]) == (1, 3.0, None)


def test_more_than_has_room_is_in_the_table() -> None:
    many = [_claim(f"m{i}", "chase", f"m{i + 1}", (0, 10**6)).told() for i in range(9)]
    busy = [_claim("m0", f"walks{i}", None, (0, 10**6)).told() for i in range(12)]
    shown = drawn([*many, *busy], {f"m{i}" for i in range(9)}, None)
    assert len(shown["nodes"]) == 6
    assert len(shown["left_out"]) == 4
    assert len(shown["edges"]) == 21
    assert [part["more"] for part in shown["alone"]] == [5]
    placed = {e["predicate"] for e in shown["edges"] if e["at"] and e["object"] is None}
    assert len(placed) == 7


def test_arrows_are_as_wide_as_time() -> None:
    long, short = ("a", "chase", "b", (0, 9 * 10**6)), ("b", "chase", "a", (0, 10**6))
    arrows = drawn([_claim(*long).told(), _claim(*short).told()], {"a", "b"}, None)["arrows"]
    widths = {arrow["from"]: arrow["width"] for arrow in arrows}
    assert widths == {"a": 9.0, "b": 4.0}


def test_nothing_is_drawn_of_nothing() -> None:
    assert drawn([], set(), None)["nodes"] == []
