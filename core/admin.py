"""The administration's windows on records that nobody edits there."""

# ruff: noqa: ARG002 - Django calls these with more than is asked

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core import history
from core.models import BinEntry, Event, Shop

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class ReadOnlyAdmin[M: Model](admin.ModelAdmin[M]):
    """Seen by those with the right to see it; changed by deeds alone."""

    actions = None
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False


class VerbFilter(admin.SimpleListFilter):
    """By deed; the deeds are declared, so that no scan over all events is needed to list them."""

    title = _("deed")
    parameter_name = "verb"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(code, code.replace("_", " ")) for code in sorted(history.VERBS)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        return queryset.filter(verb=self.value()) if self.value() else queryset


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin[Event]):
    list_display = ("at", "sentence", "actor", "subject_number", "customer_number", "order_number")
    list_display_links = ("at", "sentence")
    list_filter = (VerbFilter, "at", ("actor", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("actor", "detail")
    search_fields = ("=subject_number", "=customer_number", "=device_number", "=order_number")
    search_help_text = _("The whole number of a customer, device, work order or document.")
    ordering = ("-at", "-id")
    fields = (
        "at", "sentence", "verb", "actor", "subject_number", "customer_number", "device_number", "order_number", "facts", "personal",
    )  # fmt: skip

    @admin.display(description=_("what happened"))
    def sentence(self, event: Event) -> str:
        return history.lines([event])[0].text

    @admin.display(description=_("names and values"))
    def personal(self, event: Event) -> str:
        data = event.detail.data if hasattr(event, "detail") else {}
        return format_html("<pre>{}</pre>", json.dumps(data, ensure_ascii=False, indent=2)) if data else "—"


@admin.register(Shop)
class ShopAdmin(ReadOnlyAdmin[Shop]):
    """The shop is edited on its own settings page."""

    list_display = ("name", "city", "country", "currency", "time_zone")


@admin.register(BinEntry)
class BinEntryAdmin(ReadOnlyAdmin[BinEntry]):
    list_display = ("customer_number", "name", "deleted_at", "deleted_by", "expires_at")
    list_select_related = ("deleted_by",)
    search_fields = ("=customer_number", "name")
    ordering = ("-deleted_at", "-id")
    fields = ("customer_number", "name", "deleted_at", "deleted_by", "expires_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[BinEntry]:
        return super().get_queryset(request).defer("content")
