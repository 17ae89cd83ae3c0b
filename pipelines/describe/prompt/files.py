"""The texts of prompts: a file each, filled in without a gap, with a fingerprint of them all."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from string import Template

NAMES = ("system", "reasoning", "event")


@cache
def text(name: str) -> str:
    """Return the text of a prompt as it stands in its file."""
    folder = files("pipelines.describe.prompt") / "texts"
    return (folder / f"{name}.md").read_text(encoding="utf-8")


def filled(name: str, **values: str) -> str:
    """Return a prompt with its places filled in.

    Raises
    ------
    KeyError
        A place is left open.
    ValueError
        A value has no place.
    """
    template = Template(text(name))
    unused = set(values) - set(template.get_identifiers())
    if unused:
        message = f"The prompt {name!r} has no place for {', '.join(sorted(unused))}."
        raise ValueError(message)
    return template.substitute(values)


@cache
def fingerprint() -> str:
    """Return the SHA-256 of all texts, hexadecimal: what was asked with others is another run."""
    joined = "\x1e".join(text(name) for name in NAMES)
    return hashlib.sha256(joined.encode()).hexdigest()
