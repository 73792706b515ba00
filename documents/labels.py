"""The label on the device: 62 × 29 mm with a QR code and a Code 128. It is drawn like a paper, but is none: nothing is archived."""

from __future__ import annotations

from typing import Any, NamedTuple

from barcode.codex import Code128
from django.utils.translation import get_language

from documents.qr import qr_png
from documents.wording import cleaned, shortened, tag_moment

LONGEST_DEVICE = 32
LONGEST_CUSTOMER = 34


class Bar(NamedTuple):
    x: int
    width: int


def label_context(content: dict[str, Any]) -> dict[str, Any]:
    """What stands on the label: `content` has url, code, number, device, identifier, customer and promised_at."""
    text = cleaned(content)
    bars = code128(text["code"])
    return {
        "language": get_language(),
        "qr": qr_png(content["url"]),
        "bars": bars,
        "modules": sum(bars[-1]) if bars else 0,
        "code": text["code"],
        "number": text["number"],
        "device": shortened(text["device"], LONGEST_DEVICE),
        "identifier": shortened(text["identifier"], LONGEST_CUSTOMER),
        "customer": shortened(text["customer"], LONGEST_CUSTOMER),
        "promised": tag_moment(text["promised_at"]),
    }


def code128(text: str) -> list[Bar]:
    """The black bars, in modules from the left (ISO/IEC 15417); nothing for a text the code has no signs for."""
    if not text or not text.isascii() or not text.isprintable():
        return []
    modules: str = Code128(text).build()[0]
    bars, start = [], None
    for x, module in enumerate(modules + "0"):
        if module == "1" and start is None:
            start = x
        elif module == "0" and start is not None:
            bars.append(Bar(start, x - start))
            start = None
    return bars
