"""Reviews: what people say about facts, appended to `project.db` and never changed.

A review names a fact by its identifier and keeps the fact as it was seen, so that it still says
something when labelling again has replaced that fact. The names that are kept are those of the
files, before any renaming; where the project gave animals other names since, they are read under
those. A fact that is shown under other names may be given as it is, but what a person corrects or
adds must speak of names as labelled. Nothing here changes a fact; `graphs.corrections.reviewed`
says what follows from the reviews.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, Unpack

from graphs.corrections.made import Changes, changed_fact, check_fact, made_fact, said
from graphs.corrections.renamed import renamed_reviews
from graphs.errors import UserError
from graphs.plain_json import evidence_from_json, to_json
from graphs.records import Fact, as_labelled
from graphs.storage.project_db import damaged
from graphs.storage.undoable import UndoableLog, checked_text, now_text

Action = Literal["accept", "reject", "edit", "comment", "add", "name", "undo"]


@dataclass(frozen=True, slots=True)
class Review:
    """What one person said about one fact, at one time.

    Parameters
    ----------
    seq
        Number in the log, increasing.
    at
        When: UTC, ISO 8601 with microseconds.
    by
        Who.
    recording
        Recording of the fact.
    fact_id
        The fact; ``None`` for an added one.
    action
        ``accept``, ``reject``, ``edit``, ``comment``, ``add``, ``name`` (the project gave animals
        other names), or ``undo`` of another review.
    before
        The fact as it was seen; ``None`` for an added one and an undo.
    after
        The fact that takes its place (``edit``), or that was added (``add``).
    comment
        In the person's words.
    undoes
        Number of the review that an ``undo`` takes back.
    names
        Name before -> name after, of a ``name``. What was said before is read under these names.
    """

    seq: int
    at: str
    by: str
    recording: str
    fact_id: str | None
    action: Action
    before: Fact | None = None
    after: Fact | None = None
    comment: str | None = None
    undoes: int | None = None
    names: Mapping[str, str] | None = field(default=None, hash=False)


class ReviewLog(UndoableLog):
    """The reviews of a project.

    Every method that writes returns when the review has reached the disk (inside of `together`:
    when the block has ended). It raises `UserError` if nothing can be written there.

    Parameters
    ----------
    path
        The project's database, ``project.db``; made by the first review.
    """

    table = "review"

    def accept(self, fact: Fact, by: str, comment: str | None = None) -> Review:
        """Say that a fact is right; raises `UserError` if it is not said by whom."""
        return self._say("accept", fact, by, comment)

    def accept_all(
        self, facts: Iterable[Fact], by: str, comment: str | None = None
    ) -> list[Review]:
        """Say that several facts are right, all at once or none; raises as `accept` does."""
        with self.together():
            return [self.accept(fact, by, comment) for fact in facts]

    def reject(self, fact: Fact, by: str, comment: str | None = None) -> Review:
        """Say that a fact is wrong; raises `UserError` if it is not said by whom."""
        return self._say("reject", fact, by, comment)

    def comment(self, fact: Fact, by: str, comment: str) -> Review:
        """Say something about a fact that changes nothing; raises `UserError` if it is empty."""
        return self._say("comment", fact, by, checked_text(comment, "The comment"))

    def edit(
        self,
        fact: Fact,
        by: str,
        comment: str | None = None,
        *,
        after: Fact | None = None,
        **changes: Unpack[Changes],
    ) -> Review:
        """Correct a fact: what is said here takes its place.

        Parameters
        ----------
        fact
            The fact as it was seen.
        by
            Who says so.
        comment
            Why.
        after
            The corrected fact, whole. Its status, source, run and evidence are set here.
        changes
            Instead of `after`: what is different, with names as labelled. If times change and
            frames are not given, the frames move along at the constant frame rate that the fact's
            own times and frames tell; give them where frames have timestamps of their own.

        Returns
        -------
        Review
            Its `after` has the source ``human``, the status ``accepted``, the run
            ``review:<seq>``, and as evidence the fact that it ``edits``, ``by`` whom and ``at``
            what time.

        Raises
        ------
        UserError
            Nothing changes, a name is empty, or the times cannot be.
        """
        if after is not None and changes:
            message = f"Give the corrected fact or {', '.join(changes)}, not both."
            raise UserError(message)
        fact = as_labelled(fact)
        new = after if after is not None else changed_fact(fact, changes)
        if new.recording != fact.recording:
            message = (
                f"A fact of {fact.recording!r} cannot become one of {new.recording!r}. "
                "Reject it, and add the other."
            )
            raise UserError(message)
        if said(new) == said(fact):
            message = (
                "The edit changes nothing of the fact. Say what is different "
                f"({', '.join(Changes.__annotations__)}), or accept the fact as it is."
            )
            raise UserError(message)
        return self._say("edit", fact, by, comment, new)

    def add(self, fact: Fact, by: str, comment: str | None = None) -> Review:
        """Say that something happened that no fact tells of.

        The fact's source, status and run become those of an edited one, see `edit`; its evidence is
        kept. Raises `UserError` if a name is empty or the times cannot be.
        """
        return self._say("add", None, by, comment, fact)

    def name(self, recording: str, names: Mapping[str, str], by: str, at: str) -> None:
        """Say that animals have other names in the project: all that was said is read under them.

        Parameters
        ----------
        recording
            Where.
        names
            Name before -> name after; they change all together.
        by
            Who says so.
        at
            When (`graphs.storage.undoable.now_text`). Of one moment it is written once only.

        Raises
        ------
        UserError
            A name is empty, or nothing can be written.
        """
        _check_words(by, None)
        for name in names.values():
            checked_text(name, "The name")
        with self._db.writing() as connection:
            same = "SELECT 1 FROM review WHERE action = 'name' AND recording = ? AND at = ?"
            if connection.execute(same, [recording, at]).fetchone() is None:
                seq = _next_seq(connection)
                _append(connection, Review(seq, at, by, recording, None, "name", names=names))

    def undo(self, seq: int | None = None, *, by: str, comment: str | None = None) -> Review:
        """Take a review back; of an undo, bring back what it had undone.

        Parameters
        ----------
        seq
            Number of the review, whoever made it. If not given: the last thing that this person
            did and that is not undone.
        by
            Who undoes it.
        comment
            Why.

        Raises
        ------
        UserError
            There is nothing to undo, it is undone already, or it gave animals other names.
        """
        _check_words(by, comment)
        with self._db.writing() as connection:
            target = self.to_undo(seq, by)
            row = connection.execute(
                "SELECT recording, fact_id FROM review WHERE seq = ?", [target]
            ).fetchone()
            recording, fact_id = row
            seq, at = _next_seq(connection), now_text()
            undo = Review(seq, at, by, recording, fact_id, "undo", comment=comment, undoes=target)
            return _append(connection, undo)

    def to_undo(self, seq: int | None, by: str) -> int:
        """Return the number of the review that `undo` would take back; raises as it does."""
        target = self._to_undo(seq, by)
        if any(entry.seq == target and entry.action == "name" for entry in self._entries()):
            message = (
                f"Review {target} gave animals the names that project.toml says. Say there what "
                "they were called before (workbench set RECORDING --animal NAME_IN_TRACKS=NAME): "
                "what people said goes along. Earlier reviews are undone by their number."
            )
            raise UserError(message)
        return target

    def redo(self, *, by: str) -> Review:
        """Bring back what this person undid last; raises `UserError` if there is nothing."""
        with self._db.writing():
            return self.undo(self._to_redo(by), by=by)

    def reviews(self, recording: str | None = None, since: int = 0) -> list[Review]:
        """Return reviews in order, undone ones and undos too, under the names of animals today.

        Parameters
        ----------
        recording
            Only those of this recording.
        since
            Only those with a greater number.

        Raises
        ------
        UserError
            The database may not be read, or a newer version wrote it.
        DataError
            It is damaged.
        """
        with self._db.reading() as connection:
            if connection is None:
                return []
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM review "  # noqa: S608 - names of our own columns
                "WHERE seq > ?1 AND (?2 IS NULL OR recording = ?2) ORDER BY seq",
                [since, recording],
            ).fetchall()
        return renamed_reviews([_review(row, self._db.path) for row in rows])

    def _say(
        self,
        action: Action,
        fact: Fact | None,
        by: str,
        comment: str | None,
        after: Fact | None = None,
    ) -> Review:
        _check_words(by, comment)
        if fact is not None:
            fact = as_labelled(fact)
        if after is not None:
            check_fact(after)
        about = fact or after
        assert about is not None
        with self._db.writing() as connection:
            seq, at = _next_seq(connection), now_text()
            if after is not None:
                after = made_fact(after, fact, seq, at, by)
            fact_id = fact.fact_id if fact else None
            review = Review(seq, at, by, about.recording, fact_id, action, fact, after, comment)
            return _append(connection, review)


def _check_words(by: str, comment: str | None) -> None:
    checked_text(by, "Who did it")
    if comment is not None and comment.strip():
        checked_text(comment, "The comment")


_COLUMNS = ", ".join(f.name for f in fields(Review))


def _next_seq(connection: sqlite3.Connection) -> int:
    last = connection.execute("SELECT max(seq) FROM review").fetchone()[0]
    return int(last or 0) + 1


def _append(connection: sqlite3.Connection, review: Review) -> Review:
    values = {f.name: getattr(review, f.name) for f in fields(review)}
    values |= {
        name: None if values[name] is None else _fact_to_json(values[name])
        for name in ("before", "after")
    }
    values["names"] = None if review.names is None else to_json(review.names)
    places = ", ".join(f":{name}" for name in values)
    connection.execute(f"INSERT INTO review ({_COLUMNS}) VALUES ({places})", values)  # noqa: S608
    return review


# facts as JSON ----------------------------------------------------------------------------------

_FACT_FIELDS = tuple(f.name for f in fields(Fact) if f.name != "labelled")


def _fact_to_json(fact: Fact) -> str:
    return to_json({name: getattr(fact, name) for name in _FACT_FIELDS})


def _fact_from_json(text: str | None) -> Fact | None:
    if text is None:
        return None
    values: dict[str, Any] = json.loads(text)
    values["evidence"] = evidence_from_json(json.dumps(values["evidence"]))
    if values["confidence"] is None:
        values["confidence"] = math.nan
    return Fact(**values)


def _review(row: Sequence[Any], path: Path) -> Review:
    values = dict(zip((f.name for f in fields(Review)), row, strict=True))
    try:
        for name in ("before", "after"):
            values[name] = _fact_from_json(values[name])
        values["names"] = None if values["names"] is None else json.loads(values["names"])
    except (ValueError, KeyError, TypeError) as error:
        why = f"review {values['seq']} does not hold a fact: {error}"
        raise damaged(path, why) from error
    return Review(**values)
