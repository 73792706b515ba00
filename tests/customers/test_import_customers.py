from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.models import Event
from customers.actions import CustomerDraft, TypedPhone, create_customer
from customers.models import Customer, ImportJob, Phone
from tests.factories import shop, staff

pytestmark = pytest.mark.django_db

HEAD = "CustomerID,CompanyName,ContactName,ContactTitle,Address,City,Region,PostalCode,Country,Phone,Fax\n"
SMIT = "SMIT,Smit & Zoon,Isabel de Castro,Owner,Kerkstraat 1,Utrecht,NULL,3511,Netherlands,030-2345678,NULL\n"
RUA = "RUAXX,O'Rua Ltda., Ana Reis ,Clerk,Rua A, 12Rio de Janeiro,RJ,0238,Atlantis,(21) 555-42,\n"


def write(folder: Path, content: str | bytes) -> str:
    path = folder / "list.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def run(path: str, *options: str) -> str:
    out = StringIO()
    call_command("import_customers", path, *options, stdout=out)
    return out.getvalue()


def test_a_company_arrives_with_its_contact(tmp_path: Path) -> None:
    out = run(write(tmp_path, HEAD + SMIT))
    customer = Customer.objects.get()
    assert out.splitlines()[-1] == "1 read, 1 made, 0 skipped, 0 warnings."
    assert (customer.external_number, customer.name, customer.form) == ("SMIT", "Smit & Zoon", "company")
    assert (customer.city, customer.region, customer.country, customer.language) == ("Utrecht", "", "NL", "en")
    assert [(phone.kind, phone.e164) for phone in customer.phones.all()] == [("work", "+31302345678")]
    assert [(link.contact.last_name, link.role) for link in customer.contact_links.all()] == [("de Castro", "Owner")]


def test_what_looks_wrong_is_kept_and_named(tmp_path: Path) -> None:
    out = run(write(tmp_path, HEAD + RUA))
    customer = Customer.objects.get()
    assert (customer.city, customer.country) == ("12Rio de Janeiro", "")
    assert [note.text for note in customer.notes.all()] == ["Country: Atlantis"]
    assert [(phone.raw, phone.e164) for phone in customer.phones.all()] == [("(21) 555-42", "")]
    assert [line.split(":")[0] for line in out.splitlines()[:-1]] == ["Row 2, Country", "Row 2, City", "Row 2, Phone"]


def test_the_second_time_makes_no_twins(tmp_path: Path) -> None:
    run(write(tmp_path, HEAD + SMIT))
    out = run(write(tmp_path, HEAD + SMIT + RUA))
    assert out.splitlines()[-1].startswith("2 read, 1 made, 1 skipped")
    assert Customer.objects.count() == 2


def test_persons_without_numbers_make_no_twins_either(tmp_path: Path) -> None:
    path = write(tmp_path, "First name;Last name;Phone\nAnna;Bērziņa;+371 29123456\n")
    assert run(path).splitlines()[-1] == "1 read, 1 made, 0 skipped, 0 warnings."
    assert run(path).splitlines()[-1] == "1 read, 0 made, 1 skipped, 0 warnings."


def test_each_is_written_down_and_the_whole_too(tmp_path: Path) -> None:
    user = User.objects.create_user("ioana", password="-")
    run(write(tmp_path, HEAD + SMIT + RUA), "--as", "ioana")
    events = Event.objects.order_by("pk").values_list("verb", "actor", "facts")
    job = ImportJob.objects.get().pk
    assert list(events) == [
        ("customer_imported", user.pk, {"import": job}),
        ("customer_imported", user.pk, {"import": job}),
        ("customers_imported", user.pk, {"made": 2, "updated": 0, "import": job}),
    ]


def test_a_trial_writes_nothing(tmp_path: Path) -> None:
    out = run(write(tmp_path, HEAD + SMIT), "--dry-run")
    assert "1 read, 1 made" in out
    assert not Customer.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    run(write(tmp_path, "CompanyName;City\nЗубков Алексей Петрович;Москва\n".encode(encoding)))
    assert Customer.objects.get().name == "Зубков Алексей Петрович"


def test_an_exported_formula_loses_its_apostrophe(tmp_path: Path) -> None:
    run(write(tmp_path, "Legal name,Note\n'=1+1,'t Hoekje\n"))
    customer = Customer.objects.get()
    assert customer.legal_name == "=1+1"
    assert [note.text for note in customer.notes.all()] == ["'t Hoekje"]


