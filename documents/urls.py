from django.urls import path

from core.export.views import exporting
from documents import mail_views, paper_views, views

urlpatterns = [
    path("documents/", views.document_list, name="document_list"),
    path(
        "documents/export/",
        exporting("document_list", "documents.view_document", "documents.export_document"),
        name="document_export",
    ),
    path("documents/zip/", views.document_zip, name="document_zip"),
    path("documents/check/", views.archive_check, name="archive_check"),
    path("documents/check/compare/", views.archive_compare, name="archive_compare"),
    path("documents/check/heads.json", views.archive_heads, name="archive_heads"),
    path("documents/retention/", views.retention, name="retention"),
    path("documents/retention/rules/", views.retention_rules, name="retention_rules"),
    path("documents/retention/<int:pk>/", views.destruction_page, name="destruction_page"),
    path("documents/<number:number>/", views.document_page, name="document_page"),
    path("documents/<number:number>/correct/", views.document_correct, name="document_correct"),
    path("documents/<number:number>.pdf", views.document_pdf, name="document_pdf"),
    path("documents/<number:number>/print/<slug:size>.pdf", paper_views.document_copy, name="document_copy"),
    path("settings/paper/", paper_views.paper_settings, name="paper_settings"),
    path("settings/paper/<slug:kind>/", paper_views.paper_terms, name="paper_terms"),
    path("documents/<number:number>/send/", mail_views.document_send, name="document_send"),
    path("documents/<number:number>/send/<int:pk>/again/", mail_views.message_send_again, name="message_send_again"),
]
