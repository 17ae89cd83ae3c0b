"""A compact list of common words of open classes, for where WordNet is silent or absent.

The lists hold general words of animals, bodies, places and how things look; none is needed for a
noun, for a word that nothing else is known of counts as one.
"""

from __future__ import annotations


def _w(text: str) -> frozenset[str]:
    return frozenset(text.split())


VERBS = _w(
    "wag extend vibrate disappear vanish emerge crawl stalk lunge charge copulate court rotate "
    "lower sit stand lie lay walk run eat look sniff chase follow groom rear rest sleep climb "
    "jump play approach attack avoid bite carry catch cross cover dig drink enter escape explore "
    "fight flee fly freeze graze grab hang hold hug huddle investigate kick kiss lean leave lick "
    "mount move nuzzle nudge open pass pet poke pull pursue push reach retreat ride roll rub "
    "scratch see show shake smell stare stay stop surround swim swing take touch turn wait watch "
    "wear lead go come get put make give bring keep let use feed drive throw hit read grow peek "
    "perch face attach tie connect enclose fill feature contain belong separate prepare try want "
    "appear seem start begin pretend surf skate swallow chew munch gaze peer crouch kneel bend "
    "stretch stick drag trot gallop gather wander roam stroll dash hide flap display block mark "
    "circle guard mate nest allogroom interact contact withdraw drop lift raise wash clean bathe "
    "relax curl cuddle snuggle balance float sail travel pose yawn bark howl overlook enjoy love "
    "like need have say park cut bow spread exit return meet press pin fall rise sink spin "
    "strike tread wake ignore attempt cease fail refuse intend hesitate threaten remain become "
    "think believe"
)
"""Verbs that captions use; a form in -s or a bare one counts as a verb after a noun."""

SHADES = _w("light dark bright pale deep hot off mostly")
COLORS = _w(
    "black white brown grey gray red green blue yellow orange pink purple tan beige silver gold "
    "golden blonde"
)
"""*Light brown* is one color."""

SIDES = _w("front back left right rear hind upper lower")
"""Words that make names of parts: *back leg*, *left ear*."""

CONTAINERS = _w("field area glass cup bowl plate bed pool box bag bottle bucket basket sea")
"""What is full of what follows *of*."""

INTRANSITIVE = _w(
    "sit stand lie lay walk run rest sleep swim fly lean hang stare look peek perch wait crouch "
    "kneel trot gallop wander stroll float smile yawn relax roar bend sail grow swing move surf "
    "flow snow fall rise groom rear freeze laugh"
)
"""Verbs whose -ing form before a noun describes it: *a sitting dog*."""

NOUNS_FIRST = _w(
    "leaf leg eye ear horn spot head hand nose face tail mane foot wing paw claw neck bear back "
    "beak mouth arm finger fence field rock tree plant water grass ground bush shade shadow seal "
    "duck fly bill mouse horse cat dog bird cow fish sheep zebra elephant pen cage house wall "
    "floor sand snow park street road bus train bike boat board surfboard table chair bed couch "
    "box basket bench stripe trunk tusk hoof feather saddle collar leash bridle tag sign light "
    "pole post wire line row group flock herd pack man woman people child baby hair fur coat hat "
    "shirt jacket picture photo color frisbee ball toy book bowl plate cup bottle monkey hump "
    "nest stone log lamb calf pony goat bull chicken feet branch cloud shelter corner object "
    "novel feeder zone animal male female flank rump bud shelf rack desk wave crow fan"
)
"""Words that are nouns before they are verbs, whatever their form may be."""

LEAVES = _w("leaves saw felt ground left lit found bent")
"""Forms of verbs that are mostly something else; verbs only where nothing else fits."""

