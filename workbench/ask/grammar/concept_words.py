"""Words that ask for something, that limit it, and that say nothing by themselves.

What negates, compares, counts or orders stands in no list of empty words.
"""

from __future__ import annotations

from graphs.lexicon.surface_forms import Tense
from workbench.ask.grammar.frames import Per, Relation
from workbench.ask.grammar.vocabulary import ANIMAL, ANIMALS, ONE_ANIMAL, Verb

OUTSIDE = "outside|outside of|out of|away from"
JOINED = "and|or|vs|versus|than|but|and/or"
NEGATED = "not|never|no|neither|nor"
PREPOSITIONS = (
    "by|of|to|towards|toward|from|at|with|on|for|against|'s|'|between|apart|"
    "together|at the same time|simultaneously|at once|apart from each other"
)
COMPARED = (
    "compare|compared|comparison( of| between)?|contrast|compared (to|with)|in comparison (to|"
    "with)|"
    "differ|(is|are|was|were) there (a |any )?differences?( in| between)?|relative to"
)

_BOUT = "bouts?|visits|stretch|stretches|spells?|stints?|episodes?|events?|instances?|occurrences?"
_TIME = "(time|recording|session|video|test|trial|observation|clip|observation time)"
_SHARE = "fraction|share|proportion|portion|part"
_PERCENT = "percentage|percent|%|pct"
_OF_TIME = f"( of)?( the| its| all| that| their)?( total| whole| entire| recorded)? {_TIME}( time)?"

