"""Correcting facts.

A page shows facts as they stood when it was filled. So what is done to one of them carries the
number of the last review that the page has ``seen``; if somebody said something of that fact since,
nothing is done and the person is told.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from graphs.errors import UserError
from graphs.words import counted
from workbench.ui.actions.contract import Action, Done, Words, called, option

if TYPE_CHECKING:
    from graphs.corrections.reviews import Review
    from workbench.knowledge.claims import Given
    from workbench.knowledge.review_effects import Corrected
    from workbench.project import Project

_ONE_AT_A_TIME = threading.Lock()
"""Held while it is looked whether a fact is as it was seen, and while it is changed."""


@dataclass(frozen=True, slots=True)
class Accept(Action):
    """Say that facts are right."""

    name: ClassVar[str] = "review.accept"
    ids: tuple[str, ...]
    comment: str | None = None
    seen: int | None = None

    def words(self) -> Words:
        """Return ``review accept``."""
        return Words(("review", "accept"), self.ids, option("--comment", self.comment))

    def python(self) -> str:
        """Return the call."""
        return f"project.graph().corrections.accept({called(list(self.ids), comment=self.comment)})"

    def do(self, project: Project) -> Done:
        """Accept them."""
        with as_seen(project, self.ids, self.seen):
            corrected = project.graph().corrections.accept(list(self.ids), comment=self.comment)
        return done(project, corrected, "accepted")


@dataclass(frozen=True, slots=True)
class Reject(Action):
    """Say that facts are wrong."""

    name: ClassVar[str] = "review.reject"
    ids: tuple[str, ...]
    comment: str | None = None
    seen: int | None = None

    def words(self) -> Words:
        """Return ``review reject``."""
        return Words(("review", "reject"), self.ids, option("--comment", self.comment))

    def python(self) -> str:
        """Return the call."""
        return f"project.graph().corrections.reject({called(list(self.ids), comment=self.comment)})"

    def do(self, project: Project) -> Done:
        """Reject them."""
        with as_seen(project, self.ids, self.seen):
            corrected = project.graph().corrections.reject(list(self.ids), comment=self.comment)
        return done(project, corrected, "rejected")


@dataclass(frozen=True, slots=True)
class Edit(Action):
    """Correct a fact; what is not given stays.

    Parameters
    ----------
    new
        Allow a behavior or a name that does not occur yet, or another kind of object.
    """

    name: ClassVar[str] = "review.edit"
    id: str
    subject: str | None = None
    predicate: str | None = None
    object: str | None = None
    no_object: bool = False
    start_s: float | None = None
    stop_s: float | None = None
    new: bool = False
    comment: str | None = None
    seen: int | None = None

    def words(self) -> Words:
        """Return ``review edit``."""
        options = (
            *option("--subject", self.subject), *option("--predicate", self.predicate),
            *option("--object", self.object), *option("--no-object", self.no_object),
            *option("--from", self.start_s), *option("--to", self.stop_s),
            *option("--new", self.new), *option("--comment", self.comment),
        )  # fmt: skip
        return Words(("review", "edit"), (self.id,), options)

    def python(self) -> str:
        """Return the call."""
        said = called(self.id, comment=self.comment, new=self.new or None, **self._changes())
        return f"project.graph().corrections.edit({said})"

    def do(self, project: Project) -> Done:
        """Correct it."""
        with as_seen(project, (self.id,), self.seen):
            corrected = project.graph().corrections.edit(
                self.id, comment=self.comment, new=self.new, **self._changes()
            )
        return done(project, [corrected], "corrected")

    def _changes(self) -> Given:
        changes: Given = {}
        if self.subject is not None:
            changes["subject"] = self.subject
        if self.predicate is not None:
            changes["predicate"] = self.predicate
        if self.no_object or self.object is not None:
            changes["object"] = self.object
        if self.start_s is not None:
            changes["start_s"] = self.start_s
        if self.stop_s is not None:
            changes["stop_s"] = self.stop_s
        return changes


@dataclass(frozen=True, slots=True)
class Add(Action):
    """Say that something happened that no fact tells of; ``new`` as of `Edit`."""

    name: ClassVar[str] = "review.add"
    recording: str
    subject: str
    predicate: str
    object: str | None
    start_s: float
    stop_s: float | None = None
    new: bool = False
    comment: str | None = None

    def words(self) -> Words:
        """Return ``review add``."""
        given = (self.recording, self.subject, self.predicate, self.object)
        options = (
            *option("--from", self.start_s), *option("--to", self.stop_s),
            *option("--new", self.new), *option("--comment", self.comment),
        )  # fmt: skip
        return Words(("review", "add"), tuple(one for one in given if one is not None), options)

    def python(self) -> str:
        """Return the call."""
        said = called(
            self.recording, self.subject, self.predicate, self.object, self.start_s, self.stop_s,
            comment=self.comment, new=self.new or None,
        )  # fmt: skip
        return f"project.graph().corrections.add({said})"

    def do(self, project: Project) -> Done:
        """Add it."""
        corrected = project.graph().corrections.add(
            self.recording, self.subject, self.predicate, self.object, self.start_s, self.stop_s,
            comment=self.comment, new=self.new,
        )  # fmt: skip
        return done(project, [corrected], "added")


@dataclass(frozen=True, slots=True)
class Comment(Action):
    """Say something of a fact that changes nothing."""

    name: ClassVar[str] = "review.comment"
    id: str
    text: str

    def words(self) -> Words:
        """Return ``review comment``."""
        return Words(("review", "comment"), (self.id, self.text))

    def python(self) -> str:
        """Return the call."""
        return f"project.graph().corrections.comment({called(self.id, self.text)})"

    def do(self, project: Project) -> Done:
        """Say it."""
        corrected = project.graph().corrections.comment(self.id, self.text)
        return done(project, corrected, "commented on")


@dataclass(frozen=True, slots=True)
class Undo(Action):
    """Take back reviews, or the last one."""

    name: ClassVar[str] = "review.undo"
    seq: tuple[int, ...] = ()

    def words(self) -> Words:
        """Return ``review undo``."""
        return Words(("review", "undo"), tuple(map(str, self.seq)))

    def python(self) -> str:
        """Return the call."""
        said = f"seq={list(self.seq)}" if self.seq else ""
        return f"project.graph().corrections.undo({said})"

    def do(self, project: Project) -> Done:
        """Take them back."""
        corrections = project.graph().corrections
        return done(project, corrections.undo(seq=self.seq or None), "taken back")


@dataclass(frozen=True, slots=True)
class Redo(Action):
    """Bring back what was undone last."""

    name: ClassVar[str] = "review.redo"

    def words(self) -> Words:
        """Return ``review redo``."""
        return Words(("review", "redo"))

    def python(self) -> str:
        """Return the call."""
        return "project.graph().corrections.redo()"

    def do(self, project: Project) -> Done:
        """Bring it back."""
        return done(project, project.graph().corrections.redo(), "brought back")


@contextmanager
def as_seen(project: Project, ids: Sequence[str], seen: int | None) -> Iterator[None]:
    """Let something be done to facts of which nobody said anything since a page was filled.

    Parameters
    ----------
    project
        With the facts.
    ids
        Of the facts.
    seen
        Number of the last review that the page knows; ``None`` does not ask.

    Raises
    ------
    UserError
        Somebody said something of one of them since.
    """
    with _ONE_AT_A_TIME:
        since = [] if seen is None else _said_since(project, ids, seen)
        if since:
            last = since[-1]
            message = (
                f"Nothing was changed: {last.by} reviewed this fact meanwhile ({last.action}, "
                f"review {last.seq}). It is shown now as it stands; look again."
            )
            raise UserError(message)
        yield


def _said_since(project: Project, ids: Sequence[str], seen: int) -> list[Review]:
    """Return the reviews of some facts after one, comments left out."""
    reviews = project.graph().overlays.reviews.reviews()
    by_seq = {review.seq: review for review in reviews}

    def told(review: Review) -> set[str | None]:
        while review.undoes is not None:
            review = by_seq[review.undoes]
        return {review.fact_id, review.after.fact_id if review.after else None}

    return [
        review
        for review in reviews
        if review.seq > seen and review.action != "comment" and told(review).intersection(ids)
    ]


def done(project: Project, corrected: Sequence[Corrected], said: str) -> Done:
    """Return what reviews did, as ``workbench review ... --json`` prints it."""
    from workbench.cli.review_words import done_json
    from workbench.knowledge.lookup import ethogram_for_words

    ethogram, _ = ethogram_for_words(project)
    data = {"reviews": [done_json(one, ethogram) for one in corrected]}
    return Done(f"{counted(len(corrected), 'fact')} {said}.", data)
