"""What the list of devices can be narrowed down by. A value that is not understood shows its error and no rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core import search
from devices.models import Device, kinds

if TYPE_CHECKING:
    from django.db.models import QuerySet


def any_kind() -> list[tuple[str, str]]:
    return [("", str(_("Any kind"))), *((kind.code, capfirst(kind.label)) for kind in kinds().values())]


class DeviceFilter(forms.Form):
    text = forms.CharField(label=_("Filter"), required=False, max_length=search.LONGEST_QUERY)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=any_kind, widget=forms.Select(attrs={"class": "input"})
    )

    owner = forms.RegexField(r"^[A-Z0-9-]{1,40}$", required=False, label=_("Owner"), widget=forms.HiddenInput)

    @property
    def is_used(self) -> bool:
        return any(self.data.get(name) for name in self.fields)

    def rows(self) -> QuerySet[Device]:
        if not self.is_valid():
            return Device.objects.none()
        rows, chosen = Device.objects.select_related("owner").defer("search"), self.cleaned_data
        if chosen["kind"]:
            rows = rows.filter(kind=chosen["kind"])
        if chosen["owner"]:
            rows = rows.filter(owner__number=chosen["owner"])
        looked_for = search.words(chosen["text"])
        if chosen["text"] and not looked_for:  # signs only, which nothing is found by
            return Device.objects.none()
        return rows.filter(search.condition(looked_for))