ASKED: tuple[tuple[str, tuple[str, ...]], ...] = (
    # how many
    ("how (often|frequently|many times)|(on )?how many occasions|"
     "(total |overall )?(number|count|counts|tally)( of)?( the)?( times| occasions)?( that| when)?|"
     "count( up)?( of)?( the)?( number of)?( times)?|frequently|the number", ("count",)),
    ("frequency( of)?|frequencies", ("frequency",)),
    ("(in )?how many( of)?( the| all)?( of)?( the)? (recordings|videos)", ("number with",)),
    ("times|occasions", ("count",)),
    ("rates?( of)?", ("rate",)),
    ("(per|a|each|every|/|in a) (minute|min)", ("minutely",)),
    ("(per|an|each|every|/) (hour|h)", ("hourly",)),
    # how long
    (f"(amount of |total amount of )?time( spent)?|(during |for )?how much( of the)? time|"
     f"how much of {_TIME}", ("time",)),
    ("how (many|much) (seconds|secs|s)|(number of )?seconds", ("time", "unit s")),
    ("how many (minutes|mins|min)|number of minutes", ("time", "unit min")),
    ("how many( of)?( the)?", ("count", "of which")),
    ("(for )?how long", ("long",)),
    ("how quickly", ("quickly",)),
    ("how many time", ("count",)),
    ("durations?( of)?|lengths?( of)?", ("duration",)),
    ("how long (does|do|did) it take( for)?|how long (until|before|till)|how much time (until|"
     "before"
     "|passes before|passes until|passed before|elapses before|elapsed before|does it take)|"
     "how soon|"
     "(latency|latencies|delay)( to| until| before| till| of)?( the| its)?( very)?( first)?|"
     "time (to|until|till|before)( the| its)?( very)?( first)?", ("latency",)),
    (f"(what |which |for what |how much |how large a |how big a )?({_SHARE})", ("portion",)),
    (f"(what |which |for what |how much |how many )?({_PERCENT})", ("portion", "unit %")),
    (f"(what |which |for what |how much |how large a |how big a )?({_SHARE})({_OF_TIME})",
     ("fraction",)),
    (f"(what |which |for what |how much |how many )?({_PERCENT})({_OF_TIME})",
     ("fraction", "unit %")),
    ("spend|spends|spent|spending|devotes?|devoted|dedicated|allocated", ("spent",)),
    # when
    ("when|at (what|which) (times|moments|time points|points in time)|(during|at|in) (what|which) "
     "(seconds|moments|times|periods|intervals)|(which|what) (times|moments|periods|intervals)|"
     "(all |every )?(the )?(times|moments|time spans?|time points?|periods|intervals|stretches)"
     "( of time)?( when| that| at which| in which| during which| where)?|"
     "time ?stamps?( of)?|list( of)?( all| every| each| any)?( the)?|"
     "(start|onset)( times?)? and (end|stop|offset)( times?)?|onset and offset|start and stop",
     ("when",)),
    ("(at )?(what|which) (time|second|moment|point|time point|point in time)|in (what|"
     "which) second|"
     "(start|onset|beginning|starting|start time|onset time)( of)?( the)?|begin|begins|start|"
     "starts|"
     "started|began", ("start",)),
    ("(come|comes|came) to an end|end|ends|ended|stop|stops|finish|finishes|until when|"
     "end time( of)?|offset( of)?", ("stop",)),
    ("did it (ever )?happen that|(is|was) there( ever)?( a| an| any| some)?( moment| time| point| "
     "instance| occasion)?|(are|were) there( ever)?( any| some)?|ever|at all|at any (time|point|"
     "moment)",
     ("ever",)),
    ("(is|was) it (so|true|right|correct|the case) that|am i right( that|"
     " in thinking that)?", ("ever",)),
    ("((in|over|during|for|of|throughout|across|within) )?(the|this|its|all of the) (whole |"
     "entire |full |"
     "complete )(recording|video|session|trial|test|clip|observation|experiment|recordings)|"
     "throughout( "
     "the (recording|video|session|trial|test|clip|observation|experiment))?", ("everywhere",)),
    # movement
    ("how (far|much distance|much ground|long a (path|way))|(total |overall )?distance (that )?"
     "(travelled|traveled|covered|moved|walked|run)|travel distance|path length|"
     "(travelled|traveled|covered|walked|moved) distance|track length|"
     "(length of )?(the )?(path|track|trajectory) length|length of (the |its )?(path|track|"
     "trajectory)|"
     "distance (travel|moved)", ("path",)),
    ("how (many|much) (cm|centimeters|centimetres)", ("path", "unit cm")),
    ("how (many|much) (m|meters|metres)", ("path", "unit m")),
    ("how (many|much) (mm|millimeters|millimetres)", ("path", "unit mm")),
    ("(travel|travels|travelled|traveled|move|moves|moved|moving|go|goes|gone|cover|covers|covered|"
     "locomote|locomotes|travelling|traveling|going|went)", ("moves",)),
    ("how fast|speeds?|velocity|velocities|at (what|which) (speed|velocity)|how quick", ("speed",)),
    ("distances?|separation|spacing|inter ?(-)?(animal|individual|mouse) distance|inter distance|"
     "inter individual distance", ("distance",)),
    ("how far (apart|away)|how far from|apart", ("distance",)),
    ("how close|how near|closest (distance|approach|they)|"
     "smallest separation", ("distance", "min")),
    # statistics
    ("(on |in the |in )?(mean|average|avg)|averages?|typical|typically|on average", ("mean",)),
    ("median", ("median",)),
    ("(fastest|highest|top|peak|max|maximum|greatest|maximal) (speed|velocity)", ("max", "speed")),
    ("(slowest|lowest|min|minimum) (speed|velocity)", ("min", "speed")),
    ("max|maximum|maximal|peak|top|highest", ("max",)),
    ("min|minimum|minimal|smallest|lowest|closest", ("min",)),
    ("sd|std|standard deviation( of)?( the)?", ("std",)),
    # bouts
    (_BOUT, ("bout",)),
    ("(first|earliest) (one )?(of the (two|three) )?(mice |mouse |animals? )?to|the first (mouse|"
     "animal) (to|that)",
     ("which animal", "least", "latency")),
    ("(the )?last (one )?(of the (two|three) )?(mice |mouse |animals? )?to|the last (mouse|"
     "animal) to",
     ("which animal", "most", "latency")),
    (f"(per|a|each|every|single) ({_BOUT}|visit)|at a time|each time|"
     "in one go|at a stretch|in a row|without (a )?(break|pause|interruption)|uninterrupted|"
     "continuously|in one stretch", ("each bout",)),
    ("first|earliest|very first|(for )?the first time|first time( that)?|first of all|initially",
     ("first",)),
    ("last|latest|final|very last|(for )?the last time|last time( that)?|most recent", ("last",)),
    ("longest", ("longest",)),
    ("shortest|briefest", ("shortest",)),
    ("total|overall|in total|altogether|all in all|in all|summed|cumulative|combined|summed up|"
     "in sum|all together", ("whole",)),
    # which
    (f"(which|what)( one)?( of( the| these)?)?( two)? ({ANIMAL})|which one|which of (them|the two|"
     f"the( two)? ({ANIMALS}))|who|which( individual)?( {ONE_ANIMAL})|whose", ("which animal",)),
    ("((in|from|of|for) )?(which|what)( one)?( of( the| all|"
     " these)?( the)?)? (recordings?|videos?)",
     ("which recording",)),
    ("(which|what)( is| was)?( the)? (behaviou?rs?|activity|activities)( is| was)?( it)?( that|"
     " which)?",
     ("which behavior",)),
    ("(in )?(which|what)( one)?( of( the)?)?( two)?( treatment| experimental)? (groups?|"
     "treatments?|"
     "conditions?)", ("which group",)),
    ("more|most|greater|greatest|larger|largest|higher|biggest|bigger|more of|the most", ("most",)),
    ("more (often|frequently|times|bouts)|most (often|frequently)|more frequent|most frequent",
     ("most", "count")),
    ("less|least|fewer|fewest|lower|smaller", ("least",)),
    ("less (often|frequently)|least (often|frequently)|less frequent", ("least", "count")),
    ("longer|for longer|more time|most time|the most time|more of the time|more seconds",
     ("most", "time")),
    ("less time|least time|shorter", ("least", "time")),
    ("farther|further|farthest|furthest|more distance|most distance|the longest (distance|path|"
     "way)|"
     "the (greatest|largest|most) distance", ("most", "path")),
    ("less distance|the shortest (distance|path)|least distance|less far", ("least", "path")),
    ("faster|fastest|quicker|quickest|speediest", ("most", "speed")),
    ("slower|slowest", ("least", "speed")),
    ("earlier|sooner|the first to|first to|the earliest", ("least", "latency")),
    ("later|the last to|last to", ("most", "latency")),
    # pictures
    ("(trajectory|trajectories|path|paths|track|tracks|movement (path|trace|track)|trace|traces|"
     "route|"
     "routes)( plot| picture| map)?", ("trajectory",)),
    ("(occupancy |position |positional |spatial )?heat ?-?maps?|(occupancy|density|"
     "position)( heat)? "
     "?(map|plot)s?|heat maps? of (position|positions|occupancy|locations?)", ("heat map",)),
    ("(ethogram|raster)( raster| plot| picture| chart)?|raster (plot|diagram)|ethogram|"
     "behaviou?r raster", ("raster",)),
    ("(time|activity|behaviou?r|behaviou?ral)( time)? budgets?", ("budget",)),
    ("(behaviou?r |behaviou?ral )?transitions?( matrix| matrices| diagram| plot| table| graph| "
     "probabilities)?( between( the)? behaviou?rs)?( of( the)? behaviou?rs)?", ("transitions",)),
    ("plot|plots|draw|picture|figure|graph|chart|visuali[sz]e|diagram|drawing|sketch|map out|map|"
     "image|display as (a )?(plot|picture)", ("plot",)),
    ("over time|against time|as a function of time|time course|time series|"
     "trace over time", ("over time",)),
)  # fmt: skip
"""Words, and what they ask for."""

