"""How all pictures look: fonts, sizes, one colour per behavior, time axes, saving.

Nothing here touches pyplot or leaves global settings changed. matplotlib reads its settings from
one place for all threads, so pictures are drawn and saved under a lock, one after another.
"""

from __future__ import annotations

import textwrap
import threading
import warnings
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from io import BytesIO
from pathlib import Path
from typing import Any, ParamSpec

from matplotlib import font_manager, rcParams
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.style import context
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, MultipleLocator
from matplotlib.transforms import ScaledTranslation, Transform

from graphs.ethogram import Ethogram
from graphs.storage.atomic import write_atomic
from pipelines.lettering import OTHER_SCRIPTS

P = ParamSpec("P")
FORMATS = ("pdf", "png", "svg")
_NO_DATE = {"pdf": {"CreationDate": None}, "png": {"Software": None}, "svg": {"Date": None}}

DPI = 150
SMALL_PT, TEXT_PT, TITLE_PT = 8, 9, 11
LABEL_CHARACTERS = 36
"""Longer labels are wrapped."""

INK, FAINT, UNKNOWN = "#222222", "#737373", "#bdbdbd"

_OKABE_ITO = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
"""Told apart by people with any kind of colour vision (Okabe & Ito 2008)."""

_LOCK = threading.RLock()


# colours ----------------------------------------------------------------------------------------


def _toned(colour: str, towards: float, share: float) -> str:
    red, green, blue = (c + (towards - c) * share for c in to_rgb(colour))
    return to_hex((red, green, blue))


PALETTE = (
    *_OKABE_ITO,
    *(_toned(colour, 0.0, 0.45) for colour in _OKABE_ITO),
    *(_toned(colour, 1.0, 0.55) for colour in _OKABE_ITO),
)
"""Clear, dark and light shades; more behaviors than these share colours."""


def behavior_colour(predicate: str, ethogram: Ethogram | None = None) -> str:
    """Return the colour of a behavior, the same in all pictures of a project.

    It goes by the place in the ethogram; behaviors that are not in it (imported ones) have one by
    their name.
    """
    known = list(ethogram.behaviors) if ethogram else []
    if predicate in known:
        return PALETTE[known.index(predicate) % len(PALETTE)]
    return PALETTE[zlib.crc32(predicate.encode()) % len(PALETTE)]


# drawing and saving -----------------------------------------------------------------------------


@contextmanager
def drawing() -> Iterator[None]:
    """Hold matplotlib's settings at those of these pictures, whatever the user's own say."""
    with _LOCK, context(_settings(), after_reset=True), warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph .* missing from", UserWarning)
        yield


def styled(function: Callable[P, Figure]) -> Callable[P, Figure]:
    """Make a function draw its figure under `drawing`."""

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> Figure:
        with drawing():
            return function(*args, **kwargs)

    return wrapper


def save(figure: Figure, path: Path, kind: str) -> list[str]:
    """Write a figure; equal figures give equal bytes.

    Parameters
    ----------
    figure
        From a function of this package.
    path
        Its folder exists.
    kind
        ``png`` (150 dots per inch), ``svg`` (text stays text) or ``pdf`` (text stays text, and its
        fonts are inside of the file).

    Returns
    -------
    list of str
        Characters that no font of this machine can show; none for ``svg``, which keeps them.

    Raises
    ------
    UserError
        The file cannot be written.

    Notes
    -----
    Fonts are in a PDF as TrueType (type 42), which programs for drawing can edit. Fonts of other
    scripts often have no TrueType outlines and would be blank: a text that needs them is written
    with type 3 fonts.
    """
    content = BytesIO()
    with drawing():
        text = "".join(artist.get_text() for artist in figure.findobj(Text))
        characters = {character for character in text if not character.isspace()}
        rcParams["pdf.fonttype"] = 42 if characters <= _drawable("DejaVu Sans") else 3
        figure.savefig(
            content, format=kind, dpi=DPI, bbox_inches="tight", pad_inches=0.15,
            metadata=_NO_DATE[kind],
        )  # fmt: skip
    write_atomic(path, content.getvalue())
    return sorted(characters - _drawable(*_families())) if kind != "svg" else []


def _settings() -> dict[str, Any]:
    return {
        "font.family": _families(),
        "font.size": TEXT_PT,
        "text.color": INK,
        "text.parse_math": False,  # a name may hold dollar signs
        "axes.edgecolor": FAINT,
        "axes.labelcolor": INK,
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlelocation": "left",
        "axes.titlesize": TITLE_PT,
        "axes.titleweight": "bold",
        "xtick.color": FAINT,
        "xtick.labelcolor": INK,
        "hatch.linewidth": 0.5,
        "svg.fonttype": "none",
        "svg.hashsalt": "behavior-workbench",
        "path.simplify": True,
    }


@cache
def _families() -> list[str]:
    there = set(font_manager.get_font_names())
    return ["DejaVu Sans", *(name for name in OTHER_SCRIPTS if name in there)]


@cache
def _drawable(*families: str) -> frozenset[str]:
    paths = [font_manager.findfont(FontProperties(family=[name])) for name in families]
    return frozenset(chr(code) for path in paths for code in get_font(path).get_charmap())


# layout and axes --------------------------------------------------------------------------------


def new_axes(width_in: float, height_in: float) -> tuple[Figure, Axes]:
    """Return a figure with one set of axes of this size in inches.

    Labels may stand outside: `save` cuts the picture to what was drawn.
    """
    figure = Figure(figsize=(width_in, height_in), facecolor="white")
    return figure, figure.add_axes((0, 0, 1, 1))


def below(axes: Axes, points: float) -> Transform:
    """Return a transform that starts at the lower left of the axes, so many points below."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    return axes.transAxes + ScaledTranslation(0, -points / 72, figure.dpi_scale_trans)


def wrapped(text: str, characters: int = LABEL_CHARACTERS) -> str:
    """Return a text in lines of at most so many characters; single long words are broken."""
    return "\n".join(textwrap.wrap(text, characters) or [text])


def message_figure(title: str, message: str) -> Figure:
    """Return a picture that says why there is nothing to see."""
    with drawing():
        figure, axes = new_axes(7, 0.4)
        axes.set_axis_off()
        axes.set_title(wrapped(title, 80))
        axes.text(0, 0.8, wrapped(message, 100), va="top", transform=axes.transAxes)
    return figure


_STEPS_S = (
    *(0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200),
    *(3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600),
)


def time_axis(axis: Axis, start_s: float, stop_s: float, most_ticks: int = 10) -> None:
    """Give an axis ticks at round times, in seconds up to two minutes, then as clock time."""
    span = stop_s - start_s
    step = next((s for s in _STEPS_S if span / s <= most_ticks), _STEPS_S[-1])
    axis.set_major_locator(MultipleLocator(step))
    axis.set_major_formatter(FuncFormatter(lambda value, _position: clock(value, stop_s)))
    unit = "s" if stop_s <= 120 else "min:s" if stop_s < 3600 else "h:min:s"
    axis.set_label_text(f"Time ({unit})")


def clock(time_s: float, stop_s: float) -> str:
    """Return a time as on the axis of a recording that ends at `stop_s`: ``75``, ``1:15``."""
    if stop_s <= 120:
        return f"{time_s:g}" if abs(time_s) > 1e-9 else "0"
    minutes, seconds = divmod(round(time_s), 60)
    if stop_s < 3600:
        return f"{minutes}:{seconds:02d}"
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
