"""Docstrings tell the truth: their examples run, and public functions say what can go wrong."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
from types import ModuleType

import pytest

import graphs
import pipelines
import workbench

MODULES = sorted(
    info.name
    for package in (graphs, pipelines, workbench)
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not info.name.endswith("__main__")
)


def test_there_are_modules_of_all_packages() -> None:
    assert len(MODULES) > 100


@pytest.mark.parametrize("package", ["graphs", "pipelines", "workbench"])
def test_examples_run(package: str) -> None:
    tried = 0
    for name in MODULES:
        if name.startswith(f"{package}."):
            result = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
            assert result.failed == 0, name
            tried += result.attempted
    assert tried > 0 or package != "workbench"


def public(module: ModuleType) -> list[tuple[str, object]]:
    """Public functions of a module, and public methods of its public classes."""
    found: list[tuple[str, object]] = []
    for name, thing in vars(module).items():
        if name.startswith("_") or getattr(thing, "__module__", None) != module.__name__:
            continue
        if inspect.isfunction(thing):
            found.append((name, thing))
        elif inspect.isclass(thing):
            found += [
                (f"{name}.{method}", function)
                for method, function in vars(thing).items()
                if not method.startswith("_") and inspect.isfunction(function)
            ]
    return found


@pytest.mark.parametrize("name", [m for m in MODULES if ".analysis" in m or ".stats" in m])
def test_annotated_and_documented(name: str) -> None:
    """Every public function has a docstring and types; arguments are named in it or in a link."""
    for called, function in public(importlib.import_module(name)):
        assert inspect.getdoc(function), called
        signature = inspect.signature(function)  # type: ignore[arg-type]  # a function
        assert signature.return_annotation is not inspect.Signature.empty, called
        for argument in signature.parameters.values():
            bare = argument.annotation is inspect.Parameter.empty
            assert argument.name in ("self", "cls") or not bare, f"{called}: {argument.name}"
