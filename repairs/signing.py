"""A signature drawn on the screen: a PNG that came as text of a form, written anew before it is kept for the archive."""

from __future__ import annotations

import base64
import binascii
import io
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError
from PIL.PngImagePlugin import PngInfo

from documents.actions import keep_asset
from repairs.models import Moment, Signature

if TYPE_CHECKING:
    from repairs.models import WorkOrder

HEAD = "data:image/png;base64,"
LONGEST = 400_000  # characters
WIDEST, HIGHEST = 2400, 1200  # pixels
KEPT = (900, 300)  # pixels: 70 mm on paper at more than 300 dots an inch
INK = (23, 27, 33)
UNREADABLE = (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError, binascii.Error)


class NotASignature(Exception):
    """What was sent is no drawing of ours; the message says so in words."""

    def __init__(self) -> None:
        super().__init__(_("The signature cannot be read. Sign again."))


def drawn(text: str) -> bytes:
    """The drawing as a PNG of dark ink on nothing, cut to its strokes; b"" when nothing was drawn. Raises NotASignature."""
    if not text:
        return b""
    if not text.startswith(HEAD) or len(text) > LONGEST:
        raise NotASignature
    try:
        data = base64.b64decode(text.removeprefix(HEAD), validate=True)
        picture = Image.open(io.BytesIO(data), formats=("PNG",))
        if picture.width > WIDEST or picture.height > HIGHEST:
            raise NotASignature
        strokes = picture.convert("RGBA").getchannel("A")
    except UNREADABLE as error:
        raise NotASignature from error
    return _written(strokes)


def _written(strokes: Image.Image) -> bytes:
    box = strokes.getbbox()
    if box is None:
        return b""
    strokes = strokes.crop(box)
    strokes.thumbnail(KEPT)
    ink = Image.new("RGBA", strokes.size, (*INK, 0))
    ink.putalpha(strokes)
    written = io.BytesIO()
    ink.save(written, "PNG", optimize=True)
    return written.getvalue()


def _marked(png: bytes) -> bytes:
    """With a word of its own in it: two people who sign with a dot never share a picture, so that one is destroyed without the other."""
    info, written = PngInfo(), io.BytesIO()
    info.add_text("Signature", uuid4().hex)
    Image.open(io.BytesIO(png)).save(written, "PNG", optimize=True, pnginfo=info)
    return written.getvalue()


def keep(order: WorkOrder, png: bytes, *, moment: Moment, signed_by: str) -> None:
    """Keep what was signed with the order and, as a picture, in the archive; nothing when nothing was signed."""
    if png:
        asset = keep_asset(_marked(png), "image/png")
        Signature.objects.create(work_order=order, moment=moment, asset=asset, signed_by=signed_by[:200])


def named(order: WorkOrder, moment: Moment) -> dict[str, Any]:
    """The signatures that a document issued now names, and who signed."""
    last = order.signatures.filter(moment=moment).order_by("-at", "-pk").first()
    return {"signatures": {"customer": last.asset}, "signed_by": last.signed_by} if last else {"signatures": {}}
