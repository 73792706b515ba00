"""How long documents are kept, which may go, and who says so."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.http import needs, staff
from documents import retention as keeping
from documents.forms import ExpiredForm, ReasonForm, RuleForm
from documents.models import DestroyedDocument, DestructionAnswer, DestructionProposal, Document
from documents.months import bounds
from documents.rows import rows_of

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

MOST_LISTED = 100
MOST_PROPOSALS = 20


@needs("documents.view_document", "documents.destroy_document")
@require_http_methods(["GET", "HEAD", "POST"])
def retention(request: HttpRequest) -> HttpResponse:
    """The documents whose time is over, the proposals, and the rules."""
    form = ReasonForm(request.POST if request.method == "POST" else None)
    numbers = [number.replace("\0", "")[:40] for number in request.POST.getlist("row")[: keeping.MOST_AT_ONCE + 1]]
    if request.method == "POST" and form.is_valid() and (proposed := _propose(request, form, numbers)):
        return proposed
    chosen = ExpiredForm(request.GET)
    rules, found = keeping.Rules(), list(_expired(chosen)[: MOST_LISTED + 1])
    lines = [(row, rules.kept_until(row.document)) for row in rows_of(found[:MOST_LISTED])]
    context = {
        "form": form,
        "lines": lines,
        "ticked": set(numbers),
        "chosen": chosen,
        "is_narrowed": any(chosen.data.get(name) for name in chosen.fields),
        "next_after": found[MOST_LISTED - 1].number if len(found) > MOST_LISTED else "",
        "proposals": _proposals(),
        "rules": [(rule, keeping.in_words(rule, rule.kind)) for rule in rules.latest(rules.country)],
        "country": rules.country,
    }
    return render(request, "documents/retention.html", context)


def _expired(chosen: ExpiredForm) -> QuerySet[Document]:
    """Those of the kind and the year that come after the last one of the page before; nothing where a value is not understood."""
    rows = keeping.expired()
    if not chosen.is_valid():
        return rows.none()
    said = chosen.cleaned_data
    if said["kind"]:
        rows = rows.filter(kind=said["kind"])
    if said["year"]:
        starts, ends = (bounds(dt.date(int(said["year"]), month, 1)) for month in (1, 12))
        rows = rows.filter(issued_at__gte=starts[0], issued_at__lt=ends[1])
    if last := Document.objects.filter(number=said["after"]).first():
        rows = rows.filter(Q(issued_at__gt=last.issued_at) | Q(issued_at=last.issued_at, pk__gt=last.pk))
    return rows


def _propose(request: HttpRequest, form: ReasonForm, numbers: list[str]) -> HttpResponse | None:
    if not numbers:
        form.add_error(None, _("Tick the documents to be destroyed."))
        return None
    try:
        proposal = keeping.propose_destruction(numbers=numbers, by=staff(request), **form.cleaned_data)
    except keeping.NotExpired as standing:
        form.add_error(None, _("%(number)s must still be kept, or is proposed already.") % {"number": standing.number})
    except keeping.TooMany:
        form.add_error(None, _("At most %(most)s at once.") % {"most": keeping.MOST_AT_ONCE})
    else:
        messages.success(request, _("Proposed. A second person must confirm it."))
        return redirect("destruction_page", proposal.pk)
    return None


def _proposals() -> list[tuple[DestructionProposal, DestructionAnswer | None]]:
    rows = list(DestructionProposal.objects.all()[:MOST_PROPOSALS])
    answers = DestructionAnswer.objects.in_bulk([row.pk for row in rows])
    return [(row, answers.get(row.pk)) for row in rows]


@needs("documents.view_document", "documents.destroy_document")
@require_http_methods(["GET", "HEAD", "POST"])
def destruction_page(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = get_object_or_404(DestructionProposal, pk=pk)
    if request.method == "POST" and (answered := _answer(request, proposal)):
        return answered
    answer = DestructionAnswer.objects.filter(pk=pk).first()
    documents = Document.objects.filter(number__in=proposal.numbers).order_by("issued_at", "pk")
    context: dict[str, Any] = {
        "proposal": proposal,
        "answer": answer,
        "rows": rows_of(list(documents)),
        "is_own": proposal.by_id == staff(request).pk,
        "minutes": DestroyedDocument.objects.filter(proposal_id=pk).values_list("minutes", flat=True).first(),
    }
    return render(request, "documents/destruction_page.html", context)


def _answer(request: HttpRequest, proposal: DestructionProposal) -> HttpResponse | None:
    accepted = request.POST.get("answer") == "destroy"
    if not accepted and request.POST.get("answer") != "keep":
        return None
    try:
        minutes = keeping.answer_proposal(pk=proposal.pk, accepted=accepted, by=staff(request))
    except keeping.SamePerson:
        messages.error(request, _("Who proposed it cannot confirm it. Ask another manager."))
    except keeping.Answered:
        messages.error(request, _("Somebody answered this proposal meanwhile."))
    except (keeping.NotExpired, keeping.RefusedByDatabase):
        messages.error(request, _("Not destroyed: one of them must be kept now, or who proposed it may not any more."))
    else:
        messages.success(
            request, _("Destroyed. The minutes say what and by whom.") if minutes else _("The documents stay.")
        )
        return redirect(minutes) if minutes else redirect("retention")
    return None


@needs("documents.change_retention")
@require_http_methods(["GET", "HEAD", "POST"])
def retention_rules(request: HttpRequest) -> HttpResponse:
    rules = keeping.Rules()
    form = RuleForm(request.POST if request.method == "POST" else None, initial={"country": rules.country, "years": 5})
    if request.method == "POST" and form.is_valid():
        keeping.keep_rule(by=staff(request), **form.cleaned_data)
        messages.success(request, _("Rule saved"))
        return redirect("retention_rules")
    named = [
        (country, [(rule, keeping.in_words(rule, rule.kind)) for rule in rules.latest(country)])
        for country in rules.countries
    ]
    return render(request, "documents/retention_rules.html", {"form": form, "named": named, "country": rules.country})
