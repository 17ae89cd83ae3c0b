"""Operations on names, appended to `project.db`: rename, merge, keep apart, classify, undo."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from graphs.errors import UserError
from graphs.individuals.entities import Mention, Names, Operation, OperationKind, Spoken
from graphs.plain_json import to_json
from graphs.storage.project_db import damaged
from graphs.storage.undoable import UndoableLog, checked_text, now_text
from graphs.words import did_you_mean


class EntityLog(UndoableLog):
    """What people said about the names of a project.

    Every method that writes returns when it has reached the disk, and raises `UserError` if nothing
    can be written there, or a name is empty or occurs nowhere.

    Parameters
    ----------
    path
        The project's database, ``project.db``; made by the first operation.
    """

    table = "entity_operation"

    def rename(
        self,
        recording: str | None,
        name: str,
        new: str,
        by: str,
        *,
        mentions: Iterable[Mention],
        force: bool = False,
    ) -> Operation:
        """Call something by another name.

        Parameters
        ----------
        recording
            Where: an animal that is renamed in one recording is the individual of that name.
            ``None`` for everywhere: other words for the same, nothing is said about who is who.
        name
            As labelled; for everywhere as shown.
        new
            The new name.
        by
            Who says so.
        mentions
            What occurs in the project.
        force
            Do it even if two animals of one recording become one: one that got two labels. In one
            recording that is a merge, and is written as such.

        Raises
        ------
        UserError
            Two animals that occur in the same recording would become one.
        """
        checked_text(new, "The new name")
        spoken: list[Spoken] = [(recording, name)]
        if not force or recording is None:
            return self._say("rename", spoken, by, new, mentions=mentions, force=force)
        occurring = list(mentions)
        names = Names(self.operations())
        spoken += [
            (recording, mention.name)
            for mention in occurring
            if mention.recording == recording
            and mention.name != name
            and names.resolved(recording, mention.name) == new
        ]
        action: OperationKind = "rename" if len(spoken) == 1 else "merge"
        return self._say(action, spoken, by, new, mentions=occurring, force=True)

    def merge(
        self,
        spoken: Sequence[Spoken],
        into: str,
        by: str,
        *,
        mentions: Iterable[Mention],
        force: bool = False,
    ) -> Operation:
        """Say that several mentions, or all mentions of several names, are one individual or thing.

        Parameters
        ----------
        spoken
            Recording and name as labelled, or ``None`` for everywhere and name as shown.
        into
            The name of the one.
        by, mentions, force
            As in `rename`, and it raises as that does.
        """
        checked_text(into, "The name of the one")
        if not spoken:
            message = "Say which names are one: none were given."
            raise UserError(message)
        return self._say("merge", spoken, by, into, mentions=mentions, force=force)

    def separate(
        self, spoken: Sequence[Spoken], by: str, *, mentions: Iterable[Mention]
    ) -> Operation:
        """Keep apart what is not the same.

        Parameters
        ----------
        spoken
            Mentions of recordings: each is an individual of its own, under its name as labelled,
            whatever it was renamed to or merged with. Or two or more names everywhere (recording
            ``None``): they are different, though they are spelled alike.
        by, mentions
            As in `rename`.

        Raises
        ------
        UserError
            Both are mixed, or there is only one name to keep apart from others.
        """
        everywhere = [recording is None for recording, _ in spoken]
        if not spoken or (any(everywhere) and (len(spoken) < 2 or not all(everywhere))):
            message = (
                "Give mentions of recordings that are each one of its own, or at least two names "
                f"everywhere that are different; found {list(spoken)}."
            )
            raise UserError(message)
        return self._say("separate", spoken, by, mentions=mentions, force=True)

    def classify(
        self,
        spoken: Sequence[Spoken],
        class_name: str,
        by: str,
        *,
        synset: str | None = None,
        mentions: Iterable[Mention],
    ) -> Operation:
        """Say what something is one of: a species, a kind of object.

        Parameters
        ----------
        spoken
            As in `merge`.
        class_name
            For people: ``"house mouse"``.
        by, mentions
            As in `rename`.
        synset
            WordNet synset, ``"mouse.n.01"``.
        """
        checked_text(class_name, "The class")
        if synset is not None:
            checked_text(synset, "The synset")
        if not spoken:
            message = f"Say what is a {class_name!r}: no names were given."
            raise UserError(message)
        return self._say("classify", spoken, by, class_name, synset, mentions=mentions, force=True)

    def undo(
        self,
        seq: int | None = None,
        *,
        by: str,
        mentions: Iterable[Mention],
        force: bool = False,
    ) -> Operation:
        """Take an operation back; of an undo, bring back what it had undone.

        Parameters
        ----------
        seq
            Number of the operation, whoever did it. If not given: the last one that this person did
            and that is not undone.
        by
            Who undoes it.
        mentions, force
            As in `rename`.

        Raises
        ------
        UserError
            There is nothing to undo, it is undone already, or two animals that occur in the same
            recording would become one.
        """
        with self._db.writing():
            target = self._to_undo(seq, by)
            return self._say("undo", (), by, mentions=mentions, force=force, undoes=target)

    def redo(self, *, by: str, mentions: Iterable[Mention], force: bool = False) -> Operation:
        """Bring back what this person undid last; raises as `undo` does."""
        with self._db.writing():
            return self.undo(self._to_redo(by), by=by, mentions=mentions, force=force)

    def operations(self) -> list[Operation]:
        """Return all operations in order, undone ones and undos too.

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
                f"SELECT {_COLUMNS} FROM entity_operation ORDER BY seq"  # noqa: S608 - our own
            ).fetchall()
            named = connection.execute(
                "SELECT at, recording, names FROM review WHERE action = 'name' ORDER BY seq"
            ).fetchall()
        operations = [_operation(row, self._db.path) for row in rows]
        for at, recording, names in named:
            operations = _named(operations, at, recording, json.loads(names))
        return operations

    def _say(
        self,
        action: OperationKind,
        spoken: Sequence[Spoken],
        by: str,
        name: str | None = None,
        synset: str | None = None,
        *,
        mentions: Iterable[Mention],
        force: bool,
        undoes: int | None = None,
    ) -> Operation:
        checked_text(by, "Who did it")
        occurring = list(mentions)
        with self._db.writing() as connection:
            before = self.operations()
            seq, at = _next_seq(connection), now_text()
            new = Operation(seq, at, by, action, tuple(spoken), name, synset, undoes)
            names = Names(before)
            _check_occurs(new, occurring, names)
            if not force:
                _check_possible(occurring, names, Names([*before, new]))
            return _append(connection, new)


