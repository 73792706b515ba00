"""Whether the archive is whole: the last looks through it, its heads to keep outside, the monthly closings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from procrastinate.exceptions import AlreadyEnqueued

from core import clock
from core.http import needs, staff
from documents import heads, months
from documents.forms import MonthForm
from documents.kinds import DocumentKind
from documents.models import Document, DocumentContent, Verification
from documents.problems import from_json

if TYPE_CHECKING:
    import datetime as dt

    from django.http import HttpRequest

MOST_LISTED = 12
MOST_PROBLEMS = 100


@needs("documents.verify_archive")
@require_http_methods(["GET", "HEAD", "POST"])
def archive_check(request: HttpRequest) -> HttpResponse:
    open_months = months.open_months()
    form = MonthForm(request.POST if "month" in request.POST else None, months=open_months)
    if request.method == "POST" and "month" not in request.POST:
        return _look(request)
    if request.method == "POST" and form.is_valid() and (closed := _close(request, form)):
        return closed
    # One that is said to lie ahead would hide the real ones for ever.
    checks = list(Verification.objects.filter(at__lte=timezone.now()).defer("heads")[:MOST_LISTED])
    context = {
        "checks": checks,
        "problems": from_json(checks[0].problems)[:MOST_PROBLEMS] if checks else [],
        "form": form,
        "closings": _closings(),
        "open_months": open_months,
    }
    return render(request, "documents/archive_check.html", context)


def _look(request: HttpRequest) -> HttpResponse:
    from documents.tasks import verify_now  # noqa: PLC0415 - tasks calls back into this app

    try:
        with transaction.atomic():
            verify_now.defer()
    except AlreadyEnqueued:
        messages.info(request, _("The archive is being looked through already."))
    else:
        messages.success(request, _("The archive is being looked through. What it finds will stand here."))
    return redirect("archive_check")


def _close(request: HttpRequest, form: MonthForm) -> HttpResponse | None:
    try:
        made = months.close_month(month=form.first_day(), by=staff(request))
    except months.NotOver:
        form.add_error("month", _("This month is not over yet."))
    except months.NothingIssued:
        form.add_error("month", _("Nothing was issued in this month."))
    except months.ClosedAlready as already:
        form.add_error("month", _("This month is closed by %(number)s.") % {"number": already.number})
    else:
        messages.success(request, _("Monthly closing %(number)s issued") % {"number": made.number})
        return redirect(made)
    return None


def _closings() -> list[tuple[Document, dt.date | None]]:
    documents = list(Document.objects.filter(kind=DocumentKind.MONTHLY_CLOSING)[:MOST_LISTED])
    rows = DocumentContent.objects.defer("content", "search").in_bulk([document.number for document in documents])
    return [
        (document, months.month_of(rows[document.number]) if document.number in rows else None)
        for document in documents
    ]


@needs("documents.verify_archive")
@require_safe
def archive_heads(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view is called with it
    """The heads of the chains as a file, for keeping where nobody who runs this shop can write."""
    now = timezone.now()
    text = heads.written(heads.current(), at=clock.frozen(now))
    response = HttpResponse(text, content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="archive-heads-{now:%Y-%m-%d}.json"'
    response.headers["Cache-Control"] = "no-store"
    return response
