"""Neo4j: the files fit each other and the script, and a Cypher engine answers like Python."""

from __future__ import annotations

import csv
import json
import math
import re
from collections import Counter
from pathlib import Path

import pytest
from varied import FREE_TEXT, context, varied

from graphs.errors import UserError
from graphs.ethogram import parse_ethogram
from graphs.formats import neo4j
from graphs.formats.contract import Context, Described
from graphs.records import STANDING, Event, Fact

Row = dict[str, str]


def fact(**changes: object) -> Fact:
    values: dict[str, object] = {
        "recording": "day 1", "subject": "a", "predicate": "chase", "object": "b",
        "start_s": 1.5, "stop_s": 2.25, "start_frame": 45, "stop_frame": 68, "kind": "state",
        "confidence": 0.9, "status": "asserted", "source": "rule", "run": "r1",
    }  # fmt: skip
    return Fact(**{**values, **changes})  # type: ignore[arg-type]


def rows(folder: Path, name: str) -> list[Row]:
    with (folder / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, strict=True))


def tables(folder: Path) -> dict[str, list[Row]]:
    return {path.stem: rows(folder, path.stem) for path in sorted(folder.glob("*.csv"))}


def key_column(row: Row, mark: str) -> str:
    (column,) = (name for name in row if mark in name)
    return column


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("neo4j") / "export"
    neo4j.write(varied(), folder, context())
    return folder


FACTS = [f for graph in varied() for f in graph.facts]


def test_identifiers_are_unique_and_every_end_exists(export: Path) -> None:
    ids: dict[str, list[str]] = {}
    ends: dict[str, set[str]] = {}
    for found in tables(export).values():
        for row in found:
            for column, value in row.items():
                mark, _, space = column.rstrip(")").partition("(")
                if mark.endswith(":ID"):
                    ids.setdefault(space, []).append(value)
                elif mark in (":START_ID", ":END_ID"):
                    ends.setdefault(space, set()).add(value)
    assert set(ids) == {"Recording", "Entity", "Behavior", "Run", "Event", "Assessed", "Fact"}
    for space, keys in ids.items():
        assert len(keys) == len(set(keys)), space
        assert ends.get(space, set()) <= set(keys), space


def test_counts(export: Path) -> None:
    found = {name: len(rows) for name, rows in tables(export).items()}
    count = len(FACTS)
    binary = sum(f.object is not None for f in FACTS)
    assert count == 200
    assert found == {
        "recordings": 3,
        "entities": 8,
        "behaviors": 5,
        "runs": 2,
        "events": sum(len(g.events) for g in varied()),
        "assessed": sum(len(g.assessed) for g in varied()),
        "facts": count,
        "fact_recording": count,
        "fact_subject": count,
        "fact_behavior": count,
        "fact_object": binary,
        "fact_event": sum(f.event_id is not None for f in FACTS),
        "fact_run": sum(f.source != "human" for f in FACTS),
        "fact_revision": sum("edits" in f.evidence for f in FACTS),
        "direct": sum(f.object is not None and f.status in STANDING for f in FACTS),
        "recording_run": 4,
        "behavior_parent": 0,
        "entity_recording": 7 + 6,
        "event_recording": sum(len(g.events) for g in varied()),
        "event_parent": sum(e.parent is not None for g in varied() for e in g.events),
        "assessed_recording": sum(len(g.assessed) for g in varied()),
        "assessed_subject": sum(len(g.assessed) for g in varied()),
        "assessed_behavior": sum(len(g.assessed) for g in varied()),
        "assessed_object": 2,
    }


def test_facts_say_the_same(export: Path) -> None:
    facts = {f.fact_id: f for f in FACTS}
    for row in rows(export, "facts"):
        f = facts.pop(row["fact_id:ID(Fact)"])
        assert (row["recording"], row["subject"]) == (f.recording, f.subject)
        assert (row["predicate"], row["object"]) == (f.predicate, f.object or "")
        assert (float(row["start_s:double"]), float(row["stop_s:double"])) == (f.start_s, f.stop_s)
        assert int(row["start_frame:long"]) == f.start_frame
        assert int(row["stop_frame:long"]) == f.stop_frame
        unknown = math.isnan(f.confidence)
        assert row["confidence:double"] == ("" if unknown else repr(f.confidence))
        assert row["stands:boolean"] == str(f.status in STANDING).lower()
        plain = {k: None if v is math.nan else v for k, v in f.evidence.items()}
        assert json.loads(row["evidence"]) == plain
    assert not facts


def test_direct_relationships_are_of_what_stands(export: Path) -> None:
    expected = Counter(
        (f.predicate.upper(), f.fact_id) for f in FACTS if f.object and f.status in STANDING
    )
    assert Counter((r[":TYPE"], r["fact_id"]) for r in rows(export, "direct")) == expected
    assert any(f.object and f.status not in STANDING for f in FACTS)


