"""What lies on the demo's bench today: notes, questions, a clock that runs, a device lent out, customers reminded."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from accounts.models import User
from core import clock
from repairs import lending, talking, working
from repairs.models import WorkOrder
from repairs.states import Status
from repairshop.demo import photographs

if TYPE_CHECKING:
    from datetime import datetime

LOANS = (("Samsung Galaxy A14", "351044630482754"), ("Nokia 105", ""), ("Lenovo ThinkPad L13", "PF-2XK41Q"))


def lay_out(now: datetime) -> None:
    """Everything happened within the last two hours before `now`."""
    staff = {user.username: user for user in User.objects.all()}
    for place, (name, identifiers) in enumerate(LOANS):
        fields: dict[str, str | bool] = {"name": name, "identifiers": identifiers, "note": "", "is_active": True}
        device = lending.save_loan_device(key=None, fields=fields, version=0, by=staff["maria"])
        if place == 0:
            _lend(device.pk, staff["ioana"], now)
    photographs.take(staff["radu"], now)
    _work(staff["radu"], now)
    _ask(staff["viorel"], now)
    with clock.at(now - timedelta(minutes=20)):
        for number in _numbers(Status.READY)[:2]:
            talking.note_reminder(number=number, seen=0, by=staff["ioana"])


def _lend(device: int, by: User, now: datetime) -> None:
    [number, *_others] = _numbers(Status.AWAITING_PARTS)
    with clock.at(now - timedelta(minutes=110)):
        lending.lend(number=number, device=device, note="", by=by)
        talking.note_order(
            number=number, text="Piesa este comandată și sosește vineri. Vă sunăm.", is_public=True, by=by
        )


def _work(by: User, now: datetime) -> None:
    numbers = _numbers(Status.IN_REPAIR, by)
    for place, number in enumerate(numbers[:2]):
        with clock.at(now - timedelta(minutes=95 - 50 * place)):
            working.start_work(number=number, by=by)


def _ask(by: User, now: datetime) -> None:
    numbers = _numbers(Status.IN_REPAIR, by) or _numbers(Status.DIAGNOSIS)
    with clock.at(now - timedelta(minutes=40)):
        talking.ask_question(number=numbers[0], text="Clientul dorește și schimbarea bateriei?", by=by)
        talking.note_order(number=numbers[0], text="Carcasa este îndoită în colț.", is_public=False, by=by)


def _numbers(status: Status, technician: User | None = None) -> list[str]:
    orders = WorkOrder.objects.filter(status=status).order_by("pk")
    mine = orders.filter(technician=technician) if technician else orders
    return list(mine.values_list("number", flat=True))
