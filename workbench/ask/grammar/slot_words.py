"""Phrases of questions that may stand in any order; and the few words that say nothing.

What negates, compares or counts is in no list of empty words, and neither is a word that joins two
things: *and*, *or*, *than*, *to*, *from*, *not*, *only*.
"""

from __future__ import annotations

from workbench.ask.grammar.frames import Statistic
from workbench.ask.grammar.slot_parts import Head, Most

EMPTY = (
    "please|kindly|me|us|the|a|an|of|for|this|there|shown|show|shows|showed|tell|give|report|get|"
    "find|compute|calculate|determine|display|return|provide|state|estimate|i|we|you|"
    "could you|can you|would you|will you|want|need|want to know|need to know|would like|"
    "would like to know|would like to have|would like to see|interested in|am interested in|"
    "what is|what was|what are|what were|value of|value for|thanks|thank you|answer|let me know|"
    "would be interested in|would be interested to know|be interested in|am curious about|work out|"
    "figure out|find out|look up|if any|which is|which was|is how much|how is|how was|how much is|"
    "to say|let 's see|let us see|let me see"
)
"""Words that say nothing, wherever they stand."""

OPENING = "and|so|ok|okay|hi|hello|hey|well|now|quick one|quick question|question"
"""Words that say nothing where a question starts."""

OF_IT = (
    "(in|of|during|over|for|throughout|within|across) (the|this) (whole |entire |full )?"
    "(recording|video|session|test|trial|clip|film|movie)"
)
"""Says nothing where there is one recording."""

WHOLE = (
    "total( that)?|overall|in total|altogether|all in all|in all|summed|cumulative|in sum|summed up"
)

_BOUT = "bouts?|episodes?|events?|instances?|occurrences?"
BOUT = "bout|episode|event|instance"
EACH_BOUT = "at a time|per bout|a bout|each time|in one go|per episode|a time"
BOUTS = "bouts|episodes|events|instances|occurrences"

STATISTICS: dict[str, Statistic] = {
    "(on |in the )?(mean|average|avg)|typical|typically|usual|usually|averaged|on avg": "mean",
    "median": "median",
    "max|maximum|maximal|longest|peak|top|highest|fastest": "max",
    "min|minimum|minimal|shortest|briefest|lowest|slowest": "min",
    "sd|std|standard deviation( of)?( the)?|s d": "std",
}
LENGTHS: dict[str, Statistic] = {"longest": "max", "shortest|briefest": "min"}
"""The same, of lengths of bouts alone."""

_SPENT = (
    "( spent| spends| spend| engaged| occupied)?( in which| for which| during which| in| on| with| "
    "that| of| for)?( (devoted|dedicated) to)?"
)
_TIME_WORD = "(time|recording|session|video|test|trial|observation|clip)"
_SHARE = "fraction|share|proportion|portion|part|ratio"
_PERCENT = "percentage|percent|%|pct"
_OF_TIME = f"( of)?( the| its| all| that)?( total| whole| entire)? {_TIME_WORD}( time)?{_SPENT}"
_MOVED = "moved|travelled|traveled|covered|walked|run|run up|ran|locomoted|gone|run through|tracked"
_TRACK = "(path|track|trajectory|trail|route)"

HEADS: tuple[tuple[str, Head, str], ...] = (
    ("(number|no|nr|count|counts|tally|n)( of)?( the)?( times| occasions)?( that| when)?", "count",
     ""),
    ("how often|how frequently|how many times|(on |in |at )?how many occasions|times", "count", ""),
    ("(bout )?counts?", "count", ""),
    ("rates?( of)?", "rate", ""),
    ("frequency( of)?|frequencies( of)?", "frequency", ""),
    (f"(amount of )?time{_SPENT}|how much time{_SPENT}|what time{_SPENT}", "time", ""),
    ("how long|for how long", "long", ""),
    (f"((for )?how (many|much) (seconds|secs|s)|number of seconds|seconds|secs){_SPENT}", "time",
     "s"),
    ("(for )?how (many|much) (minutes|mins|min)|number of minutes|minutes|mins", "time", "min"),
    ("(for )?how many (milliseconds|ms)|milliseconds", "time", "ms"),
    ("duration( of| for which| that| during which)?", "duration", ""),
    (f"({_BOUT}|bout) (lengths?|durations?)( of)?|(lengths?|durations?) (of|per) (a |an |the |each "
     f"|single )*({_BOUT})( of)?|lengths?( of)?|durations( of)?", "length", ""),
    ("how much", "much", ""),
    (f"(what |which |for what |how much )?({_SHARE}){_OF_TIME}|time ({_SHARE})", "fraction", ""),
    (f"(what |which |for what |how much |how many )?({_PERCENT}){_OF_TIME}|time ({_PERCENT})|"
     "time in %", "fraction", "%"),
    ("how long (does|do|did)", "long", ""),
    ("(latency|delay|time) (to|until|before|till)( the| its)? (very )?first|latency( of| to| for| "
     "until)?( the| its)?( first)?|how soon|time until|how long until", "latency", ""),
    ("when|at (what|which) (times|moments|time points|seconds|points in time)|(during|at|in) (what|"
     "which) (seconds|moments|times|periods|intervals)|(which|what) (times|moments|periods|"
     "intervals)|(bout )?times( of| when)?|time ?stamps?( of)?|(list|list of)( all| every)?",
     "when", ""),
    ("(onset|start|starting) (times|moments|seconds)( of)?|onsets( of)?", "when", ""),
    ("(all )?(the )?(start|starts|onset|onsets|start times?|beginning)( and| /)( the)? "
     "(end|ends|stop|stops|offset|offsets|end times?|ending)( times?)?( of)?( every| each| all)?"
     "( the)?", "when", ""),
    ("(start|onset|beginning|start time|starting time|onset time|time point|moment|start second)"
     "( of)?( the)?|at (what|which) (point|time|moment|second|time point|point in time)"
     "( does| did)?|at what point in time( does| did)?|what time( does| did)?", "start", ""),
    ("(is|was|are|were) there (ever )?(any |a |an |some |at least one |even one )?(moment|time|"
     "point|occasion|instance|point in time)s? (at which|when|where|in which|on which|that|"
     "during which|of)|(is|was|are|were) there( ever)?( any| a| an)?|"
     "is it (true|correct|the case|right) that|(does|did) it (ever )?happen that", "ever", ""),
    (f"(distance|way|path)( that was)? ({_MOVED})|path length|length of( the)? {_TRACK}|{_TRACK} "
     "length|distance travel", "path", ""),
    ("distance", "distance", ""),
    ("how far", "path", ""),
    ("speeds?|velocity|velocities", "speed", ""),
    ("(at|with) (what|which) (speed|velocity)|how fast", "going", ""),
    ("(distance|separation|spacing)( between| of)|separation|spacing|inter (animal|mouse|"
     "individual) distance|inter distance|how far apart( are| were)?", "apart", ""),
    ("(activity|time|behaviou?r|behaviou?ral) budget", "budget", ""),
    ("(temporal |time )?overlap( time| in time)?( between| of)?|coincidence( of| between)?|time of "
     "overlap( between| of)?", "overlap", ""),
)  # fmt: skip
"""Words, what they ask for, and in which unit."""