def test_text_by_hand(tmp_path: Path) -> None:
    one = fact(object='the "b"\nbox', evidence={"note": 'a "b" \\', "n": 1}, confidence=math.nan)
    graph = Described(
        "day 1", [one], attributes={"duration_s": 60.5, "a (b)": "", "recording": "x"}
    )
    neo4j.write([graph], tmp_path / "export", Context())
    lines = (tmp_path / "export" / "facts.csv").read_text().splitlines()
    assert lines[1:] == [
        f'"{one.fact_id}","day 1","a","chase","the ""b""',
        'box",1.5,2.25,45,68,"state",,"asserted",true,"rule","r1",,'
        '"{""n"":1,""note"":""a \\u0022b\\u0022 \\u005c""}","Fact"',
    ]
    assert (tmp_path / "export" / "recordings.csv").read_text().splitlines() == [
        '"recording:ID(Recording)","a__b_","duration_s:double","recording_2",":LABEL"',
        '"day 1","",60.5,"x","Recording"',
    ]
    assert (
        (tmp_path / "export" / "entities.csv")
        .read_text()
        .startswith(
            '"identity:ID(Entity)","name","kind",":LABEL"\n"a@day 1","a","animal","Entity;Animal"\n'
        )
    )


def test_what_is_not_there_has_no_relationship(tmp_path: Path) -> None:
    event = Event("day 1", "bout-1", "bout", 0.0, 9.0, "episode-1", "fixed")
    one = fact(event_id="bout-2", evidence={"edits": "0123"})
    neo4j.write([Described("day 1", [one], [event])], tmp_path / "export", Context())
    found = tables(tmp_path / "export")
    for name in ("fact_event", "fact_run", "fact_revision", "event_parent"):
        assert found[name] == []
    assert found["facts"][0]["event_id"] == "bout-2"


def test_same_names_stay_apart(tmp_path: Path) -> None:
    twice = [fact(recording="a/b", confidence=0.1), fact(recording="a/b", confidence=0.2)]
    graphs = [
        Described("a/b", twice, [Event("a/b", "c", "bout", 0.0, 1.0, None, "")]),
        Described("a", [], [Event("a", "b/c", "bout", 0.0, 1.0, None, "")]),
    ]
    neo4j.write(graphs, tmp_path / "export", Context())
    assert [r["event:ID(Event)"] for r in rows(tmp_path / "export", "events")] == [
        "a/b/c",
        "a/b/c.2",
    ]
    key = twice[0].fact_id
    assert [r["fact_id:ID(Fact)"] for r in rows(tmp_path / "export", "facts")] == [key, f"{key}.2"]


def test_a_heading_and_odd_predicates(tmp_path: Path) -> None:
    ethogram = parse_ethogram(
        '[behavior.chase]\ndefinition = "Runs after."\nparent = "aggression"\n'
        'synonyms = ["pursue; hunt", "follow"]'
    )
    odd = fact(predicate="nose-to tail's")
    neo4j.write([Described("day 1", [odd])], tmp_path / "export", Context(ethogram))
    found = tables(tmp_path / "export")
    assert [row["behavior:ID(Behavior)"] for row in found["behaviors"]] == [
        "chase", odd.predicate, "aggression",
    ]  # fmt: skip
    assert found["behaviors"][0]["synonyms:string[]"] == "pursue, hunt;follow"
    assert list(found["behavior_parent"][0].values()) == ["chase", "aggression", "BROADER"]
    assert found["direct"][0][":TYPE"] == "NOSE_TO_TAIL_S"
    assert "[r:NOSE_TO_TAIL_S {" in (tmp_path / "export" / "load.cypher").read_text()


def test_the_script_loads_every_column_of_every_file(export: Path) -> None:
    script = (export / "load.cypher").read_text(encoding="utf-8")
    loaded: dict[str, set[str]] = {}
    for statement in script.split(";\n\n"):
        for name in re.findall(r"file:///(\w+)\.csv", statement):
            used = re.findall(r"row\.(?:`([^`]+)`|(\w+))", statement)
            loaded.setdefault(name, set()).update(a or b for a, b in used)
    for path in export.glob("*.csv"):
        with path.open(newline="", encoding="utf-8") as file:
            header = set(next(csv.reader(file)))
        assert header - {":TYPE", ":LABEL"} == loaded[path.stem] - {":TYPE"}, path.stem
    assert script.count("CREATE CONSTRAINT") == 7
    for kind in ("CHASE", "INVESTIGATE", "ENTER"):
        assert f"row.`:TYPE` = '{kind}'" in script
    assert "toFloat(row.`start_s:double`)" in script
    assert "toBoolean(row.`stands:boolean`)" in script


