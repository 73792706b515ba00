"""The fourteen-pixel shapes of the ten statuses, and the seven colour groups they belong to.

Codes and shapes are fixed. The shop may give a status another label, per language, and the colour of another group.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.shop import remembered_shop

if TYPE_CHECKING:
    from django.utils.functional import Promise

GROUPS = ("planned", "intake", "waiting", "work", "ready", "closed", "cancelled")
GROUP_OF = {
    "booked": "planned",
    "received": "intake",
    "diagnosis": "intake",
    "awaiting_approval": "waiting",
    "awaiting_parts": "waiting",
    "in_repair": "work",
    "quality_check": "work",
    "ready": "ready",
    "handed_over": "closed",
    "cancelled": "cancelled",
}
USUAL: dict[str, str | Promise] = {
    "booked": _("Booked"),
    "received": _("Received"),
    "diagnosis": _("Diagnosis"),
    "awaiting_approval": _("Awaiting approval"),
    "awaiting_parts": _("Awaiting parts"),
    "in_repair": _("In repair"),
    "quality_check": _("Quality check"),
    "ready": _("Ready"),
    "handed_over": _("Handed over"),
    "cancelled": _("Cancelled"),
}

RING = '<circle cx="8" cy="8" r="6.6"/>'
TICK = '<path d="m5.2 8.2 2 2 3.7-4.2"/>'
FILL = 'fill="currentColor" stroke="none"'
SHAPES = {
    "booked": '<circle cx="8" cy="8" r="6.6" stroke-dasharray="2 1.77" stroke-linecap="butt"/>',
    "received": RING,
    "diagnosis": f'{RING}<path {FILL} d="M8 8V3.9A4.1 4.1 0 0 1 12.1 8z"/>',
    "awaiting_approval": f'{RING}<path d="M8 4.7v3.8"/><circle cx="8" cy="11" r="1" {FILL}/>',
    "awaiting_parts": f'{RING}<path d="M6.4 5.6v4.8M9.6 5.6v4.8"/>',
    "in_repair": f'{RING}<path {FILL} d="M8 3.6a4.4 4.4 0 0 1 0 8.8z"/>',
    "quality_check": f'{RING}<path {FILL} d="M8 8V3.6A4.4 4.4 0 1 1 3.6 8z"/>',
    "ready": f'<circle cx="8" cy="8" r="7.4" {FILL}/><path class="glyph-tick" d="m4.9 8.2 2.2 2.2 4-4.6"/>',
    "handed_over": f"{RING}{TICK}",
    "cancelled": f'{RING}<path d="m5.8 5.8 4.4 4.4m0-4.4-4.4 4.4"/>',
}


def own(code: str) -> dict[str, Any]:
    """What the shop chose for this status: {"colour": group, "labels": {language: text}, "days": number}, each only if chosen."""
    shop = remembered_shop()
    chosen: dict[str, Any] = shop.statuses.get(code, {}) if shop else {}
    return chosen


def group_of(code: str) -> str:
    return str(own(code).get("colour") or GROUP_OF.get(code, "planned"))


def _label(code: str, usual: str | Promise) -> str:
    labels: dict[str, str] = own(code).get("labels", {})
    return labels.get((get_language() or "en").split("-")[0]) or str(usual)


label = lazy(_label, str)  # read where it is shown: in the reader's language, by the shop's choice
LABELS: dict[str, str | Promise] = {code: label(code, usual) for code, usual in USUAL.items()}


def glyph(code: str, group: str = "") -> SafeString:
    """The shape of a status in its group's colour. Decoration: the word always stands beside it."""
    return _drawn(code, group or group_of(code))


@cache
def _drawn(code: str, group: str) -> SafeString:
    return format_html(
        '<svg class="glyph st-{}" width="14" height="14" viewBox="0 0 16 16" fill="none" stroke="currentColor" '
        'stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{}</svg>',
        group,
        mark_safe(SHAPES.get(code, RING)),  # noqa: S308 - from the table above
    )
