"""What is known about who is who, and what only a person can settle.

Nothing is merged here: two animals called alike may be two. Each open question says why it is asked
and what to type, whichever way it is answered.
"""

from __future__ import annotations

import re
import shlex
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from graphs.individuals.entities import Entity, Mention, Names, entities
from graphs.words import MOST_LISTED

Why = Literal["same name", "spelled alike", "two at once"]

COMMAND = "workbench entities"
"""What the commands of the answers begin with."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a person has to say.

    Parameters
    ----------
    why
        ``same name``: an animal's name occurs in several recordings, and nobody said whether it is
        one animal. ``spelled alike``: names that differ in case, spaces, signs between or leading
        zeros only. ``two at once``: two animals of one recording have come to be called alike.
    mentions
        What it is about.
    reason
        In words.
    answers
        What it means -> the command to say so.
    """

    why: Why
    mentions: tuple[Mention, ...]
    reason: str
    answers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who is who, as far as is known.

    Parameters
    ----------
    entities
        All individuals and things; an animal that nobody told apart or together with others is one
        of its recording.
    questions
        What is open, the most facts first.
    """

    entities: tuple[Entity, ...]
    questions: tuple[Question, ...]


def resolve(mentions: Iterable[Mention], names: Names) -> Resolution:
    """Return what is known about who is who, and what to ask a person.

    Parameters
    ----------
    mentions
        All names in all recordings.
    names
        What people said about them.
    """
    mentions = sorted(mentions)
    questions = [*_two_at_once(mentions, names), *_same_name(mentions, names)]
    questions += _spelled_alike(mentions, names)
    questions.sort(key=lambda question: -sum(m.facts for m in question.mentions))
    return Resolution(tuple(entities(mentions, names)), tuple(questions))


def _two_at_once(mentions: Sequence[Mention], names: Names) -> list[Question]:
    found = []
    for (recording, shown), group in _animals(mentions, names, by_recording=True).items():
        if len({names.identity(m.recording, m.name) for m in group}) > 1:
            reason = (
                f"{_listed(m.name for m in group)} of recording {recording!r} are all called "
                f"{shown!r}, but are labelled as different animals there."
            )
            places = [f"{m.recording}:{m.name}" for m in group]
            answers = {
                f"{m.name!r} is another": _command("separate", f"{recording}:{m.name}")
                for m in group
                if m.name != shown
            }
            answers["one animal that got two labels"] = _command(
                "merge", *places, into=shown, force=True
            )
            found.append(Question("two at once", tuple(group), reason, answers))
    return found


def _same_name(mentions: Sequence[Mention], names: Names) -> list[Question]:
    found = []
    for (_, shown), group in _animals(mentions, names).items():
        open_ones = [m for m in group if not names.known(m.recording, m.name)]
        if not open_ones or len({m.recording for m in group}) == 1:
            continue
        places = [f"{m.recording}:{m.name}" for m in open_ones]
        known = [m for m in group if m not in open_ones and not _is_apart(m, names)]
        where = _listed(m.recording for m in open_ones)
        reason = f"An animal is called {shown!r} in {where}, and nobody said whether it is one."
        if known:
            reason = (
                f"A person named {shown!r} in {_listed(m.recording for m in known)}; whether it is "
                f"the {shown!r} of {where} nobody said."
            )
        elif len(open_ones) == 1:
            continue  # the others are known to be others
        answers = {
            "one animal": _command("merge", *places, into=shown),
            "different animals": _command("separate", *places),
        }
        found.append(Question("same name", tuple(known + open_ones), reason, answers))
    return found


def _spelled_alike(mentions: Sequence[Mention], names: Names) -> list[Question]:
    spellings = defaultdict[tuple[bool, str], dict[str, list[Mention]]](dict)
    for mention in mentions:
        shown = names.resolved(mention.recording, mention.name)
        alike = spellings[mention.kind == "animal", _plain(shown)]
        alike.setdefault(shown, []).append(mention)
    found = []
    for (animals, _), alike in spellings.items():
        for first, second in combinations(sorted(alike), 2):
            group = alike[first] + alike[second]
            together = {m.recording for m in alike[first]} & {m.recording for m in alike[second]}
            if (animals and together) or names.kept_apart(first, second):
                continue  # seen at once, so they are two
            reason = (
                f"{first!r} ({_places(alike[first])}) and {second!r} ({_places(alike[second])}) "
                "differ only in how they are written."
            )
            kept = max((first, second), key=lambda name: sum(m.facts for m in alike[name]))
            answers = {
                "the same name": _command("rename", second if kept == first else first, kept),
                "different names": _command("separate", first, second),
            }
            found.append(Question("spelled alike", tuple(group), reason, answers))
    return found


def _animals(
    mentions: Iterable[Mention], names: Names, *, by_recording: bool = False
) -> dict[tuple[str, str], list[Mention]]:
    """Return animals by the name they are shown by, and by recording if asked for."""
    groups = defaultdict[tuple[str, str], list[Mention]](list)
    for mention in mentions:
        if mention.kind == "animal":
            shown = names.resolved(mention.recording, mention.name)
            groups[mention.recording if by_recording else "", shown].append(mention)
    return groups


def _is_apart(mention: Mention, names: Names) -> bool:
    shown = names.resolved(mention.recording, mention.name)
    return names.identity(mention.recording, mention.name) != shown


def _plain(name: str) -> str:
    """Return a name without what people write now so, now so."""
    without_zeros = re.sub(r"(?<!\d)0+(?=\d)", "", name.casefold())
    return re.sub(r"[\W_]+", "", without_zeros) or name


def _places(mentions: Sequence[Mention]) -> str:
    recordings = {m.recording for m in mentions}
    return f"in {_listed(sorted(recordings))}"


def _listed(names: Iterable[str]) -> str:
    several = list(dict.fromkeys(names))
    more = f" and {len(several) - MOST_LISTED} more" if len(several) > MOST_LISTED else ""
    return ", ".join(map(repr, several[:MOST_LISTED])) + more


def _command(verb: str, *spoken: str, into: str | None = None, force: bool = False) -> str:
    """Return a command; a mention is written ``recording:name``, a name everywhere as it is."""
    options = [] if into is None else ["--into", into]
    return f"{COMMAND} {shlex.join([verb, *spoken, *options, *(['--force'] if force else [])])}"
