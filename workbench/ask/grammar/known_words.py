"""Words that stand in some phrase that questions are read by.

Only a word that is in no phrase, no name and no closed class is called unknown in a refusal.
"""

from __future__ import annotations

from graphs.captions import closed

_OF_PHRASES = """
a about above across action activity actually after afterwards against ahead all allocated also
altogether among amount an and animal animals another any anybody anyone apart are area as ask at
attained attains average away bar be bee been bees before begin behavior behavioral behaviors
behaviour behavioural behaviours being below between big bird birds bl bodily body both bout bouts
break briefest broken budget budgets busy but by cage cagemate calculate came can case cases
centimeter centimeters centimetre centimetres change chart check climb clip clips close closer
closest closing cm cohort combined come comes coming common companion compare compared complete
compute concerning condition conditions consecutive conspecific contain contained containing
contains correct could count counted counts course cover covered covers create cumulative curious
curve data day dedicate dedicated delay depict determine deviation devote devoted devotes diagram
did differ difference differences different direct directly display displayed distance distinct
distributed divided do does doing done down draw drawing drop duration during each earlier earliest
early eight either end engage enter entered entering enters entire entries entry enumerate episode
episodes estimate ethogram even event events ever every everybody everyone exactly exceed exceeded
exceeding exceeds except executed exist exit exited exiting exits experiment experimental facts fall
far farther farthest fast faster fastest fewer fewest fifth figure file film final find first fish
five flies fly followed following follows for found four fourth fraction frequency frequent
frequently from full further furthest gap generally gerbil gerbils get gets getting give go goes
going got graph great greater greatest ground group groups h had half hamster hamsters happen
happened happens has have he heat hello herself hey hiding high higher highest himself hold horse
horses hour hours how hr i idea image immediately in include includes individual individually
individuals initial initiate initiated inside instance instances inter interested interval intervals
into is it its itself just kindly kinds know known lacking large larger largest last lasted lasting
lasts late latency later latter learn least leave leaves leaving left length lengths less let like
line list location locations locomote locomotion long longer longest looking lot love lower lowest m
made make makes many map mate matrix max maximal maximally maximum maybe me mean median meter meters
metre metres mice middle millimeter millimeters millimetre millimetres millisecond milliseconds min
minimal minimum mins minute minutes mm moment moments monkey monkeys more most mostly mouse move
moved movement movements moves movie moving ms much n near nearer need network never next no none
normally not now number object observation observed occasions occupancy occur occurred occurrence
occurrences of often ok okay on once one ones only onset onward onwards opening or other others out
outside over overall part partner pass passed passes path paths pause pay peak per percent
percentage percentages perform performed period physical picture pixel pixels place places plain
play please plot point points pooled portion position positions possible possibly preceding prior
project proportion px quarter question quickly ran raster rat rate rates rats reached reaches recent
recorded recording recordings regard regarding region remain remaining remains report respect rest
right rise route run running runs s same sat say sd sec second seconds secs see seen separate
separately session sessions set seven share she shorter shortest show showed shown shows significant
significantly simultaneously since single sit sits sitting six sixth sketch slower slowest smaller
smallest so some sometime soon sooner span speed spend spending spends spent split spontaneously
stamps standard start stay stayed staying stays step stepped stepping steps stretch subject subjects
subsequent successive such sum summed switch table take taken tally tell test tested tests than
thank thanks that the their them themselves then there these they thing think third this those three
throughout thx till time timeline times timestamp timestamps to together told took top total toward
towards trace track tracked tracks trajectories trajectory transition transitions travel traveled
travelled travels treatment treatments trial trials trip trips true twice two typical typically
under understand until up usually velocity versus video videos visit visited visiting visits
visualise visualize vole voles vs walk walked walking walks wander want was way we well went were
what whatever when whenever where which while whilst who whole whom window wish with within without
wonder wondering work would you zone
"""

KNOWN = frozenset(_OF_PHRASES.split()).union(
    closed.DETERMINERS, closed.PRONOUNS, closed.BE, closed.HAVE, closed.DO, closed.GET,
    closed.MODALS, closed.CONJUNCTIONS, closed.SUBORDINATORS, closed.PREPOSITIONS, closed.NUMBERS,
    closed.POSSESSIVES,
)  # fmt: skip
