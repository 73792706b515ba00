"""What this app knows of a customer: the work orders and their moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import dossier
from repairs.models import StatusMove, WorkOrder
from repairs.states import Status

if TYPE_CHECKING:
    from accounts.models import User
    from customers.models import Customer


MOST_LISTED = 200


class RepairPart(dossier.Part):
    key = "repairs"
    position = 30
    covers = ("repairs.WorkOrder", "repairs.StatusMove")

    def counts(self, customer: Customer) -> list[dossier.Count]:
        number = customer.work_orders.count()
        return [dossier.Count(ngettext("work order", "work orders", number), number)]

    def goes(self, customer: Customer) -> list[dossier.Row]:
        orders = customer.work_orders.select_related("device").order_by(
            F("closed_at").desc(nulls_first=True), "-received_at"
        )
        return [
            dossier.Row(
                order.number,
                ", ".join(part for part in (order.device.title, order.reported_fault) if part),
                order.get_absolute_url(),
                order.status,
                Status(order.status).label,
            )
            for order in orders
        ]

    def blockers(self, customer: Customer) -> list[dossier.Blocker]:
        return [
            dossier.Blocker(
                key=order.number,
                title=_("%(order)s is still open.") % {"order": order.number},
                text=f"{order.device.title}, {Status(order.status).label}",
            )
            for order in WorkOrder.objects.open().filter(customer=customer).select_related("device").order_by("number")
        ]

    def dump(self, customer: Customer) -> dict[str, Any]:
        return {
            "orders": dossier.rows_of(WorkOrder.objects.filter(customer=customer)),
            "moves": dossier.rows_of(StatusMove.objects.filter(work_order__customer=customer)),
        }

    def erase(self, customer: Customer) -> None:
        StatusMove.objects.filter(work_order__customer=customer).delete()
        WorkOrder.objects.filter(customer=customer).delete()

    def restore(self, dumped: dict[str, Any]) -> None:
        dossier.bring_back(WorkOrder, dumped["orders"])
        dossier.bring_back(StatusMove, dumped["moves"])

    def panel(self, customer: Customer, user: User) -> dict[str, Any]:
        if not user.has_perm("repairs.view_workorder"):
            return {}
        orders = customer.work_orders.select_related("device", "technician").order_by("-received_at", "-pk")
        listed = list(orders[:MOST_LISTED])
        return {"orders": listed, "orders_count": len(listed) if len(listed) < MOST_LISTED else orders.count()}


dossier.register(RepairPart())
