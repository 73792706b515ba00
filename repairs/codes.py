"""Words that stand in the database for ever, for models and timelines alike."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Supply(models.TextChoices):
    """Where the part of a line is; a line that needs none has none."""

    NONE = "", _("Not asked for")
    IN_STOCK = "in_stock", _("In stock")
    RESERVED = "reserved", _("Reserved")
    ORDERED = "ordered", _("Ordered")
    ARRIVED = "arrived", _("Arrived")


class Method(models.TextChoices):
    CASH = "cash", _("Cash")
    CARD = "card", _("Card")
    TRANSFER = "transfer", _("Bank transfer")
    ONLINE = "online", _("Online")
    OTHER = "other", _("Other")


class How(models.TextChoices):
    """By what way the customer answered."""

    DESK = "desk", _("At the desk")
    PHONE = "phone", _("By phone")
    LINK = "link", _("By the link")
    PAPER = "paper", _("On paper")
