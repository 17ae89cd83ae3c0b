"""What a model is told beside the question: data card, symbols and dialogues that memory knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.ask.card import card_text
from workbench.ask.card_data import data_card
from workbench.ask.model.prompts import Background, Prompts
from workbench.practice.recall import best_with_practice, practice_of

if TYPE_CHECKING:
    from workbench.ask.router import Known
    from workbench.memory.exemplars import Exemplars
    from workbench.project import Project
    from workbench.sandbox.names import DataNames


def prompts_of(
    project: Project,
    question: str,
    conversation: str = "",
    symbols: Sequence[Known] = (),
    exemplars: Exemplars | None = None,
    held_to: DataNames | None = None,
    sample: int = 0,
    tips: Sequence[str] = (),
) -> Prompts:
    """Return what makes the prompts of a question about a project.

    Parameters
    ----------
    project
        Its data go into every prompt as a card.
    question
        In full.
    conversation
        What was asked and answered before, in words.
    symbols
        That the question is about, best first.
    exemplars
        Where dialogues are; ``None`` for none.
    held_to, sample
        See `workbench.ask.model.prompts.Prompts`.
    tips
        Of questions like it, best first.
    """
    card = data_card(project)
    shown: tuple[str, ...] = ()
    if exemplars is not None:
        practised = practice_of(project.folder).all()
        best = best_with_practice(card.situation(question), exemplars.all(), practised)
        shown = tuple(one.exemplar.text() for one in best)
    background = Background(conversation, tuple(map(_told, symbols)), shown, tuple(tips))
    return Prompts(question, card_text(card), background, held_to, sample)


def _told(symbol: Known) -> str:
    said = f"<{symbol.name}>: {symbol.text}".rstrip()
    return f"{said}\n{symbol.program.rstrip()}" if symbol.program.strip() else said