_SECONDS = "seconds|secs|sec|s"
UNITS: tuple[tuple[str, str], ...] = (
    (f"in ({_SECONDS})|({_SECONDS})|measured in ({_SECONDS})", "s"),
    ("in (minutes|mins|min)|minutes", "min"),
    ("in (cm|centimeters|centimetres)|cm", "cm"),
    ("in (m|meters|metres)", "m"),
    ("in (mm|millimeters|millimetres)|mm", "mm"),
    ("as a percentage|in percent|as percent|in %|as %|%", "%"),
    ("in cm (/|per) (s|second)|cm (/|per) (s|second)", "cm/s"),
    ("in mm (/|per) (s|second)", "mm/s"),
    ("in m (/|per) (s|second)", "m/s"),
)
RELATIONS: tuple[tuple[Relation, str], ...] = (
    ("while", "while|during|when|at (a|the) time (when|at which|in which|that)|whenever|whilst|"
     "as long as|at times when|in which|during which|"
              "only while|only when|only during|at the same time as|while at the same time|"
              "in the time that|during the time (that|in which)|at moments when|"
              "restricted to (times|moments|periods) (when|in which|of)"),
    ("not while", "except while|except when|except during|but not while|but not when|"
     "but not during|"
                  "not while|not during|not when|without|while not|when not"),
    ("followed by", "followed by|(that|which)? ?(lead|leads|led) to|(that|which) (are|were|was|is) "
                    "followed by|and then|and were followed by|(are|is|were|was) followed by"),
)  # fmt: skip
AFTER = "after|following|after the end of|since|of the end of"
BEFORE = "before|prior to|preceding|ahead of"
LIMITS: tuple[tuple[str, bool], ...] = (
    ("((are|is|was|were) )?(longer|bigger|more|greater|higher|larger|faster|quicker|further|"
     "farther) than|"
     "above|over|exceeding|exceeds?|exceeded|at least|no less than|not less than|no shorter than|"
     "beyond|>|at more than|of at least|at over|(at )?(a )?speeds? (above|over|of more than|"
     "exceeding"
     "|higher than|of at least|greater than)|(that )?(lasted|last|lasting|lasts|took)( for)? "
     "(longer than|more than|over|at least)|of more than|for more than|for longer than|for over|"
     "for at least|with (a )?(duration|length) (above|over|of more than|of at least)", True),
    ("((are|is|was|were) )?(shorter|less|fewer|smaller|lower|slower|closer|nearer) than|below|"
     "under|"
     "at most|no more than|not more than|within|<|not exceeding|no longer than|at less than|"
     "(at )?(a )?speeds? (below|under|of less than)|(that )?(lasted|last|lasting|lasts|"
     "took)( for)? "
     "(less than|shorter than|under|at most)|of less than|of at most|for less than", False),
)  # fmt: skip
TIMES_OVER: tuple[tuple[str, str], ...] = (
    ("more than|over", ">"), ("at least|no (less|fewer) than", ">="), ("less than|fewer than", "<"),
    ("at most|no more than|not more than", "<="), ("exactly", "=="),
)  # fmt: skip

