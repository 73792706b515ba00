"""What is written down on a customer's page: notes, calls and visits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.fields import carry
from core.http import needs, staff
from core.locks import Gone, Stale
from core.nonces import UsedOtherwise
from customers import notes
from customers.forms import NoteForm, WrittenForm
from customers.views.gone import gone
from customers.views.profile import profile_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MANAGES = "core.change_settings"  # may change what colleagues wrote


@needs("customers.change_customer")
@require_POST
def customer_write_down(request: HttpRequest, number: str) -> HttpResponse:
    form = WrittenForm(request.POST)
    if not form.is_valid():
        return profile_page(request, number, written=form)
    text, nonce, what = (form.cleaned_data[name] for name in ("text", "nonce", "what"))
    try:
        if what == "note":
            customer = notes.add_note(number=number, text=text, by=staff(request), nonce=nonce)
        else:
            customer = notes.write_down(number=number, what=what, text=text, by=staff(request), nonce=nonce)
    except Gone:
        return gone(request, number)
    except UsedOtherwise:
        carry(form, nonce=uuid4())
        form.add_error("text", _("This was already written down once. Send again to write it down once more."))
        return profile_page(request, number, written=form)
    return redirect(customer)


@needs("customers.change_customer")
@require_POST
def customer_note(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """Change a note or, with its other button, remove it."""
    by, may_any = staff(request), request.user.has_perm(MANAGES)
    form = NoteForm(request.POST, prefix=f"note-{key}")
    removes = request.POST.get("do") == "remove"
    if not removes and not form.is_valid():
        return profile_page(request, number, note_form=(key, form))
    try:
        if removes:
            customer = notes.remove_note(number=number, key=key, by=by, may_any=may_any)
        else:
            text, version = form.cleaned_data["text"], form.cleaned_data["version"]
            customer = notes.change_note(number=number, key=key, text=text, version=version, by=by, may_any=may_any)
    except Stale as stale:
        return _both_versions(request, number, key, form, stale.current)
    except Gone:
        messages.error(request, _("A colleague removed this note meanwhile."))
        return redirect("customer_profile", number)
    except notes.NotYours:
        messages.error(request, _("Somebody else wrote this note. Ask a manager to change it."))
        return redirect("customer_profile", number)
    messages.success(request, _("Note removed") if removes else _("Note saved"))
    return redirect(customer)


def _both_versions(request: HttpRequest, number: str, key: int, form: NoteForm, current: Any) -> HttpResponse:
    """The page shows what a colleague saved; the open form below keeps what was typed, and saving again is a decision."""
    carry(form, **{form.add_prefix("version"): current.version})
    form.add_error("text", _("A colleague saved this note meanwhile: theirs stands above. Saving again replaces it."))
    return profile_page(request, number, note_form=(key, form))
