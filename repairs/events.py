from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.history import Verb, verbs
from repairs.states import Status


def _statuses(words: dict[str, Any]) -> dict[str, Any]:
    labels = dict(Status.choices)
    return {**words, "before": labels.get(words.get("before", ""), ""), "after": labels.get(words.get("after", ""), "")}


verbs(
    Verb(code="device_received", icon="log-in", sentence=_("{device} received on {order}")),
    Verb(code="order_moved", icon="arrow-right", sentence=_("{order} moved to {after}"), words=_statuses),
    Verb(
        code="order_jumped", icon="redo-dot", sentence=_("{order} put to {after}, past the usual way"), words=_statuses
    ),
    Verb(code="order_reopened", icon="rotate-ccw", sentence=_("{order} reopened: {after}"), words=_statuses),
    Verb(code="order_changed", icon="pencil", sentence=_("{order} changed")),
    Verb(code="device_handed_over", icon="log-out", sentence=_("{device} handed over on {order}")),
)
