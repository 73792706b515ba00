from customers.models.around import Alias, Channel, Consent, Merge, Note
from customers.models.customer import ActiveMode, Customer, CustomerQuerySet
from customers.models.lists import CustomerType, Form, Label, PriceType
from customers.models.people import Contact, CustomerContact, Phone, PhoneKind

__all__ = [
    "ActiveMode", "Alias", "Channel", "Consent", "Contact", "Customer", "CustomerContact", "CustomerQuerySet", "CustomerType",
    "Form", "Label", "Merge", "Note", "Phone", "PhoneKind", "PriceType",
]  # fmt: skip
