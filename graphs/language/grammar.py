"""The grammar of the query language, as a person may read it and as tests hold it to the parser."""

from __future__ import annotations

import textwrap

from graphs.language.keywords import RESERVED

GRAMMAR = """\
question    = facts | measured | budget | transitions ;
facts       = expression , { condition } ;
measured    = measure , expression , { condition | per } ;
measure     = ( "count" | "duration" | "fraction" | "rate" ) , [ "of" ]
            | "how many" | ( "how many times" | "how often" | "how long" ) , [ do ]
            | "number of" | "time of" | "percentage of" | "share of" ;
do          = "do" | "does" | "did" ;
budget      = "budget" , [ "of" , about ] , { condition | "with objects together" } ;
transitions = "transitions" , [ "of" , about ] , { condition | "with max gap" , time } ;
about       = pattern | [ "subject:" ] , things ;
per         = "per" , ( key , { ( "," | "and" ) , key } | time | unit ) ;
key         = "recording" | "subject" | "object" | "behavior" | "predicate" | "pair" | "group"
            | "session" | "source" | "status" ;

expression  = chain , ( { "and" , chain , [ match ] } | { "without" , chain , [ match ] }
            | { "or" , chain } ) ;
chain       = part , [ relation | steps ] ;
steps       = step , { step } ;
step        = [ "," ] , "then" , part , limit , [ match ] ;
relation    = [ "not" ] , ( ( "during" | "while" ) , part
            | ( "before" | "after" ) , part , [ limit ]
            | "followed by" , part , limit | limit , "of" , part ) , [ match ] ;
part        = pattern | "(" , expression , { condition } , ")" ;
limit       = "within" , time ;
match       = "matching" , ( "anybody" | "as usual" | same , { "," , same } ) ;
same        = side , "=" , side ;
side        = "subject" | "object" ;

pattern     = behavior | subject , behavior | behavior , object
            | subject , behavior , object | who , behavior , object , "?"
            | who , do , subject , behavior , [ "?" ] ;
who         = "who" | "whom" ;
subject     = [ "subject:" ] , ( "?" | who | variable | things ) ;
behavior    = [ "predicate:" ] , ( "?" | action , { "/" , action } ) ;
object      = [ "object:" ] , ( "?" | who | variable | whom , { "/" , whom } ) ;
whom        = "nobody" | thing ;
things      = thing , { "/" , thing } ;
thing       = name ;  (* of an animal, zone or object *)
action      = name ;  (* of a behavior or heading, a synonym, a more general word *)
variable    = ? the sign "?" with a word right behind it ? ;

condition   = "in" , recording , { any , recording }
            | "of group" , group , { any , group } | "of session" , session , { any , session }
            | window | [ "with" ] , "confidence" , ( ">=" | ">" ) , share
            | ( "longer than" | "shorter than" | "at least" | "at most" ) , time , [ "long" ]
            | [ "with" ] , "status" , "=" , statuses | "with status" , statuses
            | "with any status" | "by" , sources
            | [ "with" ] , "source" , "=" , sources | "with source" , sources ;
any         = "," | "/" ;
window      = "from" , time , "to" , ( time | "the end" ) | "between" , time , "and" , time
            | "from" , number , "to" , plain | "between" , number , "and" , plain
            | ( "until" | "before" | "since" | "after" ) , time
            | "in" , [ "the" ] , "first" , time ;
recording   = name ;
group       = name ;
session     = name ;
statuses    = "any" | status , { "," , status } ;
status      = "asserted" | "proposed" | "accepted" | "rejected" | "superseded" ;
sources     = source , { "," , source } ;
source      = "rule" | "model" | "human" | "import" ;

name        = first , { word } | quoted ;
first       = ? a word that is not reserved ? ;
word        = ? any characters but white space and ( ) / , : = < > " ? ? ;
quoted      = ? any characters between quotation marks, "" for a quotation mark ? ;
time        = plain | clock ;
plain       = number , unit ;
unit        = "ms" | "s" | "min" | "h" | "second" | "seconds" | "minute" | "minutes" | "hour"
            | "hours" ;
clock       = whole , ":" , [ below , ":" ] , seconds ;  (* 1:30 is a minute and a half *)
whole       = ? a whole number ? ;
below       = ? a whole number below 60 ? ;
seconds     = ? a number below 60 ? ;
share       = ? a number from 0 to 1, or as a percentage such as 80% ? ;
number      = ? such as 10 or 0.5 or 1e-3 ? ;
"""
"""EBNF as in ISO 14977."""

_RESERVED = textwrap.fill(f"{', '.join(sorted(RESERVED))}.", 99)

