from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User


class RoleBackend(AuthenticationBackend):  # type: ignore[misc] # allauth has no types
    """Rights come from roles alone: nobody holds one that no role explains, and no page asks for any."""

    def _get_user_permissions(self, user_obj: User) -> QuerySet[Permission]:  # noqa: ARG002 - Django's signature
        return Permission.objects.none()
