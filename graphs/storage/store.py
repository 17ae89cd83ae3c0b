"""The graph of a project on disk: a folder with one Parquet file per recording and layer.

Any number of processes may write and read at once: a file is replaced whole, and a reader sees the
old one or the new. Questions over many recordings are asked of an index (`graphs.storage.index`).
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from graphs.errors import DataError, UserError, WorkbenchError
from graphs.storage.atomic import cannot_write
from graphs.storage.folder import Folder, LocalFolder, folder_at
from graphs.storage.lock import locked
from graphs.storage.shard import SCHEMA_VERSION, RecordingGraph, ShardHeader, encode_shard
from graphs.storage.shard_names import (
    SUFFIX,
    recording_of_file_name,
    shard_file_name,
    stem_and_layer,
    stem_of,
)
from graphs.storage.shard_read import OpenShard, open_shard
from graphs.words import did_you_mean

LOCK = ".lock"


class GraphStore:
    """The files of a project's graph.

    Parameters
    ----------
    folder
        A path, or a URL that fsspec opens; made when the first recording is written.
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder: Folder = folder_at(folder)

    def __repr__(self) -> str:
        return f"GraphStore({str(self.folder)!r})"

    def __reduce__(self) -> tuple[type[GraphStore], tuple[str]]:
        return GraphStore, (str(self.folder),)

    # writing --------------------------------------------------------------------------------

    def write(self, graph: RecordingGraph) -> str:
        """Put a layer of a recording in place of what was there; return the name of its file.

        Raises
        ------
        UserError
            The folder cannot be written; what was there before is unchanged.
        ValueError
            Records that cannot be stored; see `graphs.storage.shard.encode_shard`.
        """
        return self.write_encoded(graph.recording, graph.layer, encode_shard(graph))

    def write_encoded(self, recording: str, layer: str, content: bytes) -> str:
        """Put an encoded layer in place of what was there; return the name of its file."""
        if not layer:
            self._keep_layers(recording)
        return self._put(recording, layer, content)

    def _put(self, recording: str, layer: str, content: bytes) -> str:
        name = shard_file_name(recording, layer)
        self.folder.write(name, content)
        return name

    def change(
        self,
        recording: str,
        layer: str,
        change: Callable[[RecordingGraph | None], RecordingGraph | None],
    ) -> None:
        """Write what `change` makes of a layer as it is; nobody else changes it meanwhile.

        Parameters
        ----------
        recording, layer
            Which layer.
        change
            Gets the layer, or ``None`` if there is none; returns the new one, or ``None`` to remove
            it.
        """
        self._keep_layers(recording)
        with self._alone():
            try:
                before = self.read_layer(recording, layer)
            except FileNotFoundError:
                before = None
            after = change(before)
            if after is not None:
                self._put(after.recording, after.layer, encode_shard(after))
            elif before is not None:
                self.folder.remove(shard_file_name(recording, layer))

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes of this machine from changing layers; on other places last wins."""
        if not isinstance(self.folder, LocalFolder):
            yield
            return
        path = self.folder.path
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(path, error) from error
        with locked(path / LOCK):
            yield

    def _keep_layers(self, recording: str) -> None:
        """Give facts that stand in one file with those of labelling (schema 1) one of their own."""
        name = shard_file_name(recording)
        if self._old(name) is not None:
            with self._alone():
                self._upgrade(name)

    def upgrade(self) -> list[str]:
        """Rewrite files of an older schema in today's, and return their names.

        Raises
        ------
        UserError
            The folder cannot be written; what was there before is unchanged.
        """
        if not self.files():
            return []
        with self._alone():
            return [name for name in self.files() if self._upgrade(name)]

    def _upgrade(self, name: str) -> bool:
        """Rewrite a file of an older schema, and tell whether it was one; nobody else may write."""
        shard = self._old(name)
        if shard is None:
            return False
        labelled, *layers = shard.graphs()
        for graph in (*layers, labelled):  # the file that holds them all goes last
            self._put(graph.recording, graph.layer, encode_shard(graph))
        return True

    def _old(self, name: str) -> OpenShard | None:
        """Return a file of an older schema; ``None`` if it is not, or cannot be read."""
        with contextlib.suppress(FileNotFoundError, WorkbenchError):
            shard = self.open(name)
            if shard.header.schema_version < SCHEMA_VERSION:
                return shard
        return None

    def remove(self, recording: str) -> None:
        """Remove a recording with all layers; `UserError` if it is not there or may not go."""
        names = self._files_of(recording)
        if not names:
            raise self._unknown(recording)
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                self.folder.remove(name)

    def clean(self) -> list[str]:
        """Remove what killed writers left behind, and return the names; safe at any time."""
        return self.folder.clean()

    # reading --------------------------------------------------------------------------------

    def read(self, recording: str) -> RecordingGraph:
        """Return everything that is stored of a recording, with all layers.

        Raises
        ------
        UserError
            There is no such recording, or a newer version wrote it.
        DataError
            One of its files is damaged, or is a copy of another one.
        """
        layers: list[RecordingGraph] = []
        for name in self._files_of(recording):
            with contextlib.suppress(FileNotFoundError):
                layers += self.open(name).graphs()
        if not layers:
            raise self._unknown(recording)
        return merged(layers)

    def read_layer(self, recording: str, layer: str = "") -> RecordingGraph:
        """Return one layer; `FileNotFoundError` if there is none, else raises as `read` does."""
        return self.open(shard_file_name(recording, layer)).graphs()[0]

    def header(self, recording: str) -> ShardHeader:
        """Return what labelling says about itself: run, fingerprint, counts, notes.

        Raises
        ------
        UserError
            The recording was never labelled, or a newer version wrote it.
        DataError
            Its file is damaged.
        """
        try:
            return self.open(shard_file_name(recording)).header
        except FileNotFoundError:
            raise self._unknown(recording) from None

    def open(self, name: str) -> OpenShard:
        """Return a file of the store.

        Raises
        ------
        FileNotFoundError
            It is gone.
        DataError
            It is damaged, or holds another recording than its name says.
        UserError
            A newer version wrote it.
        """
        shard = open_shard(self.folder.read(name), name)
        expected = shard_file_name(shard.header.recording, shard.header.layer)
        if expected != name:
            message = (
                f"{name!r} holds recording {shard.header.recording!r}, whose file would be "
                f"{expected!r}. Move the copy away or rename it."
            )
            raise DataError(message)
        return shard

    # what is there --------------------------------------------------------------------------

    def files(self, start: str = "") -> dict[str, str]:
        """Return the names that may be shards and begin with `start`, with versions, sorted."""
        return {
            name: version
            for name, version in self.folder.files(start).items()
            if name.endswith(SUFFIX) and not name.startswith(".")
        }

    def _files_of(self, recording: str) -> list[str]:
        stem = stem_of(recording)
        return [name for name in self.files(stem) if stem_and_layer(name)[0] == stem]

    def __contains__(self, recording: str) -> bool:
        return self.is_labelled(recording) or bool(self._files_of(recording))

    def is_labelled(self, recording: str) -> bool:
        """Whether there is what labelling says of a recording."""
        return self.folder.version(shard_file_name(recording)) is not None

    def recordings(self) -> list[str]:
        """Return the names of all recordings that have a file, damaged or not, sorted."""
        found = (self._recording_in(list(names)) for names in by_stem(self.files()).values())
        return sorted(name for name in found if name is not None)

    def _recording_in(self, names: Sequence[str]) -> str | None:
        """Return the recording of files of one stem; ``None`` if neither name nor file tells."""
        for name in names:
            recording = recording_of_file_name(name)
            if recording is None:
                with contextlib.suppress(WorkbenchError, FileNotFoundError):
                    recording = self.open(name).header.recording
            if recording is not None:
                return recording
        return None

    def _unknown(self, recording: str) -> UserError:
        names = self.recordings()
        hint = did_you_mean(recording, names) or "; nothing is labelled yet"
        return UserError(f"No recording {recording!r} in {self.folder}{hint}")


def merged(layers: Sequence[RecordingGraph]) -> RecordingGraph:
    """Return the layers of one recording as one graph, with the run of the first.

    What was assessed is what anybody looked for. Events are those of the first layer that has any:
    a recording is cut in one way.
    """
    first, *others = sorted(layers, key=lambda graph: graph.layer)
    return RecordingGraph(
        recording=first.recording,
        run=first.run,
        fingerprint=first.fingerprint,
        events=next((graph.events for graph in (first, *others) if graph.events), ()),
        facts=sorted(
            (fact for graph in (first, *others) for fact in graph.facts),
            key=lambda fact: (fact.start_s, fact.stop_s),
        ),
        assessed=[span for graph in (first, *others) for span in graph.assessed],
        notes=first.notes,
        added=tuple(graph.run for graph in others),
        layer=first.layer,
    )


def by_stem(files: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return files (names with versions) by stem: those of one recording together."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for name, version in files.items():
        found[stem_and_layer(name)[0]][name] = version
    return dict(found)