NOTES = f"""\
Names are found as written, else whatever their case, '_', '-' and spaces; of words that are one
name together the longest row counts. A name in "quotation marks" may hold anything, may be a word
of this language, and as a behavior means that one alone, without its special cases. Reserved are
{_RESERVED}
'?' is anybody or anything; 'nobody' asks for facts without an object; '/' stands between names of
which any will do. A heading such as aggression means all behaviors under it.

?x and ?y name who must be the same in two parts: '?x approach ?y then ?y flee ?x within 5 s'.
Different variables may still be the same animal; one that stands alone is anybody. Where either of
two parts has a variable, variables alone decide. Without any, the usual match holds: the same
subject, and the same object where both are animals; but where both parts name a subject and none
in common, anybody, and where they do so with objects, the same subject only. Write otherwise
'matching anybody', 'matching as usual', or 'matching subject = object' (of the first part = of
this one).

'who' and 'whom' are '?'. 'how many', 'how often' and 'number of' are 'count'; 'how long' and
'time of' are 'duration'; 'percentage of' and 'share of' are 'fraction'.

'then': the next step starts after the one before it starts and at most so long after it ends.
'during' is wholly inside, 'while' shares time, 'within 2 s of' is near on either side. 'and' is
when both go on, 'without' the first while not the second.

Conditions stand at the end, in any order, and hold for the whole question; inside parentheses, for
what is in them. Facts count unless they were rejected or superseded; 'with any status' takes all.
A window of time cuts what reaches into it, and counts it; a time bin counts what starts in it.
Shares and rates are of an animal's time: several behaviors, or objects, at once count once unless
the answer is per behavior or per object.
A window is half-open. 'from 0 to 60 s': a number without a unit has that of the one after it.
Confidence is asked of what rules, models and files say: what a person made or accepted is kept.
"""
"""What the grammar does not say: what the words mean."""

EXAMPLES: tuple[tuple[str, str], ...] = (
    ("chase", "all chases"),
    ("mouse_1 chase mouse_2", "of one animal by another one"),
    ("? chase mouse_2", "who chased mouse_2"),
    ("mouse_1 chase ?", "whom mouse_1 chased"),
    ("who chase mouse_2", "the same as ? chase mouse_2"),
    ("whom did mouse_1 chase", "the same as mouse_1 chase ?"),
    ("mouse_1 ? mouse_2", "anything that mouse_1 did to mouse_2"),
    ("? ? mouse_2", "anything that was done to mouse_2"),
    ("mouse_1 ?", "anything that mouse_1 did"),
    ("mouse_1 groom nobody", "facts without an object"),
    ("mouse_1/mouse_2 chase/follow mouse_3", "any of these"),
    ("aggression", "all behaviors under a heading or a more general word"),
    ("nose to tail", "a name of several words"),
    ('? enter "north arm"', "a name with a space, in quotation marks"),
    ("approach then chase within 10 s then flee within 10 s", "one after the other"),
    ("?x approach ?y then ?y flee ?x within 5 s", "the other one flees"),
    ("chase while (mouse_2 enter shelter)", "facts that share time"),
    ("mouse_1 chase while mouse_2 rest", "different names need not be the same animal"),
    ("chase while rest matching anybody", "whoever rests"),
    ("rest not during chase", "facts that lie in no other one"),
    ("groom after attack within 5 s", "soon after"),
    ("groom before chase", "any time before"),
    ("approach followed by chase within 2 s", "the approaches that lead on"),
    ("approach not followed by chase within 2 s", "those that do not"),
    ("chase within 2 s of enter", "near in time, before or after"),
    ("chase and approach", "while both go on"),
    ("chase or follow", "either"),
    ("rest without groom", "the first while not the second"),
    ("(approach then chase within 10 s) without rest", "parentheses"),
    ("count chase", "how many"),
    ("how many chases", "the same in other words"),
    ("how often does mouse_1 groom", "the same of one animal"),
    ("how long did mouse_1 rest", "the same as duration of mouse_1 rest"),
    ("percentage of rest", "the same as fraction of rest"),
    ("count chase per subject", "per animal"),
    ("duration of rest per recording and subject", "how long in all"),
    ("fraction of rest per group", "out of the assessed time"),
    ("rate of chase per subject per 60 s", "in bins of time"),
    ("count chase per minute", "in bins of one minute"),
    ("budget", "the time budget of all that was seen"),
    ("budget in m12", "of one recording"),
    ("budget of mouse_1 with objects together", "of one animal, whatever the object"),
    ("transitions of mouse_1", "which behavior follows which"),
    ("transitions with max gap 2 s", "if it follows soon"),
    ("chase in m12, m13", "conditions: recordings"),
    ("chase in m12/m13", "the same in other words"),
    ("chase of group control", "recordings of a group"),
    ("chase of session day1", "recordings of a session"),
    ("chase from 10 s to 60 s", "a window of time; units are ms, s, min, h"),
    ("chase between 1 and 2 min", "the same in other words"),
    ("chase from 0:30 to 1:30", "minutes:seconds"),
    ("chase until 60 s", "from the start"),
    ("chase in the first 60 s", "the same in other words"),
    ("chase since 20 s", "to the end"),
    ("chase longer than 2 s", "how long each lasts"),
    ("chase at least 2 s long", "two seconds, too"),
    ("chase with confidence >= 0.8", "how sure"),
    ("chase confidence > 80%", "surer than that"),
    ("chase by human", "who says so"),
    ("chase source = model", "the same in other words"),
    ("chase with status rejected", "what a person made of it"),
    ("chase with any status", "all facts, rejected ones too"),
    ("(chase in m12) or (rest in m13)", "conditions on parts"),
)  # fmt: skip
"""Questions that parse, and what they ask for."""
