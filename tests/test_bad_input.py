"""Whatever is typed, everywhere it can be typed: a clear message or a clean page, never a crash, and nothing typed is lost."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from customers.actions import delete_customer
from customers.importing import files
from customers.models import ImportJob
from tests import databases
from tests.factories import company, device, order, person, ready_order, shop, staff
from tests.pages import NotedQuery, PageForm, addresses, forms_on

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from pytest_django import DjangoDbBlocker, Settings

pytestmark = pytest.mark.usefixtures("kept_as_in_a_shop")
LONG = "x" * 100_000
TEXTS = {
    "empty": "",
    "long": LONG,
    "nul": "a\0b",
    "emoji": "🙂🔧",
    "right to left": "שלום \u202eevil",
    "markup": "<script>alert(1)</script>",
    "formula": "=1+1",
    "quote": "'\";--",
    "percent": "%_\\",
    "huge number": "1" + "0" * 20,
    "negative": "-1",
    "not a number": "NaN",
    "infinity": "Infinity",
    "exponent": "1e999999",
    "lone surrogate": "\\ud800",
    "far date": "99999-12-31T99:99",
    "first date": "0001-01-01T00:00",
    "last date": "9999-12-31T23:59",
}
FEW = ("empty", "nul", "huge number", "not a number", "lone surrogate", "markup", "last date")
QUERY_NAMES = [
    "page", "sort", "per_page", "q", "text", "status", "kind", "form", "city", "responsible", "technician", "show", "customer",
    "device", "inactive", "from", "to", "date_from", "date_to", "imei", "vin", "serial", "plate", "next", "phone", "email", "o", "p",
    "_popup", "_to_field", "selection", "tab", "open", "activity", "language", "add", "back", "everything",
]  # fmt: skip
IN_EVERY_FRAME = {"q"}  # shown again by the search field over every page, one piece for all
SEARCHING = {"start", "search"}
IN_BIN = {"customer_restore", "customer_forget"}


def make_shop() -> dict[str, str]:
    """A shop with one of everything; the number that each kind of page is asked for."""
    shop()
    staff("administrator", is_staff=True, is_superuser=True)
    customer = person()
    thing = device(customer, plate="CJ 44 KRS")
    made = order(customer, thing)
    ready = ready_order(company())
    gone = person("Gone", "Person", "+40 722 555 999")
    delete_customer(number=gone.number, typed_name="Gone Person", ticked=[], by=staff("manager"))
    ImportJob(pk=1, file_name="list.csv", size=20, sha256="0", encoding="utf-8", separator=",").save()
    return {
        "customer": customer.number,
        "device": thing.number,
        "order": made.number,
        "hand_over": ready.number,
        "document": f"IR-{made.number[3:7]}-000001",
        "bin": gone.number,
        "secret": made.secret,
    }


@pytest.fixture(scope="module")
def made(shared_by_a_file: None) -> dict[str, str]:
    return make_shop()


@pytest.fixture
def numbers(
    made: dict[str, str], django_db_blocker: DjangoDbBlocker, settings: Settings, tmp_path: Path
) -> Iterator[dict[str, str]]:
    settings.IMPORTS_DIR = tmp_path
    with django_db_blocker.unblock(), databases.rolled_back():
        folder = files.folder(ImportJob.objects.get())
        folder.make()
        folder.original.write_text("Name,City\nAna Pop,Cluj\n")
        yield made


@pytest.fixture
def client(numbers: dict[str, str]) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(User.objects.get(is_superuser=True))
    return client


def url_of(name: str, arguments: tuple[str, ...], numbers: dict[str, str]) -> str | None:
    if not arguments:
        values: dict[str, str] = {}
    elif "secret" in arguments:
        values = {"secret": numbers["secret"]}
    elif "number" in arguments:
        kind = name.split("_", maxsplit=1)[0] if name not in {"hand_over", *IN_BIN} else name
        number = numbers.get("bin" if kind in IN_BIN else kind, numbers["customer"])
        values = {**dict.fromkeys(arguments, "1"), "number": number}
    else:
        values = dict.fromkeys(arguments, "1")
    try:
        return reverse(name, kwargs=values)
    except NoReverseMatch:
        return None


# Other people's admin pages (of jobs, of second factors) are theirs to test; ours and the sign-in pages are all here.
FOREIGN = ("admin:procrastinate", "admin:mfa", "admin:account_", "admin:auth_", "admin:jsi18n", "admin:view_on_site")
LEAVING = {"account_logout", "admin:logout"}
ALL = [each for each in addresses() if not each.name.startswith(FOREIGN) and each.name not in LEAVING]
EACH = [
    pytest.param(each, id=each.name, marks=() if each.is_ours else pytest.mark.slow) for each in ALL
]  # of Django's admin and allauth's pages rarely one changes


def fine(response: Any) -> bool:
    for close in response._resource_closers if response.streaming else ():
        close()  # nobody reads the file here; close() of the response would end the test's database connection too
    return bool(response.status_code < 500 or response.status_code == 503)  # health says that no worker runs here


@pytest.mark.parametrize("address", EACH)
def test_query(address: Any, client: Client, numbers: dict[str, str], settings: Settings) -> None:
    url = url_of(address.name, address.arguments, numbers)
    if url is None:
        return
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.pages.note_reading"]
    names = [name for name in names_read(client, url) if name not in IN_EVERY_FRAME or address.name in SEARCHING]
    all_at_once(client, url, names, FEW)
    one_by_one(client, url, names if address.is_ours else [], "-1", "10" + "0" * 20)


@pytest.mark.slow
@pytest.mark.parametrize("address", [each for each in ALL if each.is_ours], ids=lambda address: address.name)
def test_query_with_more(address: Any, client: Client, numbers: dict[str, str], settings: Settings) -> None:
    url = url_of(address.name, address.arguments, numbers)
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.pages.note_reading"]
    if url is not None:
        names = names_read(client, url)
        all_at_once(client, url, names, TEXTS)
        one_by_one(client, url, names, "x", quote("<script>"), "%00%ff%fe")


def all_at_once(client: Client, url: str, names: list[str], kinds: Collection[str]) -> None:
    for kind in kinds if names else ():
        typed = TEXTS[kind][:2000]  # a longer address is refused by the server itself
        assert fine(client.get(url, dict.fromkeys({*QUERY_NAMES, *names}, typed))), kind


def one_by_one(client: Client, url: str, names: list[str], *texts: str) -> None:
    """Each alone, as one that is refused can hide what another would do; the texts as an address holds them."""
    for name in names:
        for text in texts:
            assert fine(client.get(f"{url}?{name}={text}")), (name, text)


def names_read(client: Client, url: str) -> list[str]:
    """What the page looks up in its address, with and without something in it; nothing else there can trouble it."""
    NotedQuery.read.clear()
    for query in ({}, dict.fromkeys(QUERY_NAMES, ""), dict.fromkeys(QUERY_NAMES, "1"), dict.fromkeys(QUERY_NAMES, "x")):
        assert fine(client.get(url, query)), query
    return sorted(NotedQuery.read)


@pytest.mark.parametrize(
    "address", [each for each in ALL if each.is_ours and each.arguments], ids=lambda each: each.name
)
def test_path(address: Any, client: Client, numbers: dict[str, str]) -> None:
    good = url_of(address.name, address.arguments, numbers)
    assert good is not None
    argument = (
        numbers["secret"] if "secret" in address.arguments else good.strip("/").split("/")[1].removesuffix(".pdf")
    )
    for text in (*filter(None, TEXTS.values()), "CLT-999999", "X" * 22):
        url = good.replace(argument, quote(text[:3000], safe=""))
        assert client.get(url).status_code in {302, 400, 404, 405}, text[:40]


def fill(form: PageForm, text: str) -> dict[str, str]:
    """Every field one can type into holds the text; the management fields of formsets and what the form knows stay as they are."""
    kept = {name for name in form.values if name.endswith(("TOTAL_FORMS", "INITIAL_FORMS"))} | {"seen", "version"}
    return {name: form.values[name] if name in kept or name in form.choices else text for name in form.values}


@pytest.mark.parametrize("address", EACH)
def test_forms(address: Any, client: Client, numbers: dict[str, str]) -> None:
    check_forms(address, client, numbers, forged=FEW)


@pytest.mark.slow
@pytest.mark.parametrize("address", ALL, ids=lambda address: address.name)
def test_forms_with_more(address: Any, client: Client, numbers: dict[str, str]) -> None:
    check_forms(address, client, numbers, forged=TEXTS)


def check_forms(address: Any, client: Client, numbers: dict[str, str], *, forged: Collection[str]) -> None:
    url = url_of(address.name, address.arguments, numbers)
    page = client.get(url) if url else None
    if page is None or page.status_code != 200 or "html" not in page.headers["Content-Type"]:
        return
    for form in unlike_forms(forms_on(page.content.decode())):
        if form.method == "post" and "logout" not in form.action:
            for body, text in bodies(form, forged):
                check_form(client, form.action or str(url), form, body, text)


def unlike_forms(forms: list[PageForm]) -> list[PageForm]:
    """Of forms with the same fields for rows of one sort (a form a phone, a form a note) the first."""
    return list({(re.sub(r"\d+", "", form.action), *form.values): form for form in reversed(forms)}.values())


def bodies(form: PageForm, forged: Collection[str]) -> Iterator[tuple[dict[str, str], str]]:
    """Each text typed into every field; some also into what the page never offers: choices, hidden fields, versions."""
    sent = []
    for kind, text in TEXTS.items():
        for body in (fill(form, text), *([dict.fromkeys(form.values, text)] if kind in forged else [])):
            if body not in sent:
                sent.append(body)
                yield body, text


def check_form(client: Client, url: str, form: PageForm, body: dict[str, str], text: str) -> None:
    response = client.post(url, body)
    assert fine(response), (url, text[:40])
    is_page = response.status_code == 200 and not response.streaming
    if is_page and body == fill(form, text) and text and text.isprintable() and len(text) < 8000:
        page = html.unescape(response.content.decode())
        typed = [name for name in form.texts if name in form.values and "prefix" not in name]
        assert not typed or text in page, f"{url} lost what was typed"


def test_what_is_typed_into_the_intake_is_all_there_after_an_error(client: Client, numbers: dict[str, str]) -> None:
    url = reverse("intake")
    form = next(
        form for form in forms_on(client.get(url).content.decode()) if form.method == "post" and len(form.texts) > 8
    )
    body = {name: f"typed {position}" for position, name in enumerate(form.texts)}
    for name in form.choices:
        body.setdefault(name, form.values[name])
    answer = html.unescape(client.post(url, body).content.decode())
    for name in form.texts:
        if name not in {"nonce", "version", "customer", "device", "booking", "checks_of", "draft"}:
            assert body[name] in answer, name
