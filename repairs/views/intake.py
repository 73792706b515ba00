"""The intake: one page, one save. Choosing a customer or a device only draws the page again, with everything that is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.fields import carry
from core.http import is_fragment, needs, staff
from core.locks import Gone
from core.nonces import UsedOtherwise
from core.shop import current_shop
from devices import filling
from devices.actions import HeldByAnother
from devices.where import imei_hint
from repairs import checklists, drafts, seen, uploads
from repairs.actions import receive_device
from repairs.bookings import receive_booking
from repairs.intake_form import IntakeForm
from repairs.views import beginning, finding, intake_said
from repairs.views.shared import stands_at
from repairs.warranty import NoWarranty
from repairs.writing import NotAllowed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString

    from accounts.models import User
    from customers.models import Customer
    from devices.models import Device
    from repairs.models import WorkOrder

MOST_DEVICES = 12
IDENTIFIERS = ("imei", "imei2", "serial", "vin", "plate")
REFUSALS = (Gone, HeldByAnother, NoWarranty, UsedOtherwise, drafts.DraftGone)
ASKS = (
    "look",
    "find",
    "pick_customer",
    "pick_device",
    "pick_return",
    "redraw",
    "add_photo",
)  # buttons that only draw the page again


@needs("repairs.add_workorder")
@require_http_methods(["GET", "HEAD", "POST"])
def intake(request: HttpRequest) -> HttpResponse:
    if not current_shop().is_set_up:  # a receipt without a shop on it, and amounts in nobody's currency
        messages.error(request, _("First say whose shop this is: receipts need its name, and prices its currency."))
        return redirect("start")
    if request.method != "POST":
        return _opened(request)
    return _drawn_again(request) if _only_asks(request) else _saved(request)


@needs("repairs.add_workorder")
@require_GET
def intake_customers(request: HttpRequest) -> HttpResponse:
    """The customers found while somebody types."""
    query = request.GET.get("q", "")
    if not is_fragment(request):
        return redirect(reverse("intake", query={"q": query} if query else None))
    return render(request, "repairs/intake.html#hits", {"query": query, **finding.looked_up(query)})


@needs("repairs.add_workorder")
@require_http_methods(["GET", "HEAD", "POST"])
def intake_device(request: HttpRequest) -> HttpResponse:
    """What the identifiers tell, while they are typed: only the small parts beside the fields are drawn again."""
    if not is_fragment(request):
        return redirect("intake")
    typed = request.POST.dict() if request.method == "POST" else request.GET.dict()
    filled = filling.fill(typed)
    form = _form(typed | filled)
    asked_by = request.headers.get("HX-Trigger-Name", "")
    context = _context(request, form, typed=typed | filled)
    context |= {"filled": filled, "changed": asked_by if asked_by in (*IDENTIFIERS, "brand") else ""}
    return render(request, "repairs/_intake_device.html", context)


def _opened(request: HttpRequest) -> HttpResponse:
    draft = drafts.of(staff(request), request.GET.get("draft", ""))
    typed, notes = (drafts.typed_in(draft), []) if draft else beginning.asked_for(request.GET)
    notes += finding.let_go(typed)
    typed |= beginning.device_in_form(typed)
    query = request.GET.get("q", "")
    context = _context(request, _form(typed), typed=typed, query=query)
    waiting = [] if draft or any(typed.values()) else drafts.offers(staff(request))
    return render(request, "repairs/intake.html", context | {"notes": notes, "waiting": waiting})


def _form(typed: Mapping[str, str]) -> IntakeForm:
    standing, booked = finding.device_of(typed.get("device", "")), beginning.booked(typed.get("booking", ""))
    return IntakeForm(initial=typed, standing=standing, booked=booked)


def _only_asks(request: HttpRequest) -> bool:
    return any(name in request.POST for name in ASKS)


def _drawn_again(request: HttpRequest) -> HttpResponse:
    typed = request.POST.dict()
    if "pick_customer" in typed:
        typed |= {"customer": typed["pick_customer"], "device": "", "q": ""}
    if "pick_device" in typed:
        typed |= finding.with_owner(typed["pick_device"], typed.get("customer", ""))
    if "pick_return" in typed:
        typed |= beginning.returned(typed, typed["pick_return"])
    if "look" in typed and not typed.get("customer"):
        typed |= finding.entered(typed, sure=is_fragment(request))
    notes = [*finding.let_go(typed), *_photo_sent(request, typed)]
    typed |= beginning.device_in_form(typed)
    typed |= filling.fill(typed)
    if typed.get("checks_of") != (typed.get("device_kind") or "phone"):
        typed = {name: value for name, value in typed.items() if not name.startswith("check-")}
    template = "repairs/intake.html#form" if is_fragment(request) else "repairs/intake.html"
    context = _context(request, _form(typed), typed=typed, query=typed.get("q", ""))
    return render(request, template, context | {"notes": notes})


def _photo_sent(request: HttpRequest, typed: dict[str, str]) -> list[str]:
    """Photos that came with the page itself, from a browser without script; says what is wrong with them."""
    if "add_photo" not in request.POST:
        return []
    draft = drafts.keep(staff(request), typed.get("draft", ""), typed) or drafts.begin(staff(request))
    typed["draft"] = str(draft.pk)
    return uploads.added(request, draft)


def _saved(request: HttpRequest) -> HttpResponse:
    user, number = staff(request), request.POST.get("booking", "")
    booked = beginning.booked(number)
    if number and not booked:
        return _booked_no_more(request, number)
    form = _sent(request, booked)
    if form.is_valid() and form.cleaned_data["deposit"] and not user.has_perm("repairs.take_payment"):
        form.add_error("deposit", _("Your role does not include taking money. Ask a manager."))
    if not form.is_valid():
        return _refused(request, form)
    try:
        order = _receive(form, booked, by=user)
    except NotAllowed:
        return _booked_no_more(request, number)
    except REFUSALS as refused:
        held = refused.devices if isinstance(refused, HeldByAnother) else []
        return _refused(request, form, *_why(form, refused), held=held)
    messages.success(request, intake_said.received(order))
    intake_said.warn(request, order.device)
    if "then_next" in request.POST:
        return redirect(reverse("intake", query={"customer": order.customer.number}))
    return redirect(order)


def _receive(form: IntakeForm, booked: WorkOrder | None, *, by: User) -> WorkOrder:
    intake, nonce = form.intake(draft=drafts.key_of(form.cleaned_data["draft"])), form.cleaned_data["nonce"]
    if booked:
        return receive_booking(number=booked.number, intake=intake, by=by, nonce=nonce)
    return receive_device(intake=intake, by=by, nonce=nonce)


def _why(form: IntakeForm, refused: Exception) -> list[str]:
    """What is said of it; the form carries what makes sending it again a decision."""
    match refused:
        case Gone():
            return [finding.not_there(str(refused))]
        case NoWarranty():
            carry(form, warranty_of="")
            return [beginning.no_warranty(str(refused))]
        case drafts.DraftGone():
            carry(form, draft="", nonce=uuid4())
            return [_("This draft was received or thrown away meanwhile. Send it again to make an order all the same.")]
        case UsedOtherwise():
            carry(form, nonce=uuid4())
            return [_sent_before(refused.result)]
    return []


def _sent(request: HttpRequest, booked: WorkOrder | None) -> IntakeForm:
    """The form as sent; whose a booking is and of which device is not asked again."""
    sent = request.POST.copy()
    if booked:
        sent["customer"], sent["device"] = booked.customer.number, booked.device.number
    return IntakeForm(sent, standing=finding.device_of(sent.get("device", "")), booked=booked)


def _booked_no_more(request: HttpRequest, number: str) -> HttpResponse:
    """Somebody was quicker, or it was received by the first of two clicks; one that was deleted lets the form live on without it."""
    order = finding.order_of(number)
    if order is None:
        return _refused(request, _sent(request, None))
    messages.error(request, stands_at(order.number, order.status))
    return redirect(order)


def _refused(request: HttpRequest, form: IntakeForm, *notes: str, held: list[Device] | None = None) -> HttpResponse:
    typed = dict(form.data.items())
    missing = finding.let_go(typed)
    draft = drafts.keep(staff(request), typed.get("draft", ""), typed)
    carry(form, **{name: typed.get(name, "") for name, _find in finding.FIND}, draft=draft.pk if draft else "")
    context = _context(request, form, typed=typed | {"draft": str(draft.pk if draft else "")}, query=typed.get("q", ""))
    more = {"notes": dict.fromkeys([*notes, *missing]), "held": held or []}
    return render(request, "repairs/intake.html", context | more)


def _context(request: HttpRequest, form: IntakeForm, *, typed: Mapping[str, str], query: str = "") -> dict[str, Any]:
    customer, device = finding.customer_of(typed.get("customer", "")), finding.device_of(typed.get("device", ""))
    form.warnings = seen.warnings(typed)  # type: ignore[attr-defined]
    form.fields["imei"].help_text = imei_hint(typed.get("brand", ""))
    draft = drafts.of(staff(request), typed.get("draft", ""))
    found = {} if customer or not query else finding.looked_up(query)
    booking = beginning.booked(typed.get("booking", ""))
    devices = [] if booking else _choice(customer, device)
    focus = _focus(typed, customer=customer, device=device, devices=devices)
    if focus in form.fields and not form.is_bound:
        form.fields[focus].widget.attrs["data-autofocus"] = True
    return {
        "focus": "" if form.is_bound else focus,
        "form": form,
        "booking": booking,
        "customer": customer,
        "device": device,
        "devices": devices,
        "elsewhere": bool(device and customer and device.owner_id and device.owner_id != customer.pk),
        "query": query,
        "kind": form.thing_kind,
        "checks": checklists.asked(form.thing_kind, typed),
        "photos": list(draft.photos.all()) if draft else [],
        "draft": draft,
        "checked": seen.checked(typed),
        "of_vin": filling.of_vin(typed.get("vin", "")),
        "seen": seen.before(typed, customer=customer, chosen=device, booking=booking),
        **found,
    }


def _focus(typed: Mapping[str, str], *, customer: Customer | None, device: Device | None, devices: list[Device]) -> str:
    """What comes next: the customer, then the device, then the fault."""
    if not customer:
        return "phone" if typed.get("last_name") and not typed.get("phone") else "q"
    if device or typed.get("model"):
        return "reported_fault"
    return "device" if devices else "device_kind"


def _choice(customer: Customer | None, chosen: Device | None) -> list[Device]:
    """The customer's devices, latest first, and the one chosen from elsewhere."""
    own = list(customer.devices.order_by("-last_activity_at", "-pk")[:MOST_DEVICES]) if customer else []
    return own if chosen is None or chosen in own else [chosen, *own]


def _sent_before(number: str) -> SafeString | str:
    if not finding.order_of(number):
        return _(
            "This form was already sent once and made %(number)s, which was deleted since. Send it again to make another."
        ) % {"number": number}
    url = reverse("order_page", args=[number])
    made = format_html('<a href="{}">{}</a>', url, number)
    sentence = _("This form was already sent once and made {}. Send it again to make another.")
    return format_html(sentence, made)
