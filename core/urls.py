from django.urls import path

from core import lists
from core.export import views as export

urlpatterns = [
    path("exports/", export.exports, name="exports"),
    path("exports/<int:pk>/cancel/", export.export_cancel, name="export_cancel"),
    path("exports/<int:pk>/file/", export.export_file, name="export_file"),
    path("lists/<slug:page>/columns/", lists.list_columns, name="list_columns"),
    path("lists/<slug:page>/filters/", lists.list_filters, name="list_filters"),
    path("lists/<slug:page>/filters/<int:pk>/", lists.list_filter, name="list_filter"),
]
