"""Names in questions: behaviors defined in words, answers kept, versions that stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from grammar_worlds import grammar_world
from typer.testing import CliRunner

from graphs.errors import UserError
from workbench.ask.asking import Conversation
from workbench.ask.plan import NotUnderstoodError
from workbench.behaviors.own import trust
from workbench.cli import app
from workbench.project import Project, open_project

CLAIMS = [
    ("mouse_1", "rear", None, 1, 2), ("mouse_1", "rear", None, 8, 11),
    ("mouse_2", "rear", None, 7, 7.5), ("mouse_1", "rest", None, 14, 19),
]  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Two mice that stand 10 cm from each other for 20 s."""
    return grammar_world(tmp_path, claims=CLAIMS, px_per_cm=10.0)


def said(conversation: Conversation, question: str) -> str:
    """Text of an answer."""
    return conversation.ask(question).text


def test_a_behavior_is_defined_in_words_and_asked_about(project: Project) -> None:
    talk = Conversation(project)
    made = talk.ask("define <|close|> as being within 12 cm of the other animal")
    assert made.text == "<close> is kept as a behavior, version 1"
    assert "rec.distance(subject, target) < '12 cm'" in made.program
    assert made.provenance.symbols == {"close": 1}
    answer = talk.ask("how long does mouse_1 <close> mouse_2?")
    assert (answer.text, answer.provenance.symbols) == ("20 s", {"close": 1})
    assert "rec.behavior('close', 'mouse_1', 'mouse_2')" in answer.program
    assert any("12 cm" in term.meaning for term in answer.terms)


def test_a_definition_changed_later_leaves_an_earlier_answer_alone(project: Project) -> None:
    talk = Conversation(project)
    talk.ask("define <|close|> as being within 12 cm of the other animal")
    before = talk.ask("how long does mouse_1 <close> mouse_2?")
    talk.ask("define <|close|> as being within 2 cm of the other animal")
    after = talk.ask("how long does mouse_1 <close> mouse_2?")
    assert (before.text, before.provenance.symbols) == ("20 s", {"close": 1})
    assert (after.text, after.provenance.symbols) == ("0 s", {"close": 2})
    versions = [one.text for one in project.memory.history("close")]
    assert versions == [
        "being within 12 cm of the other animal",
        "being within 2 cm of the other animal",
    ]


def test_a_program_run_again_uses_the_definition_that_it_was_made_with(project: Project) -> None:
    talk = Conversation(project)
    talk.ask("define <|close|> as being within 12 cm of the other animal")
    before = talk.ask("how long does mouse_1 <close> mouse_2?")
    assert talk.run(before.program, symbols=before.provenance.symbols).caveats == before.caveats
    talk.ask("define <|close|> as being within 2 cm of the other animal")
    assert talk.run(before.program).text == "0 s"  # nobody said which version
    again = open_project(project.folder, check_files=False)
    for one in (talk, Conversation(again)):
        once_more = one.run(before.program, symbols=before.provenance.symbols)
        assert (once_more.text, once_more.provenance.symbols) == ("20 s", {"close": 1})
        assert any(
            "version 1 here" in caveat and "version 2 exists: being within 2 cm" in caveat
            for caveat in once_more.caveats
        )
        assert one.ask("how long does mouse_1 <close@1> mouse_2?").text == "20 s"
        assert one.ask("how long does mouse_1 <close> mouse_2?").text == "0 s"


