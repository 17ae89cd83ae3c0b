"""Write text in any script on pictures.

Pictures are 8-bit RGB and written on in place. Letters are those of DejaVu Sans, which comes with
matplotlib, and for what it has not those of other fonts that the machine has.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

Picture = NDArray[np.uint8]
Colour = tuple[int, int, int]

WHITE, INK = (255, 255, 255), (20, 20, 20)

OTHER_SCRIPTS = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Hiragino Sans", "Hiragino Sans GB", "Microsoft YaHei",
    "Yu Gothic", "Malgun Gothic", "WenQuanYi Micro Hei", "Arial Unicode MS",
)  # fmt: skip
"""Fonts for what DejaVu Sans has not, where a machine has them."""


def text_px(height: int) -> int:
    """Return the size of text, in pixels, on a picture of some height in pixels."""
    return max(11, round(0.029 * height))


def line_height(size_px: int) -> int:
    """Return the height of a line of text in pixels."""
    ascent, descent = _font(_font_paths()[0], size_px).getmetrics()
    return int(ascent + descent)


@lru_cache(maxsize=1024)
def text_width(text: str, size_px: int) -> int:
    """Return the width of a text in pixels."""
    return int(np.ceil(sum(_font(path, size_px).getlength(part) for path, part in _parts(text))))


def shortened(text: str, size_px: int, width_px: float) -> str:
    """Return a text, or as much of its beginning as fits into a width in pixels, and dots."""
    if text_width(text, size_px) <= width_px:
        return text
    kept = text
    while kept and text_width(f"{kept}…", size_px) > width_px:
        kept = kept[:-1]
    return f"{kept}…"


def wrap(text: str, size_px: int, width_px: int) -> list[str]:
    """Return a text in lines that fit into a width in pixels; words that do not fit are broken."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".lstrip()
        if text_width(joined, size_px) <= width_px:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if lines[-1] and text_width(lines[-1] + letter, size_px) > width_px:
                lines.append("")
            lines[-1] += letter
    return lines


def write(
    picture: Picture,
    text: str,
    left: int,
    top: int,
    size_px: int,
    colour: Colour = WHITE,
    outline_px: int = 0,
) -> None:
    """Write one line of text.

    Parameters
    ----------
    picture
        Drawn on; what falls outside of it is cut off.
    text
        Any script for which this machine has a font.
    left, top
        Corner of the line, which is `line_height` pixels high.
    size_px
        Size of the font.
    colour
        Of the letters.
    outline_px
        Width of a dark outline, with which letters can be read on any ground.
    """
    stamp = _stamp(text, size_px, colour, outline_px)
    _press(picture, stamp, left - outline_px, top - outline_px)


class _Stamp(NamedTuple):
    """A text as it is put on pictures, shape (rows, columns, 3); kept, as texts recur.

    Parameters
    ----------
    kept
        How much of each pixel of the picture shows beside the letters and their outline, 0 to 255.
    ink
        What they add to it, times 255.
    """

    kept: NDArray[np.uint16]
    ink: NDArray[np.uint16]


@lru_cache(maxsize=512)
def _stamp(text: str, size_px: int, colour: Colour, outline_px: int) -> _Stamp:
    """Return a text in a colour, within a dark outline of some width."""
    share = _cover(text, size_px, 0, outline_px)
    around = _cover(text, size_px, outline_px, outline_px) if outline_px else np.zeros_like(share)
    dark = (1 - share) * around
    kept = np.repeat(255 * (1 - share - dark), 3, axis=2)
    ink = 255 * (dark * np.array(INK) + share * np.array(colour))
    return _Stamp(np.round(kept).astype(np.uint16), np.round(ink).astype(np.uint16))


def _cover(text: str, size_px: int, stroke_px: int, room_px: int) -> NDArray[np.float64]:
    """Return the share of each pixel that a text covers, shape (rows, columns, 1).

    Letters are made bolder by a stroke around them, and there is room around the text.
    """
    from PIL import Image, ImageDraw

    wide, high = text_width(text, size_px), line_height(size_px)
    image = Image.new("L", (wide + 2 * room_px + 1, high + 2 * room_px))
    ascent = _font(_font_paths()[0], size_px).getmetrics()[0]
    draw, x = ImageDraw.Draw(image), float(room_px)
    for path, part in _parts(text):
        font = _font(path, size_px)
        draw.text((x, ascent + room_px), part, 255, font, "ls", stroke_width=stroke_px)
        x += font.getlength(part)
    return np.asarray(image)[..., None] / 255


def _parts(text: str) -> list[tuple[str, str]]:
    """Return pieces of a text, each with the font that has its letters."""
    shown = "".join(letter for letter in text if letter.isprintable())
    return [(path, "".join(letters)) for path, letters in groupby(shown, _font_with)]


@lru_cache(maxsize=4096)
def _font_with(letter: str) -> str:
    first = _font_paths()[0]
    if ord(letter) in _codes(first):
        return first
    return next((path for path in _font_paths() if ord(letter) in _codes(path)), first)


@cache
def _font_paths() -> tuple[str, ...]:
    """Return the fonts there are, best first."""
    import matplotlib as mpl
    from matplotlib import font_manager

    own = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    there = set(font_manager.get_font_names())
    others = [font_manager.findfont(name) for name in OTHER_SCRIPTS if name in there]
    return (str(own), *others)


@cache
def _codes(path: str) -> frozenset[int]:
    from matplotlib.font_manager import get_font

    return frozenset(get_font(path).get_charmap())


@lru_cache(maxsize=32)
def _font(path: str, size_px: int) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(path, size_px)


def _press(picture: Picture, stamp: _Stamp, left: int, top: int) -> None:
    """Put a text on a picture, cut at its borders."""
    rows, columns = stamp.kept.shape[:2]
    across, down = slice(max(-left, 0), columns), slice(max(-top, 0), rows)
    part = picture[max(top, 0) : max(top + rows, 0), max(left, 0) : max(left + columns, 0)]
    if part.size:
        high, wide = part.shape[:2]
        mixed = part * stamp.kept[down, across][:high, :wide]
        mixed += stamp.ink[down, across][:high, :wide]
        mixed //= 255
        part[:] = mixed
