"""The list of devices: its columns and its orders."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core import saved
from core.listing import Column, Sort

ACTIVITY = Sort(key="activity", label=_("Last activity"), columns=("last_activity_at", "id"), descending=True)
COLUMNS = (
    Column(key="device", label=_("Device"), is_fixed=True),
    Column(key="number", label=_("Number"), css="col-number"),
    Column(key="identifiers", label=_("Identifiers")),
    Column(key="open", label=_("Open order"), css="col-status"),
    Column(key="activity", label=_("Last activity"), css="col-date", sort="activity"),
    Column(key="plate", label=_("Plate"), css="col-number", is_usual=False),
    Column(key="colour", label=_("Colour"), css="col-date", is_usual=False),
    Column(key="owner_number", label=_("Owner's number"), css="col-number", is_usual=False),
)
LIST = saved.Listed(
    page="device_list",
    title=_("Devices"),
    permission="devices.view_device",
    columns=COLUMNS,
    sorts=(ACTIVITY,),
    template="devices/device_list.html",
    css="two-line",
    hint=_("Model, IMEI, plate, owner…"),
)
saved.register(LIST)
