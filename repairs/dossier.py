"""What this app knows of a customer: the work orders and all that hangs on them."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import dossier, phrases
from core.models import BinEntry
from devices.actions import lock_devices
from devices.dossier import going, redacted
from devices.models import Device
from repairs import oldbins, parts, shown
from repairs.models import (
    EstimateLine,
    IntakeDraft,
    Loan,
    OrderNote,
    Payment,
    Photo,
    Question,
    Signature,
    StatusMove,
    WorkOrder,
)
from repairs.states import Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import User
    from customers.models import Customer


MOST_NAMED = 20
KEPT_TEXTS = (
    "number",
    "external_number",
    "slip_code",
    "secret",
    "kind",
    "status",
    "outcome",
)  # not emptied by anonymising


class RepairPart(dossier.Part):
    key = "repairs"
    position = 30
    covers = ("repairs.WorkOrder", *(model._meta.label for model in parts.CHILDREN.values()))

    def counts(self, customer: Customer) -> list[dossier.Count]:
        photos, payments = (parts.of_customer(model, customer).count() for model in (Photo, Payment))
        around = (
            dossier.Count(ngettext("photo", "photos", photos), photos),
            dossier.Count(ngettext("payment", "payments", payments), payments),
        )
        return [*self.moves(customer), *(count for count in around if count.number)]

    def goes(self, customer: Customer) -> dossier.Listed:
        orders = customer.work_orders.select_related("device").order_by(
            F("closed_at").desc(nulls_first=True), "-received_at"
        )
        return dossier.listed(orders, _row)

    def blockers(self, customer: Customer) -> list[dossier.Blocker]:
        """Each open order by itself; of very many, the first by themselves and the rest together."""
        orders = WorkOrder.objects.open().filter(customer=customer).select_related("device").order_by("number")
        named = [_blocker(order) for order in orders[:MOST_NAMED]]
        left = orders.count() - MOST_NAMED if len(named) == MOST_NAMED else 0
        return [*named, *([_blocker_of_the_rest(left)] if left else []), *_money_blockers(customer)]

    def dump(self, customer: Customer) -> dict[str, Any]:
        """The devices of the orders too: one that is another's by now may be gone when the orders come back."""
        orders = WorkOrder.objects.filter(customer=customer)
        others = Device.objects.filter(pk__in=orders.values("device")).exclude(pk__in=going(customer).values("pk"))
        return {
            "devices": dossier.rows_of(others),
            "orders": dossier.rows_of(orders),
            **{name: dossier.rows_of(parts.of_customer(model, customer)) for name, model in parts.CHILDREN.items()},
        }

    def erase(self, customer: Customer) -> None:
        # By keys: a subquery over rows the planner has no statistics of yet took minutes for a thousand orders.
        orders = list(customer.work_orders.values_list("pk", flat=True))
        parts.erase_children(orders)
        WorkOrder.objects.filter(pk__in=orders).delete()

    def restore(self, dumped: dict[str, Any]) -> None:
        keys = {row["device_id"] for row in dumped["orders"]}
        lock_devices(keys)
        devices = dumped.get("devices") or _devices_in_bin(keys)
        dossier.bring_back(Device, [{**row, "owner_id": None} for row in devices], unless_there=True)
        lock_devices(keys)
        oldbins.bring_back(dumped["orders"])
        for name, model in parts.CHILDREN.items():
            dossier.bring_back(model, dumped.get(name, []))

    def moves(self, other: Customer) -> list[dossier.Count]:
        number = other.work_orders.count()
        return [dossier.Count(ngettext("work order", "work orders", number), number)]

    def move(self, kept: Customer, other: Customer) -> dict[str, Any]:
        orders = WorkOrder.objects.filter(customer=other)
        keys = list(orders.order_by("pk").values_list("pk", flat=True))
        orders.update(customer=kept)
        return {"orders": keys}

    def undo(self, moved: dict[str, Any], kept: Customer, other: Customer) -> list[str]:
        orders = WorkOrder.objects.filter(pk__in=moved["orders"], customer=kept)
        missing = len(moved["orders"]) - orders.update(customer=other)
        return [ngettext("%(n)d work order", "%(n)d work orders", missing) % {"n": missing}] if missing else []

    def redacts(self, customer: Customer) -> list[dossier.Count]:
        number = customer.work_orders.count()
        return [dossier.Count(ngettext("work order's texts", "work orders' texts", number), number)]

    def redact(self, customer: Customer) -> None:
        orders = WorkOrder.objects.filter(customer=customer)
        empty: dict[str, Any] = dict.fromkeys(dossier.texts_of(WorkOrder, keep=KEPT_TEXTS), "")
        told: dict[str, Any] = {"reported_fault": "—", "contact": None, "checklist": [], "version": F("version") + 1}
        orders.update(**{**empty, **told})
        _redact_children(customer)
        IntakeDraft.objects.filter(data__customer__in=customer.numbers).delete()
        _redact_in_bin(list(customer.devices.values_list("pk", flat=True)))

    def forget(self, dumped: dict[str, Any]) -> list[str]:
        own = dumped.get("devices", {})
        _redact_in_bin([*own.get("staying", []), *(row["id"] for row in own.get("devices", []))])
        return []

    def export(self, customer: Customer) -> dict[str, Any]:
        """Devices that are another's by now are their owner's to know."""
        return {name: rows for name, rows in self.dump(customer).items() if name != "devices"}

    def files(self, customer: Customer) -> Iterator[tuple[str, bytes | None]]:
        photos = Photo.objects.filter(work_order__customer=customer).select_related("work_order").order_by("pk")
        for position, photo in enumerate(photos, start=1):
            yield f"photos/{photo.work_order}-{position}{PurePath(str(photo.file)).suffix}", _read(photo)

    def panel(self, customer: Customer, user: User) -> dict[str, Any]:
        return shown.work_of(customer) if user.has_perm("repairs.view_workorder") else {}


