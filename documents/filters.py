"""What the archive can be narrowed down by. A value that is not understood shows its error and no rows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import search
from core.converters import NumberConverter
from customers.models import Customer
from documents.dossier import documents_of
from documents.kinds import DocumentKind
from documents.models import Document, DocumentContent

if TYPE_CHECKING:
    from django.db.models import QuerySet

EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)


def day_field(label: Any) -> forms.DateField:
    written = {"invalid": _("Write a date like 2026-11-19.")}
    between = _("Write a year from 1900 to 2199.")
    return forms.DateField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"],
        error_messages=written,
        validators=[MinValueValidator(EARLIEST, between), MaxValueValidator(LATEST, between)],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input"}),
    )


class DocumentFilter(forms.Form):
    text = forms.CharField(
        label=_("Filter"),
        required=False,
        max_length=search.LONGEST_QUERY,
        widget=forms.TextInput(attrs={"type": "search", "class": "input"}),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("Any kind")), *DocumentKind.choices],
        widget=forms.Select(attrs={"class": "input"}),
    )
    customer = forms.RegexField(
        rf"^{NumberConverter.regex}\Z",
        label=_("Customer"),
        required=False,
        error_messages={"invalid": _("Write a customer's number, like CLT-000123.")},
        widget=forms.HiddenInput,
    )
    since = day_field(_("From"))
    until = day_field(_("To"))

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or self.cleaned_data
        since, until = chosen.get("since"), chosen.get("until")
        if since and until and since > until:
            self.add_error("until", _("This day is before the first one."))
        return chosen

    @property
    def is_used(self) -> bool:
        return any(self.data.get(name) for name in self.fields)

    def rows(self) -> QuerySet[Document]:
        if not self.is_valid():
            return Document.objects.none()
        rows, chosen = Document.objects.all(), self.cleaned_data
        if chosen["customer"]:
            rows = documents_of(all_numbers(chosen["customer"]))
        if chosen["kind"]:
            rows = rows.filter(kind=chosen["kind"])
        if chosen["since"]:
            rows = rows.filter(issued_at__gte=midnight(chosen["since"]))
        if chosen["until"]:
            rows = rows.filter(issued_at__lt=midnight(chosen["until"] + dt.timedelta(days=1)))
        if looked_for := search.words(chosen["text"]):
            found = DocumentContent.objects.filter(search.condition(looked_for))
            rows = rows.filter(number__in=found.values("number"))
        elif chosen["text"]:  # signs only, which no document is found by
            return Document.objects.none()
        return rows


def all_numbers(number: str) -> list[str]:
    """The number and, while its customer exists, those it was known by before."""
    customer = Customer.objects.filter(number=number).first()
    return customer.numbers if customer else [number]


def midnight(day: dt.date) -> dt.datetime:
    """The beginning of that day in the shop's zone."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
