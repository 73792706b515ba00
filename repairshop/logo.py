"""The shop's logo as it is uploaded: opened with suspicion, written anew, small enough for every paper."""

from __future__ import annotations

import io
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 25_000_000  # a file of few bytes may unpack into gigabytes
WIDEST = 600  # pixels; 50 mm at 300 dots an inch
FORMATS = ("PNG", "JPEG", "WEBP")


class NotALogo(Exception):
    """The file is no picture of the listed formats, or one that is too large to open."""


def as_png(file: IO[bytes]) -> bytes:
    """The picture as PNG of at most 600 × 600 pixels, without whatever else the file told (place, camera, text)."""
    try:
        picture = Image.open(file, formats=FORMATS)
        if picture.width * picture.height > MOST_PIXELS:
            raise NotALogo
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NotALogo from error
    upright.thumbnail((WIDEST, WIDEST))
    bare = Image.new("RGBA", upright.size)
    bare.paste(upright)
    written = io.BytesIO()
    bare.save(written, "PNG", optimize=True)
    return written.getvalue()
