"""The deeds of staff on their own accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core import history
from core.locks import deed

if TYPE_CHECKING:
    from accounts.models import User

OWN = ("first_name", "last_name", "email", "language", "single_keys")


@deed
def save_profile(*, fields: dict[str, Any], by: User) -> User:
    """Save one's own preferences; `fields` by the names in OWN. The event names the fields, not what stands in them."""
    changed = [name for name in OWN if name in fields and getattr(by, name) != fields[name]]
    for name in changed:
        setattr(by, name, fields[name])
    if changed:
        by.save(update_fields=changed)
        history.record("profile_changed", by=by, kind="staff", number=f"STAFF-{by.pk}", facts={"fields": changed})
    return by
