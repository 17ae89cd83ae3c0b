"""The table ``[model]`` of a project: what it says arrives, and every fault is told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphs.errors import UserError
from pipelines.describe.by_model.settings import ModelSettings
from workbench.project_file import parse_project


def read(text: str) -> ModelSettings | None:
    return parse_project(text, Path("project")).settings.model


def test_a_project_has_no_model_unless_it_says_so() -> None:
    assert read("[defaults]\nfps = 30\n") is None


def test_an_empty_table_is_a_chat_model_with_defaults() -> None:
    assert read("[model]\n") == ModelSettings(kind="chat")


def test_everything_can_be_said() -> None:
    model = read(
        """
        [model]
        kind = "local"
        folder = "models/tiny"
        batch = 2
        level = "episode"
        behaviors = ["sniff", "mount"]
        samples = 5
        context = true
        exemplars = 0
        strike_out = false
        max_tokens = 300
        [model.stills]
        frames = 4
        margin = 2.0
        [model.stills.marks]
        trails = true
        [model.stills.privacy]
        grayscale = true
        longest_side = 320
        blur = ["desk", [0, 0, 120, 80]]
        """
    )
    assert model is not None
    assert (model.kind, model.parameters) == ("local", {"folder": "models/tiny", "batch": 2})
    assert (model.level, model.behaviors, model.samples) == ("episode", ("sniff", "mount"), 5)
    assert (model.context, model.exemplars, model.strike_out) == (True, 0, False)
    assert model.max_tokens == 300
    assert (model.stills.frames, model.stills.margin, model.stills.crop) == (4, 2.0, True)
    assert model.stills.marks.trails
    assert model.stills.marks.numbers
    assert model.stills.privacy.blur == ("desk", (0, 0, 120, 80))
    assert (model.stills.privacy.grayscale, model.stills.privacy.longest_side) == (True, 320)


def test_faults_come_together() -> None:
    with pytest.raises(UserError) as caught:
        read(
            """
            [model]
            level = "second"
            samples = 0
            context = "yes"
            behaviors = "sniff"
            [model.stills]
            frame = 4
            [model.stills.privacy]
            blur = [[0, 0, 5]]
            """
        )
    told = str(caught.value)
    for words in (
        "6 faults",
        "[model]: level is 'second'; expected 'bout' or 'episode'",
        "samples is 0; expected a whole number, 1 or more",
        "context is 'yes'; expected true or false",
        "behaviors is 'sniff'; expected a list of names",
        "unknown entry 'frame'; did you mean 'frames'?",
        "expected a list of names or of [left, top, right, bottom]",
    ):
        assert words in told