_OF = "(by|per|for each|for every|in each|of each|in every|from each|across|split by|separately for"
_EACH = (
    f"{_OF}|separately for each|broken down by|grouped by|within each|one per|each of the|"
    f"split per|"
    "for each of the|across the|by the|of every)( of the| the)?( two)?( single)?"
)
PER: tuple[tuple[str, Per], ...] = (
    (f"({_EACH}) (recordings?|videos?|files?)|every recording|each recording|all (the )?recordings "
     "separately|recording by recording", "recording"),
    (f"({_EACH}) (groups?|treatments?|conditions?)|between( the)?( two)? groups|each group|"
     f"both groups|(the )?two groups|"
     "(the )?groups|either group", "group"),
    (f"({_EACH}) (mouse|mice|animals?|individuals?)|animal by animal|individually|separately|"
     f"(taken )?one by one|one at a time|"
     "taken (separately|individually)", "animal"),
)  # fmt: skip

_FORMS: tuple[frozenset[Tense], ...] = (
    frozenset({"base"}), frozenset({"s"}), frozenset({"ing"}), frozenset({"past", "participle"}),
)  # fmt: skip
SIMPLE: tuple[tuple[str, Verb], ...] = tuple(
    (words, Verb(behavior, tenses))
    for behavior, forms in {
        "enter": ("reach|arrive at|get to|get into|go to|step into|move into|enter|go into|go in|"
        "come into|go inside",
                  "reaches|arrives at|gets to|gets into|goes to|steps into|moves into|enters|"
                  "goes in|goes into|comes into|goes inside",
                  "reaching|arriving at|getting to|getting into|going to|going into|going in|"
                  "coming into|entering",
                  "reached|arrived at|got to|got into|went to|stepped into|went into|went in|"
                  "came into|went inside|entered|entry|entries|"
                  "entrance|entrances|entry to|entries to|entry into|entries into"),
        "leave": ("leave|exit|come out of|get out of|step out of",
                  "leaves|exits|comes out of|gets out of",
                  "leaving|exiting|coming out of|getting out of",
                  "left|exited|came out of|got out of|departures?( from)?|exits? from"),
        "visit": ("visit|visits", "visits", "visiting", "visited"),
    }.items()
    for words, tenses in zip(forms, _FORMS, strict=True)
)  # fmt: skip
"""Going to places, in words that behaviors of the ethogram may not have."""

