from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection

from core import search
from core.database import prepared
from core.search import matching
from repairs.models import OrderNote, Question
from tests.factories import company, device, handed_over, order, person, shop, staff

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def found(query: str, group: str = "customers") -> list[str]:
    hits = {each.key: hits for each, hits, _more in search.live(query, staff("front_desk"))}
    return [hit.url for hit in hits.get(group, [])]


@pytest.fixture
def zubkov() -> str:
    shop()
    customer = person("Алексей", "Зубков", "+7 (908) 4944434", country="RU")
    device(customer, kind="car", brand="Toyota", model="Corolla", imei="", vin="NMTBM28E80R058037", plate="N123AP")
    return f"/customers/{customer.number}/"


@pytest.mark.parametrize(
    "query",
    [
        "zubkov",
        "зубков",
        "ЗУБКОВ",
        "zub",
        "bkov",
        "zubkov aleksei",
        "алек зуб",
        "4944434",
        "4434",
        "8 908 494",
        "+7 908 4944434",
        "89084944434",
        "44 34",
        "49 44-434",
        "+7 (0)908 494 44 34",
    ],
)
def test_customer_is_found_by(zubkov: str, query: str) -> None:
    assert found(query) == [zubkov]


@pytest.mark.parametrize(
    "query",
    [
        "n123ap",
        "н123ар",
        "Н 123 АР",
        "н-123-ар",
        "Н 123 aр",
        "h123ap",
        "123ap",
        "123ар",
        "R058037",
        "nmtbm28",
        "corolla zubkov",
    ],
)
def test_device_is_found_by(zubkov: str, query: str) -> None:
    assert found(query, "devices") == ["/devices/DVC-000001/"]


@pytest.mark.parametrize(
    ("first", "last", "query"),
    [
        ("Ștefan", "Țurcanu", "stefan turcanu"),
        ("Ēriks", "Kalniņš", "eriks kalnins"),
        ("Hélène", "Lefèvre", "helene lefevre"),
        ("Anne-Sophie", "O'Brien", "annesophie obrien"),
        ("Юлия", "Щукина", "shchukina"),
    ],
)
def test_names_are_found_without_accents(first: str, last: str, query: str) -> None:
    shop()
    customer = person(first, last)
    assert found(query) == [f"/customers/{customer.number}/"]


@pytest.mark.parametrize(
    "query", ["stroganov", "строганов", "4256836901", "8545678", "ichp", "andris", "ozolins", "5678 stro"]
)
def test_company_is_found_by(query: str) -> None:
    shop()
    customer = company('ИЧП "Строганов НИ"', "+7 (916) 8545678", tax_number="4256836901", country="RU")
    assert found(query) == [f"/customers/{customer.number}/"]


def test_phone_with_accents_of_another_country_is_kept_as_typed() -> None:
    shop()
    customer = person(phone="(5) 555-4729 ext")
    assert found("555 4729") == [f"/customers/{customer.number}/"]


def test_edited_phone_is_found_and_the_old_one_is_not() -> None:
    shop()
    customer = person(phone="0722 418 905")
    customer.phones.all().delete()
    assert found("418905") == []


def test_order_is_found_by_number_slip_fault_device_and_name() -> None:
    shop()
    made = order(person())
    for query in (made.number, made.slip_code, "screen", "iphone", "popescu", "351044630482738", "35 104463 048273 8"):
        assert found(query, "orders") == [made.get_absolute_url()], query


def test_renamed_customer_is_found_by_the_new_name_everywhere() -> None:
    shop()
    customer = person()
    made = order(customer)
    customer.last_name = "Ionescu"
    customer.save()
    assert found("ionescu", "devices") == [made.device.get_absolute_url()]
    assert found("ionescu", "orders") == [made.get_absolute_url()]
    assert found("popescu", "orders") == []


