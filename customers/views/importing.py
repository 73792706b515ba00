"""Bringing a list along: the file, its columns, the check, the import, and taking it back."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from core import encodings, history, reading
from core.fields import NonceField
from core.http import is_fragment, needs, staff
from core.nonces import UsedOtherwise
from core.reading import Unreadable
from customers import tasks
from customers.importing import bringing, deeds, fields, files, retracting, undoing
from customers.importing.alone import NotNow
from customers.importing.fields import NoNames
from customers.models import Customer, ImportJob, ImportMapping, ImportState, Twins

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from core.models import Event

MOST_LISTED = 20
MOST_SHOWN = 100  # remarks of a kind; the file of rows to mend has all
SAMPLES = 4
LONGEST_SAMPLE = 60
SEPARATORS = {",": lazy("comma  ,"), ";": lazy("semicolon  ;"), "\t": lazy("tab"), "|": lazy("bar  |")}
KINDS = {
    "error": lazy("Problems: these rows stay out"),
    "skip": lazy("Left out: in the book already, or twice in the file"),
    "likely": lazy("Another customer has the same phone"),
    "warning": lazy("Odd, and taken over as it is"),
}
MAPPING = 1000  # at most so many saved ones are offered


class UploadForm(forms.Form):
    file = forms.FileField(
        label=lazy("File"),
        allow_empty_file=True,
        help_text=lazy("CSV or Excel, at most 200 MB. The first row names the columns."),
        error_messages={"required": lazy("Choose a file.")},
        widget=forms.FileInput(
            attrs={"data-largest": reading.LARGEST, "data-too-large": lazy("The file is larger than 200 MB.")}
        ),
    )
    nonce = NonceField()


@needs("customers.import_customer")
@require_http_methods(["GET", "HEAD", "POST"])
def customer_import(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        try:
            return redirect("customer_import_job", _bring(request, form).pk)
        except (Unreadable, OSError) as refused:
            form.add_error("file", str(refused))
        except UsedOtherwise as spent:
            return redirect("customer_import_job", spent.result)
    jobs = ImportJob.objects.select_related("by")[:MOST_LISTED]
    return render(request, "customers/customer_import.html", {"form": form, "jobs": jobs})


@needs("customers.import_customer")
@require_http_methods(["GET", "HEAD", "POST"])
def customer_import_job(request: HttpRequest, key: int) -> HttpResponse:
    job = deeds.look_after(get_object_or_404(ImportJob.objects.select_related("by"), pk=key))
    if request.method != "POST":
        return _page(request, job)
    do = DEEDS.get(request.POST.get("do", "check"), _check)
    try:
        return do(request, job)
    except NotNow:
        messages.error(request, _("This import has gone on meanwhile. Here is how it stands now."))
    except Unreadable as refused:
        messages.error(request, str(refused))
    except FileNotFoundError:  # a shop that was restored has no files of its imports
        messages.error(request, _("The file is not there any more. Bring it again."))
    return redirect("customer_import_job", job.pk)


@needs("customers.import_customer")
@require_safe
def customer_import_mend(request: HttpRequest, key: int) -> HttpResponseBase:  # noqa: ARG001 - a view
    """The rows with problems, as they came, with what is wrong."""
    job = get_object_or_404(ImportJob, pk=key)
    return _file(job, files.folder(job).to_mend)


@needs("customers.import_customer")
@require_safe
def customer_import_remarks(request: HttpRequest, key: int) -> HttpResponseBase:  # noqa: ARG001 - a view
    """What was said of any row."""
    job = get_object_or_404(ImportJob, pk=key)
    return _file(job, files.folder(job).remarks)


def _file(job: ImportJob, path: Path) -> HttpResponseBase:
    if not path.exists():
        raise Http404
    name = f"{Path(job.file_name).stem[:60]}-{path.name}"
    response = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


# --- what the buttons do ---------------------------------------------------------------------------------------------
def _bring(request: HttpRequest, form: UploadForm) -> ImportJob:
    file: Any = form.cleaned_data["file"]
    language = (get_language() or "en")[:2]
    name = (file.name or "").replace("\0", "") or _("file")
    with tempfile.NamedTemporaryFile(dir=files.root()) as kept:
        for piece in file.chunks():
            kept.write(piece)
        kept.flush()
        nonce = form.cleaned_data["nonce"]
        job = bringing.bring(path=Path(kept.name), name=name, by=staff(request), language=language, nonce=nonce)
    if job.state == ImportState.READING:
        tasks.soon(job)
    return job


def _read_again(request: HttpRequest, job: ImportJob) -> HttpResponse:
    _must_be(job, *bringing.OPEN)
    typed = request.POST
    bringing.read_again(
        job,
        encoding=typed.get("encoding", ""),
        separator=typed.get("separator", ""),
        sheet=typed.get("sheet", ""),
    )
    if job.state == ImportState.READING:
        tasks.soon(job)
    return _to_columns(job)


def _use(request: HttpRequest, job: ImportJob) -> HttpResponse:
    _must_be(job, *bringing.OPEN)
    saved = _mapping(request)
    if saved:
        bringing.map_as(job, saved)
    return _to_columns(job)


def _forget(request: HttpRequest, job: ImportJob) -> HttpResponse:
    saved = _mapping(request)
    if saved:
        saved.delete()
        messages.success(request, _("“%(name)s” is forgotten") % {"name": saved.name})
    return _to_columns(job)


def _check(request: HttpRequest, job: ImportJob) -> HttpResponse:
    _must_be(job, *bringing.OPEN)
    head = files.source(job).head
    typed = {name: request.POST.get(f"column-{at}", "") for at, name in enumerate(head)}
    known = fields.labels()
    columns = {name: kind if kind in known else "" for name, kind in typed.items()}
    _save_mapping(request, columns)
    try:
        deeds.choose(job, columns=columns, twins=request.POST.get("twins", ""))
    except NoNames:
        messages.error(request, _("Choose a column for the names: first and last name, legal name, or both in one."))
        return _to_columns(job)
    tasks.soon(job)
    return redirect("customer_import_job", job.pk)


def _go_on(request: HttpRequest, job: ImportJob) -> HttpResponse:
    leaves_out = "leaves_out" in request.POST
    if job.state == ImportState.CHECKED and job.counts.get("wrong") and not leaves_out:
        messages.error(request, _("Some rows have problems. Tick that they are left out, or put them right first."))
        return redirect("customer_import_job", job.pk)
    deeds.begin(job, leaves_out=leaves_out)
    tasks.soon(job)
    if job.state == ImportState.DONE:
        made = job.counts["make"] + job.counts["update"]
        messages.success(request, ngettext("%(n)d customer imported", "%(n)d customers imported", made) % {"n": made})
    return redirect("customer_import_job", job.pk)


def _undo(request: HttpRequest, job: ImportJob) -> HttpResponse:
    try:
        retracting.ask_back(job, by=staff(request))
    except retracting.ChangedSince as changed:
        return _page(request, job, since=_told(changed.events))
    tasks.soon(job)
    job.refresh_from_db()
    if job.state == ImportState.UNDONE:
        messages.success(request, _("Import of %(file)s undone") % {"file": job.file_name})
    return redirect("customer_import_job", job.pk)


def _drop(request: HttpRequest, job: ImportJob) -> HttpResponse:
    deeds.drop(job)
    messages.success(request, _("%(file)s is forgotten; nothing was imported") % {"file": job.file_name})
    return redirect("customer_import")


DEEDS: dict[str, Callable[[HttpRequest, ImportJob], HttpResponse]] = {
    "read": _read_again, "use": _use, "forget": _forget, "check": _check, "run": _go_on, "undo": _undo, "drop": _drop,
}  # fmt: skip


def _must_be(job: ImportJob, *states: ImportState) -> None:
    if job.state not in states:
        raise NotNow


def _to_columns(job: ImportJob) -> HttpResponse:
    return redirect(f"{reverse('customer_import_job', args=[job.pk])}?columns=1")


def _mapping(request: HttpRequest) -> ImportMapping | None:
    return ImportMapping.objects.filter(name=request.POST.get("mapping", "").replace("\0", "")).first()


def _save_mapping(request: HttpRequest, columns: dict[str, str]) -> None:
    name = " ".join(request.POST.get("save_as", "").replace("\0", "").split())[:60]
    if name:
        kept = {fields.key_of(head): kind for head, kind in columns.items()}
        ImportMapping.objects.update_or_create(name=name, defaults={"columns": kept, "by": staff(request)})
        messages.success(request, _("The columns are saved as “%(name)s”") % {"name": name})


# --- what the page shows ---------------------------------------------------------------------------------------------
def _page(request: HttpRequest, job: ImportJob, **more: Any) -> HttpResponse:
    context = {"job": job, "same": _same_file(job), "percent": files.progress(job), **more}
    asked = "columns" in request.GET
    if job.state in {ImportState.UPLOADED, ImportState.FAILED} or (job.state == ImportState.CHECKED and asked):
        context |= _columns(job)
    elif job.state == ImportState.CHECKED:
        context |= _report(job)
    elif job.state == ImportState.DONE:
        context.setdefault("since", _told(list(undoing.happened_since(job))) if job.failure else [])
        context |= {"may_be_undone": retracting.may_be_undone(job), "to_mend": files.folder(job).to_mend.exists()}
        context["has_remarks"] = bool(job.remarks) and files.folder(job).remarks.exists()
    template = "customers/customer_import_job.html"
    return render(request, f"{template}#live" if is_fragment(request) else template, context)


def _columns(job: ImportJob) -> dict[str, Any]:
    if not job.encoding:  # an Excel file that could not be read
        return {"step": "columns", "table": []}
    try:
        table = reading.summary(files.source(job), SAMPLES)
    except (Unreadable, FileNotFoundError) as refused:
        words = (
            str(refused) if isinstance(refused, Unreadable) else _("The file is not there any more. Bring it again.")
        )
        return {"step": "columns", "unreadable": words, "table": [], **_shapes(job)}
    chosen = [{**column, "chosen": job.columns.get(column["head"], ""), "samples": _short(column)} for column in table]
    known = fields.labels()
    return {
        "step": "columns",
        "table": chosen,
        "targets": known,
        "twins": Twins.choices,
        "mappings": ImportMapping.objects.all()[:MAPPING],
        **_shapes(job),
    }


def _short(column: dict[str, Any]) -> list[str]:
    return [text[:LONGEST_SAMPLE] for text in column["samples"] if text]


def _shapes(job: ImportJob) -> dict[str, Any]:
    known = encodings.ENCODINGS
    choices = known if job.encoding in known else {job.encoding: job.encoding, **known}
    return {"encodings": choices.items(), "separators": SEPARATORS.items(), "sheets": job.sheets}


def _report(job: ImportJob) -> dict[str, Any]:
    counts = job.counts
    groups = [
        {"kind": kind, "title": title, "remarks": found[:MOST_SHOWN], "more": max(0, len(found) - MOST_SHOWN)}
        for kind, title in KINDS.items()
        if (found := [remark[1:] for remark in job.remarks if remark[0] == kind])
    ]
    return {
        "step": "report",
        "groups": groups,
        "due": counts.get("make", 0) + counts.get("update", 0),
        "to_mend": bool(counts.get("wrong")) and files.folder(job).to_mend.exists(),
        "has_remarks": bool(groups) and files.folder(job).remarks.exists(),
        "chosen_twins": Twins(job.twins).label,
    }


def _same_file(job: ImportJob) -> ImportJob | None:
    done = ImportJob.objects.filter(sha256=job.sha256, state=ImportState.DONE).exclude(pk=job.pk)
    return done.select_related("by").first() if job.state not in {ImportState.DONE, ImportState.UNDONE} else None


def _told(events: list[Event]) -> list[dict[str, Any]]:
    numbers = {event.customer_number for event in events}
    names = {customer.number: customer for customer in Customer.objects.filter(number__in=numbers)}
    lines = history.lines(events)
    return [{"line": line, "customer": names.get(line.event.customer_number)} for line in lines]