def _read(photo: Photo) -> bytes | None:
    try:
        with photo.file.open("rb") as file:
            data: bytes = file.read()
    except OSError:
        return None
    return data


def _redact_children(customer: Customer) -> None:
    """What was done and charged stays; what somebody wrote, signed or photographed goes."""
    for written in (OrderNote, Question, Photo, Signature):
        parts.of_customer(written, customer).delete()
    for noted in (StatusMove, Payment, Loan):
        parts.of_customer(noted, customer).exclude(note="").update(note="")
    parts.of_customer(EstimateLine, customer).exclude(answered_by="").update(answered_by="")


def _devices_in_bin(keys: set[int]) -> list[dict[str, Any]]:
    """Devices that are gone, as they lie in the bin with another customer: the first two formats did not keep them with the orders."""
    gone = keys - set(Device.objects.filter(pk__in=keys).values_list("pk", flat=True))
    found = {
        key: row
        for key in gone
        for entry in BinEntry.objects.filter(content__devices__devices__contains=[{"id": key}])
        for row in entry.parts()["devices"]["devices"]
        if row["id"] == key
    }
    return list(found.values())


def _redact_in_bin(keys: list[int]) -> None:
    """The devices also lie in the bin with the orders of whoever had them before."""
    for key in keys:
        same = BinEntry.objects.select_for_update(of=("self",)).filter(
            content__repairs__devices__contains=[{"id": key}]
        )
        for entry in same:
            for row in entry.content["repairs"]["devices"]:
                if row["id"] == key:
                    row.update(redacted())
            entry.save(update_fields=["content"])


def _text(order: WorkOrder) -> str:
    return ", ".join(part for part in (order.device.title, order.reported_fault) if part)


def _row(order: WorkOrder) -> dossier.Row:
    status = Status(order.status)
    return dossier.Row(order.number, _text(order), order.get_absolute_url(), order.status, status.label)


def _blocker(order: WorkOrder) -> dossier.Blocker:
    return dossier.Blocker(
        key=order.number,
        title=_("%(order)s is still open.") % {"order": order.number},
        text=f"{order.device.title}, {Status(order.status).label}",
    )


def _blocker_of_the_rest(number: int) -> dossier.Blocker:
    title = ngettext("%(n)d more work order is still open.", "%(n)d more work orders are still open.", number) % {
        "n": number
    }
    return dossier.Blocker(key=f"{number}-more", title=title, text="")


def _money_blockers(customer: Customer) -> list[dossier.Blocker]:
    """A debt, and money held for work that is not done yet."""
    found = []
    if customer.debt > 0:
        title = _("%(amount)s is still owed.") % {"amount": phrases.price(customer.debt)}
        found.append(dossier.Blocker(key="debt", title=title, text=_("Orders handed over and not paid.")))
    if customer.deposits > 0:
        title = _("%(amount)s was paid in advance.") % {"amount": phrases.price(customer.deposits)}
        found.append(dossier.Blocker(key="deposits", title=title, text=_("Deposits on orders still open.")))
    return found


dossier.register(RepairPart())
