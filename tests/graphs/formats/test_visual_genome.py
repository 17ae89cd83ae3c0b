"""Visual Genome: the same facts come back, and files of others are read as far as they go."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from varied import NAMES, comparable, context, varied

from graphs.errors import DataError, UserError
from graphs.formats import visual_genome
from graphs.formats.registry import format_named


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "graph.json"
    visual_genome.write(iter(varied()), path, context())
    return path


def change(file: Path, **entries: object) -> Path:
    pictures = json.loads(file.read_text(encoding="utf-8"))
    pictures[1] |= entries
    file.write_text(json.dumps(pictures), encoding="utf-8")
    return file


def test_round_trip(file: Path, tmp_path: Path) -> None:
    read = format_named("visual-genome").read(file)
    assert comparable(read) == comparable(varied())
    visual_genome.write(read, tmp_path / "again.json", context())
    assert (tmp_path / "again.json").read_bytes() == file.read_bytes()
    visual_genome.write([], tmp_path / "none.json", context())
    assert visual_genome.read(tmp_path / "none.json") == []


def test_pictures_are_events(file: Path) -> None:
    pictures = json.loads(file.read_text(encoding="utf-8"))
    assert len(pictures) == 3 + 2 * 11
    assert [p["image_id"] for p in pictures] == list(range(1, 26))
    bout = next(p for p in pictures if p["event_id"] == "bout-0003")
    assert (bout["start_s"], bout["stop_s"], bout["level"]) == (180.0, 240.0, "bout")
    facts = [f for f in varied()[0].facts if f.event_id == "bout-0003"]
    stand = [f for f in facts if f.status not in ("rejected", "superseded")]
    assert len(bout["attributes"]) == sum(f.object is None for f in stand) > 0
    assert len(bout["relationships"]) == sum(f.object is not None for f in stand) > 0
    withdrawn = bout["withdrawn"]["attributes"] + bout["withdrawn"]["relationships"]
    assert len(withdrawn) == len(facts) - len(stand)
    names = {thing["object_id"]: thing["names"] for thing in bout["objects"]}
    for relationship in bout["relationships"]:
        assert names[relationship["subject_id"]] == [relationship["fact"]["subject"]]
        assert names[relationship["object_id"]] == [relationship["fact"]["object"]]
    chase = next(r for p in pictures for r in p["relationships"] if r["predicate"] == "chase")
    assert chase["synsets"] == ["chase.v.01"]


def test_one_individual_has_one_number(file: Path) -> None:
    pictures = json.loads(file.read_text(encoding="utf-8"))
    numbers: dict[tuple[str, str], set[int]] = {}
    for picture in pictures:
        for thing in picture["objects"]:
            for name in thing["names"]:
                numbers.setdefault((picture["recording"], name), set()).add(thing["object_id"])
    assert all(len(ids) == 1 for ids in numbers.values())
    first, second = NAMES[:2]
    assert numbers[first, "mouse_1"] == numbers[second, "mouse_1"]  # the context says so
    assert numbers[first, "shelter"] == numbers[second, "shelter"]
    kinds = {t["names"][0]: t["kind"] for p in pictures for t in p["objects"]}
    assert (kinds["mouse_2"], kinds["shelter"], kinds["wall"]) == ("animal", "zone", "object")


def test_wrong_ends_and_fields_are_named(file: Path) -> None:
    fact = json.loads(file.read_text(encoding="utf-8"))[2]["relationships"][0]["fact"]
    told = {"subject_id": 98, "object_id": 99, "predicate": "x", "fact": {**fact, "subject": "who"}}
    other = {"object_id": 98, "attribute": "x"}
    change(
        file,
        objects=[{"object_id": 98, "names": ["somebody"]}],
        relationships=[told],
        attributes=[other],
        level="bouts",
    )
    with pytest.raises(DataError) as caught:
        visual_genome.read(file)
    message = str(caught.value)
    assert "picture 2: level is 'bouts'" in message
    assert (
        "picture 2, relationships, entry 1: its fact names 'who', but object 98 is 'someb"
        in message
    )
    assert "entry 1: object_id is 99, which is not among the objects of the picture" in message
    assert "picture 2, attributes, entry 1: fact is missing" in message


def test_newer_damaged_and_other_files(file: Path) -> None:
    change(file, schema_version=2)
    with pytest.raises(UserError, match="newer version of the workbench"):
        visual_genome.read(file)
    file.write_bytes(file.read_bytes()[:500])
    with pytest.raises(DataError, match="expected JSON, found damaged text"):
        visual_genome.read(file)
    file.write_text('{"a": 1}')
    with pytest.raises(DataError, match=r"expected a list of pictures"):
        visual_genome.read(file)


FOREIGN = [
    {
        "image_id": 2417997,
        "objects": [
            {
                "object_id": 1,
                "names": ["man"],
                "attributes": ["tall"],
                "x": 1,
                "y": 2,
                "w": 3,
                "h": 4,
            },
            {"object_id": 2, "names": ["man"], "synsets": ["man.n.01"]},
            {"object_id": 3, "names": ["hat"]},
        ],
        "relationships": [
            {"relationship_id": 7, "subject_id": 1, "predicate": "wearing", "object_id": 3},
            {"relationship_id": 8, "subject_id": 1, "predicate": "wearing", "object_id": 3},
            {"relationship_id": 9, "subject_id": 1, "predicate": "near", "object_id": 4},
        ],
    },
    {
        "image_id": 5,
        "relationships": [
            {
                "predicate": "on",
                "subject": {"object_id": 11, "name": "cup"},
                "object": {"object_id": 12, "names": ["table"]},
            }
        ],
        "attributes": [{"object_id": 13, "names": ["wall"], "attributes": ["white", "old"]}],
    },
]


def test_files_of_others(tmp_path: Path) -> None:
    file = tmp_path / "scene_graphs.json"
    file.write_text(json.dumps(FOREIGN))
    with pytest.warns(UserWarning, match=r"1 of 7 attributes and relationships were left out"):
        one, two = visual_genome.read(file)
    assert one.recording == "2417997"
    assert [(f.subject, f.predicate, f.object) for f in one.facts] == [
        ("man 1", "tall", None),
        ("man 1", "wearing", "hat"),
    ]
    assert {(f.start_s, f.stop_s, f.start_frame, f.stop_frame, f.kind) for f in one.facts} == {
        (0.0, 0.0, 0, 1, "point")
    }
    assert {f.run for f in one.facts} == {run.run_id for run in one.runs} == {"import:scene_graphs"}
    assert [(f.subject, f.predicate, f.object) for f in two.facts] == [
        ("wall", "white", None),
        ("wall", "old", None),
        ("cup", "on", "table"),
    ]


def test_files_of_others_with_nothing_left(tmp_path: Path) -> None:
    file = tmp_path / "bad.json"
    ends = {"subject_id": 1, "predicate": "on", "object_id": 2}
    file.write_text(json.dumps([{"image_id": 1, "objects": [], "relationships": [ends, ends]}]))
    with pytest.raises(
        DataError, match=r"nothing can be read: .* of 2 attributes and relationships"
    ):
        visual_genome.read(file)
    file.write_text(
        json.dumps([{"image_id": 1, "objects": [{"names": "x"}], "relationships": [3]}])
    )
    with pytest.raises(DataError) as caught:
        visual_genome.read(file)
    assert "picture 1, objects, entry 1: names is 'x'; expected a list of texts" in str(
        caught.value
    )
    assert "picture 1, objects, entry 1: object_id is missing" in str(caught.value)
    assert "picture 1, relationships, entry 1: expected a record" in str(caught.value)


def test_two_names_of_one_individual_share_its_number(tmp_path: Path) -> None:
    graph = varied()[0]
    known = context()
    known.identities[graph.recording, "mouse_2"] = "mouse 17"  # type: ignore[index]
    visual_genome.write([graph], tmp_path / "a.json", known)
    things = [t for p in json.loads((tmp_path / "a.json").read_text()) for t in p["objects"]]
    assert ["mouse_1", "mouse_2"] in [thing["names"] for thing in things]
    assert comparable(visual_genome.read(tmp_path / "a.json")) == comparable([graph])
