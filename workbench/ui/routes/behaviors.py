"""What the page Behaviors shows: every behavior in full, and the ethogram as it is written."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Response

from graphs.errors import UserError
from workbench.ui.routes.state import State, answered

if TYPE_CHECKING:
    from workbench.behaviors.catalog import Known
    from workbench.behaviors.declare import BehaviorFunction
    from workbench.memory.symbols import Symbol
    from workbench.project import Project


def router(state: State) -> APIRouter:
    """Return the routes."""
    routes = APIRouter()

    @routes.get("/p/{key}/behaviors")
    def behaviors(key: str) -> Response:
        return answered(lambda: _behaviors(state.projects.of(key)))

    @routes.get("/p/{key}/ethogram")
    def ethogram(key: str) -> Response:
        return answered(lambda: _ethogram(state.projects.of(key)))

    @routes.get("/rules")
    def rules() -> Response:
        return answered(_rules)

    return routes


def _behaviors(project: Project) -> dict[str, Any]:
    from workbench.behaviors.catalog import catalog
    from workbench.behaviors.own import own_files, trust_file, untrusted_files

    refused = untrusted_files(project.folder)
    known: list[Known] = []
    fault, notes = "", list[str]()
    try:
        known, notes = catalog(project)
    except UserError as error:  # the ethogram is wrong: the page shows where, to be mended
        fault = str(error)
    return {
        "fault": fault,
        "notes": notes,
        "behaviors": [_told(project, one, not refused) for one in known],
        "words": [_in_words(one) for one in _definitions(project)],
        "recordings": [spec.name for spec in project.specs()],
        "own": [path.name for path in own_files(project.folder)],
        "untrusted": [
            {"name": path.name, "text": path.read_text(encoding="utf-8", errors="replace")}
            for path in refused
        ],
        "noted_in": trust_file(),
    }


def _definitions(project: Project) -> list[Symbol]:
    kinds = ("behavior", "definition")
    return [one for one in project.memory.symbols() if one.kind in kinds]


def _in_words(one: Symbol) -> dict[str, Any]:
    return {"name": one.name, "kind": one.kind, "text": one.text, "version": one.version}


def _told(project: Project, known: Known, trusted: bool) -> dict[str, Any]:
    from workbench.cli.behaviors import known_json

    function = _function(project, known) if trusted else None
    examples = [asdict(one) for one in function.examples] if function else []
    return known_json(known) | {
        "entry": asdict(known.entry),
        "examples": examples,
        "code": _code(function) if function else "",
    }


def _function(project: Project, known: Known) -> BehaviorFunction | None:
    from workbench.behaviors.find import find_function

    text = known.entry.function
    if known.where == "ethogram" and text is None:
        return None
    return find_function(text.name if text else known.entry.name, project.folder)


def _code(function: BehaviorFunction) -> str:
    try:
        return inspect.getsource(function.function)
    except (OSError, TypeError):  # its file was changed or taken away
        return ""


def _ethogram(project: Project) -> dict[str, Any]:
    from workbench.cli.ethogram import checked_json
    from workbench.ethogram_edit import check_ethogram, ethogram_as_written, text_hash

    text = ethogram_as_written(project)
    checked: Mapping[str, Any] = checked_json(check_ethogram(project, text))
    return {"text": text, "hash": text_hash(text), "checked": checked}


def _rules() -> dict[str, Any]:
    from pipelines.describe.signals import functions_in_words
    from workbench.cli.rules import UNITS

    return {"functions": dict(functions_in_words()), "units": UNITS}
