"""Models that answer from what is right, as a script says: floors and ceilings to compare with.

They see no picture. A script is given the item and what the baseline would say; each script fails
in one way only, so that one can see what a suite catches, and that it catches nothing else.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pipelines.evaluate.describer.baseline import majority_answers
from pipelines.evaluate.describer.items import Item
from pipelines.evaluate.describer.showing import AS_IT_IS
from pipelines.evaluate.scripted import ScriptedModel
from pipelines.models.contract import Json

Script = Callable[[Item], Json | None]
"""From an item to an answer; ``None`` is no answer."""


def scripted(name: str, items: Sequence[Item], script: Script) -> ScriptedModel[Item]:
    """Return a model that answers items as a script says.

    Parameters
    ----------
    name
        Of the script.
    items
        All that will be asked, from `pipelines.evaluate.describer.run.plan`.
    script
        What it answers.
    """
    return ScriptedModel(name, {item.item_id: item for item in items}, script)


def perfect(item: Item) -> Json:
    """Answer what is right."""
    return item.right


def majority(items: Sequence[Item]) -> Script:
    """Return the script that always gives the most common right answer."""
    answers = majority_answers(items)
    return lambda item: answers[item.item_id]


def miscounter(item: Item) -> Json:
    """Count one animal too many."""
    return {"count": _number(item.right["count"]) + 1} if item.group == "count" else item.right


def neighbour_confuser(item: Item) -> Json:
    """Describe another animal than the one that was asked about."""
    confused = item.key.get("confused")
    return {"behavior": confused[0]} if isinstance(confused, list) else item.right


def stranger(item: Item) -> Json:
    """Name every behavior in a word that the ethogram does not have."""
    if item.group in ("label", "repeat", "paraphrase", "changed"):
        return {"behavior": "frolics"}
    return item.right


def time_blind(item: Item) -> Json:
    """Take times for others: the order turned round, bouts and durations far too long."""
    if item.group == "order":
        return {"first": "B" if item.right["first"] == "A" else "A"}
    if item.group == "bouts":
        return {"bouts": []}
    if item.group == "duration":
        return {"seconds": 100 * float(str(item.right["seconds"]))}
    return item.right


def premise_accepter(item: Item) -> Json:
    """Agree with whatever a question takes for granted."""
    return {**item.right, "happens": True} if item.group == "premise" else item.right


def changed_its_mind(item: Item) -> Json:
    """Give another answer in other words and about changed pictures."""
    if item.group == "paraphrase" or item.changes != AS_IT_IS:
        return {"behavior": f"something else: {item.item_id}"}
    return item.right


def silent(item: Item) -> None:
    """Give no answer that can be read."""


def at_random(seed: int) -> Script:
    """Return the script that draws any answer that fits."""
    draw = random.Random(seed)  # noqa: S311 - no secret

    def script(item: Item) -> Json:
        if item.group in ("label", "repeat", "paraphrase", "changed"):
            listed = [line[2:].split(":")[0] for line in item.question.text.splitlines()[1:]]
            return {"behavior": draw.choice(listed)}
        properties: Any = item.question.schema["properties"]
        return {name: _drawn(schema, item, draw) for name, schema in properties.items()}

    return script


def _drawn(schema: Mapping[str, Any], item: Item, draw: random.Random) -> object:
    if "enum" in schema:
        return draw.choice(schema["enum"])
    if schema["type"] == "array":
        bounds: Any = item.key["clip"]
        low, high = bounds
        start_s, stop_s = sorted((draw.uniform(low, high), draw.uniform(low, high)))
        return [{"start_s": start_s, "stop_s": stop_s}]
    kinds: Mapping[str, Callable[[], object]] = {
        "boolean": lambda: draw.random() < 0.5,
        "integer": lambda: draw.randint(0, 5),
        "number": lambda: draw.uniform(0.0, 10.0),
    }
    return kinds[schema["type"]]() if schema["type"] in kinds else ""


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value
