"""The file of an import: its format, and which recordings of a project it means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from graphs.errors import DataError, UserError
from graphs.formats.contract import Described
from graphs.formats.registry import FORMATS, Format, format_named
from graphs.records import Run, content_id
from graphs.words import MOST_LISTED, counted, did_you_mean
from pipelines.fingerprint import file_fingerprint
from pipelines.label import TOOL
from workbench.knowledge.incoming import Incoming

if TYPE_CHECKING:
    from workbench.project import Project

Scorer = Literal["import", "human"]
"""Who speaks in a file that does not say: nobody knows, or a person."""


def format_of(path: Path) -> Format:
    """Return the format of a file or folder, told from its name, else from its content.

    Raises
    ------
    UserError
        It is not there, or no format that can be read.
    """
    if not path.exists():
        message = f"There is no file or folder {str(path)!r}. Check the path."
        raise UserError(message)
    name = _format_of_folder(path) if path.is_dir() else _format_of_file(path)
    if name is None:
        known = ", ".join(form.name for form in FORMATS if form.reads)
        message = (
            f"What is in {str(path)!r} is not told by its name. Say it with --format; these can be "
            f"read: {known}."
        )
        raise UserError(message)
    return format_named(name)


def _format_of_folder(path: Path) -> str | None:
    for name in ("csv", "parquet"):
        if (path / f"facts.{name}").is_file():
            return name
    return None


def _format_of_file(path: Path) -> str | None:
    suffix = path.suffix.lower()
    if suffix in (".csv", ".tsv", ".txt"):
        return "csv"
    if suffix == ".json":
        with path.open("rb") as file:
            start = file.read(4096).lstrip()
        if start.startswith(b"["):
            return "visual-genome"
        return "jsonld" if b'"@context"' in start else None
    return next((form.name for form in FORMATS if form.reads and form.suffix == suffix), None)


def incoming(path: Path, form: Format, name: str, source: Scorer) -> Incoming:
    """Return the import of a file; its run has the same identifier for the same name.

    Raises
    ------
    DataError
        The file cannot be read.
    """
    run = Run(
        run_id=content_id("import", name),
        tool=TOOL,
        version=version(TOOL),
        describer="import",
        segmenter="",
        tracker="",
        parameters={
            "source": source,
            "import": name,
            "file": path.resolve().name,
            "format": form.name,
        },
        inputs={"file": _fingerprint(path)},
    )
    return Incoming(run, f"import:{path.stem}", source)


def _fingerprint(path: Path) -> str:
    if not path.is_dir():
        return file_fingerprint(path)
    files = sorted(file for file in path.iterdir() if file.is_file())
    return content_id(*((file.name, file_fingerprint(file)) for file in files), length=32)


def in_project(
    project: Project,
    found: Sequence[Described],
    mapping: Mapping[str, str],
    path: Path,
    skip_unknown: bool,
) -> dict[str, Described]:
    """Return name in the project -> what the file tells of it.

    Parameters
    ----------
    project
        The project.
    found
        What is in the file.
    mapping
        Name in the file -> name in the project, where they differ.
    path
        Of the file, for messages.
    skip_unknown
        Leave out recordings that the project does not have.

    Raises
    ------
    UserError
        Recordings are unknown, or two would be one; near names are told.
    DataError
        Nothing is in the file.
    """
    if not found:
        message = f"{path.name} holds no facts. Is it the right file?"
        raise DataError(message)
    told = {one.recording: one for one in found}
    faults = [
        f"{name!r} is mapped, but not in the file{did_you_mean(name, told)}"
        for name in mapping
        if name not in told
    ]
    names: dict[str, str] = {}
    for called in told:
        try:
            names[called] = project.spec(mapping.get(called, called)).name
        except UserError:
            if called in mapping or not skip_unknown:
                faults.append(_unknown(project, called, mapping.get(called)))
    faults += [
        f"{count} recordings of the file would be {name!r}: "
        + ", ".join(repr(called) for called, of in names.items() if of == name)
        for name, count in Counter(names.values()).items()
        if count > 1
    ]
    if not faults and not names:
        faults = ["the file tells of no recording of the project"]
    if faults:
        raise _cannot(path, faults)
    return {names[called]: one for called, one in told.items() if called in names}


def _unknown(project: Project, called: str, mapped: str | None) -> str:
    hint = did_you_mean(mapped or called, [spec.name for spec in project.specs()])
    as_what = "" if mapped is None else f", mapped to {mapped!r},"
    return f"{called!r}{as_what} is no recording of the project{hint}"


def _cannot(path: Path, faults: Sequence[str]) -> UserError:
    shown = [*faults[:MOST_LISTED], *(["..."] if len(faults) > MOST_LISTED else [])]
    listing = "\n".join(f"  - {fault}" for fault in shown)
    return UserError(
        f"{path.name} cannot be imported: {counted(len(faults), 'fault')}:\n{listing}\n"
        "Say which recording is meant with --map NAME_IN_FILE=RECORDING, leave the others out with "
        "--skip-unknown, or add them to the project first (workbench add). Nothing was changed."
    )
