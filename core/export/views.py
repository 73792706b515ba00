"""The pages of exports: the file itself, or the person's own files that the worker writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import saved
from core.export import jobs
from core.export.offers import Refused, Wanted, note_export
from core.http import for_all_staff, needs, staff
from core.models import ExportJob
from core.patience import Slow, a_second

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from core.http import View

SENT_AT_ONCE = 20_000  # rows


def exporting(page: str, *permissions: str) -> View:
    """The view that exports that list."""

    @needs(*permissions)
    @require_safe
    def list_export(request: HttpRequest) -> HttpResponseBase:
        wanted = Wanted.read(page, request.GET, staff(request))
        return _file_of(wanted) if request.method == "HEAD" else respond(request, wanted)

    return list_export


def respond(request: HttpRequest, wanted: Wanted) -> HttpResponseBase:
    """The file if it is small; else it is written by the worker, and the person waits where their files are."""
    try:
        rows = wanted.rows()
    except Refused:
        messages.error(request, _("Nothing was exported: a filter is not understood."))
        return redirect(f"{reverse(wanted.export.page)}?{wanted.address}")
    count = _count(rows)
    if count is None or count > SENT_AT_ONCE:
        jobs.ask(wanted)
        return redirect("exports")
    note_export(verb=wanted.export.verb, kind=wanted.export.name, count=count, by=wanted.by)
    return _file_of(wanted, wanted.pieces())


def _file_of(wanted: Wanted, pieces: Iterable[bytes] = ()) -> HttpResponseBase:
    """Without pieces it is what a HEAD asks for: nothing is taken, so nothing is written down."""
    response = StreamingHttpResponse(pieces, content_type=wanted.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{wanted.filename}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _count(rows: QuerySet[Any]) -> int | None:
    """How many there are, up to one more than are sent at once; None when a second was not enough to say."""
    try:
        with a_second():
            return rows.order_by()[: SENT_AT_ONCE + 1].count()
    except Slow:
        return None


@for_all_staff
@require_safe
def exports(request: HttpRequest) -> HttpResponseBase:
    """The person's own files of the last day, those under way first seen to grow."""
    mine = jobs.mine(staff(request))
    titles = {page: listed.title for page, listed in saved.LISTS.items()}
    lines = [{"job": job, **_named(job, titles)} for job in mine]
    context = {"lines": lines, "are_under_way": any(job.is_under_way for job in mine)}
    part = "#files" if request.headers.get("HX-Request") else ""
    return render(request, f"core/exports.html{part}", context)


def _named(job: ExportJob, titles: Mapping[str, Any]) -> dict[str, Any]:
    """What the file is about, and where that is seen."""
    if paper := jobs.PAPERS.get(job.page):
        return {"title": paper.title(job.query), "back": paper.back(job.query), "is_paper": True}
    return {"title": titles.get(job.page, job.page), "back": f"{reverse(job.page)}?{job.query}"}


@for_all_staff
@require_POST
def export_cancel(request: HttpRequest, pk: int) -> HttpResponseBase:
    jobs.cancel(get_object_or_404(ExportJob, pk=pk, by=staff(request)))
    messages.success(request, _("Export cancelled"))
    return redirect("exports")


@for_all_staff
@require_safe
def export_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Only for who asked for it, while it is kept."""
    job = get_object_or_404(ExportJob, pk=pk, by=staff(request), state=ExportJob.State.READY)
    path = jobs.path_of(job)
    if not jobs.may_have(job):
        raise PermissionDenied(_("Your role does not include this. Ask a manager."))
    if not path.exists():
        raise Http404
    file = path.open("rb")
    response = FileResponse(file, as_attachment=True, filename=jobs.name_of(job), content_type=jobs.type_of(job))
    response.headers["Cache-Control"] = "no-store"
    return response
