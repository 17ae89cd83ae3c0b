"""Whether a JSON value fits a schema: the part of JSON Schema that questions use.

Known are ``type`` (one or several), ``enum``, ``const``, ``anyOf``, ``properties``, ``required``,
``additionalProperties: false``, ``items``, ``minItems``, ``maxItems``, ``minimum``, ``maximum``,
``minLength`` and ``maxLength``; ``title`` and ``description`` say nothing. Any other word in a
schema is a `ValueError`, for what it asks would go unchecked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
}
_KNOWN = frozenset(
    {"type", "enum", "const", "anyOf", "properties", "required", "additionalProperties"}
    | {"items", "minItems", "maxItems", "minimum", "maximum", "minLength", "maxLength"}
    | {"title", "description"}
)
_SHOWN = 60
"""Letters of a value that a fault shows."""


def faults(value: Any, schema: Mapping[str, Any], at: str = "the answer") -> list[str]:
    """Return what is wrong with a JSON value, each with its place; empty if it fits.

    Parameters
    ----------
    value
        As `json.loads` gives it.
    schema
        JSON schema.
    at
        How the value is called: ``"claims[2].subject"`` is built from it.
    """
    return list(_faults(value, schema, at))


def _faults(value: Any, schema: Mapping[str, Any], at: str) -> Iterator[str]:
    unknown = set(schema) - _KNOWN
    if unknown:
        message = f"The schema of {at} has words that are not checked: {sorted(unknown)}."
        raise ValueError(message)
    if "anyOf" in schema:
        yield from _any_of(value, schema["anyOf"], at)
    wanted = schema.get("type", [])
    types = [wanted] if isinstance(wanted, str) else list(wanted)
    if types and not any(_TYPES[name](value) for name in types):
        yield f"{at} is {_shown(value)}; expected {' or '.join(types)}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at} is {_shown(value)}; expected one of {_listed(schema['enum'])}"
    if "const" in schema and value != schema["const"]:
        yield f"{at} is {_shown(value)}; expected {schema['const']!r}"
    yield from _of_its_type(value, schema, at)


def _any_of(value: Any, schemas: list[Mapping[str, Any]], at: str) -> Iterator[str]:
    found = [faults(value, schema, at) for schema in schemas]
    if all(found):
        yield min(found, key=len)[0]


def _of_its_type(value: Any, schema: Mapping[str, Any], at: str) -> Iterator[str]:
    if isinstance(value, dict):
        yield from _object(value, schema, at)
    elif isinstance(value, list):
        yield from _limits(len(value), schema, ("minItems", "maxItems"), f"{at} has", " entries")
        for number, one in enumerate(value):
            yield from _faults(one, schema.get("items", {}), f"{at}[{number}]")
    elif isinstance(value, str):
        lengths = ("minLength", "maxLength")
        yield from _limits(len(value), schema, lengths, f"{at} has", " letters")
    elif _TYPES["number"](value):
        yield from _limits(value, schema, ("minimum", "maximum"), f"{at} is", "")


def _object(value: Mapping[str, Any], schema: Mapping[str, Any], at: str) -> Iterator[str]:
    properties: Mapping[str, Any] = schema.get("properties", {})
    for name in schema.get("required", []):
        if name not in value:
            yield f"{at}.{name} is missing"
    for name, one in value.items():
        if name in properties:
            yield from _faults(one, properties[name], f"{at}.{name}")
        elif schema.get("additionalProperties") is False:
            yield f"{at}.{name} is not asked for"


def _limits(
    found: float, schema: Mapping[str, Any], names: tuple[str, str], what: str, unit: str
) -> Iterator[str]:
    low, high = (schema.get(name) for name in names)
    if low is not None and found < low:
        yield f"{what} {found}{unit}; expected at least {low}"
    if high is not None and found > high:
        yield f"{what} {found}{unit}; expected at most {high}"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _listed(values: list[Any]) -> str:
    shown = ", ".join(map(repr, values[:12]))
    return shown if len(values) <= 12 else f"{shown}, and {len(values) - 12} more"