def test_an_earlier_version_from_another_machine_does_not_run(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = Conversation(project)
    talk.ask("define <|close|> as being within 12 cm of the other animal")
    before = talk.ask("how long does mouse_1 <close> mouse_2?")
    talk.ask("define <|close|> as being within 2 cm of the other animal")
    monkeypatch.setenv("WORKBENCH_CONFIG_DIR", str(tmp_path / "elsewhere"))
    trust(project.folder)
    assert talk.run(before.program).text == "0 s"
    with pytest.raises(UserError, match="Version 1 of 'close' is a program, and was not made on"):
        talk.run(before.program, symbols={"close": 1})
    with pytest.raises(UserError, match="no symbol <near>"):
        talk.run(before.program, symbols={"near": 1})


def test_the_command_line_takes_a_version(project: Project, tmp_path: Path) -> None:
    talk = Conversation(project)
    talk.ask("define <|close|> as being within 12 cm of the other animal")
    before = talk.ask("how long does mouse_1 <close> mouse_2?")
    talk.ask("define <|close|> as being within 2 cm of the other animal")
    path = tmp_path / "program.py"
    path.write_text(before.program, encoding="utf-8")
    words = ["run", str(path), "-p", str(project.folder)]
    assert CliRunner().invoke(app, words).stdout.startswith("0 s")
    assert CliRunner().invoke(app, [*words, "--version", "close@1"]).stdout.startswith("20 s")
    assert CliRunner().invoke(app, [*words, "--version", "close"]).exit_code == 2


def test_names_hold_in_a_new_process(project: Project) -> None:
    Conversation(project).ask("define <|loaf|> as resting for at least 3 s")
    again = open_project(project.folder, check_files=False)
    assert "loaf" in again.full_ethogram().behaviors
    answer = Conversation(again).ask("how often does each mouse <loaf>?")
    assert answer.provenance.symbols == {"loaf": 1}


def test_an_answer_is_kept_under_a_name(project: Project) -> None:
    talk = Conversation(project)
    assert said(talk, "how often does mouse_1 rear? <|rears|>") == "2"
    kept = project.memory.read("rears")
    assert (kept.kind, kept.result) == ("result", [["", 2.0, ""]])
    assert kept.data_version == talk.answers[-1].provenance.data_version
    assert Conversation(project).run(kept.program).text == "2"


def test_words_that_are_no_behavior_are_kept_as_words(project: Project) -> None:
    talk = Conversation(project)
    made = talk.ask("define <|early|> as in the first 10 s")
    assert made.text == "<early> is kept as a definition, version 1"
    assert any("Kept as words" in caveat for caveat in made.caveats)
    answer = talk.ask("how often does mouse_1 rear <early>?")
    assert answer.provenance.symbols == {"early": 1}
    assert "in_window(0, 10)" in answer.program


def test_words_within_words_and_many_in_one_message(project: Project) -> None:
    talk = Conversation(project)
    talk.ask("define <|early|> as in the first 10 s")
    talk.ask("define <|who|> as mouse_1")
    talk.ask("define <|soon|> as within 5 s after mouse_2 rears <early>")
    answer = talk.ask("how often does <who> rear <early>?")
    assert answer.provenance.symbols == {"who": 1, "early": 1}
    assert "mouse_1" in answer.program
    with pytest.raises(NotUnderstoodError):
        talk.ask("how often does <who> <who> <early>?")


def test_a_name_that_is_not_known_is_told_with_the_nearest(project: Project) -> None:
    talk = Conversation(project)
    talk.ask("define <|early|> as in the first 10 s")
    with pytest.raises(UserError, match="early"):
        talk.ask("how often does mouse_1 rear <erly>?")


@pytest.mark.parametrize(
    "text",
    ["chasing mouse_2", "resting in the first 10 s", "resting in each recording"],
)
def test_a_behavior_is_of_any_animal_at_any_time(project: Project, text: str) -> None:
    made = Conversation(project).ask(f"define <|thing|> as {text}")
    assert made.text == "<thing> is kept as a definition, version 1"
    assert "thing" not in project.ethogram().behaviors


def test_what_is_defined_is_found_by_labelling_too(project: Project) -> None:
    """The function is the project's own: the ethogram names it, and it is trusted."""
    Conversation(project).ask("define <|loaf|> as resting for at least 3 s")
    assert 'function = "loaf"' in project.ethogram_path.read_text(encoding="utf-8")
    found = project.recordings()[0].behavior("loaf", "mouse_1")
    assert found.label == ["loaf"] * len(found)


def test_a_name_of_the_ethogram_cannot_be_defined_anew(project: Project) -> None:
    with pytest.raises(UserError, match="rear"):
        Conversation(project).ask("define <|rear|> as resting for at least 3 s")
