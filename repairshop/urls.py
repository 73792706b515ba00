"""The table of contents: URL name = view name = template name = test file name."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path, register_converter

from core.converters import NumberConverter, SecretConverter
from repairshop import views

# The administration has no way in of its own: it would know no second factor and no limit of tries.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

register_converter(NumberConverter, "number")
register_converter(SecretConverter, "secret")

urlpatterns = [
    path("", views.start, name="start"),
    path("timeline/", views.shop_timeline, name="shop_timeline"),
    path("search/", views.search, name="search"),
    path("settings/", views.shop_settings, name="shop_settings"),
    path("settings/numbers/", views.number_settings, name="number_settings"),
    path("help/", views.help_page, name="help"),
    path("health/", views.health, name="health"),
    path("", include("core.urls")),
    path("", include("customers.urls")),
    path("", include("devices.urls")),
    path("", include("repairs.urls")),
    path("", include("documents.urls")),
    path("", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
