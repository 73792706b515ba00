"""Pictures as they arrive with a request: kept one by one, and what is wrong with each said in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from core import pictures
from core.http import staff
from core.locks import Gone
from repairs import drafts
from repairs.drafts import MOST_PHOTOS, TooManyPhotos
from repairs.photos import add_photo

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest

    from repairs.models import IntakeDraft

MOST_AT_ONCE = 10


def added(request: HttpRequest, draft: IntakeDraft) -> list[str]:
    """Add the request's pictures to the draft; returns what was wrong."""
    return _each(request, lambda file: drafts.add_photo(file, by=staff(request), draft=draft))


def added_to_order(request: HttpRequest, number: str) -> list[str]:
    """Add the request's pictures to the order; returns what was wrong. Raises Gone."""

    def keep(file: UploadedFile[Any] | None) -> None:
        kept = pictures.stored(file, folder="photos")
        try:
            add_photo(number=number, kept=kept, by=staff(request))
        except (Gone, TooManyPhotos):
            default_storage.delete(kept.name)
            raise

    return _each(request, keep)


def _each(request: HttpRequest, keep: Callable[[UploadedFile[Any] | None], object]) -> list[str]:
    files = request.FILES.getlist("photo")[:MOST_AT_ONCE]
    wrong = [] if files else [_("Choose a picture.")]
    for file in files:
        try:
            keep(file)
        except pictures.NotAPicture as error:
            wrong.append(f"{str(file.name)[:80]}: {error}")
        except drafts.DraftGone:
            return [*wrong, gone()]
        except TooManyPhotos:
            return [*wrong, _("At most %(most)d photos are kept.") % {"most": MOST_PHOTOS}]
    return wrong


def gone() -> str:
    return _("This intake was received or thrown away meanwhile. Add the photo to its order.")
