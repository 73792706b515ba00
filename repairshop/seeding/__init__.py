"""A large shop made fast, for measuring: the same for the same number of customers on the same day."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import User
from core.models import NumberSeries, Shop
from core.shop import current_shop
from customers.models import Customer
from documents.models import Document
from repairshop import hands
from repairshop.demo import PASSWORD
from repairshop.demo.terms import TERMS
from repairshop.seeding import loading, papers, shape
from repairshop.seeding.rows import Before, Rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from repairshop.hands import Maker

TABLES = [
    "customers_phone", "customers_contact", "customers_customercontact", "customers_customer", "devices_device",
    "repairs_workorder", "repairs_statusmove", "repairs_payment", "core_event", "core_eventdetail", "documents_document", "documents_documentcontent",
]  # fmt: skip
WITH_ID = [table for table in TABLES if table not in {"core_eventdetail", "documents_documentcontent"}]
STAFF = {"bench": "manager", "bench_desk": "front_desk", "bench_tech": "technician"}
SPOOL = 20_000  # documents written to both of their tables in turn
DOCUMENT = "id, kind, number, series, position, issued_at, issued_by, language, content_hash, previous_hash, own_hash"
CONTENT = (
    "number, content, template_version, issued_at, customer_number, customer_name, phones, device_number, device, identifiers,"
    "plate, order_number, slip_code, amount, currency, search"
)
PHONE = "id, kind, raw, e164, national, is_main, customer_id"
CONTACT = "id, first_name, last_name, phone_raw, phone_e164, phone_national, email"
LINK = "id, role, is_primary, may_collect, contact_id, customer_id"
MOVE = "id, before, after, at, note, by_id, work_order_id"
CUSTOMER = (
    "id, number, external_number, form, first_name, last_name, legal_name, trade_name, is_prospect, email, messenger, street,"
    "city, region, postal_code, country, tax_number, registration_number, language, is_active, active_mode,"
    "last_activity_at, created_at, version, name, sort_name, search, responsible_id, turnover, debt, deposits"
)
DEVICE = (
    "id, number, external_number, kind, brand, model, colour, imei, imei2, serial, vin, plate, mileage, note, last_activity_at,"
    "created_at, version, serial_key, plate_key, search, owner_id"
)
ORDER = (
    "id, number, external_number, slip_code, secret, may_collect, kind, status, status_since, reported_fault, condition,"
    "accessories, bench_note, work_done, estimated_cost, diagnosis_fee, final_cost, promised_at, received_at, closed_at, version,"
    "search, contact_id, customer_id, device_id, received_by_id, technician_id, total, paid"
)
PAYMENT = "id, kind, method, amount, at, note, document_number, work_order_id, by_id"
EVENT = "id, at, verb, subject_kind, subject_number, customer_number, device_number, order_number, facts, actor_id"


class NotEmpty(Exception):
    """The shop has customers already."""


def seed(customers: int, *, add: bool = False) -> None:
    """Add so many customers with 1.5 times as many devices, twice as many orders and half as many documents."""
    if Customer.objects.exists() and not add:
        raise NotEmpty
    shop, staff, hashes = _shop(), _staff(), _last_hashes()  # the tables are locked as soon as the loading begins
    with loading.timed("shape"):
        rows = Rows(shape.make(customers), _before(), staff, ZoneInfo(shop.time_zone))
        rows.papers = papers.Papers(rows, shop)
    with loading.bare(TABLES):
        with hands.at_work(rows) as make:
            _load(rows, make)
            _load_documents(make("papers.drafts", len(rows.papers)), hashes)
        for table in WITH_ID:
            loading.follow_on(table)
        _count(rows)


def _shop() -> Shop:
    shop = current_shop()
    if not shop.is_set_up:
        shop = Shop(
            pk=1, name="Bench", city="Cluj-Napoca", country="RO", currency="RON", time_zone="Europe/Bucharest",
            language="ro", terms=TERMS,
        )  # fmt: skip
        shop.save()
    return shop


@transaction.atomic
def _staff() -> list[int]:
    """Those who are there; in an empty shop one for each of three roles, who sign in with the demo's password."""
    if not User.objects.exists():
        password = make_password(PASSWORD)
        for name, role in STAFF.items():
            user = User.objects.create(username=name, first_name=name, password=password)
            user.groups.set(Group.objects.filter(name=role))
    return list(User.objects.order_by("pk").values_list("pk", flat=True))


def _before() -> Before:
    ids = {table: loading.execute(f"SELECT COALESCE(max(id), 0) FROM {table}")[0][0] for table in WITH_ID}  # noqa: S608
    numbers = {(entry.key, entry.year): entry.last for entry in NumberSeries.objects.filter(scope="")}
    return Before(ids, numbers)


def _load(rows: Rows, make: Maker) -> None:
    shape = rows.shape
    for table, columns, what, places in (
        ("customers_phone", PHONE, "phones", shape.customers),
        ("customers_contact", CONTACT, "contacts", shape.customers),
        ("customers_customercontact", LINK, "contact_links", shape.customers),
        ("customers_customer", CUSTOMER, "customers", shape.customers),
        ("devices_device", DEVICE, "devices", shape.devices),
        ("repairs_workorder", ORDER, "orders", shape.orders),
        ("repairs_statusmove", MOVE, "moves", shape.orders),
        ("repairs_payment", PAYMENT, "payments", shape.orders),
        ("core_event", EVENT, "events", shape.orders),
        ("core_eventdetail", "event_id, data", "event_details", shape.orders),
    ):
        with loading.timed(table):
            loading.copy(table, columns, make(what, places))


def _load_documents(drafts: Iterator[str], hashes: dict[str, str]) -> None:
    made = papers.lines(drafts, hashes)
    with loading.timed("documents"):
        while batch := list(islice(made, SPOOL)):
            loading.copy("documents_document", DOCUMENT, (document for document, _content in batch))
            loading.copy("documents_documentcontent", CONTENT, (content for _document, content in batch))


def _last_hashes() -> dict[str, str]:
    latest = Document.objects.order_by("series", "-position").distinct("series")
    return dict(latest.values_list("series", "own_hash"))


def _count(rows: Rows) -> None:
    """Set the counters to the last numbers given."""
    counted = dict(rows.counted)
    counted["customer", 0] = rows.before.numbers.get(("customer", 0), 0) + rows.shape.customers
    counted["device", 0] = rows.before.numbers.get(("device", 0), 0) + rows.shape.devices
    ends = [place for _year, _begins, place in rows.years[1:]] + [rows.shape.orders]
    for (year, _begins, first), end in zip(rows.years, ends, strict=True):
        counted["work_order", year] = rows.before.numbers.get(("work_order", year), 0) + end - first
    for (key, year), last in counted.items():
        loading.execute(
            """INSERT INTO core_numberseries (key, year, scope, last) VALUES (%s, %s, '', %s)
               ON CONFLICT (key, year, scope) DO UPDATE SET last = EXCLUDED.last""",
            [str(key), year, last],
        )
