"""Sending a document by e-mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.fields import carry
from core.http import needs, staff
from core.nonces import UsedOtherwise
from documents import mailing
from documents.mail_forms import SendForm
from documents.models import Damaged, Document, DocumentContent, OutgoingMessage

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs("documents.view_document", "documents.add_outgoingmessage")
@require_http_methods(["GET", "HEAD", "POST"])
def document_send(request: HttpRequest, number: str) -> HttpResponse:
    document = get_object_or_404(Document, number=number)
    about = get_object_or_404(DocumentContent.objects.exclude(content=""), number=number)  # empty: destroyed
    initial = {"to": address_in(about), **mailing.suggestion(document, about)}
    form = SendForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            mailing.send_document(number=number, **form.cleaned_data, by=staff(request))
        except UsedOtherwise:
            carry(form, nonce="")
            form.add_error(None, _("It has been sent already. Send again to send this text as well."))
        else:
            messages.success(
                request, _("%(number)s is on its way to %(to)s") % {"number": number, "to": form.cleaned_data["to"]}
            )
            return redirect(document)
    context = {
        "document": document,
        "about": about,
        "form": form,
        "is_set_up": mailing.is_set_up(),
        "may_send": mailing.may_send(),
    }
    return render(request, "documents/document_send.html", context)


@needs("documents.view_document", "documents.add_outgoingmessage")
@require_POST
def message_send_again(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    message = get_object_or_404(OutgoingMessage, number=number, pk=pk)
    try:
        mailing.send_again(pk=message.pk, by=staff(request))
    except mailing.AlreadySent:
        messages.info(request, _("It has left meanwhile."))
    else:
        messages.success(request, _("%(number)s is tried again") % {"number": number})
    return redirect("document_page", number)


def address_in(about: DocumentContent) -> str:
    """Where the customer's mail went when the document was issued."""
    try:
        frozen = about.says
    except Damaged:
        return ""
    address: str = (frozen.get("customer") or {}).get("email") or ""
    return address
