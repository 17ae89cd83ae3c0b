"""The query language: ``mouse_1 chase mouse_2 then mouse_2 flee within 5 s`` as a typed query.

It reads like notes and is a formal language: every word is understood, or named in an error with
its place. `parse` turns text into a query of `graphs.query.nodes`, `in_words` turns a query into
text; `GRAMMAR`, `NOTES` and `EXAMPLES` are its reference.
"""

from graphs.language.grammar import EXAMPLES, GRAMMAR, NOTES
from graphs.language.keywords import Measure
from graphs.language.names import Names
from graphs.language.printing import in_words
from graphs.language.question import Parsed, parse

__all__ = ["EXAMPLES", "GRAMMAR", "NOTES", "Measure", "Names", "Parsed", "in_words", "parse"]
