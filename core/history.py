"""What happened: every deed writes one event in its own transaction; a timeline is a query over numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise  # noqa: TC002 - read at run time by dataclass users

from core import clock
from core.inserting import insert_together
from core.models import Event, EventDetail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db.models import QuerySet

    from accounts.models import User


@dataclass(frozen=True, kw_only=True)
class Verb:
    """How a deed reads in a timeline. `sentence` is formatted with the event's facts and its detail; `topic` is a filter that shows it."""

    code: str
    icon: str
    sentence: str | Promise
    words: Callable[[dict[str, Any]], dict[str, Any]] = dict
    topic: str = ""


DELETED, RESTORED = GOING = ("customer_deleted", "customer_restored")  # how a customer goes and comes back
VERBS: dict[str, Verb] = {}


def verbs(*declared: Verb) -> None:
    VERBS.update({verb.code: verb for verb in declared})


def about(topic: str) -> list[str]:
    """The verbs of that topic, whichever app declares them."""
    return [verb.code for verb in VERBS.values() if verb.topic == topic]


def record(  # noqa: PLR0913 - an event has that many sides, and every call names them
    verb: str,
    *,
    by: User | None,
    kind: str,
    number: str,
    customer: str = "",
    device: str = "",
    order: str = "",
    facts: dict[str, Any] | None = None,
    detail: dict[str, Any] | None = None,
) -> Event:
    """Write the event of a deed. `facts` holds codes and numbers only; personal text belongs into `detail`."""
    rows = unwritten(
        verb, by=by, kind=kind, number=number, customer=customer, device=device, order=order, facts=facts, detail=detail
    )
    insert_together(*rows)
    return rows[0]


def unwritten(  # noqa: PLR0913 - as above
    verb: str,
    *,
    by: User | None,
    kind: str,
    number: str,
    customer: str = "",
    device: str = "",
    order: str = "",
    facts: dict[str, Any] | None = None,
    detail: dict[str, Any] | None = None,
) -> tuple[Event, *tuple[EventDetail, ...]]:
    """The event of a deed that writes it together with its other rows; after it its detail, if it has one."""
    if verb not in VERBS:
        message = f"the verb {verb} is declared nowhere"
        raise KeyError(message)
    event = Event(
        at=clock.now(),
        verb=verb,
        actor=by,
        subject_kind=kind,
        subject_number=number,
        customer_number=customer,
        device_number=device,
        order_number=order,
        facts=facts or {},
    )
    return (event, EventDetail(event=event, data=detail)) if detail else (event,)


def of_customer(numbers: Iterable[str]) -> QuerySet[Event]:
    return _readable(Event.objects.filter(customer_number__in=list(numbers)))


def of_device(number: str) -> QuerySet[Event]:
    return _readable(Event.objects.filter(device_number=number))


def of_order(number: str) -> QuerySet[Event]:
    return _readable(Event.objects.filter(order_number=number))


def of_subject(number: str) -> QuerySet[Event]:
    return _readable(Event.objects.filter(subject_number=number))


def deletions(customer_numbers: Iterable[str]) -> dict[str, Event]:
    """For each customer number that is deleted now, the event that says when and by whom."""
    happened = (
        Event.objects.filter(verb__in=GOING, subject_number__in=set(customer_numbers))
        .select_related("actor")
        .order_by("at", "id")
    )
    last = {event.subject_number: event for event in happened}
    return {number: event for number, event in last.items() if event.verb == DELETED}


def _readable(events: QuerySet[Event]) -> QuerySet[Event]:
    return events.select_related("actor", "detail")


@dataclass(frozen=True)
class Line:
    event: Event
    icon: str
    text: str
    note: str


def lines(events: Iterable[Event]) -> list[Line]:
    """The events as sentences in the reader's language; what is missing after anonymising reads as a dash."""
    return [_line(event) for event in events]


def _line(event: Event) -> Line:
    verb = VERBS.get(event.verb) or Verb(code=event.verb, icon="circle", sentence=event.verb)
    personal = event.detail.data if hasattr(event, "detail") else {}
    words = {"number": event.subject_number, "order": event.order_number, **event.facts, **personal}
    told = _Dashes(verb.words(words))
    return Line(event, verb.icon, str(verb.sentence).format_map(told), told.get("note", ""))


class _Dashes(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"
