"""What the customer sees by the secret address on the slip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from repairs.models import WorkOrder
from repairs.states import Status

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MOST_NOTES = 20
IN_PLAIN_WORDS = {
    Status.BOOKED: _("We expect it at the agreed time."),
    Status.RECEIVED: _("We have it. Next we look at what is wrong."),
    Status.DIAGNOSIS: _("We are finding out what is wrong."),
    Status.AWAITING_APPROVAL: _("We need your answer about the price before we go on."),
    Status.AWAITING_PARTS: _("We are waiting for a part."),
    Status.IN_REPAIR: _("We are working on it."),
    Status.QUALITY_CHECK: _("The work is done and being checked."),
    Status.READY: _("It is ready. You can collect it."),
    Status.HANDED_OVER: _("It was handed over."),
    Status.CANCELLED: _("This order was cancelled. Call us if that is news to you."),
}


@login_not_required  # the customer has no account: the 128 bits of the address are the key
@require_safe
def public_status(request: HttpRequest, secret: str) -> HttpResponse:
    """No name, no number and no identifier stand here: a slip may be lost."""
    order = get_object_or_404(WorkOrder.objects.select_related("customer", "device"), secret=secret)
    if request.user.has_perm("repairs.view_workorder"):
        return redirect(order)
    with translation.override(order.customer.language):
        told = order.notes.filter(is_public=True).order_by("-at", "-pk")[:MOST_NOTES]
        context = {"order": order, "words": IN_PLAIN_WORDS[Status(order.status)], "told": told}
        response = render(request, "repairs/public_status.html", context)
    response.headers["Content-Language"] = order.customer.language
    return _kept_private(response)


def _kept_private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