def _check_occurs(operation: Operation, mentions: Sequence[Mention], names: Names) -> None:
    """Raise a `UserError` that names everything that an operation speaks of and that is nowhere."""
    there = defaultdict[str | None, dict[str, str]](dict)  # recording -> name to say -> name shown
    for mention in mentions:
        shown = names.resolved(mention.recording, mention.name)
        there[mention.recording][mention.name] = shown
        there[None][shown] = shown
    faults = []
    for recording, name in operation.mentions:
        if name in there[recording]:
            continue
        where = "any recording" if recording is None else f"recording {recording!r}"
        labelled = [said for said, shown in there[recording].items() if shown == name]
        hint = f"; labelled there as {labelled[0]!r}" if labelled else ""
        hint = hint or did_you_mean(name, there[recording])
        faults.append(f"{name!r} does not occur in {where}{hint}.")
    if faults:
        raise UserError(" ".join(faults))


def _check_possible(mentions: Sequence[Mention], before: Names, after: Names) -> None:
    """Raise a `UserError` if two animals of one recording become one."""
    shown = defaultdict[tuple[str, str], list[str]](list)
    for mention in mentions:
        if mention.kind == "animal":
            key = mention.recording, after.resolved(mention.recording, mention.name)
            shown[key].append(mention.name)
    for (recording, new), labelled in shown.items():
        apart = {before.resolved(recording, name) for name in labelled}
        if len(apart) > 1:
            message = (
                f"{' and '.join(map(repr, labelled))} both occur in recording {recording!r}, so "
                f"they are two animals and cannot both be {new!r}. Speak of one recording only, "
                "choose another name, or force it if it is one animal that got two labels."
            )
            raise UserError(message)


_COLUMNS = ", ".join(f.name for f in fields(Operation))


def _next_seq(connection: sqlite3.Connection) -> int:
    last = connection.execute("SELECT max(seq) FROM entity_operation").fetchone()[0]
    return int(last or 0) + 1


def _append(connection: sqlite3.Connection, operation: Operation) -> Operation:
    values = {f.name: getattr(operation, f.name) for f in fields(operation)}
    values["mentions"] = to_json(operation.mentions)
    places = ", ".join(f":{name}" for name in values)
    connection.execute(
        f"INSERT INTO entity_operation ({_COLUMNS}) VALUES ({places})",  # noqa: S608 - our own
        values,
    )
    return operation


def _named(
    operations: Iterable[Operation], at: str, recording: str, names: Mapping[str, str]
) -> list[Operation]:
    """Return operations under the names that a project gave the animals of a recording later."""

    def now(spoken: Spoken) -> Spoken:
        return (recording, names.get(spoken[1], spoken[1])) if spoken[0] == recording else spoken

    return [
        replace(one, mentions=tuple(map(now, one.mentions))) if one.at < at else one
        for one in operations
    ]


def _operation(row: Sequence[Any], path: Path) -> Operation:
    values = dict(zip((f.name for f in fields(Operation)), row, strict=True))
    try:
        pairs = json.loads(values["mentions"])
        values["mentions"] = tuple((recording, name) for recording, name in pairs)
    except (ValueError, TypeError) as error:
        why = f"operation {values['seq']} does not hold names: {error}"
        raise damaged(path, why) from error
    return Operation(**values)
