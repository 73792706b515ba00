from django.urls import path

from core import lists

urlpatterns = [
    path("lists/<slug:page>/columns/", lists.list_columns, name="list_columns"),
    path("lists/<slug:page>/filters/", lists.list_filters, name="list_filters"),
    path("lists/<slug:page>/filters/<int:pk>/", lists.list_filter, name="list_filter"),
]
