from customers.models.around import Alias, Channel, Consent, Merge, Note
from customers.models.customer import ActiveMode, Customer, CustomerQuerySet
from customers.models.imports import ImportedRow, ImportJob, ImportMapping, ImportState, Twins
from customers.models.lists import CustomerType, Form, Label, PriceType
from customers.models.people import Contact, CustomerContact, Phone, PhoneKind

__all__ = [
    "ActiveMode", "Alias", "Channel", "Consent", "Contact", "Customer", "CustomerContact", "CustomerQuerySet", "CustomerType",
    "Form", "ImportJob", "ImportMapping", "ImportState", "ImportedRow", "Label", "Merge", "Note", "Phone", "PhoneKind",
    "PriceType", "Twins",
]  # fmt: skip
