"""What is typed about money: lines, answers to an estimate, payments, the hand-over."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import money, phrases
from core.fields import LinesField, NonceField, VersionField
from core.shop import current_shop
from repairs import rates, totals
from repairs.actions import HandOver
from repairs.codes import Method, Supply
from repairs.fields import AmountField, SignatureField, TechnicianField, technicians
from repairs.models import Answer, CatalogueItem, How, ItemKind, OrderLine, Outcome
from repairs.money_fields import DiscountField, QuantityField
from repairs.payments import Paying, Settling
from repairs.states import Status

if TYPE_CHECKING:
    from repairs.models import Estimate, EstimateLine, WorkOrder

MOST_A_LINE = Decimal("999999999.99")
SAME = ("kind", "code", "text", "quantity", "unit_price", "technician")


class LineForm(forms.Form):
    """A line as it is typed; what it comes to is bounded, so that sums always fit."""

    nonce = NonceField()
    version = VersionField()
    catalogue_item = forms.ModelChoiceField(
        queryset=CatalogueItem.objects.all(), required=False, widget=forms.HiddenInput
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=ItemKind.choices, widget=forms.RadioSelect, initial=ItemKind.PART
    )
    text = forms.CharField(
        label=gettext_lazy("What"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-autofocus": ""}),
        error_messages={"required": gettext_lazy("Write what it is.")},
    )
    code = forms.CharField(
        label=gettext_lazy("Code"), max_length=60, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    quantity = QuantityField(label=gettext_lazy("Quantity"), initial=Decimal(1))
    unit_price = AmountField(
        label=gettext_lazy("Price"), required=True, error_messages={"required": gettext_lazy("Write the price.")}
    )
    discount = DiscountField(label=gettext_lazy("Discount"), help_text=gettext_lazy("10 % or 25.00"))
    tax_rate = forms.TypedChoiceField(label=gettext_lazy("Tax"), coerce=Decimal)
    technician = TechnicianField(label=gettext_lazy("Technician"))

    def __init__(self, *args: Any, line: OrderLine | None = None, **options: Any) -> None:
        if line:
            options["initial"] = _standing(line)
        super().__init__(*args, **options)
        self.line = line
        self.fields["unit_price"].unit = current_shop().currency  # type: ignore[attr-defined]
        offered = rates.offered(line.tax_rate if line else None)
        rate: Any = self.fields["tax_rate"]
        rate.choices = [(rates.code(each.rate), rates.label(each)) for each in offered]
        technician: Any = self.fields["technician"]
        technician.queryset = technicians(or_still=line.technician_id if line else None)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if self.errors:
            return data
        line = OrderLine(**self.to_save())
        whole = totals.before_discount(line)
        if whole > MOST_A_LINE:
            self.add_error("quantity", _("This comes to more than a line can. Split it, or check the price."))
        elif line.discount_amount > whole:
            sentence = _("The line comes to %(whole)s: the discount cannot be more.")
            self.add_error("discount", sentence % {"whole": phrases.money(whole)})
        return data

    def to_save(self) -> dict[str, Any]:
        data = self.cleaned_data
        discount = data["discount"]
        return {
            **{name: data[name] for name in (*SAME, "tax_rate", "catalogue_item")},
            "discount_percent": discount.percent,
            "discount_amount": discount.amount,
        }


def _standing(line: OrderLine) -> dict[str, Any]:
    percent, amount = line.discount_percent, line.discount_amount
    discount = f"{percent.normalize():f} %" if percent else money.frozen(amount) if amount else ""
    return {
        **{name: getattr(line, name) for name in (*SAME, "version")},
        "discount": discount,
        "tax_rate": rates.code(line.tax_rate),
        "catalogue_item": line.catalogue_item_id,
    }


class SupplyForm(forms.Form):
    supply = forms.ChoiceField(
        label=gettext_lazy("Where the part is"), choices=Supply.choices, widget=forms.RadioSelect, required=False
    )
    expected_on = forms.DateField(
        label=gettext_lazy("Expected"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class PaymentForm(forms.Form):
    nonce = NonceField()
    amount = AmountField(
        label=gettext_lazy("Amount"), required=True, error_messages={"required": gettext_lazy("Write the amount.")}
    )
    method = forms.ChoiceField(
        label=gettext_lazy("How"), choices=Method.choices, widget=forms.RadioSelect, initial=Method.CASH
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["amount"].unit = current_shop().currency  # type: ignore[attr-defined]
        self.fields["amount"].widget.attrs["data-autofocus"] = ""
        self.fields["note"].aside = gettext_lazy("stays in the shop")  # type: ignore[attr-defined]

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if not amount:
            raise forms.ValidationError(_("Write an amount above 0."), code="zero")
        return amount

    def paying(self) -> Paying:
        data = self.cleaned_data
        return Paying(data["amount"], data["method"], data["note"])


class SettlingForm(forms.Form):
    """What becomes of the money an order holds when it is cancelled."""

    held = forms.ChoiceField(
        choices=[("back", gettext_lazy("Pay back")), ("keep", gettext_lazy("Keep"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose whether it is paid back or kept.")},
    )
    method = forms.ChoiceField(
        label=gettext_lazy("How"), choices=Method.choices, widget=forms.RadioSelect, initial=Method.CASH, required=False
    )

    def __init__(self, *args: Any, order: WorkOrder, may_refund: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        held: Any = self.fields["held"]
        held.label = _("%(amount)s is held") % {"amount": phrases.price(order.paid)}
        if not may_refund:
            held.choices = held.choices[1:]
            held.help_text = _("Somebody with the right can pay it back later.")
            del self.fields["method"]

    def settling(self) -> Settling:
        return Settling(self.cleaned_data["method"] or Method.CASH if self.cleaned_data["held"] == "back" else "")


class AnswerForm(forms.Form):
    """What the customer says to every line of an estimate; one field a line, and who said so, and how."""

    version = VersionField()
    answered_by = forms.CharField(
        label=gettext_lazy("Who said so"),
        max_length=200,
        error_messages={"required": gettext_lazy("Write who said so.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    how = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=[choice for choice in How.choices if choice[0] != How.LINK],
        widget=forms.RadioSelect,
        initial=How.PHONE,
    )

    def __init__(self, *args: Any, estimate: Estimate, **options: Any) -> None:
        super().__init__(*args, **options)
        self.estimate_lines: list[EstimateLine] = list(estimate.lines.all())
        choices = [(Answer.APPROVED, _("Yes")), (Answer.DECLINED, _("No"))]
        for line in self.estimate_lines:
            self.fields[f"line_{line.pk}"] = forms.ChoiceField(
                label=line.text,
                choices=choices,
                widget=forms.RadioSelect,
                initial=line.answer or Answer.APPROVED,
                error_messages={"required": _("Choose yes or no.")},
            )

    @property
    def rows(self) -> list[tuple[EstimateLine, forms.BoundField]]:
        return [(line, self[f"line_{line.pk}"]) for line in self.estimate_lines]

    def answers(self) -> dict[int, str]:
        return {line.pk: self.cleaned_data[f"line_{line.pk}"] for line in self.estimate_lines}


class LinkAnswerForm(AnswerForm):
    """The same, answered by the customer alone at the link: nothing is chosen beforehand, and no name stands there."""

    how = None  # type: ignore[assignment] # Django's way of leaving a field out

    def __init__(self, *args: Any, estimate: Estimate, **options: Any) -> None:
        super().__init__(*args, estimate=estimate, **options)
        self.fields["answered_by"].label = _("Your name")
        self.fields["answered_by"].error_messages["required"] = _("Write your name.")
        for line in self.estimate_lines:
            self.fields[f"line_{line.pk}"].initial = None


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

    def __init__(self, *args: Any, order: WorkOrder, may_credit: bool, **options: Any) -> None:
        super().__init__(*args, **options)
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

    def told(self) -> HandOver:
        data = self.cleaned_data
        names = ("work_done", "final_cost", "collected_by", "note", "warranty_months", "pays", "signature")
        return HandOver(
            **{name: data[name] for name in names if data.get(name)},
            outcome=data["outcome"] or Outcome.REPAIRED,
            method=data["method"] or Method.CASH,
            pays_all=data.get("pays") is None and not data.get("on_credit"),
            on_credit=data.get("on_credit", False),
        )


class DiagnosisForm(forms.Form):
    """What a diagnosis report says."""

    nonce = NonceField()
    found = LinesField(
        label=gettext_lazy("What is wrong"), error_messages={"required": gettext_lazy("Write what is wrong.")}, rows=5
    )
    advice = LinesField(label=gettext_lazy("What we advise"), required=False, rows=3)


class EstimateForm(forms.Form):
    """What the shop adds to the lines that are offered."""

    note = LinesField(
        label=gettext_lazy("Note"),
        required=False,
        rows=2,
        help_text=gettext_lazy("Printed on the estimate."),
    )
    nonce = NonceField()


class PlainForm(forms.Form):
    """A paper that says only what the order says."""

    nonce = NonceField()
