"""The table ``[model]`` of ``project.toml``: which model describes events, and what it is shown.

```toml
[model]
kind = "chat"                     # or "local", a model in a folder of this machine
provider = "ollama"               # these settings are those of the kind of model
name = "qwen2.5vl:7b"
url = "http://127.0.0.1:11434/v1"

behaviors = ["sniff", "mount"]    # what is asked; all of the ethogram if not given
level = "bout"                    # or "episode"
samples = 1                       # how often each event is asked
context = false                   # tell what was said of the events before
exemplars = 4                     # most accepted facts shown as examples
strike_out = true                 # the tracks rule out candidates first
reasoning = false
max_tokens = 1024

[[model.price]]                   # what it costs, as its provider says; none is known otherwise
model = "qwen*"
input_per_million = 0.2
output_per_million = 0.6
currency = "USD"

[model.stills]                    # keys of `pipelines.stills.contract.StillSettings`
frames = 8

[model.stills.marks]
trails = true

[model.stills.privacy]
blur = ["desk", [0, 0, 120, 80]]  # names of zones, or left, top, right, bottom in video pixels
```

A key is read from the environment and never written anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import Field, fields, is_dataclass
from typing import Any, Literal, get_args, get_origin, get_type_hints

from pipelines.describe.by_model.settings import ModelSettings
from pipelines.entries import Entry, is_number
from pipelines.models.budget import Price

_OF_THE_MODEL = ("kind", "parameters")
_BOX_NUMBERS = 4


def read_model(entry: Entry) -> ModelSettings:
    """Read the table; faults are noted in the entry's list."""
    kind = entry.text("kind") or "chat"
    asked = [setting for setting in fields(ModelSettings) if setting.name not in _OF_THE_MODEL]
    values = _values(entry, ModelSettings, asked)
    known = {"kind", "price", *(one.name for one in asked)}
    others = [key for key in entry.data if key not in known]
    parameters = {key: entry.take(key) for key in others}
    return ModelSettings(kind=kind, parameters=parameters, **values)


def read_prices(entry: Entry) -> tuple[Price, ...]:
    """Read ``[[model.price]]``; faults are noted in the entry's list."""
    said = entry.take("price") or []
    if not isinstance(said, list) or not all(isinstance(one, Mapping) for one in said):
        entry.fault("price is not a list of tables; expected [[model.price]] in double brackets")
        return ()
    return tuple(
        _price(Entry(one, f"[[model.price]] {number}", entry.faults))
        for number, one in enumerate(said, 1)
    )


def _price(entry: Entry) -> Price:
    texts = {key: entry.text(key) for key in ("model", "currency")}
    numbers = {key: entry.take(key) for key in ("input_per_million", "output_per_million")}
    for key, value in {**texts, **numbers}.items():
        if value is None and key not in entry.data:
            entry.fault(f"{key!r} is missing")
        elif key in numbers and not (is_number(value) and value >= 0):
            entry.fault(f"{key} is {value!r}; expected a number, 0 or more")
    entry.done()
    inputs, outputs = (n if is_number(n) else 0.0 for n in numbers.values())
    return Price(texts["model"] or "", inputs, outputs, (texts["currency"] or "").upper())


def _values(entry: Entry, of: type, settings: Sequence[Field[Any]]) -> dict[str, Any]:
    """Return what a table gives for fields of a dataclass, checked by their types."""
    types = get_type_hints(of)
    found = {one.name: _value(entry, one, types[one.name]) for one in settings}
    return {name: value for name, value in found.items() if value is not None}


def _value(entry: Entry, setting: Field[Any], wanted: Any) -> Any:
    """Return one value; ``None`` if it is not given, or after noting what is wrong with it."""
    key = setting.name
    if is_dataclass(wanted) and isinstance(wanted, type):
        inner = entry.table(key)
        values = _values(inner, wanted, fields(wanted))
        inner.done()
        return wanted(**values)
    if entry.take(key) is None:
        return None
    if get_origin(wanted) is Literal:
        return _choice(entry, key, get_args(wanted))
    if get_origin(wanted) is tuple:
        return _several(entry, key, may_be_boxes=get_args(wanted)[0] is not str)
    if wanted is bool:
        return _switch(entry, key)
    if wanted is float:
        return entry.number(key)
    return entry.whole(key, setting.metadata.get("least", 1))


def _switch(entry: Entry, key: str) -> bool | None:
    value = entry.take(key)
    if isinstance(value, bool):
        return value
    entry.fault(f"{key} is {value!r}; expected true or false")
    return None


def _choice(entry: Entry, key: str, choices: tuple[str, ...]) -> str | None:
    value = entry.take(key)
    if value in choices:
        return str(value)
    entry.fault(f"{key} is {value!r}; expected {' or '.join(map(repr, choices))}")
    return None


def _several(entry: Entry, key: str, *, may_be_boxes: bool) -> tuple[Any, ...] | None:
    value = entry.take(key)
    if isinstance(value, list):
        read = [tuple(one) if may_be_boxes and _is_box(one) else one for one in value]
        if all(isinstance(one, tuple) or (isinstance(one, str) and one) for one in read):
            return tuple(read)
    boxes = " or of [left, top, right, bottom]" if may_be_boxes else ""
    entry.fault(f"{key} is {value!r}; expected a list of names{boxes}")
    return None


def _is_box(value: object) -> bool:
    return isinstance(value, list) and len(value) == _BOX_NUMBERS and all(map(is_number, value))
