"""Words that stand in some phrase that questions are read by.

Only a word that is in no phrase, no name and no closed class is called unknown in a refusal.
"""

from __future__ import annotations

from graphs.captions import closed
from workbench.ask.grammar.slot_words import WORDS

_OF_PHRASES = """
a about above across action actions active activities activity actually after afterwards against
ahead all allocated also altogether among amount an and animal animals another any anybody anyone
apart appear appeared appears are area areas arena as ask at attained attains average away bar be
bee been bees before began begin beginning begins behave behavior behavioral behaviors behaviour
behavioural behaviours being below between big bin bins bird birds bl bodily body both bout bouts
break briefest broken budget budgets busy but by cage cagemate calculate came can case cases
centimeter centimeters centimetre centimetres change changes chart check chronological
chronologically chronology climb clip clips close closer closest closing cm cohort combined come
comes coming common commonly companion compare compared complete compute concerning condition
conditions consecutive conspecific contain contained containing contains correct could count counted
counts course cover covered covers create crossing crossings cumulative curious curve data day
dedicate dedicated delay depict determine deviation devote devoted devotes diagram did differ
difference differences different direct directly display displayed distance distinct distributed
distribution divided do does doing done down draw drawing drop duration durations during each
earlier earliest early eight either elapsed elapses end ends engage enter entered entering enters
entire entries entry enumerate episode episodes estimate ethogram even event events ever every
everybody everyone exact exactly exceed exceeded exceeding exceeds except executed exist exit exited
exiting exits experiment experimental facts fall far farther farthest fast faster fastest fewer
fewest fifth figure file film final find finish finished finishes finishing first fish five flies
fly follow followed following follows for found four fourth fraction frequency frequent frequently
from full further furthest gap general generally gerbil gerbils get gets getting give go goes going
got graph great greater greatest ground group groups h had half hamster hamsters happen happened
happening happens has have he heat hello herself hey hiding high higher highest himself histogram
hold horse horses hour hours how hr i idea image immediately in include includes individual
individually individuals initial initiate initiated inside instance instances inter interested
interval intervals into is it its itself just kindly kinds know known lacking large larger largest
last lasted lasting lasts late latency later latest latter lead leads learn least leave leaves
leaving led left length lengths less let like likely line list location locations locomote
locomotion long longer longest looking lot love lower lowest m made make makes many map mate matrix
max maximal maximally maximum maybe me mean median meter meters metre metres mice middle millimeter
millimeters millimetre millimetres millisecond milliseconds min minimal minimum mins minute minutes
mm moment moments monkey monkeys more most mostly mouse move moved movement movements moves movie
moving ms much n near nearer need network never next no none normally not now number object
observation observed occasions occupancy occur occurred occurrence occurrences occurs of offset
often ok okay on once one ones only onset onward onwards opening or order ordered other others out
outside over overall overlap overlapping pair pairs part partner parts pass passed passes path paths
pause pay peak per percent percentage percentages perform performed performs period physical picture
pixel pixels place places plain play please plot point points pooled portion position positions
possible possibly precede preceded precedes preceding previous print prior proceed project
proportion px quarter question quickly ran raster rat rate rates ratio rats reached reaches recent
recorded recording recordings regard regarding region regions remain remaining remains report
respect rest right rise route row run running runs s same sat say sd sec second seconds secs see
seen separate separately sequence sequences session sessions set seven share she shorter shortest
show showed shown shows significant significantly simultaneously since single sit sits sitting six
sixth sketch slower slowest smaller smallest so some sometime soon sooner sorted span speed spend
spending spends spent split spontaneously stamps standard start started starting starts stay stayed
staying stays step stepped stepping steps stop stopped stopping stops straight stretch subject
subjects subsequent subsequently succession successions successive such sum summed switch switches
table take taken takes tally tell temporal test tested tests tend tends than thank thanks that
the their them themselves then there these they thing things think third this those three
throughout thx till time
timeline times timestamp timestamps to together told took top total toward towards trace track
tracked tracks trajectories trajectory transition transitions travel traveled travelled travels
treatment treatments trial trials trip trips true turn twice two typical typically under understand
unfold until up usual usually variability variation velocity versus very video videos visit visited
visiting visits visualise visualize vole voles vs wait walk walked walking walks wander want was way
we well went were what whatever when whenever where which while whilst who whole whom window wish
with within without wonder wondering work would write written you zone zones
absolute develop dwell evolve experiments frequencies leading spread vary
overlay probability chance likelihood given confidence minus fold acts act rank ranked sort sorted
percentile percentiles quartile quartiles variance coefficient cv range means value everything
regardless type rows absence presence way round around trace traces curve profile always
"""

KNOWN = frozenset(_OF_PHRASES.split()).union(
    closed.DETERMINERS, closed.PRONOUNS, closed.BE, closed.HAVE, closed.DO, closed.GET,
    closed.MODALS, closed.CONJUNCTIONS, closed.SUBORDINATORS, closed.PREPOSITIONS, closed.NUMBERS,
    closed.POSSESSIVES, WORDS,
)  # fmt: skip
