"""Animals that get other names in a project: what is stored of them gets these names, too.

Names stand in ``project.toml``, in the files of the graph, and in ``project.db`` with what people
corrected. What is to change in all of them is first written to ``renaming.json``. Once that is
there the animals have their new names: whoever opens the project next finishes what a killed
process began.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from graphs.errors import UserError
from graphs.plain_json import to_json
from graphs.storage.atomic import write_atomic
from graphs.words import counted
from pipelines.entries import raise_faults

if TYPE_CHECKING:
    from graphs.corrections.reviews import Review, ReviewLog
    from graphs.records import Assessed, Fact
    from graphs.storage.shard import RecordingGraph
    from graphs.storage.store import GraphStore
    from pipelines.recording import RecordingSpec

JOURNAL = "renaming.json"


@dataclass(frozen=True, slots=True)
class Renaming:
    """Animals of a recording that get other names in what is stored.

    Parameters
    ----------
    recording
        Its name.
    names
        Name before -> name after; they change all together.
    files
        Files of the graph that hold the names before, with their versions.
    labels
        How many facts that people scored speak of these animals.
    reviews
        How many reviews that stand speak of them.
    """

    recording: str
    names: Mapping[str, str]
    files: Mapping[str, str]
    labels: int
    reviews: int

    @property
    def told(self) -> dict[str, object]:
        """Return what a person is told of it, as ``--json`` prints it."""
        return {name: value for name, value in asdict(self).items() if name != "files"}

    @property
    def words(self) -> str:
        """Return what happens, as a sentence."""
        names = ", ".join(f"{old} is {new}" for old, new in self.names.items())
        labels = counted(self.labels, "label")
        reviews = counted(self.reviews, "correction")
        return f"{self.recording}: {names} now, also in {labels} and {reviews} of people."


@dataclass(frozen=True, slots=True)
class Journal:
    """What is to be done, as it is kept until it is done.

    Parameters
    ----------
    recordings, animals
        What is said in ``project.toml``: of whom, and name in the track file -> name to use.
    by, at
        Who says so, and when.
    renamings
        What changes in what is stored.
    """

    recordings: Sequence[str]
    animals: Mapping[str, str]
    by: str
    at: str
    renamings: Sequence[Renaming]


def renamings(
    before: Sequence[RecordingSpec],
    after: Sequence[RecordingSpec],
    store: GraphStore,
    database: Path,
) -> list[Renaming]:
    """Return what is stored of animals that get other names; nothing is written.

    Parameters
    ----------
    before, after
        What is said of the recordings.
    store
        What is stored of them.
    database
        ``project.db``, with what people said of that.

    Raises
    ------
    UserError
        Two animals of a recording would have one name, or one the name of a zone or object.
    DataError
        What is stored of a recording is damaged.
    """
    from graphs.corrections.reviews import ReviewLog  # slow to import

    known, log = {spec.name: spec for spec in before}, ReviewLog(database)
    found, faults = [], list[str]()
    for spec in after:
        names = _changed(known[spec.name].animals, spec.animals) if spec.name in known else {}
        places = {*spec.arena.zones, *spec.arena.objects}
        names = {old: new for old, new in names.items() if old not in places}
        if names:
            stored = _stored(store, spec.name)
            faults += [f"{spec.name!r}: {fault}" for fault in _faults(stored, names, places)]
            found.append(_renaming(spec.name, names, stored, store, log))
    raise_faults("Naming animals", faults)
    return [one for one in found if one.names]


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """Return name before -> name after of animals that are called otherwise."""
    pairs = [(before.get(one, one), after.get(one, one)) for one in {**before, **after}]
    return {old: new for old, new in pairs if old != new}


def _stored(store: GraphStore, recording: str) -> RecordingGraph | None:
    from graphs.storage.shard import SCHEMA_VERSION  # slow to import

    if recording not in store:
        return None
    if store.is_labelled(recording) and store.header(recording).schema_version < SCHEMA_VERSION:
        store.upgrade()
    return store.read(recording)


def _faults(stored: RecordingGraph | None, names: Mapping[str, str], places: set[str]) -> list[str]:
    """Return why animals that were labelled cannot have these names."""
    from workbench.knowledge.renaming import animals_listed  # slow to import

    here = [] if stored is None else animals_listed(stored)
    called = Counter(names.get(name, name) for name in here)
    faults = [
        f"two animals would be {name!r}. Name the other one in the same command"
        for name, number in called.items()
        if number > 1 and name in names.values()
    ]
    taken = sorted({new for old, new in names.items() if old in here} & places)
    return faults + [f"{name!r} is a zone or an object. Choose another name" for name in taken]


def _renaming(
    recording: str,
    names: Mapping[str, str],
    stored: RecordingGraph | None,
    store: GraphStore,
    log: ReviewLog,
) -> Renaming:
    from graphs.corrections.reviewed import standing_reviews  # slow to import
    from graphs.storage.shard_names import stem_and_layer, stem_of
    from workbench.knowledge.renaming import animals_listed

    reviews, stem = log.reviews(recording), stem_of(recording)
    facts = () if stored is None else stored.facts
    there = _ends(facts).union(*(_ends(_told(review)) for review in reviews))
    if stored is not None:
        there |= _ends(stored.assessed).union(animals_listed(stored))
    names = {old: new for old, new in names.items() if old in there}
    files = store.files(stem).items()
    scored = [fact for fact in facts if fact.source in ("human", "import")]
    return Renaming(
        recording,
        names,
        {name: version for name, version in files if stem_and_layer(name)[0] == stem},
        labels=sum(not names.keys().isdisjoint(_ends([fact])) for fact in scored),
        reviews=sum(
            not names.keys().isdisjoint(_ends(_told(review)))
            for review in standing_reviews(reviews)
        ),
    )


def _ends(records: Iterable[Fact | Assessed]) -> set[str | None]:
    """Return who and what records speak of."""
    return {name for one in records for name in (one.subject, one.object)}


def _told(review: Review) -> list[Fact]:
    return [fact for fact in (review.before, review.after) if fact is not None]


# doing it -----------------------------------------------------------------------------------------


def begin(
    folder: Path, recordings: Sequence[str], animals: Mapping[str, str], found: Sequence[Renaming]
) -> None:
    """Keep what is to be done; from now on it will be.

    Parameters
    ----------
    folder
        Of the project.
    recordings, animals, found
        See `Journal`.

    Raises
    ------
    UserError
        Nothing tells who says so, or the folder cannot be written.
    """
    from graphs.storage.undoable import now_text  # slow to import
    from workbench.knowledge.reviewing import speaker

    journal = Journal(recordings, animals, speaker(), now_text(), found)
    write_atomic(folder / JOURNAL, to_json(asdict(journal)).encode())


def is_begun(folder: Path) -> bool:
    """Whether something is to be done in a project."""
    return (folder / JOURNAL).exists()


def unfinished(folder: Path) -> Journal | None:
    """Return what is to be done in a project; ``None`` if there is nothing.

    Raises
    ------
    UserError
        It cannot be read.
    """
    path = folder / JOURNAL
    try:
        told = json.loads(path.read_bytes())
        told["renamings"] = [Renaming(**one) for one in told["renamings"]]
        return Journal(**told)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"{path} cannot be read: {error}. Put it back from a backup, or remove it."
        raise UserError(message) from None


def rename_stored(journal: Journal, store: GraphStore, database: Path) -> None:
    """Give what is stored the new names; what was done already is not done again."""
    from graphs.corrections.reviews import ReviewLog  # slow to import
    from graphs.storage.shard_names import stem_and_layer

    log = ReviewLog(database)
    for one in journal.renamings:
        for name, version in one.files.items():
            if store.folder.version(name) == version:
                layer = stem_and_layer(name)[1]
                store.change(one.recording, layer, partial(_renamed, names=one.names))
        log.name(one.recording, one.names, journal.by, journal.at)


def end(folder: Path) -> None:
    """Forget what was to be done: it is."""
    (folder / JOURNAL).unlink(missing_ok=True)


def _renamed(graph: RecordingGraph | None, names: Mapping[str, str]) -> RecordingGraph | None:
    from workbench.knowledge.renaming import renamed_graph  # slow to import

    return None if graph is None else renamed_graph(graph, names)
