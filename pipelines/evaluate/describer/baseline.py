"""What a model would answer that does not look: always the most common right answer."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any

from graphs.plain_json import to_json
from pipelines.evaluate.describer.items import Item
from pipelines.models.contract import Json


def majority_answers(items: Sequence[Item]) -> dict[str, Json]:
    """Return, for each item, the most common right answer of its group.

    Times differ from clip to clip, so the answer is the whole clip where bouts are asked for, and
    the median where a duration is.

    Returns
    -------
    dict
        Identifier of the item -> answer.
    """
    groups: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        groups.setdefault((item.dimension, item.group), []).append(item)
    found = {}
    for (_, group), asked in groups.items():
        constant = _constant(group, [item.right for item in asked])
        for item in asked:
            found[item.item_id] = _whole_clip(item) if group == "bouts" else constant
    return found


def _constant(group: str, answers: Sequence[Json]) -> Json:
    if group == "duration":
        return {"seconds": median(float(str(one["seconds"])) for one in answers)}
    return most_common(answers)


def _whole_clip(item: Item) -> Json:
    bounds: Any = item.key["clip"]
    start_s, stop_s = bounds
    return {"bouts": [{"start_s": start_s, "stop_s": stop_s}]}


def most_common(answers: Iterable[Json]) -> Json:
    """Return the most common of some answers; of equally common ones the first in the alphabet."""
    counts = Counter(map(to_json, answers))
    first = min(counts, key=lambda text: (-counts[text], text))
    value: dict[str, Any] = json.loads(first)
    return value
