"""What this app knows of a customer: the devices. One on which others have orders stays, without an owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import ngettext

from core import dossier
from devices.models import Device

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from customers.models import Customer


class DevicePart(dossier.Part):
    key = "devices"
    position = 20
    covers = ("devices.Device",)

    def counts(self, customer: Customer) -> list[dossier.Count]:
        number = self._going(customer).count()
        return [dossier.Count(ngettext("device", "devices", number), number)]

    def _going(self, customer: Customer) -> QuerySet[Device]:
        orders: Any = Device._meta.get_field("work_orders").related_model
        wanted_by_others = orders.objects.filter(device__owner=customer).exclude(customer=customer)
        return Device.objects.filter(owner=customer).exclude(pk__in=wanted_by_others.values("device"))

    def dump(self, customer: Customer) -> dict[str, Any]:
        going = self._going(customer)
        staying = Device.objects.filter(owner=customer).exclude(pk__in=going.values("pk"))
        return {
            "owner": customer.pk,
            "devices": dossier.rows_of(going),
            "staying": list(staying.values_list("pk", flat=True)),
        }

    def erase(self, customer: Customer) -> None:
        """By now the customer's own orders are gone: a device that still has one is another customer's concern too."""
        Device.objects.filter(owner=customer).exclude(work_orders=None).update(owner=None)
        Device.objects.filter(owner=customer).delete()

    def restore(self, dumped: dict[str, Any]) -> None:
        dossier.bring_back(Device, dumped["devices"])
        Device.objects.filter(pk__in=dumped["staying"], owner=None).update(owner=dumped["owner"])

    def panel(self, customer: Customer, user: User) -> dict[str, Any]:
        if not user.has_perm("devices.view_device"):
            return {}
        return {"devices": list(customer.devices.order_by("-last_activity_at", "-pk"))}


dossier.register(DevicePart())
