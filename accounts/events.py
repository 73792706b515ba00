from django.utils.translation import gettext_lazy as _

from core.history import Verb, verbs

verbs(Verb(code="profile_changed", icon="user", sentence=_("Own profile changed")))
