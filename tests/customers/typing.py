"""What the browser sends from the customer's form."""

from __future__ import annotations

from typing import Any
from uuid import uuid4


def typed(*phones: str, contacts: Any = (), **fields: str) -> dict[str, str]:
    data = {"form": "person", "language": "ro", "country": "RO", "nonce": str(uuid4()), **fields}
    for prefix, rows in (("phones", [{"raw": raw, "kind": "mobile"} for raw in phones]), ("contacts", list(contacts))):
        data |= {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0"}
        data |= {f"{prefix}-{at}-{name}": value for at, row in enumerate(rows) for name, value in row.items()}
    return data
