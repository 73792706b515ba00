"""What somebody has typed of an intake, kept on the server: it survives a closed tab, and goes on at another computer.

A draft is one person's alone. It becomes an order by the intake's deed, is thrown away by hand, or ages away.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.files.storage import default_storage
from django.db import transaction

from core import clock, pictures
from customers.models import Customer
from repairs import ciphers
from repairs.models import IntakeDraft, Photo

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.core.files.uploadedfile import UploadedFile

    from accounts.models import User
    from repairs.models import WorkOrder

KEPT_FOR = timedelta(days=30)
OFFERED_FOR = timedelta(days=14)
MOST_OFFERED = 3
MOST_PHOTOS = 30
MOST_TYPED = 500_000  # characters
LONGEST_NAME = 60
LONGEST_KEY = 18  # digits
LEFT_OUT = frozenset(
    {"csrfmiddlewaretoken", "draft", "photo", "look", "find", "add_photo", "pick_return", "is_another", "then"}
)
SAME = "same"  # a signature that lies in the draft already: too large to be sent again as a page is left
# What stands in a form that nobody has typed into.
STANDING = frozenset(
    {"form", "kind", "device_kind", "filled", "deposit_method", "shown_device", "booking", "warranty_of", "nonce"}
)


class TooManyPhotos(Exception):
    """The draft or the order has as many photos as it may have."""


class DraftGone(Exception):
    """The draft is the person's no more: it became an order, at another computer perhaps, or was thrown away."""


@dataclass(frozen=True)
class Offer:
    key: int
    at: datetime
    words: str


def key_of(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY else None


def of(user: User, key: str | int) -> IntakeDraft | None:
    """The person's own draft with this key."""
    number = key_of(str(key))
    return None if number is None else IntakeDraft.objects.filter(pk=number, user=user).first()


def keep(user: User, key: str, typed: Mapping[str, str]) -> IntakeDraft | None:
    """Keep what is typed, in a new draft when there is no key yet; None when there is nothing to keep.

    A draft that went meanwhile (it became an order) is not begun anew by what comes late.
    """
    data = _kept(typed)
    draft = of(user, key)
    if sum(len(name) + len(value) for name, value in data.items()) > MOST_TYPED:
        return draft
    if data.get("signature") == SAME:
        data["signature"] = draft.data.get("signature", "") if draft else ""
    if draft is None:
        return IntakeDraft.objects.create(user=user, data=data) if _is_worth(data) and not key else None
    draft.data, draft.updated_at = data, clock.now()
    draft.save(update_fields=["data", "updated_at"])
    return draft


def _kept(typed: Mapping[str, str]) -> dict[str, str]:
    data = {
        name: value.replace("\0", "")
        for name, value in typed.items()
        if name not in LEFT_OUT and len(name) <= LONGEST_NAME and value
    }
    if passcode := data.get("passcode"):
        data["passcode"] = ciphers.encrypted(passcode)
    return data


def _is_worth(data: Mapping[str, str]) -> bool:
    return any(name not in STANDING for name in data)


def typed_in(draft: IntakeDraft) -> dict[str, str]:
    """What was typed, for the form; the draft's own key goes along."""
    data: dict[str, str] = {**draft.data, "draft": str(draft.pk)}
    if token := data.get("passcode"):
        data["passcode"] = ciphers.decrypted(token) or ""
    return data


def offers(user: User) -> list[Offer]:
    """The drafts that wait to be gone on with, the latest first."""
    waiting = IntakeDraft.objects.filter(user=user, updated_at__gte=clock.now() - OFFERED_FOR)
    drafts = list(waiting.order_by("-updated_at")[:MOST_OFFERED])
    names = _names({draft.data.get("customer", "") for draft in drafts})
    return [Offer(draft.pk, draft.updated_at, _words(draft.data, names)) for draft in drafts]


def _names(numbers: set[str]) -> dict[str, str]:
    return {each.number: each.name for each in Customer.objects.filter(number__in=numbers)} if any(numbers) else {}


def _words(data: Mapping[str, Any], names: Mapping[str, str]) -> str:
    typed = " ".join(filter(None, (data.get("first_name"), data.get("last_name")))) or data.get("legal_name", "")
    who = names.get(data.get("customer", ""), typed)
    what = " ".join(filter(None, (data.get("brand"), data.get("model"))))
    parts = (who, what, str(data.get("reported_fault", ""))[:60])
    return ", ".join(part for part in parts if part)


def throw_away(draft: IntakeDraft) -> None:
    """The draft and its photos go; so do the files, once it is sure."""
    names = list(draft.photos.values_list("file", flat=True))
    draft.delete()
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name))


def add_photo(file: UploadedFile[Any] | None, *, by: User, draft: IntakeDraft) -> Photo:
    """Raises pictures.NotAPicture, TooManyPhotos, and DraftGone when the draft went while the picture was written anew."""
    kept = pictures.stored(file, folder="photos")
    try:
        return _keep_photo(kept, by=by, draft=draft.pk)
    except (DraftGone, TooManyPhotos):
        default_storage.delete(kept.name)
        raise


@transaction.atomic
def _keep_photo(kept: pictures.Kept, *, by: User, draft: int) -> Photo:
    standing = IntakeDraft.objects.select_for_update().filter(pk=draft, user=by).first()
    if standing is None:
        raise DraftGone(str(draft))
    if standing.photos.count() >= MOST_PHOTOS:
        raise TooManyPhotos
    return Photo.objects.create(
        draft=standing, file=kept.name, sha256=kept.sha256, width=kept.width, height=kept.height, by=by
    )


def begin(user: User) -> IntakeDraft:
    return IntakeDraft.objects.create(user=user)


def hand_photos(key: int, order: WorkOrder, *, by: User) -> None:
    """The draft became this order: its photos are the order's, and it is gone. Runs inside the intake's deed.

    Raises DraftGone. (Sent twice, the nonce answers before: the draft keeps it, at whatever computer it is opened.)
    """
    draft = IntakeDraft.objects.select_for_update().filter(pk=key, user=by).first()
    if draft is None:
        raise DraftGone(str(key))
    draft.photos.update(draft=None, work_order=order)
    draft.delete()


def age_away() -> int:
    """Throw away what nobody went on with for a month."""
    old = IntakeDraft.objects.filter(updated_at__lt=clock.now() - KEPT_FOR)
    for draft in old:
        throw_away(draft)
    return len(old)