def test_the_command_names_every_file(export: Path) -> None:
    text = (export / "README.txt").read_text(encoding="utf-8")
    command = text[text.index("neo4j-admin") : text.index("\n\nInto an empty running")]
    assert all(line.endswith(" \\") for line in command.splitlines()[:-1])
    named = re.findall(r"--(nodes|relationships)=(\w+\.csv)", command)
    assert sorted(name for _, name in named) == sorted(p.name for p in export.glob("*.csv"))
    for kind, name in named:
        header = (export / name).read_text(encoding="utf-8").splitlines()[0]
        assert (":ID(" in header) == (kind == "nodes")


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(UserError, match=r"notes\.txt"):
        neo4j.write(varied(), tmp_path, context())
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]


def test_an_earlier_export_is_replaced(tmp_path: Path) -> None:
    neo4j.write(varied(), tmp_path / "export", context())
    neo4j.write([], tmp_path / "export", Context())
    assert rows(tmp_path / "export", "facts") == []


# --- a Cypher engine ---

TYPES = {"double": "DOUBLE", "long": "INT64", "boolean": "BOOLEAN"}


def declared(header: list[str]) -> list[str]:
    found = []
    for column in header:
        name, _, kind = column.partition(":")
        if not kind.startswith(("START_ID", "END_ID")):
            name = name or kind.lower()  # :LABEL and :TYPE
            key = " PRIMARY KEY" if kind.startswith("ID(") else ""
            found.append(f"`{name}` {TYPES.get(kind, 'STRING')}{key}")
    return found


def test_a_cypher_engine_answers_like_python(export: Path, tmp_path: Path) -> None:
    ladybug = pytest.importorskip("ladybug", reason="no embedded Cypher engine is installed")
    connection = ladybug.Connection(ladybug.Database(str(tmp_path / "db")))
    headers = {}
    for path in export.glob("*.csv"):
        with path.open(newline="", encoding="utf-8") as file:
            headers[path.stem] = next(csv.reader(file))
    for name in sorted(headers, key=lambda n: "START_ID" in headers[n][0]):
        header, columns = headers[name], ", ".join(declared(headers[name]))
        if "START_ID" in header[0]:
            start, end = (re.search(r"\((\w+)\)", h)[1] for h in header[:2])  # type: ignore[index]
            connection.execute(f"CREATE REL TABLE {name}(FROM {start} TO {end}, {columns})")
        else:
            label = re.search(r"\((\w+)\)", header[0])[1]  # type: ignore[index]
            connection.execute(f"CREATE NODE TABLE {label}({columns})")
        table = name if "START_ID" in header[0] else label
        connection.execute(
            f"COPY {table} FROM '{export / name}.csv' (HEADER=true, PARALLEL=false, ESCAPE='\"')"
        )

    def asked(query: str) -> Counter[tuple[object, ...]]:
        return Counter(map(tuple, connection.execute(query).get_all()))

    assert asked(
        "MATCH (a:Entity)-[c:direct]->(b:Entity) WHERE c.type = 'CHASE' "
        "AND c.start_s < 300 AND c.stop_s > 10 "
        "RETURN c.recording, a.identity, b.identity, c.start_s, c.stop_s"
    ) == Counter(
        (f.recording, who(f, f.subject), who(f, f.object), f.start_s, f.stop_s)
        for f in FACTS
        if f.predicate == "chase" and f.status in STANDING and f.start_s < 300 and f.stop_s > 10
    )
    assert asked(
        "MATCH (e:Event)<-[:fact_event]-(f:Fact)-[:fact_object]->(o:Entity) "
        "WHERE NOT f.stands RETURN e.event_id, f.fact_id, o.name, f.confidence"
    ) == Counter(
        (f.event_id, f.fact_id, f.object, None if math.isnan(f.confidence) else f.confidence)
        for f in FACTS
        if f.object in ("wall", "shelter", "Ecke/Süd", FREE_TEXT, "mouse_2", "Мышь", "鼠; 3")
        and f.event_id
        and f.status not in STANDING
    ) + Counter(
        (f.event_id, f.fact_id, "mouse 17", None if math.isnan(f.confidence) else f.confidence)
        for f in FACTS
        if f.object == "mouse_1" and f.event_id and f.status not in STANDING
    )
    assert asked("MATCH (n:Fact)-[:fact_revision]->(o:Fact) RETURN n.source, o.status") == {
        ("human", "superseded"): 6
    }


def who(f: Fact, name: str | None) -> str:
    assert name is not None
    return context().identity(f.recording, name, "animal")
