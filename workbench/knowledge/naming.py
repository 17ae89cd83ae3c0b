"""Who is who in a project: its entities, and renaming, merging, keeping apart and classifying them.

People speak of what they see. ``NAME`` is what is shown by that name everywhere. ``NAME@RECORDING``
is one recording's, by the name that is shown there; ``RECORDING:NAME`` by the name that its files
have, which tells two apart that are shown alike. Facts are found under the new names at once, by
every question; the files stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from graphs.errors import UserError
from graphs.formats.contract import EntityKind
from graphs.individuals.entities import Entity, Mention, Operation, Spoken
from graphs.individuals.entities import entities as entities_of
from graphs.individuals.resolve import Resolution
from graphs.individuals.resolve import resolve as resolve_mentions
from graphs.lexicon.wordnet import find_wordnet
from graphs.records import STANDING
from graphs.storage.fill import MENTION
from graphs.storage.tables import FACT
from workbench.knowledge.reviewing import speaker

if TYPE_CHECKING:
    from workbench.knowledge.graph import KnowledgeGraph


class _Named(NamedTuple):
    """A mention with the name that is shown."""

    mention: Mention
    shown: str


def mentions(graph: KnowledgeGraph) -> list[Mention]:
    """Return every name in every recording, as labelled, with the facts that stand."""
    return [named.mention for named in _named(graph)]


def entities(graph: KnowledgeGraph) -> list[Entity]:
    """Return the individuals, zones and objects of a project, by kind and name.

    What the arena of a recording calls a zone or an object is one; of the rest, who does something
    or was tracked is an animal.
    """
    return entities_of(mentions(graph), graph.overlays().names)


def resolve(graph: KnowledgeGraph) -> Resolution:
    """Return what is known about who is who, and what only a person can settle."""
    return resolve_mentions(mentions(graph), graph.overlays().names)


def rename(
    graph: KnowledgeGraph,
    name: str,
    new: str,
    by: str | None = None,
    *,
    recording: str | None = None,
    force: bool = False,
) -> Operation:
    """Call something by another name.

    Parameters
    ----------
    graph
        The graph.
    name
        See the head of this module.
    new
        The new name.
    by
        Who says so; see `workbench.knowledge.reviewing.speaker`.
    recording
        The recording that `name` is of. An animal that is renamed in one recording is the
        individual of that name; everywhere, it is other words for the same.
    force
        Do it even if two animals of one recording become one: one that got two labels.

    Raises
    ------
    UserError
        The name does not occur, or two animals of one recording would become one.
    """
    known = _named(graph)
    ((where, labelled),) = _spoken(known, [name], recording)
    log = graph.overlays.entities
    return log.rename(
        where, labelled, new, speaker(by), mentions=[n.mention for n in known], force=force
    )


def merge(
    graph: KnowledgeGraph,
    names: Sequence[str],
    into: str,
    by: str | None = None,
    *,
    recording: str | None = None,
    force: bool = False,
) -> Operation:
    """Say that several names are one individual or thing, called `into`; otherwise as `rename`."""
    known = _named(graph)
    spoken = _spoken(known, names, recording)
    log = graph.overlays.entities
    return log.merge(spoken, into, speaker(by), mentions=[n.mention for n in known], force=force)


def separate(
    graph: KnowledgeGraph,
    names: Sequence[str],
    by: str | None = None,
    *,
    recording: str | None = None,
) -> Operation:
    """Keep apart what is not the same.

    Parameters
    ----------
    graph
        The graph.
    names
        Of one recording each: every one is an individual of its own, by its name as labelled. Or
        two or more names everywhere: they are different though spelled alike.
    by, recording
        As for `rename`.

    Raises
    ------
    UserError
        A name does not occur, or both ways are mixed.
    """
    known = _named(graph)
    spoken = _spoken(known, names, recording)
    log = graph.overlays.entities
    return log.separate(spoken, speaker(by), mentions=[n.mention for n in known])


def classify(
    graph: KnowledgeGraph,
    names: Sequence[str],
    class_name: str,
    by: str | None = None,
    *,
    synset: str | None = None,
    recording: str | None = None,
) -> Operation:
    """Say what something is one of.

    Parameters
    ----------
    graph
        The graph.
    names, by, recording
        As for `merge`.
    class_name
        Such as ``"house mouse"``.
    synset
        WordNet's word for it, ``"mouse.n.01"``; checked where there is a WordNet.

    Raises
    ------
    UserError
        A name does not occur, or WordNet has no such synset.
    """
    wordnet = None if synset is None else find_wordnet()
    if wordnet is not None and synset is not None:
        wordnet.synset(synset)
    known = _named(graph)
    return graph.overlays.entities.classify(
        _spoken(known, names, recording),
        class_name,
        speaker(by),
        synset=synset,
        mentions=[n.mention for n in known],
    )


def undo(
    graph: KnowledgeGraph, by: str | None = None, seq: int | None = None, *, force: bool = False
) -> Operation:
    """Take an operation back; of an undo, bring back what it had undone.

    Parameters
    ----------
    graph
        The graph.
    by, force
        As for `rename`.
    seq
        Number of the operation; if not given, the last one of this person that is not undone.

    Raises
    ------
    UserError
        There is nothing to undo, it is undone already, or two animals would become one.
    """
    log = graph.overlays.entities
    return log.undo(seq, by=speaker(by), mentions=mentions(graph), force=force)


def redo(graph: KnowledgeGraph, by: str | None = None, *, force: bool = False) -> Operation:
    """Bring back what this person undid last; raises as `undo` does."""
    log = graph.overlays.entities
    return log.redo(by=speaker(by), mentions=mentions(graph), force=force)


def operation(graph: KnowledgeGraph, done: Operation) -> Operation:
    """Return the operation that one is about: itself, or what an undo takes or brings back."""
    if done.undoes is None:
        return done
    known = {one.seq: one for one in graph.overlays.entities.operations()}
    while done.undoes is not None:
        done = known[done.undoes]
    return done


# what people say, as the log takes it -------------------------------------------------------------


def _named(graph: KnowledgeGraph) -> list[_Named]:
    query = f"""
        WITH standing AS (
            SELECT recording, coalesce(subject_labelled, subject) AS doer,
                coalesce(object_labelled, object) AS target
            FROM {FACT} WHERE list_contains($standing::VARCHAR[], status)
        ),
        taking_part AS (
            SELECT recording, doer AS labelled FROM standing
            UNION ALL SELECT recording, target FROM standing WHERE target <> doer
        ),
        counts AS (SELECT recording, labelled, count(*) AS facts FROM taking_part GROUP BY ALL)
        SELECT recording, labelled, is_animal, coalesce(facts, 0), shown
        FROM {MENTION} LEFT JOIN counts USING (recording, labelled) ORDER BY recording, labelled
    """  # noqa: S608 - names of our own
    with graph.graph.index.cursor() as cursor:
        rows = cursor.execute(query, {"standing": list(STANDING)}).fetchall()
    kinds = {
        (spec.name, name): kind
        for spec in graph.project.specs()
        for kind, names in _places(spec.arena.zones, spec.arena.objects)
        for name in names
    }
    found = []
    for recording, labelled, is_animal, facts, shown in rows:
        kind = kinds.get((recording, labelled), "animal" if is_animal else "object")
        found.append(_Named(Mention(recording, labelled, kind, facts), shown))
    return found


def _places(zones: Iterable[str], objects: Iterable[str]) -> list[tuple[EntityKind, Iterable[str]]]:
    return [("zone", zones), ("object", objects)]


def _spoken(known: Sequence[_Named], texts: Iterable[str], recording: str | None) -> list[Spoken]:
    """Return what texts of a person speak of, all faults told together."""
    found, faults = list[Spoken](), []
    for text in texts:
        try:
            found.append(_one(known, text, recording))
        except UserError as error:
            faults.append(str(error))
    if faults:
        raise UserError("\n".join(faults))
    return found


def _one(known: Sequence[_Named], text: str, recording: str | None) -> Spoken:
    recordings = {named.mention.recording for named in known}
    if recording is not None:
        return _mention(known, recording, text)
    if any(named.shown == text for named in known):
        return None, text
    for place in (i for i, sign in enumerate(text) if sign == "@"):
        if text[place + 1 :] in recordings:
            return _mention(known, text[place + 1 :], text[:place])
    for place in (i for i, sign in enumerate(text) if sign == ":"):
        if text[:place] in recordings:
            return _mention(known, text[:place], text[place + 1 :], labelled_first=True)
    return None, text


def _mention(
    known: Sequence[_Named], recording: str, name: str, *, labelled_first: bool = False
) -> Spoken:
    """Return a mention of a recording by a name; the log refuses what does not occur."""
    here = [named for named in known if named.mention.recording == recording]
    labelled = [n.mention.name for n in here if n.mention.name == name]
    shown = [n.mention.name for n in here if n.shown == name]
    first, second = (labelled, shown) if labelled_first else (shown, labelled)
    meant = first or second or [name]
    if len(meant) > 1:
        ways = " or ".join(f"{recording}:{one}" for one in meant)
        message = f"{name!r} of recording {recording!r} is shown for several labels. Say {ways}."
        raise UserError(message)
    return recording, meant[0]
