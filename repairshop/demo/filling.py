"""Filling an empty shop with the demo."""

from __future__ import annotations

from io import BytesIO
from itertools import cycle
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw

from accounts.models import User
from accounts.roles import ROLES
from core import clock
from core.models import Shop
from core.shop import current_shop
from customers.actions import create_customer
from customers.models import Customer
from repairs.actions import Intake, hand_over, move_order, receive_device
from repairs.codes import Method
from repairs.payments import Settling
from repairs.states import Status
from repairshop.demo import bench, drafts, money
from repairshop.demo.people import CUSTOMERS, PROSPECTS, STAFF, Member
from repairshop.demo.plan import Visit, visits
from repairshop.demo.terms import TERMS
from repairshop.demo.things import REASONS

if TYPE_CHECKING:
    from customers.actions import CustomerDraft
    from repairs.models import WorkOrder

PASSWORD = "repair-shop-demo"  # noqa: S105 - printed for everybody who tries the demo


class NotEmpty(Exception):
    """The shop has customers or a name of its own: a demo would mix with them."""


class Login(NamedTuple):
    role: str
    username: str
    password: str  # "" for an account that was there before


@transaction.atomic
def fill() -> list[Login]:
    """Make the demo shop, once; returns how to sign in. Raises NotEmpty for a shop of somebody's own."""
    shop = current_shop()
    if shop.is_demo:
        return _logins()
    if shop.is_set_up or Customer.objects.exists():
        raise NotEmpty
    _set_up()
    _hire()
    now = timezone.localtime(timezone=current_shop().zone)
    _play(visits(now))
    bench.lay_out(now)
    return _logins()


def _set_up() -> None:
    Shop.objects.update_or_create(
        pk=1,
        defaults={
            "name": "Atelier Nord",
            "legal_name": "Atelier Nord S.R.L.",
            "street": "Str. Memorandumului 12",
            "postal_code": "400114",
            "city": "Cluj-Napoca",
            "country": "RO",
            "tax_number": "RO 18547290",
            "registration_number": "J12/2209/2011",
            "phone": "+40 264 590 300",
            "email": "service@ateliernord.example",
            "currency": "RON",
            "time_zone": "Europe/Bucharest",
            "language": "ro",
            "public_url": settings.PUBLIC_URL,
            "logo": _logo(),
            "terms": TERMS,
            "is_demo": True,
        },
    )


def _logo() -> bytes:
    image = Image.new("RGBA", (256, 256))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, 255, 255), radius=56, fill="#131518")
    draw.line([(76, 188), (128, 70), (180, 188)], fill="white", width=20, joint="curve")
    draw.line([(96, 150), (160, 150)], fill="white", width=18)
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _hire() -> None:
    password = make_password(PASSWORD)  # once: it takes half a second by design
    for member in STAFF:
        if not User.objects.filter(username=member.username).exists():
            _make(member, password)


def _make(member: Member, password: str) -> None:
    user = User.objects.create(
        username=member.username,
        password=password,
        first_name=member.first_name,
        last_name=member.last_name,
        email=f"{member.username}@ateliernord.example",
        is_staff=any(role.is_staff for role in ROLES if role.code == member.role),
    )
    user.groups.set(Group.objects.filter(name=member.role))


def _logins() -> list[Login]:
    encoded = dict(User.objects.values_list("username", "password"))
    right = {value for value in set(encoded.values()) if check_password(PASSWORD, value)}
    return [
        Login(member.role, member.username, PASSWORD if encoded[member.username] in right else "")
        for member in STAFF
        if member.username in encoded
    ]


def _play(planned: list[Visit]) -> None:
    """Do all deeds of all visits in the order of their times, so that numbers rise with the days."""
    workshop = Workshop()
    with clock.at(min(moment for visit in planned for _to, moment in visit.steps)):
        money.stock(workshop.desk)
    steps = [
        (moment, place, step) for place, visit in enumerate(planned) for step, (_to, moment) in enumerate(visit.steps)
    ]
    for moment, place, step in sorted(steps):
        with clock.at(moment):
            workshop.do(place, planned[place], step)
    for place in range(len(CUSTOMERS) - PROSPECTS, len(CUSTOMERS)):
        create_customer(draft=workshop.draft(place, is_prospect=True), by=workshop.desk)


class Workshop:
    """Remembers which numbers the demo's customers, things and jobs were given."""

    def __init__(self) -> None:
        staff = {user.username: user for user in User.objects.all()}
        self.desk, self.manager = staff["ioana"], staff["maria"]
        technicians = cycle([staff["radu"], staff["radu"], staff["viorel"]])
        self.technicians = {customer: next(technicians) for customer in range(len(CUSTOMERS))}
        self.customers: dict[int, str] = {}
        self.devices: dict[tuple[int, int], str] = {}
        self.orders: dict[int, str] = {}

    def do(self, place: int, visit: Visit, step: int) -> None:
        to, _moment = visit.steps[step]
        if step == 0:
            self.orders[place] = self._take_in(visit, to).number
            money.deposit(self.orders[place], place, self.desk)
        elif to == Status.HANDED_OVER:
            self._hand_over(self.orders[place], place, visit)
        else:
            self._move(self.orders[place], place, visit, step)

    def draft(self, place: int, *, is_prospect: bool = False) -> CustomerDraft:
        return drafts.customer(place, is_prospect=is_prospect, company_by=self.manager)

    def _take_in(self, visit: Visit, status: Status) -> WorkOrder:
        thing = (visit.customer, visit.thing)
        technician = self.technicians[visit.customer]
        order = receive_device(
            intake=Intake(
                self.customers.get(visit.customer) or self.draft(visit.customer),
                self.devices.get(thing) or drafts.device(visit.what, *thing),
                drafts.job(visit, technician),
                status,
                passcode=drafts.passcode(visit),
            ),
            by=self.desk,
        )
        self.customers[visit.customer] = order.customer.number
        self.devices[thing] = order.device.number
        return order

    def _move(self, number: str, place: int, visit: Visit, step: int) -> None:
        to = visit.steps[step][0]
        if money.before_move(number, place, visit, step, self.technicians[visit.customer]):
            return
        note = REASONS[CUSTOMERS[visit.customer].language] if to == Status.CANCELLED else ""
        by = self.desk if to == Status.CANCELLED else self.technicians[visit.customer]
        back = Settling(Method.CASH) if to == Status.CANCELLED else None
        move_order(number=number, seen=visit.steps[step - 1][0], to=to, by=by, note=note, settling=back)

    def _hand_over(self, number: str, place: int, visit: Visit) -> None:
        hand_over(
            number=number,
            seen=Status.READY,
            by=self.desk,
            work_done=visit.fault.done[CUSTOMERS[visit.customer].language],
            **money.at_the_till(number, place, drafts.final_cost(visit)),
            warranty_months=current_shop().warranty_months,
        )