@pytest.mark.parametrize(
    "query", ["", " ", "%", "_", "'", "\\", "\0", "a" * 100_000, "🙂", "שלום", "<script>", "=1+1", "-- x", "٠٧٢٢"]
)
def test_odd_queries_find_nothing_and_do_no_harm(query: str) -> None:
    shop()
    person()
    assert found(query) == []
    assert search.exact(query, staff("front_desk")) is None


def test_one_letter_finds() -> None:
    shop()
    customer = person("Andrei", "Popescu")
    assert found("p") == [f"/customers/{customer.number}/"]
    assert found("x") == []


def test_short_words_are_met_inside_names_of_recent_customers() -> None:
    shop()
    customer = person("Jānis", "Bērziņš")
    assert found("an") == [f"/customers/{customer.number}/"]


def test_exact_numbers_codes_and_identifiers_go_to_their_page() -> None:
    shop()
    customer = person(external_number="OLD-7")
    made = order(customer, device(customer, plate="CJ 44 KRS", serial="PF-3K9XTW", vin="NMTBM28E80R058037"))
    user = staff("front_desk")
    page, thing = made.get_absolute_url(), made.device.get_absolute_url()
    for query, url in {
        made.number: page,
        made.number.lower(): page,
        made.slip_code: page,
        made.slip_code.lower(): page,
        f"https://shop.example/r/{made.secret}": page,
        "351044630482738": thing,
        "35 104463 048273 8": thing,
        "NMTBM28E80R058037": thing,
        "cj44krs": thing,
        "PF3K9XTW": thing,
        customer.number: customer.get_absolute_url(),
        "OLD-7": customer.get_absolute_url(),
        "IR-2026-000001".replace("2026", made.number[3:7]): f"/documents/IR-{made.number[3:7]}-000001/",
    }.items():
        assert search.exact(query, user) == url, query


def test_exact_shows_nothing_to_who_may_not_see_it() -> None:
    shop()
    made = order(person())
    stranger = staff("technician")
    stranger.groups.clear()
    assert search.exact(made.number, stranger) is None
    assert list(search.live("popescu", stranger)) == []


def test_document_of_a_deleted_customer_says_so() -> None:
    from customers.actions import delete_customer  # noqa: PLC0415 - only here

    shop()
    customer = person()
    handed_over(customer)
    manager = staff("manager", first_name="Maria", last_name="Dan")
    delete_customer(number=customer.number, typed_name="Andrei Popescu", ticked=[], by=manager)
    for query in ("popescu", "418905", "351044630482738", "IR-"):
        hits = {each.key: hits for each, hits, _more in search.live(query, manager)}
        assert "by Maria Dan" in hits["documents"][0].note, query


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("Зубков", "zub", "<mark>Зуб</mark>ков"),
        ("Jānis", "an", "J<mark>ān</mark>is"),
        ("Щукин", "shch", "<mark>Щ</mark>укин"),
        ("+40 722 418 905", "418905", "+40 722 <mark>418 905</mark>"),
        ("+7 908 494 44 34", "89084944434", "+7 <mark>908 494 44 34</mark>"),
        ("N123AP", "н123ар", "<mark>N123AP</mark>"),
        ("<b>Ana</b>", "ana", "&lt;b&gt;<mark>Ana</mark>&lt;/b&gt;"),
    ],
)
def test_marks_stand_on_the_letters_as_written(text: str, query: str, marked: str) -> None:
    assert search.mark(text, search.words(query)) == marked


def test_the_best_stand_first() -> None:
    """Whole words, then beginnings, then middles; among equals the latest."""
    shop()
    for position, last in enumerate(("Popa", "Popan", "Dupopal", "Popa", "Spopa")):
        person("Ion", last, f"+40 722 418 91{position}")
    hits = {each.key: hits for each, hits, _more in search.live("popa", staff("front_desk"), limit=5)}
    assert [hit.url[-2] for hit in hits["customers"]] == ["4", "1", "2", "5", "3"]


def test_who_is_called_so_stands_before_those_who_live_in_a_street_of_that_name() -> None:
    shop()
    person("Ana", "Popescu")
    person("Ion", "Rusu", "+40 722 418 906", street="Strada Popescu 4")
    assert found("popescu") == ["/customers/CLT-000001/", "/customers/CLT-000002/"]


