"""Staff accounts: made, given roles and switched off here; never deleted, because what they did stays theirs."""

# ruff: noqa: ARG002 - Django calls these with more than is asked

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import ROLES

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

LABELS = {role.code: role.label for role in ROLES}
WITH_ADMINISTRATION = {role.code for role in ROLES if role.is_staff}

admin.site.unregister(Group)


class RolesField(forms.ModelMultipleChoiceField[Group]):
    def label_from_instance(self, obj: Any) -> str:
        return str(LABELS.get(obj.name, obj.name))


@admin.register(User)
class StaffAdmin(UserAdmin):  # type: ignore[type-arg]
    list_display = ("username", "first_name", "last_name", "email", "role", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    ordering = ("-is_active", "first_name", "last_name")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Who"), {"fields": ("first_name", "last_name", "email", "language", "single_keys")}),
        (_("What they may do"), {"fields": ("is_active", "groups")}),
        (_("Since"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "usable_password", "password1", "password2")}),
        (_("Who"), {"fields": ("first_name", "last_name", "email", "language")}),
        (_("What they may do"), {"fields": ("groups",)}),
    )
    actions = None

    @admin.display(description=_("role"))
    def role(self, user: User) -> str:
        return str(user.role_name)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        sets = super().get_fieldsets(request, obj)
        if obj is None or not request.user.is_superuser:
            return sets
        return (*sets, (_("Everything"), {"fields": ("is_superuser",)}))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name != "groups":
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        roles = Group.objects.filter(name__in=LABELS).order_by("pk")
        return RolesField(roles, label=_("Roles"), widget=forms.CheckboxSelectMultiple, required=False)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """An administrator may not take over the account of somebody who may everything."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or not obj.is_superuser or request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Whether somebody may enter the administration follows from the roles."""
        super().save_related(request, form, formsets, change)
        user: User = form.instance
        enters = user.is_superuser or user.groups.filter(name__in=WITH_ADMINISTRATION).exists()
        if user.is_staff != enters:
            user.is_staff = enters
            user.save(update_fields=["is_staff"])
