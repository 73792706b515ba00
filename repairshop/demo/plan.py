"""Who brings what when, and how far each repair has come: laid out backwards from now, the same in every demo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from repairs.states import Status
from repairshop.demo.people import CUSTOMERS, PROSPECTS
from repairshop.demo.things import COMMON, FAULTS, FIRST, Fault, Thing

if TYPE_CHECKING:
    from collections.abc import Iterator

THINGS = 70
EARLIER = 50  # visits before the last one
OPENS, CLOSES = 9, 18
SUNDAY = 6
OPEN = {
    Status.BOOKED: 4,
    Status.RECEIVED: 6,
    Status.DIAGNOSIS: 4,
    Status.AWAITING_APPROVAL: 5,
    Status.AWAITING_PARTS: 5,
    Status.IN_REPAIR: 6,
    Status.QUALITY_CHECK: 1,
    Status.READY: 7,
}
CANCELLED_EVERY = 13
KNOWN = {(0, 0): Status.AWAITING_PARTS, (0, 1): Status.IN_REPAIR, (1, 0): Status.READY}  # by customer and thing
HOURS = {
    Status.RECEIVED: (1, 2, 5, 20),
    Status.DIAGNOSIS: (1, 2, 4),
    Status.AWAITING_APPROVAL: (2, 5, 26),
    Status.AWAITING_PARTS: (24, 48, 72, 120),
    Status.IN_REPAIR: (1, 3, 6, 24),
    Status.QUALITY_CHECK: (1, 2),
    Status.READY: (3, 20, 28, 70, 160),
    Status.BOOKED: (24, 48),
}


@dataclass(frozen=True)
class Visit:
    """One job: its steps with their times; `thing` counts the things of its customer."""

    customer: int
    thing: int
    what: Thing
    fault: Fault
    steps: tuple[tuple[Status, datetime], ...]
    promised_at: datetime | None

    @property
    def last(self) -> Status:
        return self.steps[-1][0]


def things() -> list[tuple[int, int, Thing]]:
    """Everything that is ever brought: customer, which of their things, thing."""
    owners = len(CUSTOMERS) - PROSPECTS
    given = [(customer, each) for customer, own in FIRST.items() for each in own]
    others = [customer for customer in range(owners) if customer not in FIRST]
    rest = [(others[place % len(others)], COMMON[place % len(COMMON)]) for place in range(THINGS - len(given))]
    counted: dict[int, int] = {}
    found = []
    for customer, thing in [*given, *rest]:
        found.append((customer, counted.get(customer, 0), thing))
        counted[customer] = counted.get(customer, 0) + 1
    return found


def visits(now: datetime) -> list[Visit]:
    """All jobs of the last year. `now` is in the shop's zone."""
    luck = Random(2026)
    everything = things()
    earlier = [
        _visit(
            each, _closed(place), now - timedelta(days=luck.randint(110, 360), minutes=luck.randint(0, 600)), luck, now
        )
        for place, each in enumerate(luck.sample(everything, EARLIER))
    ]
    luck.shuffle(everything)
    return [*earlier, *_latest(everything, now, luck)]


def _latest(everything: list[tuple[int, int, Thing]], now: datetime, luck: Random) -> Iterator[Visit]:
    """The last visit of each thing: the open ones end in the last days, the others in the last hundred."""
    left = dict(OPEN)
    for known in KNOWN.values():
        left[known] -= 1
    open_ones = [status for status, count in left.items() for _each in range(count)]
    for place, each in enumerate(everything):
        status = KNOWN.get(each[:2]) or (open_ones.pop() if open_ones else _closed(place))
        age = timedelta(days=luck.randint(12, 100), minutes=luck.randint(0, 600))
        if status in OPEN:
            longest = 34 if status == Status.READY else 3
            age = timedelta(hours=luck.randint(1, 24 * longest), minutes=luck.randint(1, 59))
        yield _visit(each, status, now - age, luck, now)


def _closed(place: int) -> Status:
    return Status.CANCELLED if place % CANCELLED_EVERY == 0 else Status.HANDED_OVER


def _visit(each: tuple[int, int, Thing], last: Status, end: datetime, luck: Random, now: datetime) -> Visit:
    customer, number, thing = each
    path = _path(last, luck)
    times = [_at_work(end)]
    for status in reversed(path[:-1]):
        times.append(_at_work(times[-1] - timedelta(hours=luck.choice(HOURS[status]), minutes=luck.randint(0, 40))))
    times.reverse()
    fault = luck.choice([fault for fault in FAULTS if thing.kind in fault.kinds.split()])
    promised = _promise(last, times[0], now, luck)
    return Visit(customer, number, thing, fault, tuple(zip(path, times, strict=True)), promised)


def _path(last: Status, luck: Random) -> list[Status]:
    if last == Status.BOOKED:
        return [Status.BOOKED]
    if last == Status.CANCELLED:
        return [Status.RECEIVED, Status.DIAGNOSIS, Status.AWAITING_APPROVAL, Status.CANCELLED]
    maybe = {Status.AWAITING_APPROVAL: 0.5, Status.AWAITING_PARTS: 0.3, Status.QUALITY_CHECK: 0.3}
    full = [status for status in Status if status not in {Status.BOOKED, Status.CANCELLED}]
    return [status for status in full[: full.index(last) + 1] if status == last or luck.random() < maybe.get(status, 1)]


def _promise(last: Status, received: datetime, now: datetime, luck: Random) -> datetime | None:
    """When it was to be ready; of the open ones some are late, some are for today, and some have no date."""
    if last == Status.BOOKED:
        return _clock(now + timedelta(days=luck.choice((0, 0, 1, 2))), luck.choice((10, 12, 15, 16)))
    if last in OPEN and last != Status.READY:
        days = luck.choice((-2, 0, 0, 1, 1, 2, 3, 5, None))
        return None if days is None else _clock(max(now + timedelta(days=days), received), luck.choice((17, 18)))
    return _clock(received + timedelta(days=luck.randint(2, 5)), 17)


def _clock(day: datetime, hour: int) -> datetime:
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def _at_work(moment: datetime) -> datetime:
    """The moment itself, or the last one before it at which the shop was open."""
    if moment.hour < OPENS:
        moment = _clock(moment - timedelta(days=1), CLOSES - 1) + timedelta(minutes=moment.minute)
    elif moment.hour >= CLOSES:
        moment = _clock(moment, CLOSES - 1) + timedelta(minutes=moment.minute)
    return moment - timedelta(days=1) if moment.weekday() == SUNDAY else moment
