"""Names that pose projects give to keypoints, and what they tell.

Names are compared in normalised form: lower case, letters and digits only, American *center*.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple


def normalised(name: str) -> str:
    """Return a name in the form in which names are compared."""
    return re.sub(r"[\W_]+", "", name.casefold()).replace("centre", "center")


def _one(names: str) -> tuple[tuple[str, ...], ...]:
    """Return alternatives of one keypoint each."""
    return tuple((name,) for name in names.split())


def _sided(side: str, parts: str) -> tuple[tuple[str, ...], ...]:
    """Return the ways to write a part of one side: leftear, lear, earleft, earl."""
    names: list[str] = []
    for part in parts.split():
        names += [side + part, side[0] + part, part + side, part + side[0]]
    return tuple((name,) for name in names)


_EARS = "ear earbase earcenter eartip earend"
_HIPS = "hip bhip backhip hindhip haunch"

ROLES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "nose": (
        *_one("nose snout nosetip tipofnose snouttip tipofsnout rostrum muzzle beak beaktip bill"),
        *_one("mouth front head headtip headcenter headmidpoint headmid midhead forehead top"),
        *(("lefteye", "righteye"), ("leye", "reye"), ("eyel", "eyer"), ("eyeleft", "eyeright")),
        ("eye",),
    ),
    "left_ear": _sided("left", _EARS),
    "right_ear": _sided("right", _EARS),
    "neck": (
        *_one("neck baseneck neckbase necktop midneck nape cervix necktobase spine1"),
        *_one("wither withers midshoulder shoulders"),
        ("leftshoulder", "rightshoulder"),
        ("lshoulder", "rshoulder"),
        ("shoulderl", "shoulderr"),
    ),
    "centre": _one(
        "center mousecenter ratcenter flycenter animalcenter bodycenter centerbody centroid "
        "body centerofmass com centerspine spinecenter midspine spinemid middlespine "
        "centerback backcenter midback backmid backmiddle bodymiddle middlebody midbody bodymid "
        "bodymidpoint thorax torso trunk spine middle mid back"
    ),
    "left_hip": _sided("left", _HIPS),
    "right_hip": _sided("right", _HIPS),
    "tailbase": (
        *_one("tailbase basetail baseoftail tailstart tailroot roottail tti tailhead tail0 tail"),
        *_one(
            "tail1 tailb dock rump croup ischium abdomentip abdomen sacrum rear hind backend back"
        ),
        ("lefthip", "righthip"),
        ("lhip", "rhip"),
        ("hipl", "hipr"),
    ),
}
"""Role -> alternatives, best first; an alternative of several keypoints is their mean."""

_THINGS = frozenset(
    word
    for (word,) in _one(
        "obj objs object objects obs obstacle item corner corners arena wall walls box cage water "
        "feeder food lever joystick port spout lickport tube bottle stimulus stim cup ball wheel "
        "platform led light lamp nest hopper lixit target reward door gate shelter house hut toy "
        "maze floor screen ruler scale reference ref marker pellet dish bowl ladder rod"
    )
)
_PLACES = re.compile(r"(top|bottom|upper|lower|north|south)(left|right|west|east|l|r)|[tb][lr]")
_LIMB = re.compile(
    r"paw|leg|foot|feet|hand|knee|elbow|wrist|finger|digit|toe|ankle|hock|fetlock|stifle|thigh|thai"
    r"|wing|hoof|claw|antenna|arm|tarsus|tibia|femur|fin\b|whisker|tongue|lick"
)
_TRUNK = re.compile(
    r"neck|spine|back|shoulder|hip|side|torso|trunk|thorax|abdomen|girth|wither|body|belly|chest|rib"
    r"|flank|haunch|lumbar|sacrum|pelvis|waist|scapula|croup|rump|throat|^lat(left|right)"
)


def is_object(name: str) -> bool:
    """Return whether a keypoint is by its name a thing or a place: ``obj_1``, ``corner_tl``."""
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    return any(word.lower() in _THINGS for word in words) or bool(
        _PLACES.fullmatch(normalised(name))
    )


def is_tail(key: str) -> bool:
    """Return whether a normalised name is some part of a tail."""
    return "tail" in key


def is_limb(key: str) -> bool:
    """Return whether a normalised name is part of a leg, a wing or an arm."""
    return _LIMB.search(key) is not None


def is_trunk(key: str) -> bool:
    """Return whether a normalised name lies on the trunk, neck and hips included."""
    return _TRUNK.search(key) is not None and not is_limb(key) and not is_tail(key)


class Stripped(NamedTuple):
    """Normalised names without what they have in common.

    Parameters
    ----------
    keys
        Keypoint -> normalised name without the affix, of the group that is used.
    note
        What was taken off, for people; empty if nothing.
    """

    keys: dict[str, str]
    note: str


_AFFIXES = (
    re.compile(r"(?P<affix>[^\W_]+)[\W_]+(?P<rest>.+)"),
    re.compile(r"(?P<rest>.+)[\W_]+(?P<affix>[^\W_]+)"),
)
_KNOWN = frozenset(key for keys in ROLES.values() for one in keys for key in one)


def strip_affix(names: Sequence[str]) -> Stripped:
    """Take off the name of an animal or a view that every keypoint carries.

    ``ind1_nose, ind1_tail`` -> ``nose, tail``. Where there are several (``nose_top, nose_bot``),
    the group with most known names is used, the first among equals. Nothing is taken off unless
    more names are known without it.
    """
    best = Stripped({name: normalised(name) for name in names}, "")
    if len(names) < 2:
        return best
    for pattern in _AFFIXES:
        groups: dict[str, dict[str, str]] = {}
        matches = {name: pattern.fullmatch(name) for name in names}
        for name, match in matches.items():
            if match is not None:
                groups.setdefault(match["affix"], {})[name] = normalised(match["rest"])
        shared = set.intersection(*(set(g.values()) for g in groups.values())) if groups else set()
        if not all(matches.values()) or not shared:
            continue
        affix, keys = max(groups.items(), key=lambda group: _known(group[1]))
        if _known(keys) > _known(best.keys):
            best = Stripped(keys, f" ({affix!r} of {', '.join(groups)})")
    return best


def _known(keys: Mapping[str, str]) -> int:
    """Return how many names are in the table of roles."""
    return len(_KNOWN.intersection(keys.values()))
