from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.history import Verb, verbs


def _fields(words: dict[str, Any]) -> dict[str, Any]:
    from core.models import Shop  # noqa: PLC0415 - the models are loaded after the verbs are declared

    labels = {field.name: str(field.verbose_name) for field in Shop._meta.fields}
    return {**words, "changed": ", ".join(labels.get(name, name) for name in words.get("fields", [])) or "—"}


verbs(Verb(code="shop_changed", icon="settings", sentence=_("Settings of the shop changed: {changed}"), words=_fields))
