"""A file from outside is opened with suspicion: a picture is written anew, anything else is refused in words."""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core import pictures

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

GPS = 0x8825
MAKE = 0x010F


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def jpeg(width: int = 640, height: int = 480) -> bytes:
    written = io.BytesIO()
    exif = Image.Exif()
    exif[MAKE] = "Secret camera"
    exif[GPS] = {1: "N", 2: (46.0, 46.0, 0.0)}
    Image.new("RGB", (width, height), "teal").save(written, "JPEG", exif=exif)
    return written.getvalue()


def enormous_png() -> bytes:
    """A head of 40,000 × 40,000 pixels, and next to nothing behind it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def sent(data: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def test_a_picture_is_written_anew_without_what_the_camera_tells() -> None:
    kept = pictures.stored(sent(jpeg()), folder="photos")
    with default_storage.open(kept.name) as file:
        data = file.read()
    assert (kept.width, kept.height) == (640, 480)
    assert b"Secret camera" not in data
    assert not Image.open(io.BytesIO(data)).getexif()


def test_more_than_twelve_megapixels_are_scaled_down() -> None:
    kept = pictures.stored(sent(jpeg(5000, 4000)), folder="photos")
    assert 8_000_000 < kept.width * kept.height <= 12_000_000


def test_clear_parts_become_white() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(written, "PNG")
    kept = pictures.stored(sent(written.getvalue()), folder="photos")
    with default_storage.open(kept.name) as file:
        assert Image.open(file).getpixel((1, 1)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"#!/bin/sh\nrm -rf /\n", "This file is no picture, or is cut off"),
        (jpeg()[:2000], "This file is no picture, or is cut off"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "This file is no picture, or is cut off"),
        (b"", "This file is no picture, or is cut off"),
        (enormous_png(), "more than 100 megapixels"),
    ],
    ids=["script", "truncated", "svg", "empty", "enormous"],
)
def test_what_is_refused_and_in_which_words(data: bytes, sentence: str) -> None:
    with pytest.raises(pictures.NotAPicture) as refused:
        pictures.stored(sent(data), folder="photos")
    assert sentence in str(refused.value)


def test_no_file_at_all() -> None:
    with pytest.raises(pictures.NotAPicture):
        pictures.stored(None, folder="photos")
