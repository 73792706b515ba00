"""The form with which a document is sent."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import LinesField, NonceField


class SendForm(forms.Form):
    to = forms.EmailField(
        label=pgettext_lazy("mail", "To"), max_length=254, error_messages={"required": _("Write an e-mail address.")}
    )
    subject = forms.CharField(label=_("Subject"), max_length=200, error_messages={"required": _("Write a subject.")})
    text = LinesField(label=_("Text"), rows=8, error_messages={"required": _("Write a text.")})
    nonce = NonceField()
