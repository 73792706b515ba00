"""The kinds of device in the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.fields import carry
from core.http import needs, staff
from core.locks import Gone, Stale
from core.nonces import UsedOtherwise
from devices.kind_forms import KindForm, own_fields_of
from devices.kinds import add_kind, save_kind
from devices.models import DeviceKind, kinds

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs("core.change_settings")
@require_safe
def kind_list(request: HttpRequest) -> HttpResponse:
    return render(request, "devices/kind_list.html", {"kinds": list(kinds().values())})


@needs("core.change_settings")
@require_http_methods(["GET", "HEAD", "POST"])
def kind_new(request: HttpRequest) -> HttpResponse:
    kind = DeviceKind(identifiers=["serial"])
    form, own = KindForm(request.POST or None, kind=kind), own_fields_of(kind, request.POST or None)
    if not _is_valid(form, own):
        return _page(request, kind, form, own)
    try:
        made = add_kind(fields=form.fields_to_save(own), by=staff(request), nonce=form.cleaned_data["nonce"])
    except UsedOtherwise:
        carry(form, nonce=uuid4())
        return _page(request, kind, form, own, is_sent_before=True)
    messages.success(request, _("%(kind)s saved") % {"kind": made.label})
    return redirect("kind_list")


@needs("core.change_settings")
@require_http_methods(["GET", "HEAD", "POST"])
def kind_edit(request: HttpRequest, code: str) -> HttpResponse:
    kind = kinds().get(code)
    if kind is None:
        raise Http404
    form, own = KindForm(request.POST or None, kind=kind), own_fields_of(kind, request.POST or None)
    if not _is_valid(form, own):
        return _page(request, kind, form, own)
    try:
        saved = save_kind(
            code=code, fields=form.fields_to_save(own), version=form.cleaned_data["version"], by=staff(request)
        )
    except Gone as gone:
        raise Http404 from gone
    except Stale as stale:
        current: Any = stale.current
        carry(form, version=current.version)
        return _page(request, kind, form, own, is_stale=True)
    messages.success(request, _("%(kind)s saved") % {"kind": saved.label})
    return redirect("kind_list")


def _is_valid(form: KindForm, own: Any) -> bool:
    return form.is_bound and all([form.is_valid(), own.is_valid()])


def _page(request: HttpRequest, kind: DeviceKind, form: KindForm, own: Any, **more: bool) -> HttpResponse:
    return render(request, "devices/kind_edit.html", {"kind": kind, "form": form, "own": own, **more})
