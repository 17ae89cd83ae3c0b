"""Pictures with objects, attributes and relationships, from this program or from elsewhere."""

from __future__ import annotations

import json
import math
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from graphs.errors import DataError
from graphs.formats.checked import Faults, Fields, opened, refuse_newer
from graphs.formats.contract import Described
from graphs.formats.records_json import Parts, described, event_from, fact_from, recording_from
from graphs.records import Fact, Run

SCHEMA_VERSION = 1
_ADVICE = "Nothing was read. Correct these entries, or export the file again."


def read_pictures(path: Path) -> list[Described]:
    """Return the recordings that the pictures of a file show.

    Raises
    ------
    UserError
        The file is not there, or a newer version wrote it.
    DataError
        It is no list of pictures, entries are wrong (the first ten are listed), or all of it had
        to be left out.

    Warns
    -----
    UserWarning
        Attributes and relationships of a foreign file whose subject or object is not in the
        picture were left out; it says how many.

    Notes
    -----
    A picture of a foreign file (one without ``recording``) becomes a recording by the name of its
    ``image_id``, with a single frame: its facts are points at 0 s. The layouts of Visual Genome's
    own ``scene_graphs.json``, ``attributes.json`` and ``relationships.json`` are understood. Where
    several objects of a picture have the same name, their numbers are added to it.
    """
    faults = Faults(path.name)
    parts: dict[str, Parts] = defaultdict(Parts)
    foreign = _Foreign(path)
    for number, picture in enumerate(_pictures(path), start=1):
        fields = Fields(picture, f"picture {number}", faults)
        if "recording" in fields:
            refuse_newer(path.name, fields.whole("schema_version"), SCHEMA_VERSION)
            _take_own(fields, parts)
        else:
            foreign.take(fields, parts)
    faults.raise_any(_ADVICE)
    foreign.report()
    return described(parts)


def _pictures(path: Path) -> list[dict[str, object]]:
    with opened(path) as file:
        content = file.read()
    try:
        pictures = json.loads(content)
    except (ValueError, RecursionError) as error:
        message = f"{path.name!r}: expected JSON, found damaged text: {error}. Export it again."
        raise DataError(message) from None
    if not isinstance(pictures, list) or not all(isinstance(entry, dict) for entry in pictures):
        message = (
            f"{path.name!r}: expected a list of pictures, [{{...}}, ...], with objects, attributes "
            f"and relationships; found {str(pictures)[:60]!r}."
        )
        raise DataError(message)
    return pictures


def _take_own(picture: Fields, parts: dict[str, Parts]) -> None:
    recording = picture.name("recording")
    event_id = picture.optional_text("event_id")
    if event_id is None:
        parts[recording] = recording_from(picture.record("about"), recording)
    else:
        parts[recording].events.append(event_from(picture, recording))
    names = {entry.whole("object_id"): entry.texts("names") for entry in picture.several("objects")}
    for place in (picture, picture.record("withdrawn")):
        for attribute in place.several("attributes"):
            fact = _own_fact(attribute, recording)
            _check_end(attribute, "object_id", names, fact.subject)
            parts[recording].add(fact, attribute.where)
        for relationship in place.several("relationships"):
            fact = _own_fact(relationship, recording)
            _check_end(relationship, "subject_id", names, fact.subject)
            _check_end(relationship, "object_id", names, str(fact.object))
            parts[recording].add(fact, relationship.where)


def _own_fact(statement: Fields, recording: str) -> Fact:
    fields = statement.record("fact")
    return fact_from(fields, recording, fields.optional_text("event_id"))


def _check_end(statement: Fields, end: str, names: Mapping[int, list[str]], expected: str) -> None:
    """Note it if a statement's end is not the thing that its fact names."""
    number = statement.whole(end)
    if number not in names:
        statement.fault(f"{end} is {number}, which is not among the objects of the picture")
    elif expected not in names[number]:
        called = ", ".join(names[number])
        statement.fault(f"its fact names {expected!r}, but object {number} is {called!r}")


class _Foreign:
    """What is taken from pictures that another program made.

    Parameters
    ----------
    path
        The file, which gives the run its name.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.name
        self._run = Run(
            f"import:{path.stem}", "import", "", "visual-genome", "", "", {"file": path.name}, {}
        )
        self._taken = self._left_out = 0

    def take(self, picture: Fields, parts: dict[str, Parts]) -> None:
        """Add the facts of a picture, each once."""
        recording = str(picture.whole("image_id"))
        labels = _labels(picture)
        facts: dict[str, Fact] = {}
        for subject, predicate, target in _statements(picture):
            ends = [subject] if target is None else [subject, target]
            if not all(end in labels for end in ends):
                self._left_out += 1
                continue
            self._taken += 1
            fact = Fact(
                recording,
                labels[subject],
                predicate,
                None if target is None else labels[target],
                0.0,
                0.0,
                0,
                1,
                "point",
                math.nan,
                "asserted",
                "import",
                self._run.run_id,
            )
            facts.setdefault(fact.fact_id, fact)
        parts[recording].facts.extend(facts.values())
        parts[recording].runs[:] = [self._run]

    def report(self) -> None:
        """Warn of statements that were left out; `DataError` if there are no others."""
        if not self._left_out:
            return
        if not self._taken:
            message = (
                f"{self._file!r}: nothing can be read: the subject or object of every one of "
                f"{self._left_out} attributes and relationships is missing in its picture."
            )
            raise DataError(message)
        message = (
            f"{self._file!r}: {self._left_out} of {self._left_out + self._taken} attributes and "
            "relationships were left out, because their subject or object is not in the picture."
        )
        warnings.warn(message, stacklevel=3)


def _labels(picture: Fields) -> dict[int, str]:
    """Return object number -> name, made unique in the picture by the number where need be."""
    names: dict[int, str] = {}
    for thing in _things(picture):
        called = thing.texts("names") if "names" in thing else [thing.name("name")]
        names[thing.whole("object_id")] = called[0] if called else "thing"
    common = Counter(names.values())
    return {n: name if common[name] == 1 else f"{name} {n}" for n, name in names.items()}


def _things(picture: Fields) -> Iterator[Fields]:
    """Return whatever in a picture says which name an object has."""
    yield from _listed(picture, "objects")
    for attribute in _listed(picture, "attributes"):
        if "names" in attribute:
            yield attribute
    for relationship in _listed(picture, "relationships"):
        for end in ("subject", "object"):
            if end in relationship:
                yield relationship.record(end)


def _statements(picture: Fields) -> Iterator[tuple[int, str, int | None]]:
    """Return what a picture says: number of the subject, predicate, number of the object."""
    for place in ("objects", "attributes"):
        for thing in _listed(picture, place):
            number = thing.whole("object_id")
            for text in thing.texts("attributes") if "attributes" in thing else []:
                yield number, text, None
            if "attribute" in thing:
                yield number, thing.name("attribute"), None
    for relationship in _listed(picture, "relationships"):
        subject, target = (
            relationship.record(end).whole("object_id")
            if end in relationship
            else relationship.whole(f"{end}_id")
            for end in ("subject", "object")
        )
        yield subject, relationship.name("predicate"), target


def _listed(fields: Fields, name: str) -> list[Fields]:
    return fields.several(name) if name in fields else []
