"""What this app knows of a customer: the record itself, its phones, its contacts, what is written down about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import dossier
from core.models import BinEntry
from customers import forgetting, moving
from customers.models import Alias, Consent, Contact, Customer, CustomerContact, Merge, Note, Phone

if TYPE_CHECKING:
    from django.db.models import Model

    from accounts.models import User

# Tables that hang on the customer alone, by their names in a dump.
ROWS: dict[str, type[Model]] = {
    "notes": Note,
    "consents": Consent,
    "aliases": Alias,
    "labels": Customer.labels.through,
}
# Texts of a customer that anonymising leaves; the name is written anew.
KEPT_TEXTS = ("number", "form", "country", "language", "active_mode", "name", "sort_name")


class CustomerPart(dossier.Part):
    key = "customers"
    position = 10
    covers = (
        "customers.Customer",
        "customers.Customer_labels",
        "customers.Phone",
        "customers.CustomerContact",
        "customers.Contact",
        "customers.Note",
        "customers.Consent",
        "customers.Alias",
    )

    def counts(self, customer: Customer) -> list[dossier.Count]:
        number = customer.contact_links.count()
        contacts = dossier.Count(ngettext("contact", "contacts", number), number)
        return [contacts, *(count for count in moving.counts(customer, "phones", "notes") if count.number)]

    def dump(self, customer: Customer) -> dict[str, Any]:
        return {
            "customer": dossier.rows_of(Customer.objects.filter(pk=customer.pk)),
            "phones": dossier.rows_of(Phone.objects.filter(customer=customer)),
            "contacts": dossier.rows_of(Contact.objects.filter(customer_links__customer=customer)),
            "links": dossier.rows_of(CustomerContact.objects.filter(customer=customer)),
            **{name: dossier.rows_of(model._base_manager.filter(customer=customer)) for name, model in ROWS.items()},
        }

    def erase(self, customer: Customer) -> None:
        contacts = list(customer.contact_links.values_list("contact_id", flat=True))
        Customer.objects.filter(pk=customer.pk).delete()
        Contact.objects.filter(pk__in=contacts, customer_links=None).delete()

    def restore(self, dumped: dict[str, Any]) -> None:
        standing = set(
            Contact.objects.filter(pk__in=[row["id"] for row in dumped["contacts"]]).values_list("pk", flat=True)
        )
        bring_back_customers(dumped["customer"])
        dossier.bring_back(Contact, [row for row in dumped["contacts"] if row["id"] not in standing])
        dossier.bring_back(Phone, dumped["phones"])
        dossier.bring_back(CustomerContact, dumped["links"])
        for name, model in ROWS.items():
            dossier.bring_back(model, dumped.get(name, []))
        _write_old_notes(dumped["customer"])

    def panel(self, customer: Customer, user: User) -> dict[str, Any]:
        return {"merges": moving.undoable(customer)} if user.has_perm("customers.merge_customer") else {}

    def moves(self, other: Customer) -> list[dossier.Count]:
        return moving.counts(other)

    def move(self, kept: Customer, other: Customer) -> dict[str, Any]:
        return moving.move(kept, other)

    def undo(self, moved: dict[str, Any], kept: Customer, other: Customer) -> list[str]:
        return moving.undo(moved, kept, other)

    def redacts(self, customer: Customer) -> list[dossier.Count]:
        return moving.counts(customer)

    def redact(self, customer: Customer) -> None:
        contacts = list(customer.contact_links.values_list("contact_id", flat=True))
        for model in (Phone, CustomerContact, Note, Consent, Customer.labels.through):
            model._base_manager.filter(customer=customer).delete()
        alone = Contact.objects.filter(pk__in=contacts, customer_links=None)
        forgetting.in_admin(Contact, list(alone.values_list("pk", flat=True)))
        alone.delete()
        forgetting.in_admin(Customer, [customer.pk])
        forgetting.in_imports(customer.numbers)
        forgetting.in_exports(customer.numbers)
        Merge.objects.filter(kept_number__in=customer.numbers).update(undo={}, undo_until=timezone.now())
        BinEntry.objects.filter(customer_number__in=customer.numbers).delete()
        _empty(customer)


def bring_back_customers(rows: list[dict[str, Any]]) -> None:
    dossier.bring_back(Customer, [_with_free_external_number(row) for row in rows])


def _with_free_external_number(row: dict[str, Any]) -> dict[str, Any]:
    """Somebody else may have been given the old system's number while this customer lay in the bin: the living one keeps it."""
    external = row.get("external_number", "")
    taken = bool(external) and Customer.objects.filter(external_number=external).exists()
    return {**row, "external_number": ""} if taken else row


def _write_old_notes(rows: list[dict[str, Any]]) -> None:
    """In the first format a customer had one note, in a column of its own."""
    Note.objects.bulk_create(
        [Note(customer_id=row["id"], text=row["note"], at=row["created_at"]) for row in rows if row.get("note")]
    )


def _empty(customer: Customer) -> None:
    for name in dossier.texts_of(Customer, keep=KEPT_TEXTS):
        setattr(customer, name, "")
    name = _("Anonymised %(number)s") % {"number": customer.number}
    setattr(customer, "legal_name" if customer.is_company else "last_name", name)
    customer.responsible = None
    customer.anonymised_at = timezone.now()
    customer.is_active = False
    customer.version += 1
    customer.save()


dossier.register(CustomerPart())
