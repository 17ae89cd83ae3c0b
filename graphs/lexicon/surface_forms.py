"""Inflected forms of English verbs and nouns, by spelling rules and a list of irregular verbs.

Forms are made from base forms and never guessed back from texts: *rating* is a form of *rate* and
not of *rat*. A form of a word that is no verb (*nearing*, *stills*) does no harm.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Literal

Tense = Literal["base", "s", "ing", "past", "participle"]

_VOWELS = "aeiou"
_SIBILANTS = ("s", "x", "z", "ch", "sh")
_NEVER_DOUBLED = "aeiouwxyh"

# base, past, past participle; the past is the participle too where there is none
_IRREGULAR_LINES = """
bite bit bitten|build built|come came come|cling clung|creep crept|dig dug|draw drew drawn
drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen|feed fed|feel felt|fight fought
find found|flee fled|fling flung|fly flew flown|freeze froze frozen|get got got|give gave given
go went gone|hide hid hidden|hit hit|hold held|keep kept|kneel knelt|lead led|leap leapt|leave left
lie lay lain|lose lost|make made|meet met|put put|ride rode ridden|rise rose risen|run ran run
seek sought|see saw seen|shake shook shaken|sing sang sung|sit sat|sleep slept|slide slid|spin spun
spring sprang sprung|stand stood|steal stole stolen|stick stuck|strike struck|sting stung
swim swam swum|swing swung|take took taken|tear tore torn|throw threw thrown|tread trod trodden
wake woke woken|withdraw withdrew withdrawn
"""
_IRREGULAR = {
    base: (past, *participle)
    for base, past, *participle in (
        entry.split() for entry in re.split(r"[|\n]", _IRREGULAR_LINES) if entry.strip()
    )
}


def forms(base: str) -> Iterator[tuple[str, Tense]]:
    """Yield the forms of a word with what they are; one form may be several: *bit*, *run*."""
    yield base, "base"
    yield _with_s(base), "s"
    for stem in _stems(base, before="i"):
        yield f"{stem}ing", "ing"
    if base in _IRREGULAR:
        past, *participle = _IRREGULAR[base]
        yield past, "past"
        yield (participle or [past])[0], "participle"
        return
    for stem in _stems(base, before="e"):
        yield f"{stem}ed", "past"
        yield f"{stem}ed", "participle"


def from_third_person(form: str) -> str:
    """Return the base of a verb in the third person: *chases* is *chase*, *goes* is *go*."""
    if not form.endswith("s") or form.endswith(("ss", "us", "is")):
        return form
    if form.endswith("ies") and len(form) > len("dies"):
        return f"{form[:-3]}y"
    if form.endswith(("sses", "shes", "ches", "xes", "zzes", "oes")):
        return form[:-2]
    return form[:-1]


def from_ing(form: str) -> tuple[str, ...]:
    """Return what a form in -ing may be made from; none if it is no such form.

    Of *hugging* these are *hug*, *hugg* and *hugge*: all spellings, words or not.
    """
    stem = form.removesuffix("ing")
    if stem == form or not any(vowel in stem for vowel in f"{_VOWELS}y"):
        return ()
    undoubled = (stem[:-1],) if len(stem) > 2 and stem[-1] == stem[-2] else ()
    return (*undoubled, stem, f"{stem}e")


def inflections(phrase: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Tense]]:
    """Yield a phrase with its first or its last word inflected, and with its words in -ing undone.

    *sniff nose* is also *sniffs nose* and *sniffing nose*; *self groom* also *self grooming*.
    """
    for base in _with_bases(phrase):
        for at in {0, len(base) - 1}:
            for form, tense in forms(base[at]):
                yield (*base[:at], form, *base[at + 1 :]), tense


def _with_bases(phrase: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    return itertools.product(*((word, *from_ing(word)) for word in phrase))


def _with_s(base: str) -> str:
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return f"{base[:-1]}ies"
    return f"{base}es" if base.endswith((*_SIBILANTS, "o")) else f"{base}s"


def _stems(base: str, before: str) -> Iterator[str]:
    """Yield what stands before -ing (``before="i"``) or -ed (``"e"``)."""
    if base.endswith("ie"):
        yield f"{base[:-2]}y" if before == "i" else base[:-1]
    elif base.endswith("e") and (before == "e" or not base.endswith(("ee", "oe", "ye"))):
        yield base[:-1]
    elif base.endswith("y") and before == "e" and base[-2:-1] not in _VOWELS:
        yield f"{base[:-1]}i"
    else:
        yield from _doubled(base)


def _doubled(base: str) -> Iterator[str]:
    """Yield a stem with its last letter doubled after a short vowel: *hug*, *hugg-*.

    Words of several syllables may or may not double it, by stress and by country: both are yielded.
    """
    ends_short = (
        len(base) > 2
        and base[-1] not in _NEVER_DOUBLED
        and base[-2] in _VOWELS
        and (base[-3] not in _VOWELS or base[-3:-1] == "ui")
    )
    if not ends_short or len(re.findall(f"[{_VOWELS}y]+", base)) > 1:
        yield base
    if ends_short:
        yield base + base[-1]
