from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission

from accounts.models import User
from core import remembering

if TYPE_CHECKING:
    from django.db.models import QuerySet


class RoleBackend(AuthenticationBackend):  # type: ignore[misc] # allauth has no types
    """Rights come from roles alone: nobody holds one that no role explains, and no page asks for any."""

    def get_user(self, user_id: Any) -> User | None:
        """Who asks, with roles and rights as they stand now, and what tells whether the shop changed: one statement a request."""
        found: Any = next(iter(User.objects.raw(_asking(), [user_id])), None)
        if found is None or not self.user_can_authenticate(found):
            return None
        remembering.stamped(found.stamps)
        if not found.is_superuser:  # who has every right anyway
            found._user_perm_cache, found._group_perm_cache = set(), set(found.right_names)
        user: User = found
        return user

    def _get_user_permissions(self, user_obj: User) -> QuerySet[Permission]:  # noqa: ARG002 - Django's signature
        return Permission.objects.none()


@cache
def _asking() -> str:
    return f"""
        SELECT u.*, {remembering.stamps()} AS stamps,
          ARRAY(SELECT g.name FROM accounts_user_groups ug JOIN auth_group g ON g.id = ug.group_id
                 WHERE ug.user_id = u.id) AS role_codes,
          ARRAY(SELECT c.app_label || '.' || p.codename
                  FROM accounts_user_groups ug JOIN auth_group_permissions gp USING (group_id)
                  JOIN auth_permission p ON p.id = gp.permission_id JOIN django_content_type c ON c.id = p.content_type_id
                 WHERE ug.user_id = u.id) AS right_names
          FROM accounts_user u WHERE u.id = %s"""  # noqa: S608 - our own names
