"""The texts that a model is asked for programs with: one file per text, with its version.

Their form is that of `pipelines.describe.prompt.texts`.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from graphs.plain_json import to_json
from pipelines.describe.prompt.texts import PromptText

TEXTS = ("ask_system", "ask_plan", "ask_write", "ask_repair", "ask_replan")
"""Names of the files, without their ending."""


@cache
def ask_text(name: str) -> PromptText:
    """Return one of `TEXTS` by name."""
    path = files("workbench.ask.model") / "texts" / f"{name}.md"
    return PromptText.parse(name, path.read_text(encoding="utf-8"))


def ask_digest() -> str:
    """Return the fingerprint of all texts, SHA-256, hexadecimal; what was asked names it."""
    parts = {name: ask_text(name).digest for name in TEXTS}
    return hashlib.sha256(to_json(parts).encode()).hexdigest()
