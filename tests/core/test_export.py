from __future__ import annotations

import csv
import io

import pytest

from core.export import EXPORTS, Field, csv_pieces
from core.reading import plain
from core.saved import LISTS
from customers.models import Customer
from tests.factories import person, shop

pytestmark = pytest.mark.django_db
APOSTROPHE = "'"
FIELDS = [Field(key="name", head="name", value="last_name"), Field(key="street", head="street", value="street")]


def exported(*notes: str) -> list[list[str]]:
    shop()
    for position, note in enumerate(notes):
        person("Ana", f"Pop{position}", "0722", street=note)
    rows = Customer.objects.order_by("pk")
    text = b"".join(csv_pieces(rows, FIELDS)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_rows_come_in_order_under_their_heads() -> None:
    assert exported("one", "two") == [["name", "street"], ["Pop0", "one"], ["Pop1", "two"]]


@pytest.mark.parametrize("text", ["=1+1", "+40", "-1", "@SUM(A1)", "  =1", "\t=1", "\tx", "\u00a0=1", "＝1+1"])
def test_what_a_spreadsheet_would_run_is_text(text: str) -> None:
    note = exported(text)[1][1]
    assert note == APOSTROPHE + text
    assert plain(note) == text


@pytest.mark.parametrize("text", ["", "a=1", "5", 'say "yes", or\nno', "🦄 שלום", "''"])
def test_ordinary_text_is_as_it_is(text: str) -> None:
    assert exported(text)[1][1] == text


def test_it_starts_with_the_mark_that_excel_needs() -> None:
    shop()
    person()
    assert next(csv_pieces(Customer.objects.all(), FIELDS)) == b"\xef\xbb\xbf"


@pytest.mark.parametrize("page", sorted(EXPORTS))
def test_every_column_of_a_list_has_its_fields_in_the_file(page: str) -> None:
    columns = {column.key for column in LISTS[page].columns} - {"next"}  # a button
    assert columns <= set(EXPORTS[page].shown())
