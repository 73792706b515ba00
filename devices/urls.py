from django.urls import path

from devices import views

urlpatterns = [
    path("devices/", views.device_list, name="device_list"),
    path("devices/new/", views.device_new, name="device_new"),
    path("devices/<number:number>/", views.device_page, name="device_page"),
    path("devices/<number:number>/edit/", views.device_edit, name="device_edit"),
]
