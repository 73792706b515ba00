"""The records as lines for COPY."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from core.folding import compact, plate_family
from documents.chain import canonical
from repairs.states import CLOSED, Status
from repairshop.seeding import records, searching

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from repairshop.seeding.papers import Papers
    from repairshop.seeding.shape import Shape

UNPAID_EVERY, DEPOSIT_EVERY, DEPOSIT = 33, 4, 50  # orders; whole units of money
DAY = 24 * 60 * 60
NULL = r"\N"


def moment(seconds: int) -> str:
    """As PostgreSQL reads it. Days and times of day come again and again, so each is written once."""
    return f"{_day(seconds // DAY)} {_time(seconds % DAY)}+00" if seconds else NULL


@cache
def _day(day: int) -> str:
    return datetime.fromtimestamp(day * DAY, UTC).date().isoformat()


@cache
def _time(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).time().isoformat()


def line(*values: Any) -> str:
    return "\t".join(map(str, values)) + "\n"


@cache
def of_device(title: str) -> str:
    """An event's detail: JSON as COPY wants it, its backslashes doubled."""
    return canonical({"device": title}).replace("\\", "\\\\")


@dataclass
class Before:
    """What stands in the shop already: the highest ids and the last numbers given."""

    ids: dict[str, int]
    numbers: dict[tuple[str, int], int]


