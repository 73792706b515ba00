"""The kinds of document the archive knows. A kind has its own series, template and title."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    INTAKE_RECEIPT = "intake_receipt", _("Intake receipt")
    REPAIR_ORDER = "repair_order", _("Repair order")
    ESTIMATE = "estimate", _("Estimate")
    DIAGNOSIS_REPORT = "diagnosis_report", _("Diagnosis report")
    HANDOVER_REPORT = "handover_report", _("Hand-over report")
    WARRANTY_CERTIFICATE = "warranty_certificate", _("Warranty certificate")
    PAYMENT_RECEIPT = "payment_receipt", _("Payment receipt")
    DELIVERY_NOTE = "delivery_note", _("Delivery note")
    PROFORMA = "proforma", _("Proforma invoice")
    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit note")
    CONTRACT = "contract", _("Contract")
    MONTHLY_CLOSING = "monthly_closing", _("Monthly closing")
    MINUTES_OF_DESTRUCTION = "minutes_of_destruction", _("Minutes of destruction")


# The version a new document is frozen with. Old content keeps the version it has, and is drawn by that one.
TEMPLATE_VERSIONS = dict.fromkeys(DocumentKind, 2)
