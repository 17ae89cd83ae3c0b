"""Other ways to say a question: put into the words that questions are read in.

A question that cannot be read as it stands is said again: what only leads in is left out, and what
is said in note form (``mouse_1 rearing count``), in another order or in other words is put into the
words that the readers know. No word that means something is ever left out, and what comes out is
read in full like any question, so one that says more than is understood is still refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from graphs.captions.closed import NUMBERS
from workbench.ask.grammar.agents import Agents
from workbench.ask.grammar.known_words import KNOWN
from workbench.ask.grammar.paraphrase_groups import GROUP_RULES
from workbench.ask.grammar.paraphrase_lead_ins import LEAD_PHRASES, LEAD_SPELLED
from workbench.ask.grammar.paraphrase_leads import PHRASES, SPELLED
from workbench.ask.grammar.paraphrase_measures import MEASURE_RULES
from workbench.ask.grammar.paraphrase_more import MORE_PHRASES, MORE_RULES, MORE_SPELLED
from workbench.ask.grammar.paraphrase_order import ORDER_RULES
from workbench.ask.grammar.paraphrase_others import OTHER_RULES
from workbench.ask.grammar.paraphrase_strangers import STRANGER_RULES
from workbench.ask.grammar.paraphrase_topics import TOPIC_RULES
from workbench.ask.grammar.tokens import tokens_of
from workbench.ask.grammar.vocabulary import ANIMALS, ONE_ANIMAL, Phrases, Vocabulary

_MOST = 8
"""Ways to say a question that are tried."""

_DEEPEST = 3
_MOST_ROUNDS = 6
"""How often phrases are put in other words: one may make another."""

_SPOKEN = (
    f"(?:the |both |all |all the |the two |both the |each |every )?(?:{ANIMALS})|"
    f"(?:each|every) (?:{ONE_ANIMAL})"
)


class Paraphrases:
    """Says questions about a project in other words.

    Parameters
    ----------
    vocabulary
        The words of the project: who, where and which groups there are.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        named = _any_of(vocabulary.animals)
        self._names = {
            "NAME": named,
            "WHO": f"(?:{named}(?: (?:and|or) {named})*|{_SPOKEN})",
            "ZONE": _any_of(vocabulary.places),
            "GROUP": _any_of(vocabulary.groups),
            "NREC": _how_many(len(vocabulary.names.recordings)),
        }
        self._agents = Agents(vocabulary)
        zones = "|".join(map(re.escape, vocabulary.names.zones)) or "(?!)"
        self._glossed = re.compile(rf"\b\w+ \(({zones})\)", re.IGNORECASE)
        phrases = (*LEAD_PHRASES, *PHRASES, *MORE_PHRASES)
        self._phrases = [(self.compiled(said), meant) for said, meant in phrases]
        rules = (
            *STRANGER_RULES,
            *ORDER_RULES,
            *MORE_RULES,
            *OTHER_RULES,
            *GROUP_RULES,
            *MEASURE_RULES,
            *TOPIC_RULES,
        )
        self._rules = [(self.compiled(said), meant) for said, meant in rules]
        self._known = KNOWN | vocabulary.words()

    def compiled(self, pattern: str) -> re.Pattern[str]:
        """Return a pattern with names of the project for ``NAME``, ``ZONE`` and ``GROUP`` in it."""
        for name, texts in self._names.items():
            pattern = pattern.replace(name, texts)
        return re.compile(pattern)

    def of(self, question: str) -> Iterator[str]:
        """Yield other ways to say a question, in lower case; the nearest first."""
        asked, plain = _worded(question), self.plain(question)
        if not self._is_known(plain):
            return
        seen = {asked: None, plain: None}
        if plain != asked:
            yield plain
        newest = [plain]
        for _ in range(_DEEPEST):
            found = [more for text in newest for more in self._said_again(text)]
            newest = [text for text in dict.fromkeys(found) if text not in seen]
            for text in newest:
                seen[text] = None
                yield text
                if len(seen) > _MOST:
                    return

    def plain(self, question: str) -> str:
        """Return a question in lower-case words, without what only leads in."""
        question = self._glossed.sub(r"\1", question)
        for said, meant in (*LEAD_SPELLED, *SPELLED, *MORE_SPELLED):
            question = said.sub(meant, question.lower())
        return self._plain(self._agents.plain(_worded(question)))

    def _plain(self, text: str) -> str:
        """Return a question without what only leads in, and with plain words for others."""
        for _ in range(_MOST_ROUNDS):
            before = text
            for said, meant in self._phrases:
                text = _spaced(said.sub(meant, text))
            if text == before:
                break
        return text

    def _said_again(self, text: str) -> Iterator[str]:
        for said, meant in self._rules:
            match = said.fullmatch(text)
            if match is not None:
                for one in meant:
                    yield self._plain(_spaced(match.expand(one)))

    def _is_known(self, text: str) -> bool:
        """Whether every word stands in some phrase or name; nothing else can be read."""
        return all(word in self._known or not word.isalpha() for word in text.split())


def _worded(question: str) -> str:
    return " ".join(token.text for token in tokens_of(question))


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _how_many(count: int) -> str:
    """Return a pattern for a number in digits or words."""
    words = [word for word, number in NUMBERS.items() if number == count]
    return f"(?:{'|'.join([str(count), *words])})"


def _any_of(phrases: Phrases) -> str:
    """Return a pattern for some phrases; one that matches nothing if there are none."""
    texts: Iterable[str] = sorted(phrases.texts(), key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, texts)) or '(?!)'})"
