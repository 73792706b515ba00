"""Everything the shop knows of one customer, as a file for them to have (GDPR, article 15): asked of every part of the dossier."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from typing import IO, TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from core import clock, dossier, history
from core.export import BYTE_ORDER_MARK, STARTS_A_FORMULA, jobs
from core.locks import deed
from core.shop import current_shop
from customers.models import Customer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from accounts.models import User

FORMAT = 1
PAGE = "customer_everything"
SMALL = 120  # orders, papers and the like that a person waits for
MOST_UNMADE = 10  # papers drawn meanwhile
# Keys to the shop's own doors: not the customer's data, and dangerous in a file that is sent around.
WITHHELD = frozenset({"secret", "passcode", "search", "sort_name"})
FORMULA = re.compile(STARTS_A_FORMULA)


@deed
def note_disclosure(*, customer: Customer, by: User) -> None:
    history.record("customer_disclosed", by=by, kind="customer", number=customer.number, customer=customer.number)


def is_large(customer: Customer) -> bool:
    """Whether somebody would have to wait for it: many papers and orders, or some that were never drawn."""
    whole = sum(count.number for part in dossier.parts() for count in part.counts(customer))
    return whole > SMALL or sum(part.unmade(customer) for part in dossier.parts()) > MOST_UNMADE


def write(customer: Customer, target: IO[bytes], say: Callable[[int, int], None] | None = None) -> None:
    """A zip with README.txt, data.json, a CSV for each list in it, and the files of every part, in the customer's language.

    `say` hears how many papers and photos are done of how many there will be at least.
    """
    with override(customer.language), zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        known = {part.key: _without_secrets(part.export(customer)) for part in dossier.parts()}
        known["history"] = {"events": list(_events(customer))}
        archive.writestr("data.json", _json(customer, known))
        for key, lists in known.items():
            for name, rows in lists.items():
                if isinstance(rows, list) and rows and isinstance(rows[0], dict):
                    archive.writestr(f"csv/{key}-{name}.csv", _csv(rows))
        total = sum(len(rows) for rows in known.get("documents", {}).values())
        files = (each for part in dossier.parts() for each in part.files(customer))
        missing = []
        for done, (name, data) in enumerate(files, start=1):
            if data is None:
                missing.append(name)
            else:
                archive.writestr(zipfile.ZipInfo(name), data)  # papers and photos are packed already
            if say:
                say(done, max(done, total))
        archive.writestr("README.txt", _readme(customer, missing))


def _without_secrets(lists: dict[str, Any]) -> dict[str, Any]:
    return {
        name: [_bare(row) for row in rows] if isinstance(rows, list) else rows
        for name, rows in lists.items()
        if rows not in ([], {})
    }


def _bare(row: Any) -> Any:
    return {name: value for name, value in row.items() if name not in WITHHELD} if isinstance(row, dict) else row


def _events(customer: Customer) -> Iterator[dict[str, Any]]:
    """What happened, in words; who of the staff did it is said as the timeline says it."""
    for line in history.lines(history.of_customer(customer.numbers).order_by("at", "id")):
        event = line.event
        yield {
            "at": clock.frozen(event.at),
            "what": line.text,
            "note": line.note,
            "by": str(event.actor or ""),
            "subject": event.subject_number,
            "device": event.device_number,
            "work_order": event.order_number,
        }


def _json(customer: Customer, known: dict[str, Any]) -> str:
    whole = {
        "format": FORMAT,
        "shop": str(current_shop()),
        "made_at": clock.frozen(clock.now()),
        "customer_numbers": customer.numbers,
        **known,
    }
    return json.dumps(whole, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def _csv(rows: list[dict[str, Any]]) -> bytes:
    text = io.StringIO(newline="")
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(text, names, restval="")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return BYTE_ORDER_MARK + text.getvalue().encode()


def _cell(value: Any) -> str:
    """As text; what a spreadsheet would run as a formula gets an apostrophe in front, as in every export."""
    if value is None:
        return ""
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
    return f"'{text}" if FORMULA.match(text) else text


def _readme(customer: Customer, missing: list[str]) -> str:
    shop = current_shop()
    reach = ", ".join(part for part in (*shop.address_lines, shop.phone, shop.email) if part)
    said = {
        "name": customer,
        "number": customer.number,
        "shop": shop,
        "day": clock.frozen(clock.now())[:10],
        "reach": reach,
    }
    left_out = _("These could not be made into files at that moment; the shop has them still:")
    return "\n\n".join(
        [
            _("Everything that %(shop)s knows about %(name)s, %(number)s. Made on %(day)s.") % said,
            _("data.json holds all of it for a computer to read. The folder csv holds the same as tables for a spreadsheet."),
            _("The folder documents holds every paper that was issued, exactly as it was issued; the folder photos what was photographed."),
            *(["\n".join([left_out, *missing])] if missing else []),
            _("Something is wrong, or should be removed? Tell us: %(shop)s, %(reach)s") % said,
            "",
        ]
    )  # fmt: skip


# --- by the worker -------------------------------------------------------------------------------------------------------
def _write_by_number(number: str, target: IO[bytes], say: Callable[[int, int], None]) -> None:
    customer = _found(number)
    if customer is None:  # deleted or merged meanwhile
        raise jobs.Cancelled
    write(customer, target, say)


def _note_by_number(number: str, by: User) -> None:
    if customer := _found(number):
        note_disclosure(customer=customer, by=by)


def _found(number: str) -> Customer | None:
    return Customer.objects.filter(number=number).first()


def _title(number: str) -> str:
    customer = _found(number)
    return f"{customer}, {number}" if customer else number


jobs.PAPERS[PAGE] = jobs.Paper(
    permission="customers.disclose_customer",
    title=_title,
    back=lambda number: reverse("customer_profile", args=[number]),
    write=_write_by_number,
    note=_note_by_number,
)
