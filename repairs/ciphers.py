"""Passcodes of devices are encrypted at rest, with keys that stand outside the database."""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def encrypted(passcode: str) -> str:
    """By the first key; "" stays ""."""
    return _keys().encrypt(passcode.encode()).decode() if passcode else ""


def decrypted(token: str) -> str | None:
    """By whichever key fits; None when none does: the key is gone, or the database came from elsewhere."""
    if not token:
        return ""
    try:
        return _keys().decrypt(token.encode()).decode()
    except InvalidToken:
        return None


def _keys() -> MultiFernet:
    """A new key is put first: what was written with the older ones stays readable."""
    return MultiFernet([Fernet(key) for key in settings.PASSCODE_KEYS])
