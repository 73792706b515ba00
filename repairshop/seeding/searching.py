"""What the triggers of `<app>/sql` write into the search columns, put together from pieces that are folded once.

PostgreSQL folds every row anew, which takes longer than all the rest of loading it; a test compares the two.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from core.folding import plain_words, plate_family

if TYPE_CHECKING:
    from documents.models import DocumentContent
    from repairshop.seeding.records import Customer, Device, Name, Order

INNER = re.compile(r"(?<=[^\W_])[.-](?=[^\W_])")


def of_customer(number: str, who: Customer) -> str:
    name, phone, tax_number = who.called, who.phone, who.tax_number.lower()
    contact = f"{_words(name.first)} {_words(name.last)}" if name.legal_name else ""
    pieces = (
        _number(number), words_of(name), phone.e164[1:], phone.national, _few(who.email), tax_number, tax_number,
        _words(who.street), _words(who.city), contact,
    )  # fmt: skip
    return _put_together(pieces) + _joined(name.full)


def words_of(name: Name) -> str:
    return _words(name.legal_name) if name.legal_name else f"{_words(name.first)} {_words(name.last)}"


def sort_name(name: Name) -> str:
    return _words(name.legal_name) if name.legal_name else f"{_words(name.last)} {_words(name.first)}"


def of_device(number: str, thing: Device, owner: Name) -> str:
    serial, plate = thing.serial, thing.plate
    pieces = (
        _number(number), _words(thing.brand), _words(thing.model), thing.imei, _few(serial), _compact(serial).lower(),
        thing.vin.lower(), _few(plate), _few(_compact(plate)), words_of(owner),
    )  # fmt: skip
    return _put_together(pieces) + _joined(thing.model) + (f" {plate_family(plate)}" if plate else "")


def of_order(number: str, job: Order, customer: tuple[str, Name], device: str) -> str:
    """`customer` is the number and the name, `device` what stands in its search column."""
    of_whom, called = customer
    pieces = (_number(number), job.slip_code.lower(), words_of(called), _number(of_whom), _words(job.fault))
    return _put_together(pieces) + device


def of_document(row: DocumentContent) -> str:
    pieces = (
        _number(row.number), _number(row.customer_number), _words(row.customer_name), _few(row.phones), _words(row.device),
        _few(row.identifiers), _few(row.plate), _few(_compact(row.plate)), _number(row.order_number), row.slip_code.lower(),
        _few(str(row.amount)),
    )  # fmt: skip
    plate = f" {plate_family(row.plate)}" if row.plate else ""
    return _put_together(pieces) + _joined(row.customer_name) + plate


def _put_together(pieces: tuple[str, ...]) -> str:
    return f" {' '.join(piece for piece in pieces if piece)}"


def _number(number: str) -> str:
    return number.lower().replace("-", " ")


def _few(text: str) -> str:
    """Of what hardly ever comes twice."""
    return " ".join(plain_words(text)) if text else ""


def _compact(text: str) -> str:
    """As core.folding.compact() of the few signs that our serials and plates have."""
    return text.replace("-", "").replace(" ", "").upper()


@cache
def _words(text: str) -> str:
    return _few(text)


@cache
def _joined(text: str) -> str:
    """Like shop_joined() of the database."""
    return f" {_few(re.sub('[.-]', '', text))}" if INNER.search(text) else ""
