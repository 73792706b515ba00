"""What is typed about the archive: why a document is wrong, how long documents are kept, which month is closed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import LinesField, LongSelect
from customers.forms import countries
from documents import heads
from documents.kinds import DocumentKind
from documents.models import RetentionStart

if TYPE_CHECKING:
    from collections.abc import Iterable

    from documents.shapes import SeriesHead

LONGEST_REASON = 500


class CorrectionForm(forms.Form):
    how = forms.ChoiceField(
        label=_("What to do"),
        choices=[("again", _("Issue it again")), ("cancel", _("Cancel it"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    reason = LinesField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        rows=3,
        help_text=_("It is printed on the new document."),
        error_messages={"required": _("Write why the document is wrong.")},
    )

    def __init__(self, *args: Any, has_fresh: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("how", "again" if has_fresh else "cancel")
        self.fields["how"].group_class = "w-6 full-phone"  # type: ignore[attr-defined]
        if not has_fresh:
            self.fields["how"].choices = [("cancel", _("Cancel it"))]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = LinesField(label=_("Reason"), max_length=LONGEST_REASON, rows=2, required=False)


class RuleForm(forms.Form):
    country = forms.ChoiceField(
        label=_("Country"),
        choices=countries,
        widget=LongSelect(attrs={"class": "input"}),
        error_messages={"required": _("Choose the country.")},
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[
            ("", _("Every kind")),
            *(each for each in DocumentKind.choices if each[0] != DocumentKind.MINUTES_OF_DESTRUCTION),
        ],
    )
    years = forms.IntegerField(
        label=_("Years"),
        validators=[
            MinValueValidator(1, _("Write a number from 1 to 100.")),
            MaxValueValidator(100, _("Write a number from 1 to 100.")),
        ],
    )
    starts = forms.ChoiceField(label=_("Counted from"), choices=RetentionStart.choices)


class ExpiredForm(forms.Form):
    """What the list of documents that may be destroyed is narrowed down by."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Every kind")), *DocumentKind.choices])
    year = forms.RegexField(
        r"^(19|20|21)\d\d\Z",
        label=_("Year"),
        required=False,
        error_messages={"invalid": _("Write a year like 2019.")},
        widget=forms.TextInput(attrs={"class": "input", "inputmode": "numeric", "maxlength": 4}),
    )
    after = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)


class MonthForm(forms.Form):
    month = forms.RegexField(
        r"^(19|20|21)\d\d-(0[1-9]|1[0-2])\Z",
        label=_("Month"),
        error_messages={"invalid": _("Write a month like 2026-10."), "required": _("Write a month like 2026-10.")},
        widget=forms.Select(attrs={"class": "input"}),
    )

    def __init__(self, *args: Any, months: Iterable[dt.date] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(f"{month:%Y-%m}", date_format(month, "YEAR_MONTH_FORMAT")) for month in months]
        self.fields["month"].widget.choices = offered

    def first_day(self) -> dt.date:
        return dt.date.fromisoformat(f"{self.cleaned_data['month']}-01")


class CompareForm(forms.Form):
    """Either a file of heads, or the number of a document and one of its fingerprints."""

    kept = forms.FileField(
        label=_("File"),
        required=False,
        widget=forms.FileInput(attrs={"class": "input", "accept": ".json"}),
        help_text=_("As it was taken along from the archive check."),
    )
    number = forms.CharField(label=_("Number"), required=False, max_length=40)
    fingerprint = forms.CharField(
        label=pgettext_lazy("document", "Fingerprint"),
        required=False,
        max_length=200,
        help_text=_("64 signs; the spaces between them do not matter."),
    )

    def clean_kept(self) -> list[SeriesHead]:
        file = self.cleaned_data["kept"]
        if not file:
            return []
        try:
            return heads.read(file.read(heads.LARGEST_FILE).decode())
        except (UnicodeDecodeError, heads.NotHeads) as error:
            raise forms.ValidationError(_("This file holds no heads of an archive.")) from error

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"].strip().upper()
        return number

    def clean_fingerprint(self) -> str:
        fingerprint = "".join(self.cleaned_data["fingerprint"].split()).lower()
        if fingerprint and not heads.HASH.fullmatch(fingerprint):
            raise forms.ValidationError(_("Write all 64 signs: digits and the letters a to f."))
        return fingerprint

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not self.errors and not said.get("kept"):
            for name, message in (
                ("number", _("Choose a file, or write a number.")),
                ("fingerprint", _("Write the fingerprint.")),
            ):
                if not said.get(name):
                    self.add_error(name, message)
        return said
