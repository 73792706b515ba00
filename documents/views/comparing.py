"""What was kept outside the shop, against what stands in the archive: a file of heads, or a fingerprint read off a printed paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.http import needs
from documents import heads
from documents.forms import CompareForm
from documents.models import Document, DocumentFile

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from documents.shapes import SeriesHead


@needs("documents.verify_archive")
@require_http_methods(["GET", "HEAD", "POST"])
def archive_compare(request: HttpRequest) -> HttpResponse:
    """Nothing is written: the answer stands on the page."""
    form = CompareForm(request.POST, request.FILES) if request.method == "POST" else CompareForm()
    context: dict[str, object] = {"form": form}
    if form.is_bound and form.is_valid():
        if form.cleaned_data["kept"]:
            context["lines"] = _lines(form.cleaned_data["kept"])
        else:
            context["found"] = _found(form)
    return render(request, "documents/archive_compare.html", context)


def _lines(kept: list[SeriesHead]) -> list[tuple[SeriesHead, bool]]:
    """Each head of the file, and whether it still stands."""
    gone = heads.rewritten(kept)
    return [(each, each not in gone) for each in kept]


def _found(form: CompareForm) -> str:
    """Which of the document's fingerprints it is; leaves an error at the field where it is none."""
    number, given = form.cleaned_data["number"], form.cleaned_data["fingerprint"]
    document = Document.objects.filter(number=number).first()
    if document is None:
        form.add_error("number", _("There is no document of this number."))
        return ""
    file = DocumentFile.objects.only("own_hash", "sha256").filter(number=number).first()
    known = {
        document.own_hash: _("its fingerprint in the chain"),
        document.content_hash: _("the fingerprint of its content"),
        **({file.own_hash: _("the fingerprint of its file in the chain of files")} if file else {}),
        **({file.sha256: _("the fingerprint of its PDF")} if file else {}),
    }
    if given not in known:
        form.add_error("fingerprint", _("It does not fit: %(number)s has other fingerprints.") % {"number": number})
        return ""
    return _("It fits %(number)s: %(what)s.") % {"number": number, "what": known[given]}
