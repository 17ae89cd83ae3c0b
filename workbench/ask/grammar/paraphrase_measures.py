"""Questions in note form, or in other words, for numbers of bouts and their times."""

from __future__ import annotations

_REST = (
    r"((?: (?:in|during|between|after|before|within|while|when|from|for|per|until|"
    r"inside|outside) .*)?)"
)
_NTH = "(?:longest|shortest|first|second|third|fourth|fifth|last|final|briefest|most recent)"
_PER = "(?:per|a|each|every) (?:minute|min|hour)"
_SHARE = "(?:fraction|share|proportion|percentage|percent)"
_BETWEEN = (
    r"(?:there |the (?:mean |average |typical )?(?:pause|gap|interval|time|break|delay) |it )?"
    r"(?:in )?between (?:the |two |successive |consecutive |subsequent )*"
)

MEASURE_RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    # how often
    (
        rf"(?:the |what is the |what is )?(WHO)(?: 's)? (?!\w+ed )(.+?)(?: bouts?)? counts?{_REST}",
        (r"number of \2 by \1\3",),
    ),
    (r"(WHO) (\w+ing .+) counts?", (r"how often \1 \2",)),
    (
        r"(?:the |what is the )?(.+?)(?: bouts?)? counts? (of|by|for) (WHO)(.*)",
        (r"number of \1 \2 \3\4",),
    ),
    (
        r"(?:the |what is the )?(?!.*\w+ed count)(.+?)(?: bouts?)? "
        r"counts?(?: (per|by|for each) (.+))?",
        (r"number of \1 \2 \3",),
    ),
    (r"(.+?) (WHO) how many", (r"how many \1 by \2",)),
    (
        rf"(?:what is )?(?:the )?number of (.+) occurrences (?:for|of|by) (WHO){_REST}",
        (r"number of \1 by \2\3",),
    ),
    (
        r"(?!number|how|what|mean|average|total|list|plot|time|rate)((?:ZONE )?(?:\w+s|\w+ "
        r"bouts)(?: .+)?) "
        r"((?:per|by|for each|in each|for every) "
        r"(?:animal|mouse|rat|recording|video|group|treatment))",
        (r"number of \1 \2",),
    ),
    (r"((?:entries|visits|ZONE (?:entries|visits)) .+)", (r"number of \1",)),
    (r"(WHO) (ZONE) (entries|visits)(.*)", (r"number of \2 \3 by \1\4",)),
    (
        rf"(WHO)(?: 's)? (\w+(?: bouts)?){_REST} (?:how many|how often|number)(?: in total| in "
        rf"all)?",
        (r"number of \2 by \1\3",),
    ),
    (r"(.+?) (?:how many|how often|number)(?: in total| in all)?", (r"number of \1",)),
    (r"(?:the )?sum of (?:the )?(?!.*(?:time|distance|duration))(.+)", (r"total number of \1",)),
    # rates
    (rf"(?:what is )?(WHO)(?: 's)? (.+?) rate{_REST}", (r"rate of \2 by \1\3",)),
    (rf"(.+?) rate (of |by |for )?(WHO){_REST}", (r"rate of \1 \2\3\4",)),
    (rf"rate of (.+?) (WHO){_REST}", (r"rate of \1 of \2\3",)),
    (
        rf"(?:the )?(?:number of )?(?!how|mean|average)(\w+s|\w+ (?:bouts|events)) ({_PER}) "
        rf"(?:of |by |for )?(WHO){_REST}",
        (r"how many \1 \2 does \3 make\4",),
    ),
    (
        rf"(WHO)(?: 's)? (\w+s|\w+ (?:bouts|events)) ({_PER}){_REST}",
        (r"how many \2 \3 does \1 make\4",),
    ),
    # how long
    (r"(how long|how much time) in (seconds|minutes|hours|s|min) (.+)", (r"how many \2 \3",)),
    (r"how much time (?:went|goes) into (.+) by (WHO)", (r"total \1 time by \2",)),
    (r"how long (?:do|does|did) (?:the )?(.+) last in total", (r"total duration of \1",)),
    (r"(WHO) (\w+) (?:total |overall )?(?:duration|time)", (r"total \2 time by \1",)),
    (
        r"(.+?) ((?:in the (?:first|last|second|final)|during|between|while|after|before) .+) "
        r"(?:for|by|of) (WHO)",
        (r"\1 by \3 \2",),
    ),
    (r"how much of (?:its|the|their) time in (seconds|minutes|s|min) (.+)", (r"how many \1 \2",)),
    (
        r"(?:the )?number of (seconds|minutes|hours|s|min) (?:that |for which )?(WHO .+)",
        (r"how many \1 \2",),
    ),
    (
        rf"(?:what is )?(WHO)(?: 's)? (?:total |overall |cumulative )?(ZONE) "
        rf"(?:time|duration){_REST}",
        (r"time in the \2 by \1\3",),
    ),
    (
        rf"(?:what is )?(?:the )?(ZONE) time (?:of |by |for )?(WHO){_REST}",
        (r"time in the \1 by \2\3",),
    ),
    (
        rf"(?:what is )?(WHO)(?: 's)? (?:total |overall |cumulative )?(?!mean|average)"
        rf"(\w+)(?: bouts)? (?:time|duration){_REST}",
        (r"total \2 time by \1\3",),
    ),
    (
        rf"(?:what is )?(?:the )?(?:total |overall |cumulative )?(?!mean|average|total)"
        rf"(\w+) (?:time|duration) (of |by |for )?(WHO){_REST}",
        (r"total \1 time \2\3\4", r"total \1 time of \3\4"),
    ),
    (
        rf"(?:what is )?(?:the )?(?:total )?(?:time|duration) (?:of |for )?(WHO) "
        rf"((?:in|inside|at|outside) (?:the )?ZONE){_REST}",
        (r"time \2 by \1\3",),
    ),
    (
        rf"(?:what is )?(?:the )?(?:total )?(?:time|duration) ((?:in|inside|at|outside) (?:the "
        rf")?ZONE)"
        rf" (?:of |for )?(WHO){_REST}",
        (r"time \1 by \2\3",),
    ),
    (r"total time with (WHO) (.+)", (r"total time \1 is \2",)),
    (
        rf"(?:what is )?(?:the )?(?:duration|length) of (?:the )?({_NTH} .+)",
        (r"how long is the \1",),
    ),
    (rf"(?:what is )?(?:the )?(?:duration|length) of (WHO 's {_NTH} .+)", (r"how long is \1",)),
    (
        rf"(?:what is )?(?:the )?(?:time|moment|onset|start)(?: point)? of (?:the )?({_NTH} .+)",
        (r"when is the \1",),
    ),
    (
        rf"(?:what is )?(?:the )?(?:time|moment|onset|start) of (WHO 's {_NTH} "
        rf".+)",
        (r"when is \1",),
    ),
    (rf"(?:the )?({_NTH} .+) (when|how long)", (r"\2 is the \1",)),
    (rf"({_NTH}) ([\w ]+?) (WHO)", (r"the \1 \2 of \3",)),
    (
        r"(?:list |give me |show me |show )?(?:all |the )*(?:times|timestamps|time stamps|time "
        r"points) "
        r"(?:of|when|at which) (.+)",
        (r"list all \1",),
    ),
    (r"(?:the |all )*(\w+ (?:bouts|episodes|events|instances) .+)", (r"list all \1",)),
    (r"(\w+s (?:of|by) NAME.*)", (r"list all \1",)),
    # shares
    (
        rf"(?:what is )?(WHO)(?: 's)? (.+?)(?: time)? ({_SHARE})(?: of (?:the )?time)?{_REST}",
        (r"\3 of time \2 by \1\4",),
    ),
    (
        r"how much of (?:its|the|their) time (.+) (?:as a percentage|as percentage|in "
        r"percent|in %)",
        (r"what percentage of the time \1",),
    ),
    (
        r"(WHO)(?: 's)? (.+?) time (?:in percent|in %|as a "
        r"percentage)",
        (r"percentage of time \2 by \1",),
    ),
    (
        rf"(?:what is )?(?:the )?({_SHARE}) of (?:the )?(?:time )?(?:spent )?(\w+ing)(?: time)? "
        rf"(of |for |by )?(WHO)",
        (r"\1 of time \2 \3\4",),
    ),
    (
        rf"(?:what is )?(?:the )?({_SHARE}) of (WHO) 's time (?:spent )?(.+)",
        (r"\1 of time \3 by \2",),
    ),
    (
        rf"(.+) as (?:a |the )?({_SHARE}) of (?:the )?(?:total |recording )?time (?:of |for "
        rf"|by )?(WHO)",
        (r"\2 of time \1 by \3",),
    ),
    # means of bouts
    (
        r"(?:what is )?(?:the )?(?:mean|average|typical) (?!bout)(.+?) (?:bouts? "
        r")?(?:duration|length) (of |by |for )?(WHO)",
        (r"mean bout duration of \1 \2\3", r"mean bout duration of \1 of \3"),
    ),
    (
        r"(?:what is )?(WHO)(?: 's)? (?:mean|average|typical) (?!bout)(.+?) (?:bouts? "
        r")?(?:duration|length)",
        (r"mean bout duration of \2 by \1",),
    ),
    (
        r"(?:what is )?(?:the )?(?:mean|average|typical) (?:bouts? )?(?:duration|length) "
        r"(?:of|for) (WHO)(?: 's)? (.+)",
        (r"mean bout duration of \2 by \1",),
    ),
    (
        r"how long (do|does|did) (.+) (?:usually|typically|normally|generally) last",
        (r"how long \1 \2 last on average",),
    ),
    # how soon
    (r"(?:what is )?(?:the )?latency of (WHO) 's (?:first )?(.+)", (r"latency of \2 by \1",)),
    (
        r"how long (do|does|did) (WHO) (?:take|need)(?: until it| until they)? (?:to )?(.+)",
        (r"how long \1 it take \2 to \3",),
    ),
    (r"how (?:late|early) (.+)", (r"how soon \1",)),
    (r"(?:what is )?(?:the )?latency (to .+?) (?:of|for|by) (WHO)", (r"latency of \2 \1",)),
    (r"(?:what is )?(?:the )?latency (to \w+ (?:the )?ZONE) (WHO)", (r"latency of \2 \1",)),
    (r"(?:what is )?(WHO)(?: 's)? latency (?:to|until|for) (.+)", (r"latency of \1 to \2",)),
    (r"(?:what is )?(?:the )?(.+?) latency (of|for|by) (WHO)", (r"latency of \1 \2 \3",)),
    (r"(?:what is )?(?:the )?(.+?) latency (WHO)", (r"latency of \1 of \2",)),
    (r"(?:what is )?(WHO)(?: 's)? (.+?) latency", (r"latency of \2 by \1",)),
    (r"(?:what is )?(?:the )?time (?:to|until|till) (?:the )?(first .+)", (r"latency to \1",)),
    # time between bouts
    (
        rf"how (?:long|much time) (?:(?:is|are|was|were) )?{_BETWEEN}(.+)",
        (r"average time between \1",),
    ),
    (
        r"(?:what is )?(?:the )?(?:mean |average )?inter (\w+) intervals?(?: "
        r"(?:of|for|by))? (WHO)",
        (r"average time between \1 of \2",),
    ),
    (
        r"(?:mean |average )?(time|interval|gap) between (\w+) "
        r"(WHO)",
        (r"average time between \2 of \3",),
    ),
    (
        r"(?:mean |average )?(time|interval|gap|pause)s? between (WHO) 's (\w+)",
        (r"average time between \3 of \2",),
    ),
)
