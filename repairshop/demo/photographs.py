"""Pictures of what lies on the demo's bench: drawn, not taken, so that nobody's device is shown."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from core import clock, pictures
from repairs import photos
from repairs.models import WorkOrder
from repairs.states import Status

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User

SIZE = WIDTH, HEIGHT = 640, 480
BENCHES = ("#c9c2b4", "#a9b4bf", "#b9b3aa")
SHAPES = {
    "phone": (240, 60, 400, 420),
    "tablet": (170, 50, 470, 430),
    "laptop": (110, 90, 530, 390),
    "watch": (240, 160, 400, 320),
}
OTHER = (150, 110, 490, 370)
CRACKED = frozenset({"phone", "tablet", "watch"})
WITH_PHOTOS = 4
PHOTOS_EACH = 3


def take(by: User, now: datetime) -> None:
    """A few photos of orders that are on the bench, as if taken an hour ago."""
    here = (Status.DIAGNOSIS, Status.AWAITING_APPROVAL, Status.IN_REPAIR, Status.QUALITY_CHECK)
    orders = WorkOrder.objects.filter(status__in=here).select_related("device").order_by("-pk")[:WITH_PHOTOS]
    with clock.at(now - timedelta(minutes=60)):
        for order in orders:
            for place in range(PHOTOS_EACH):
                file = SimpleUploadedFile("photo.jpg", _drawn(order.device.kind, place))
                photos.add_photo(number=order.number, kept=pictures.stored(file, folder="photos"), by=by)


def _drawn(kind: str, place: int) -> bytes:
    luck = Random(f"{kind}{place}")
    image = Image.new("RGB", SIZE, BENCHES[place % len(BENCHES)])
    draw = ImageDraw.Draw(image)
    for row in range(0, HEIGHT, 24):  # the grain of the bench
        draw.line([(0, row), (WIDTH, row + luck.randint(-8, 8))], fill="#9d968a", width=1)
    left, top, right, bottom = SHAPES.get(kind, OTHER)
    draw.rounded_rectangle((left - 8, top - 8, right + 8, bottom + 8), radius=28, fill="#20242b")
    draw.rounded_rectangle((left, top, right, bottom), radius=22, fill=("#39424f", "#2c333d", "#4a5362")[place % 3])
    if kind in CRACKED:
        _crack(draw, (left, top, right, bottom), luck)
    file = BytesIO()
    image.rotate(luck.randint(-4, 4), fillcolor=BENCHES[place % len(BENCHES)]).save(file, "JPEG", quality=80)
    return file.getvalue()


def _crack(draw: ImageDraw.ImageDraw, glass: tuple[int, int, int, int], luck: Random) -> None:
    left, top, right, bottom = glass
    start = luck.randint(left + 20, right - 20), luck.randint(top + 20, bottom - 20)
    for _ray in range(9):
        end = luck.randint(left, right), luck.randint(top, bottom)
        middle = (start[0] + end[0]) // 2 + luck.randint(-14, 14), (start[1] + end[1]) // 2 + luck.randint(-14, 14)
        draw.line([start, middle, end], fill="#d5dbe2", width=2)
