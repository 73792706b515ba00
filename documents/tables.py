"""The list of documents: its columns and its orders."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core import saved
from core.listing import Column, Sort

NEWEST = Sort(key="newest", label=_("Newest first"), columns=("issued_at", "id"), descending=True)
COLUMNS = (
    Column(key="number", label=_("Number"), css="col-order", is_fixed=True),
    Column(key="kind", label=_("Kind"), css="col-status"),
    Column(key="customer", label=_("Customer")),
    Column(key="device", label=_("Device")),
    Column(key="order", label=_("Work order"), css="col-order"),
    Column(key="issued", label=_("Issued"), css="col-date", sort="newest"),
    Column(key="amount", label=_("Amount"), css="col-money money", is_money=True),
    Column(key="standing", label=_("Corrections"), css="col-status", is_usual=False),
    Column(key="identifiers", label=_("Identifiers"), is_usual=False),
    Column(key="by", label=_("By"), is_usual=False),
    Column(key="language", label=_("Language"), css="col-number", is_usual=False),
    Column(key="customer_number", label=_("Customer's number"), css="col-number", is_usual=False),
)
LIST = saved.Listed(
    page="document_list",
    title=_("Documents"),
    permission="documents.view_document",
    columns=COLUMNS,
    sorts=(NEWEST,),
    template="documents/document_list.html",
    hint=_("Name, number, IMEI…"),
)
saved.register(LIST)
