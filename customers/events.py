from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from core.history import Verb, verbs

AROUND = {
    "phones": _("phones"), "contact_links": _("contacts"), "consents": _("consents"), "phone_raw": _("phone"),
}  # fmt: skip


def _fields(words: dict[str, Any]) -> dict[str, Any]:
    labels = {field.name: field.verbose_name for field in apps.get_model("customers", "Customer")._meta.fields}
    labels |= {"labels": _("labels"), **AROUND}
    changed = [str(labels.get(name, name)) for name in words.get("fields", [])]
    return {**words, "changed": ", ".join(changed) or "—"}


LISTS = {"type": _("types of customer"), "price_type": _("price types"), "label": _("labels")}


def _list(words: dict[str, Any]) -> dict[str, Any]:
    return {**words, "list": LISTS.get(words.get("list", ""), "—")}


verbs(
    Verb(code="customer_created", icon="user-plus", sentence=_("Customer {number} made")),
    Verb(code="customer_changed", icon="pencil", sentence=_("Changed: {changed}"), words=_fields),
    Verb(
        code="contact_changed",
        icon="users",
        sentence=_("Contact person changed through {through}: {changed}"),
        words=_fields,
    ),
    Verb(code="contact_added", icon="users", sentence=_("Contact person added")),
    Verb(code="contact_edited", icon="users", sentence=_("Contact person changed")),
    Verb(code="contact_removed", icon="users", sentence=_("Contact person removed")),
    Verb(code="note_added", icon="sticky-note", sentence=_("Note written")),
    Verb(code="note_changed", icon="sticky-note", sentence=_("Note changed")),
    Verb(code="note_removed", icon="sticky-note", sentence=_("Note removed")),
    Verb(code="call_noted", icon="phone", sentence=_("Call")),
    Verb(code="visit_noted", icon="footprints", sentence=_("Visit")),
    Verb(code="list_changed", icon="list", sentence=_("Settings: list of {list} changed"), words=_list),
    Verb(code="customers_inactive", icon="circle-minus", sentence=_("{count} customers became inactive by themselves")),
    Verb(code="customer_imported", icon="upload", sentence=_("Customer {number} imported")),
    Verb(code="customers_imported", icon="upload", sentence=_("{made} customers imported")),
    Verb(code="customer_import_undone", icon="undo-2", sentence=_("Import of {number} undone")),
    Verb(
        code="customers_import_undone",
        icon="undo-2",
        sentence=_("Import undone: {made} customers removed, {updated} as they were before"),
    ),
    Verb(code="customers_exported", icon="download", sentence=_("{rows} customers exported")),
    Verb(code="customer_activated", icon="circle-check", sentence=_("Customer {number} set to active")),
    Verb(code="customer_deactivated", icon="circle-minus", sentence=_("Customer {number} set to inactive")),
    Verb(
        code="customer_automatic", icon="circle-dot", sentence=_("Customer {number}: active or not is automatic again")
    ),
    Verb(code="customer_labelled", icon="tag", sentence=_("Label “{label}” added")),
    Verb(code="customer_unlabelled", icon="tag", sentence=_("Label “{label}” removed")),
    Verb(code="customer_given_to", icon="user-check", sentence=_("Responsible: {responsible}")),
    Verb(code="customer_deleted", icon="trash-2", sentence=_("Customer {number} deleted")),
    Verb(code="customer_restored", icon="archive-restore", sentence=_("Customer {number} restored")),
    Verb(code="customer_merged", icon="merge", sentence=_("Customer {merged} merged into {number}")),
    Verb(code="customer_parted", icon="split", sentence=_("Merge of {merged} into {kept} undone")),
    Verb(code="customer_disclosed", icon="folder-down", sentence=_("Everything about customer {number} taken along")),
    Verb(code="customer_anonymised", icon="eraser", sentence=_("Customer {number} anonymised")),
    Verb(code="customer_forgotten", icon="eraser", sentence=_("Customer {number} removed from the bin for good")),
    Verb(code="bin_emptied", icon="trash-2", sentence=_("Recycle bin: {customers} customers removed for good")),
)
