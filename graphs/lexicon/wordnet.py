"""WordNet, where it is on the machine: senses of nouns and verbs, and what they are cases of.

WordNet is never needed; `find_wordnet` returns ``None`` where it is not. Its files are looked for
in the folder given, else in the one that the environment variable ``WORKBENCH_WORDNET`` names, else
in ``/usr/share/wordnet``, where Debian's package ``wordnet-base`` puts them; a subfolder ``dict``
will do too. Nothing is read before it is asked for.

Names of synsets are those that NLTK gives: ``chase.v.01`` is the first sense of the verb *chase*.
Numbers of senses differ between releases of WordNet, so an identifier belongs to a release.
Lemmas and names are written with ``_`` for spaces.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from graphs.errors import DataError, UserError
from graphs.lexicon.wordnet_files import (
    PARTS,
    SUFFIX,
    LineFile,
    Pointer,
    Pos,
    entry_at,
    offsets_of,
)
from graphs.lexicon.wordnet_morph import detached, exceptions_in
from graphs.words import counted

VARIABLE = "WORKBENCH_WORDNET"
USUAL_FOLDER = Path("/usr/share/wordnet")

_UP = ("@", "@i")
_DOWN = ("~", "~i")
_DERIVED = "+"
_SAME_GROUP = "$"


@dataclass(frozen=True, slots=True)
class Synset:
    """Words of one meaning.

    Parameters
    ----------
    name
        Lemma, part of speech and number of the sense: ``chase.v.01``.
    pos
        ``n`` for nouns, ``v`` for verbs.
    offset
        Where it stands in its data file, in bytes.
    lemmas
        The words, ``_`` for spaces.
    definition
        The gloss without its examples.
    examples
        Sentences.
    topic
        Number of the lexicographers' file: 38 are verbs of motion.
    pointers
        To other synsets, adjectives and adverbs included.
    """

    name: str
    pos: Pos
    offset: int
    lemmas: tuple[str, ...]
    definition: str
    examples: tuple[str, ...]
    topic: int
    pointers: tuple[Pointer, ...]


class WordNet:
    """Nouns and verbs of a WordNet dictionary; make one with `open` or `find_wordnet`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._index: dict[Pos, LineFile] = {}
        self._data: dict[Pos, LineFile] = {}
        self._read: dict[tuple[Pos, int], Synset] = {}

    def __repr__(self) -> str:
        return f"WordNet({str(self.folder)!r})"

    @classmethod
    def open(cls, folder: Path) -> WordNet:
        """Return the WordNet in a folder, or in its subfolder ``dict``.

        Raises
        ------
        UserError
            The folder has no WordNet files.
        """
        needed = [f"{what}.{suffix}" for what in ("index", "data") for suffix in SUFFIX.values()]
        for place in (folder, folder / "dict"):
            if all((place / name).is_file() for name in needed):
                return cls(place)
        missing = [name for name in needed if not (folder / name).is_file()]
        message = (
            f"{folder} is no WordNet dictionary: {', '.join(missing)} missing. Expected the folder "
            "of Debian's package wordnet-base, or 'dict' of a WordNet download."
        )
        raise UserError(message)

    def synsets(self, word: str, pos: Pos | None = None) -> tuple[Synset, ...]:
        """Return the senses of a word or an inflected form of it, verbs first.

        Parameters
        ----------
        word
            In any case, with spaces or ``_``.
        pos
            Only nouns (``n``) or verbs (``v``).
        """
        found: dict[str, Synset] = {}
        for part in reversed(PARTS) if pos is None else (pos,):
            for lemma in self.base_forms(word, part):
                for offset in self._offsets(lemma, part):
                    synset = self._synset_at(part, offset)
                    found.setdefault(synset.name, synset)
        return tuple(found.values())

    def synset(self, name: str) -> Synset:
        """Return the synset of a name such as ``chase.v.01``.

        Raises
        ------
        UserError
            The name is none, or the word has no such sense in this release of WordNet.
        """
        lemma, _, rest = name.strip().lower().replace(" ", "_").rpartition(".")[0].rpartition(".")
        number = name.strip().rpartition(".")[2]
        if not lemma or rest not in PARTS or not number.isdecimal():
            message = (
                f"{name!r} is no synset of a noun or a verb. Expected word, part of speech and "
                "number, such as 'chase.v.01'."
            )
            raise UserError(message)
        offsets = self._offsets(lemma, rest)
        if not 1 <= int(number) <= len(offsets):
            message = (
                f"No synset {name!r}: {lemma!r} has {counted(len(offsets), 'sense')} as a "
                f"{SUFFIX[rest]} in {self.folder}."
            )
            raise UserError(message)
        return self._synset_at(rest, offsets[int(number) - 1])

    def hypernyms(self, synset: Synset) -> tuple[Synset, ...]:
        """Return what a synset is directly a case of."""
        return self._along(synset, _UP)

    def hypernym_closure(self, synset: Synset) -> Iterator[Synset]:
        """Yield all that a synset is a case of, nearest first, each once."""
        return self._closure(synset, self.hypernyms)

    def hyponym_closure(self, synset: Synset) -> Iterator[Synset]:
        """Yield all cases of a synset, nearest first, each once."""
        return self._closure(synset, lambda one: self._along(one, _DOWN))

    def is_a(self, synset: Synset, general: Synset) -> bool:
        """Return whether a synset is the general one or a case of it."""
        return synset.name == general.name or any(
            above.name == general.name for above in self.hypernym_closure(synset)
        )

    def derived(self, synset: Synset, lemma: str | None = None) -> tuple[Synset, ...]:
        """Return nouns and verbs made from a synset's words, or from one of them.

        The noun *aggression* leads to the verb *aggress*, whose synset is ``attack.v.03``.
        """
        return self._along(synset, (_DERIVED,), lemma)

    def grouped(self, synset: Synset) -> tuple[Synset, ...]:
        """Return the verb senses that WordNet groups with a synset as alike in meaning."""
        return self._along(synset, (_SAME_GROUP,))

    def morph(self, word: str, pos: Pos) -> str | None:
        """Return the base form of a word, ``None`` if WordNet does not know it.

        *chases* is *chase*, *mice* is *mouse*, *runs away* is *run_away*.
        """
        return next(iter(self.base_forms(word, pos)), None)

    def base_forms(self, word: str, pos: Pos) -> tuple[str, ...]:
        """Return all base forms of a word that WordNet knows, the likeliest first."""
        form = "_".join(word.lower().replace("_", " ").split())
        found = self._bases(form, pos)
        if not found and "_" in form:
            found = self._bases_of_phrase(form, pos)
        return tuple(dict.fromkeys(found))

    def _bases(self, form: str, pos: Pos) -> list[str]:
        irregular = self._exceptions[pos].get(form)
        guesses = [form, *(irregular or detached(form, pos))]
        return [guess for guess in guesses if guess and self._offsets(guess, pos)]

    def _bases_of_phrase(self, form: str, pos: Pos) -> list[str]:
        """Inflect the first word of a verb (*runs away*), the last of a noun (*tail bases*)."""
        first, _, rest = form.partition("_")
        start, _, last = form.rpartition("_")
        guesses = (
            [f"{base}_{rest}" for base in self._bases(first, pos)]
            if pos == "v"
            else [f"{start}_{base}" for base in self._bases(last, pos)]
        )
        return [guess for guess in guesses if self._offsets(guess, pos)]

    @cached_property
    def _exceptions(self) -> dict[Pos, dict[str, tuple[str, ...]]]:
        return {pos: exceptions_in(self.folder / f"{SUFFIX[pos]}.exc") for pos in PARTS}

    def _offsets(self, lemma: str, pos: Pos) -> tuple[int, ...]:
        if pos not in self._index:
            self._index[pos] = LineFile(self.folder / f"index.{SUFFIX[pos]}")
        return offsets_of(self._index[pos], lemma)

    def _synset_at(self, pos: Pos, offset: int) -> Synset:
        if (pos, offset) not in self._read:
            if pos not in self._data:
                self._data[pos] = LineFile(self.folder / f"data.{SUFFIX[pos]}")
            entry = entry_at(self._data[pos], offset)
            self._read[pos, offset] = Synset(
                name=self._name(entry.lemmas, pos, offset),
                pos=pos,
                offset=offset,
                lemmas=entry.lemmas,
                definition=entry.definition,
                examples=entry.examples,
                topic=entry.topic,
                pointers=entry.pointers,
            )
        return self._read[pos, offset]

    def _name(self, lemmas: tuple[str, ...], pos: Pos, offset: int) -> str:
        for lemma in map(str.lower, lemmas):
            senses = self._offsets(lemma, pos)
            if offset in senses:
                return f"{lemma}.{pos}.{senses.index(offset) + 1:02d}"
        message = (
            f"{self.folder / f'index.{SUFFIX[pos]}'}: no lemma of synset {offset:08d} "
            f"({', '.join(lemmas)}) leads to it. Install the WordNet files anew."
        )
        raise DataError(message)

    def _along(
        self, synset: Synset, symbols: tuple[str, ...], lemma: str | None = None
    ) -> tuple[Synset, ...]:
        found: dict[str, Synset] = {}
        for pointer in synset.pointers:
            if pointer.symbol not in symbols or pointer.pos not in SUFFIX:
                continue
            if lemma is not None and synset.lemmas[pointer.source - 1].lower() != lemma:
                continue
            pos: Pos = "n" if pointer.pos == "n" else "v"
            other = self._synset_at(pos, pointer.offset)
            found.setdefault(other.name, other)
        return tuple(found.values())

    def _closure(
        self, synset: Synset, step: Callable[[Synset], tuple[Synset, ...]]
    ) -> Iterator[Synset]:
        seen = {synset.name}  # some verbs of WordNet 3.0 are cases of each other
        waiting = deque([synset])
        while waiting:
            for other in step(waiting.popleft()):
                if other.name not in seen:
                    seen.add(other.name)
                    waiting.append(other)
                    yield other


def find_wordnet(folder: Path | None = None) -> WordNet | None:
    """Return the WordNet of this machine, or ``None`` if there is none.

    Parameters
    ----------
    folder
        Where to look; without it, where ``WORKBENCH_WORDNET`` says, else ``/usr/share/wordnet``.

    Raises
    ------
    UserError
        A folder was named, here or in the variable, and has no WordNet files.
    """
    named = os.environ.get(VARIABLE)
    if folder is not None or named:
        return WordNet.open(folder if folder is not None else Path(named or ""))
    try:
        return WordNet.open(USUAL_FOLDER)
    except UserError:
        return None
