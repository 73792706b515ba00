"""Names of countries, in the reader's language."""

from __future__ import annotations

from babel import Locale
from django.utils import translation


def country_name(code: str) -> str:
    """ISO 3166 two letters as a name in the language now active; an unknown code as it is."""
    names = Locale.parse(translation.get_language() or "en", sep="-").territories
    return str(names.get(code, code))
