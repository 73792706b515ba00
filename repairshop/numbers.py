"""The form of the number series: one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from core.models import PREFIX
from core.series import LARGEST
from documents.kinds import DocumentKind

if TYPE_CHECKING:
    from django.http import QueryDict
    from django.utils.functional import Promise

    from core.series import Series

RECORDS: dict[str, str | Promise] = {"customer": _("Customers"), "device": _("Devices"), "work_order": _("Work orders")}


def label_of(key: str) -> str | Promise:
    return RECORDS[key] if key in RECORDS else DocumentKind(key).label


class SeriesForm(forms.Form):
    begins = forms.CharField(
        label=_("Beginning"),
        max_length=12,
        validators=[RegexValidator(PREFIX, _("Write capitals A–Z, digits and hyphens, like IR; a letter first."))],
        error_messages={"required": _("Write how these numbers begin, like IR.")},
    )
    digits = forms.IntegerField(label=_("Digits"), min_value=3, max_value=9)
    next_number = forms.IntegerField(label=_("Next number"), min_value=1, max_value=LARGEST)

    def __init__(self, series: Series, sent: QueryDict | None) -> None:
        initial = {"begins": series.prefix, "digits": series.digits, "next_number": series.next}
        super().__init__(sent, initial=initial, auto_id=f"id_{series.key}_%s")
        self.series = series
        self.title = label_of(series.key)
        for name, width in (("begins", "w-4"), ("digits", "w-2"), ("next_number", "w-4")):
            self.fields[name].group_class = width  # type: ignore[attr-defined]
        if not series.may_begin_elsewhere:
            self.fields["next_number"].disabled = True
