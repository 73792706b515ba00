from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from core import search
from core.admin import ReadOnlyAdmin
from core.fields import VersionField, carry, differences
from core.locks import Gone, Stale
from devices.actions import EDITABLE, DeviceDraft, HeldByAnother, changes_of, held_by_others, update_device
from devices.forms import DeviceForm
from devices.models import Device, TypeAllocation, kinds

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class DeviceAdminForm(DeviceForm):
    """Carries the version it was opened at: who saves second is shown what the first saved, and decides."""

    nonce = None  # type: ignore[assignment]
    version = None  # type: ignore[assignment]  # the admin takes no form field named like a field that nobody may edit
    is_another = forms.BooleanField(
        label=_lazy("It is another device: save it all the same"), required=False, widget=forms.HiddenInput
    )
    seen = VersionField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("seen", self.instance.version)

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        standing = Device.objects.filter(pk=self.instance.pk).first()
        if standing and typed.get("seen") != standing.version:
            carry(self, seen=standing.version)
            saved = "; ".join(f"{each.label}: {each.now or '—'}" for each in differences(self, standing))
            sentence = _("A colleague saved this meanwhile. Now: %(saved)s. Saving again puts yours in its place.")
            raise ValidationError(sentence % {"saved": saved})
        if standing and not self.errors and not typed.get("is_another"):
            self._ask_about_others(standing)
        return typed

    def _ask_about_others(self, standing: Device) -> None:
        """As on the device's page: said before saving, and saved by a tick."""
        changes = changes_of(standing, self.draft().fields)
        if held := [each for each in held_by_others(changes, owner=standing.owner_id) if each != standing]:
            self.fields["is_another"].widget = forms.CheckboxInput()
            numbers = ", ".join(each.number for each in held)
            self.add_error("is_another", _("The same IMEI or VIN stands on %(numbers)s.") % {"numbers": numbers})

    def draft(self) -> DeviceDraft:
        """What the page alone shows stays as it is."""
        fields = {name: self.cleaned_data[name] for name in EDITABLE if name != "own"}
        return DeviceDraft({**fields, "own": self.instance.own}, is_another=self.cleaned_data["is_another"])


class KindFilter(admin.SimpleListFilter):
    title = _lazy("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002 - Django's signature
        return [(kind.code, kind.label) for kind in kinds().values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Device]) -> QuerySet[Device]:  # noqa: ARG002
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Device)
class DeviceAdmin(admin.ModelAdmin[Device]):
    """Edits through the same deed as the page; devices come with an intake and go with their owner."""

    form = DeviceAdminForm
    list_display = ("number", "title", "kind", "owner", "imei", "serial", "plate", "last_activity_at")
    list_filter = (KindFilter,)
    list_select_related = ("owner",)
    search_fields = ("number",)  # shows the field; what is looked through is the search column
    ordering = ("-last_activity_at", "-id")
    show_full_result_count = False
    fields: ClassVar = ["number", "owner", *(name for name in EDITABLE if name != "own"), "is_another", "seen"]
    readonly_fields = ("number", "owner")

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        queryset: QuerySet[Device],
        search_term: str,
    ) -> tuple[QuerySet[Device], bool]:
        return queryset.filter(search.condition(search.words(search_term))), False

    def save_model(self, request: HttpRequest, obj: Device, form: Any, change: bool) -> None:  # noqa: ARG002
        draft = form.draft()
        user: Any = request.user
        try:
            update_device(number=obj.number, draft=draft, version=form.cleaned_data["seen"], by=user)
        except Stale:
            messages.set_level(request, messages.ERROR)  # Django would say beside it that all was changed
            messages.error(
                request, _("Somebody else saved this device meanwhile. Nothing of yours was saved: enter it again.")
            )
        except HeldByAnother as held:
            messages.set_level(request, messages.ERROR)
            sentence = _("The same IMEI or VIN stands on %(numbers)s.")
            messages.error(request, sentence % {"numbers": held})
        except Gone:
            messages.set_level(request, messages.ERROR)
            messages.error(request, _("This device was deleted by a colleague meanwhile."))

    def log_change(self, request: HttpRequest, obj: Device, message: Any) -> Any:
        """The deed has written its event; Django's own log would repeat personal text beside it."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Device | None = None) -> bool:  # noqa: ARG002
        return False


@admin.register(TypeAllocation)
class TypeAllocationAdmin(ReadOnlyAdmin[TypeAllocation]):
    list_display = ("tac", "brand", "model")
    search_fields = ("tac__startswith", "brand", "model")
