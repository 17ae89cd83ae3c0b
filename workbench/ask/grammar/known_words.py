"""Words that stand in some phrase that questions are read by.

Only a word that is in no phrase, no name and no closed class is called unknown in a refusal.
"""

from __future__ import annotations

from graphs.captions import closed

_OF_PHRASES = """
a about above across activity actually after afterwards against ahead all also altogether among
amount an and animal animals another any anybody anyone apart are area as at average away be bee
been bees before begin behavior behavioral behaviors behaviour behavioural behaviours being
below between bird birds bl bodily body both bout bouts briefest broken budget budgets but by
cage cagemate calculate came can centimeter centimeters centimetre centimetres chart clip clips
close closer closest closing cm cohort combined come comes coming companion compare compared
compute condition conditions consecutive conspecific contain contained contains could count
counted counts cover covered covers create cumulative data day delay determine deviation diagram
did differ difference differences different direct display distance do does doing down draw
duration during each earlier earliest eight either end enter entered entering enters entire
entries entry episode episodes ethogram event events ever every everybody everyone exactly
exceed exceeded exceeding exceeds except exist exit exited exiting exits experimental facts far
farther farthest fast faster fastest fewer fewest fifth file final find first fish five flies
fly followed following follows for found four fourth fraction frequency frequent frequently from
further furthest gap gerbil gerbils get gets getting give go goes going got graph greater
greatest group groups h had half hamster hamsters happen happened happens has have he heat
herself hey hiding higher highest himself horse horses hour hours how hr i in include includes
individual individually individuals initial initiate inside instance instances interval
intervals into is it its itself just know larger largest last lasted lasting lasts latency later
least leave leaves leaving left length lengths less let like line list location locations
locomote long longer longest lot lower lowest m made make makes many map mate matrix max maximal
maximum me mean median meter meters metre metres mice middle millimeter millimeters millimetre
millimetres millisecond milliseconds min minimal minimum mins minute minutes mm moment moments
monkey monkeys more most mostly mouse move moved movement movements moves moving ms much n near
nearer need network never next no none not now number object observed occupancy occur occurred
occurrence occurrences of often ok on once one ones only onward onwards opening or other others
out outside over overall part partner pass passed passes path paths pause pay peak per percent
percentage perform period physical picture pixel pixels place plain play please plot point
pooled portion position positions preceding prior project proportion px quarter quickly ran
raster rat rate rates rats recent recorded recording recordings region remain remaining remains
report right route run running runs s same sat say sd sec second seconds secs see seen
separately session sessions set seven share she shorter shortest show showed shows
simultaneously since single sit sits sitting six sixth sketch slower slowest smaller smallest so
some sometime soon sooner speed spend spending spends spent split spontaneously standard start
stay stayed staying stays step stepped stepping steps subject subjects subsequent successive
such sum summed table take tell test tested tests than that the their them themselves then there
these they third this those three throughout till time timeline times to together took top total
toward towards track tracks trajectories trajectory transition transitions travel traveled
travelled travels treatment treatments trial trials trip trips twice two typical typically under
until up usually velocity versus video videos visit visited visiting visits visualise visualize
vole voles vs walk walked walking walks wander want was way we went were what when whenever
where which while whilst who whole whom with within without would you zone
"""

KNOWN = frozenset(_OF_PHRASES.split()).union(
    closed.DETERMINERS, closed.PRONOUNS, closed.BE, closed.HAVE, closed.DO, closed.GET,
    closed.MODALS, closed.CONJUNCTIONS, closed.SUBORDINATORS, closed.PREPOSITIONS, closed.NUMBERS,
    closed.POSSESSIVES,
)  # fmt: skip
