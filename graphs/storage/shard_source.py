"""Groups of a graph's files as what a worker of a cluster loads; see `graphs.query.cluster`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb

from graphs.storage.fill import Files, create_tables, fill, problems_of
from graphs.storage.overlay import Overlay
from graphs.storage.places import Placed, create_recordings
from graphs.storage.shard_names import stem_of
from graphs.storage.store import GraphStore, by_stem


@dataclass(frozen=True, slots=True)
class ShardSource:
    """Some recordings of a graph, with what people changed in them.

    Parameters
    ----------
    folder
        Path or URL of the graph, as every worker can open it.
    stems
        Stem -> its files.
    overlay
        Reviews of these recordings, and names.
    places
        Groups and sessions of the recordings.
    """

    folder: str
    stems: Mapping[str, Files]
    overlay: Overlay
    places: Sequence[Placed]

    def load(self, connection: duckdb.DuckDBPyConnection) -> list[str]:
        """Fill the relations of `graphs.storage.tables`; return unreadable files, with reasons."""
        create_tables(connection)
        fill(connection, GraphStore(self.folder), self.stems, self.overlay)
        create_recordings(connection, self.places)
        return problems_of(connection)


def shard_sources(
    store: GraphStore, overlay: Overlay, places: Iterable[Placed], groups: int
) -> list[ShardSource]:
    """Return all recordings of a graph in about equal groups.

    Parameters
    ----------
    store
        The files.
    overlay
        What people changed.
    places
        Groups and sessions.
    groups
        How many; fewer if there are fewer recordings.
    """
    stems = by_stem(store.files())
    names = sorted(stems)
    reviewed = {stem_of(recording): recording for recording in overlay.reviews}
    placed = {stem_of(place.recording): place for place in places}
    sources = []
    for number in range(min(groups, len(names))):
        share = names[number::groups]
        recordings = [reviewed[stem] for stem in share if stem in reviewed]
        mine = replace(overlay, reviews={name: overlay.reviews[name] for name in recordings})
        known = [placed[stem] for stem in share if stem in placed]
        files = {stem: stems[stem] for stem in share}
        sources.append(ShardSource(str(store.folder), files, mine, known))
    return sources