@pytest.mark.parametrize("query", ["nica", "Nică Ion", "ion nica"])
def test_who_is_called_just_so_is_found_behind_many_whose_names_contain_it(
    monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    """Only so many of the most recent rows are looked through when these fill the page."""
    shop()
    person("Ion", "Nică")
    for position in range(8):
        person("Ionela", f"Monica{position}", f"+40 722 418 91{position}")
    monkeypatch.setattr(matching, "RECENT", 6)
    monkeypatch.setattr(matching, "FURTHER", 6)
    assert found(query)[0] == "/customers/CLT-000001/"


def test_of_countless_rows_far_behind_only_so_many_are_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    shop()
    for position in range(4):
        person("Ana", "Popescu", f"+40 722 418 90{position}")
    for position in range(6):
        person("Ion", "Rus", f"+40 722 418 91{position}")
    monkeypatch.setattr(matching, "RECENT", 6)
    assert len(found("opesc")) == 4
    monkeypatch.setattr(matching, "INDEXED", 2)
    assert (len(found("opesc")), len(found("rus"))) == (2, 4)


def test_a_number_of_an_order_is_no_phone() -> None:
    shop()
    made = order(person())
    assert found(made.number.removeprefix("WO-"), "orders") == [made.get_absolute_url()]


def test_of_a_long_number_every_digit_counts() -> None:
    shop()
    order(person())
    assert found("351044630482738", "devices") == ["/devices/DVC-000001/"]
    assert found("361044630482738", "devices") == []
    assert found("dvc 000001", "devices") == ["/devices/DVC-000001/"]
    assert found("abc 000001", "devices") == []


def test_words_that_are_no_plate_stay_words() -> None:
    shop()
    customer = person("Ана", "Ткач", street="ул. Мира 5, кв 12 а")
    assert found("кв 12 мира") == found("кв 12") == [f"/customers/{customer.number}/"]


def test_a_plate_that_holds_the_word_in_its_middle_stands_behind() -> None:
    shop()
    customer = person()
    device(customer, brand="Samsung", model="Galaxy S21", imei="")
    device(customer, kind="car", imei="", plate="AC 21 BDE")
    assert found("s21", "devices") == ["/devices/DVC-000001/", "/devices/DVC-000002/"]


def test_a_note_and_a_question_of_an_order_find_it() -> None:
    shop()
    made, user = order(person()), staff("technician")
    note = OrderNote.objects.create(work_order=made, text="Ecranul lipit cu bandă", by=user)
    Question.objects.create(
        work_order=made,
        text="Backup?",
        answer="Да, сделан",
        asked_by=user,
        answered_by=user,
        answered_at=made.received_at,
    )
    for query in ("lipit", "banda", "backup", "сделан"):
        assert found(query, "orders") == [made.get_absolute_url()], query
    note.delete()
    assert found("lipit", "orders") == []


def test_another_connection_behind_a_pooler_knows_no_prepared_statement() -> None:
    shop()
    person()
    assert found("popescu") == ["/customers/CLT-000001/"]
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    try:
        assert found("popescu") == ["/customers/CLT-000001/"]
        assert prepared.KNOWN[connection.connection] is None
        assert found("popescu") == ["/customers/CLT-000001/"]
    finally:
        prepared.KNOWN[connection.connection] = set()


def test_a_connection_keeps_only_so_many_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    shop()
    person()
    monkeypatch.setattr(prepared, "MOST", 0)
    assert found("popescu andrei po an es") == ["/customers/CLT-000001/"]


def test_all_groups_are_asked_in_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    shop()
    order(person())
    user = staff("front_desk")
    list(search.live("popescu", user))  # rights are asked once a request, the statement is prepared once a connection
    with django_assert_num_queries(
        4
    ):  # and the kinds of device; within a transaction, as tests are, a savepoint stands around it
        assert len(list(search.live("popescu", user))) == 4
