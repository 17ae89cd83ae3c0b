"""The questions that a model is asked for programs, within a number of characters.

The rules, the interface, the data card, the question and the current subgoal are always there.
What memory adds is fitted into the room that is left: the conversation, symbols, then examples,
each best first; what does not fit is left out as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from graphs.errors import UserError
from pipelines.models.contract import Question
from workbench.ask.model.gbnf import answer_grammar
from workbench.ask.model.interface import interface_text
from workbench.ask.model.reply import PLAN_SCHEMA, PROGRAM_SCHEMA
from workbench.ask.model.texts import ask_text
from workbench.ask.model.trace import StepKind
from workbench.memory.context import MOST_SUBGOALS, WorkingMemory
from workbench.sandbox.names import DataNames

MOST = 32_000
"""Characters of a prompt without the schema of its answer: about 8000 tokens."""

LONGEST_QUESTION = 2000
_FOR_PROGRAMS = 6000
"""Characters that are kept free for what the next prompts of the question tell of its programs."""

MAX_TOKENS = 2048


@dataclass(frozen=True, slots=True)
class Background:
    """What memory knows of a question, in words.

    Parameters
    ----------
    conversation
        What was asked and answered before.
    symbols
        What names stand for, best first.
    exemplars
        Whole dialogues, best first.
    tips
        What went wrong with questions like it before, best first; told with the symbols.
    """

    conversation: str = ""
    symbols: tuple[str, ...] = ()
    exemplars: tuple[str, ...] = ()
    tips: tuple[str, ...] = ()


_HEADS = {
    "conversation": "Asked before in this conversation:",
    "symbols": "Names that the person has given meanings to:",
    "tips": "Learnt from questions that went wrong before:",
    "exemplars": "Questions that were answered well before, maybe of other data:",
}


@dataclass(frozen=True)
class Prompts:
    """Makes the questions about one question of a person.

    Parameters
    ----------
    question
        Of the person.
    card
        See `workbench.ask.card.card_text`.
    background
        Fitted once, so that all steps of a question begin alike.
    held_to
        Names of the project, for a model whose answers are held to a grammar; else ``None``.
    sample
        Number of the repetition, where the same is asked again.
    most
        Characters of a prompt.
    max_tokens
        Of an answer.

    Raises
    ------
    UserError
        The question is too long.
    """

    question: str
    card: str
    background: Background = field(default_factory=Background)
    held_to: DataNames | None = None
    sample: int = 0
    most: int = MOST
    max_tokens: int = MAX_TOKENS

    def __post_init__(self) -> None:
        if len(self.question) > LONGEST_QUESTION:
            message = (
                f"The question has {len(self.question)} characters; {LONGEST_QUESTION} are the "
                "most. Ask for one thing at a time."
            )
            raise UserError(message)

    @cached_property
    def system(self) -> str:
        """The instructions, the same for all questions about a project."""
        return ask_text("ask_system").filled(api=interface_text(), card=self.card)

    def first(self, faults: Sequence[str] = ()) -> Question:
        """Return what asks for a plan and its first program; faults of an answer to it, if any."""
        wrong = "\n".join(["An answer to this could not be used:", *faults]) if faults else ""
        values = {"question": self.question, "most": str(MOST_SUBGOALS), "faults": wrong}
        return self._made(
            ask_text("ask_plan").filled(**self._background, **values), "plan", begins=True
        )

    def next(self, kind: StepKind, memory: WorkingMemory, faults: Sequence[str]) -> Question:
        """Return what asks for the next program, or another plan.

        Parameters
        ----------
        kind
            ``write``, ``repair`` or ``replan``.
        memory
            What was done, with every error that stands.
        faults
            Of the last program.
        """
        told = self._background | {"memory": ""}
        values = {**self._of_kind(kind, memory), "faults": "\n".join(faults)}
        if kind == "write":
            del values["faults"]
        text = ask_text(f"ask_{kind}")
        around = len(self.system) + len(text.filled(**told, **values))
        told["memory"] = memory.text(self.most - around)
        begins = all(cell.error for cell in memory.cells)
        return self._made(text.filled(**told, **values), kind, begins=begins)

    def _of_kind(self, kind: StepKind, memory: WorkingMemory) -> dict[str, str]:
        if kind == "replan":
            done = sum(part.outcome == "done" for part in memory.subgoals)
            return {"most": str(MOST_SUBGOALS - done)}
        current = memory.current
        assert current is not None
        still_open = sum(part.outcome == "open" for part in memory.subgoals)
        return {
            "subgoal": current.text,
            "number": str(memory.subgoals.index(current) + 1),
            "last": " It is the last one: answer the question." if still_open == 1 else "",
        }

    @cached_property
    def _background(self) -> dict[str, str]:
        room = self.most - len(self.system) - len(self.question) - _FOR_PROGRAMS
        return fitted(self.background, room)

    def _made(self, text: str, kind: StepKind, *, begins: bool) -> Question:
        plans = kind in ("plan", "replan")
        schema = PLAN_SCHEMA if plans else PROGRAM_SCHEMA
        name = f"question, {kind}"
        held = ""
        if self.held_to is not None:
            held = answer_grammar(self.held_to, plans=plans, begins=begins)
        return Question(self.system, text, (), schema, self.max_tokens, self.sample, name, held)


def fitted(background: Background, room: int) -> dict[str, str]:
    """Return what memory adds by the names of its places in the texts, in at most `room` letters.

    Parameters
    ----------
    background
        What there is.
    room
        Characters.
    """
    parts = {
        "conversation": (background.conversation,) if background.conversation else (),
        "symbols": background.symbols,
        "tips": background.tips,
        "exemplars": background.exemplars,
    }
    told = dict.fromkeys(parts, "")
    for name, texts in parts.items():
        kept: list[str] = []
        for text in texts:
            said = "\n\n".join([_HEADS[name], *kept, text])
            others = sum(len(one) for key, one in told.items() if key != name)
            if len(said) + others > room:
                break
            kept.append(text)
            told[name] = said
    tips = told.pop("tips")
    told["symbols"] = "\n\n".join(filter(None, (told["symbols"], tips)))
    return told
