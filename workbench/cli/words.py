"""The verb ``words``: which behaviors a word means, and what WordNet suggests for an ethogram."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphs.errors import DataError, UserError
from graphs.words import counted
from workbench.cli.asked import open_to_look
from workbench.cli.options import Json, ProjectDir
from workbench.cli.output import print_json, print_table, say, verb

if TYPE_CHECKING:
    from graphs.lexicon.vocabulary import Vocabulary
    from graphs.lexicon.wordnet import WordNet
    from graphs.lexicon.wordnet_suggest import Suggestion
    from workbench.project import Project


@dataclass(frozen=True, slots=True)
class _Entry:
    behavior: str
    synset: str | None
    synsets: tuple[Suggestion, ...]
    synonyms: tuple[str, ...]


def register(app: typer.Typer) -> None:
    """Put the verb on the command line."""
    app.command()(words)


@verb
def words(
    word: Annotated[
        str | None, typer.Argument(metavar="[WORD]", help="Such as aggression or locomotion.")
    ] = None,
    project: ProjectDir = Path(),
    suggest: Annotated[
        bool,
        typer.Option("--suggest", help="Suggest synsets and synonyms for the ethogram's entries."),
    ] = False,
    wordnet: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Folder of the WordNet files; without it, where WORKBENCH_WORDNET says, else "
            "/usr/share/wordnet (Debian's package wordnet-base).",
        ),
    ] = None,
    json_: Json = False,
) -> None:
    """Say which behaviors a word means and why, or suggest words for an ethogram.

    Names, synonyms and parents of the ethogram count; WordNet, where it is, adds general words.
    """
    from graphs.lexicon.vocabulary import Vocabulary
    from graphs.lexicon.wordnet import find_wordnet

    if (word is None) != suggest:
        message = "Expected a word, or --suggest without one. Try: workbench words aggression"
        raise UserError(message)
    opened = open_to_look(project)
    found = find_wordnet(wordnet)
    vocabulary = Vocabulary(opened.ethogram(), found, _stored_predicates(opened))
    for fault in vocabulary.faults:
        say(f"Ethogram, {fault}")
    if word is None:
        _print_suggestions(vocabulary, opened, json_)
    else:
        _print_meaning(vocabulary, word, found, json_)


def _stored_predicates(project: Project) -> list[str]:
    """Return the predicates of all stored facts, sorted; damaged recordings are named and left."""
    store = project.store()
    found: set[str] = set()
    for recording in store.recordings():
        try:
            found |= {fact.predicate for fact in store.read(recording).facts}
        except DataError as error:
            say(f"{recording}: {error}")
    return sorted(found)


def _print_meaning(vocabulary: Vocabulary, word: str, wordnet: WordNet | None, json_: bool) -> None:
    reached = vocabulary.why(word)
    if json_:
        folder = None if wordnet is None else wordnet.folder
        print_json({"word": word, "wordnet": folder, "predicates": reached})
        return
    print_table(
        ["predicate", "how", "because"],
        [(one.predicate, one.how, one.because) for one in reached],
        title=f"{word!r} means {counted(len(reached), 'predicate')}",
    )
    if wordnet is None:
        say("WordNet was not found; only the ethogram was asked.")


def _print_suggestions(vocabulary: Vocabulary, project: Project, json_: bool) -> None:
    entries = [
        _Entry(
            behavior=behavior.name,
            synset=behavior.synset,
            synsets=() if behavior.synset else vocabulary.suggest_synsets(behavior.name),
            synonyms=vocabulary.suggest_synonyms(behavior.name),
        )
        for behavior in project.ethogram()
    ]
    if json_:
        print_json({"entries": entries})
        return
    columns = ["behavior", "synset", "meaning", "further synonyms"]
    print_table(columns, [row for entry in entries for row in _rows(entry)], title="Suggestions")
    typer.echo(f'To accept, write synset = "..." or synonyms = [...] in {project.ethogram_path}.')


def _rows(entry: _Entry) -> list[tuple[str, str, str, str]]:
    synonyms = ", ".join(entry.synonyms)
    if entry.synset:
        return [(entry.behavior, entry.synset, "as in the ethogram", synonyms)]
    if not entry.synsets:
        return [(entry.behavior, "", "WordNet has none of its words", synonyms)]
    rows = [("", one.synset, one.definition, "") for one in entry.synsets]
    return [(entry.behavior, *rows[0][1:3], synonyms), *rows[1:]]
