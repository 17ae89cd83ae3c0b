"""The file formats by name, each in a module that is imported when it is used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from graphs.errors import UserError
from graphs.formats.contract import Context, Described
from graphs.words import did_you_mean


@dataclass(frozen=True, slots=True)
class Format:
    """A file format.

    Parameters
    ----------
    name
        What ``--to`` says.
    module
        Of `graphs.formats`.
    suffix
        Of its files; empty where it writes a folder.
    what
        For whom, in a few words.
    reads
        Whether it can be imported.
    """

    name: str
    module: str
    suffix: str
    what: str
    reads: bool

    def write(self, graphs: Iterable[Described], path: Path, context: Context) -> None:
        """Write recordings to a file (or folder), which is there whole or not at all."""
        import_module(f"graphs.formats.{self.module}").write(graphs, path, context)

    def read(self, path: Path) -> list[Described]:
        """Return the recordings in a file; `DataError` names what is wrong in which line."""
        if not self.reads:
            message = f"{self.name} cannot be imported; it is for reading elsewhere."
            raise UserError(message)
        read: list[Described] = import_module(f"graphs.formats.{self.module}").read(path)
        return read


FORMATS = (
    Format("jsonl", "jsonl", ".jsonl", "one event per line; everything, for programs", True),
    Format("csv", "tables", "", "tidy tables with units in their names, for R and pandas", True),
    Format("parquet", "tables_parquet", "", "the same tables, typed and small", True),
    Format("graphml", "graphml", ".graphml", "Gephi, Cytoscape, yEd, networkx", False),
    Format("turtle", "turtle", ".ttl", "RDF with OWL-Time and PROV-O", True),
    Format("jsonld", "jsonld", ".jsonld", "the same as JSON-LD", True),
    Format("neo4j", "neo4j", "", "a folder for neo4j-admin import, and a Cypher script", False),
    Format("visual-genome", "visual_genome", ".json", "objects, attributes, relationships", True),
    Format("webvtt", "webvtt", "", "chapters and metadata cues for a video player", False),
    Format("srt", "srt", "", "subtitles", False),
)


def format_named(name: str) -> Format:
    """Return a format; `UserError` lists those that there are."""
    for known in FORMATS:
        if known.name == name:
            return known
    message = f"No format {name!r}{did_you_mean(name, [known.name for known in FORMATS])}"
    raise UserError(message)
