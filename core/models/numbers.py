"""Counters of the number series, and how their numbers are written."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

# Every part begins with a letter: so a prefix never looks like another one's year.
PREFIX = r"^[A-Z][A-Z0-9]*(-[A-Z][A-Z0-9]*)*\Z"


class NumberSeries(models.Model):
    """The last number given in a series; the row is locked from taking a number until the deed commits."""

    key = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField(default=0, help_text="0 for a series that runs through all years")
    scope = models.CharField(max_length=20, blank=True, help_text="the branch; empty for a shop with one")
    # first - 1 before anything was numbered; a trigger refuses to set it back afterwards
    last = models.PositiveBigIntegerField(default=0)
    first = models.PositiveBigIntegerField(default=1, db_default=1)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "year", "scope"], name="core_numberseries_once"),
            models.CheckConstraint(condition=Q(last__gte=F("first") - 1), name="core_numberseries_from_its_first"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.year or ''} {self.scope}"


class NumberPattern(models.Model):
    """How the numbers of a series are written. A prefix belongs to one series for ever, so no number is given twice."""

    prefix = models.CharField(
        primary_key=True,
        max_length=12,
        validators=[RegexValidator(PREFIX, _("Write capitals A–Z, digits and hyphens, like IR; a letter first."))],
    )
    key = models.CharField(max_length=40)
    digits = models.PositiveSmallIntegerField(default=6)
    is_current = models.BooleanField(default=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(is_current=True), name="core_numberpattern_one_current"
            ),
            models.CheckConstraint(condition=Q(prefix__regex=PREFIX), name="core_numberpattern_letters"),
            models.CheckConstraint(condition=Q(digits__range=(3, 9)), name="core_numberpattern_digits"),
        ]

    def __str__(self) -> str:
        return self.prefix
