"""Behaviors of a project: Python files in its ``behaviors/`` folder, loaded once it is trusted.

They are programs, and run with the rights of the person who asks. So a project's folder has to be
trusted on this machine first; that is noted outside of the project (`trust_file`), so that a
project which somebody sends cannot trust itself.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from graphs.atomic import write_atomic
from graphs.errors import UserError
from workbench.behaviors.declare import BehaviorFunction, Library, behaviors_in

FOLDER = "behaviors"
CONFIG_VARIABLE = "WORKBENCH_CONFIG_DIR"


def trust_file() -> Path:
    """Return where trusted folders are noted: in the user's configuration folder.

    ``WORKBENCH_CONFIG_DIR`` says another folder.
    """
    given = os.environ.get(CONFIG_VARIABLE)
    if given:
        return Path(given) / "trusted.json"
    base = os.environ.get("XDG_CONFIG_HOME") or os.environ.get("APPDATA")
    folder = Path(base) if base else Path.home() / ".config"
    return folder / "behavior-workbench" / "trusted.json"


def is_trusted(project: Path) -> bool:
    """Whether the behaviors of a project may run on this machine."""
    return str(project.resolve()) in _trusted()


def trust(project: Path) -> None:
    """Note that the behaviors of a project may run on this machine.

    Raises
    ------
    UserError
        The configuration folder cannot be written.
    """
    path = trust_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    names = sorted({*_trusted(), str(project.resolve())})
    write_atomic(path, json.dumps(names, indent=2).encode())


def distrust(project: Path) -> None:
    """Take the trust in a project back."""
    names = sorted({*_trusted()} - {str(project.resolve())})
    if trust_file().is_file():
        write_atomic(trust_file(), json.dumps(names, indent=2).encode())


def _trusted() -> Sequence[str]:
    path = trust_file()
    if not path.is_file():
        return ()
    try:
        names = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        message = f"{path} is damaged ({error}). Delete it, and trust your projects again."
        raise UserError(message) from None
    return names if isinstance(names, list) else ()


def own_files(project: Path) -> list[Path]:
    """Return the files with behaviors of a project; those that start with ``_`` are left out."""
    return sorted(p for p in (project / FOLDER).glob("*.py") if not p.name.startswith("_"))


def own_behaviors(project: Path) -> Library:
    """Return the behaviors that a project defines.

    Raises
    ------
    UserError
        There are files and the project is not trusted, a file cannot be run, or two define
        behaviors of one name.
    """
    files = own_files(project)
    if files and not is_trusted(project):
        names = ", ".join(path.name for path in files)
        message = (
            f"{project / FOLDER} holds behaviors as programs ({names}), and this project is not "
            "trusted on this machine, so they were not run. Look at them; if they do only what you "
            f"want: workbench behaviors trust -p {project}"
        )
        raise UserError(message)
    found: dict[str, BehaviorFunction] = {}
    for path in files:
        for name, one in load_behaviors(path).behaviors.items():
            if name in found:
                message = f"{name!r} is defined in {found[name].origin} and in {path}. Rename one."
                raise UserError(message)
            found[name] = one
    return Library(found)


def load_behaviors(path: Path) -> Library:
    """Run a file of behaviors and return what it defines.

    Raises
    ------
    UserError
        The file does not exist, cannot be run (the place of the fault is said), or defines none.
    """
    if not path.is_file():
        message = f"{path} does not exist. Expected a Python file with @behavior functions."
        raise UserError(message)
    content = path.read_bytes()
    name = f"_own_behaviors_{hashlib.blake2b(content + str(path).encode()).hexdigest()[:16]}"
    module = sys.modules.get(name)
    if module is None:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        except UserError:
            del sys.modules[name]
            raise
        except Exception as error:
            del sys.modules[name]
            where = [
                f for f in traceback.extract_tb(error.__traceback__) if f.filename == str(path)
            ]
            line = where[-1].lineno if where else getattr(error, "lineno", "?")
            message = f"{path.name}, line {line}: {type(error).__name__}: {error}."
            raise UserError(message) from error
    library = behaviors_in(vars(module))
    if not library.behaviors:
        message = f"{path.name} defines no behavior. Put @behavior(...) above a function in it."
        raise UserError(message)
    return library
