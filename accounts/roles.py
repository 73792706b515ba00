"""Who may do what. A role is a Django group with exactly these permissions; `manage.py sync_roles` writes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise

LOOK = (
    "customers.view_customer",
    "devices.view_device",
    "repairs.view_workorder",
    "documents.view_document",
    "core.view_event",
)
BENCH = (
    *LOOK,
    "repairs.move_workorder",
    "repairs.price_workorder",
    "repairs.view_passcode",
)
DESK = (
    *LOOK,
    "customers.add_customer",
    "customers.change_customer",
    "devices.add_device",
    "devices.change_device",
    "repairs.add_workorder",
    "repairs.move_workorder",
    "repairs.hand_over_workorder",
    "documents.add_outgoingmessage",
    "repairs.price_workorder",
    "repairs.take_payment",
    "repairs.lend_device",
    "repairs.view_passcode",
)
MANAGE = (
    *DESK,
    "devices.view_former_owner",
    "customers.delete_customer",
    "customers.export_customer",
    "devices.export_device",
    "repairs.export_workorder",
    "documents.export_document",
    "customers.import_customer",
    "customers.disclose_customer",
    "customers.view_identity",
    "customers.view_statistics",
    "customers.merge_customer",
    "customers.anonymise_customer",
    "core.view_binentry",
    "core.change_settings",
    "repairs.jump_workorder",
    "repairs.reopen_workorder",
    "repairs.refund_payment",
    "repairs.credit_workorder",
    "repairs.manage_catalogue",
    "documents.correct_document",
    "documents.verify_archive",
    "documents.destroy_document",
)
ADMINISTER = (
    *MANAGE,
    "accounts.view_user",
    "accounts.add_user",
    "accounts.change_user",
    "core.view_shop",
    "core.change_shop",
    "documents.change_retention",
    "customers.change_contact",
    "customers.view_contact",
    "devices.view_typeallocation",
)


@dataclass(frozen=True)
class Role:
    code: str
    label: str | Promise
    permissions: tuple[str, ...]
    is_staff: bool = False


ROLES = (
    Role("front_desk", _("Front desk"), DESK),
    Role("technician", _("Technician"), BENCH),
    Role("manager", _("Manager"), MANAGE),
    Role("administrator", _("Administrator"), ADMINISTER, is_staff=True),
)
