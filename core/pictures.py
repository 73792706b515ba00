"""Pictures as they are uploaded: opened with suspicion, written anew without what the camera tells, kept in the storage."""

from __future__ import annotations

import hashlib
import io
import secrets
import threading
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pi_heif
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_BYTES = 40 * 1024 * 1024
MOST_READ = 100_000_000  # pixels: more is refused before it is unpacked
MOST_KEPT = 12_000_000  # pixels: what is kept
THUMB = 480  # pixels, the longer side
QUALITY = 85
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
UNREADABLE = (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, RuntimeError, IndexError, MemoryError)
_LARGE = threading.Lock()  # unpacked, a large one takes hundreds of megabytes: one after the other

pi_heif.register_heif_opener()


class NotAPicture(Exception):
    """The file is refused; the message says why, in words for the person who sent it."""


@dataclass(frozen=True)
class Kept:
    name: str  # in the storage
    sha256: str
    width: int
    height: int


def stored(file: UploadedFile[Any] | None, *, folder: str) -> Kept:
    """Write the picture anew as JPEG into `<folder>/…` of the storage. Raises NotAPicture."""
    if file is None:
        raise NotAPicture(_("Choose a picture."))
    picture = _opened(file)
    data = _jpeg(picture)
    key = secrets.token_hex(16)  # nobody guesses an address from another one
    name = default_storage.save(f"{folder}/{key[:2]}/{key}.jpg", ContentFile(data))
    return Kept(name, hashlib.sha256(data).hexdigest(), picture.width, picture.height)


def _opened(file: UploadedFile[Any]) -> Image.Image:
    """The picture upright, in RGB, no larger than is kept."""
    if (file.size or 0) > MOST_BYTES:
        raise NotAPicture(_("The picture is larger than 40 MB. Take it again with a smaller size."))
    try:
        picture = Image.open(file, formats=FORMATS)
        if picture.width * picture.height > MOST_READ:
            raise NotAPicture(_too_large())
        with _LARGE if picture.width * picture.height > MOST_KEPT else nullcontext():
            _draft(picture)
            return _scaled(_flat(ImageOps.exif_transpose(picture)))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NotAPicture(_too_large()) from error
    except UNREADABLE as error:
        raise NotAPicture(_("This file is no picture, or is cut off: JPEG, PNG, WebP and HEIC are taken.")) from error


def _too_large() -> str:
    return _("The picture has more than 100 megapixels. Take it again with a smaller size.")


def _draft(picture: Image.Image) -> None:
    """A JPEG is unpacked no larger than needed: a fraction of the memory and of the time."""
    if picture.format == "JPEG" and picture.width * picture.height > MOST_KEPT:
        shrink = (MOST_KEPT / (picture.width * picture.height)) ** 0.5
        picture.draft("RGB", (round(picture.width * shrink), round(picture.height * shrink)))


def _flat(picture: Image.Image) -> Image.Image:
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        paper = Image.new("RGB", clear.size, "white")
        paper.paste(clear, mask=clear.getchannel("A"))
        return paper
    return picture.convert("RGB")


def _scaled(picture: Image.Image) -> Image.Image:
    pixels = picture.width * picture.height
    if pixels <= MOST_KEPT:
        return picture
    shrink = (MOST_KEPT / pixels) ** 0.5
    return picture.resize((max(1, int(picture.width * shrink)), max(1, int(picture.height * shrink))))


def _jpeg(picture: Image.Image) -> bytes:
    """Pixels alone: no place, no camera, no text, no profile."""
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    written = io.BytesIO()
    bare.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue()


def served(name: str | None, *, small: bool = False) -> HttpResponse:
    """The file as a picture and nothing else, for the reader's browser alone; 404 when it is not there."""
    if not name or not default_storage.exists(name):
        raise Http404
    response = HttpResponse(_thumbnail(name) if small else _whole(name), content_type="image/jpeg")
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Disposition"] = "inline"
    return response


def _whole(name: str) -> bytes:
    with default_storage.open(name) as file:
        data: bytes = file.read()
    return data


def _thumbnail(name: str) -> bytes:
    with default_storage.open(name) as file:
        picture = Image.open(file, formats=("JPEG",))
        picture.draft("RGB", (THUMB, THUMB))
        picture.thumbnail((THUMB, THUMB))
        written = io.BytesIO()
        picture.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()
