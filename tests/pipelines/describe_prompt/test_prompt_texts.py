"""Texts of prompts: files with a version, and placeholders that are all filled."""

from __future__ import annotations

from importlib.resources import files

import pytest

from graphs.errors import DataError
from pipelines.describe.prompt import texts
from pipelines.describe.prompt.build import system_text
from pipelines.describe.prompt.texts import PromptText, prompt_digest, prompt_text, prompt_versions


def test_every_file_is_a_text_with_a_version() -> None:
    folder = files("pipelines.describe.prompt") / "texts"
    assert {path.name for path in folder.iterdir()} == {f"{name}.md" for name in texts.TEXTS}
    assert set(prompt_versions().values()) == {"1"}


def test_filled() -> None:
    text = PromptText.parse("a", "version: 2\n\nFrom $start to $stop.\n\n\n\nIt costs $$5.\n")
    assert text.version == "2"
    assert text.filled(start="$stop", stop="2") == "From $stop to 2.\n\nIt costs $5."


@pytest.mark.parametrize(
    ("body", "values"),
    [
        ("From $start to $stop.", {"start": "1"}),
        ("From $start.", {"start": "1", "stop": "2"}),
        ("From $start for 5 $.", {"start": "1"}),
    ],
)
def test_what_is_not_filled_is_an_error(body: str, values: dict[str, str]) -> None:
    text = PromptText.parse("a", f"version: 1\n\n{body}")
    with pytest.raises(ValueError, match="placeholders"):
        text.filled(**values)


def test_a_text_without_a_version() -> None:
    with pytest.raises(DataError, match="version"):
        PromptText.parse("a", "Say what you see.")


def test_the_digest_tells_versions_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    before = prompt_digest()
    assert prompt_digest() == before
    system = prompt_text("describe_system")
    changed = PromptText.parse("describe_system", f"version: 1\n\n{system.body} Please.")
    original = prompt_text
    monkeypatch.setattr(
        texts,
        "prompt_text",
        lambda name: changed if name == "describe_system" else original(name),
    )
    assert prompt_digest() != before


def test_no_reasons_unless_asked_for() -> None:
    plain, reasons = system_text(), system_text(reasoning=True)
    assert "no reasons" in plain
    assert "reasoning" not in plain
    assert "reasoning" in reasons
    assert "no reasons" not in reasons
