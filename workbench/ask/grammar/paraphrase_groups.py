"""Questions about groups and recordings in note form or in other words."""

from __future__ import annotations

_AND = "(?:and|vs|versus|with|to|or|compared to|compared with|against)"
_THE_GROUPS = "(?:the )?(?:two |experimental |treatment )?(?:groups|treatments|conditions)"
_OF_THEM = "(?: group| mice| animals| rats| ones| condition| recordings)?"
_IN = "(?:in|for|of|regarding|with respect to|with regard to|concerning)"
_IS_THERE = "(?:is there |are there |what is |show |show me )?"
_DIFFER = "(?:a |any |the )?(?:significant )?(?:group )?differences?"
_RECORDINGS = "(recordings?|videos?)"

GROUP_RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        rf"{_IS_THERE}{_DIFFER} between ({_THE_GROUPS}) {_IN} "
        rf"(.+)",
        (r"compare \2 between the groups",),
    ),
    (
        rf"{_IS_THERE}{_DIFFER} {_IN} (.+) between "
        rf"({_THE_GROUPS})",
        (r"compare \1 between the groups",),
    ),
    (
        rf"{_IS_THERE}{_DIFFER} between (?:the )?(GROUP){_OF_THEM} {_AND} (?:the "
        rf")?(GROUP){_OF_THEM} {_IN} (.+)",
        (r"compare \3 between \1 and \2",),
    ),
    (
        rf"{_IS_THERE}{_DIFFER} {_IN} (.+) between (?:the )?(GROUP){_OF_THEM} {_AND} (?:the "
        rf")?(GROUP){_OF_THEM}",
        (r"compare \1 between \2 and \3",),
    ),
    (
        rf"{_IS_THERE}(?:a |any |the )?(?:significant )?group differences? {_IN} "
        rf"(.+)",
        (r"compare \1 between the groups",),
    ),
    (
        rf"(?:how )?(?:do|does|did) {_THE_GROUPS} (?:differ|compare) {_IN} (.+)",
        (r"compare \1 between the groups",),
    ),
    (
        rf"(?:do|does|did) (?:the )?(GROUP){_OF_THEM} {_AND} (?:the )?(GROUP){_OF_THEM} differ "
        rf"{_IN} (.+)",
        (r"compare \3 between \1 and \2",),
    ),
    (
        rf"how (?:do|does|did) (?:the )?(GROUP){_OF_THEM} {_AND} (?:the )?(GROUP){_OF_THEM} "
        rf"(?:differ|compare) {_IN} (.+)",
        (r"compare \3 between \1 and \2",),
    ),
    (
        rf"(?:how )?(?:do|does|did) (?:the )?(.+) (?:differ|compare) (?:between|across|among) "
        rf"{_THE_GROUPS}",
        (r"compare \1 between the groups",),
    ),
    (
        rf"(?:how )?(?:do|does|did) (?:the )?(.+) (?:differ|compare) (?:between|across|among) "
        rf"(?:the )?(GROUP){_OF_THEM} {_AND} (?:the )?(GROUP){_OF_THEM}",
        (r"compare \1 between \2 and \3",),
    ),
    (
        rf"(?!compare|how|what|do|is|are)(.+) (?:in|of|for|by) (?:the )?(GROUP){_OF_THEM} "
        rf"(?:vs|versus|compared to|compared with|against) (?:the )?(GROUP){_OF_THEM}",
        (r"compare \1 between \2 and \3",),
    ),
    (
        rf"(?!compare|how|what|do|is|are)(.+?) (GROUP){_OF_THEM} (?:vs|versus) (GROUP){_OF_THEM}",
        (r"compare \1 between \2 and \3",),
    ),
    (r"compare (.+) by (?:group|treatment|condition)", (r"compare \1 between the groups",)),
    (
        rf"compare (?:the )?(GROUP){_OF_THEM} (?:and|with|to|vs|versus) (?:the "
        rf")?(GROUP){_OF_THEM} {_IN} (.+)",
        (r"compare \3 between \1 and \2",),
    ),
    (rf"(.+) (?:by|of|for) (?:the )?(GROUP){_OF_THEM}", (r"\1 in the \2 group",)),
    (
        rf"how (long|often|much time|many times) (do|does|did|are|were) (?:the "
        rf")?(GROUP){_OF_THEM} (.+)",
        (r"how \1 \2 the animals \4 in the \3 group",),
    ),
    (
        rf"(?:is|are|was|were) (?:the )?(.+) (?:significantly )?different "
        rf"(?:between|across|among|in) {_THE_GROUPS}",
        (r"compare \1 between the groups",),
    ),
    # recordings
    (
        rf"(?:list |show |show me |find )?(?:the |all |all the )?{_RECORDINGS} (?:without|with "
        rf"no|lacking) (?:any |a )?(.+)",
        (r"which \1 have no \2",),
    ),
    (
        rf"which {_RECORDINGS} (?:do|does|did) not (?:contain|have|show|include) (?:any |a |an "
        rf")?(.+)",
        (r"which \1 have no \2",),
    ),
    (
        rf"(?:the )?number of {_RECORDINGS} (?:with|that have|having|containing|in which there "
        rf"are|in which there is) (.+)",
        (r"how many \1 have \2",),
    ),
    (
        rf"in how many {_RECORDINGS} (?:do|does|did) (?:a |an |any )?(.+) (?:happen|occur|take "
        rf"place)",
        (r"how many \1 have \2",),
    ),
    (
        r"(?:the )?number of (animals|mice|rats|individuals|subjects)(?: in the "
        r"(?:recording|video|project))?",
        (r"how many \1 are there",),
    ),
    (
        r"how many (animals|mice|rats|individuals|subjects) (?:are in the "
        r"(?:recording|video|project)|"
        r"(?:were|are) tracked|do we have|does the (?:recording|video|project) "
        r"have)",
        (r"how many \1 are there",),
    ),
    (
        rf"(?:what is )?(?:the )?(?:length|duration) of (?:the |all "
        rf")?{_RECORDINGS}",
        (r"how long is the \1",),
    ),
    (rf"(?:the )?{_RECORDINGS} (?:length|duration)", (r"how long is the \1",)),
    (
        rf"how long (?:does|do|did) (?:the )?{_RECORDINGS} (?:last|go "
        rf"on|run)",
        (r"how long is the \1",),
    ),
    (
        rf"how many seconds (?:long )?(?:is|are) the {_RECORDINGS}(?: "
        rf"long)?",
        (r"how long is the \1",),
    ),
    (
        rf"(?:list |show |show me |find )?(?:the |all |all the )?{_RECORDINGS} (?:with|that "
        rf"have|having|containing|that contain|that include) (.+)",
        (r"which \1 have \2",),
    ),
    (
        rf"(?:list |show |show me |find )(?:the |all |all the )?{_RECORDINGS} (?:where|in "
        rf"which|when) (NAME .+|there .+)",
        (r"in which \1 \2",),
    ),
    (
        rf"in which {_RECORDINGS} (?:is|are|was|were) there (?:the )?(most|fewest|least) (.+)",
        (r"which \1 has the \2 \3",),
    ),
    (
        rf"in which {_RECORDINGS} (?:do|does|did) (?:a |an |any )?(.+) (?:happen|occur|take "
        rf"place)",
        (r"which \1 have \2",),
    ),
    (rf"(?:the )?number of {_RECORDINGS}", (r"how many \1 are there",)),
    (
        rf"how many {_RECORDINGS} (?:do (?:i|we) have|does (?:the|this|my) project "
        rf"(?:have|contain|hold)|"
        r"are in (?:the|this|my) project|are there in (?:the|this|my) project|exist)",
        (r"how many \1 are there",),
    ),
    (
        rf"(?:mean|average) (?:over|across) (?:all )?(?:the )?{_RECORDINGS} of (.+)",
        (r"\2 on average per recording",),
    ),
    (r"(how .+) on average (per (?:recording|video))", (r"\1 \2 on average",)),
)
