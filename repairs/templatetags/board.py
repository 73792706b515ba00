"""The cards of the board: hundreds stand on one page, so they are written by one pattern instead of a template's nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.templatetags.shop import avatar, money
from repairs.states import DEEDS, Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from repairs.board import Card
    from repairs.models import WorkOrder

register = template.Library()
CARD = (
    '<article class="board-card" id="card-{number}" data-url="{url}">'
    '<span class="top"><span title="{number}">{short}</span><span class="{when_css}">{when}</span></span>'
    '<a class="title" href="{url}" title="{title}">{title}</a><span title="{customer}">{customer}</span>'
    '<span class="fault" title="{fault}">{fault}</span>'
    '<span class="bottom">{who}{tag}<span class="board-end">{came}{age}{money}{move}</span></span>{offer}</article>'
)
OFFER = (
    '<a class="btn btn-26 btn-tinted board-offer" href="{url}move/?choose=1&amp;next={board}" data-to="{to}">{deed}</a>'
)
MOVE = '<a class="board-more" href="{url}move/?choose=1&amp;next={board}" aria-label="{label}"><span>{word}</span></a>'
TAG, AGE, SUM = '<span class="tag {}">{}</span>', '<span class="{}">{}</span>', "<span>{}</span>"
WHO, NOBODY = '{}<span class="sr-only">{}</span>', '<span class="muted">{}</span>'


@register.simple_tag
def board_cards(cards: Iterable[Card], may_move: object) -> SafeString:
    words = {"nobody": _("Nobody yet"), "no_date": _("No date"), "move": _("Move"), "label": _("Move %(number)s")}
    drawer = _Drawer({name: escape(word) for name, word in words.items()}, reverse("board") if may_move else "")
    return mark_safe("".join([drawer.card(card) for card in cards]))  # noqa: S308 - each part of a card is escaped


class _Drawer:
    """Every text is escaped once, where it enters the pattern."""

    def __init__(self, words: dict[str, str], board: str) -> None:
        self.words = words
        self.board = board
        self.people: dict[int | None, str] = {None: NOBODY.format(words["nobody"])}

    def card(self, card: Card) -> str:
        order = card.order
        url = f"/repairs/{order.number}/"
        device = order.device
        return CARD.format(
            number=order.number,
            url=url,
            short=card.short,
            when=escape(card.when) or self.words["no_date"],
            when_css=card.when_css,
            title=escape(f"{device.title} · {device.plate}" if device.plate else device.title),
            customer=escape(order.customer.name),
            fault=escape(card.fault),
            who=self._who(order),
            tag=TAG.format(card.tag_css, escape(card.tag)) if card.tag else "",
            age=AGE.format(card.age_css, escape(card.age)) if card.age else "",
            money=SUM.format(money(order.owed or order.cost)) if order.status == Status.READY else "",
            move=self._move(order.number, url) if self.board else "",
            came=TAG.format("tag-ok", escape(card.came)) if card.came else "",
            offer=self._offer(card, url),
        )

    def _who(self, order: WorkOrder) -> str:
        key = order.technician_id
        if key not in self.people:
            self.people[key] = WHO.format(avatar(order.technician, 24), escape(order.technician))
        return self.people[key]

    def _move(self, number: str, url: str) -> str:
        label = self.words["label"] % {"number": number}
        return MOVE.format(url=url, board=self.board, label=label, word=self.words["move"])

    def _offer(self, card: Card, url: str) -> str:
        """One click on, where what the order waited for has come."""
        if not self.board or card.next is None:
            return ""
        return OFFER.format(url=url, board=self.board, to=card.next.value, deed=escape(DEEDS[card.next]))
