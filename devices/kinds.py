"""The deeds on kinds of device: a shop writes its own, and says what is asked of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils.text import slugify

from core import history
from core.locks import Gone, Stale, deed
from core.nonces import once
from devices.models import DeviceKind, forget_kinds

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from accounts.models import User

EDITABLE = ("name", "icon", "is_offered", "identifiers", "own_fields", "checklist")
LONGEST_CODE = 20


@deed
def add_kind(*, fields: dict[str, Any], by: User, nonce: UUID | None = None) -> DeviceKind:
    """A kind of the shop's own; its code is made of its name and stays. Raises nonces.UsedOtherwise."""
    return DeviceKind.objects.get(code=once(nonce, fields, lambda: _insert(fields, by=by), by=by))


def _insert(fields: dict[str, Any], *, by: User) -> str:
    taken = set(DeviceKind.objects.select_for_update().values_list("code", flat=True))
    last = DeviceKind.objects.aggregate(last=Max("position"))["last"] or 0
    code = key_of(fields["name"], taken, most=LONGEST_CODE)
    kind = DeviceKind.objects.create(code=code, position=last + 1, **{name: fields[name] for name in EDITABLE})
    _record(kind, by=by)
    return kind.code


@deed
def save_kind(*, code: str, fields: dict[str, Any], version: int, by: User) -> DeviceKind:
    """Save an edited kind; `fields` by the names in EDITABLE. Raises Gone, and Stale when somebody saved since `version`."""
    kind = DeviceKind.objects.select_for_update().filter(code=code).first()
    if kind is None:
        raise Gone(code)
    if kind.version != version:
        raise Stale(kind)
    for name in EDITABLE:
        setattr(kind, name, fields[name])
    kind.version += 1
    kind.save()
    _record(kind, by=by)
    return kind


def key_of(words: str, taken: Iterable[str], *, most: int) -> str:
    """A key of small letters, digits and underscores, unlike those taken."""
    plain = slugify(words).replace("-", "_").strip("_")
    plain = plain if plain[:1].isalpha() else f"own_{plain}".rstrip("_")
    key, number, standing = plain[:most], 1, set(taken)
    while key in standing:
        number += 1
        key = f"{plain[: most - len(str(number)) - 1]}_{number}"
    return key


def _record(kind: DeviceKind, *, by: User) -> None:
    forget_kinds()
    history.record("device_kind_saved", by=by, kind="device_kind", number=kind.code, facts={"kind": kind.code})
