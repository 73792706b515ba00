from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.fields import Difference, differences
from core.http import is_fragment, needs, staff
from core.locks import Gone, Stale
from core.nonces import UsedOtherwise
from customers import actions, checks
from customers.models import Channel, Customer, Form
from customers.twins import twins
from customers.views.gone import gone
from customers.whole_form import MOST_PHONES, CustomerForms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse, QueryDict

    from customers.actions import CustomerDraft

ON_THE_WAY = ("add", "find", "pick")  # buttons of the form that do not save it
DIGITS_OF_A_PHONE = 6


@needs("customers.add_customer")
@require_http_methods(["GET", "HEAD", "POST"])
def customer_new(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, CustomerForms(**_guessed(request.GET.get("name", "")), may_see_identity=_sees(request)))
    if any(name in request.POST for name in ON_THE_WAY):
        return _rework(request)
    typed = CustomerForms(request.POST, may_see_identity=_sees(request))
    if not typed.is_valid():
        return _page(request, typed)
    try:
        customer = actions.create_customer(
            draft=typed.draft(), by=staff(request), nonce=typed.form.cleaned_data["nonce"]
        )
    except UsedOtherwise as spent:
        again = CustomerForms(_with(request.POST, "nonce", str(uuid4())), may_see_identity=_sees(request))
        again.is_valid()
        made_before = (
            Customer.objects.filter(number=spent.result).first() or spent.result
        )  # the number of one that is deleted
        return _page(request, again, made_before=made_before)
    _say_saved(request, customer)
    return redirect("customer_new" if "another" in request.POST else customer)


@needs("customers.change_customer")
@require_http_methods(["GET", "HEAD", "POST"])
def customer_edit(request: HttpRequest, number: str) -> HttpResponse:
    customer = Customer.objects.filter(number=number).first()
    if customer is None:
        return gone(request, number)
    if request.method != "POST":
        return _page(request, CustomerForms(customer=customer, may_see_identity=_sees(request)), customer=customer)
    if any(name in request.POST for name in ON_THE_WAY):
        return _rework(request, customer)
    typed = CustomerForms(request.POST, customer=customer, may_see_identity=_sees(request))
    if not typed.is_valid():
        return _page(request, typed, customer=customer)
    return _save(request, typed, customer)


def _save(request: HttpRequest, typed: CustomerForms, customer: Customer) -> HttpResponse:
    draft, version = typed.draft(), typed.form.cleaned_data["version"]
    try:
        saved = actions.update_customer(number=customer.number, draft=draft, version=version, by=staff(request))
    except Gone:
        return gone(request, customer.number)
    except Stale:
        current = get_object_or_404(Customer, pk=customer.pk)
        again = CustomerForms(
            _with(request.POST, "version", str(current.version)), customer=customer, may_see_identity=_sees(request)
        )
        again.is_valid()
        found = [*differences(typed.form, current), *_in_lists(draft, current)]
        return _page(request, again, customer=current, saved_meanwhile=found, is_stale=True)
    _say_saved(request, saved)
    return redirect("customer_new" if "another" in request.POST else saved)


@needs("customers.view_customer")
@require_safe
def customer_check(request: HttpRequest) -> HttpResponse:
    """Asked while somebody types: what looks wrong, and who may be in the book already. Never in the way."""
    query = request.GET
    phones = [query.get(f"phones-{at}-raw", "")[:60] for at in range(MOST_PHONES)]
    phones = [phone for phone in phones if sum(letter.isdigit() for letter in phone) >= DIGITS_OF_A_PHONE]
    email, tax_number, country = (query.get(name, "")[:200].strip() for name in ("email", "tax_number", "country"))
    named = ("legal_name",) if query.get("form") == Form.COMPANY else ("first_name", "last_name")
    names = [query.get(name, "").replace("\0", "")[:200] for name in named]
    found = twins(
        typed_phones=phones,
        email=email,
        tax_number=tax_number,
        country=country,
        names=names,
        but=query.get("number", ""),
    )
    context = {"twins": found, "warnings": checks.warnings(phones, tax_number, country)}
    return render(request, "customers/_hints.html", context)


