import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Sum

from core.models import NumberSeries
from customers.models import Customer
from devices.identifiers import imei_warning
from devices.models import Device
from documents import chain
from documents.models import Document, DocumentContent
from repairs import snapshots
from repairs.models import Payment, WorkOrder
from repairs.states import Status
from repairshop.seeding import seed
from tests.factories import order, person

CUSTOMERS = 60


def test_a_seeded_shop_is_whole(own_database: str) -> None:
    """Once for all: the numbers, the search columns, the chains, the counters, and that more can be added."""
    seed(CUSTOMERS)
    has_the_right_numbers()
    every_search_column_is_as_the_triggers_fill_it()
    money_adds_up()
    chains_are_whole()
    documents_say_what_real_ones_say()
    counters_follow_on()
    with pytest.raises(CommandError, match="has customers already"):
        call_command("seed", "--customers", "1")
    seed(CUSTOMERS, add=True)
    assert Customer.objects.count() == 2 * CUSTOMERS + 1  # and the one by hand
    chains_are_whole()


def has_the_right_numbers() -> None:
    assert (Customer.objects.count(), Device.objects.count()) == (CUSTOMERS, CUSTOMERS * 3 // 2)
    assert WorkOrder.objects.count() == CUSTOMERS * 2
    assert set(Customer.objects.values_list("language", flat=True)) == {"ro", "lv", "fr", "ru"}
    assert WorkOrder.objects.open().exists()
    assert WorkOrder.objects.filter(status=Status.HANDED_OVER).exists()
    assert [imei for imei in Device.objects.values_list("imei", flat=True) if imei_warning(imei)] == []


def every_search_column_is_as_the_triggers_fill_it() -> None:
    filled = {
        Customer: ("search", "name", "sort_name"),
        Device: ("search", "serial_key", "plate_key"),
        WorkOrder: ("search",),
    }
    for model, columns in filled.items():
        before = list(model._default_manager.order_by("pk").values(*columns))
        model._default_manager.update(**dict.fromkeys(columns, ""))
        assert list(model._default_manager.order_by("pk").values(*columns)) == before
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE anew (LIKE documents_documentcontent)")
        cursor.execute("CREATE TRIGGER fill BEFORE INSERT ON anew FOR EACH ROW EXECUTE FUNCTION documents_fill()")
        cursor.execute("INSERT INTO anew SELECT * FROM documents_documentcontent")
        cursor.execute("SELECT count(*) FROM anew JOIN documents_documentcontent USING (number, search)")
        assert cursor.fetchone()[0] == DocumentContent.objects.count()


def money_adds_up() -> None:
    worth = (
        WorkOrder.objects.filter(status=Status.HANDED_OVER)
        .values("customer")
        .annotate(all=Sum("total"), paid=Sum("paid"))
    )
    summed = {row["customer"]: (row["all"], row["all"] - row["paid"]) for row in worth}
    kept = {row.pk: (row.turnover, row.debt) for row in Customer.objects.filter(turnover__gt=0)}
    assert summed == kept
    paid = dict(Payment.objects.values_list("work_order").annotate(Sum("amount")))
    assert paid == dict(WorkOrder.objects.filter(paid__gt=0).values_list("pk", "paid"))


def chains_are_whole() -> None:
    contents = DocumentContent.objects.in_bulk()
    last: dict[str, str] = {}
    for document in Document.objects.order_by("series", "position"):
        row = contents[document.number]
        assert document.content_hash == chain.sha256(row.content)
        assert document.own_hash == chain.own_hash(document, row)
        assert document.previous_hash == last.get(document.series, "")
        last[document.series] = document.own_hash


def documents_say_what_real_ones_say() -> None:
    real = json.loads(chain.canonical(snapshots.content(WorkOrder.objects.latest("pk"), by=None)))
    seeded = json.loads(DocumentContent.objects.latest("issued_at").content)
    assert {name: sorted(part) for name, part in seeded.items() if isinstance(part, dict)} == {
        name: sorted(part) for name, part in real.items() if isinstance(part, dict)
    }


def counters_follow_on() -> None:
    assert NumberSeries.objects.get(key="customer").last == CUSTOMERS
    assert sum(NumberSeries.objects.filter(key="work_order").values_list("last", flat=True)) == CUSTOMERS * 2
    assert order(person()).pk == CUSTOMERS * 2 + 1
    assert Customer.objects.latest("pk").number == "CLT-000061"
