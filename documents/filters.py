"""What the archive can be narrowed down by. A value that is not understood shows its error and no rows."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Case, F, Func, TextField, Value, When
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import patience, search
from core.converters import NumberConverter
from customers.models import Customer
from documents.kinds import DocumentKind
from documents.models import DestroyedDocument, Document, DocumentContent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Expression, QuerySet

IS_NUMBER = re.compile(rf"^(?=.*-){NumberConverter.regex}\Z", re.IGNORECASE)
FEW = 2000  # documents
FEW_FOLDED = 400  # where the columns of each are folded, which takes a tenth of a millisecond
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


def _words(label: Any, placeholder: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "input", "placeholder": placeholder})
    return forms.CharField(label=label, required=False, max_length=search.LONGEST_QUERY, widget=widget)


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
    number = forms.RegexField(
        r"^[A-Za-z0-9-]{1,40}\Z",
        label=_("Number begins with"),
        required=False,
        error_messages={"invalid": _("Write the beginning of a number, like IR-2026.")},
        widget=forms.TextInput(attrs={"class": "input", "maxlength": 40}),
    )
    customer = _words(_("Customer"), _("Name, phone or number"))
    device = _words(_("Device"), _("Model, IMEI, plate or number"))
    since = day_field(_("From"))
    until = day_field(_("To"))
    standing = forms.ChoiceField(
        label=_("Corrections"),
        required=False,
        choices=[
            ("", "—"),
            ("corrected", _("corrected")),
            ("correction", _("correction")),
            ("destroyed", _("destroyed")),
        ],
        widget=forms.Select(attrs={"class": "input"}),
    )

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
        if chosen["kind"]:
            rows = rows.filter(kind=chosen["kind"])
        if chosen["number"]:
            rows = _numbered(rows, chosen["number"].upper())
        if chosen["since"]:
            rows = rows.filter(issued_at__gte=midnight(chosen["since"]))
        if chosen["until"]:
            rows = rows.filter(issued_at__lt=midnight(chosen["until"] + dt.timedelta(days=1)))
        if chosen["standing"]:
            rows = _standing(rows, chosen["standing"])
        if chosen["customer"]:
            rows = _of_customer(rows, chosen["customer"])
        if chosen["device"]:
            rows = _of_device(rows, chosen["device"])
        return _saying(rows, chosen["text"], "search") if chosen["text"] else rows


def _standing(rows: QuerySet[Document], standing: str) -> QuerySet[Document]:
    corrections = Document.objects.exclude(corrects="")
    if standing == "correction":
        return rows.exclude(corrects="")
    if standing == "corrected":
        return _among(rows, corrections.order_by("-issued_at", "-pk").values_list("corrects", flat=True))
    return _among(rows, DestroyedDocument.objects.values_list("number", flat=True))


def _among(rows: QuerySet[Document], numbers: QuerySet[Any, str], *, few: int = FEW) -> QuerySet[Document]:
    """Few numbers are named one by one: they are sorted then, and the list need not be walked for them."""
    try:
        with patience.a_second():
            found = list(numbers[: few + 1])
    except patience.Slow:
        return rows.filter(number__in=numbers.order_by())
    return rows.filter(number__in=found if len(found) <= few else numbers.order_by())


def _numbered(rows: QuerySet[Document], beginning: str) -> QuerySet[Document]:
    """By the year in the number the list, which stands in the order of its days, is entered at the right place."""
    if year := re.search(r"-(19|20|21)(\d\d)(?:-|\Z)", beginning):
        first = int(year[1] + year[2])
        around = dt.timedelta(days=1)
        starts, ends = midnight(dt.date(first, 1, 1)) - around, midnight(dt.date(first + 1, 1, 1)) + around
        rows = rows.filter(issued_at__gte=starts, issued_at__lt=ends)
    return rows.filter(number__startswith=beginning)


def _of_customer(rows: QuerySet[Document], typed: str) -> QuerySet[Document]:
    if IS_NUMBER.match(typed):
        return rows.filter(
            number__in=DocumentContent.objects.filter(customer_number__in=all_numbers(typed)).values("number")
        )
    return _saying(rows, typed, "customer_name", "phones", "customer_number")


def _of_device(rows: QuerySet[Document], typed: str) -> QuerySet[Document]:
    known = DocumentContent.objects.filter(device_number=typed.upper())
    if IS_NUMBER.match(typed) and known.exists():
        return rows.filter(number__in=known.values("number"))
    return _saying(rows, typed, "device", "identifiers", "plate", "device_number")


def _saying(rows: QuerySet[Document], text: str, *columns: str) -> QuerySet[Document]:
    """Those in which all the words stand, in one of the columns; signs alone are found nowhere."""
    looked_for = search.words(text)
    if not looked_for:
        return rows.none()
    found = DocumentContent.objects.filter(search.condition(looked_for))
    if columns != ("search",):
        found = found.alias(**_about(columns)).filter(
            Case(When(search.condition(looked_for, "about"), then=True), default=False)
        )
    return _among(rows, found.values_list("number", flat=True), few=FEW if columns == ("search",) else FEW_FOLDED)


def _about(columns: Sequence[str]) -> dict[str, Expression]:
    """What stands in these columns, folded as the search column is. Asked within a CASE: so the planner does not think that it
    leaves hardly a row, and walk through all that have the words anywhere.
    """
    words = Func(Concat(*_spaced(columns), output_field=TextField()), function="shop_words", output_field=TextField())
    plate = Func(F("plate"), function="shop_plate", output_field=TextField())
    return {"about": Concat(words, Value(" "), plate, output_field=TextField())}


def _spaced(columns: Sequence[str]) -> list[Expression | F]:
    return [part for column in columns for part in (F(column), Value(" "))]


def all_numbers(number: str) -> list[str]:
    """The number and, while its customer exists, those it was known by before."""
    customer = Customer.objects.filter(number=number).first()
    return customer.numbers if customer else [number]


def midnight(day: dt.date) -> dt.datetime:
    """The beginning of that day in the shop's zone."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
