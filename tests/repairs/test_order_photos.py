"""Photos on the order's page, the sweep of files nobody names, and the label."""

from __future__ import annotations

import io
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from core.models import Event
from customers.actions import delete_customer
from documents.labels import code128
from repairs import photos
from repairs.models import Photo, WorkOrder
from tests.factories import handed_over, order, person, shop, staff

if TYPE_CHECKING:
    from pytest_django import Settings

FIXTURES = Path(__file__).parent.parent / "fixtures"
pytestmark = pytest.mark.django_db


@pytest.fixture
def bench(settings: Settings, tmp_path: Path) -> Client:
    settings.MEDIA_ROOT = tmp_path
    shop()
    order(person())
    client = Client()
    client.force_login(staff("technician"))
    return client


def picture() -> SimpleUploadedFile:
    written = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(written, "PNG")
    return SimpleUploadedFile("photo.png", written.getvalue())


def number() -> str:
    return WorkOrder.objects.get().number


def test_added_shown_and_removed_each_with_its_event(bench: Client) -> None:
    url = reverse("order_photos", args=[number()])
    assert bench.post(url, {"photo": picture()}).headers["Location"] == f"/repairs/{number()}/"
    photo = Photo.objects.get()
    assert reverse("photo", args=[photo.pk]) in bench.get(f"/repairs/{number()}/").content.decode()
    shown: Any = bench.get(reverse("photo", args=[photo.pk]))
    assert (shown.status_code, shown.headers["X-Content-Type-Options"]) == (200, "nosniff")
    bench.post(reverse("order_photo_remove", args=[number(), photo.pk]))
    assert not Photo.objects.exists()
    verbs = Event.objects.filter(verb__startswith="photo_").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["photo_added", "photo_removed"]


def test_what_is_no_picture_is_told_and_leaves_no_file(bench: Client) -> None:
    wrong = SimpleUploadedFile("x.jpg", b"<svg/>")
    page = bench.post(reverse("order_photos", args=[number()]), {"photo": wrong}, follow=True)
    assert "x.jpg: This file is no picture" in page.content.decode()
    assert not default_storage.exists("photos")


def test_a_telephone_s_heic_is_kept_as_a_jpeg_that_tells_nothing(bench: Client) -> None:
    """The sample says of itself which telephone took it, and where."""
    sent = SimpleUploadedFile("IMG_0001.HEIC", (FIXTURES / "photo.heic").read_bytes())
    bench.post(reverse("order_photos", args=[number()]), {"photo": sent})
    photo = Photo.objects.get()
    with photo.file.open("rb") as file:
        kept = file.read()
    written = Image.open(io.BytesIO(kept))
    assert (written.format, written.size, dict(written.getexif())) == ("JPEG", (64, 48), {})
    assert (photo.width, photo.height, b"iPhone" in kept) == (64, 48, False)


def test_who_may_not(bench: Client) -> None:
    bench.post(reverse("order_photos", args=[number()]), {"photo": picture()})
    url = reverse("photo", args=[Photo.objects.get().pk])
    assert Client().get(url).status_code == 302
    user = staff("technician", username="new")
    user.groups.clear()
    bench.force_login(user)
    assert bench.get(url).status_code == 403
    assert bench.post(reverse("order_photos", args=[number()])).status_code == 403


def test_what_is_not_there(bench: Client) -> None:
    assert bench.get(reverse("photo", args=[10**30])).status_code == 404
    assert bench.post("/repairs/WO-2026-999999/photos/").status_code == 404
    assert bench.post(reverse("order_photo_remove", args=[number(), 10**30])).status_code == 302


def old_file(name: str) -> str:
    kept = default_storage.save(name, ContentFile(b"x"))
    long_ago = time.time() - 3 * 24 * 3600
    os.utime(default_storage.path(kept), (long_ago, long_ago))
    return kept


def test_the_sweep_removes_what_nobody_names(bench: Client) -> None:
    lost, young = old_file("photos/aa/lost.jpg"), default_storage.save("photos/aa/young.jpg", ContentFile(b"x"))
    kept = old_file("photos/aa/kept.jpg")
    Photo.objects.create(work_order=WorkOrder.objects.get(), file=kept, sha256="", width=1, height=1)
    assert photos.sweep() == 1
    assert [default_storage.exists(name) for name in (lost, young, kept)] == [False, True, True]


def test_what_lies_in_the_bin_keeps_its_photos(bench: Client) -> None:
    gone = person("Gone", "Person", "+40 722 555 999")
    handed_over(gone)
    kept = old_file("photos/aa/binned.jpg")
    Photo.objects.create(work_order=gone.work_orders.get(), file=kept, sha256="", width=1, height=1)
    delete_customer(number=gone.number, typed_name=gone.name, ticked=[], by=staff("manager"))
    assert not Photo.objects.exists()
    assert photos.sweep() == 0
    assert default_storage.exists(kept)


def test_the_label_is_a_pdf_of_its_size(bench: Client) -> None:
    from pypdf import PdfReader  # noqa: PLC0415 - only here

    answer = bench.get(reverse("order_label", args=[number()]))
    page = PdfReader(io.BytesIO(answer.content)).pages[0]
    assert (round(float(page.mediabox.width) / 72 * 25.4), round(float(page.mediabox.height) / 72 * 25.4)) == (62, 29)
    assert WorkOrder.objects.get().slip_code in page.extract_text()
    assert bench.post(reverse("order_label", args=[number()])).status_code == 405


def test_the_bars_of_a_code() -> None:
    bars = code128("K7M4QX")
    assert (bars[0], sum(bars[-1])) == ((0, 2), 101)
    assert code128("ș") == []


def test_a_scanned_slip_leads_to_its_order(bench: Client) -> None:
    made = WorkOrder.objects.get()
    for scanned in (f"https://shop.example/r/{made.secret}", made.slip_code, made.number):
        assert bench.get("/search/", {"q": scanned}).headers["Location"] == made.get_absolute_url()
