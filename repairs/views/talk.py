"""Notes and questions on an order, and the reminder of what was not collected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.fields import carry
from core.http import needs, staff
from core.locks import Gone
from core.nonces import UsedOtherwise
from repairs import talking
from repairs.benchforms import AnswerForm, NoteForm, QuestionForm
from repairs.models import Question
from repairs.views.shared import back, gone, readable

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpRequest, HttpResponse

    from repairs.models import WorkOrder


@needs("repairs.move_workorder")
@require_http_methods(["GET", "HEAD", "POST"])
def order_note(request: HttpRequest, number: str) -> HttpResponse:
    form = NoteForm(request.POST or None, initial={"is_public": "public" in request.GET})

    def write() -> str:
        typed = form.cleaned_data
        talking.note_order(
            number=number, text=typed["text"], is_public=typed["is_public"], by=staff(request), nonce=typed["nonce"]
        )
        return _("Written to the customer") if typed["is_public"] else _("Note written")

    return _written(request, number, form, write, _("Write a note"))


@needs("repairs.move_workorder")
@require_http_methods(["GET", "HEAD", "POST"])
def order_question(request: HttpRequest, number: str) -> HttpResponse:
    form = QuestionForm(request.POST or None)

    def write() -> str:
        typed = form.cleaned_data
        talking.ask_question(number=number, text=typed["text"], by=staff(request), nonce=typed["nonce"])
        return _("Question asked")

    return _written(request, number, form, write, _("Ask a question"))


@needs("repairs.move_workorder")
@require_http_methods(["GET", "HEAD", "POST"])
def order_answer(request: HttpRequest, number: str, key: int) -> HttpResponse:
    question = get_object_or_404(Question, pk=key, work_order__number=number)
    form = AnswerForm(request.POST or None)

    def write() -> str:
        talking.answer_question(number=number, key=key, answer=form.cleaned_data["answer"], by=staff(request))
        return _("Question answered")

    return _written(request, number, form, write, _("Answer a question"), question=question)


@needs("repairs.move_workorder")
@require_POST
def order_note_drop(request: HttpRequest, number: str, key: int) -> HttpResponse:
    order = get_object_or_404(readable(), number=number)
    try:
        talking.drop_note(number=number, key=key, by=staff(request))
    except Gone:
        messages.error(request, _("The note was removed meanwhile."))
    else:
        messages.success(request, _("Note removed"))
    return redirect(order)


@needs("repairs.move_workorder")
@require_POST
def order_remind(request: HttpRequest, number: str) -> HttpResponse:
    """Writes down that somebody called or wrote; sending messages is another page's."""
    order = get_object_or_404(readable(), number=number)
    seen = request.POST.get("seen", "")
    known = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 6 else order.reminders  # noqa: PLR2004 - a small integer
    try:
        talking.note_reminder(number=number, seen=known, by=staff(request))
    except Gone:
        return gone(request, number)
    messages.success(request, _("Reminder for %(number)s written down") % {"number": number})
    return back(request, order.get_absolute_url())


def _written(  # noqa: PLR0913 - one way for three small forms
    request: HttpRequest,
    number: str,
    form: forms.Form,
    write: Callable[[], str],
    title: str,
    *,
    question: Question | None = None,
) -> HttpResponse:
    order = get_object_or_404(readable(), number=number)
    if request.method != "POST" or not form.is_valid():
        return _page(request, order, form, title, question)
    try:
        said = write()
    except Gone:
        return gone(request, number)
    except UsedOtherwise:
        carry(form, nonce=uuid4())
        form.add_error(None, _("This form was sent before with another text. Send it again to write this one too."))
        return _page(request, order, form, title, question)
    except talking.Answered as answered:
        form.add_error(None, _("It was answered meanwhile: “%(answer)s”") % {"answer": answered.question.answer})
        return _page(request, order, form, title, question)
    messages.success(request, said)
    return back(request, order.get_absolute_url())


def _page(
    request: HttpRequest, order: WorkOrder, form: forms.Form, title: str, question: Question | None
) -> HttpResponse:
    context: dict[str, Any] = {"order": order, "form": form, "title": title, "question": question}
    return render(request, "repairs/order_write.html", context)
