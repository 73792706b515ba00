from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.actions import OWN
from accounts.models import User

WIDTHS = {"first_name": "w-6", "last_name": "w-6", "email": "w-6", "language": "w-6"}


class ProfileForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = OWN

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["single_keys"].label = _("Single letters are keys: n for a new intake, g and another letter to go")
        for name, field in self.fields.items():
            field.group_class = WIDTHS.get(name, "")  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        """One address, one account: a forgotten password is set anew by mail."""
        email: str = self.cleaned_data["email"]
        if email and User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("A colleague has this address already. Write your own."), code="taken")
        return email
