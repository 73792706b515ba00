"""The list of work orders as a file."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Case, DecimalField, F, Q, Value, When
from django.db.models.functions import Concat, Greatest, Trim
from django.utils.translation import gettext as _

from core import listing
from core.export import Export, Field, Refused, Shape, full_name, of_model, register
from core.export.offers import MOST_TICKED
from core.shapes import LABELS
from repairs import tables
from repairs.filters import OrderFilter
from repairs.models import Outcome, WorkOrder
from repairs.states import Status

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import QueryDict

    from accounts.models import User

AMOUNT = DecimalField(max_digits=12, decimal_places=2)


def fields() -> list[Field]:
    is_known = ~Q(total=0) | Q(final_cost__isnull=False) | Q(outcome=Outcome.DECLINED)
    cost = Case(When(is_known, then=F("total")), default=F("estimated_cost"))
    title = Trim(Concat(F("device__brand"), Value(" "), F("device__model")))
    return [
        *of_model(WorkOrder, "number", "external_number", "slip_code"),
        _about("customer_number", _("customer's number"), F("customer__number")),
        _about("customer_name", _("customer"), F("customer__name")),
        _about("device_number", _("device's number"), F("device__number")),
        _about("device", _("device"), title),
        *[
            _about(name, head, F(f"device__{name}"))
            for name, head in (("imei", _("IMEI")), ("serial", _("serial number")))
        ],
        *[_about(name, head, F(f"device__{name}")) for name, head in (("vin", _("VIN")), ("plate", _("plate")))],
        *of_model(WorkOrder, "kind", "status", words={"status": LABELS}),
        Field(key="status_since", head=_("in its status since"), value="status_since", shape=Shape.MOMENT),
        *of_model(
            WorkOrder, "reported_fault", "condition", "accessories", "work_done", "estimated_cost", "diagnosis_fee"
        ),
        Field(key="cost", head=_("cost"), value=cost, shape=Shape.NUMBER),
        Field(key="paid", head=_("paid"), value="paid", shape=Shape.NUMBER),
        Field(key="owed", head=_("owed"), value=_owed(), shape=Shape.NUMBER),
        *of_model(WorkOrder, "promised_at", "received_at", "closed_at", "reminded_at", "warranty_until"),
        _about("technician", _("technician"), full_name("technician")),
        _about("received_by", _("received by"), full_name("received_by")),
    ]


def shown() -> dict[str, list[Field]]:
    of_record = {field.key: field for field in fields()}
    keys = {
        "device": ("device", "plate", "customer_name"),
        "number": ("number",),
        "status": ("status",),
        "promised": ("promised_at",),
        "technician": ("technician",),
        "received": ("received_at",),
        "cost": ("cost",),
        "since": ("status_since",),
        "warranty": ("warranty_until",),
        "reminded": ("reminded_at",),
        "owed": ("owed",),
        "kind": ("kind",),
        "fault": ("reported_fault",),
        "slip": ("slip_code",),
        "identifier": ("imei", "serial", "vin"),
        "customer_number": ("customer_number",),
        "out": ("closed_at",),
    }
    return {column: [of_record[key] for key in several] for column, several in keys.items()}


def rows(query: QueryDict, user: User) -> QuerySet[WorkOrder]:
    """The listed rows in the list's order, or of them only the ticked ones."""
    chosen = OrderFilter(query, user=user)
    if not chosen.is_valid():
        raise Refused
    found, ticked = chosen.rows(), query.getlist("row")[:MOST_TICKED]
    if ticked:
        found = found.filter(number__in=ticked)
    sorts = tables.sorts_of(chosen.shown, is_of_open=chosen.is_of_open)
    return tables.with_what_is_shown(found).order_by(*listing.chosen_sort(query, sorts).order())


def _about(key: str, head: str, value: Any) -> Field:
    return Field(key=key, head=head, value=value)


def _owed() -> Any:
    nothing = Value(Decimal("0.00"), output_field=AMOUNT)
    left = Greatest(F("total") - F("paid"), nothing, output_field=AMOUNT)
    return Case(When(status=Status.CANCELLED, then=nothing), default=left)


register(
    Export(
        page="order_list",
        name="orders",
        verb="orders_exported",
        permission="repairs.export_workorder",
        rows=rows,
        fields=fields,
        shown=shown,
    )
)
