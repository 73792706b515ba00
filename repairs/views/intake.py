"""The intake: one page, one save. Choosing a customer or a device only draws the page again, with everything that is typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core import search
from core.fields import carry
from core.folding import compact
from core.http import is_fragment, needs, staff
from core.locks import Gone
from core.nonces import UsedOtherwise
from core.patience import Slow, a_second
from core.shop import current_shop
from customers.models import Customer, Form
from devices import own_fields
from devices.actions import HeldByAnother, same_identifier
from devices.models import Device
from devices.where import imei_hint
from repairs import checklists, drafts, seen, uploads
from repairs.actions import receive_device
from repairs.intake_form import DEVICE_FIELDS, IntakeForm
from repairs.views import intake_said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString

NUMBER = re.compile(r"^[A-Z0-9][A-Z0-9-]{2,39}\Z")
MOST_HITS = 6
SHORTEST_IDENTIFIER = 4
MOST_DEVICES = 12
IDENTIFIERS = ("imei", "imei2", "serial", "vin", "plate")
ASKS = ("look", "find", "pick_customer", "pick_device", "redraw", "add_photo")  # buttons that only draw the page again
IN_LIST_ORDER = ("-is_active", "-last_activity_at", "-id")


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
    return render(request, "repairs/intake.html#hits", {"query": query, **_hits(query)})


@needs("repairs.add_workorder")
@require_http_methods(["GET", "HEAD", "POST"])
def intake_device(request: HttpRequest) -> HttpResponse:
    """What the identifiers tell, while they are typed: only the small parts beside the fields are drawn again."""
    if not is_fragment(request):
        return redirect("intake")
    typed = request.POST.dict() if request.method == "POST" else request.GET.dict()
    filled = seen.fill(typed)
    form = _form(typed | filled)
    asked_by = request.headers.get("HX-Trigger-Name", "")
    context = _context(request, form, typed=typed | filled)
    context |= {"filled": filled, "changed": asked_by if asked_by in (*IDENTIFIERS, "brand") else ""}
    return render(request, "repairs/_intake_device.html", context)


def _opened(request: HttpRequest) -> HttpResponse:
    asked_for = {"customer": request.GET.get("customer", ""), "device": request.GET.get("device", "")}
    draft = drafts.of(staff(request), request.GET.get("draft", ""))
    typed = drafts.typed_in(draft) if draft else asked_for | _with_owner(asked_for["device"], asked_for["customer"])
    notes = _let_go(typed)
    typed |= _device_in_form(typed)
    query = request.GET.get("q", "")
    context = _context(request, _form(typed), typed=typed, query=query)
    waiting = [] if draft or any(asked_for.values()) else drafts.offers(staff(request))
    return render(request, "repairs/intake.html", context | {"notes": notes, "waiting": waiting})


def _form(typed: Mapping[str, str]) -> IntakeForm:
    return IntakeForm(initial=typed, standing=_device(typed.get("device", "")))


def _device_in_form(typed: Mapping[str, str]) -> dict[str, str]:
    """The fields of a device that was chosen only now, or of none when it was let go; what is typed of it else stays."""
    chosen, shown = typed.get("device", ""), typed.get("shown_device", "")
    if chosen == shown:
        return {}
    device = _device(chosen)
    fields = {name: "" for name in typed if name in DEVICE_FIELDS or name.startswith((own_fields.PREFIX, "check-"))}
    if device is None:
        return {**fields, "shown_device": "", "checks_of": ""} if shown else {}
    fields |= {name: str(getattr(device, name) or "") for name in DEVICE_FIELDS}
    fields |= {own_fields.PREFIX + key: str(value) for key, value in device.own.items()}
    return {**fields, "device_kind": device.kind, "shown_device": device.number, "checks_of": "", "filled": ""}


def _only_asks(request: HttpRequest) -> bool:
    return any(name in request.POST for name in ASKS)


def _drawn_again(request: HttpRequest) -> HttpResponse:
    typed = request.POST.dict()
    if "pick_customer" in typed:
        typed |= {"customer": typed["pick_customer"], "device": "", "q": ""}
    if "pick_device" in typed:
        typed |= _with_owner(typed["pick_device"], typed.get("customer", ""))
    if "look" in typed and not typed.get("customer"):
        typed |= _entered(typed, sure=is_fragment(request))
    notes = [*_let_go(typed), *_photo_sent(request, typed)]
    typed |= _device_in_form(typed)
    typed |= seen.fill(typed)
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
    user = staff(request)
    form = IntakeForm(request.POST, standing=_device(request.POST.get("device", "")))
    if form.is_valid() and form.cleaned_data["deposit"] and not user.has_perm("repairs.take_payment"):
        form.add_error("deposit", _("Your role does not include taking money. Ask a manager."))
    if not form.is_valid():
        return _refused(request, form)
    draft = drafts.of(user, form.cleaned_data["draft"])
    intake = form.intake(draft=draft.pk if draft else None)
    try:
        order = receive_device(intake=intake, by=user, nonce=form.cleaned_data["nonce"])
    except Gone as gone:
        carry(form, nonce=uuid4())
        return _refused(request, form, _not_there(str(gone)))
    except HeldByAnother as held:
        return _refused(request, form, held=held.devices)
    except UsedOtherwise as used:
        carry(form, nonce=uuid4())
        return _refused(request, form, _sent_before(used.result))
    messages.success(request, intake_said.received(order))
    if order.device.alert:
        messages.warning(request, intake_said.missing(order.device))
    if "then_next" in request.POST:
        return redirect(reverse("intake", query={"customer": order.customer.number}))
    return redirect(order)


def _refused(request: HttpRequest, form: IntakeForm, *notes: str, held: list[Device] | None = None) -> HttpResponse:
    typed = request.POST.dict()
    gone = _let_go(typed)
    draft = drafts.keep(staff(request), typed.get("draft", ""), typed)
    carry(form, customer=typed.get("customer", ""), device=typed.get("device", ""), draft=draft.pk if draft else "")
    context = _context(request, form, typed=typed | {"draft": str(draft.pk if draft else "")}, query=typed.get("q", ""))
    more = {"notes": dict.fromkeys([*notes, *gone]), "held": held or []}
    return render(request, "repairs/intake.html", context | more)


def _context(request: HttpRequest, form: IntakeForm, *, typed: Mapping[str, str], query: str = "") -> dict[str, Any]:
    customer, device = _customer(typed.get("customer", "")), _device(typed.get("device", ""))
    form.warnings = seen.warnings(typed)  # type: ignore[attr-defined]
    form.fields["imei"].help_text = imei_hint(typed.get("brand", ""))
    draft = drafts.of(staff(request), typed.get("draft", ""))
    found = {} if customer or not query else _hits(query)
    devices = _choice(customer, device)
    focus = _focus(typed, customer=customer, device=device, devices=devices)
    if focus in form.fields and not form.is_bound:
        form.fields[focus].widget.attrs["data-autofocus"] = True
    return {
        "focus": "" if form.is_bound else focus,
        "form": form,
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
        "of_vin": seen.of_vin(typed.get("vin", "")),
        "seen": seen.before(typed, customer=customer, chosen=device),
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


def _customer(number: str) -> Customer | None:
    if not NUMBER.match(number):
        return None
    found = Customer.objects.filter(number=number).annotate(device_count=Count("devices")).prefetch_related("phones")
    return found.first()


def _device(number: str) -> Device | None:
    return Device.objects.filter(number=number).select_related("owner").first() if NUMBER.match(number) else None


FIND = (("customer", _customer), ("device", _device))


def _let_go(typed: dict[str, str]) -> list[str]:
    """Let go of a chosen customer or device that is not there, and says which; one that was merged is the kept one by now."""
    _follow_merge(typed)
    gone = [name for name, find in FIND if typed.get(name) and not find(typed[name])]
    notes = [_not_there(typed[name]) for name in gone]
    typed.update(dict.fromkeys(gone, ""))
    return notes


def _follow_merge(typed: dict[str, str]) -> None:
    number = typed.get("customer", "")
    if NUMBER.match(number) and (kept := Customer.objects.filter(aliases__number=number).first()):
        typed["customer"] = kept.number


def _hits(query: str) -> dict[str, Any]:
    looked_for = search.words(query)
    rows = Customer.objects.prefetch_related("phones")
    try:
        with a_second():
            found = search.find(rows, looked_for, IN_LIST_ORDER, MOST_HITS + 1)
    except Slow:
        return {"hits": [], "things": [], "too_many": True}
    hits = [(customer, search.mark(customer.name, looked_for)) for customer in found[:MOST_HITS]]
    return {"hits": hits, "more": len(found) > MOST_HITS, "things": [] if hits else _scanned(query)}


def _scanned(query: str) -> list[Device]:
    """The devices that carry exactly what was typed or scanned into the search for the customer."""
    if len(compact(query)) < SHORTEST_IDENTIFIER:
        return []
    return list(same_identifier(imei=query, vin=query, serial=query, plate=query).select_related("owner")[:MOST_HITS])


def _entered(typed: Mapping[str, str], *, sure: bool) -> dict[str, str]:
    """Enter in the search field takes the first customer (one who saw no list: only if it is the only one); if there is
    none, what was typed begins a new customer.
    """
    query = typed.get("q", "").strip()
    found = _hits(query) if query else {"hits": []}
    hits, things = found["hits"], found.get("things", [])
    if hits:
        return {"customer": hits[0][0].number, "q": ""} if sure or len(hits) == 1 else {}
    if things:
        return _with_owner(things[0].number, "") | {"q": ""} if sure or len(things) == 1 else {}
    if not query or any(typed.get(name) for name in ("first_name", "last_name", "legal_name", "phone")):
        return {}
    return {"q": ""} | _as_new(query, is_company=typed.get("form") == Form.COMPANY)


def _with_owner(device: str, customer: str) -> dict[str, str]:
    """A device brings its owner along where no customer is chosen yet."""
    found = None if customer else _device(device)
    return {"device": device, "customer": found.owner.number if found and found.owner else customer}


def _as_new(query: str, *, is_company: bool) -> dict[str, str]:
    if search.PHONE_LIKE.match(query):
        return {"phone": query}
    if is_company:
        return {"legal_name": query}
    first, _space, last = query.partition(" ")
    return {"first_name": first, "last_name": last.strip()}


def _not_there(number: str) -> str:
    return _("%(number)s is not there: it was deleted, or never was.") % {"number": number[:40]}


def _sent_before(number: str) -> SafeString:
    url = reverse("order_page", args=[number])
    made = format_html('<a href="{}">{}</a>', url, number)
    sentence = _("This form was already sent once and made {}. Send it again to make another.")
    return format_html(sentence, made)
