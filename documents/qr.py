"""The QR code on paper."""

import io

import segno

LONGEST = 500  # a longer address would make squares too small for a phone's camera


def qr_png(address: str) -> bytes:
    """The code as an image without a quiet zone (the paper around it is one); nothing for no address."""
    if not address or len(address) > LONGEST:
        return b""
    target = io.BytesIO()
    segno.make(address, error="m", micro=False).save(target, kind="png", border=0, scale=8)
    return target.getvalue()
