"""Found letters in lists: `{% load marks %}{% marked customer.name looked_for %}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from core import search
from core.templatetags.shop import DASH

if TYPE_CHECKING:
    from collections.abc import Iterable

register = template.Library()


@register.simple_tag
def marked(text: object, looked_for: Iterable[search.Word] = ()) -> str:
    """The text with the letters that matched in <mark>; a dash when there is none."""
    if not text:
        return DASH
    return search.mark(str(text), looked_for) if looked_for else str(text)
