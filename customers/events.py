from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from core.history import Verb, verbs


def _fields(words: dict[str, Any]) -> dict[str, Any]:
    labels = {
        field.name: str(field.verbose_name)
        for field in apps.get_model("customers", "Customer")._meta.get_fields()
        if hasattr(field, "verbose_name")
    }
    return {**words, "changed": ", ".join(labels.get(name, name) for name in words.get("fields", []))}


verbs(
    Verb(code="customer_created", icon="user-plus", sentence=_("Customer {number} made")),
    Verb(code="customer_changed", icon="pencil", sentence=_("Changed: {changed}"), words=_fields),
    Verb(code="customer_imported", icon="upload", sentence=_("Customer {number} imported")),
    Verb(code="customers_imported", icon="upload", sentence=_("{made} customers imported")),
    Verb(code="customers_exported", icon="download", sentence=_("{rows} customers exported")),
    Verb(code="customer_activated", icon="circle-check", sentence=_("Customer {number} set to active")),
    Verb(code="customer_deactivated", icon="circle-minus", sentence=_("Customer {number} set to inactive")),
    Verb(
        code="customer_automatic", icon="circle-dot", sentence=_("Customer {number}: active or not is automatic again")
    ),
    Verb(code="customer_deleted", icon="trash-2", sentence=_("Customer {number} deleted")),
    Verb(code="customer_restored", icon="archive-restore", sentence=_("Customer {number} restored")),
)
