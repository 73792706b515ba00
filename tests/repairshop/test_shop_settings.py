from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from core.actions import CurrencyLocked, save_shop
from core.models import Event, Shop
from core.shop import current_shop
from tests.factories import order, person, shop, staff

pytestmark = pytest.mark.django_db
SETTINGS = "/settings/"
TYPED = {
    "name": "Atelier Nord",
    "city": "Cluj-Napoca",
    "country": "RO",
    "currency": "RON",
    "time_zone": "Europe/Bucharest",
    "language": "ro",
    "reach_rule": "phone",
    "public_url": "https://shop.example/",
    "version": "0",
}


@pytest.fixture
def office(db: None) -> Client:
    client = Client()
    client.force_login(staff("manager"))
    return client


def picture(kind: str = "PNG", size: tuple[int, int] = (1200, 300), **options: object) -> SimpleUploadedFile:
    written = io.BytesIO()
    Image.new("RGB", size, "red").save(written, kind, **options)
    return SimpleUploadedFile("logo", written.getvalue())


def test_the_first_run_asks_and_leads_to_the_start(office: Client) -> None:
    assert "Whose shop is this?" in office.get(SETTINGS).content.decode()
    assert office.post(SETTINGS, TYPED).headers["Location"] == "/"
    saved = Shop.objects.get()
    assert (saved.name, saved.time_zone, saved.public_url, saved.version) == (
        "Atelier Nord",
        "Europe/Bucharest",
        "https://shop.example",
        1,
    )
    assert Event.objects.get(verb="shop_changed").actor == staff("manager")


def test_the_first_run_is_filled_with_what_is_likely(office: Client) -> None:
    form = office.get(SETTINGS, headers={"Accept-Language": "lv"}).context["form"]
    assert {name: form[name].value() for name in ("country", "currency", "time_zone", "language", "public_url")} == {
        "country": "LV",
        "currency": "EUR",
        "time_zone": "Europe/Riga",
        "language": "lv",
        "public_url": "http://testserver",
    }


def test_a_change_is_saved_and_named(office: Client) -> None:
    shop(version=1)
    typed = {**TYPED, "version": "1", "phone": "+40 264 590 117", "terms_ro": "Unu\nDoi\n"}
    assert office.post(SETTINGS, typed).headers["Location"] == SETTINGS
    saved = Shop.objects.get()
    assert saved.phone == "+40 264 590 117"
    assert saved.terms_in("ro") == ["Unu", "Doi"]
    assert "phone" in Event.objects.get(verb="shop_changed").facts["fields"]


def test_who_comes_second_sees_what_the_first_saved(office: Client) -> None:
    shop(version=2, phone="+40 264 590 117")
    response = office.post(SETTINGS, {**TYPED, "version": "1", "phone": "typed"})
    body = response.content.decode()
    assert "A colleague saved this meanwhile." in body
    assert "+40 264 590 117" in body
    assert 'value="typed"' in body
    assert office.post(SETTINGS, {**TYPED, "version": "2", "phone": "typed"}).status_code == 302
    assert Shop.objects.get().phone == "typed"


def test_the_currency_stays_after_the_first_amount(office: Client) -> None:
    shop(version=1)
    order(person(), estimated_cost=Decimal("350.00"))
    assert "Amounts are written already" in office.get(SETTINGS).content.decode()
    office.post(SETTINGS, {**TYPED, "version": "1", "currency": "EUR"})
    assert Shop.objects.get().currency == "RON"
    with pytest.raises(CurrencyLocked):
        save_shop(fields={"currency": "EUR"}, version=2, by=staff("manager"))


def test_before_the_first_run_nobody_has_chosen_a_currency(office: Client) -> None:
    order(person(), estimated_cost=Decimal("350.00"))
    office.post(SETTINGS, TYPED)
    assert Shop.objects.get().currency == "RON"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_kept_small_and_bare(office: Client, kind: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    office.post(SETTINGS, {**TYPED, "logo": picture(kind, exif=exif)})
    kept = bytes(Shop.objects.get().logo)
    opened = Image.open(io.BytesIO(kept))
    assert (opened.format, opened.size) == ("PNG", (600, 150))
    assert not opened.getexif()
    assert b"where I live" not in kept
    assert "data:image/png;base64," in office.get(SETTINGS).content.decode()


def test_a_logo_stays_until_it_is_taken_away(office: Client) -> None:
    office.post(SETTINGS, {**TYPED, "logo": picture()})
    office.post(SETTINGS, {**TYPED, "version": "1"})
    assert Shop.objects.get().logo
    office.post(SETTINGS, {**TYPED, "version": "2", "remove_logo": "on"})
    assert not Shop.objects.get().logo


@pytest.mark.parametrize(
    "sent",
    [
        SimpleUploadedFile("logo.png", b"no picture"),
        SimpleUploadedFile("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"),
        SimpleUploadedFile("logo.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 100),
        SimpleUploadedFile("logo.png", b"x" * (2 * 1024 * 1024 + 1)),
        picture("BMP", (10, 10)),
        picture("PNG", (6000, 6000)),
    ],
    ids=["text", "svg", "broken", "large", "bmp", "many pixels"],
)
def test_what_is_no_logo_is_refused_in_words(office: Client, sent: SimpleUploadedFile) -> None:
    sent.seek(0)
    response = office.post(SETTINGS, {**TYPED, "logo": sent})
    assert response.status_code == 200
    assert "Choose a " in str(response.context["form"].errors["logo"])
    assert not Shop.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("country", "XX"),
        ("currency", "lei"),
        ("time_zone", "Mars/Olympus"),
        ("language", "de"),
        ("email", "nobody"),
        ("public_url", "javascript:alert(1)"),
        ("public_url", "https://"),
        ("public_url", "http://[::1"),
        ("public_url", "http://x:99999999"),
        ("terms_en", "x\n" * 401),
        ("terms_en", "x" * 4001),
    ],
)
def test_an_error_says_what_to_do_and_keeps_what_was_typed(office: Client, field: str, value: str) -> None:
    response = office.post(SETTINGS, {**TYPED, "phone": "typed", field: value})
    assert list(response.context["form"].errors) == [field]
    assert 'value="typed"' in response.content.decode()
    assert not Shop.objects.exists()


@pytest.mark.parametrize("address", ["http://nas:8000", "http://192.168.1.5:8000", "https://repair.example", ""])
def test_an_address_inside_the_shop_s_own_network_counts(office: Client, address: str) -> None:
    office.post(SETTINGS, {**TYPED, "public_url": address})
    assert current_shop().public_url == address


@pytest.mark.parametrize("role", ["front_desk", "technician"])
def test_others_may_not(office: Client, role: str) -> None:
    office.force_login(staff(role))
    assert office.get(SETTINGS).status_code == 403
    assert office.post(SETTINGS, TYPED).status_code == 403
    assert not Shop.objects.exists()


def test_other_methods_are_refused(office: Client) -> None:
    assert office.delete(SETTINGS).status_code == 405
