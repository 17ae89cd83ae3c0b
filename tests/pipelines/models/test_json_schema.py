"""The schema check: right values pass, each wrong one is named with its place."""

from __future__ import annotations

from typing import Any

import pytest
from model_questions import SCHEMA, claim

from pipelines.models.json_schema import faults
from pipelines.models.reading import DoesNotFit, read_answer


def test_a_right_answer_has_no_faults() -> None:
    assert faults(claim(), SCHEMA) == []
    assert faults({"claims": []}, SCHEMA) == []
    whole = claim()
    whole["claims"][0]["start_s"] = None
    assert faults(whole, SCHEMA) == []


@pytest.mark.parametrize(
    ("value", "schema", "fault"),
    [
        (3, {"type": "string"}, "it is 3; expected string"),
        (True, {"type": "number"}, "it is True; expected number"),
        (1.5, {"type": "integer"}, "it is 1.5; expected integer"),
        ("x", {"type": ["number", "null"]}, "it is 'x'; expected number or null"),
        ("c", {"enum": ["a", "b"]}, "it is 'c'; expected one of 'a', 'b'"),
        (2, {"const": 1}, "it is 2; expected 1"),
        ([1] * 3, {"type": "array", "maxItems": 2}, "it has 3 entries; expected at most 2"),
        ("ab", {"type": "string", "minLength": 3}, "it has 2 letters; expected at least 3"),
        (1.2, {"type": "number", "maximum": 1}, "it is 1.2; expected at most 1"),
        ([1, "x"], {"items": {"type": "number"}}, "it[1] is 'x'; expected number"),
        ({}, {"required": ["a"]}, "it.a is missing"),
        ({"b": 1}, {"additionalProperties": False}, "it.b is not asked for"),
        ({"a": "x"}, {"properties": {"a": {"type": "null"}}}, "it.a is 'x'; expected null"),
        ("x", {"anyOf": [{"type": "null"}, {"type": "number"}]}, "it is 'x'; expected null"),
    ],
)
def test_each_fault_is_named(value: Any, schema: dict[str, Any], fault: str) -> None:
    assert faults(value, schema, "it") == [fault]


def test_a_schema_that_asks_more_than_is_checked_is_refused() -> None:
    with pytest.raises(ValueError, match="pattern"):
        faults("x", {"type": "string", "pattern": "a+"})


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}',
        ' \n{"a": 1}\n',
        '```json\n{"a": 1}\n```',
        'Here it is:\n```\n{"a": 1}\n```\nDone.',
        'The answer is {"a": 1}.',
    ],
)
def test_one_object_is_found(text: str) -> None:
    assert read_answer(text, {"type": "object"}) == {"a": 1}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no JSON object"),
        ("I see [1, 2].", "no JSON object"),
        ('{"a": 1', "no valid JSON"),
        ("{'a': 1}", "no valid JSON"),
        ('{"a": 1} {"a": 2}', "more than one"),
        ('{"a": "\\ud83d"}', "half of a letter"),
    ],
)
def test_nothing_is_mended(text: str, words: str) -> None:
    with pytest.raises(DoesNotFit, match=words):
        read_answer(text, {"type": "object"})
