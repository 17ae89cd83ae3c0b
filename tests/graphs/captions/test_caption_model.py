"""What a model is asked about a caption, and what its answers become."""

from __future__ import annotations

import json

import pytest

from graphs.captions.model import caption_question, caption_schema, from_model
from graphs.errors import ModelError


def test_the_schema_is_json_and_names_all_fields() -> None:
    schema = json.loads(json.dumps(caption_schema()))
    triple = schema["properties"]["triples"]["items"]
    assert set(triple["properties"]) == {"subject", "predicate", "object", "negated"}
    assert triple["required"] == list(triple["properties"]), "strict servers refuse other schemas"
    assert caption_question("a cat").endswith("Caption: a cat")


def test_an_answer_becomes_a_graph() -> None:
    text = "Two black cats sit on a mat and do not sleep"
    answer = [
        {"subject": "Cat", "predicate": "sit on", "object": "mat"},
        {"subject": "cat", "predicate": "is", "object": "black"},
        {"subject": "cat", "predicate": "is", "object": "2"},
        {"subject": "cat", "predicate": "sleep", "object": None, "negated": True},
        {"subject": "cat", "predicate": "sit on", "object": "mat"},
    ]
    graph = from_model({"triples": answer}, text)
    cat, mat = graph.entities
    assert (cat.name, cat.attributes, cat.count, cat.plural) == ("cat", ("black",), 2, True)
    assert text[mat.start : mat.stop] == "mat"
    assert [t.kind for t in graph.triples] == ["relation", "attribute", "count"]
    assert [(t.predicate, t.hedge) for t in graph.withheld] == [("sleep", "not")]


def test_names_of_two_of_a_kind_keep_them_apart() -> None:
    text = "The black mouse is chasing the second white mouse and sat on it."
    answer = [
        {"subject": "the black mouse", "predicate": "chase", "object": "second white mouse"},
        {"subject": "Black mouse", "predicate": "sit on", "object": "second white mouse"},
        {"subject": "black mouse", "predicate": "run after", "object": "polar bear"},
    ]
    graph = from_model({"triples": answer}, text)
    assert [(e.name, e.words, e.attributes) for e in graph.entities] == [
        ("mouse", "black mouse", ("black",)),
        ("mouse", "second white mouse", ("second", "white")),
        ("polar bear", "polar bear", ()),
    ]
    assert [text[t.start : t.stop] for t in graph.triples] == ["chasing", "sat on", ""]


def test_all_faults_of_an_answer_are_listed() -> None:
    answer = [
        {"subject": "", "predicate": "sit on", "object": "mat"},
        {"subject": "cat", "predicate": 3, "object": "mat", "why": 1},
        {"subject": "cat", "predicate": "sit"},
        {"subject": "cat", "predicate": "sit", "object": None, "negated": "no"},
        "cat sits",
    ]
    with pytest.raises(ModelError) as error:
        from_model({"triples": answer})
    message = str(error.value)
    assert message.startswith("Triples of a caption: 6 faults:")
    assert "triple 1: 'subject' is text, found ''" in message
    assert "triple 2: unknown field 'why'" in message
    assert "triple 3: 'object' is text or null, found nothing" in message
    assert "triple 5: expected an object, found 'cat sits'" in message


@pytest.mark.parametrize("data", [None, [], "x", {}, {"triples": {}}])
def test_an_answer_of_another_form_is_refused(data: object) -> None:
    with pytest.raises(ModelError, match="list 'triples'"):
        from_model(data)
