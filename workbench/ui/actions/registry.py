"""All actions, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphs.errors import UserError
from graphs.words import did_you_mean
from workbench.ui.actions import (
    asking,
    behaviors,
    comparing,
    exporting,
    labelling,
    looking,
    media,
    memory,
    models,
    projects,
    review,
    teaching,
)
from workbench.ui.actions.contract import Action

_MODULES = (
    asking,
    behaviors,
    comparing,
    exporting,
    labelling,
    looking,
    media,
    memory,
    models,
    projects,
    review,
    teaching,
)
ACTIONS: dict[str, type[Action]] = {
    found.name: found
    for module in _MODULES
    for found in vars(module).values()
    if isinstance(found, type) and issubclass(found, Action) and found.__module__ == module.__name__
}
"""Name -> action."""


def action_of(name: str, given: Mapping[str, Any]) -> Action:
    """Return an action from what a script of the page sent.

    Raises
    ------
    UserError
        There is no such action, or a field is missing, too much or of another kind.
    """
    from pydantic import TypeAdapter, ValidationError  # of gradio

    kind = ACTIONS.get(name)
    if kind is None:
        message = f"No action {name!r}{did_you_mean(name, ACTIONS)}"
        raise UserError(message)
    fields = set(kind.__dataclass_fields__)
    unknown = sorted(set(given) - fields)
    if unknown:
        message = (
            f"{name}: {', '.join(unknown)} is none of its fields ({', '.join(sorted(fields))})"
        )
        raise UserError(message)
    try:
        action: Action = TypeAdapter(kind).validate_python(dict(given), strict=False)
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()
        )
        message = f"{name}: {faults}"
        raise UserError(message) from None
    return action
