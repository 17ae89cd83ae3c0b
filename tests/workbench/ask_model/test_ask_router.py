"""Who writes the program: the grammar, else a model if the person allows it, else nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from ask_scripts import (
    DIFFERENCE,
    GOOD,
    INVENTED,
    QUESTION,
    SCRIPTS,
    UNKNOWN,
    Says,
    ScriptedWriter,
    plan,
    write,
)
from model_server import ModelServer, Script

from graphs.errors import UserError
from graphs.plain_json import to_json
from pipelines.models import offline
from pipelines.models.budget import Budget
from pipelines.models.ledger import read_ledger
from workbench.ask.asking import Conversation
from workbench.ask.grammar.frames import Frame
from workbench.ask.grammar.refusals import ambiguous
from workbench.ask.model.keeping import cases_of, exemplars_of
from workbench.ask.model.planner import AskingStopped, NotAnsweredError
from workbench.ask.model.trace import Trace
from workbench.ask.plan import AmbiguousError, NotUnderstoodError, Plan
from workbench.memory.store import MEMORY_FOLDER, Memory
from workbench.project import Project, open_project

READ = "How often did mouse_1 walk?"
"""What the grammar understands."""


def scripted(project: Project, *says: Says) -> ScriptedWriter:
    """Give a project a scripted model."""
    writer = SCRIPTS[str(project.folder)] = ScriptedWriter(list(says))
    project.set_values("model", {"kind": "scripted-writer", "script": str(project.folder)})
    return writer


@dataclass
class Reads:
    """A grammar that understands one question, and one in two ways."""

    asked: int = 0

    def plan(self, question: str) -> Plan:
        self.asked += 1
        if question == READ:
            return Plan(GOOD)
        if question == "What of it?":
            message = "The question can mean two things. A. Or: B."
            raise AmbiguousError(message)
        message = "Not understood: 'differ'."
        raise NotUnderstoodError(message, ("differ",))


def talk(project: Project, **said: object) -> Conversation:
    """Return a conversation about a project as it stands now, with a grammar of two questions."""
    conversation = Conversation(open_project(project.folder), **said)  # type: ignore[arg-type]
    conversation.__dict__["grammar"] = Reads()
    return conversation


def test_what_the_grammar_understands_is_asked_of_nobody(own_sample: Project) -> None:
    writer = scripted(own_sample, plan(INVENTED))
    answer = talk(own_sample, use_model=True).ask(READ)
    assert answer.provenance.planner == "grammar"
    assert (answer.provenance.model, answer.provenance.run) == ("", "")
    assert writer.asked == []


def test_without_leave_nothing_is_sent_and_the_refusal_is_precise(own_sample: Project) -> None:
    writer = scripted(own_sample, plan(GOOD))
    with pytest.raises(NotUnderstoodError, match="'differ'") as refused:
        talk(own_sample).ask(QUESTION)
    assert refused.value.unknown == ("differ",)
    assert writer.asked == []


def test_without_a_model_the_refusal_is_the_same(own_sample: Project) -> None:
    with pytest.raises(NotUnderstoodError, match="'differ'"):
        talk(own_sample, use_model=True).ask(QUESTION)


def test_the_model_is_asked_where_the_grammar_does_not_understand(own_sample: Project) -> None:
    writer = scripted(own_sample, plan(INVENTED, "compare walks"), write(GOOD))
    conversation = talk(own_sample, use_model=True)
    answer = conversation.ask(QUESTION)
    assert answer.value is not None
    assert answer.value.value == DIFFERENCE
    assert answer.program == GOOD
    assert (answer.provenance.planner, answer.provenance.model) == ("model", "scripted")
    assert [term.word for term in answer.terms] == [
        "walk",
        "walk",
    ]  # what it is, and how it was found
    assert "The model 'scripted' wrote the program" in answer.caveats[0]
    assert "'differ'" in answer.caveats[0]
    trace = conversation.trace(answer)
    assert trace is not None
    assert [step.kind for step in trace.steps] == ["plan", "repair"]
    assert len(writer.asked) == 2
    assert conversation.trace(talk(own_sample).ask(READ)) is None


def test_the_program_runs_by_itself(own_sample: Project) -> None:
    scripted(own_sample, plan(GOOD))
    conversation = talk(own_sample, use_model=True)
    answer = conversation.ask(QUESTION)
    again = conversation.run(answer.program)
    assert (again.values, again.clips) == (answer.values, answer.clips)
    assert again.provenance.planner == "person"


def test_two_meanings_go_to_the_model_only_if_the_person_says_so(own_sample: Project) -> None:
    writer = scripted(own_sample, plan(GOOD))
    with pytest.raises(AmbiguousError, match="two things"):
        talk(own_sample, use_model=True).ask("What of it?")
    assert writer.asked == []
    answer = talk(own_sample, use_model=True, settle=True).ask("What of it?")
    assert answer.provenance.planner == "model"


def test_the_grammar_says_when_there_are_two_meanings() -> None:
    two = ambiguous([Frame("count"), Frame("total")])
    assert isinstance(two, AmbiguousError)
    assert "count" in str(two)
    assert "total" in str(two)


def test_a_doubt_is_told_with_the_answer(own_sample: Project) -> None:
    scripted(own_sample, plan(UNKNOWN), write(UNKNOWN))
    answer = talk(own_sample, use_model=True).ask(QUESTION)
    assert "Doubt: no value is known: all are NaN." in answer.caveats


def test_every_step_is_heard_of_when_it_is_done(own_sample: Project) -> None:
    scripted(own_sample, plan(INVENTED), write(GOOD))
    heard: list[Trace] = []
    talk(own_sample, use_model=True, progress=heard.append).ask(QUESTION)
    assert [len(trace.steps) for trace in heard] == [1, 2]
    assert {trace.outcome for trace in heard} == {"open"}
    assert json.loads(to_json(heard[0].to_dict()))["steps"][0]["program"] == INVENTED


def test_a_budget_is_kept_over_the_questions_of_a_conversation(own_sample: Project) -> None:
    writer = scripted(own_sample, plan(GOOD))
    conversation = talk(own_sample, use_model=True, budget=Budget(calls=1))
    conversation.ask(QUESTION)
    with pytest.raises(AskingStopped, match="1 calls"):
        conversation.ask("Who differs otherwise?")
    assert len(writer.asked) == 1
    assert len(conversation.answers) == 1


def test_prepared_text_is_planned_and_its_symbols_are_named(own_sample: Project) -> None:
    writer = scripted(own_sample, plan(GOOD))

    for words in ("running habits", "walking habits"):
        own_sample.memory.write("habit", words)
    asked = "By how much do the <habit> differ?"
    answer = talk(own_sample, use_model=True).ask(asked)
    assert answer.question == asked
    assert answer.provenance.symbols["habit"] == 2
    assert "walking habits differ" in writer.asked[0].text


def test_symbols_of_the_memory_are_told(own_sample: Project) -> None:
    writer = scripted(own_sample, plan(GOOD))
    memory = Memory(own_sample.folder / MEMORY_FOLDER)
    memory.write("walking_habits", "how many bouts of walk there are")
    answer = talk(own_sample, use_model=True).ask(QUESTION)
    assert "<walking_habits>: how many bouts of walk there are" in writer.asked[0].text
    assert answer.provenance.symbols == {"walking_habits": 1}


def test_the_conversation_is_told_but_not_the_question_itself(own_sample: Project) -> None:
    writer = scripted(own_sample, plan(GOOD))
    conversation = talk(own_sample, use_model=True)
    conversation.ask(READ)
    conversation.ask(QUESTION)
    assert f"Question: {READ}" in writer.asked[0].text
    conversation.ask(QUESTION)
    assert len(writer.asked) == 1, "asked again, the answer is stored"


def test_an_accepted_answer_is_shown_to_the_next_question(own_sample: Project) -> None:
    writer = scripted(own_sample, plan(GOOD, "compare walks"))
    conversation = talk(own_sample, use_model=True)
    answer = conversation.ask(QUESTION)
    assert conversation.accept(answer) == ()
    [exemplar] = exemplars_of(own_sample).all()
    assert (exemplar.subgoals, exemplar.program) == (("compare walks",), GOOD)
    [case] = cases_of(own_sample).all()
    assert case.values == answer.values
    talk(own_sample, use_model=True).ask("By how much do the walking habits differ?")
    assert "1. compare walks" in writer.asked[1].text
    conversation.reject(answer, "it should be minutes")
    assert exemplars_of(own_sample).all()[0].rejected == "it should be minutes"
    assert cases_of(own_sample).all() == []


def test_a_rejected_answer_is_marked_and_asked_for_anew(own_sample: Project) -> None:
    writer = scripted(own_sample, plan(GOOD))
    conversation = talk(own_sample, use_model=True)
    answer = conversation.ask(QUESTION)
    conversation.reject(answer)
    assert [one.rejected for one in exemplars_of(own_sample).all()] == ["rejected"]
    conversation.ask(QUESTION)
    assert len(writer.asked) == 2
    assert "compare walks" not in writer.asked[1].text


# behind a server -------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[ModelServer]:
    running = ModelServer(lambda _request: plan(GOOD, "compare walks"))
    yield running
    running.close()


def served(project: Project, server: ModelServer, **said: object) -> Project:
    pytest.importorskip("pydantic_ai", reason="needs the extra models")
    settings = {"name": "tiny-vl", "url": server.url, "form": "json_schema", "backoff_s": 0.01}
    project.set_values("model", {**settings, **said})
    return project


def test_every_request_is_in_the_ledger_and_paid_once(
    own_sample: Project, server: ModelServer
) -> None:
    server.reply = lambda request: plan(INVENTED) if len(server.requests) == 1 else write(GOOD)
    served(own_sample, server)
    answer = talk(own_sample, use_model=True).ask(QUESTION)
    assert answer.provenance.model == "tiny-vl"
    folder = own_sample.runs_folder / "ask" / answer.provenance.run
    rows = list(read_ledger(folder))
    assert len(rows) == len(server.requests) == 2
    assert all(row["answer"]["status"] == 200 for row in rows)
    again = talk(own_sample, use_model=True).ask(QUESTION)
    assert again.values == answer.values
    assert len(server.requests) == 2
    assert not list(read_ledger(own_sample.runs_folder / "ask" / again.provenance.run))


def test_what_does_not_fit_goes_back_to_the_server(
    own_sample: Project, server: ModelServer
) -> None:
    server.reply = lambda request: (
        "Let me think." if len(server.requests) == 1 else plan(GOOD, "compare")
    )
    answer = talk(served(own_sample, server), use_model=True).ask(QUESTION)
    assert answer.program == GOOD
    assert len(server.requests) == 2


def test_a_server_that_refuses_a_form_is_asked_in_another(
    own_sample: Project, server: ModelServer
) -> None:
    server.forms, server.reply = ("json_object",), lambda _request: plan(GOOD, "compare")
    answer = talk(served(own_sample, server), use_model=True).ask(QUESTION)
    assert answer.program == GOOD
    assert any("refused to be asked by json_schema" in caveat for caveat in answer.caveats)


def test_an_error_of_the_server_is_told_as_such(own_sample: Project, server: ModelServer) -> None:
    server.by_request = lambda _request: Script(500, "out of memory")
    with pytest.raises(NotAnsweredError, match="out of memory"):
        talk(served(own_sample, server, retries=0), use_model=True).ask(QUESTION)


def test_a_refusal_of_a_served_model_is_told(own_sample: Project, server: ModelServer) -> None:
    server.reply = lambda request: plan("", refuse="Minds are not tracked.")
    with pytest.raises(NotAnsweredError, match="Minds are not tracked"):
        talk(served(own_sample, server), use_model=True).ask(QUESTION)


def test_offline_nothing_is_asked_elsewhere(
    own_sample: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pydantic_ai", reason="needs the extra models")
    own_sample.set_values("model", {"name": "far", "url": "http://models.example.org/v1"})
    monkeypatch.setenv(offline.VARIABLE, "1")
    with pytest.raises(UserError, match="--offline"):
        talk(own_sample, use_model=True).ask(QUESTION)
    assert not list(own_sample.runs_folder.glob("ask/*/ledger.jsonl"))
