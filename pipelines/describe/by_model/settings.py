"""How a model describes the events of a project: which model, what it is shown and asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal

from pipelines.stills.contract import StillSettings


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """How recordings are described by a model.

    Parameters
    ----------
    kind, parameters
        Which model, and its settings; see `pipelines.models.contract.get_model`.
    level
        Events of this level are described.
    behaviors
        Which entries of the ethogram are asked about; all if empty.
    samples
        How often the same is asked; above 1 a triple needs three in five answers to be asserted.
    context
        Whether a question tells what was said of the events before. They are asked one after the
        other then, and one wrong answer can mislead the next.
    exemplars
        Most facts accepted by people that a question gives as examples.
    reasoning
        Whether the model writes down reasons first; Liu et al. 2024 ("Mind your step") found that
        it should not where it only has to look.
    strike_out
        Whether the tracks rule out candidates before the model is asked.
    max_tokens
        Longest answer.
    stills
        What is shown, and what is kept back.
    """

    kind: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    level: Literal["bout", "episode"] = "bout"
    behaviors: tuple[str, ...] = ()
    samples: int = 1
    context: bool = False
    exemplars: int = field(default=4, metadata={"least": 0})
    reasoning: bool = False
    strike_out: bool = True
    max_tokens: int = 1024
    stills: StillSettings = field(default_factory=StillSettings)

    def asked(self) -> dict[str, object]:
        """Return what decides the questions, JSON-representable; not which model answers them."""
        said = asdict(self)
        del said["kind"], said["parameters"]
        return said