ADJECTIVES = _w(
    "black white brown grey gray red green blue yellow orange pink purple tan beige golden gold "
    "silver dark light bright pale blonde blond colorful colored big small large little tiny "
    "huge long short tall thick thin fat wide narrow high low deep shallow young old older "
    "younger adult new open closed shut full empty wet dry dirty clean muddy dusty grassy sandy "
    "rocky snowy cloudy sunny shady lush bare wild tame cute happy sad angry scared alert calm "
    "sleepy asleep awake alive dead fluffy furry hairy woolly wooly fuzzy shaggy curly smooth "
    "rough sharp blunt soft hard flat round square curved straight pointy pointed striped "
    "spotted checkered plaid patterned floral wooden metal plastic ceramic brick concrete cement "
    "leather stuffed fake real same different similar visible blurry blurred clear front back "
    "rear left right upper lower hind inner outer other double single whole half beautiful "
    "pretty ugly nice good bad great several upright upside male female dominant subordinate "
    "second first third last next main many busy heavy strong weak slow fast quick quiet loud "
    "hot cold warm cool raw fresh ripe leafless leafy bushy thorny shiny glossy dull transparent "
    "electric overcast distant near far larger smaller bigger taller shorter longer darker "
    "lighter largest smallest closest farthest furthest nearest african asian indian unpaved "
    "paved close still immobile motionless active inactive still playful curious free upturned "
    "hungry thirsty tired ready unaware"
)
"""Words that describe."""

ATTRIBUTE_NOUNS = _w(
    "baby mother father adult toy statue wood brick stone metal leather dirt cement concrete "
    "plastic glass iron steel gold silver ceramic rubber paper cotton wool straw bamboo brass "
    "bronze marble tile mosaic cherry pine oak gravel denim polo plush cartoon wire male female "
    "tabby calico siamese greyhound infant teenage newborn"
)
"""Nouns that describe the noun after them: *brick wall*, *baby elephant*."""

NOT_ADJECTIVES = _w(
    "dog horse cat sheep bird bear elephant zebra giraffe cow mouse head tail ear eye leg nose "
    "mouth face hand foot feet neck mane body fur hair coat top bottom side edge middle center "
    "centre rest animal child man woman boy girl people corner square field object fish resident"
)

ANIMATE = _w(
    "animal mouse rat bear bird cat cow dog elephant giraffe horse sheep zebra person people man "
    "woman boy girl child kid baby lady guy player rider farmer lamb calf goat pony foal donkey "
    "mule bull ox puppy kitten duck goose swan pigeon seagull gull parrot owl eagle hawk penguin "
    "ostrich chicken hen rooster crow sparrow monkey ape gorilla lion tiger leopard cheetah deer "
    "antelope gazelle camel llama pig hog rabbit hare squirrel fox wolf seal whale dolphin fish "
    "shark frog turtle snake lizard insect fly bee butterfly spider ant male female individual "
    "conspecific resident intruder pup juvenile one who herd flock group skier surfer soldier "
    "cub jockey cowboy policeman officer trainer tourist crowd mother father couple family "
    "kangaroo polar buffalo bison moose cattle ram ewe hippo rhino panda hamster gerbil vole "
    "partner somebody someone teddy friend"
)
"""Those who act."""

PEOPLE = _w(
    "person people man woman boy girl kid lady guy player rider farmer jockey cowboy policeman "
    "officer trainer tourist soldier surfer skier mother father who somebody someone"
)
"""Those whom *he* and *she* mean, and *it* does not."""

PARTS = _w(
    "head tail ear eye leg nose mouth face hand foot neck mane body fur hair coat trunk tusk "
    "hoof horn wing beak feather paw claw tongue tooth back belly stomach chest shoulder hip "
    "knee ankle toe finger arm elbow wrist chin cheek lip forehead whisker snout muzzle nostril "
    "hump udder rump butt flank side skin wool antler stripe spot bill crest hide eyebrow "
    "eyelash thigh hindquarters throat tummy rear bottom shadow reflection hindleg foreleg "
    "forelimb hindlimb paws branch leaf trunk root bark stem handle wheel lid window screen "
    "keyboard"
)
"""Parts of bodies and things."""