def test_columns_of_one_meaning_do_not_overwrite_each_other(tmp_path: Path) -> None:
    head = "Name;Fax;Phone;Mobile;Note;Notes;Address;Street\n"
    full = "Anna Bērziņa;+371 67123456;+371 67000000;+371 29123456;Rings twice;Has a dog;Brīvības 1;Rīgas 2\n"
    bare = "Jānis Kalns;;+371 29000000;;;Pays cash;;Rīgas 3\n"
    out = run(write(tmp_path, head + full + bare))
    anna, janis = Customer.objects.order_by("pk")
    assert [(each.kind, each.raw, each.is_main) for each in anna.phones.order_by("pk")] == [
        ("mobile", "+371 67000000", True),
        ("mobile", "+371 29123456", False),
        ("fax", "+371 67123456", False),
    ]
    assert [note.text for note in anna.notes.all()] == ["Rings twice\nHas a dog"]
    assert (anna.street, janis.street) == ("Brīvības 1", "Rīgas 3")
    assert [each.raw for each in janis.phones.all()] == ["+371 29000000"]
    assert [note.text for note in janis.notes.all()] == ["Pays cash"]
    assert out.splitlines()[:-1] == ["Row 2, Street: “Rīgas 2” is left out: what stands under Address counts."]


def test_a_company_s_mobile_is_a_mobile(tmp_path: Path) -> None:
    run(write(tmp_path, "Company;Phone;Mobile;Label;Labels\nSIA Kalns;+371 67000000;+371 29123456;VIP;VIP\n"))
    assert list(Phone.objects.order_by("pk").values_list("kind", flat=True)) == ["work", "mobile"]


def test_the_shop_s_own_export_comes_back_with_all_phones(tmp_path: Path) -> None:
    shop()
    by = staff("manager")
    typed = [["+40 722 418 905", "+371 29 184 307"], ["12", "0722 418 906"], ["=1+1", "+40 722 418 907"]]
    for position, numbers in enumerate(typed):
        fields = {"form": "person", "first_name": "Ana", "last_name": f"Pop{position}"}
        create_customer(draft=CustomerDraft(fields, [TypedPhone(each) for each in numbers]), by=by)
    client = Client()
    client.force_login(by)
    data = b"".join(client.get(reverse("customer_export")).streaming_content)  # type: ignore[attr-defined]
    Customer.objects.all().delete()
    assert "3 read, 3 made, 0 skipped" in run(write(tmp_path, data))
    came = {
        customer.last_name: [each.e164 or each.raw for each in customer.phones.order_by("pk")]
        for customer in Customer.objects.all()
    }
    assert came == {
        "Pop0": ["+40722418905", "+37129184307"],
        "Pop1": ["12", "+40722418906"],
        "Pop2": ["=1+1", "+40722418907"],
    }
    assert Phone.objects.filter(is_main=True).count() == 3


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (HEAD, "no rows"),
        (b"PK\x03\x04\0\0", "no Excel file"),
        ("Colour,Size\nred,1\n", "No column has the customers' names"),
        (b"Name\0City", "no text file"),
        ("Name,City\nAnna\n", "Row 2: 1 field where the head has 2"),
        ("Name,City\nAnna,Riga,Latvia\n", "Row 2: 3 fields where the head has 2"),
        ('Name,City\n"Anna,Riga\n', "cannot be read as CSV"),
        ("Name,City\nAnna,Riga\n,Riga\n", "Row 3, name: is missing"),
        (f"Name,City\nAnna,{'x' * 121}\n", "Row 2, City: is longer than 120 characters"),
        (f"Name,Mobile\nAnna,{'1' * 61}\n", "Row 2, Mobile: is longer than 60 characters"),
        (
            f"Name,Note\nAnna,{'x ' * 3000}\n",
            "^Row 2, Note: is longer than 4000 characters.\nNothing was imported: 1 rows",
        ),
        (f"Name,City\nAnna,{'x' * 2_000_000}\n", "cannot be read as CSV"),
    ],
)
def test_refused_in_words_and_nothing_written(tmp_path: Path, content: str | bytes, words: str) -> None:
    path = write(tmp_path, content)
    with pytest.raises(CommandError, match=words):
        run(path)
    assert not Customer.objects.exists()


def test_a_folder_or_nobody_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is a folder"):
        run(str(tmp_path))
    with pytest.raises(CommandError, match="cannot be read"):
        run(str(tmp_path / "missing.csv"))
    with pytest.raises(CommandError, match="no member of staff called nobody"):
        run(write(tmp_path, HEAD + SMIT), "--as", "nobody")
