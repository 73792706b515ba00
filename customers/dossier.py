"""What this app knows of a customer: the record itself, its phones, its contacts."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.translation import ngettext

from core import dossier
from customers.models import Alias, Consent, Contact, Customer, CustomerContact, Note, Phone

# Tables that hang on the customer alone, by their names in a dump.
ROWS: dict[str, type[Model]] = {
    "notes": Note,
    "consents": Consent,
    "aliases": Alias,
    "labels": Customer.labels.through,
}


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
        return [dossier.Count(ngettext("contact", "contacts", number), number)]

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
        dossier.bring_back(Customer, [_with_free_external_number(row) for row in dumped["customer"]])
        dossier.bring_back(Contact, [row for row in dumped["contacts"] if row["id"] not in standing])
        dossier.bring_back(Phone, dumped["phones"])
        dossier.bring_back(CustomerContact, dumped["links"])
        for name, model in ROWS.items():
            dossier.bring_back(model, dumped.get(name, []))


def _with_free_external_number(row: dict[str, Any]) -> dict[str, Any]:
    """Somebody else may have been given the old system's number while this customer lay in the bin: the living one keeps it."""
    external = row.get("external_number", "")
    taken = bool(external) and Customer.objects.filter(external_number=external).exists()
    return {**row, "external_number": ""} if taken else row


dossier.register(CustomerPart())
