from devices.views.changes import device_alert, device_owner, device_photo, device_suggest
from devices.views.kinds import kind_edit, kind_list, kind_new
from devices.views.lists import device_list
from devices.views.pages import device_edit, device_new, device_page

__all__ = [
    "device_alert", "device_edit", "device_list", "device_new", "device_owner", "device_page", "device_photo", "device_suggest",
    "kind_edit", "kind_list", "kind_new",
]  # fmt: skip
