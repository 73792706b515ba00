from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.history import Verb, verbs


def _fields(words: dict[str, Any]) -> dict[str, Any]:
    from core.models import Shop  # noqa: PLC0415 - the models are loaded after the verbs are declared

    labels = {field.name: str(field.verbose_name) for field in Shop._meta.fields}
    return {**words, "changed": ", ".join(labels.get(name, name) for name in words.get("fields", [])) or "—"}


verbs(Verb(code="shop_changed", icon="settings", sentence=_("Settings of the shop changed: {changed}"), words=_fields))
verbs(Verb(code="series_changed", icon="hash", sentence=_("Numbers of a series: {prefix}, next {next}")))
verbs(
    Verb(code="list_arranged", icon="columns-3", sentence=_("Own list arranged anew")),
    Verb(code="filter_saved", icon="bookmark", sentence=_("Filter “{name}” saved")),
    Verb(code="filter_changed", icon="bookmark", sentence=_("Filter “{name}” changed")),
    Verb(code="filter_deleted", icon="bookmark-x", sentence=_("Filter “{name}” deleted")),
)
