"""Form fields that take what people type at the desk and answer in words, whatever comes."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import money
from customers.models import Contact, CustomerContact
from repairs import signing

if TYPE_CHECKING:
    from decimal import Decimal

    from django.db.models import QuerySet

    from repairs.models import WorkOrder

AMOUNT = re.compile(r"^[0-9]{1,10}([.,][0-9]{1,2})?$")
MOST_KM = 2_147_483_647
LONGEST_PASSCODE = 100
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
NOT_AN_AMOUNT = _("Write an amount like 950.00.")
NO_AMOUNT_BECAUSE = (
    (re.compile(r"^[0-9]{11,}([.,][0-9]*)?$"), _("Write an amount below 10,000,000,000.")),
    (re.compile(r"^[0-9]+[.,][0-9]{3,}$"), _("Write an amount with at most two decimals, like 950.00.")),
)


class AmountField(forms.DecimalField):
    """An amount of money, "950", "950.50" or "950,50"."""

    def __init__(self, **options: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off", "maxlength": 20}
        options.setdefault("required", False)
        super().__init__(max_digits=12, decimal_places=2, widget=forms.TextInput(attrs=attrs), **options)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # Django's DecimalField is an IntegerField
        text = re.sub(r"\s", "", "" if value is None else str(value))
        if text and not AMOUNT.match(text):
            reasons = (reason for form, reason in NO_AMOUNT_BECAUSE if form.match(text))
            raise ValidationError(next(reasons, NOT_AN_AMOUNT), code="invalid")
        amount: Decimal | None = super().to_python(text.replace(",", "."))
        return None if amount is None else money.rounded(amount)


class MileageField(forms.IntegerField):
    """Kilometres, with or without spaces and separators between the thousands."""

    def __init__(self, **options: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "maxlength": 20}
        options |= {"required": False, "min_value": 0, "max_value": MOST_KM, "widget": forms.TextInput(attrs=attrs)}
        super().__init__(**options)

    def to_python(self, value: Any) -> int | None:
        return super().to_python(re.sub(r"[\s.,]", "", str(value)) if value else None)


class MomentField(forms.DateTimeField):
    """A day and a time in the shop's zone, within this century."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(required=False, widget=widget, **options)

    def clean(self, value: Any) -> datetime | None:
        moment: datetime | None = super().clean(value)
        if moment and not EARLIEST <= moment < LATEST:
            raise ValidationError(_("Write a day of this century."), code="century")
        return moment


class SignatureField(forms.CharField):
    """What was drawn on the pad: cleaned, a PNG for the archive, b"" when nobody signed."""

    def __init__(self) -> None:
        widget = forms.HiddenInput
        super().__init__(label=_("Signature"), required=False, max_length=signing.LONGEST, widget=widget)

    def clean(self, value: Any) -> bytes:
        try:
            return signing.drawn(str(super().clean(value)))
        except signing.NotASignature as wrong:
            raise ValidationError(str(wrong), code="signature") from wrong


def passcode_field(**options: Any) -> forms.CharField:
    """Hidden while it is typed, unless another widget is given."""
    hidden = forms.PasswordInput(render_value=True, attrs={"autocomplete": "new-password"})
    help_text = _("Wiped at hand-over; every look is logged")
    standing = {"label": _("Passcode"), "max_length": LONGEST_PASSCODE, "strip": False, "help_text": help_text}
    return forms.CharField(**{**standing, "widget": hidden, **options})


class TechnicianField(forms.ModelChoiceField[User]):
    def __init__(self, **options: Any) -> None:
        options |= {"required": False, "empty_label": _("nobody yet"), "queryset": technicians()}
        super().__init__(**options)


def technicians(*, or_still: int | None = None) -> Any:
    """Who may be given work: everybody still here who may move a work order on, and who has it now, though gone since."""
    roles = Group.objects.filter(permissions__codename="move_workorder", permissions__content_type__app_label="repairs")
    theirs = User.groups.through.objects.filter(user=OuterRef("pk"), group__in=roles.values("pk"))
    return User.objects.filter(Q(Exists(theirs) | Q(is_superuser=True), is_active=True) | Q(pk=or_still))


def contacts_of(order: WorkOrder) -> QuerySet[Contact]:
    """The customer's contacts, and who stands on the order, though no contact of the customer's any more."""
    linked = CustomerContact.objects.filter(customer=order.customer_id).values("contact")
    return Contact.objects.filter(Q(pk__in=linked) | Q(pk=order.contact_id))
