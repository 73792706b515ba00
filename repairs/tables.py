"""The columns of the list of work orders."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.listing import Column

COLUMNS = (
    Column(key="device", label=_("Device and customer")),
    Column(key="number", label=_("Number"), css="col-order"),
    Column(key="status", label=_("Status"), css="col-status"),
    Column(key="promised", label=_("Promised"), css="col-when", sort="promise"),
    Column(key="technician", label=_("Technician"), css="col-tech"),
    Column(key="received", label=_("In"), css="col-date", sort="newest"),
    Column(key="cost", label=_("Cost"), css="col-money money"),
)
