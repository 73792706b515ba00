"""What this app knows of a customer: the record itself, its phones, its contacts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import ngettext

from core import dossier
from customers.models import Contact, Customer, CustomerContact, Phone


class CustomerPart(dossier.Part):
    key = "customers"
    position = 10
    covers = ("customers.Customer", "customers.Phone", "customers.CustomerContact", "customers.Contact")

    def counts(self, customer: Customer) -> list[dossier.Count]:
        number = customer.contact_links.count()
        return [dossier.Count(ngettext("contact", "contacts", number), number)]

    def dump(self, customer: Customer) -> dict[str, Any]:
        return {
            "customer": dossier.rows_of(Customer.objects.filter(pk=customer.pk)),
            "phones": dossier.rows_of(Phone.objects.filter(customer=customer)),
            "contacts": dossier.rows_of(Contact.objects.filter(customer_links__customer=customer)),
            "links": dossier.rows_of(CustomerContact.objects.filter(customer=customer)),
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


def _with_free_external_number(row: dict[str, Any]) -> dict[str, Any]:
    """Somebody else may have been given the old system's number while this customer lay in the bin: the living one keeps it."""
    external = row.get("external_number", "")
    taken = bool(external) and Customer.objects.filter(external_number=external).exists()
    return {**row, "external_number": ""} if taken else row


dossier.register(CustomerPart())
