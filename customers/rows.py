"""The rows of the list of customers, made as text.

Fifty rows of ten cells drawn by a template's tags cost three times what everything else on the page costs together. Here a word is
translated once a page, an address is made once a page, and a cell is one line of text. Every value passes `text()`, which escapes it.
"""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core import phones, phrases, search, shapes
from core.templatetags.shop import DASH, drawn_icon

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from core.listing import Column

SOME = "SOME-NUMBER"  # stands for a number where an address is made once for all rows
GLYPHS = 4  # of an order's statuses, before only their number tells


class Rows:
    """Draws customers in these columns, with what was looked for marked; `staff` and `types` are names by keys."""

    def __init__(
        self,
        columns: Sequence[Column],
        looked_for: list[search.Word],
        *,
        staff: dict[str, str],
        types: dict[str, str],
        may_tick: bool,
    ) -> None:
        self.looked_for, self.staff, self.types, self.may_tick = looked_for, staff, types, may_tick
        self.tells_debt = any(column.key == "debt" for column in columns)
        self.cells: list[Callable[[Any], str]] = [
            cell for column in columns if (cell := getattr(self, f"_{column.key}", None))
        ]
        self.page, self.glance = (
            reverse(name, args=[SOME]).split(SOME) for name in ("customer_profile", "customer_glance")
        )
        self.icons = {True: drawn_icon("building-2", 16, ""), False: drawn_icon("user", 16, "")}
        self.look = drawn_icon("panel-right", 16, "")
        self.look_at = escape(_("Quick look at %(name)s")).split("%(name)s")
        self.marks = [
            f'<td><span class="active-mark{css}">{escape(word)}</span></td>'
            for css, word in (("", _("Active")), (" prospect", _("Prospect")), (" inactive", _("Inactive")))
        ]
        self.day = cache(lambda day: escape(phrases.near_day(day)))

    def row(self, customer: Any) -> SafeString:
        number = escape(customer.number)
        css = "" if customer.is_active or customer.is_prospect else ' class="inactive"'
        debt = (
            f' data-debt="{customer.debt}"' if self.tells_debt and customer.debt else ""
        )  # the bar of chosen rows adds up
        tick = (
            f'<td class="col-check"><input type="checkbox" name="row" value="{number}" aria-label="{escape(str(customer))}"{debt}></td>'
            if self.may_tick
            else ""
        )
        cells = "\n".join([cell(customer) for cell in self.cells])
        return mark_safe(f'<tr data-href="{number.join(self.page)}"{css}>{tick}{cells}</tr>\n')  # noqa: S308 - escaped above and in the cells

    def text(self, value: str) -> str:
        """Escaped and marked; a dash for nothing."""
        if not value:
            return DASH
        return search.mark(value, self.looked_for) if self.looked_for else escape(value)

    def _customer(self, customer: Any) -> str:
        number, whole = escape(customer.number), escape(str(customer))
        beside = (customer.contact_name or customer.trade_name) if customer.is_company else ""
        small = f' <span class="muted small">{self.text(beside)}</span>' if beside else ""
        glance = number.join(self.glance)
        name = self.text(customer.name) if customer.name else ""
        return (
            f'<td data-at="title"><span class="with-icon">{self.icons[customer.is_company]}'
            f'<a class="name" href="{number.join(self.page)}" title="{whole}">{name}</a>{small}'
            f'<a class="icon-btn glance" href="{glance}" hx-get="{glance}" hx-target="#sheet" data-glance '
            f'aria-label="{whole.join(self.look_at)}">{self.look}</a></span></td>'
        )

    def _number(self, customer: Any) -> str:
        return f'<td class="second">{self.text(customer.number)}</td>'

    def _status(self, customer: Any) -> str:
        return self.marks[0 if customer.is_active else 1 if customer.is_prospect else 2]

    def _phone(self, customer: Any) -> str:
        shown = phones.shown(customer.phone_raw, customer.phone_e164) if customer.phone_raw else ""
        return f'<td data-at="detail" class="second">{self.text(shown)}</td>'

    def _orders(self, customer: Any) -> str:
        orders = customer.open_orders
        if not orders:
            return f'<td data-at="value">{DASH}</td>'
        told = escape(", ".join([f"{order.number} {order.get_status_display()}" for order in orders]))
        glyphs = "".join([shapes.glyph(order.status) for order in orders[:GLYPHS]])
        return f'<td data-at="value"><span class="glyphs" title="{told}">{glyphs}</span> {len(orders)}</td>'

    def _debt(self, customer: Any) -> str:
        owed = f'<span class="danger">{escape(phrases.money(customer.debt))}</span>' if customer.debt else DASH
        return f'<td class="money">{owed}</td>'

    def _turnover(self, customer: Any) -> str:
        return f'<td class="money">{escape(phrases.money(customer.turnover))}</td>'

    def _deposits(self, customer: Any) -> str:
        return f'<td class="money">{escape(phrases.money(customer.deposits)) if customer.deposits else DASH}</td>'

    def _city(self, customer: Any) -> str:
        return f'<td class="second cut" title="{escape(customer.city)}">{self.text(customer.city)}</td>'

    def _activity(self, customer: Any) -> str:
        return f'<td data-at="side">{self._day(customer.last_activity_at)}</td>'

    def _responsible(self, customer: Any) -> str:
        name = self.staff.get(str(customer.responsible_id))
        if not name:
            return f"<td>{DASH}</td>"
        shown = escape(name)
        return (
            f'<td><span class="avatar avatar-24" title="{shown}" aria-hidden="true">{escape(phrases.initials(name))}</span>'
            f'<span class="sr-only">{shown}</span></td>'
        )

    def _labels(self, customer: Any) -> str:
        tags = "".join([f'<span class="tag">{escape(name)}</span> ' for name in customer.label_names])
        return f'<td class="cut">{tags or DASH}</td>'

    def _type(self, customer: Any) -> str:
        return f'<td class="second cut">{escape(self.types.get(str(customer.type_id), "")) or DASH}</td>'

    def _email(self, customer: Any) -> str:
        return f'<td class="second cut" title="{escape(customer.email)}">{self.text(customer.email)}</td>'

    def _tax_number(self, customer: Any) -> str:
        return f'<td class="second">{self.text(customer.tax_number)}</td>'

    def _card(self, customer: Any) -> str:
        return f'<td class="second">{self.text(customer.discount_card)}</td>'

    def _since(self, customer: Any) -> str:
        return f"<td>{self._day(customer.created_at)}</td>"

    def _day(self, moment: datetime) -> str:
        return self.day(phrases.local_day(moment))
