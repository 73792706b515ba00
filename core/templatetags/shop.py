"""Everything templates need to draw the shop's parts: `{% load shop %}`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from lucide import IconDoesNotExist
from lucide.templatetags.lucide import lucide

from core import phrases, shapes
from core.http import typed_texts

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from django.forms import BoundField
    from django.utils.functional import Promise

register = template.Library()
register.filter("typed_texts", typed_texts)
DASH = mark_safe('<span class="muted">—</span>')


@cache
def drawn_icon(name: str, size: int, classes: str) -> SafeString:
    # The cache lives as long as the process: reading the package's archive takes a millisecond an icon.
    attributes = {"stroke_width": 1.75, "aria_hidden": "true", "class": f"icon {classes}".strip()}
    try:
        svg = lucide(name, size=size, **attributes)
    except IconDoesNotExist:  # a kind of device the shop named itself, or an icon a newer package renamed
        svg = lucide("circle-dashed", size=size, **attributes)
    return mark_safe(svg)  # noqa: S308 - from the icon package


@register.simple_tag
def icon(name: str, size: int = 16, classes: str = "") -> SafeString:
    return drawn_icon(str(name), size, str(classes))


@register.simple_tag
def status_glyph(code: str, group: str = "") -> SafeString:
    return shapes.glyph(code, group)


@register.simple_tag
def status_badge(code: str, label: str | Promise = "", group: str = "") -> SafeString:
    """The tinted badge of headings, cards and sheets."""
    group = group or shapes.group_of(code)
    return format_html(
        '<span class="badge st-{}">{}{}</span>',
        group,
        shapes.glyph(code, group),
        label or shapes.LABELS.get(code, code),
    )


@register.simple_tag
def status(code: str, label: str | Promise = "", group: str = "") -> SafeString:
    """Coloured shape and plain word, for tables."""
    word = label or shapes.LABELS.get(code, code)
    return format_html('<span class="status">{}<span class="cut">{}</span></span>', shapes.glyph(code, group), word)


@register.filter
def status_group(code: str) -> str:
    return shapes.group_of(code)


@register.filter
def near(moment: dt.date | None) -> str:
    return phrases.near(moment) if moment else DASH


@register.filter
def near_time(moment: dt.datetime | None) -> str:
    return phrases.near_time(moment) if moment else DASH


@register.filter
def near_date(moment: dt.date | None) -> str:
    return phrases.near_day(phrases.local_day(moment)) if moment else DASH


@register.filter
def written_date(moment: dt.date | None) -> str:
    """Never "Today": for a day that stands inside a sentence."""
    return phrases.written_day(phrases.local_day(moment), weekday=False) if moment else DASH


@register.filter
def age(moment: dt.date | None) -> str:
    return phrases.age(moment) if moment else DASH


@register.filter
def spent(time: dt.timedelta | None) -> str:
    """Hours and minutes somebody worked: "0:50 h"."""
    return phrases.spent(time) if time else DASH


@register.filter
def money(amount: Decimal | float | str | None) -> str:
    return DASH if amount is None or amount == "" else phrases.money(amount)


@register.filter
def quantity(number: Decimal) -> str:
    return phrases.quantity(number)


@register.filter
def owed(amount: Decimal | None) -> str:
    """A debt; none reads as a dash, so that a real one stands out."""
    return format_html('<span class="danger">{}</span>', phrases.money(amount)) if amount else DASH


@register.filter
def dash(text: object) -> object:
    return DASH if text is None or text == "" else text


@register.filter
def initials(name: object) -> str:
    return phrases.initials(str(name))


@register.simple_tag
def checked_of(checks: list[Any]) -> int:
    """How many of a checklist are answered."""
    return sum(bool(check.answer) for check in checks)


@register.simple_tag
def avatar(name: object, size: int = 24) -> SafeString:
    text = str(name)
    return format_html(
        '<span class="avatar avatar-{}" title="{}" aria-hidden="true">{}</span>', size, text, phrases.initials(text)
    )


@register.simple_tag
def field_warning(field: BoundField) -> object:
    """What looks wrong and may stay: `form.warnings[name]`, else the field's own `warning`."""
    warnings: dict[str, Any] = getattr(field.form, "warnings", None) or {}
    return warnings.get(field.name) or getattr(field.field, "warning", "")


@register.simple_tag
def field_widget(field: BoundField, warning: object = "") -> SafeString:
    """The input, tied to everything written below it."""
    described = [f"{field.auto_id}_{part}" for part, there in _below(field, warning) if there]
    return field.as_widget(attrs={"aria-describedby": " ".join(described)} if described else None)


def _below(field: BoundField, warning: object) -> list[tuple[str, bool]]:
    return [
        ("error", bool(field.errors)),
        ("warning", bool(warning)),
        ("helptext", bool(field.help_text) and not field.errors),
    ]


@register.filter
def is_optional(field: BoundField) -> bool:
    """The word "optional" is worth its ink only in a form where most fields are required."""
    visible = field.form.visible_fields()
    required = sum(other.field.required for other in visible)
    return not field.field.required and required * 2 > len(visible)


@register.filter
def widget_kind(field: BoundField) -> str:
    widget = field.field.widget
    kind = getattr(widget, "input_type", None) or ""
    many = getattr(widget, "allow_multiple_selected", False)
    return "checks" if kind == "checkbox" and many else kind
