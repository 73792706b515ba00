"""The QR code on paper."""

import io

import segno

LONGEST = 500  # a longer address would make squares too small for a phone's camera


def qr_svg(address: str) -> bytes:
    """The code as SVG of black squares, without a quiet zone (the paper around it is one); nothing for no address."""
    if not address or len(address) > LONGEST:
        return b""
    target = io.BytesIO()
    segno.make(address, error="m", micro=False).save(target, kind="svg", border=0, xmldecl=False, omitsize=True)
    return target.getvalue()
