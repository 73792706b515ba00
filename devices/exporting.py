"""The list of devices as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from core import listing
from core.export import Export, Field, Refused, Shape, of_model, register
from customers.models import Customer
from customers.relations import work_orders
from devices import tables
from devices.filters import DeviceFilter
from devices.models import Device, kinds

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import QueryDict

    from accounts.models import User

NAMES = (
    "number", "external_number", "kind", "brand", "model", "colour", "imei", "imei2", "serial", "vin", "plate", "body_number", "engine",
    "trim", "mileage", "purchased_on", "warranty_until", "note", "created_at", "last_activity_at",
)  # fmt: skip


def fields() -> list[Field]:
    words = {code: str(kind) for code, kind in kinds().items()}
    return [*of_model(Device, *NAMES, words={"kind": words}), *_owner()]


def shown() -> dict[str, list[Field]]:
    of_record = {field.key: field for field in fields()}
    keys = {
        "device": ("brand", "model", "owner_name"),
        "number": ("number",),
        "identifiers": ("imei", "serial", "vin", "plate"),
        "activity": ("last_activity_at",),
        "plate": ("plate",),
        "colour": ("colour",),
        "owner_number": ("owner_number",),
    }
    chosen = {column: [of_record[key] for key in several] for column, several in keys.items()}
    chosen["open"] = [Field(key="open", head=_("open orders"), value=_open_orders(), shape=Shape.NUMBER)]
    return chosen


def rows(query: QueryDict, _user: User) -> QuerySet[Device]:
    chosen = DeviceFilter(query)
    if not chosen.is_valid():
        raise Refused
    return chosen.rows().order_by(*listing.chosen_sort(query, tables.LIST.sorts).order())


def _owner() -> list[Field]:
    number = str(Customer._meta.get_field("number").verbose_name)
    return [
        Field(key="owner_number", head=_("owner: %(what)s") % {"what": number}, value=F("owner__number")),
        Field(key="owner_name", head=_("owner"), value=F("owner__name")),
    ]


def _open_orders() -> Any:
    of_device = work_orders().open().filter(device=OuterRef("pk")).order_by().values("device")
    return Coalesce(Subquery(of_device.annotate(count=Count("pk")).values("count")), 0)


register(
    Export(
        page="device_list",
        name="devices",
        verb="devices_exported",
        permission="devices.export_device",
        rows=rows,
        fields=fields,
        shown=shown,
    )
)
