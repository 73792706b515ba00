"""What is said after an intake: what came of it, and what to know of the device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from devices import alerts
from repairs import papers
from repairs.states import Status

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from devices.models import Device
    from repairs.models import WorkOrder


def warn(request: HttpRequest, device: Device) -> None:
    """Say that what comes in is marked as stolen or lost, or carries an identifier of something that is."""
    for each in alerts.marked(device):
        messages.warning(request, alerts.sentence(each))


def received(order: WorkOrder) -> SafeString:
    sentence = _("Work order {} booked") if order.status == Status.BOOKED else _("Work order {} received")
    receipt = papers.latest(order.number)
    link = format_html(' <a href="{}">{}</a>', reverse("document_pdf", args=[receipt]), _("Receipt")) if receipt else ""
    label = format_html(' <a href="{}">{}</a>', reverse("order_label", args=[order.number]), _("Label"))
    return format_html("{}{}{}", format_html(sentence, order.number), link, label)
