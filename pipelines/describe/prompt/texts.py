"""The texts of the prompt, which are files: one text per file, with its version in the first line.

A file is ``version: 1``, an empty line, and the text, in which ``$name`` is filled in. What is
filled in is not looked at again: a ``$`` in somebody's definition stays what it is.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from string import Template

from graphs.errors import DataError
from graphs.plain_json import to_json

TEXTS = (
    "describe_system",
    "describe_json_only",
    "describe_reasoning",
    "describe_event",
    "describe_context",
    "describe_exemplars",
)
"""Names of the files, without their ending."""

_FIRST_LINE = re.compile(r"version: (\S+)\n\n")


@dataclass(frozen=True, slots=True)
class PromptText:
    """One text.

    Parameters
    ----------
    name
        Of the file, without its ending.
    version
        What its first line says.
    body
        With placeholders.
    digest
        SHA-256 of the file's text, hexadecimal.
    """

    name: str
    version: str
    body: str = field(repr=False)
    digest: str

    @classmethod
    def parse(cls, name: str, text: str) -> PromptText:
        """Return a text from that of its file; `DataError` if it has no version."""
        first = _FIRST_LINE.match(text)
        if first is None:
            message = (
                f"{name}.md: expected the first line 'version: ...' and an empty one, found "
                f"{text[:40]!r}."
            )
            raise DataError(message)
        digest = hashlib.sha256(text.encode()).hexdigest()
        return cls(name, first[1], text[first.end() :].strip(), digest)

    def filled(self, **values: str) -> str:
        """Return the text with its placeholders filled in, without runs of empty lines.

        Raises
        ------
        ValueError
            A placeholder has no value, a value no placeholder, or a ``$`` is neither.
        """
        template = Template(self.body)
        wanted = set(template.get_identifiers())
        if not template.is_valid() or wanted != set(values):
            message = (
                f"The text {self.name} has the placeholders {sorted(wanted)}; values were given "
                f"for {sorted(values)}. A dollar sign of the text itself is written '$$'."
            )
            raise ValueError(message)
        return re.sub(r"\n{3,}", "\n\n", template.substitute(values)).strip()


@cache
def prompt_text(name: str) -> PromptText:
    """Return one of `TEXTS` by name."""
    path = files("pipelines.describe.prompt") / "texts" / f"{name}.md"
    return PromptText.parse(name, path.read_text(encoding="utf-8"))


def prompt_versions() -> dict[str, str]:
    """Return the version of each text, by name."""
    return {name: prompt_text(name).version for name in TEXTS}


def prompt_digest() -> str:
    """Return the fingerprint of all texts, SHA-256, hexadecimal; runs are told apart by it."""
    parts = {name: prompt_text(name).digest for name in TEXTS}
    return hashlib.sha256(to_json(parts).encode()).hexdigest()
