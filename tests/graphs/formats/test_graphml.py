"""GraphML: what networkx reads is what was written."""

from __future__ import annotations

import math
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from varied import context, varied

from graphs.errors import UserError
from graphs.formats import graphml
from graphs.formats.contract import Context, Described
from graphs.records import STANDING, Fact


def fact(**changes: object) -> Fact:
    values: dict[str, object] = {
        "recording": "day 1", "subject": "a", "predicate": "chase", "object": "b",
        "start_s": 1.5, "stop_s": 2.25, "start_frame": 45, "stop_frame": 68, "kind": "state",
        "confidence": 0.9, "status": "asserted", "source": "rule", "run": "r1",
    }  # fmt: skip
    return Fact(**{**values, **changes})  # type: ignore[arg-type]


def read(path: Path, graphs: list[Described], about: Context | None = None) -> nx.MultiDiGraph:
    graphml.write(graphs, path, about or Context())
    return nx.read_graphml(path, force_multigraph=True, edge_key_type=str)


def test_everything_that_varies(tmp_path: Path) -> None:
    graph = read(tmp_path / "graph.graphml", varied(), context())
    facts = {f.fact_id: f for described in varied() for f in described.facts}
    assert {key for *_, key in graph.edges(keys=True)} == set(facts)
    for source, target, key, data in graph.edges(keys=True, data=True):
        f = facts[key]
        assert (data["subject"], data["predicate"]) == (f.subject, f.predicate)
        assert source == context().identity(f.recording, f.subject, "animal")
        kind = "animal" if f.object in ("mouse_1", "mouse_2", "Мышь", "鼠; 3") else "object"
        behavior = f"behavior:{f.predicate}"
        assert target == (context().identity(f.recording, f.object, kind) if f.object else behavior)
        assert data["fact_id"] == key
        assert data.get("object") == f.object
        assert (data["start_s"], data["stop_s"]) == (f.start_s, f.stop_s)
        assert (data["start_frame"], data["stop_frame"]) == (f.start_frame, f.stop_frame)
        assert data.get("confidence", "NaN") == (
            "NaN" if math.isnan(f.confidence) else f.confidence
        )
        assert (data["status"], data["stands"]) == (f.status, f.status in STANDING)
        assert data.get("event") == f.event_id
        assert (data["group"], data["session"]) == ("knock-out", "día 2")
        expected = {f"evidence_{k}": v for k, v in f.evidence.items() if v is not math.nan}
        assert {k: v for k, v in data.items() if k.startswith("evidence_")} == expected


def test_nodes(tmp_path: Path) -> None:
    nodes = dict(read(tmp_path / "graph.graphml", varied(), context()).nodes(data=True))
    first, second, _ = (graph.recording for graph in varied())
    assert nodes["mouse 17"] == {
        "label": "mouse 17",
        "kind": "animal",
        "names": "mouse_1",
        "recordings": f"{first}; {second}",
    }
    assert nodes["shelter"]["kind"] == "zone"
    assert nodes[f"mouse_2@{first}"]["label"] == "mouse_2"
    assert nodes["behavior:groom"] == {
        "label": "groom",
        "kind": "behavior",
        "verb": "groom",
        "definition": "Forepaws stroke the body.",
        "synonyms": "self-grooming",
    }
    assert sum(data["kind"] == "animal" for data in nodes.values()) == 4  # mouse_1 once


def test_text_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "graph.graphml"
    graphml.write([Described("day 1", [fact(evidence={"gap_s": 0.5})])], path, Context())
    lines = path.read_text().splitlines()
    assert '<node id="a@day 1"><data key="n_label">a</data>' in "\n".join(lines)
    assert '<key id="v0" for="edge" attr.name="evidence_gap_s" attr.type="double"/>' in lines
    assert '<key id="e_stands" for="edge" attr.name="stands" attr.type="boolean"/>' in lines
    (edge,) = (line for line in lines if line.startswith("<edge"))
    assert (
        edge.startswith(f'<edge id="{fact().fact_id}" source="a@day 1" target="object">') is False
    )
    assert edge.startswith(f'<edge id="{fact().fact_id}" source="a@day 1" target="b">')
    assert '<data key="e_start_s">1.5</data>' in edge
    assert '<data key="v0">0.5</data>' in edge


def test_control_characters_do_not_break_the_file(tmp_path: Path) -> None:
    odd = fact(object="b\x00\x1b", subject="\ufffe", evidence={"k\x01": "\x02"})
    graph = read(tmp_path / "graph.graphml", [Described("day 1", [odd])])
    ((source, target, data),) = graph.edges(data=True)
    assert (source, target) == ("\\ufffe@day 1", "b\\u0000\\u001b")
    assert data["evidence_k\\u0001"] == "\\u0002"


def test_names_that_look_alike_stay_apart(tmp_path: Path) -> None:
    facts = [
        fact(object="b\x00"),
        fact(object="b\\u0000"),
        fact(object="behavior:groom"),
        fact(predicate="groom", object=None),
    ]
    graph = read(tmp_path / "graph.graphml", [Described("day 1", facts)])
    assert len(graph) == 5
    assert graph.number_of_edges() == 4
    kinds = sorted(kind for _, kind in graph.nodes(data="kind"))
    assert kinds == ["animal", "behavior", "object", "object", "object"]


def test_equal_claims_are_two_edges(tmp_path: Path) -> None:
    facts = [fact(confidence=0.1), fact(confidence=0.2)]
    graph = read(tmp_path / "graph.graphml", [Described("day 1", facts)])
    keys = sorted(key for *_, key in graph.edges(keys=True))
    assert keys == [fact().fact_id, f"{fact().fact_id}.2"]


def test_evidence_that_is_number_and_text(tmp_path: Path) -> None:
    facts = [
        fact(start_s=0.0, evidence={"x": 1, "inf_s": math.inf}),
        fact(start_s=0.5, evidence={"x": "one", "x_text": "two"}),
    ]
    graph = read(tmp_path / "graph.graphml", [Described("day 1", facts)])
    first, second = (
        {k: v for k, v in data.items() if k.startswith("evidence_")}
        for *_, data in graph.edges(data=True)
    )
    assert first == {"evidence_x": 1.0, "evidence_inf_s": math.inf}
    assert second == {"evidence_x_text": "one", "evidence_x_text.2": "two"}


def test_one_that_acts_in_another_recording_is_an_animal(tmp_path: Path) -> None:
    about = Context(identities={("day 1", "b"): "Bo", ("day 2", "b"): "Bo"})
    graphs = [
        Described("day 1", [fact()]),
        Described("day 2", [fact(recording="day 2", subject="b", object="a")]),
    ]
    assert read(tmp_path / "g.graphml", graphs, about).nodes["Bo"]["kind"] == "animal"


def test_no_recordings(tmp_path: Path) -> None:
    assert len(read(tmp_path / "graph.graphml", [])) == 0


texts = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"))


@settings(max_examples=50, deadline=None)
@given(names=st.lists(texts | st.sampled_from(["\r\n", "\t x ", "]]>"]), min_size=4, max_size=4))
def test_any_text(names: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    recording, subject, target, note = names
    one = fact(recording=recording, subject=subject, object=target, evidence={"note": note})
    path = tmp_path_factory.getbasetemp() / "any.graphml"
    graph = read(path, [Described(recording, [one])])
    ((_, _, data),) = graph.edges(data=True)
    assert data.get("recording", "") == recording
    assert (data.get("subject", ""), data.get("object", "")) == (subject, target)
    assert data.get("evidence_note", "") == note


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="does not exist"):
        graphml.write(varied(), tmp_path / "none" / "graph.graphml", context())
