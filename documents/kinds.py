"""The kinds of document the archive knows. A kind has its own series, template and title."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    INTAKE_RECEIPT = "intake_receipt", _("Intake receipt")
    HANDOVER_REPORT = "handover_report", _("Hand-over report")


TEMPLATE_VERSIONS = {DocumentKind.INTAKE_RECEIPT: 1, DocumentKind.HANDOVER_REPORT: 1}
