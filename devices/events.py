from django.utils.translation import gettext_lazy as _

from core.history import Verb, verbs

verbs(
    Verb(code="device_created", icon="smartphone", sentence=_("Device {title} added")),
    Verb(code="device_changed", icon="pencil", sentence=_("Device {number} changed")),
    Verb(code="device_given", icon="arrow-left-right", sentence=_("Device {number} came to customer {to}")),
)
