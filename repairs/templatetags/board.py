"""The cards of the board: hundreds stand on one page, so they are written by one pattern instead of a template's nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from core.templatetags.shop import avatar, money
from repairs.states import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.utils.safestring import SafeString

    from repairs.board import Card

register = template.Library()
CARD = (
    '<article class="board-card" id="card-{number}" data-url="{url}">'
    '<span class="top"><span title="{number}">{short}</span><span class="{when_css}">{when}</span></span>'
    '<a class="title" href="{url}" title="{title}">{title}</a><span title="{customer}">{customer}</span>'
    '<span class="fault" title="{fault}">{fault}</span>'
    '<span class="bottom">{who}{tag}<span class="board-end">{end}{move}</span></span></article>'
)
MOVE = '<a class="board-more" href="{url}move/?choose=1&amp;next={board}" aria-label="{label}"><span>{word}</span></a>'


@register.simple_tag
def board_cards(cards: Iterable[Card], may_move: object) -> SafeString:
    words = {"nobody": _("Nobody yet"), "no_date": _("No date"), "move": _("Move"), "label": _("Move %(number)s")}
    board = reverse("board")
    return format_html_join("", "{}", ((_card(card, words, board if may_move else ""),) for card in cards))


def _card(card: Card, words: dict[str, str], board: str) -> SafeString:
    order = card.order
    url = f"/repairs/{order.number}/"
    title = f"{order.device.title} · {order.device.plate}" if order.device.plate else order.device.title
    return format_html(
        CARD,
        number=order.number,
        url=url,
        short=card.short,
        when=card.when or words["no_date"],
        when_css=card.when_css,
        title=title,
        customer=order.customer.name,
        fault=card.fault,
        who=_who(card, words),
        tag=format_html('<span class="tag {}">{}</span>', card.tag_css, card.tag) if card.tag else "",
        end=format_html_join("", "{}", ((part,) for part in _end(card))),
        move=_move(order.number, url, board, words) if board else "",
    )


def _who(card: Card, words: dict[str, str]) -> SafeString:
    technician = card.order.technician
    if technician is None:
        return format_html('<span class="muted">{}</span>', words["nobody"])
    return format_html('{}<span class="sr-only">{}</span>', avatar(technician, 24), technician)


def _end(card: Card) -> Iterator[SafeString]:
    if card.age:
        yield format_html('<span class="{}">{}</span>', card.age_css, card.age)
    if card.order.status == Status.READY:
        yield format_html("<span>{}</span>", money(card.order.owed or card.order.cost))


def _move(number: str, url: str, board: str, words: dict[str, str]) -> SafeString:
    return format_html(MOVE, url=url, board=board, label=words["label"] % {"number": number}, word=words["move"])
