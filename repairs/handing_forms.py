"""What is typed when the device goes out, and when it comes back under its warranty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fields import LinesField
from core.shop import current_shop
from repairs.actions import HandOver
from repairs.codes import Method
from repairs.fields import AmountField, SignatureField
from repairs.models import Outcome
from repairs.states import Status

if TYPE_CHECKING:
    from repairs.models import WorkOrder


class HandOverForm(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20, initial=Status.READY)
    collected_by = forms.CharField(label=gettext_lazy("Collected by"), max_length=420, required=False)
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        choices=[choice for choice in Outcome.choices if choice[0] != Outcome.DECLINED],
        widget=forms.RadioSelect,
        required=False,
    )
    work_done = LinesField(label=gettext_lazy("Work done"), required=False, rows=3)
    final_cost = AmountField(label=gettext_lazy("Final price"))
    pays = AmountField(label=gettext_lazy("Pays now"), help_text=gettext_lazy("Empty: all that is left to pay."))
    method = forms.ChoiceField(
        label=gettext_lazy("How"), choices=Method.choices, widget=forms.RadioSelect, required=False
    )
    warranty_months = forms.IntegerField(label=gettext_lazy("Warranty"), required=False, min_value=0, max_value=120)
    on_credit = forms.BooleanField(label=gettext_lazy("May go without paying all"), required=False)
    note = LinesField(label=gettext_lazy("Note"), required=False, rows=1)
    signature = SignatureField()

    def __init__(self, *args: Any, order: WorkOrder, may_credit: bool, may_take: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.has_credit = order.credit_by_id is not None
        for name in ("final_cost", "pays"):
            self.fields[name].unit = current_shop().currency  # type: ignore[attr-defined]
        self.fields["warranty_months"].unit = _("months")  # type: ignore[attr-defined]
        self.fields["note"].aside = gettext_lazy("stays in the shop")  # type: ignore[attr-defined]
        if order.lines.exists():
            del self.fields["final_cost"]
        if order.warranty_of_id:
            del self.fields["warranty_months"]
        if not may_credit:
            del self.fields["on_credit"]
        if may_credit or self.has_credit:
            self.fields["pays"].help_text = _("Empty: all that is left to pay; on credit, nothing.")
        if not may_take:
            del self.fields["pays"], self.fields["method"]

    def told(self) -> HandOver:
        data = self.cleaned_data
        goes_unpaid = data.get("on_credit", self.has_credit)
        names = ("work_done", "final_cost", "collected_by", "note", "warranty_months", "pays", "signature")
        return HandOver(
            **{name: data[name] for name in names if data.get(name)},
            outcome=data["outcome"] or Outcome.REPAIRED,
            method=data.get("method") or Method.CASH,
            pays_all="pays" in data and data["pays"] is None and not goes_unpaid,
            on_credit=data.get("on_credit"),
        )
