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

_BY_ENDING = {
    ".parquet": "parquet",
    **{form.suffix: form.name for form in FORMATS if form.suffix not in ("", ".json")},
}
_FOLDERS = {".csv": "csv", ".tsv": "csv", ".vtt": "webvtt", ".srt": "srt"}


def format_told_by(path: Path) -> Format:
    """Return the format that the name of a file to write tells by its ending.

    Raises
    ------
    UserError
        The ending tells none, several, or one that is a folder of files with this ending.
    """
    ending = path.suffix.lower()
    if ending in _BY_ENDING:
        return format_named(_BY_ENDING[ending])
    if ending in _FOLDERS:
        name = _FOLDERS[ending]
        message = (
            f"{name} is a folder with several files, not one file {path.name!r}. Say the name of "
            f"the folder, and the format: export {path.stem} --to {name}"
        )
        raise UserError(message)
    if ending == ".json":
        message = (
            f"{path.name!r} may be of several formats. Say which: --to visual-genome, --to jsonld, "
            "or --to jsonl, which has everything."
        )
        raise UserError(message)
    endings = ", ".join(sorted(_BY_ENDING))
    message = (
        f"The name {path.name!r} does not tell the format; these endings do: {endings}. Or say it: "
        "--to FORMAT; --to list shows them."
    )
    raise UserError(message)


def format_named(name: str) -> Format:
    """Return a format; `UserError` lists those that there are."""
    for known in FORMATS:
        if known.name == name:
            return known
    message = f"No format {name!r}{did_you_mean(name, [known.name for known in FORMATS])}"
    raise UserError(message)