STATISTIC_HEADS: tuple[tuple[str, Head], ...] = (
    ("(at|with) (what|which) STAT (speed|velocity)", "going"),
    ("(at|with) (what|which) (speed|velocity) STAT", "going"),
)
"""The same with a statistic inside."""

EACH_MINUTE: dict[str, str] = {
    "(per|a|each|every|/|in a|in one) (minute|min)": "1/min",
    "(per|an|each|every|/) (hour|h)": "1/h",
}  # fmt: skip
EACH_BEHAVIOR = (
    "(of|for|per|by|in|on|across|among|all|each|every) (each |every |all |all the |the different |"
    "the |its |type of |each of the )*(behaviou?rs?|activity|activities)( type| types| category)?"
)
ASKED_WHAT = frozenset(
    {
        "total", "overall", "distance", "time", "duration", "number", "percentage", "fraction",
        "mean", "average", "median", "maximum", "max", "minimum", "min", "speed", "share",
        "proportion", "rate", "frequency", "length", "path",
    }
)  # fmt: skip
"""Words before which *what* says nothing."""

BREAK_DOWN = "(break down|breakdown of|split up|split|divide)( the)?"
PER_BEHAVIOR = "(s|sec|seconds|min|minutes|time) (per|by|for each|in each) behaviou?r"
TOGETHER = "together|combined|altogether|taken together|in total|in all"
COMPARE = "compare|contrast|comparison of|comparing"
ADDED_UP = "adding up|adding|summing up|summing|summed over|pooling|pooled over|added up over"
WENT_ON = "(was|is|were|went on|goes on|lasted|lasts|took|takes)( for)?( the)? "

MOST: tuple[tuple[str, Most], ...] = (
    ("(the )?(more|most) (often|frequently|times|bouts)", Most("count")),
    ("(the )?(less|least) (often|frequently)|(the )?(fewer|fewest) (times|bouts)",
     Most("count", True)),
    ("(for )?(the )?(longer|longest)", Most("total")),
    ("(for )?(the )?(shorter|shortest)", Most("total", True)),
    ("(for )?(the )?(more|most|greater|greatest|larger|largest|higher|highest|biggest|bigger|"
     "maximum|maximal)( amount of)?", Most()),
    ("(for )?(the )?(less|least|smaller|smallest|lower|lowest|fewer|fewest|minimum|minimal)"
     "( amount of)?", Most(None, True)),
)  # fmt: skip
HAS = "has|had|have|shows|showed|with|having|that has|that had|does|did|makes|made|spends|spent"

MADE = (
    "make|made|makes|do|did|does|show|shows|showed|perform|performs|performed|display|have|had|has"
)
DONE_BY = (
    "made|shown|performed|displayed|done|executed|initiated|spent|exhibited|expressed|produced|"
    "emitted|carried out|undertaken|engaged in|travelled|traveled|covered"
)
MOVED = (
    "move|moves|moved|travel|travels|travelled|traveled|cover|covers|covered|run up|go|goes|gone|"
    "walk|walked|run|ran|locomote|locomoted|get|make|made|do|done"
)
ORDINALS: dict[str, int] = {
    "first": 1, "1st": 1, "1 st": 1, "second": 2, "2nd": 2, "2 nd": 2, "third": 3, "3rd": 3,
    "3 rd": 3, "fourth": 4, "4th": 4, "4 th": 4, "fifth": 5, "5th": 5, "5 th": 5, "sixth": 6,
    "6 th": 6,
}  # fmt: skip
FIRST = "first|earliest|very first|initial"
LAST = "last|latest|very last|final|most recent"
BEGINS = "begin|start|begins|starts|began|started|happen|happened|occur|occurred|take place|happens"

_KNOWN = """
avg averaged kindly nr n pct percentage tally onset onsets offset offsets velocities temporal
overlap coincide coincides coincided separation spacing inter biggest bigger nd rd st th breakdown
briefest began started earliest latest typically usually occasions contrast comparison comparing
adding summing pooling exhibited expressed produced emitted engaged continuous uninterrupted
plus combined separately excluding quick exceed exceeds exceeded exceeding own meanwhile split
divide
"""

WORDS = frozenset(_KNOWN.split())
"""Words that are known here, beside those of other phrases."""
