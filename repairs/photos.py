"""Photos of an order: added and removed with an event; and the sweep that removes files nobody names any more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage

from core import clock
from core.locks import Gone, deed
from core.models import BinEntry
from devices.models import Device
from repairs.drafts import MOST_PHOTOS, TooManyPhotos
from repairs.models import Photo
from repairs.writing import lock_order, record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import User
    from core.pictures import Kept

FOLDERS = ("photos", "devices")
YOUNG = timedelta(hours=24)  # a file may be written a moment before the row that names it


@deed
def add_photo(*, number: str, kept: Kept, by: User) -> Photo:
    """The stored picture is now the order's. Raises Gone and TooManyPhotos."""
    order = lock_order(number)
    if order.photos.count() >= MOST_PHOTOS:
        raise TooManyPhotos
    photo = Photo.objects.create(
        work_order=order, file=kept.name, sha256=kept.sha256, width=kept.width, height=kept.height, by=by
    )
    record("photo_added", order, by=by, facts={"photo": photo.pk})
    return photo


@deed
def remove_photo(*, number: str, key: int, by: User) -> None:
    """The row goes now, the file with the next sweep. Raises Gone."""
    order = lock_order(number)
    photo = order.photos.filter(pk=key).first()
    if photo is None:
        raise Gone(str(key))
    photo.delete()
    record("photo_removed", order, by=by, facts={"photo": key})


def sweep() -> int:
    """Remove files that no photo, no device and no entry of the bin names; returns how many."""
    named = _named()
    gone = 0
    for name in _files():
        if name not in named and default_storage.get_modified_time(name) < clock.now() - YOUNG:
            default_storage.delete(name)
            gone += 1
    return gone


def _named() -> set[str]:
    names = set(Photo.objects.values_list("file", flat=True).iterator())
    names |= set(Device.objects.exclude(photo="").values_list("photo", flat=True).iterator())
    for content in BinEntry.objects.values_list("content", flat=True).iterator():
        names |= {row.get("file", "") for row in content.get("repairs", {}).get("photos", [])}
        devices = [*content.get("devices", {}).get("devices", []), *content.get("repairs", {}).get("devices", [])]
        names |= {row.get("photo", "") for row in devices}
    return names


def _files() -> Iterator[str]:
    for folder in FOLDERS:
        yield from _inside(folder)


def _inside(folder: str) -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for file in files:
        yield f"{folder}/{file}"
    for inner in folders:
        yield from _inside(f"{folder}/{inner}")
