"""Docstrings tell the truth: their examples run, and public functions say what can go wrong."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import re
import textwrap
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("graphs", "pipelines", "workbench")
FILES = [path for package in PACKAGES for path in (ROOT / package).glob("*/**/*.py")]
FILES += [path for package in PACKAGES for path in (ROOT / package).glob("[!_]*.py")]
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in FILES
    if path.stem != "__main__"
)
"""Found without importing them: some are slow to import."""

ANALYSIS = re.compile(
    r"workbench\.(analysis|stats)\.\w+|graphs\.(relations|added)|pipelines\.hulls"
    r"|workbench\.behaviors\.(declare|examples|save|own|find|catalog)"
)
OF_ANALYSIS = [name for name in MODULES if ANALYSIS.fullmatch(name)]
SECTION = re.compile(r"^Parameters\n-+\n(.*?)(?=^\w+\n-+\n|\Z)", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\b(see|as (for|of))\s+`", re.IGNORECASE)


def test_there_are_modules_of_all_packages() -> None:
    assert len(MODULES) > 100


@pytest.mark.parametrize("package", PACKAGES)
def test_examples_run(package: str) -> None:
    tried = 0
    for name in MODULES:
        if name.startswith(f"{package}."):
            result = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
            assert result.failed == 0, name
            tried += result.attempted
    assert tried > 0 or package != "workbench"


Function = Callable[..., object]


def public(module: ModuleType) -> list[tuple[str, Function, str]]:
    """Public functions of a module, and of its public classes methods and properties.

    With what each is called, and the docstring of its class.
    """
    found: list[tuple[str, Function, str]] = []
    for name, thing in vars(module).items():
        if name.startswith("_") or getattr(thing, "__module__", None) != module.__name__:
            continue
        if inspect.isfunction(thing):
            found.append((name, thing, ""))
        elif inspect.isclass(thing):
            of_class = inspect.getdoc(thing) or ""
            for called, member in vars(thing).items():
                function = getattr(member, "__func__", getattr(member, "fget", member))
                if not called.startswith("_") and inspect.isfunction(function):
                    found.append((f"{name}.{called}", function, of_class))
    return found


def arguments(function: Function) -> list[str]:
    """Names of arguments without ``self`` and ``cls``."""
    return [name for name in inspect.signature(function).parameters if name not in ("self", "cls")]


@pytest.mark.parametrize("name", OF_ANALYSIS)
def test_annotated_and_documented(name: str) -> None:
    """Every public function has a docstring and types."""
    for called, function, _ in public(importlib.import_module(name)):
        assert inspect.getdoc(function), called
        signature = inspect.signature(function)
        assert signature.return_annotation is not inspect.Signature.empty, called
        for argument in arguments(function):
            annotation = signature.parameters[argument].annotation
            assert annotation is not inspect.Parameter.empty, f"{called}: {argument}"


def unexplained(function: Function, of_class: str = "") -> list[str]:
    """Arguments that a section of parameters leaves out or makes up; without one, not mentioned.

    Looked for in the docstring and in that of the class, unless it says whose arguments they are.
    """
    text, wanted = inspect.getdoc(function) or "", arguments(function)
    section = SECTION.search(text)
    if section is not None:
        lines = re.findall(r"^\S.*$", section[1], re.MULTILINE)
        return sorted({*re.findall(r"\w+", " ".join(lines))} ^ {*wanted})
    if LINK.search(text):
        return []
    return [name for name in wanted if not re.search(rf"\b{name}\b", f"{text} {of_class}")]


def hides_errors(function: Function, of_class: str = "") -> bool:
    """Whether there is a ``raise`` in it, of which neither it nor its class says anything."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    raises = any(isinstance(node, ast.Raise) for node in ast.walk(tree))
    text = f"{inspect.getdoc(function)} {of_class}"
    return raises and not re.search(r"\braises?\b", text, re.IGNORECASE)


def test_what_is_not_said_is_found() -> None:
    def kept(first: int, second: int) -> int:
        """Return the `first`."""
        if second:
            raise ValueError
        return first

    def renamed(second: int) -> int:
        """Return it.

        Parameters
        ----------
        first
            Was called so once.

        Returns
        -------
        int
            The same.
        """
        return second

    assert unexplained(kept) == ["second"]
    assert unexplained(kept, "All methods ignore the `second`.") == []
    assert unexplained(renamed) == ["first", "second"]
    assert hides_errors(kept)
    assert not hides_errors(kept, "All methods raise ValueError.")
    assert not hides_errors(renamed)


@pytest.mark.parametrize("name", OF_ANALYSIS)
def test_arguments_and_errors_are_said(name: str) -> None:
    """All arguments are explained, and what has a ``raise`` in it says so, or its class does."""
    for called, function, of_class in public(importlib.import_module(name)):
        assert unexplained(function, of_class) == [], called
        assert not hides_errors(function, of_class), called
