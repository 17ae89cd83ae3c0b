"""The grammar of answers: what it takes, what it cannot say, and to whom it is sent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from ask_scripts import GOOD, QUESTION, plan, write
from gbnf_matcher import Grammar
from model_server import ModelServer

from pipelines.models.answers import AnswerStore
from pipelines.models.chat import ChatModel
from workbench.ask.model.background import prompts_of
from workbench.ask.model.gbnf import answer_grammar
from workbench.ask.model.work import AskingModel
from workbench.project import Project
from workbench.sandbox.names import DataNames
from workbench.sandbox.running import Sandbox

HEAD = "from workbench import answer, open_project\n\nproject = open_project()\n"
REC = HEAD + "rec = project.recording('day_1')\n"
NAMES = DataNames(
    ("day_1",), ("drug",), ("am",), ("mouse_1", "mouse_2"), ("nose", "tailbase"),
    ("shelter", 'the "box"'), ("feeder",), {"walk": ("go",), "chase": (), "enter": ()},
)  # fmt: skip

FITTING = [
    "found = rec.facts('mouse_1', 'walk')\nanswer(found.count, clips=found)\n",
    'answer(rec.speed("mouse_1").mean())\n',
    "answer(rec.distance('mouse_1.nose', 'mouse_2').when(rec.facts('mouse_1', 'chase')).min())\n",
    "found = (rec.speed('*') > '5 cm/s').bouts(min_s=0.5)\nanswer(found.total_s, clips=found)\n",
    "found = rec.in_zone('mouse_1', 'shelter').bouts(label=\"inside shelter\")\n"
    "found = found.overlapping(rec.facts('mouse_1', 'go'), same='subject')\nanswer(found.count)\n",
    "found = (rec.facts('mouse_1', 'walk') | rec.facts('mouse_2', 'walk'))\n"
    "answer(found.fraction)\n",
    "value = {animal: rec.facts(animal, 'walk').count for animal in rec.animals}\n"
    "best = max(value.values())\n"
    "answer([animal for animal in value if value[animal] == best], table=value)\n",
    "found = rec.facts('mouse_1', 'walk').first()\nif found.count > 0:\n"
    '    answer(min(found.start_s), unit="s", table=found.table(), clips=found)\nelse:\n'
    '    answer("never" if found.assessed_s > 0 else "not assessed")\n',
    "recordings = project.recordings().of(group='drug')\n"
    "values = [rec.facts('mouse_1', 'chase', 'mouse_2').count for rec in recordings]\n"
    'answer(sum(values) / len(values), name="mean over recordings")\n',
    "answer(rec.path_length('mouse_1', during=~rec.window(0, 10)))\n",
    "answer(rec.in_zone('mouse_1', 'the \\\"box\\\"').total_s())\n",
    "groups = {}\nfor rec in project.recordings():\n"
    "    groups.setdefault(rec.group, []).append(rec.facts('mouse_1', 'chase').count)\n"
    "answer(groups)\n",
]
NOT_FITTING = [
    "answer(rec.how_many('mouse_1', 'walk'))\n",
    "answer(rec.facts('mouse_3', 'walk').count)\n",
    "answer(rec.facts('mouse_1', 'yawn').count)\n",
    "import os\nanswer(1)\n",
    "answer(rec.facts('mouse_1', 'walk').__class__)\n",
    "answer(rec.facts('mouse_1', 'walk').count\n",
    "x = open('file')\n",
    "answer(rec.speed('mouse_1') > '3 furlongs')\n",
    "",
]


@pytest.fixture(scope="module")
def grammar() -> Grammar:
    return Grammar(answer_grammar(NAMES, plans=True, begins=True))


@pytest.mark.parametrize("program", FITTING)
def test_call_chains_fit(program: str, grammar: Grammar) -> None:
    assert grammar.fits(json.dumps(plan(REC + program, "one", "two")))


@pytest.mark.parametrize("program", NOT_FITTING)
def test_what_is_not_there_cannot_be_said(program: str, grammar: Grammar) -> None:
    assert not grammar.fits(json.dumps(plan(program, "one")))
    assert not program or not grammar.fits(json.dumps(plan(REC + program, "one")))


def test_a_program_of_a_later_subgoal_has_no_head(grammar: Grammar) -> None:
    later = Grammar(answer_grammar(NAMES, plans=False, begins=False))
    assert later.fits(json.dumps(write("answer(found.count)\n", "count")))
    assert not later.fits(json.dumps(write(REC + "answer(found.count)\n", "count")))
    assert not grammar.fits(json.dumps(plan("answer(found.count)\n", "count")))
    assert not later.fits(json.dumps(plan("answer(found.count)\n", "count")))


@pytest.mark.parametrize(
    "program",
    [
        "answer(1)\n",  # asks nothing
        "rec = project.recording('day_2')\nanswer(rec.duration_s)\n",
        "recs = project.recordings()\nset_name = set_label\n",
        REC.removeprefix(HEAD) + "x = 1\n",
        REC.removeprefix(HEAD) + "value = 123456789012345678901234567890\n",
        REC.removeprefix(HEAD) + f"value = {' == '.join(['one'] * 30)}\n",
        REC.removeprefix(HEAD) + "value = 1\n" * 30,
    ],
)
def test_nothing_goes_on_forever_and_no_variable_is_invented(
    program: str, grammar: Grammar
) -> None:
    assert not grammar.fits(json.dumps(plan(HEAD + program, "one")))


def test_a_recording_several_or_the_graph_come_first(grammar: Grammar) -> None:
    for begins in ("rec = project.recording('day_1')", "recs = project.recordings()",
                   "graph = project.graph()"):  # fmt: skip
        assert grammar.fits(json.dumps(plan(f"{HEAD}{begins}\nanswer(len(project.animals))\n")))


def test_nothing_but_letters_of_texts_is_repeated_without_end() -> None:
    text = answer_grammar(NAMES, plans=True, begins=True)
    rules = text.splitlines()
    bare = [re.sub(r'"(?:\\.|[^"\\])*"|\[(?:\\.|[^\]\\])*\]', "", rule) for rule in rules]
    assert not [rule for rule in bare if re.search(r"[*+]", rule)]


def test_a_refusal_fits_and_has_no_program(grammar: Grammar) -> None:
    assert grammar.fits(json.dumps(plan("", refuse="Nobody scored yawning.")))
    assert not grammar.fits(json.dumps(plan(REC + FITTING[0], refuse="Nobody scored yawning.")))


def test_where_animals_are_not_known_any_name_fits() -> None:
    unread = DataNames(("day_1",), unread=("day_1",))
    some = Grammar(answer_grammar(unread, plans=True, begins=True))
    assert some.fits(json.dumps(plan(REC + "answer(rec.speed('rat 7').mean())\n")))


@pytest.fixture
def server() -> Iterator[ModelServer]:
    running = ModelServer(lambda _request: plan(GOOD), grammars=True)
    yield running
    running.close()


def test_only_servers_that_hold_to_grammars_get_one(
    server: ModelServer, sample: Project, tmp_path: Path
) -> None:
    pytest.importorskip("pydantic_ai", reason="needs the extra models")
    prompts = prompts_of(sample, QUESTION, held_to=Sandbox(sample).names)
    question = prompts.first()
    assert Grammar(question.grammar).fits(
        json.dumps(plan(GOOD.replace("walks", "mine"), "compare"))
    )
    told = {}
    for takes in (True, False):
        model = ChatModel("tiny-vl", url=server.url, form="json_schema", grammar=takes)
        asking = AskingModel(model, AnswerStore(tmp_path / str(takes)))
        assert asking.takes_grammar is takes
        heard = asking.ask(question, tmp_path / "run")
        assert heard.answer is not None
        told[takes] = (server.requests[-1].json, asking.notes)
    assert told[True][0]["grammar"] == question.grammar
    assert "response_format" not in told[True][0]
    assert told[True][1] == ()
    assert "grammar" not in told[False][0]
    assert told[False][0]["response_format"]["type"] == "json_schema"
    assert "is not known to hold answers to a grammar" in told[False][1][0]


def test_a_question_without_a_grammar_keeps_its_digest(sample: Project) -> None:
    prompts = prompts_of(sample, QUESTION)
    held = prompts_of(sample, QUESTION, held_to=Sandbox(sample).names)
    assert prompts.first().grammar == ""
    assert prompts.first().digest != held.first().digest
