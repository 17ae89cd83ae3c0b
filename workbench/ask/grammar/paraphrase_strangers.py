"""Questions put in other words by people who do not know how questions are put."""

from __future__ import annotations

_SPEED = "(?:speed|velocity)"
_DRAW = "(?:show me |plot |draw |display |overlay |show |see )"
_A = "(?:the |a |an |all |all the )?"
_TRACK = "(?:paths?|tracks?|trajectory|trajectories|routes?)"
_ANIMALS = "(?:animals|mice|rats|individuals|subjects)"
_ONE = "(?:animal|mouse|rat|individual|subject)"
_BEHAVIOR = "(?:behaviou?rs?|acts?|actions?|things?)"
_ALL_OF_THEM = f"(?:both |all |the |both the |all the )?{_ANIMALS}|each {_ONE}|both|each"
_RAREST = "(?:the )?(?:fewest times|fewest bouts|least often|least frequently|fewest)"
_OFTENEST = "(?:the )?(?:most times|most bouts|most often|most frequently)"
_LIST = "(?:list|show me|give me|list all)"
_DOES = "(?:does|did|showed|shows|performed|performs|displayed)"
_WHOLE = "(?:overall|in total|altogether|of all)?"

STRANGER_RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    # pictures
    (
        rf"{_DRAW}?(?:a |the )?(?:plot of )?(?:the )?{_TRACK}(?: that)? (WHO) (?:took|takes|went|"
        r"walked|followed)(?: (?:through|in|across|around) the (?:arena|box|cage|field))?(.*)",
        (r"plot the trajectory of \1\2",),
    ),
    (
        rf"{_DRAW}?(?:a |the )?(?:plot of )?(?:the )?{_TRACK} of (?:both |all |both the )"
        rf"{_ANIMALS}(.*)",
        (r"plot the trajectories\1",),
    ),
    (
        rf"{_DRAW}?(?:a |the )?heat map of where (?:each {_ONE}|(?:both |all |the ){_ANIMALS}) "
        r"(?:spent|spends) (?:its|their|the) time",
        (r"heat map of each animal",),
    ),
    (
        rf"{_DRAW}?(?:a |an |the )?(?:ethogram )?(?:raster|ethogram|event plot)(?: plot)?"
        rf"(?: of| with| for)?(?: all| every)?(?: {_BEHAVIOR})?(?: of| for)?(?: {_ALL_OF_THEM})?",
        (r"plot a raster",),
    ),
    (
        rf"(?:plot (?:the )?)?({_SPEED}) (?:trace|curve|profile|plot|time course) (?:of |for )?"
        r"(NAME) (?:during|in|within) (?:its )?(\w+?)(?:s| bouts)?",
        (r"plot the speed of \2 during \3 by \2",),
    ),
    # one bout
    (r"(?:the )?first time (WHO .+)", (r"when is the first time \1",)),
    (r"(?:the )?last time (WHO .+)", (r"when is the last time \1",)),
    # which behavior
    (
        rf"(?:out of |of |among )?(?:everything|all(?: the)? {_BEHAVIOR})(?: that)? (NAME) "
        rf"(?:did|does|showed|shows) what (?:did|does) (?:it|he|she) (?:do|show) {_RAREST}",
        (r"which behavior does \1 show least often",),
    ),
    (
        rf"(?:out of |of |among )?(?:everything|all(?: the)? {_BEHAVIOR})(?: that)? (NAME) "
        rf"(?:did|does|showed|shows) what (?:did|does) (?:it|he|she) (?:do|show) {_OFTENEST}",
        (r"which behavior does \1 show most often",),
    ),
    (
        rf"which {_BEHAVIOR} (?:has|had) {_RAREST} (?:for|by|in|of) (NAME)",
        (r"which behavior does \1 show least often",),
    ),
    (
        rf"which {_BEHAVIOR} (?:has|had) {_OFTENEST} (?:for|by|in|of) (NAME)",
        (r"which behavior does \1 show most often",),
    ),
    (
        rf"(?:on|in|at|with) which {_BEHAVIOR} (?:did|does) (NAME) spend (?:the )?most (?:of its )?"
        rf"time ?{_WHOLE}",
        (r"which behavior did \1 spend the most time on",),
    ),
    # everything that an animal does
    (
        rf"{_LIST} (?:all |the )*everything(?: that)? (NAME) {_DOES}"
        r"((?: (?:in|during) the (?:first|whole|entire) .+)?)",
        (r"in what order did \1 do things\2",),
    ),
    (
        rf"{_LIST} (?:all |the )*(?:everything|every {_BEHAVIOR}|{_BEHAVIOR})(?: that)? (NAME) "
        rf"{_DOES}((?: (?:in|during|between|from|within|after|before) .+)?)",
        (r"which behaviors does \1 show\2",),
    ),
    (
        r"in what order (do|does|did) (NAME) (?:do|show|perform) (?:its|the) (?:behaviou?rs|acts)"
        r"((?: (?:in|during|between|from|within) .+)?)",
        (r"in what order did \2 do things\3",),
    ),
    (
        rf"(NAME) next {_BEHAVIOR} after (?:each|every) (.+)",
        (r"what does \1 do after each \2",),
    ),
    # one after the other
    (
        r"(nose to nose|nose to tail|\w+) to (nose to nose|nose to tail|\w+) sequences? "
        r"(?:of |by |for )?(NAME)(?: (?:n|number|count))?",
        (r"how many times does \3 \1 and then directly \2",),
    ),
    (
        r"(?:what is )?(?:the )?(?:probability|chance|likelihood) that (NAME) (\w+)(?: next)? "
        r"(within .+?) (?:given|after) (?:a |an |the )?(\w+)(?: onset| start| bout)? "
        r"(?:by|of) (NAME)",
        (
            r"what share of the \4 bouts by \5 are followed by \1 \2 \3",
            r"what share of the \4s by \5 are followed by \1 \2 \3",
        ),
    ),
    (
        r"(?:proportion|fraction|share|percentage) of (.+?) (that are followed by .+)",
        (r"what share of \1 \2",),
    ),
    # movement
    (
        rf"({_SPEED}) of (NAME) mean (inside|in|outside) (?:the )?(ZONE) (?:against|vs|versus|and) "
        r"(?:mean )?(inside|in|outside)(?: (?:the )?ZONE)?",
        (r"mean speed of \2 \3 the \4 vs \5 the \4",),
    ),
    # groups
    (
        r"which group has (?:more|the most) (.+?) per (?:minute|min)",
        (r"which group has the higher rate of \1",),
    ),
    (
        r"which group has (?:less|fewer|the least|the fewest) (.+?) per (?:minute|min)",
        (r"which group has the lower rate of \1",),
    ),
    (
        r"(?:the )?number of (recordings|videos) (?:in each|per|by|for each) group",
        (r"how many \1 per group",),
    ),
    (
        r"(?:do|does|did) (?:the )?(GROUP) and (?:the )?(GROUP) (?:groups? )?differ in (.+) "
        r"(?:give|report|show|state)(?: me)? (?:both |the )?means and (?:a test|the p value|a p "
        r"value|p)",
        (r"compare \3 between \1 and \2",),
    ),
    (
        r"(?:the )?(?:95 % |95 )?(?:confidence interval|ci) (?:for|of) the (?:group )?difference "
        r"(?:between (?:the )?groups )?in (.+)",
        (r"compare \1 between the groups",),
    ),
    (
        r"compare (NAME)(?: 's)? (.+?) (between .+)",
        (r"compare the \2 by \1 \3", r"compare the \2 of \1 \3"),
    ),
    (
        r"table recording (.+?)(?: per recording)?",
        (r"\1 per recording",),
    ),
    (
        r"(?:is|are|was|were) (.+?) (?:seen|observed|shown|present) (in the GROUP group)"
        r"(?: at all| ever)?",
        (r"is there any \1 \2",),
    ),
    (
        r"time (NAME) (?:spends|spent|is|was) (in|inside) (?:the )?(ZONE) without (NAME)"
        r"(?: there| in it| inside)?(.*)",
        (r"time \1 spends in the \3 while \4 is outside the \3\5",),
    ),
    (
        r"per recording (\w+) (?:s|seconds|time) (NAME)",
        (r"how many seconds does \2 \1 per recording",),
    ),
    (r"per recording (\w+) (?:n|count|number) (NAME)", (r"how often does \2 \1 per recording",)),
    (
        r"which (recording|video) has the (most|least) (.+) counted in (?:seconds|s|time)",
        (r"which \1 spends the \2 time \3",),
    ),
)
