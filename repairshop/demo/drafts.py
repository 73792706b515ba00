"""The demo's people and things as the drafts that deeds take."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

from stdnum import luhn

from customers.actions import CustomerDraft, TypedContact, TypedPhone
from customers.models import Form, PhoneKind
from devices.actions import DeviceDraft
from devices.models import kind_of
from repairs import checklists
from repairs.models import OrderKind
from repairs.states import Status
from repairshop.demo.people import CLUJ, CUSTOMERS, Company, Person
from repairshop.demo.things import CONDITION, LEFT, Thing

if TYPE_CHECKING:
    from accounts.models import User
    from repairshop.demo.plan import Visit

IMEI_DIGITS, VIN_LENGTH = 15, 17
PLATE_LETTERS = "ABCDEFGHKLMNPRSTVXZ"


def customer(place: int, *, is_prospect: bool = False, company_by: User) -> CustomerDraft:
    """Companies have somebody of the shop who is responsible for them."""
    who = CUSTOMERS[place]
    fields = {
        "language": who.language,
        "email": who.email,
        "street": who.street,
        "tax_number": who.tax_number,
        "is_prospect": is_prospect,
    }
    if isinstance(who, Company):
        return _company(who, {**fields, "responsible": company_by})
    return _person(who, fields)


def _person(who: Person, fields: dict[str, Any]) -> CustomerDraft:
    postal_code, city, country = CLUJ
    own = {
        "form": Form.PERSON,
        "first_name": who.first_name,
        "last_name": who.last_name,
        "note": who.note,
        "postal_code": postal_code,
        "city": city,
        "country": country,
    }
    contacts = [_contact(who.contact, may_collect=True)] if who.contact else []
    return CustomerDraft({**fields, **own}, [TypedPhone(who.phone)], contacts, _labels(who))


def _company(who: Company, fields: dict[str, Any]) -> CustomerDraft:
    postal_code, city, country = who.place
    own = {
        "form": Form.COMPANY,
        "legal_name": who.legal_name,
        "trade_name": who.trade_name,
        "postal_code": postal_code,
        "city": city,
        "country": country,
    }
    contacts = [_contact(who.contact, may_collect=False)]
    return CustomerDraft({**fields, **own}, [TypedPhone(who.phone, PhoneKind.WORK)], contacts, _labels(who))


def _labels(who: Person | Company) -> list[str] | None:
    return [who.label] if who.label else None


def _contact(given: tuple[str, str, str, str], *, may_collect: bool) -> TypedContact:
    first_name, last_name, phone, role = given
    return TypedContact(first_name=first_name, last_name=last_name, phone=phone, role=role, may_collect=may_collect)


def device(thing: Thing, customer_place: int, number: int) -> DeviceDraft:
    luck = Random(customer_place * 100 + number)
    fields = {"kind": thing.kind, "brand": thing.brand, "model": thing.model, "colour": thing.colour}
    return DeviceDraft({**fields, **_identifiers(thing, luck)})


def _identifiers(thing: Thing, luck: Random) -> dict[str, Any]:
    if thing.kind == "car":
        return _car(thing, luck)
    if thing.start.isdigit() and thing.kind in {"phone", "tablet"}:
        return {"imei": _imei(thing.start, luck)}
    return {"serial": thing.start if "-" in thing.start[2:-1] else f"{thing.start}{luck.randint(10_000, 9_999_999)}"}


def _imei(start: str, luck: Random) -> str:
    if len(start) == IMEI_DIGITS:
        return start
    digits = start + "".join(luck.choice("0123456789") for _place in range(IMEI_DIGITS - 1 - len(start)))
    return digits + str(luhn.calc_check_digit(digits))


def _car(thing: Thing, luck: Random) -> dict[str, Any]:
    start, _space, plate = thing.start.partition(" ")
    vin = start + "".join(luck.choice("0123456789") for _place in range(VIN_LENGTH - len(start)))
    letters = "".join(luck.choice(PLATE_LETTERS) for _place in range(3))
    return {
        "vin": vin,
        "plate": plate or f"CJ {luck.randint(10, 99)} {letters}",
        "mileage": luck.randint(20, 260) * 1000 + luck.randint(0, 999),
    }


def job(visit: Visit, technician: User) -> dict[str, Any]:
    """The work order's own fields, in the customer's language."""
    luck = Random(visit.steps[0][1].toordinal() + visit.customer)
    language = CUSTOMERS[visit.customer].language
    is_new = visit.last in {Status.BOOKED, Status.RECEIVED}
    return {
        "kind": luck.choices(list(OrderKind), weights=(80, 8, 8, 4))[0],
        "reported_fault": visit.fault.reported[language],
        "condition": luck.choice(CONDITION[language]),
        "accessories": luck.choice(LEFT[language]) if visit.what.kind not in {"car", "appliance"} else "",
        "estimated_cost": None if is_new and luck.random() < 0.3 else Decimal(visit.fault.price),  # noqa: PLR2004
        "diagnosis_fee": Decimal(60),
        "promised_at": visit.promised_at,
        "technician": None if is_new and luck.random() < 0.5 else technician,  # noqa: PLR2004
        "checklist": [] if visit.last == Status.BOOKED else _checked(visit.what.kind, luck),
    }


def _checked(kind: str, luck: Random) -> list[dict[str, str]]:
    """The intake's checklist, answered as such things come in: most of it in order."""
    answers = luck.choices(checklists.ANSWERS, weights=(84, 11, 5), k=len(kind_of(kind).checklist))
    return [{"item": item, "answer": said} for item, said in zip(kind_of(kind).checklist, answers, strict=True)]


def passcode(visit: Visit) -> str:
    return "2580" if visit.what.kind in {"phone", "tablet"} and visit.last != Status.BOOKED else ""


def final_cost(visit: Visit) -> Decimal:
    """Mostly what was estimated; now and then less."""
    long = visit.steps[-1][1] - visit.steps[0][1] > timedelta(days=4)
    return Decimal(visit.fault.price) - (Decimal("30.50") if long else 0)
