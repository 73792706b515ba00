from django.urls import path

from core.export.views import exporting
from devices import views

urlpatterns = [
    path("settings/devices/", views.kind_list, name="kind_list"),
    path("settings/devices/new/", views.kind_new, name="kind_new"),
    path("settings/devices/<slug:code>/", views.kind_edit, name="kind_edit"),
    path("devices/", views.device_list, name="device_list"),
    path(
        "devices/export/",
        exporting("device_list", "devices.view_device", "devices.export_device"),
        name="device_export",
    ),
    path("devices/new/", views.device_new, name="device_new"),
    path("devices/suggest/", views.device_suggest, name="device_suggest"),
    path("devices/<number:number>/", views.device_page, name="device_page"),
    path("devices/<number:number>/edit/", views.device_edit, name="device_edit"),
    path("devices/<number:number>/owner/", views.device_owner, name="device_owner"),
    path("devices/<number:number>/alert/", views.device_alert, name="device_alert"),
    path("devices/<number:number>/photo/", views.device_photo, name="device_photo"),
]
