"""Work orders in the admin: read, searched, and edited through the same deed as on their page. No adding, moving or deleting."""
# ruff: noqa: ARG002 - the signatures are Django's

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import search
from core.fields import LinesField, VersionField, carry
from core.http import staff
from core.locks import Gone, Stale
from repairs.actions import EDITABLE, update_order
from repairs.fields import AmountField, MomentField, TechnicianField, contacts_of, technicians
from repairs.models import WorkOrder

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

READ_ONLY = (
    "number", "external_number", "slip_code", "customer", "device", "status", "status_since", "work_done", "final_cost",
    "received_at", "received_by", "closed_at",
)  # fmt: skip


class WorkOrderAdminForm(forms.ModelForm[WorkOrder]):
    """Carries the version it was opened at: who saves second is told, and decides."""

    reported_fault = LinesField(label=gettext_lazy("Reported fault"))
    condition = LinesField(label=gettext_lazy("Condition"), required=False)
    bench_note = LinesField(label=gettext_lazy("Note for the bench"), required=False)
    estimated_cost = AmountField(label=gettext_lazy("Estimate"))
    diagnosis_fee = AmountField(label=gettext_lazy("If declined"))
    promised_at = MomentField(label=gettext_lazy("Promised for"))
    technician = TechnicianField(label=gettext_lazy("Technician"))
    seen_version = VersionField()

    class Meta:
        model = WorkOrder
        fields = EDITABLE

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["seen_version"].initial = self.instance.version
        contacts: Any = self.fields.get("contact")
        if contacts:
            contacts.queryset = contacts_of(self.instance)
        technician: Any = self.fields.get("technician")
        if technician:
            technician.queryset = technicians(or_still=self.instance.technician_id)

    def clean(self) -> dict[str, Any]:
        standing = WorkOrder.objects.filter(pk=self.instance.pk).values_list("version", flat=True).first()
        if standing is not None and self.cleaned_data.get("seen_version") != standing:
            carry(self, seen_version=standing)
            raise forms.ValidationError(
                _(
                    "A colleague saved this order meanwhile. What you typed is still here; saving again puts it in place of theirs."
                ),
                code="stale",
            )
        return self.cleaned_data


@admin.register(WorkOrder)
class WorkOrderAdmin(admin.ModelAdmin[WorkOrder]):
    form = WorkOrderAdminForm
    list_display = ("number", "device", "customer", "status", "promised_at", "technician", "received_at")
    list_filter = ("status", "kind")
    list_select_related = ("device", "customer", "technician")
    list_per_page = 50
    ordering = ("-received_at", "-pk")
    sortable_by = ()
    search_fields = ("search",)  # what is typed is folded as everywhere else: see get_search_results
    show_full_result_count = False
    readonly_fields = READ_ONLY
    fields = (*READ_ONLY, *EDITABLE, "seen_version")
    actions = None

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[WorkOrder], search_term: str
    ) -> tuple[QuerySet[WorkOrder], bool]:
        return queryset.filter(search.condition(search.words(search_term))), False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> WorkOrder | None:
        # Django asks the model for the field '' when the address ends in "?_to_field=".
        return super().get_object(request, object_id, from_field or None)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: WorkOrder | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: WorkOrder | None = None) -> bool:
        return staff(request).has_perm("repairs.add_workorder")

    def save_model(self, request: HttpRequest, obj: WorkOrder, form: Any, change: bool) -> None:
        fields = {name: form.cleaned_data[name] for name in EDITABLE}
        version = form.cleaned_data["seen_version"]
        update_order(number=obj.number, fields=fields, version=version, by=staff(request))

    def changeform_view(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **options)
        except (Stale, Gone):
            messages.error(
                request, _("A colleague saved or deleted this order in the same moment. Nothing of yours was saved.")
            )
            return redirect(request.path)
