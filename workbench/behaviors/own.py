"""Behaviors of a project: Python files in its ``behaviors/`` folder, loaded once they are trusted.

They are programs, and run with the rights of the person who asks. So each file has to be trusted on
this machine first, as it stands: a file that is added or changed later has to be trusted again.
What is trusted is noted outside of the project (`trust_file`), so that a project which somebody
sends cannot trust itself.

What runs is the text of the file, the very bytes that were compared with the note; compiled files
beside it (``__pycache__``) are neither read nor written. A file imports what is installed, and
nothing from the folder it is in.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

from graphs.errors import UserError
from graphs.storage.atomic import cannot_write, write_atomic
from workbench.behaviors.declare import BehaviorFunction, Library, behaviors_in

FOLDER = "behaviors"
CONFIG_VARIABLE = "WORKBENCH_CONFIG_DIR"


def trust_file() -> Path:
    """Return where trusted files are noted: in the user's configuration folder.

    ``WORKBENCH_CONFIG_DIR`` says another folder.
    """
    given = os.environ.get(CONFIG_VARIABLE)
    if given:
        return Path(given) / "trusted.json"
    base = os.environ.get("XDG_CONFIG_HOME") or os.environ.get("APPDATA")
    folder = Path(base) if base else Path.home() / ".config"
    return folder / "behavior-workbench" / "trusted.json"


def is_trusted(project: Path) -> bool:
    """Whether a project was trusted, and all files with its behaviors are as they were then.

    Raises
    ------
    UserError
        The file that notes what is trusted is damaged. So for the other functions that ask it.
    """
    return _key(project) in _trusted() and not untrusted_files(project)


def untrusted_files(project: Path) -> list[Path]:
    """Return the files with behaviors of a project that may not run on this machine as they are."""
    return _refused(_trusted().get(_key(project), {}), _contents(project))


def _refused(noted: Mapping[str, str], contents: Mapping[Path, bytes]) -> list[Path]:
    return [path for path in contents if noted.get(path.name) != _hash(contents[path])]


def trust(project: Path) -> None:
    """Note that the behaviors of a project may run on this machine, as they are now.

    Raises
    ------
    UserError
        The configuration folder cannot be written.
    """
    hashes = {path.name: _hash(content) for path, content in _contents(project).items()}
    noted = _trusted()
    earlier = {name: h for name, h in noted.get(_key(project), {}).items() if "@" in name}
    _note({**noted, _key(project): {**earlier, **hashes}})


def trust_one(project: Path, name: str, content: bytes) -> None:
    """Note that the file `name` of a project may run with this content; raises as `trust`.

    What was trusted before of other files stays as it was.
    """
    noted = _trusted()
    _note({**noted, _key(project): {**noted.get(_key(project), {}), name: _hash(content)}})


def is_noted(project: Path, name: str, content: bytes) -> bool:
    """Whether `trust_one` noted that a file may run.

    Parameters
    ----------
    project
        Folder of the project.
    name, content
        Of the file.
    """
    return _trusted().get(_key(project), {}).get(name) == _hash(content)


def distrust(project: Path) -> None:
    """Take the trust in all files of a project back; raises as `trust`."""
    if trust_file().is_file():
        _note({key: files for key, files in _trusted().items() if key != _key(project)})


def _key(project: Path) -> str:
    return str(project.resolve())


def _hash(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=32).hexdigest()


def _note(trusted: Mapping[str, Mapping[str, str]]) -> None:
    path = trust_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(path.parent, error) from error
    write_atomic(path, json.dumps(trusted, indent=2, sort_keys=True).encode())


def _trusted() -> dict[str, dict[str, str]]:
    """Return what was noted: project -> name of a file -> hash of its content."""
    path = trust_file()
    if not path.is_file():
        return {}
    try:
        noted = json.loads(path.read_text(encoding="utf-8"))
        return {project: dict(files) for project, files in dict(noted).items()}
    except (ValueError, TypeError) as error:
        message = f"{path} is damaged ({error}). Delete it, and trust your projects again."
        raise UserError(message) from None


def own_files(project: Path) -> list[Path]:
    """Return the files with behaviors of a project; those that start with ``_`` are left out."""
    found = sorted((project / FOLDER).glob("*.py"))
    return [path for path in found if path.is_file() and not path.name.startswith("_")]


def _contents(project: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in own_files(project)}


def own_behaviors(project: Path, *, without: str | None = None) -> Library:
    """Return the behaviors that a project defines.

    Parameters
    ----------
    project
        Its folder.
    without
        Name of a file that is left out, because it will be replaced.

    Raises
    ------
    UserError
        A file is not trusted as it is, cannot be run, or two define behaviors of one name.
    """
    contents = {p: content for p, content in _contents(project).items() if p.name != without}
    noted = _trusted().get(_key(project), {})
    refused = _refused(noted, contents)
    if refused:
        raise UserError(_not_trusted(project, noted, [path.name for path in refused]))
    found: dict[str, BehaviorFunction] = {}
    for path, content in contents.items():
        for name, one in behaviors_of(path, content).behaviors.items():
            if name in found:
                message = f"{name!r} is defined in {found[name].origin} and in {path}. Rename one."
                raise UserError(message)
            found[name] = one
    return Library(found)


def _not_trusted(project: Path, noted: Mapping[str, str], names: Sequence[str]) -> str:
    changed = ", ".join(name for name in names if name in noted)
    never = ", ".join(name for name in names if name not in noted)
    which = [f"changed since you trusted it: {changed}"] if changed else []
    which += [f"not trusted on this machine: {never}"] if never else []
    return (
        f"{project / FOLDER} holds behaviors as programs, and they were not run ({'; '.join(which)}"
        "). Look at them; if they do only what you want: "
        f"workbench behaviors trust -p {project}"
    )


def load_behaviors(path: Path) -> Library:
    """Run a file of behaviors (its path) and return what it defines, trusted or not.

    Raises
    ------
    UserError
        The file does not exist, cannot be run (the place of the fault is said), or defines none.
    """
    return behaviors_of(path, content_of(path))


def content_of(path: Path) -> bytes:
    """Return the content of a file of behaviors; raises `UserError` if its path is no file."""
    if not path.is_file():
        message = f"{path} does not exist. Expected a Python file with @behavior functions."
        raise UserError(message)
    return path.read_bytes()


def behaviors_of(path: Path, content: bytes) -> Library:
    """Run the content of a file of behaviors; raises as `load_behaviors`.

    `path` is the place that messages name. The same content of the same place runs once.
    """
    place = str(path.absolute())
    name = f"_own_behaviors_{hashlib.blake2b(content + place.encode()).hexdigest()[:16]}"
    module = sys.modules.get(name)
    if module is None:
        module = ModuleType(name)
        module.__file__, module.__package__ = place, ""  # in no package
        sys.modules[name] = module  # dataclasses and type hints look there
        try:
            _run(module, content, place)
        except BaseException:
            del sys.modules[name]
            raise
    library = behaviors_in(vars(module))
    if not library.behaviors:
        message = f"{path.name} defines no behavior. Put @behavior(...) above a function in it."
        raise UserError(message)
    return library


def _run(module: ModuleType, content: bytes, place: str) -> None:
    """Run a file as a module; what goes wrong in it is said with its place."""
    try:
        code = compile(content, place, "exec", dont_inherit=True)
        exec(code, vars(module))  # noqa: S102 - a program of the person's own, who trusted it
    except UserError:
        raise
    except (Exception, SystemExit) as error:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if frame.filename == place]
        line = lines[-1] if lines else getattr(error, "lineno", None)
        where = Path(place).name + (f", line {line}" if line else "")
        what = f"{type(error).__name__}: {error}"
        if isinstance(error, SystemExit):
            what = "the file called exit. Only define behaviors in it"
        message = f"{where}: {what}."
        raise UserError(message) from error
