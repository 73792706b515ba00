"""Where what was typed is not what somebody else saved meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from customers.models import Customer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from customers.actions import CustomerDraft


@dataclass(frozen=True)
class Difference:
    label: str
    now: str


def differences(typed: Mapping[str, Any], current: Customer) -> list[Difference]:
    """Field by field: its label, and what stands there now."""
    return [_difference(current, name) for name, value in typed.items() if value != getattr(current, name)]


def differences_in_lists(draft: CustomerDraft, current: Customer) -> list[Difference]:
    """The same for phones and contacts, each as a whole."""
    phones = [phone.raw for phone in current.phones.all()]
    contacts = [str(link.contact) for link in current.contact_links.select_related("contact")]
    typed_phones = [" ".join(phone.raw.split()) for phone in draft.phones]
    typed_contacts = [f"{each.first_name} {each.last_name}".strip() for each in draft.contacts]
    compared = ((_("Phones"), typed_phones, phones), (_("Contacts"), typed_contacts, contacts))
    return [Difference(label, ", ".join(now)) for label, typed, now in compared if typed != now]


def _difference(current: Customer, name: str) -> Difference:
    field: Any = Customer._meta.get_field(name)
    value: Any = getattr(current, name)
    shown = getattr(current, f"get_{name}_display")() if field.choices else value
    if isinstance(value, bool):
        shown = _("yes") if value else _("no")
    return Difference(str(field.verbose_name), str(shown or ""))
