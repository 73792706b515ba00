"""Records for tests, made by the same deeds that make them in the shop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import factory
from django.contrib.auth.models import Group

from accounts.models import User
from core.models import Shop
from core.remembering import remembering_here
from customers.actions import CustomerDraft, TypedContact, TypedPhone, create_customer
from devices.actions import DeviceDraft, create_device
from repairs.actions import Intake, hand_over, move_order, receive_device
from repairs.states import Status

if TYPE_CHECKING:
    from customers.models import Customer
    from devices.models import Device
    from documents.models import Document
    from repairs.models import WorkOrder


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User
        django_get_or_create = ("username",)

    username = factory.declarations.Sequence(lambda position: f"staff{position}")  # type: ignore[no-untyped-call]
    first_name = "Ioana"
    last_name = "Pop"


def staff(role: str, **fields: Any) -> User:
    """A member of staff with a role: front_desk, technician, manager or administrator."""
    user = UserFactory.create(username=fields.pop("username", role), **fields)
    user.groups.set([Group.objects.get(name=role)])
    return user


def shop(**fields: Any) -> Shop:
    standing = {
        "name": "Atelier Nord",
        "city": "Cluj-Napoca",
        "country": "RO",
        "currency": "RON",
        "time_zone": "Europe/Bucharest",
        "public_url": "https://shop.example",
        "terms": {"en": "Bring this receipt.\nWarranty is six months."},
    }
    return Shop.objects.update_or_create(pk=1, defaults={**standing, **fields})[0]


@remembering_here()
def person(first: str = "Andrei", last: str = "Popescu", phone: str = "+40 722 418 905", **fields: Any) -> Customer:
    draft = CustomerDraft({"form": "person", "first_name": first, "last_name": last, **fields}, [TypedPhone(phone)])
    return create_customer(draft=draft, by=staff("front_desk"))


@remembering_here()
def company(name: str = "SIA Baltijas Kurjers", phone: str = "+371 29 184 307", **fields: Any) -> Customer:
    draft = CustomerDraft(
        {"form": "company", "legal_name": name, "country": "LV", **fields},
        [TypedPhone(phone)],
        [TypedContact(first_name="Andris", last_name="Ozoliņš", role="driver")],
    )
    return create_customer(draft=draft, by=staff("front_desk"))


@remembering_here()
def device(owner: Customer, **fields: Any) -> Device:
    standing = {"kind": "phone", "brand": "Apple", "model": "iPhone 13", "imei": "351044630482738"}
    draft = DeviceDraft({**standing, **fields}, is_another=True)
    return create_device(owner=owner.number, draft=draft, by=staff("front_desk"))


@remembering_here()
def order(customer: Customer, thing: Device | None = None, **job: Any) -> WorkOrder:
    """A work order received at the desk, its receipt issued."""
    thing = thing or device(customer)
    job = {"reported_fault": "Screen broken", **job}
    return receive_device(intake=Intake(customer.number, thing.number, job), by=staff("front_desk"))


@remembering_here()
def ready_order(customer: Customer, **job: Any) -> WorkOrder:
    made = order(customer, **job)
    technician = staff("technician")
    move_order(number=made.number, seen="received", to=Status.IN_REPAIR, by=technician)
    return move_order(number=made.number, seen="in_repair", to=Status.READY, by=technician)


@remembering_here()
def handed_over(customer: Customer, **job: Any) -> Document:
    made = ready_order(customer, **job)
    return hand_over(number=made.number, seen="ready", by=staff("front_desk"))
