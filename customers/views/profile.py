from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, Q
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import dossier, history, listing
from core.http import needs, staff
from core.listing import Sort
from core.locks import Gone
from customers import actions, checks
from customers.forms import NoteForm, WrittenForm
from customers.models import ActiveMode, Consent, Customer, CustomerContact, Label
from customers.notes import CALLS
from customers.views.gone import gone

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from core.models import Event

FIRST_LINES = 6
FIRST_ORDERS = 5
FIRST_DEVICES = 12
MOST_NOTES = 50
FILTERS = ("messages", "money", "changes", "calls")
BY_TIME = Sort(key="newest", label="", columns=("at", "id"), descending=True)


@needs("customers.view_customer")
@require_safe
def customer_profile(request: HttpRequest, number: str) -> HttpResponse:
    return profile_page(request, number)


def profile_page(
    request: HttpRequest,
    number: str,
    *,
    written: WrittenForm | None = None,
    note_form: tuple[int, NoteForm] | None = None,
) -> HttpResponse:
    """The page; with a form on it that was sent and is not right yet."""
    customer = with_everything(number)
    if customer is None:
        return gone(request, number)
    context = {
        "customer": customer,
        "address": customer.address_lines,
        "warnings": checks.warnings_of(customer),
        "consents": _consents(customer),
        "notes": _notes(request, customer, note_form),
        "written": written or WrittenForm(),
    }
    for part in dossier.parts():
        context.update(part.panel(customer, staff(request)))
    context.update(work_of(context, everything=request.GET.get("orders") == "all"))
    if request.user.has_perm("core.view_event"):
        context.update(_timeline(customer, request.GET.get("show", "")))
    return render(request, "customers/customer_profile.html", context)


@needs("customers.view_customer", "core.view_event")
@require_safe
def customer_timeline(request: HttpRequest, number: str) -> HttpResponse:
    customer = with_everything(number)
    if customer is None:
        return gone(request, number)
    chosen = request.GET.get("show", "")
    page = listing.page(request.GET, _shown(history.of_customer(customer.numbers), chosen), (BY_TIME,))
    context = {
        "show": chosen if chosen in FILTERS else "",
        "filters": _filters(),
        "customer": customer,
        "page": page,
        "lines": history.lines(page.rows),
        **listing.addresses(request.GET, page),
    }
    return render(request, "customers/customer_timeline.html", context)


@needs("customers.change_customer")
@require_POST
def customer_activity(request: HttpRequest, number: str) -> HttpResponse:
    mode = ActiveMode.AUTOMATIC if request.POST.get("mode") == ActiveMode.AUTOMATIC else ActiveMode.MANUAL
    is_active = request.POST.get("active") == "1"
    try:
        customer = actions.set_activity(number=number, mode=mode, is_active=is_active, by=staff(request))
    except Gone:
        return gone(request, number)
    said = _("%(customer)s is active now") if customer.is_active else _("%(customer)s is inactive now")
    messages.success(request, said % {"customer": customer})
    return redirect(customer)


def with_everything(number: str) -> Customer | None:
    links, consents = CustomerContact.objects.select_related("contact"), Consent.objects.select_related("noted_by")
    return (
        Customer.objects.select_related("responsible", "type", "price_type")
        .annotate(label_names=ArraySubquery(Label.objects.filter(customers=OuterRef("pk")).values("name")))
        .prefetch_related("phones", "aliases", Prefetch("consents", consents), Prefetch("contact_links", links))
        .defer("search")
        .filter(number=number)
        .first()
    )


def work_of(context: dict[str, Any], *, everything: bool) -> dict[str, Any]:
    """The work orders as the page shows them: open ones first, each device with its open order."""
    orders = context["all_orders"]() if everything and "all_orders" in context else context.get("orders", [])
    bought = context["all_bought"]() if everything and "all_bought" in context else context.get("bought", [])
    on_device = {order.device_id: order for order in reversed(orders) if order.is_open}
    devices, last_visit = context.get("devices", []), context.get("last_visit")
    return {
        "tiles": [(device, on_device.get(device.pk)) for device in devices[:FIRST_DEVICES]],
        "devices_left": max(0, len(devices) - FIRST_DEVICES),
        "everything": everything,
        "listed": orders if everything else orders[:FIRST_ORDERS],
        "bought": bought,
        "is_visit_past": bool(last_visit and timezone.localdate(last_visit) < timezone.localdate()),
    }


def _timeline(customer: Customer, chosen: str) -> dict[str, Any]:
    events = list(_shown(history.of_customer(customer.numbers), chosen)[: FIRST_LINES + 1])
    return {
        "lines": history.lines(events[:FIRST_LINES]),
        "has_more_lines": len(events) > FIRST_LINES,
        "show": chosen if chosen in FILTERS else "",
        "filters": _filters(),
    }


def _shown(events: QuerySet[Event], chosen: str) -> QuerySet[Event]:
    if chosen == "changes":
        return events.filter(Q(subject_kind__in=["customer", "device"]) & ~Q(verb__in=CALLS))
    verbs = list(CALLS) if chosen == "calls" else history.about(chosen)
    return events.filter(verb__in=verbs) if chosen in FILTERS else events


def _filters() -> list[tuple[str, str]]:
    names = (_("Messages"), _("Money"), _("Changes"), _("Calls and visits"))
    return [("", _("Everything")), *zip(FILTERS, names, strict=True)]


def _consents(customer: Customer) -> list[tuple[bool, str, Any, str]]:
    """Given and refused ones, those that one person noted on one day together."""
    noted: dict[tuple[bool, Any, str], list[str]] = {}
    for consent in customer.consents.all():
        day, by = timezone.localdate(consent.noted_at), str(consent.noted_by or "")
        noted.setdefault((consent.is_given, day, by), []).append(consent.get_channel_display())
    return [(given, ", ".join(channels), day, by) for (given, day, by), channels in sorted(noted.items(), reverse=True)]


def _notes(request: HttpRequest, customer: Customer, sent: tuple[int, NoteForm] | None) -> list[dict[str, Any]]:
    """The newest notes; a form with those that this person may change."""
    may, may_any = (request.user.has_perm(name) for name in ("customers.change_customer", "core.change_settings"))
    rows = []
    for note in customer.notes.select_related("by")[:MOST_NOTES]:
        may_change = may and (may_any or note.by_id == request.user.pk)
        is_sent = sent is not None and sent[0] == note.pk
        form = (
            NoteForm(prefix=f"note-{note.pk}", initial={"text": note.text, "version": note.version})
            if may_change
            else None
        )
        rows.append({"note": note, "form": sent[1] if sent and is_sent else form, "is_sent": is_sent})
    return rows
