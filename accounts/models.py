from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise

from accounts.roles import ROLES


class User(AbstractUser):
    """A member of the staff. Staff who leave are switched off, never deleted: what they did stays theirs."""

    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="en")
    single_keys = models.BooleanField(_("single-letter keys"), default=True)

    class Meta:
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")
        ordering: ClassVar = ["first_name", "last_name", "username"]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @cached_property
    def role_name(self) -> str | Promise:
        names = getattr(self, "role_codes", None)  # who asks comes with them
        if names is None:
            names = {group.name for group in self.groups.all()}
        return next((role.label for role in ROLES if role.code in names), "")