CLOTHES = _w(
    "shirt jacket hat dress coat pants shorts jeans suit sweater uniform cap helmet glasses vest "
    "t-shirt tshirt skirt tie shoes boots gloves scarf costume clothes clothing outfit wetsuit "
    "sunglasses robe hoodie blouse overalls trousers gown apron bikini"
)

COMPOUND_NOUNS = _w("hot_dog teddy_bear polar_bear computer_mouse")
"""Compounds whose first word would pass for an adjective."""

ING_NOUNS = _w(
    "building ceiling railing clothing evening morning string ring king wing thing spring "
    "painting covering opening awning icing dressing pudding wedding parking cutting living "
    "dining bedding landscaping paneling siding lightning earring something nothing everything "
    "anything crossing drawing marking clearing"
)
"""Words in -ing that are nouns before they are verbs."""

NOT_PAST = _w("bed red shed sled seed weed feed reed steed breed need hundred naked wicked")
"""Words in -ed that are no past."""

COVERS = _w("cover surround enclose fence shade frame encircle border overlook flank ring")
"""Verbs whose passive with *in*, *with* or *by* names what does it: *covered in snow*."""

SETTLED = _w("seat park perch crouch locate position situate sprawl gather pose stand lie curl")
"""Verbs of which *by* after a participle means a place."""

AT_OTHERS = _w("sniff smell touch bite nuzzle nose nudge investigate mount attack poke follow kiss")
"""Verbs done to others: *mouse 1 approaches mouse 2 and sniffs its tail* is of mouse 2's tail."""

BELIEFS = _w("think believe doubt guess suggest suspect assume expect hope suppose")
"""Verbs after which nothing is stated: *I think that it runs*."""

STATES = _w("remain stay keep become look seem appear turn")
"""Verbs before an adjective that say how something is: *stays still*."""

OPENING = {
    "try": "try", "attempt": "try", "want": "want", "start": "start", "begin": "start",
    "stop": "stop", "cease": "stop", "fail": "fail", "refuse": "refuse", "pretend": "pretend",
    "prepare": "prepare", "intend": "want", "appear": "seem", "seem": "seem", "avoid": "avoid",
    "hesitate": "hesitate", "need": "want", "threaten": "want",
}  # fmt: skip
"""Verbs that leave open, or deny, the verb after them."""

IRREGULAR_PLURALS = {
    "mice": "mouse", "geese": "goose", "feet": "foot", "teeth": "tooth", "men": "man",
    "women": "woman", "children": "child", "people": "people", "leaves": "leaf", "knives": "knife",
    "wolves": "wolf", "calves": "calf", "hooves": "hoof", "halves": "half", "shelves": "shelf",
    "oxen": "ox", "scarves": "scarf", "loaves": "loaf", "lives": "life", "policemen": "policeman",
}  # fmt: skip

SAME_PLURAL = _w("sheep fish deer cattle people moose bison buffalo")

IRREGULAR_PAST = {
    "been": "be", "was": "be", "were": "be", "has": "have", "had": "have", "wore": "wear",
    "worn": "wear", "ridden": "ride", "rode": "ride", "laid": "lay", "grown": "grow",
    "grew": "grow", "hung": "hang", "cut": "cut", "put": "put", "shown": "show", "laying": "lay",
    "lying": "lie", "drawn": "draw", "written": "write", "wrote": "write", "bound": "bind",
    "sunk": "sink", "broke": "break", "broken": "break", "lain": "lie", "chosen": "choose",
    "spread": "spread", "did": "do", "does": "do", "done": "do", "caught": "catch",
    "brought": "bring", "bought": "buy", "taught": "teach", "thought": "think", "told": "tell",
    "sold": "sell", "knew": "know", "known": "know", "blown": "blow", "blew": "blow",
    "wound": "wind", "paid": "pay", "said": "say", "sent": "send", "set": "set", "shot": "shoot",
    "shut": "shut", "swept": "sweep", "wept": "weep", "bred": "breed", "became": "become",
    "began": "begin", "begun": "begin", "tied": "tie", "dying": "die", "tying": "tie",
}  # fmt: skip
