"""Words for who does something: *the chaser*, *the more frequent groomer*."""

from __future__ import annotations

import re

from graphs.lexicon.surface_forms import Tense
from workbench.ask.grammar.vocabulary import ONE_ANIMAL, Verb, Vocabulary

_THIRD: frozenset[Tense] = frozenset({"s"})
_WHO = f"(who|which (?:{ONE_ANIMAL}|one)|which of the (?:two )?\\w+)"
_MOST = "(?:more|most) (?:frequent|common|prolific)"


class Agents:
    """Says questions about *the chaser* as questions about who chases.

    Parameters
    ----------
    vocabulary
        The words of the project: what can be done.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._does: dict[str, str] = {}
        for phrase, meanings in vocabulary.verbs.items():
            for meaning in meanings:
                if len(phrase) == 1 and isinstance(meaning, Verb) and "base" in meaning.tenses:
                    third = vocabulary.said(meaning.behavior, _THIRD)
                    told = next((" ".join(words) for words in third), "")
                    self._does.update({agent: told for agent in _agents_of(phrase[0]) if told})
        some = "|".join(map(re.escape, sorted(self._does))) or "(?!)"
        self._most = re.compile(rf"{_WHO} (?:is|was) the {_MOST} ({some})")
        self._during = re.compile(rf"^(.+ (?:speed|velocity)) of the ({some}) (during|in) (.+)$")

    def plain(self, text: str) -> str:
        """Return a question with verbs for these words, where it is clear what is meant."""
        match = self._most.fullmatch(text)
        if match is not None:
            return f"{match[1]} {self._does[match[2]]} most often"
        match = self._during.match(text)
        if match is not None and match[2][:4] == match[4][:4]:
            return f"{match[1]} of each animal during {match[4]}"
        return text


def _agents_of(verb: str) -> tuple[str, ...]:
    """Return what somebody who does it is called: *chaser*, *runner*, *groomer*."""
    if verb.endswith("e"):
        return (f"{verb}r",)
    return (f"{verb}er", f"{verb}{verb[-1]}er")
