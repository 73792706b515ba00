"""What is said after an intake: what came of it, and what to know of the device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from devices.standing import Alert
from repairs import papers
from repairs.states import Status

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from devices.models import Device
    from repairs.models import WorkOrder


def missing(device: Device) -> str:
    sentence = (
        _("%(device)s is marked as stolen.") if device.alert == Alert.STOLEN else _("%(device)s is marked as lost.")
    )
    return sentence % {"device": device.title}


def received(order: WorkOrder) -> SafeString:
    sentence = _("Work order {} booked") if order.status == Status.BOOKED else _("Work order {} received")
    receipt = papers.latest(order.number)
    link = format_html(' <a href="{}">{}</a>', reverse("document_pdf", args=[receipt]), _("Receipt")) if receipt else ""
    label = format_html(' <a href="{}">{}</a>', reverse("order_label", args=[order.number]), _("Label"))
    return format_html("{}{}{}", format_html(sentence, order.number), link, label)