@dataclass
class Rows:
    shape: Shape
    before: Before
    staff: list[int]
    zone: ZoneInfo
    counted: dict[tuple[str, int], int] = field(default_factory=dict)
    papers: Papers = field(init=False)

    def customer_id(self, place: int) -> int:
        return self.before.ids["customers_customer"] + place + 1

    def device_id(self, place: int) -> int:
        return self.before.ids["devices_device"] + place + 1

    def order_id(self, place: int) -> int:
        return self.before.ids["repairs_workorder"] + place + 1

    def customer_number(self, place: int) -> str:
        return f"CLT-{self.before.numbers.get(('customer', 0), 0) + place + 1:06}"

    def device_number(self, place: int) -> str:
        return f"DVC-{self.before.numbers.get(('device', 0), 0) + place + 1:06}"

    @cached_property
    def years(self) -> list[tuple[int, int, int]]:
        """Year, its first second, and the place of its first order."""
        first = datetime.fromtimestamp(self.shape.start, self.zone).year
        found, place = [], 0
        for year in range(first, datetime.fromtimestamp(self.shape.now, self.zone).year + 1):
            begins = int(datetime(year, 1, 1, tzinfo=self.zone).timestamp())
            while place < self.shape.orders and self.shape.received[place] < begins:
                place += 1
            found.append((year, begins, place))
        return found

    def reckon(self) -> None:
        """Once, before other processes are given these rows: what goes through all of them."""
        self.years, self.sums  # noqa: B018 - kept from now on

    def year(self, seconds: int) -> int:
        return next(year for year, begins, _place in reversed(self.years) if begins <= seconds)

    def order_number(self, place: int) -> str:
        year, _begins, first = next(entry for entry in reversed(self.years) if entry[2] <= place)
        return f"WO-{year}-{self.before.numbers.get(('work_order', year), 0) + place - first + 1:06}"

    def technician(self, place: int) -> int:
        return self.staff[place % len(self.staff)]

    def name(self, place: int) -> records.Name:
        return records.name(self.before.ids["customers_customer"] + place)

    def is_company(self, place: int) -> bool:
        return records.is_company(self.before.ids["customers_customer"] + place)

    def who(self, place: int) -> records.Customer:
        return records.customer(self.before.ids["customers_customer"] + place)

    def thing(self, place: int) -> records.Device:
        return records.device(self.before.ids["devices_device"] + place)

    # --- money -------------------------------------------------------------------------------------------------------
    def paid(self, place: int) -> tuple[int, int]:
        """The total of an order and what was paid for it: nearly all of those handed over, a deposit for some of the open ones."""
        status = self.shape.status_of(place)
        if status == Status.HANDED_OVER:
            total = records.price(self.before.ids["repairs_workorder"] + place)
            return total, 0 if place % UNPAID_EVERY == 0 else total
        return 0, DEPOSIT if status not in CLOSED and place % DEPOSIT_EVERY == 1 else 0

    @cached_property
    def sums(self) -> tuple[array[int], array[int], array[int]]:
        """Turnover, debt and deposits of each customer."""
        zeros = [0] * self.shape.customers
        turnover, debt, deposits = array("i", zeros), array("i", zeros), array("i", zeros)
        for place in range(self.shape.orders):
            total, paid = self.paid(place)
            customer = self.shape.customer_of(place)
            turnover[customer] += total
            if total:
                debt[customer] += total - paid
            else:
                deposits[customer] += paid
        return turnover, debt, deposits

    def payments(self, places: range) -> Iterator[str]:
        start, shape = self.before.ids["repairs_payment"], self.shape
        for place in places:
            total, paid = self.paid(place)
            if paid:
                at = moment(shape.closed[place] or shape.received[place])
                kind = "balance" if total else "deposit"
                yield line(start + place + 1, kind, "cash", paid, at, "", "", self.order_id(place), self.staff[0])

    # --- customers ---------------------------------------------------------------------------------------------------
    def phones(self, places: range) -> Iterator[str]:
        start = self.before.ids["customers_phone"]
        for place in places:
            number = self.who(place).phone
            yield line(
                start + place + 1, "mobile", number.raw, number.e164, number.national, "t", self.customer_id(place)
            )

    def contacts(self, places: range) -> Iterator[str]:
        start = self.before.ids["customers_contact"]
        for place in places:
            if self.is_company(place):
                who = self.name(place)
                yield line(start + place + 1, who.first, who.last, "", "", "", "")

    def contact_links(self, places: range) -> Iterator[str]:
        contact, link = self.before.ids["customers_contact"], self.before.ids["customers_customercontact"]
        for place in places:
            if self.is_company(place):
                yield line(link + place + 1, "", "t", "t", contact + place + 1, self.customer_id(place))

    def customers(self, places: range) -> Iterator[str]:
        shape, (turnover, debt, deposits) = self.shape, self.sums
        for place in places:
            who, number = self.who(place), self.customer_number(place)
            called = who.called
            company = bool(called.legal_name)
            yield line(
                self.customer_id(place), number, "", "company" if company else "person",
                "" if company else called.first, "" if company else called.last, called.legal_name, "", "f", who.email, "",
                who.street, who.city, "", "", who.tongue.country, who.tax_number, "", who.tongue.language,
                "t" if shape.active[place] else "f", "automatic", moment(shape.activity[place]), moment(shape.born[place]),
                1, called.full, searching.sort_name(called), searching.of_customer(number, who), NULL, turnover[place],
                debt[place], deposits[place],
            )  # fmt: skip

    # --- devices and orders ------------------------------------------------------------------------------------------
    def devices(self, places: range) -> Iterator[str]:
        shape = self.shape
        for place in places:
            thing, owner, number = self.thing(place), shape.owner[place], self.device_number(place)
            yield line(
                self.device_id(place), number, "", thing.kind, thing.brand, thing.model, "", thing.imei, "",
                thing.serial, thing.vin, thing.plate, NULL, "", moment(shape.activity[owner]), moment(shape.born[owner]), 1,
                compact(thing.serial), plate_family(thing.plate), searching.of_device(number, thing, self.name(owner)),
                self.customer_id(owner),
            )  # fmt: skip

    def order(self, place: int, thing: records.Device, language: str) -> records.Order:
        return records.order(self.before.ids["repairs_workorder"] + place, thing, language)

    def orders(self, places: range) -> Iterator[str]:
        shape = self.shape
        for place in places:
            status, received, device = shape.status_of(place), shape.received[place], shape.device[place]
            owner, thing, number = shape.owner[device], self.thing(device), self.order_number(place)
            called = self.name(owner)
            job = self.order(place, thing, called.tongue.language)
            handed_over, (total, paid) = status == Status.HANDED_OVER, self.paid(place)
            found_by = searching.of_order(
                number,
                job,
                (self.customer_number(owner), called),
                searching.of_device(self.device_number(device), thing, called),
            )
            yield line(
                self.order_id(place), number, "", job.slip_code, job.secret, "", "paid", status.value,
                moment(shape.closed[place] or received), job.fault, "", job.accessories, "",
                job.work_done if handed_over else "", job.price, 60, job.price if handed_over else NULL,
                moment(received + 3 * DAY), moment(received), moment(shape.closed[place]), 1, found_by, NULL,
                self.customer_id(owner), self.device_id(device), self.staff[0], self.technician(place), total, paid,
            )  # fmt: skip

    def moves(self, places: range) -> Iterator[str]:
        start, shape = self.before.ids["repairs_statusmove"], self.shape
        for place in places:
            status = shape.status_of(place)
            after = Status.RECEIVED if status in CLOSED else status
            at = moment(shape.received[place])
            yield line(start + place + 1, "", after.value, at, "", self.staff[0], self.order_id(place))

    def events(self, places: range) -> Iterator[str]:
        start, shape = self.before.ids["core_event"], self.shape
        for place in places:
            number = self.order_number(place)
            yield line(
                start + place + 1, moment(shape.received[place]), "device_received", "work_order", number,
                self.customer_number(shape.customer_of(place)), self.device_number(shape.device[place]), number, "{}",
                self.staff[0],
            )  # fmt: skip

    def event_details(self, places: range) -> Iterator[str]:
        start, shape = self.before.ids["core_event"], self.shape
        for place in places:
            yield line(start + place + 1, of_device(self.thing(shape.device[place]).title))
