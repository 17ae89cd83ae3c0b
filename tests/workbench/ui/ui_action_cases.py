"""One case for every action of the page: what a person could have done with the demo project."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphs.records import Fact
from workbench.project import Project
from workbench.ui.actions import review
from workbench.ui.actions.contract import Action


@dataclass(frozen=True)
class Case:
    """An action on the demo project.

    Parameters
    ----------
    make
        Makes it from the project.
    before
        Actions that are done first.
    shown
        Picks out of the JSON that the command prints what `Done.data` has to be, and out of that
        what is compared; ``None`` where only the project is compared.
    """

    make: Callable[[Project], Action]
    before: tuple[Callable[[Project], Action], ...] = ()
    shown: Callable[[Any], Any] | None = None


def fact(project: Project, predicate: str, number: int = 0) -> Fact:
    """Return a fact of the demo project."""
    found = [one for one in project.graph().records() if one.predicate == predicate]
    return sorted(found, key=lambda one: (one.start_s, one.subject))[number]


def _accept(project: Project) -> Action:
    return review.Accept((fact(project, "chase").fact_id, fact(project, "rear").fact_id), "seen it")


def _reject(project: Project) -> Action:
    return review.Reject((fact(project, "groom").fact_id,))


def timeless(document: Any) -> Any:
    """Return a document without the moments at which things were done."""
    if isinstance(document, Mapping):
        return {key: timeless(value) for key, value in document.items() if key != "at"}
    return [timeless(one) for one in document] if isinstance(document, list) else document


def _reviews(document: Mapping[str, Any]) -> Any:
    return timeless(document["reviews"])


CASES: dict[str, Case] = {
    "review.accept": Case(_accept, shown=_reviews),
    "review.reject": Case(_reject, shown=_reviews),
    "review.edit": Case(
        lambda project: review.Edit(
            fact(project, "rear").fact_id, start_s=fact(project, "rear").start_s + 1 / 30
        ),
        shown=_reviews,
    ),
    "review.add": Case(
        lambda _: review.Add("open_field", "mouse_1", "approach", "mouse_2", 40.1, 41.3),
        shown=_reviews,
    ),
    "review.undo": Case(lambda _: review.Undo(), (_accept, _reject), _reviews),
    "review.redo": Case(lambda _: review.Redo(), (_reject, lambda _: review.Undo()), _reviews),
}
