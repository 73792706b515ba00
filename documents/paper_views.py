"""The settings of paper, previews, and prints on paper of another size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_safe

from core.actions import save_shop
from core.fields import carry
from core.http import needs, staff
from core.locks import Stale
from core.shop import current_shop
from documents import previews, terms
from documents.kinds import DocumentKind
from documents.models import DocumentContent
from documents.paper_forms import LANGUAGES, SIZES, PaperForm, TermsForm
from documents.rendering import RenderingFailed

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

# A PDF runs nothing here; the shop's own policy would stop the browser's viewer, which is a plug-in to it.
as_pdf = csp_override(
    {"default-src": [CSP.SELF], "style-src": [CSP.SELF, CSP.UNSAFE_INLINE], "frame-ancestors": [CSP.SELF]}
)


@needs("core.change_settings")
@require_http_methods(["GET", "HEAD", "POST"])
def paper_settings(request: HttpRequest) -> HttpResponse:
    shop = current_shop()
    form = PaperForm(request.POST or None, shop=shop)
    if request.method == "POST" and form.is_valid():
        fields = {"accent": form.cleaned_data["accent"], "paper_sizes": form.sizes()}
        if _saved(request, form, fields):
            return redirect("paper_settings")
    rows = [(kind, form[f"size_{kind}"], _languages(shop.terms_by_kind.get(kind, {}))) for kind in DocumentKind]
    return render(request, "documents/paper_settings.html", {"form": form, "rows": rows})


@as_pdf
@needs("core.change_settings")
@require_http_methods(["GET", "HEAD", "POST"])
def paper_terms(request: HttpRequest, kind: str) -> HttpResponse:
    known, shop = _kind(kind), current_shop()
    form = TermsForm(request.POST or None, shop=shop, kind=known)
    if request.method == "POST" and form.is_valid():
        if (language := request.POST.get("preview")) in dict(LANGUAGES):
            return drawn(lambda: previews.sample(shop, known, str(language), changes={"terms_by_kind": form.to_save()}))
        if _saved(request, form, {"terms_by_kind": form.to_save()}):
            return redirect("paper_terms", known)
    context = {
        "form": form,
        "kind": known,
        "variables": [(f"{{{name}}}", label) for name, (label, _value) in terms.VARIABLES.items()],
        "languages": LANGUAGES,
        "general": known in terms.GENERAL,
    }
    return render(request, "documents/paper_terms.html", context)


@as_pdf
@needs("documents.view_document")
@require_safe
def document_copy(request: HttpRequest, number: str, size: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """An issued document on paper of another size; what is archived stays what it is."""
    if size not in dict(SIZES) or not DocumentContent.objects.filter(number=number).exclude(content="").exists():
        raise Http404
    return drawn(lambda: previews.copy(number, size))


def _saved(request: HttpRequest, form: PaperForm | TermsForm, fields: dict[str, Any]) -> bool:
    try:
        save_shop(fields=fields, version=form.cleaned_data["version"], by=staff(request))
    except Stale as stale:
        current: Any = stale.current
        carry(form, version=current.version)
        form.add_error(None, _("The settings were changed by somebody else meanwhile. Save again to keep yours."))
        return False
    messages.success(request, _("Settings saved"))
    return True


def drawn(draw: Callable[[], bytes]) -> HttpResponse:
    """The PDF that `draw` makes, or a sentence why there is none."""
    try:
        return HttpResponse(draw(), content_type="application/pdf")
    except RenderingFailed:
        return HttpResponse(
            _("The preview could not be drawn. Try again in a moment."), status=503, content_type="text/plain"
        )


def _kind(code: str) -> DocumentKind:
    try:
        return DocumentKind(code)
    except ValueError:
        raise Http404 from None


def _languages(written: dict[str, str]) -> str:
    return ", ".join(label for code, label in LANGUAGES if written.get(code))