EMPTY = (
    "please|kindly|me|us|the|a|an|this|that|these|those|there|shown|show|shows|showed|tell|give|"
    "gives|"
    "report|get|find|compute|calculate|determine|display|return|provide|state|estimate|i|we|you|"
    "(could|can|would|will) you|(i|we) (would|should) like( to (know|see|have))?|(i|we) (want|"
    "need)( to (know|see|have))?|"
    "know|see|have|has|had|do|does|did|done|"
    "interested|am|what|which|value|values|thanks|thank|answer|let|us|work|figure|find|look|say|"
    "says|make|makes|made|its|their|it|engage|engages|"
    "engaged|perform|performs|performed|exhibit|exhibits|exhibited|display|displays|displayed|"
    "happen|happens|happened|occur|occurs|occurred|take place|took place|takes place|go on|goes on|"
    "stay|stays|stayed|remain|remains|remained|sit|sits|sitting|sat|keep|kept|"
    "data|dataset|"
    "in|so|ok|okay|hi|hello|hey|well|now|question|only|also|actually|exactly|roughly|"
    "approximately|about|across|over|all|during|observation|observed|observe|here|how|much|"
    "measured|terms|my|our|where|given|quantify|assess|measure|check|extract|"
    "got|get|gets|quick|period|periods|as|be grateful( for)?|grateful|plotted|"
    "ground|summari[sz]e|lasted|lasts|(is |is it )?possible to see|i would need|"
    "passes|passed|elapses|remind|"
    "tabulate|mark|(pull|bring|put) up|seen( to)?|found|attained|hit|reached|reach|achieved|"
    "end up|ended up|ends up|pooled|take|takes|took|"
    "(in|over|across|for|from|of)? ?all( of)?( the)? (recordings|"
    "videos)|"
    "occupied|occupies|regardless of (which )?(animal|mouse)|any (animal|mouse)|already|"
    "when it comes to|"
    "so far|"
    "(from|since|after|of) the (very )?(start|beginning)( of( the)? (recording|trial|session|"
    "video|test|observation|experiment))?|from (start to finish|beginning to end)|up|"
    "(in|over|during|for|of|throughout|across|within) (the|this) "
    "(recording|video|session|trial|test|clip|observation|experiment|recordings|sessions)|"
    "in terms of|measured by|in the course of|according to"
)
"""Words that say nothing by themselves."""
