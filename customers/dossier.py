"""What this app knows of a customer: the record itself, its phones, its contacts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core import dossier
from customers.models import Contact, Customer, CustomerContact, Phone


class CustomerPart(dossier.Part):
    key = "customers"
    position = 10
    covers = ("customers.Customer", "customers.Phone", "customers.CustomerContact", "customers.Contact")

    def counts(self, customer: Customer) -> list[dossier.Count]:
        return [dossier.Count(_("contacts"), customer.contact_links.count())]

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
        dossier.bring_back(Customer, dumped["customer"])
        dossier.bring_back(Contact, [row for row in dumped["contacts"] if row["id"] not in standing])
        dossier.bring_back(Phone, dumped["phones"])
        dossier.bring_back(CustomerContact, dumped["links"])


dossier.register(CustomerPart())
