"""Words in which questions begin, shared by the readers of questions, as patterns."""

from __future__ import annotations

from workbench.ask.grammar.frames import Statistic

ASK = (
    "(please |can you |could you |would you |i want to know |i would like to know |hey |ok |and |"
    "so )*(please|tell me|show me|give me|find|compute|calculate|report|list|count|say|determine|"
    "get|what is|what was|what are|what were|what about|how about|i need|)( me)?( the| a| an)?"
)
OFTEN = (
    "how often|how many times|how frequently|how many (bouts|episodes|events|instances|times)( of)?"
)
TOTAL = "(total|overall|summed|cumulative|whole|entire)"
MEAN = "(mean|average|typical)"
STATISTICS_OF: dict[str, Statistic] = {
    MEAN: "mean", "median": "median", "(max|maximum|maximal|longest)": "max",
    "(min|minimum|minimal|shortest)": "min",
    "(sd|std|standard deviation|variability|variation)( of| in)?( the)?": "std",
}  # fmt: skip
"""Words for a statistic of lengths, of bouts or of the time between them."""

MORE = "more|most|the most|the more|a lot more"
LESS = "less|least|the least|fewer|the fewest|fewest|the less"
TIMES = "(often|frequently|times|bouts|frequent)"
RATED = "(minute|min|hour|second)"
