"""One contact of a customer on a page of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core.fields import Difference, carry
from core.http import needs, staff
from core.locks import Gone, Stale
from core.nonces import UsedOtherwise
from customers import contacts
from customers.actions import described
from customers.forms import OneContactForm
from customers.models import Contact, Customer, CustomerContact
from customers.views.gone import gone
from customers.whole_form import key_of, people_like, said_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


REFUSED = {
    UsedOtherwise: gettext_lazy("This contact was already added once. Send again to add another."),
    contacts.AlreadyContact: gettext_lazy("This person speaks for the customer already."),
}


@needs("customers.change_customer")
@require_http_methods(["GET", "HEAD", "POST"])
def customer_contact_new(request: HttpRequest, number: str) -> HttpResponse:
    customer = Customer.objects.filter(number=number).first()
    if customer is None:
        return gone(request, number)
    if "find" in request.POST or "pick" in request.POST:
        return _from_the_book(request, customer)
    form = OneContactForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, customer, form)
    try:
        contacts.add_contact(number=number, typed=form.typed(), by=staff(request), nonce=form.cleaned_data["nonce"])
    except Gone:
        return gone(request, number)
    except (UsedOtherwise, contacts.AlreadyContact) as refused:
        carry(form, nonce=uuid4())
        form.add_error(None, REFUSED[type(refused)])
        return _page(request, customer, form)
    messages.success(request, _("%(contact)s added") % {"contact": form.name})
    return redirect(customer)


def _from_the_book(request: HttpRequest, customer: Customer) -> HttpResponse:
    """What was typed, unchecked, with the persons in the book who may be meant; or with the one who was picked."""
    typed: dict[str, Any] = {
        **request.POST.dict(),
        **{name: name in request.POST for name in ("may_collect", "is_primary")},
    }
    picked = Contact.objects.filter(pk=key_of(typed.get("pick")) or 0).first()
    form = OneContactForm(initial=typed | (said_of(picked) if picked else {}))
    if picked:
        others = [str(link.customer) for link in picked.customer_links.select_related("customer")]
        return _page(request, customer, form, speaks_also=others)
    named = {name: str(typed.get(name, ""))[:120].replace("\0", "") for name in ("first_name", "last_name", "phone")}
    return _page(request, customer, form, found=people_like(**named))


@needs("customers.change_customer")
@require_http_methods(["GET", "HEAD", "POST"])
def customer_contact(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """Change the contact or, with its other button, remove it."""
    customer = Customer.objects.filter(number=number).first()
    if customer is None:
        return gone(request, number)
    link = _link(customer, key)
    if link is None:
        return _removed(request, customer)
    if request.method != "POST":
        return _page(request, customer, OneContactForm(initial=_initial(link)), link=link)
    try:
        return _saved(request, customer, link)
    except Gone:
        return _removed(request, customer)


def _saved(request: HttpRequest, customer: Customer, link: CustomerContact) -> HttpResponse:
    form, number, key = OneContactForm(request.POST), customer.number, link.contact_id
    if request.POST.get("do") == "remove":
        contacts.remove_contact(number=number, key=key, by=staff(request))
        messages.success(request, _("%(contact)s removed") % {"contact": link.contact})
        return redirect(customer)
    if not form.is_valid():
        return _page(request, customer, form, link=link)
    try:
        version = form.cleaned_data["version"]
        contacts.update_contact(number=number, key=key, typed=form.typed(), version=version, by=staff(request))
    except Stale:
        return _both_versions(request, form, number, key)
    messages.success(request, _("%(contact)s saved") % {"contact": form.name})
    return redirect(customer)


def _link(customer: Customer, key: int) -> CustomerContact | None:
    links = customer.contact_links.select_related("contact", "customer")
    return links.filter(contact=min(key, 2**63 - 1)).first()


def _initial(link: CustomerContact) -> dict[str, Any]:
    person = link.contact
    return {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "phone": person.phone_raw,
        "email": person.email,
        "role": link.role,
        "may_collect": link.may_collect,
        "is_primary": link.is_primary,
        "version": link.customer.version,
    }


def _both_versions(request: HttpRequest, form: OneContactForm, number: str, key: int) -> HttpResponse:
    customer = Customer.objects.get(number=number)
    link = _link(customer, key)
    if link is None:
        return _removed(request, customer)
    carry(form, version=customer.version)
    now = [Difference(_("Contact"), described(link))] if form.describes() != described(link) else []
    return _page(request, customer, form, link=link, is_stale=True, differences=now)


def _removed(request: HttpRequest, customer: Customer) -> HttpResponse:
    messages.error(request, _("This contact is not the customer's any more."))
    return redirect(customer)


def _page(
    request: HttpRequest,
    customer: Customer,
    form: OneContactForm,
    *,
    link: CustomerContact | None = None,
    **context: Any,
) -> HttpResponse:
    others = link.contact.customer_links.exclude(pk=link.pk).select_related("customer") if link else []
    speaks_also = [each.customer for each in others]
    context = {"customer": customer, "form": form, "link": link, "speaks_also": speaks_also} | context
    return render(request, "customers/customer_contact.html", context)