def _in_lists(draft: CustomerDraft, current: Customer) -> list[Difference]:
    """Where phones, contacts, labels and consents differ from what was typed, each as a whole."""
    compared = (
        (
            _("Phones"),
            [" ".join(phone.raw.split()) for phone in draft.phones],
            [each.raw for each in current.phones.all()],
        ),
        (_("Contacts"), _contacts_typed(draft), _contacts_now(current)),
        (_("Labels"), sorted(draft.labels or ()), sorted(label.name for label in current.labels.all())),
        (_("Consent"), _consents_in_words(draft.consents or {}), _consents_in_words(_consents_of(current))),
    )
    return [Difference(label, "; ".join(now)) for label, typed, now in compared if typed != now]


def _contacts_typed(draft: CustomerDraft) -> list[str]:
    marked = any(each.is_primary for each in draft.contacts)
    rows = [(each.is_primary or (not marked and at == 0), each) for at, each in enumerate(draft.contacts)]
    ordered = sorted(rows, key=lambda row: not row[0])
    names = ((f"{each.first_name} {each.last_name}".strip(), each) for _primary, each in ordered)
    return [_one_line(name, each.role, " ".join(each.phone.split()), each.email) for name, each in names]


def _contacts_now(current: Customer) -> list[str]:
    return [
        _one_line(str(link), link.role, link.contact.phone_raw, link.contact.email)
        for link in current.contact_links.select_related("contact")
    ]


def _one_line(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _consents_of(customer: Customer) -> dict[str, bool | None]:
    return {consent.channel: consent.is_given for consent in customer.consents.all()}


def _consents_in_words(given: Mapping[str, bool | None]) -> list[str]:
    answers = {True: _("yes"), False: _("no")}
    return [f"{label}: {answers[said]}" for code, label in Channel.choices if (said := given.get(code)) is not None]


def _rework(request: HttpRequest, customer: Customer | None = None) -> HttpResponse:
    """What was typed, with one more line, or with a contact person found or picked from the book."""
    typed = CustomerForms.reworked(request.POST, customer=customer, may_see_identity=_sees(request))
    if is_fragment(request):
        part = "phones" if request.POST.get("add") == "phones" else "contacts"
        return render(request, f"customers/_{part}.html", {"typed": typed})
    return _page(request, typed, customer=customer)


def _sees(request: HttpRequest) -> bool:
    return request.user.has_perm("customers.view_identity")


def _page(request: HttpRequest, typed: CustomerForms, **context: Any) -> HttpResponse:
    template = "customers/customer_edit.html" if context.get("customer") else "customers/customer_new.html"
    return render(request, template, {"typed": typed, "form": typed.form, **context})


def _guessed(text: str) -> dict[str, Any]:
    """What was searched in vain, put where it likely belongs: a phone, an e-mail address, or a name."""
    text = text.replace("\0", "").strip()[:120]
    if sum(letter.isdigit() for letter in text) >= DIGITS_OF_A_PHONE:
        return {"lists": {"phones": [{"raw": text[:60]}]}}
    if "@" in text:
        return {"initial": {"email": text}}
    first, _space, last = text.rpartition(" ")
    return {"initial": {"first_name": first, "last_name": last}}


def _with(data: QueryDict, name: str, value: str) -> QueryDict:
    changed = data.copy()
    changed[name] = value
    return changed


def _say_saved(request: HttpRequest, customer: Customer) -> None:
    url = f"{reverse('intake')}?customer={customer.number}"
    link = (
        format_html(' <a href="{}">{}</a>', url, _("New work order"))
        if request.user.has_perm("repairs.add_workorder")
        else ""
    )
    messages.success(request, format_html("{}{}", _("%(customer)s saved") % {"customer": customer}, link))
