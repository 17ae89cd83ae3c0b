"""What is asked of a model under examination: items, the words of their questions, their answers.

An item asks for one thing. Only those of *actor referring* name an animal, so that a model that
mixes up animals fails there and nowhere else; likewise for the other dimensions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from graphs.ethogram import Ethogram
from pipelines.evaluate.describer.clips import LabelledClip
from pipelines.evaluate.describer.showing import AS_IT_IS, Changes, View
from pipelines.models.contract import Json, Question

Dimension = Literal["counting", "referring", "meaning", "time", "robustness"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)

SYSTEM = (
    "You look at pictures of animals, taken one after the other from one video. Each animal has a "
    "number on a disc beside it, the same in all pictures. Before each picture its time is given "
    "in seconds. Say what you see in the pictures, not what is likely. Answer in JSON."
)


@dataclass(frozen=True)
class Item:
    """One question about one clip, in one view, with what is right.

    Parameters
    ----------
    dimension, group
        What it measures, and which kind of question it is: answers of one group can be compared.
    clip
        Place among the clips.
    view, changes
        How the clip is shown.
    question
        Without pictures.
    right
        A right answer.
    key
        What else scoring has to know.
    """

    dimension: Dimension
    group: str
    clip: int
    view: View
    question: Question
    right: Json
    key: Json = field(default_factory=dict)
    changes: Changes = AS_IT_IS

    @property
    def item_id(self) -> str:
        """Unique among the items of a plan."""
        return self.question.name

    @property
    def call(self) -> tuple[object, ...]:
        """What decides the answer: items with the same call are asked about once."""
        return self.clip, self.view, self.changes, self.question.digest


@dataclass(frozen=True, slots=True)
class Outcome:
    """An item with its answer; ``None`` where there is none that can be read."""

    item: Item
    data: Json | None


@dataclass(frozen=True, slots=True)
class Words:
    """How behaviors are put into words for a model.

    Parameters
    ----------
    ethogram
        The behaviors.
    scored
        Those that answers are taken from, in the order of the ethogram.
    """

    ethogram: Ethogram
    scored: tuple[str, ...]

    def listing(self, names: Sequence[str]) -> str:
        """Return behaviors with their definitions, one a line."""
        return "\n".join(f"- {name}: {self.ethogram[name].definition}" for name in names)

    def anyone(self, predicate: str) -> str:
        """Return that somebody does something: ``"an animal chases another animal"``."""
        entry = self.ethogram[predicate]
        targets = {"none": "", "animal": " another animal"}
        kind = entry.target_kind or entry.target
        return f"an animal {entry.verb}{targets.get(entry.target, f' the {kind}')}"


def an_object(**properties: Json) -> Json:
    """Return the schema of an answer with these properties, all of them required."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def one_of(values: Sequence[str]) -> Json:
    """Return the schema of one of some texts."""
    return {"type": "string", "enum": list(values)}


FREE_TEXT: Json = {"type": "string", "maxLength": 200}
SECONDS: Json = {"type": "number", "minimum": 0}


@dataclass(frozen=True, slots=True)
class Draft:
    """An item before it is known in which view it is shown."""

    dimension: Dimension
    group: str
    text: str
    schema: Json
    right: Json
    key: Json = field(default_factory=dict)
    changes: Changes = AS_IT_IS
    sample: int = 0


def in_views(
    drafts: Sequence[Draft], clip: LabelledClip, place: int, views: Sequence[View]
) -> Iterator[Item]:
    """Yield items for drafts about one clip, paired over the views.

    Parameters
    ----------
    drafts
        About this clip.
    clip, place
        The clip and its place among the clips.
    views
        In which it is shown.
    """
    for view in views:
        for number, draft in enumerate(drafts):
            what = f"{draft.dimension}/{draft.group} #{number}"
            question = Question(
                system=SYSTEM,
                text=draft.text,
                images=(),
                schema=draft.schema,
                max_tokens=256,
                sample=draft.sample,
                name=f"{what}, {view}, clip {place}: {clip.name}",
            )
            yield Item(
                draft.dimension,
                draft.group,
                place,
                view,
                question,
                draft.right,
                draft.key,
                draft.changes,
            )
