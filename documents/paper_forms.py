"""What documents look like and say: forms of the settings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.fields import LinesField, VersionField
from documents import terms
from documents.kinds import DocumentKind

if TYPE_CHECKING:
    from core.models import Shop

LANGUAGES = settings.LANGUAGES
SIZES = (("a4", _("A4")), ("a5", _("A5")), ("roll", _("80 mm roll")))
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3: text on white paper
COLOUR = re.compile(r"#[0-9a-f]{6}")


def contrast_with_white(colour: str) -> float:
    """By WCAG 2.2, relative luminance; `colour` like #2050c8."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)  # noqa: PLR2004 - WCAG's
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


class ColourField(forms.CharField):
    """A colour that can be read on white paper, as #rrggbb; "" for black."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value).strip().lower()
        if not text:
            return ""
        if not COLOUR.fullmatch(text):
            raise ValidationError(_("Write a colour like #2050c8."), code="colour")
        if contrast_with_white(text) < LEAST_CONTRAST:
            raise ValidationError(
                _("This colour is too pale to be read on white paper. Choose a darker one."), code="pale"
            )
        return text


class PaperForm(forms.Form):
    """The accent and the size of paper of every kind."""

    accent = ColourField(
        label=_("Accent colour"),
        required=False,
        max_length=20,
        help_text=_("For the title and the line under the head, like #2050c8. Empty: black."),
    )
    version = VersionField()

    def __init__(self, data: Any = None, *, shop: Shop) -> None:
        initial = {"accent": shop.accent, "version": shop.version} | {
            f"size_{kind}": shop.paper_sizes.get(kind, "a4") for kind in DocumentKind
        }
        super().__init__(data, initial=initial)
        self.fields["accent"].group_class = "w-6"  # type: ignore[attr-defined]
        for kind in DocumentKind:
            self.fields[f"size_{kind}"] = forms.ChoiceField(label=kind.label, choices=SIZES, required=False)

    def sizes(self) -> dict[str, str]:
        """What differs from A4."""
        chosen = {kind.value: self.cleaned_data[f"size_{kind}"] for kind in DocumentKind}
        return {kind: size for kind, size in chosen.items() if size not in {"", "a4"}}


class TermsField(LinesField):
    """Clauses, one a line, with named places of which every one is known."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if unknown := terms.unknown(text):
            known = ", ".join(f"{{{name}}}" for name in terms.VARIABLES)
            words = {"name": f"{{{unknown[0]}}}", "known": known}
            raise ValidationError(
                gettext("%(name)s stands for nothing. These are known: %(known)s.") % words, code="place"
            )
        if terms.has_stray_brace(text):
            raise ValidationError(gettext("Write places between two braces, like {device}."), code="place")
        return text


class TermsForm(forms.Form):
    """The terms of one kind of document, in each language."""

    version = VersionField()

    def __init__(self, data: Any = None, *, shop: Shop, kind: DocumentKind) -> None:
        written: dict[str, str] = shop.terms_by_kind.get(kind, {})
        initial = {"version": shop.version} | {f"terms_{code}": written.get(code, "") for code, _label in LANGUAGES}
        super().__init__(data, initial=initial)
        self.shop, self.kind = shop, kind
        for code, label in LANGUAGES:
            self.fields[f"terms_{code}"] = TermsField(label=label, required=False, rows=4)

    @property
    def terms_fields(self) -> list[forms.BoundField]:
        return [self[f"terms_{code}"] for code, _label in LANGUAGES]

    def to_save(self) -> dict[str, dict[str, str]]:
        """The terms of all kinds, with this one's as typed; an empty language has none."""
        typed = {code: text for code, _label in LANGUAGES if (text := self.cleaned_data[f"terms_{code}"].strip())}
        others = {kind: texts for kind, texts in self.shop.terms_by_kind.items() if kind != self.kind}
        return others | ({self.kind.value: typed} if typed else {})
