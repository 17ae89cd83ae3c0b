"""RDF: exact round trips, two engines that read the same, and a query against plain Python."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from varied import comparable, context, varied

from graphs.errors import DataError, UserError
from graphs.ethogram import parse_ethogram
from graphs.formats import jsonld, rdf, turtle
from graphs.formats.contract import Context, Described
from graphs.formats.rdf_words import PROV, seconds_text
from graphs.records import STANDING, Assessed, Event, Fact, Run

pyoxigraph = pytest.importorskip("pyoxigraph", reason="needs the extra rdf")
rdflib = pytest.importorskip("rdflib", reason="rdflib reads the files a second time")

BOTH = pytest.mark.parametrize("module", [turtle, jsonld])
SYNTAX = {turtle: ("TURTLE", "turtle"), jsonld: ("JSON_LD", "json-ld")}
QUERY = rdf.__doc__[rdf.__doc__.index("    PREFIX") :]


def written(module: ModuleType, path: Path, graphs: list[Described] | None = None) -> Path:
    module.write(varied() if graphs is None else graphs, path, context())
    return path


def said(module: ModuleType, path: Path) -> set[tuple[str, str, str]]:
    quads = pyoxigraph.parse(path=path, format=getattr(pyoxigraph.RdfFormat, SYNTAX[module][0]))
    return {(str(q.subject), str(q.predicate), str(q.object)) for q in quads}


def fact(**changes: object) -> Fact:
    values: dict[str, object] = {
        "recording": "day 1", "subject": "a", "predicate": "chase", "object": "b",
        "start_s": 1.5, "stop_s": 2.25, "start_frame": 45, "stop_frame": 68, "kind": "state",
        "confidence": 0.9, "status": "asserted", "source": "rule", "run": "r1",
    }  # fmt: skip
    return Fact(**{**values, **changes})  # type: ignore[arg-type]


# --- there and back ---


@BOTH
def test_round_trip(module: ModuleType, tmp_path: Path) -> None:
    path = written(module, tmp_path / "graph.rdf")
    assert comparable(module.read(path)) == comparable(varied())
    assert [g.recording for g in module.read(path)] == [g.recording for g in varied()]


@BOTH
def test_equal_input_gives_equal_bytes(module: ModuleType, tmp_path: Path) -> None:
    first = written(module, tmp_path / "1").read_bytes()
    backwards = [
        Described(
            g.recording,
            g.facts[::-1],
            g.events[::-1],
            g.assessed[::-1],
            g.runs,
            g.attributes,
            g.reviews,
        )
        for g in varied()
    ]
    assert written(module, tmp_path / "2", backwards).read_bytes() == first


def test_what_is_read_is_written_the_same(tmp_path: Path) -> None:
    path = written(turtle, tmp_path / "1.ttl")
    again = written(jsonld, tmp_path / "2.jsonld", turtle.read(path))
    third = written(turtle, tmp_path / "3.ttl", jsonld.read(again))
    without = written(turtle, tmp_path / "4.ttl", [replace(g, reviews=()) for g in varied()])
    assert said(turtle, third) == said(turtle, without)


def test_reviews_are_activities_of_people(tmp_path: Path) -> None:
    found = said(turtle, written(turtle, tmp_path / "1.ttl"))
    first, undo = varied()[0].reviews
    (about,) = {s for s, p, o in found if p.endswith("#comment>") and str(first["seq"]) in s}
    told = {(p, o) for s, p, o in found if s == about}
    assert any(p == f"<{PROV}used>" and str(first["fact_id"]) in o for p, o in told)
    assert any(p == f"<{PROV}wasAssociatedWith>" and ":person:Ana" in o for p, o in told)
    assert any(p == f"<{PROV}endedAtTime>" and str(first["at"]) in o for p, o in told)
    (taken,) = {s for s, p, o in found if p.endswith("undoes>") and o == about}
    assert taken.endswith(f":{undo['seq']}>")


names = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
times = st.integers(-(10**12), 10**12)


@st.composite
def recordings(draw: st.DrawFn) -> Described:
    name = draw(names)
    records = []
    for start_us in draw(st.lists(times, max_size=4, unique=True)):
        stop_us = start_us + draw(st.integers(0, 10**9))
        values = st.floats() | names.filter(lambda t: t not in ("inf", "-inf")) | st.integers()
        records.append(
            fact(
                recording=name, subject=draw(names), predicate=draw(names),
                object=draw(st.none() | names), start_s=start_us / 1e6, stop_s=stop_us / 1e6,
                start_frame=draw(times), stop_frame=draw(times), confidence=draw(st.floats()),
                status=draw(st.sampled_from(["asserted", "superseded"])),
                kind="point" if start_us == stop_us else "state", run=draw(names),
                source=draw(st.sampled_from(["human", "import"])),
                event_id=draw(st.none() | names),
                evidence=draw(st.dictionaries(names | st.just("edits") | st.just("by"), values)),
            )
        )  # fmt: skip
    assessed = [Assessed(name, draw(names), draw(names), draw(st.none() | names), 0.5, 0.5)]
    events = [Event(name, draw(names), "bout", -1.0, 0.1, draw(st.none() | names), draw(names))]
    runs = [
        Run(draw(names), "tool", "", "", draw(names), "", {"a": draw(names)}, {draw(names): ""})
    ]
    attributes = draw(st.dictionaries(names, names | st.floats(allow_nan=False) | st.integers()))
    return Described(name, records, events, assessed, runs, attributes)


@BOTH
@settings(max_examples=20, deadline=None)
@given(graph=recordings(), project=names)
def test_round_trip_of_anything(
    module: ModuleType, tmp_path_factory: pytest.TempPathFactory, graph: Described, project: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "anything"
    module.write([graph], path, Context(project=project))
    assert comparable(module.read(path)) == comparable([graph])


@BOTH
def test_equal_identifiers_stay_apart(module: ModuleType, tmp_path: Path) -> None:
    twice = [fact(confidence=0.1), fact(confidence=0.2)]
    assert twice[0].fact_id == twice[1].fact_id
    runs = [Run("r1", "t", "1", "", "", "", {"x": 1}, {}), Run("r1", "t", "1", "", "", "", {}, {})]
    spans = [Assessed("day 1", "a", "chase", None, 0.0, 9.0)] * 2
    graph = Described("day 1", twice, [], spans, runs)
    path = written(module, tmp_path / "twice", [graph])
    assert comparable(module.read(path)) == comparable([graph])


@BOTH
def test_nothing_is_nothing(module: ModuleType, tmp_path: Path) -> None:
    assert module.read(written(module, tmp_path / "none", [])) == []


# --- other programs ---


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own
@BOTH
def test_both_engines_read_the_same(module: ModuleType, tmp_path: Path) -> None:
    path = written(module, tmp_path / "graph")
    graph = rdflib.Graph()
    graph.parse(path, format=SYNTAX[module][1])
    assert len(graph) == len(said(module, path)) > 3000


def test_both_files_say_the_same(tmp_path: Path) -> None:
    first = said(turtle, written(turtle, tmp_path / "graph.ttl"))
    assert first == said(jsonld, written(jsonld, tmp_path / "graph.jsonld"))


def asked_pyoxigraph(path: Path, query: str) -> set[tuple[str, ...]]:
    store = pyoxigraph.Store()
    store.load(path=path, format=pyoxigraph.RdfFormat.TURTLE)
    return {tuple(term.value for term in row) for row in store.query(query)}


def asked_rdflib(path: Path, query: str) -> set[tuple[str, ...]]:
    graph = rdflib.Graph()
    graph.parse(path, format="turtle")
    return {tuple(map(str, row)) for row in graph.query(query)}


@pytest.mark.parametrize("ask", [asked_pyoxigraph, asked_rdflib])
@pytest.mark.parametrize("predicate", ["chase", "enter"])
def test_who_chased_whom_as_documented(
    ask: Callable[[Path, str], set[tuple[str, ...]]], predicate: str, tmp_path: Path
) -> None:
    path = written(turtle, tmp_path / "graph.ttl")
    query = QUERY.replace('"chase"', f'"{predicate}"').replace("< 60", "< 300")
    expected = {
        (f.recording, f.subject, f.object, Decimal(str(f.start_s)), Decimal(str(f.stop_s)))
        for graph in varied()
        for f in graph.facts
        if f.predicate == predicate and f.status in STANDING and f.start_s < 300 and f.stop_s > 10
    }
    rows = ask(path, query)
    assert {(*row[:3], *map(Decimal, row[3:])) for row in rows} == expected
    assert len(rows) == len(expected) > 3


def test_one_individual_in_two_recordings(tmp_path: Path) -> None:
    path = written(turtle, tmp_path / "graph.ttl")
    rows = asked_pyoxigraph(
        path,
        """
        PREFIX bw: <urn:behavior-workbench:vocabulary:>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT DISTINCT ?recording WHERE {
          ?fact bw:subject ?who ; bw:recording/skos:notation ?recording .
          ?who a bw:Animal ; rdfs:label "mouse 17" . }
        """,
    )
    assert rows == {(graph.recording,) for graph in varied()[:2]}


def test_an_edited_fact_leads_to_the_original_and_the_person(tmp_path: Path) -> None:
    path = written(turtle, tmp_path / "graph.ttl")
    rows = asked_pyoxigraph(
        path,
        """
        PREFIX bw: <urn:behavior-workbench:vocabulary:>
        PREFIX prov: <http://www.w3.org/ns/prov#>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT ?old ?person WHERE {
          ?new prov:wasRevisionOf ?old ; prov:wasGeneratedBy/prov:wasAssociatedWith ?who .
          ?old bw:status "superseded" .
          ?who a prov:Person ; rdfs:label ?person . }
        """,
    )
    old = [f.fact_id for graph in varied() for f in graph.facts if f.status == "superseded"]
    assert {(iri.rpartition(":")[2], person) for iri, person in rows} == {
        (fact_id, "Ana Ñ.") for fact_id in old
    }


def test_behaviors_are_concepts(tmp_path: Path) -> None:
    ethogram = parse_ethogram(
        '[behavior.chase]\ndefinition = "Runs after."\nparent = "aggression"\n'
        'synset = "chase.v.01"\nsynonyms = ["pursue", "hunt"]\nreference = "Lab, 2020"'
    )
    path = tmp_path / "graph.ttl"
    turtle.write([Described("day 1", [fact()])], path, Context(ethogram, project="p"))
    about = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT ?x WHERE { ?b %s }"
    named = '?b skos:notation "chase" ; '
    for rest, expected in [
        ("skos:definition ?x", {"Runs after."}),
        ("skos:altLabel ?x", {"pursue", "hunt"}),
        ("skos:broader/skos:prefLabel ?x", {"aggression"}),
        ("skos:closeMatch/skos:notation ?x", {"chase.v.01"}),
    ]:
        rows = asked_pyoxigraph(path, about % (named.removeprefix("?b ") + rest))
        assert {row[0] for row in rows} == expected, rest


# --- by hand ---


def test_turtle_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    graph = Described("day 1", [fact(confidence=math.nan, object=None, evidence={"gap_s": 0.5})])
    turtle.write([graph], path, Context(project="p"))
    lines = {" ".join(line.split()) for line in path.read_text().splitlines()}
    (node,) = re.findall(r"(fact:\w+) a bw:Fact", path.read_text())
    assert node == f"fact:{graph.facts[0].fact_id}"
    assert {
        "time:hasTime interval:day\\%201\\/1500000-2250000 ;",
        "time:hasBeginning instant:day\\%201\\/1500000 ;",
        "time:numericPosition 1.500000 ;",
        "time:hasTRS clock:day\\%201 .",
        "prov:wasGeneratedBy run:r1 ;",
        "run:r1 a prov:Activity .",
        'bw:evidence "{\\"gap_s\\":0.5}" .',
        "entity:a\\%40day\\%201 a bw:Animal ;",
    } <= lines
    assert "confidence" not in path.read_text()
    assert "bw:object" not in path.read_text()


@pytest.mark.parametrize(
    ("microsecond", "text"),
    [(0, "0.000000"), (1, "0.000001"), (-1, "-0.000001"), (-1_500_000, "-1.500000"),
     (3_600_000_001, "3600.000001")],
)  # fmt: skip
def test_seconds(microsecond: int, text: str) -> None:
    assert seconds_text(microsecond) == text


def test_numbers_of_a_json_line_survive(tmp_path: Path) -> None:
    """As a JSON number it would come back with 16 digits: 0.1 + 0.2 needs 17."""
    path = written(jsonld, tmp_path / "1", [Described("day 1", [fact(confidence=0.1 + 0.2)])])
    assert '"bw:confidence":"0.30000000000000004"' in path.read_text()
    assert jsonld.read(path)[0].facts[0].confidence == 0.1 + 0.2


# --- what is wrong ---


def test_damaged_turtle_says_where(tmp_path: Path) -> None:
    path = written(turtle, tmp_path / "graph.ttl")
    lines = path.read_text().splitlines()
    at = next(n for n, line in enumerate(lines) if "bw:status" in line)
    lines[at] = '\tbw:status "asserted ;'
    path.write_text("\n".join(lines))
    with pytest.raises(DataError, match=rf"graph\.ttl: no valid Turtle: .*line {at + 1} "):
        turtle.read(path)


@pytest.mark.parametrize("part", [0.3, 0.5, 0.9])
@BOTH
def test_a_file_cut_off(module: ModuleType, part: float, tmp_path: Path) -> None:
    path = written(module, tmp_path / "graph")
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(DataError, match=r"^graph: "):
        module.read(path)


@BOTH
@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"<a", b'{"@context": "https://x.org/"}'])
def test_no_rdf(module: ModuleType, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "graph"
    path.write_bytes(content)
    with pytest.raises(DataError, match="graph: no valid"):
        module.read(path)


def test_other_rdf(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text("<urn:a:b> <urn:a:c> <urn:a:d> .")
    with pytest.raises(DataError, match="no recordings; expected resources of the class"):
        turtle.read(path)


@pytest.mark.parametrize(
    ("found", "instead", "message"),
    [
        ('bw:status "asserted"', 'bw:status "sure"', "status is 'sure', expected one of asserted"),
        ('bw:status "asserted"', 'bw:status "asserted", "rejected"', "status has 2 values"),
        ('bw:kind "state" ;', "", "bw:kind is missing"),
        ("bw:startFrame 45", 'bw:startFrame "x"', "startFrame is 'x', expected a number"),
        ("numericPosition 1.5", 'numericPosition "NaN" ; bw:x 1.5', "numericPosition is 'NaN'"),
        ("numericPosition 1.5", "numericPosition 7.5", "ends at 2.25 s, before it begins"),
        ('bw:evidence "{', 'bw:evidence "[{', "evidence is no JSON object"),
    ],
)  # fmt: skip
def test_faults_name_the_fact(found: str, instead: str, message: str, tmp_path: Path) -> None:
    right = fact(evidence={"gap_s": 0.5})
    path = written(turtle, tmp_path / "graph.ttl", [Described("day 1", [right])])
    text = path.read_text()
    assert found in text
    path.write_text(text.replace(found, instead, 1) if "kind" not in found else re.sub(
        rf"({right.fact_id} a .*?){re.escape(found)}", rf"\1{instead}", text, flags=re.DOTALL
    ))  # fmt: skip
    with pytest.raises(DataError, match=f"1 fault:\n.*{right.fact_id}: .*{message}"):
        turtle.read(path)


def test_faults_are_listed_together(tmp_path: Path) -> None:
    path = written(turtle, tmp_path / "graph.ttl")
    path.write_text(path.read_text().replace('bw:status "rejected"', 'bw:status "?"'))
    rejected = sum(f.status == "rejected" for graph in varied() for f in graph.facts)
    with pytest.raises(DataError, match=f"{rejected} faults:\n") as caught:
        turtle.read(path)
    assert str(caught.value).count("\n") == 13


@BOTH
def test_no_file(module: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        module.read(tmp_path / "none")


@BOTH
def test_without_the_extra(
    module: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(jsonld, tmp_path / "graph")
    monkeypatch.setitem(sys.modules, "pyoxigraph", None)
    with pytest.raises(UserError, match=r"behavior-workbench\[rdf\]"):
        module.read(path)
    with pytest.raises(UserError, match=r"behavior-workbench\[rdf\]"):
        written(turtle, tmp_path / "other")
    assert not (tmp_path / "other").exists()
