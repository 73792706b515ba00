"""The shape of a seeded shop: who owns which device, which order is when and how far; decided before any row is written."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from repairs.states import CLOSED, OPEN, Status

YEARS = 6
DAY = 24 * 60 * 60
ACTIVE_FOR = 180 * DAY
CANCELLED = 0.06
OPEN_AMONG = 0.01  # the open orders, one in two hundred, are every second one of the latest hundredth
AT_LEAST = 8
REGULAR_SINCE = 1000  # customers; in a shop of so many the first one has two hundred orders
REGULAR_ORDERS = 200
STATUSES = tuple(Status)
OPEN_WEIGHTS = {
    Status.BOOKED: 8,
    Status.RECEIVED: 15,
    Status.DIAGNOSIS: 10,
    Status.AWAITING_APPROVAL: 13,
    Status.AWAITING_PARTS: 16,
    Status.IN_REPAIR: 18,
    Status.QUALITY_CHECK: 3,
    Status.READY: 17,
}


@dataclass
class Shape:
    """Arrays by place: customers 0…N, devices 0…1.5 N, orders 0…2 N in the order of their time (seconds since 1970)."""

    customers: int
    now: int
    owner: array[int] = field(default_factory=lambda: array("i"))  # of a device
    device: array[int] = field(default_factory=lambda: array("i"))  # of an order
    received: array[int] = field(default_factory=lambda: array("q"))
    closed: array[int] = field(default_factory=lambda: array("q"))  # 0 while open
    status: array[int] = field(default_factory=lambda: array("b"))  # place in STATUSES
    born: array[int] = field(default_factory=lambda: array("q"))  # of a customer: before the first order
    activity: array[int] = field(default_factory=lambda: array("q"))  # of a customer
    active: bytearray = field(default_factory=bytearray)

    @property
    def devices(self) -> int:
        return self.customers * 3 // 2

    @property
    def orders(self) -> int:
        return self.customers * 2

    @property
    def start(self) -> int:
        return self.now - YEARS * 365 * DAY

    def customer_of(self, order: int) -> int:
        return self.owner[self.device[order]]

    def status_of(self, order: int) -> Status:
        return STATUSES[self.status[order]]


def make(customers: int, today: datetime | None = None) -> Shape:
    """The same for the same number of customers on the same day."""
    day = (today or datetime.now(UTC)).replace(hour=0, minute=0, second=0, microsecond=0)
    shape = Shape(customers, int((day - timedelta(hours=6)).timestamp()))
    luck = Random(customers)
    shape.owner.extend(range(customers))
    shape.owner.extend(luck.randrange(customers) for _each in range(shape.devices - customers))
    _orders(shape, luck)
    _lives(shape)
    return shape


def _orders(shape: Shape, luck: Random) -> None:
    span, regular = shape.now - shape.start, shape.orders // REGULAR_ORDERS
    latest = shape.orders - max(int(shape.orders * OPEN_AMONG), AT_LEAST)
    weights = [OPEN_WEIGHTS[status] for status in OPEN]
    for place in range(shape.orders):
        received = shape.start + span * place // shape.orders
        is_regular = shape.customers >= REGULAR_SINCE and place % regular == 0
        shape.device.append(0 if is_regular else luck.randrange(shape.devices))
        shape.received.append(received)
        if place >= latest and place % 2:
            status, closed = luck.choices(OPEN, weights)[0], 0
        else:
            status = Status.CANCELLED if luck.random() < CANCELLED else Status.HANDED_OVER
            closed = min(received + luck.randrange(3600, 9 * DAY), shape.now)
        shape.status.append(STATUSES.index(status))
        shape.closed.append(closed)


def _lives(shape: Shape) -> None:
    """When each customer came first and was last heard of, and whether the rule of automatic mode calls them active."""
    step = (shape.now - shape.start) // shape.customers
    shape.born.extend(shape.start + step * place for place in range(shape.customers))
    shape.activity.extend(shape.born)
    shape.active = bytearray(shape.customers)
    for place in range(shape.orders):
        customer = shape.customer_of(place)
        end = shape.closed[place] or shape.received[place]
        shape.activity[customer] = max(shape.activity[customer], end)
        shape.born[customer] = min(shape.born[customer], shape.received[place])
        status = shape.status_of(place)
        if status not in CLOSED or (status == Status.HANDED_OVER and end > shape.now - ACTIVE_FOR):
            shape.active[customer] = 1
